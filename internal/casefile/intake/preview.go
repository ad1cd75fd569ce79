package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Shown is how the first rows of an exhibit will be read.
type Shown struct {
	Ref     string    `json:"ref"`
	Path    string    `json:"path"`
	Member  string    `json:"member,omitempty"`
	Kind    string    `json:"kind"`
	Format  string    `json:"format"`
	Rows    [][]Field `json:"rows"`
	Read    int       `json:"read"`    // records in the sample
	Rejects []Count   `json:"rejects"` // of the sample, most frequent first
	Note    string    `json:"note,omitempty"`
	Failed  bool      `json:"failed,omitempty"` // it cannot be read as described; Note says why
}

// Field is a value under our key, as the check will see it; card numbers by
// their ends alone, in whichever column they stand.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Count is how often a row was rejected for one reason.
type Count struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

// shownRows is how many records of each exhibit are shown.
const shownRows = 3

// Preview reads the head of each exhibit of m, whose files lie below dir, as the
// check will read it, within the legal basis where that is answered. What cannot be
// shown says why in its Note.
func Preview(ctx context.Context, dir string, m *manifest.Manifest) (_ []Shown, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "folder: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	out := []Shown{}
	for i := range m.Exhibits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e := &m.Exhibits[i]
		s := Shown{Ref: e.Ref, Path: e.Path, Member: e.Member, Kind: string(e.Kind), Format: e.Format, Rows: [][]Field{}, Rejects: []Count{}}
		src := answered(m.Source(i))
		switch smp, err := sampleOf(root, e.Path, e.Member); {
		case err != nil:
			s.fail(err)
		case format.IsBook(src.Format) && e.Member == "":
			s.book(root, e.Path, src)
		default:
			s.read(smp, src)
		}
		s.Note = comity.MaskText(s.Note)
		out = append(out, s)
	}
	return out, nil
}

// fail says why an exhibit cannot be read as described.
func (s *Shown) fail(err error) {
	s.Failed, s.Note = true, err.Error()
	if hint := comity.HintOf(err); hint != "" {
		s.Note += "; " + hint
	}
}

// book shows the first rows of a workbook's sheet.
func (s *Shown) book(root *os.Root, name string, src record.Source) {
	f, err := root.Open(name)
	if err != nil {
		s.fail(err)
		return
	}
	head, cut, err := sheetHead(f, &src)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		s.fail(err)
		return
	}
	s.parse(head, cut, src)
}

// sheetHead is the start of a sheet's text; cut says that more follows.
func sheetHead(f *os.File, src *record.Source) (head []byte, cut bool, err error) {
	info, err := f.Stat()
	if err != nil {
		return nil, false, err
	}
	b, err := format.OpenBook(f, info.Size(), src)
	if err != nil {
		return nil, false, err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	for len(head) < pieceLen {
		if head, _, err = b.Row(head); err != nil {
			if errors.Is(err, io.EOF) {
				err = nil
			}
			return head, false, err
		}
	}
	return head, true, nil
}

// answered leaves out what is still a question.
func answered(src record.Source) record.Source {
	for key, names := range src.Columns {
		if slices.Contains(names, ask) {
			delete(src.Columns, key)
		}
	}
	for key, words := range src.Values {
		for theirs, ours := range words {
			if ours == ask {
				delete(src.Values[key], theirs)
			}
		}
	}
	if src.Clock.Zone == ask || src.Clock.Zone == "" {
		src.Clock.Zone = "unknown"
	}
	if src.Scope.From < earliestOrder || src.Scope.From >= src.Scope.To { // still a question
		src.Scope = record.Scope{}
	}
	return src
}

// sampleOf reads the head of a file, or of an archive's member.
func sampleOf(root *os.Root, name, member string) (_ *sample, err error) {
	info, err := root.Lstat(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "%w", err)
	}
	if !info.Mode().IsRegular() {
		return nil, comity.Errorf(comity.Input, "%s is not a regular file", name)
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "%w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	src := &source{file: f, size: info.Size(), name: name}
	if member == "" {
		return src.sample()
	}
	var found *sample
	_, err = src.members(1<<30, func(m *source, why string) {
		if m.member == member && why == "" && found == nil {
			found, err = m.sample()
		}
	})
	if found == nil && err == nil {
		err = comity.Errorf(comity.Input, "the archive has no member %q", member)
	}
	return found, err
}

// read opens the exhibit as the check does and collects what comes of its head.
func (s *Shown) read(smp *sample, src record.Source) {
	head := smp.head()
	if src.Kind == "" {
		s.Note = "kind is still a question"
		return
	}
	var err error
	if src.Format == "" {
		if src.Format, err = format.Detect(head, src.Kind); err != nil {
			s.fail(err)
			return
		}
		s.Format = src.Format
	}
	if src.Format == string(src.Kind) {
		s.Note = "sealed as it is"
		return
	}
	if smp.encoding.Name == "utf-16le" || smp.encoding.Name == "utf-16be" {
		src.Encoding = "" // decoded already
	}
	s.parse(head, smp.cut, src)
}

// parse reads the head as the check does.
func (s *Shown) parse(head []byte, cut bool, src record.Source) {
	o, err := format.Open(head, &src, table.Config{}, 1)
	if err != nil {
		s.fail(err)
		return
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		s.fail(err)
		return
	}
	if o.Lines != nil {
		s.lines(head, o.Lines[0], &readings[0])
	} else {
		s.rows(head, o, cut, &readings[0])
	}
	slices.SortFunc(s.Rejects, func(a, b Count) int {
		return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Reason, b.Reason))
	})
}

func (s *Shown) lines(head []byte, p format.Lines, r *clock.Reading) {
	for line := range bytes.Lines(head) {
		line = bytes.TrimSuffix(line, []byte{'\n'})
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		var e record.Event
		why := p.Parse(line, &e)
		if why == "" && !r.Agrees(e.Stamp) {
			why = record.ZoneClash
		}
		switch why {
		case "":
			s.show(eventFields(&e, r))
		case record.NoRecord:
		default:
			s.reject(why)
		}
	}
}

func (s *Shown) rows(head []byte, o format.Opened, cut bool, r *clock.Reading) {
	if cut && o.Block.Cut != nil {
		if n := o.Block.Cut(head); n > 0 {
			head = head[:n]
		}
	}
	sink := record.Sink{
		Assignment: func(a *record.Assignment) { s.show(assignmentFields(a)) },
		Payment:    func(p *record.Payment) { s.show(paymentFields(p)) },
		Member:     func(m *record.Member) { s.show(memberFields(m)) },
		Holder:     func(h *record.Holder) { s.show(holderFields(h)) },
		Event:      func(e *record.Event, _ record.Place) { s.show(eventFields(e, r)) },
		Relation:   func(n *record.Relation) { s.show(relationFields(n)) },
		Reject:     func(x record.Reject) { s.reject(x.Reason) },
		Outside:    func(record.Place) { s.reject("outside the period or the addresses of the legal basis: left unread") },
	}.Complete()
	o.Rows[0].Block(head, 0, sink)
	o.Rows[0].Close(sink)
}

func (s *Shown) show(fields []Field) {
	if s.Read++; len(s.Rows) >= shownRows {
		return
	}
	fields = slices.DeleteFunc(fields, func(f Field) bool { return f.Value == "" })
	for i := range fields { // a record is used again for the next row
		fields[i].Value = comity.MaskText(strings.Clone(fields[i].Value))
	}
	s.Rows = append(s.Rows, fields)
}

func (s *Shown) reject(why record.Reason) {
	for i := range s.Rejects {
		if s.Rejects[i].Reason == string(why) {
			s.Rejects[i].Rows++
			return
		}
	}
	s.Rejects = append(s.Rejects, Count{string(why), 1})
}

// when is a span of instants as it was understood.
func when(s clock.Span) string {
	switch {
	case s.Lo == comity.Latest || s == clock.Span{}:
		return ""
	case s.Lo == s.Hi:
		return s.Lo.String()
	}
	return s.Lo.String() + " … " + s.Hi.String()
}

func addr(a comity.Addr) string {
	if a.IsZero() {
		return ""
	}
	return a.String()
}

func number[T ~int | ~int64 | ~uint16](n T) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(int64(n), 10)
}

func personFields(p record.Person) []Field {
	return []Field{{"name", p.Name}, {"street", p.Street}, {"town", p.Town}, {"country", p.Country}, {"phone", p.Phone}, {"email", p.Email}, {"born", p.Born}}
}

func assignmentFields(a *record.Assignment) []Field {
	ip := addr(a.First)
	if a.Last != a.First {
		ip += " – " + addr(a.Last)
	}
	end := when(a.End)
	switch {
	case a.Point:
		end = "the asked instant only"
	case a.InForce:
		end = "in force"
	case a.Open:
		end += " (not stated)"
	}
	ports := ""
	if a.PortTo != 0 || a.PortFrom != 0 {
		ports = strconv.Itoa(int(a.PortFrom)) + "–" + strconv.Itoa(int(a.PortTo))
	}
	return append([]Field{{"ip", ip}, {"start", when(a.Start)}, {"end", end}, {"ports", ports}, {"subscriber", a.Subscriber}, {"device", a.Device}}, personFields(a.Person)...)
}

func paymentFields(p *record.Payment) []Field {
	sum := strconv.FormatInt(p.Amount/100, 10) + "." + strconv.FormatInt(100+max(p.Amount%100, -p.Amount%100), 10)[1:]
	return []Field{
		{"id", p.ID}, {"time", when(p.Time)}, {"type", p.Type}, {"result", p.Result}, {"site", p.Site}, {"account", p.User}, {"name", p.Name}, {"email", p.Email},
		{"card", p.Card.Ends}, {"amount", sum}, {"currency", p.Currency}, {"country", p.Country}, {"ip", addr(p.Addr)}, {"port", number(p.Port)},
		{"ref", p.Ref}, {"descriptor", p.Descript}, {"issuer_country", p.Issuer},
	}
}

func memberFields(m *record.Member) []Field {
	return []Field{
		{"account", m.User}, {"site", m.Site}, {"email", m.Email}, {"name", m.Name}, {"time", when(m.Time)}, {"ip", addr(m.Addr)},
		{"last_time", when(m.LastTime)}, {"last_ip", addr(m.LastAddr)}, {"country", m.Country}, {"born", m.Born}, {"status", m.Status},
	}
}

func holderFields(h *record.Holder) []Field {
	p := h.Person
	return append([]Field{{"card", h.Card.Ends}, {"iban", h.IBAN}, {"holder", p.Name}, {"status", h.Status}, {"reported", h.Reported}}, personFields(p)[1:]...)
}

func eventFields(e *record.Event, r *clock.Reading) []Field {
	status := ""
	if e.Status > 0 {
		status = strconv.Itoa(e.Status)
	}
	return []Field{
		{"time", when(r.Span(e.Stamp))}, {"ip", addr(e.Addr)}, {"port", number(e.Port)}, {"account", string(e.User)}, {"site", string(e.Site)},
		{"request", plainText(string(e.Request), 60)}, {"status", status},
	}
}

func relationFields(n *record.Relation) []Field {
	return []Field{
		{"left", n.Left}, {"left_kind", n.LeftKind}, {"relation", n.Relation}, {"right", n.Right}, {"right_kind", n.RightKind},
		{"from", when(n.From)}, {"to", when(n.To)}, {"country", n.Country}, {"role", n.Role},
	}
}

// earliestOrder is 1970-01-02: no order covers what was before.
const earliestOrder = comity.Day
