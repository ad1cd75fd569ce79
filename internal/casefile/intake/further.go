package intake

import (
	"fmt"
	"slices"
)

// askFurther asks about columns of further addresses of the same rows, which no key takes: a
// connection has an address of IPv4 and prefixes of IPv6, and each was the customer's.
func (f *File) askFurther(m *mapping, cols []*column) {
	key := "ip"
	if m.kind == "answers" {
		key = "asked_ip"
	}
	own, ok := m.taken[key]
	if !ok || m.kind != "assignments" && m.kind != "answers" || len(f.question("columns."+key)) > 0 {
		return
	}
	var more []string
	for _, c := range cols {
		if c == own.col || c.joined != nil || c.within || !c.share(cRange) || !c.has("ip") && !c.unnamed() || c.has("nas") || c.has("dest") || c.has("host") || c.has("inside") || len(c.distinct) < 2 {
			continue
		}
		more = append(more, c.name)
	}
	if more == nil {
		return
	}
	f.ask("columns."+key, fmt.Sprintf("the rows hold further addresses, in %s: an exhibit reads one column, and the same bytes are sealed once. Make a table of each other one that was the customer's in a copy, and seal all", quoted(joinNames(more))), append([]string{joinNames(own.col.names())}, more...)...)
	f.Columns[key] = []string{ask}
}

// offerCustomers offers lines, devices and names where nothing numbers the customers for certain:
// of a carrier's customers it is often the line.
func (f *File) offerCustomers(m *mapping) {
	q := f.question("columns.subscriber")
	if len(q) == 0 {
		return
	}
	offer := func(c *column) {
		if c == nil || slices.Contains(q[0].Choices, joinNames(c.names())) {
			return
		}
		q[0].Choices = append(q[0].Choices, joinNames(c.names()))
		f.widen("columns.subscriber", q[0].Choices[len(q[0].Choices)-1:])
	}
	for _, key := range []string{"phone", "device", "name"} {
		for _, c := range append([]claim{m.taken[key]}, m.rivals[key]...) {
			offer(c.col)
		}
	}
	for _, c := range m.all {
		if c.has("sim") && c.filled > 0 {
			offer(c) // the card in a telephone is the subscriber's
		}
	}
}

// tunnelled reports whether assignments may be a list of who came from which address and was
// given one inside: that of a private network's server. A name that says outside speaks of a
// translation.
func (m *mapping) tunnelled() bool {
	ip, who := m.taken["ip"].col, m.taken["subscriber"].col
	return m.kind == "assignments" && m.inner && ip != nil && who != nil && !ip.has("outside") && who.has("user") && !who.has("sub")
}
