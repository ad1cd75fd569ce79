package material

// digest is a cryptographic hash with the algorithm in front, so that equal ones are
// of the same file.
type digest string

// digests are those of a row.
func (r *row) digests() []digest {
	var out []digest
	h := &r.hashed
	if h.HasMD5 {
		out = append(out, digest("m"+string(h.MD5[:])))
	}
	if h.HasSHA1 {
		out = append(out, digest("1"+string(h.SHA1[:])))
	}
	if h.HasSHA256 {
		out = append(out, digest("2"+string(h.SHA256[:])))
	}
	return out
}

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
		for _, d := range rows[i].digests() {
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
