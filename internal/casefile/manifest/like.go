package manifest

import (
	"maps"
	"slices"
)

// model is the index of the exhibit further up that exhibit i is like, -1 where
// there is none.
func (m *Manifest) model(i int) int {
	ref := m.Exhibits[i].Like
	if ref == "" {
		return -1
	}
	return slices.IndexFunc(m.Exhibits[:i], func(e Exhibit) bool { return e.Ref == ref })
}

// heir is an exhibit that takes keys over from another.
type heir struct {
	m     *Manifest
	index int
	from  int
}

// open notes that a key without a value of its own is taken over. A key that is
// written stays, even where it is empty: that is how one is left out.
func (h *heir) open(key string, empty bool) bool {
	if !empty || h.m.lines.has("exhibit", h.index, key) {
		return false
	}
	if h.m.taken == nil {
		h.m.taken = map[string]int{}
	}
	h.m.taken[lineKey("exhibit", h.index, key)] = h.from
	return true
}

// takeOver fills the open keys of exhibit i from those of exhibit at: what is
// said of the source always, of the records where the kind is the same, of the
// writing where the format is the same too. docs/formats/manifest.md lists them.
func (m *Manifest) takeOver(i, at int) {
	h, e, from := heir{m, i, at}, &m.Exhibits[i], &m.Exhibits[at]
	h.source(e, from)
	if e.Kind != from.Kind {
		return
	}
	h.records(e, from)
	if e.Format == from.Format {
		h.writing(e, from)
	}
}

// hands reports whether exhibit at hands key on to exhibit i, which is like it.
func (m *Manifest) hands(at, i int, key string) bool {
	e, from := &m.Exhibits[i], &m.Exhibits[at]
	switch key {
	case "basis", "provider", "country", "obtained", "handling", "clock":
		return true
	case "site", "host", "forum", "columns", "values":
		return e.Kind == from.Kind
	case "encoding", "header_row", "header_rows", "totals", "decimal", "amount_unit", "duration_unit", "date_order", "time_format":
		return e.Kind == from.Kind && e.Format == from.Format
	}
	return false
}

func (h *heir) source(e, from *Exhibit) {
	h.text("basis", &e.Basis, from.Basis)
	h.text("provider", &e.Provider, from.Provider)
	h.text("country", &e.Country, from.Country)
	if from.Obtained != nil && h.open("obtained", e.Obtained == nil) {
		e.Obtained = from.Obtained
	}
	h.list("handling", &e.Handling, from.Handling)
	if from.Clock != nil && e.Kind.Timed() && h.open("clock", e.Clock == nil) {
		said := *from.Clock
		e.Clock = &said
	}
}

func (h *heir) records(e, from *Exhibit) {
	h.text("site", &e.Site, from.Site)
	h.text("host", &e.Host, from.Host)
	h.text("forum", &e.Forum, from.Forum)
	if from.Columns != nil && h.open("columns", e.Columns == nil) {
		e.Columns = maps.Clone(from.Columns)
	}
	if from.Values != nil && h.open("values", e.Values == nil) {
		e.Values = map[string]map[string]string{}
		for key, words := range from.Values {
			e.Values[key] = maps.Clone(words)
		}
	}
}

func (h *heir) writing(e, from *Exhibit) {
	// Both say how times are written, so that one of them answers for the other.
	ordered := e.DateOrder != "" || h.m.lines.has("exhibit", h.index, "date_order")
	if formed := e.TimeFormat != "" || h.m.lines.has("exhibit", h.index, "time_format"); !formed {
		h.text("date_order", &e.DateOrder, from.DateOrder)
	}
	if !ordered {
		h.text("time_format", &e.TimeFormat, from.TimeFormat)
	}
	h.text("decimal", &e.Decimal, from.Decimal)
	h.text("amount_unit", &e.AmountUnit, from.AmountUnit)
	h.text("duration_unit", &e.LengthUnit, from.LengthUnit)
	h.text("encoding", &e.Encoding, from.Encoding)
	h.number("header_row", &e.HeaderRow, from.HeaderRow)
	h.number("header_rows", &e.HeaderRows, from.HeaderRows)
	h.list("totals", &e.Totals, from.Totals)
}

func (h *heir) text(key string, own *string, from string) {
	if from != "" && h.open(key, *own == "") {
		*own = from
	}
}

func (h *heir) number(key string, own *int, from int) {
	if from != 0 && h.open(key, *own == 0) {
		*own = from
	}
}

func (h *heir) list(key string, own *[]string, from []string) {
	if from != nil && h.open(key, *own == nil) {
		*own = slices.Clone(from)
	}
}

// checkLike wants the exhibit that another is like further up.
func (m *Manifest) checkLike(i int, e *Exhibit) error {
	if e.Like == "" || m.model(i) >= 0 {
		return nil
	}
	switch at := slices.IndexFunc(m.Exhibits, func(o Exhibit) bool { return o.Ref == e.Like }); {
	case at == i:
		return m.input(i, "like", "an exhibit cannot be like itself").WithHint("name one further up, whose keys it takes over")
	case at > i:
		return m.input(i, "like", "like: exhibit %q stands further down", e.Like).
			WithHint("exhibits take over from those above them: move it up")
	}
	return m.input(i, "like", "like: there is no exhibit %q", e.Like).WithHint("%s", suggest(e.Like, m.refs(i)))
}

// refs are the references above exhibit i.
func (m *Manifest) refs(i int) []string {
	var out []string
	for _, e := range m.Exhibits[:i] {
		out = append(out, e.Ref)
	}
	return out
}
