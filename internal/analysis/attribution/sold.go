package attribution

import "slices"

// sold reports whether crowdSize or more other subjects, none of them in this one's name,
// have accounts under a selector: no family is that large, and whoever the card or address
// is of bought for others, whether or not these say who they are.
func (m *profiler) sold(selector Node, p *profile, list int32) bool {
	others, own := m.buyers(selector, p.names, list), m.k.number[p.principals[0]]
	if slices.Contains(others, own) {
		return len(others) > crowdSize
	}
	return len(others) >= crowdSize
}

// buyers are the clusters that have accounts under a selector in other names than these: the
// first of them, one more than make a crowd, for one may be that of these names.
func (m *profiler) buyers(selector Node, names []nameID, list int32) []int32 {
	if out, known := m.memory.buyers[question{selector, list}]; known {
		return out
	}
	var out []int32
	for i := range m.under(selector).groups {
		g := &m.under(selector).groups[i]
		if m.c.bestLikeness(names, g.users...) == same {
			continue
		}
		for _, number := range g.clusters {
			if len(out) <= crowdSize && !slices.Contains(out, number) {
				out = append(out, number)
			}
		}
		if len(out) > crowdSize {
			break
		}
	}
	if len(m.memory.buyers) == mostAnswers {
		clear(m.memory.buyers)
	}
	m.memory.buyers[question{selector, list}] = out
	return out
}

// bought reports whether the accounts that the claim rests on stand under such a selector.
func (w *weighing) bought() bool {
	return w.tally != nil && len(w.p.soldUnder) > 0 && !w.disputed() && !w.usedBeside(w.p.soldUnder)
}
