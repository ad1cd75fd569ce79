package identity

// Slips is the restricted distance of Damerau: how many bytes changed, left out,
// put in, or neighbours swapped make a into b; most+1 where it is more than most.
func Slips(a, b string, most int) int {
	a, b = a[:min(len(a), 4*longest)], b[:min(len(b), 4*longest)]
	if len(a) > len(b) {
		a, b = b, a
	}
	for len(a) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	switch {
	case len(b) == 0:
		return 0
	case len(b)-len(a) > most:
		return most + 1
	case len(b) == 1, len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]:
		return min(1, most+1)
	case most == 1:
		return 2
	}
	return distance(a, b, most)
}

// distance is Slips by the table of all beginnings.
func distance(a, b string, most int) int {
	var rows [3][4*longest + 1]uint16
	before, last, row := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		last[j] = uint16(j)
	}
	for i := 1; i <= len(a); i++ {
		row[0] = uint16(i)
		for j := 1; j <= len(b); j++ {
			change := last[j-1]
			if a[i-1] != b[j-1] {
				change++
			}
			row[j] = min(change, last[j]+1, row[j-1]+1)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(int(last[len(b)]), most+1)
}
