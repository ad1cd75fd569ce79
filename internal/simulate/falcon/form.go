package falcon

import (
	"strings"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// mostRows is what a table may have to be handed over as a workbook, whose
// sheets end at 1,048,576 rows.
const mostRows = 250_000

// form draws how a table of so many rows is laid out; western says that its
// texts are of Western Europe. It changes the exhibit before it is entered.
func (w *world) form(e *export.Exhibit, rows int, western bool) {
	if !w.spec.All {
		return
	}
	s := w.stream("form " + e.Path)
	if e.Kind != "payments" && rows < mostRows && s.Chance(w.p.workbooks) {
		w.workbook(&s, e)
		return
	}
	if s.Chance(w.p.encodings) {
		encode(&s, e, western)
	}
	if s.N(2) == 0 {
		e.DateOrder = map[string]string{"02.01.2006 15:04:05": "dmy", "02/01/2006 15:04:05": "dmy", "01/02/2006 15:04:05": "mdy"}[e.TimeFormat]
	}
	if s.Chance(w.p.frames) {
		w.frame(&s, e)
	}
	if e.Kind == "payments" && s.N(2) == 0 {
		e.Delim, e.Decimal = ';', ","
	}
}

// encode draws an encoding other than plain UTF-8.
func encode(s *draw.Stream, e *export.Exhibit, western bool) {
	switch r := s.N(3); {
	case r == 0:
		e.Mark = true
	case r == 1 && western:
		e.Encoding = export.Western
	default:
		e.Encoding, e.CRLF = export.UTF16, true
	}
}

// frame puts something around a table's rows that is no record.
func (w *world) frame(s *draw.Stream, e *export.Exhibit) {
	switch s.N(3) {
	case 0:
		e.Titles = titles(s, e)
	case 1:
		e.Double = true
		for i := range e.Columns {
			group := map[string]string{"name": "Person", "street": "Person", "town": "Person", "country": "Person", "subscriber": "Person", "holder": "Person",
				"email": "Person", "account": "Person"}[e.Columns[i].Key]
			if group == "" {
				group = "Data"
			}
			for j, name := range e.Columns[i].Names {
				e.Columns[i].Names[j] = group + " " + name
			}
		}
	default:
		e.Totals = "Total"
	}
}

func titles(s *draw.Stream, e *export.Exhibit) []string {
	return []string{"Report of " + e.Provider, "Kind of data: " + e.Kind, "For official use"}[:s.Between(1, 3)]
}

// workbook makes the exhibit a workbook, with real dates in real cells.
func (w *world) workbook(s *draw.Stream, e *export.Exhibit) {
	e.Path = strings.TrimSuffix(e.Path, ".csv") + ".xlsx"
	e.Format, e.CRLF, e.QuoteAll = "xlsx", false, false
	if e.Kind != "holders" {
		e.TimeFormat = ""
	}
	e.Sheet = draw.Pick(s, []string{"Export", "Tabelle1", "Data & more", "Feuil1"})
	e.Old, e.Inline = s.N(3) == 0, s.N(4) == 0
	if s.N(2) == 0 {
		e.Titles = titles(s, e)
	}
	if s.N(3) == 0 {
		e.Totals = "Total"
	}
	if s.N(3) > 0 {
		return
	}
	for i := range e.Columns { // date and time of day in columns of their own
		if c := &e.Columns[i]; export.Timed(c.Key) && len(c.Names) == 1 {
			c.Names = []string{c.Names[0] + "_date", c.Names[0] + "_time"}
		}
	}
}

// again copies an exhibit's description for a second delivery as a workbook.
func (w *world) again(e *export.Exhibit, s *draw.Stream) *export.Exhibit {
	c := *e
	c.Layout, c.TimeFormat, c.Notes = export.Layout{}, "", "second delivery, as a workbook"
	c.Columns = nil
	for _, col := range e.Columns {
		names := append([]string(nil), col.Names...)
		for i := range names {
			if e.Double {
				_, names[i], _ = strings.Cut(names[i], " ")
			}
		}
		c.Columns = append(c.Columns, export.Column{Key: col.Key, Names: names})
	}
	c.Path = strings.TrimSuffix(c.Path, ".csv") + "-2.csv"
	w.workbook(s, &c)
	return &c
}

// latin reports whether the names of a country's people are written in Latin-1.
func (w *world) latin(c int) bool { return w.countries[c].code != "PL" }
