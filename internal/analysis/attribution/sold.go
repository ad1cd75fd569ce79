package attribution

import "slices"

// sold reports whether crowdSize or more other subjects, none of them in this one's name,
// have accounts under a selector: no family is that large, and whoever the card or address
// is of bought for others, whether or not these say who they are.
func (m *profiler) sold(selector Node, p *profile) bool {
	var others []int32
	for _, n := range m.k.tied.at(int32(selector)) {
		if !m.k.is[n] || m.k.number[n] == m.k.number[p.principals[0]] || m.c.bestLikeness(p.names, m.c.nodes[n].users()...) == same {
			continue
		}
		if !slices.Contains(others, m.k.number[n]) {
			others = append(others, m.k.number[n])
		}
		if len(others) >= crowdSize {
			return true
		}
	}
	return false
}

// bought reports whether the accounts that the claim rests on stand under such a selector.
func (w *weighing) bought() bool {
	return w.tally != nil && len(w.p.soldUnder) > 0 && !w.disputed() && !w.usedBeside(w.p.soldUnder)
}
