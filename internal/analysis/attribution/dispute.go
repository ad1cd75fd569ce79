package attribution

import "slices"

// dispute finds out what speaks against the cluster being one person's.
func (m *profiler) dispute(p *profile) {
	m.others, m.mails = m.others[:0], m.mails[:0]
	names := int32(0)
	if len(p.contested) > 0 {
		names = m.memory.listed(m.c, p.names)
	}
	for _, n := range p.contested {
		if strangers := m.disputing(n, p.names, names); len(strangers) > 0 {
			p.disputed++
			m.implicate(p, n)
			m.mails = append(m.mails, strangers[:min(len(strangers), max(0, largeCrowd-len(m.mails)))]...)
		}
	}
	p.beside = m.keepNodes.keep(m.mails)
	p.implicated = m.keepNodes.keep(ascending(m.others))
	m.others, m.mails = m.others[:0], m.mails[:0]
	for _, n := range p.emails {
		if m.c.othersMail(n, p.names, noName) {
			m.mails = append(m.mails, n)
			m.implicate(p, n)
		}
	}
	p.othersMail, p.openedFor = m.keepNodes.keep(m.mails), m.keepNodes.keep(ascending(m.others))
	m.others = m.others[:0]
	for _, n := range p.contested {
		if m.sold(n, p, names) {
			m.implicate(p, n)
		}
	}
	p.soldUnder = m.keepNodes.keep(ascending(m.others))
	p.mixed = m.mixed(p.names)
}

// implicate notes the principals of the cluster that state a disputed selector.
func (m *profiler) implicate(p *profile, selector Node) {
	some, all := m.k.tied.at(int32(selector)), p.principals
	if len(some) > len(all) {
		some, all = all, some
	}
	for _, n := range some {
		if _, is := slices.BinarySearch(all, n); is {
			m.others = append(m.others, n)
		}
	}
}

// mixed reports whether some of the names have nothing in common.
func (m *profiler) mixed(names []nameID) bool {
	if len(names) > few {
		names = m.memory.different(m.c, names)
	}
	for i, n := range names {
		if i > 0 && m.c.bestLikeness(names[:i], n).differs() {
			return true
		}
	}
	return false
}

// contested reports whether principals of several clusters state the selector:
// then it is not one person's, or which one's cannot be told.
func (m *profiler) contested(n Node) bool {
	if len(m.k.tied.at(int32(n))) > few {
		return m.under(n).contested
	}
	return m.k.contested(n)
}

func (k *clustering) contested(n Node) bool {
	first := int32(-1)
	for _, p := range k.tied.at(int32(n)) {
		switch {
		case !k.is[p]:
		case first < 0:
			first = k.number[p]
		case k.number[p] != first:
			return true
		}
	}
	return false
}

// disputing are the accounts under the selector of those whom nothing shows to be of these
// names: the first, and no more than make a crowd. names has the number of list in memory.
func (m *profiler) disputing(n Node, names []nameID, list int32) []Node {
	if len(names) == 0 {
		return nil
	}
	if out, known := m.memory.strangers[question{n, list}]; known {
		return out
	}
	m.found = m.found[:0]
	for i := range m.under(n).groups {
		g := &m.under(n).groups[i]
		if len(m.found) == largeCrowd && m.found[largeCrowd-1] < g.accounts[0] {
			break
		}
		if len(g.users) > 0 && !m.c.bestLikeness(g.users, names...).agrees() {
			m.found = append(m.found, g.accounts[:min(len(g.accounts), largeCrowd)]...)
			slices.Sort(m.found)
			m.found = m.found[:min(len(m.found), largeCrowd)]
		}
	}
	out := slices.Clone(m.found)
	if len(m.memory.strangers) == mostAnswers {
		clear(m.memory.strangers)
	}
	m.memory.strangers[question{n, list}] = out
	return out
}
