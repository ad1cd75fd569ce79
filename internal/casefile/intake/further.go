package intake

import "fmt"

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
