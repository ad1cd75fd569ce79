package difference

import (
	"cmp"
	"maps"
	"slices"
)

// subjects compares the subjects by their ids.
func (c *comparison) subjects() {
	c.out.Subjects = []Subject{}
	before, after := byID(c.before), byID(c.after)
	holdsBefore, holdsAfter := holders(c.before), holders(c.after)
	ranks := map[string]int{}
	for i := range c.before.subjects {
		b := &c.before.subjects[i]
		a, ok := after[b.id]
		switch {
		case !ok:
			c.out.Counts.Vanished++
			c.changed(b, Subject{What: Vanished, Before: b.stand(), Other: holdsAfter[b.account()]})
		case a.band != b.band:
			c.out.Counts.Band++
			c.changed(a, Subject{What: Band, Before: b.stand(), After: a.stand()})
		case !sameClaim(a, b):
			c.out.Counts.Claim++
			c.changed(a, Subject{What: Claim, Before: b.stand(), After: a.stand()})
		}
		ranks[b.id] = b.rank
	}
	for i := range c.after.subjects {
		a := &c.after.subjects[i]
		if _, ok := before[a.id]; !ok {
			c.out.Counts.Appeared++
			c.changed(a, Subject{What: Appeared, After: a.stand(), Other: holdsBefore[a.account()]})
		}
		ranks[a.id] = a.rank
	}
	order := []string{Vanished, Appeared, Band, Claim}
	slices.SortFunc(c.out.Subjects, func(a, b Subject) int {
		return cmp.Or(cmp.Compare(slices.Index(order, a.What), slices.Index(order, b.What)), cmp.Compare(ranks[a.ID], ranks[b.ID]), cmp.Compare(a.ID, b.ID))
	})
}

// changed adds a subject with the reasons of its look-ups; where these say none,
// it follows from all that changed: other people's look-ups count as well.
func (c *comparison) changed(s *subject, out Subject) {
	out.ID, out.Account = s.id, s.account()
	reasons := map[string]bool{}
	for _, a := range s.accounts {
		maps.Copy(reasons, c.because[a])
	}
	if len(reasons) == 0 {
		for _, ref := range c.ch.Exhibits {
			reasons[ref] = true
		}
	}
	out.Because = slices.AppendSeq([]string{}, maps.Keys(reasons))
	slices.Sort(out.Because)
	c.out.Subjects = append(c.out.Subjects, out)
}

func (s *subject) stand() *Stand { return &Stand{Band: s.band, Score: s.score, Subscriber: s.claimed} }

func sameClaim(a, b *subject) bool {
	if a.claimed == nil || b.claimed == nil {
		return a.claimed == b.claimed
	}
	return a.claimed.Same(*b.claimed)
}

func byID(s *Side) map[string]*subject {
	out := make(map[string]*subject, len(s.subjects))
	for i := range s.subjects {
		out[s.subjects[i].id] = &s.subjects[i]
	}
	return out
}

// holders says which subject holds an account.
func holders(s *Side) map[string]string {
	out := map[string]string{}
	for i := range s.subjects {
		for _, a := range s.subjects[i].accounts {
			out[a] = s.subjects[i].id
		}
	}
	return out
}
