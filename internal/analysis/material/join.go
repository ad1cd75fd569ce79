package material

// join parts rows into files: two rows are of one file where they share a hash, and
// where a chain of such rows leads from one to the other. A row without any is a file
// of its own. Files are in the order of their first rows, rows in theirs.
func join(rows []row) [][]int {
	up := make([]int, len(rows))
	for i := range up {
		up[i] = i
	}
	root := func(i int) int {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	first := map[digest]int{}
	for i := range rows {
		for d := range digests(&rows[i].hashed) {
			j, seen := first[d]
			if !seen {
				first[d] = i
				continue
			}
			a, b := root(i), root(j)
			up[max(a, b)] = min(a, b)
		}
	}
	at := map[int]int{}
	var files [][]int
	for i := range rows {
		r := root(i)
		n, seen := at[r]
		if !seen {
			n = len(files)
			at[r] = n
			files = append(files, nil)
		}
		files[n] = append(files[n], i)
	}
	return files
}
