package intake

import "fmt"

// turned reports whether a spreadsheet has read days for months in a column: what could be
// a date in its own order became one, and what could not, of which the day is above 12,
// stayed text. The dates that it made are of other days than those that were written.
func (c *column) turned() bool {
	made, left := 0, 0
	for v := range c.distinct {
		runs := digitRuns(v)
		switch {
		case len(runs) < 3:
			return false
		case len(runs[0]) == 4 && len(runs[2]) == 2:
			if atoi(runs[2]) > 12 {
				return false
			}
			made++
		case len(runs[0]) > 2 || len(runs[1]) > 2 || atoi(runs[0]) <= 12 && atoi(runs[1]) <= 12:
			return false
		default:
			left++
		}
	}
	return made >= 3 && left >= 3
}

// askTurned asks about dates that a spreadsheet has turned.
func askTurned(f *File, m *mapping) {
	for _, key := range timeKeys[m.kind] {
		c, ok := m.taken[key]
		if !ok || c.col.full || len(f.question("columns."+key)) > 0 || !c.col.turned() {
			continue
		}
		name := joinNames(c.col.names())
		f.ask("columns."+key, fmt.Sprintf("in %s days up to the 12th are dates and later ones text: a spreadsheet seems to have read days for months, so that those dates are wrong; ask for the export as it was before it was opened there. Where they are right, write the column", quoted(name)), name)
		f.Columns[key] = []string{ask}
	}
}
