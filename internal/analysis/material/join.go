package material

// join parts rows into files: two rows are of one file where they share a hash, and
// where a chain of such rows leads from one to the other. A row without any is a file
// of its own. Files are in the order of their first rows, rows in theirs. Numbers of
// digests are below n.
func join(rows []*row, n int) [][]int {
	files := make([][]int, 0, len(rows))
	place, all := joined(rows, n)
	sizes := make([]int, all)
	for _, f := range place {
		sizes[f]++
	}
	room := make([]int, len(rows))
	for _, size := range sizes {
		files = append(files, room[:0:size])
		room = room[size:]
	}
	for i, f := range place {
		files[f] = append(files[f], i)
	}
	return files
}

// joined tells of each row the number of its file, in the order of their first rows, and how many files there are.
func joined(rows []*row, n int) (file []int32, all int) {
	up := make([]int32, len(rows))
	root := func(i int32) int32 {
		for up[i] != i {
			up[i] = up[up[i]]
			i = up[i]
		}
		return i
	}
	first := make([]int32, n) // row that has a digest first, counted from one
	for i, r := range rows {
		i := int32(i)
		up[i] = i
		for _, d := range r.of {
			switch {
			case d == none:
			case first[d] == 0:
				first[d] = i + 1
			default:
				a, b := root(i), root(first[d]-1)
				up[max(a, b)] = min(a, b)
			}
		}
	}
	file = make([]int32, len(rows))
	for i := range up { // the root of a file is its first row
		if r := root(int32(i)); int(r) < i {
			file[i] = file[r]
		} else {
			file[i] = int32(all)
			all++
		}
	}
	return file, all
}
