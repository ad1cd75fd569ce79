package score

// Groups compares the pairs of rows that found puts together with those that
// truth does: both name a group for each row. Pairs count, so that a cluster
// that is glued together costs as much as it misleads.
func Groups(found, truth []string) Pairs {
	type cell struct{ found, truth string }
	f, t, both := map[string]int64{}, map[string]int64{}, map[cell]int64{}
	for i := range found {
		f[found[i]]++
		t[truth[i]]++
		both[cell{found[i], truth[i]}]++
	}
	right := couples(both)
	r := Pairs{Precision: share(right, couples(f)), Recall: share(right, couples(t))}
	if r.Precision+r.Recall > 0 {
		r.F1 = 2 * r.Precision * r.Recall / (r.Precision + r.Recall)
	}
	return r
}

func couples[K comparable](sizes map[K]int64) (n int64) {
	for _, s := range sizes {
		n += s * (s - 1) / 2
	}
	return n
}
