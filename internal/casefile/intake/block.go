package intake

import "fmt"

// askBlock asks where a block of ports ends of which only the beginning is said: one port alone would be read, and
// whoever has the others of the block would be nobody.
func askBlock(f *File, m *mapping) {
	c := m.taken["port_from"].col
	if _, ends := m.taken["port_to"]; ends || c == nil || !c.has("start") || !c.share(cPort) || c.filled == 0 || !f.mapped("port_from") || f.Columns["port_to"] != nil {
		return
	}
	f.ask("columns.port_to", fmt.Sprintf("%s says where a block of ports begins, and no column was found for its end: without one a row is about that port alone. Where its length is said, make a column of the last ports in a copy, and seal both", quoted(c.name)))
	f.Columns["port_to"] = []string{ask}
}
