package proof

import "strconv"

// Fork is two entries of one case that cannot both be true: the case was copied
// and both copies were continued, or it was rewound and continued.
type Fork struct {
	A, B Found // A the older
}

// Forks finds, among entries of one log, heads of a case that follow the same
// head or bear the same number. It needs no case, so a witness or anybody who
// holds the log can tell; the same head twice is no fork.
func Forks(found []Found) []Fork {
	type place struct{ name, of string }
	var forks []Fork
	first := map[place]Found{}
	for _, f := range found {
		var at []place
		if !f.Entry.Prev.IsZero() {
			at = append(at, place{f.Entry.Case, f.Entry.Prev.String()})
		}
		for _, p := range append(at, place{f.Entry.Case, strconv.FormatInt(f.Entry.Seq, 10)}) {
			old, seen := first[p]
			if !seen {
				first[p] = f
				continue
			}
			if old.Entry.Head != f.Entry.Head {
				forks = append(forks, Fork{old, f})
				break
			}
		}
	}
	return forks
}
