package attribution

import (
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// tally is what one cluster did from one connection. Its lists are indices into
// Case.uses, ascending; they may share memory.
type tally struct {
	sub         int32
	assignments int32 // how many different ones
	clocks      int32 // how many different ones
	days        int32 // days (UTC) with a use
	uses        []int32
	clockUses   []int32 // the first use by each clock
	sessions    []int32 // uses beyond payment and sign-up
	signUps     []int32
	payments    []int32
	common      []int32 // uses that only elimination gives to this subscriber
	byName      []int32 // those that it took a name for
	known       []int32 // those that it gives to it because others are surely its
	leans       bool    // they say more than the others
	sure        int     // uses that no edge of an assignment leaves open, elimination or not
	onlyName    bool    // nothing much but a name, or a payment, tells this subscriber from others
	first, last comity.Instant
}

// independent reports whether two uses rest on different assignments a day
// apart, or on clocks that are stated separately.
func (t *tally) independent(c *Case) bool {
	return t.clocks > 1 || t.daysApart(c)
}

// daysApart reports whether two uses rest on different assignments a day apart. If any
// two do, then the earliest or the latest use is one of such a pair: it is enough to look
// at those two.
func (t *tally) daysApart(c *Case) bool {
	return t.apart(c, t.first) || t.apart(c, t.last)
}

// apart reports whether some use lies a day or more from one at that instant, in another
// assignment. There may be several then: where these rest on different assignments, any use
// is in another than one of them.
func (t *tally) apart(c *Case, end comity.Instant) bool {
	mine := slices.IndexFunc(t.uses, func(i int32) bool { return c.uses[i].First == end })
	if mine < 0 {
		return false
	}
	assignment := c.uses[t.uses[mine]].Assignment
	several := slices.ContainsFunc(t.uses[mine:], func(i int32) bool {
		return c.uses[i].First == end && c.uses[i].Assignment != assignment
	})
	return slices.ContainsFunc(t.uses, func(i int32) bool {
		u := &c.uses[i]
		return (several || u.Assignment != assignment) && max(u.First, end)-min(u.First, end) >= comity.Day
	})
}

// tally sums up the uses from one subscriber's connection.
func (m *profiler) tally(p *profile, uses []uint64) tally {
	t := tally{sub: int32(uses[0] >> 32), uses: p.uses}
	if len(uses) < len(p.uses) {
		m.list = m.list[:0]
		for _, u := range uses {
			m.list = append(m.list, int32(uint32(u)))
		}
		t.uses = m.keepLists.keep(m.list)
	}
	t.first, t.last = comity.Latest, comity.Earliest
	for _, i := range t.uses {
		first := m.c.uses[i].First
		t.first, t.last = min(t.first, first), max(t.last, first)
	}
	t.assignments = m.distinct(t.uses, func(u *Use) int32 { return u.Assignment })
	t.clockUses = m.firstByClock(t.uses)
	t.clocks = int32(len(t.clockUses))
	t.days = m.distinct(t.uses, func(u *Use) int32 { return int32(u.First / comity.Day) })
	t.sessions = m.only(t.uses, (*Use).isSession)
	t.signUps = m.only(t.uses, func(u *Use) bool { return u.Hit.Event == SignUp })
	t.payments = m.only(t.uses, func(u *Use) bool { return u.Hit.Event == Payment })
	t.common = m.only(t.uses, func(u *Use) bool { return u.Answer != crosscheck.Unique && u.byName == unnamed && !u.known })
	t.known = m.only(t.uses, func(u *Use) bool { return u.known })
	t.byName = m.only(t.uses, func(u *Use) bool { return u.byName != unnamed })
	if len(t.known) > 0 {
		t.leans = m.leans(&t)
	}
	t.onlyName = len(t.byName)+len(t.known) > 0 && !slices.ContainsFunc(t.uses, func(i int32) bool {
		u := &m.c.uses[i]
		return u.byName != nameAlone && !u.known && u.Hit.Event != Payment
	})
	for _, i := range t.uses {
		if !m.c.uses[i].isEdge() {
			t.sure++
		}
	}
	return t
}

// leans reports whether what is known again makes more assignments, as the table
// counts them, than what names the subscriber anyway, or the only sessions.
func (m *profiler) leans(t *tally) bool {
	rest := m.only(t.uses, func(u *Use) bool { return !u.known })
	there := int(m.distinct(rest, func(u *Use) int32 { return u.Assignment }))
	steps := []rowID{rowAssignments1, rowAssignments2, rowAssignments3, rowAssignments5, rowAssignments10}
	return step(there, steps...) != step(int(t.assignments), steps...) || !slices.ContainsFunc(rest, func(i int32) bool { return m.c.uses[i].isSession() })
}

// firstByClock lists the first use by each clock of which something is stated.
func (m *profiler) firstByClock(uses []int32) []int32 {
	m.list = m.list[:0]
	for _, i := range uses {
		clock := m.c.uses[i].Clock
		if clock != NoClock && !slices.ContainsFunc(m.list, func(j int32) bool { return m.c.uses[j].Clock == clock }) {
			m.list = append(m.list, i)
		}
	}
	return m.keepLists.keep(m.list)
}

// distinct counts the different values of the uses.
func (m *profiler) distinct(uses []int32, value func(*Use) int32) int32 {
	m.list = m.list[:0]
	for _, i := range uses {
		m.list = append(m.list, value(&m.c.uses[i]))
	}
	slices.Sort(m.list)
	return int32(len(slices.Compact(m.list)))
}

// only lists the uses that are of a kind.
func (m *profiler) only(uses []int32, is func(*Use) bool) []int32 {
	m.list = m.list[:0]
	for _, i := range uses {
		if is(&m.c.uses[i]) {
			m.list = append(m.list, i)
		}
	}
	if len(m.list) == len(uses) {
		return uses
	}
	return m.keepLists.keep(m.list)
}
