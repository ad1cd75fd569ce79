package run

import (
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/crosscheck"
	"comity/internal/records/record"
)

// eliminated lists the uses of the subject, and those that its arguments rest on
// beside them, that elimination gave to a subscriber.
func (c *computation) eliminated(s *attribution.Subject) (out []Elimination) {
	uses := c.addEliminated(nil, c.graph.Uses(s))
	for i := range s.Rivals {
		for _, a := range c.graph.Reasons(nil, s, &s.Rivals[i]) {
			uses = c.addEliminated(uses, a.Uses) // other people's too
		}
	}
	for _, i := range inOrder(uses) {
		r := c.assignments[c.graph.UseAt(i).Assignment].row
		out = append(out, Elimination{c.hitID(i), c.cite(int(r.Source), record.Place{Offset: r.Offset, Length: r.Length})})
	}
	return out
}

// addEliminated adds those of uses that elimination gave to a subscriber.
func (c *computation) addEliminated(to, uses []int32) []int32 {
	for _, i := range uses {
		if u := c.graph.UseAt(i); u.Answer != crosscheck.Unique && u.Assignment >= 0 {
			to = append(to, i)
		}
	}
	return to
}

// inOrder puts uses in the order of their hits, each once.
func inOrder(uses []int32) []int32 {
	slices.Sort(uses)
	return slices.Compact(uses)
}

// appendEliminated appends what encoding/json would make of the uses that were
// met while the subject was written.
func (e *subjectEncoder) appendEliminated(b []byte) []byte {
	if len(e.eliminated) == 0 {
		return b
	}
	return appendList(append(b, `,"eliminated":`...), inOrder(e.eliminated), func(b []byte, use *int32) []byte {
		r := e.c.assignments[e.c.graph.UseAt(*use).Assignment].row
		b = e.c.appendHitID(append(b, `{"hit":`...), e.c.graph.Hit(*use))
		return append(e.c.appendCite(append(b, `,"assignment":`...), int(r.Source), r.Offset, r.Length), '}')
	})
}
