package intake

import (
	"slices"
	"strings"
)

// askPorts asks which column of ports is the address's, where a row bears several: behind a
// translation that inside and those outside are as many, and only names tell them apart.
func (f *File) askPorts(m *mapping, cols []*column) {
	for _, key := range []string{"port_from", "asked_port", "port"} {
		c, ok := m.taken[key]
		if !ok || c.col.joined != nil {
			continue
		}
		others := m.otherPorts(c.col, cols)
		if len(others) == 0 || m.sided(key, c.col) {
			continue
		}
		if cur := f.Columns[key]; len(cur) == 1 && cur[0] == ask {
			f.widen("columns."+key, slices.DeleteFunc(others, func(n string) bool {
				return slices.ContainsFunc(f.question("columns."+key), func(q Question) bool { return slices.Contains(q.Choices, n) })
			}))
			continue
		}
		f.ask("columns."+key, "a row bears several ports, and no name says which is the address's", append([]string{c.col.name}, others...)...)
		f.Columns[key] = []string{ask}
	}
}

// otherPorts are the columns of ports beside c that no name gives to somebody else: the far
// end, the server, who is inside.
func (m *mapping) otherPorts(c *column, cols []*column) []string {
	var out []string
	for _, o := range cols {
		if o == c || o.joined != nil || o.has("dest") || o.has("nas") || o.has("inside") && !c.has("inside") || m.taken["port_to"].col == o {
			continue
		}
		if o.has("port") && o.share(cPort) && len(o.distinct) > 2 || portRange(o) && o.unnamed() && !m.takes(o) {
			out = append(out, o.name)
		}
	}
	return out
}

// unnamed reports whether nothing of a column's name is known.
func (c *column) unnamed() bool {
	return !slices.ContainsFunc(c.parts, func(p part) bool { return p != nil })
}

// sided reports whether the name of a column of ports says that they are the address's: both
// are outside of a translation, first and last are one pair, or nothing but the words for a
// port and an address parts the names.
func (m *mapping) sided(key string, c *column) bool {
	if to := m.taken["port_to"].col; key == "port_from" && to != nil && to.has("end") {
		return c.has("start")
	}
	for _, k := range []string{"ip", "asked_ip"} {
		if a := m.taken[k].col; a != nil && len(m.rivals[k]) == 0 && (a.has("outside") && c.has("outside") || side(a.name) == side(c.name)) {
			return true
		}
	}
	return false
}

// side is what is left of a column's name without the words for a port and an address.
func side(name string) string {
	var out []string
	for _, w := range tokenise(name) {
		for _, plain := range []string{"address", "addr", "adresse", "indirizzo", "direccion", "port", "porta", "puerto", "poort", "ip"} {
			w = strings.TrimPrefix(strings.TrimSuffix(w, plain), plain)
		}
		if w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, " ")
}
