package intake

import (
	"bytes"
	"cmp"
	"context"
	"errors"
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
	Aside   []Count   `json:"aside"`   // rows of the sample that say themselves that they are no records
	Note    string    `json:"note,omitempty"`

	Encoding string `json:"encoding,omitempty"` // of delimited text, and how it is known
	Sheet    string `json:"sheet,omitempty"`
	Outside  int    `json:"outside"` // rows of the sample that the basis does not cover
	Failed   bool   `json:"failed"`  // it cannot be read so, and no open question is the reason

	Err error `json:"-"` // that Note tells of, with its hint; nil where it is none
}

// Field is a value under our key, as the check will see it; card numbers by
// their ends alone, in whichever column they stand.
type Field struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

// Count is how often a row was rejected, or set aside, for one reason.
type Count struct {
	Reason string `json:"reason"`
	Rows   int    `json:"rows"`
}

// shownRows is how many records of each exhibit are shown.
const shownRows = 3

// Preview reads the head of each exhibit of m, whose files lie below dir, as the
// check will read it, and keeps to what its basis covers, where m says that. The
// files are not in a case yet. What cannot be shown says why in its Note.
func Preview(ctx context.Context, dir string, m *manifest.Manifest) (_ []Shown, err error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "folder: %w", err)
	}
	defer func() { err = errors.Join(err, root.Close()) }()
	out, lex := []Shown{}, newLexicon()
	for i := range m.Exhibits {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		e := &m.Exhibits[i]
		s := Shown{Ref: e.Ref, Path: e.Path, Member: e.Member, Kind: string(e.Kind), Format: e.Format, Rows: [][]Field{}, Rejects: []Count{}, Aside: []Count{}}
		src := answered(m.Source(i))
		if !m.Period(i) {
			src.Scope.From, src.Scope.To = 0, 0
		}
		err := sampleOf(root, e.Path, e.Member, func(smp *sample) {
			if m.Asks(i, "encoding") && src.Format != statement {
				lex.recode(smp)
				s.guess(smp, &src)
			}
			s.read(smp, src)
		})
		if s.Failed = s.Failed && !m.Asks(i) && m.Period(i); err != nil {
			s.fail(err)
		}
		s.Note, s.Sheet = comity.MaskText(s.Note), comity.MaskText(s.Sheet)
		out = append(out, s)
	}
	return out, nil
}

// fail notes why the exhibit cannot be shown, and the way out.
func (s *Shown) fail(err error) {
	s.Failed, s.Err = true, err
	s.Note = err.Error()
	if hint := comity.HintOf(err); hint != "" {
		s.Note += "; " + hint
	}
}

// answered leaves out what is still a question.
func answered(src record.Source) record.Source {
	for key, names := range src.Columns {
		if slices.Contains(names, ask) {
			delete(src.Columns, key)
		}
	}
	if src.Columns["debit"] == nil || src.Columns["credit"] == nil {
		delete(src.Columns, "debit")
		delete(src.Columns, "credit")
	}
	if src.Columns["amount"] == nil {
		delete(src.Columns, "sign")
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
	return src
}

// sampleOf reads the head of a file, or of an archive's member, and gives it to
// use while the file is open.
func sampleOf(root *os.Root, name, member string, use func(*sample)) (err error) {
	info, err := root.Lstat(name)
	if err != nil {
		return comity.Errorf(comity.Input, "%w", err)
	}
	if !info.Mode().IsRegular() {
		return comity.Errorf(comity.Input, "%s is not a regular file", name)
	}
	f, err := root.Open(name)
	if err != nil {
		return comity.Errorf(comity.Input, "%w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	src := &source{file: f, size: info.Size(), name: name}
	if member == "" {
		return src.give(use)
	}
	found := false
	var damage error
	_, err = src.members(1<<30, func(m *source, why string) {
		if m.member == member && why == "" && !found {
			found, damage = true, m.give(use)
		}
	})
	switch {
	case found:
		return damage
	case err == nil:
		return comity.Errorf(comity.Input, "the archive has no member %q", member)
	}
	return comity.Errorf(comity.Input, "%w", err)
}

func (s *source) give(use func(*sample)) error {
	smp, err := s.sample()
	if err != nil {
		return comity.Errorf(comity.Input, "%w", err)
	}
	use(smp)
	return nil
}

// openHead is how much of a stream a parser is opened with, as in a check.
const openHead = 64 << 10

// read opens the exhibit as the check does and collects what comes of its head.
func (s *Shown) read(smp *sample, src record.Source) {
	if src.Kind == "" {
		s.Note = "kind is still a question"
		return
	}
	head, err := s.stream(smp, &src)
	switch {
	case err != nil:
		s.fail(err)
		return
	case src.Format == string(src.Kind):
		s.Note = "sealed as it is"
		return
	}
	if err := format.Undecoded(&src); err != nil {
		s.fail(err)
		return
	}
	o, err := format.Open(head[:min(len(head), openHead)], &src, table.Config{}, 1)
	if err != nil {
		s.fail(err)
		return
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		s.fail(err)
		return
	}
	gate, err := record.NewGate(src.Scope)
	if err != nil {
		s.fail(err)
		return
	}
	if o.Lines != nil {
		s.lines(head, o.Lines[0], &readings[0], gate)
	} else {
		s.rows(head, o, smp.cut, &readings[0])
	}
	s.judge(&src, o, smp.cut)
	for _, list := range [][]Count{s.Rejects, s.Aside} {
		slices.SortFunc(list, func(a, b Count) int {
			return cmp.Or(cmp.Compare(b.Rows, a.Rows), cmp.Compare(a.Reason, b.Reason))
		})
	}
	if len(s.Rejects) > 0 && s.Read+s.Outside == 0 && !s.Failed {
		s.Failed, s.Note = true, "every row of the sample would be rejected: what the manifest says of it does not fit it"
	}
}

func (s *Shown) lines(head []byte, p format.Lines, r *clock.Reading, gate *record.Gate) {
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
			if !gate.Time(r.Span(e.Stamp)) || !gate.Addr(e.Addr, e.Addr) {
				s.Outside++
				continue
			}
			s.show(eventFields(&e, r))
		case record.NoRecord:
		default:
			add(&s.Rejects, why)
		}
	}
}

func (s *Shown) rows(head []byte, o format.Opened, cut bool, r *clock.Reading) {
	feed(head, o, cut, record.Sink{
		Assignment: func(a *record.Assignment) { s.show(assignmentFields(a)) },
		Payment:    func(p *record.Payment) { s.show(paymentFields(p)) },
		Member:     func(m *record.Member) { s.show(memberFields(m)) },
		Holder:     func(h *record.Holder) { s.show(holderFields(h)) },
		Event:      func(e *record.Event, _ record.Place) { s.show(eventFields(e, r)) },
		Relation:   func(n *record.Relation) { s.show(relationFields(n)) },
		Post:       func(p *record.Post) { s.show(postFields(p)) },
		Profile:    func(p *record.Profile) { s.show(profileFields(p)) },
		Deed:       func(d *record.Deed) { s.show(deedFields(d)) },
		Hashed:     func(h *record.Hashed) { s.show(hashedFields(h)) },
		Reject:     func(x record.Reject) { add(&s.Rejects, x.Reason) },
		Aside:      func(x record.Reject) { add(&s.Aside, x.Reason) },
		Outside:    func(record.Place) { s.Outside++ },
	}.Complete())
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

// add counts one more row for the reason.
func add(list *[]Count, why record.Reason) {
	for i := range *list {
		if (*list)[i].Reason == string(why) {
			(*list)[i].Rows++
			return
		}
	}
	*list = append(*list, Count{string(why), 1})
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
	sum := strconv.FormatInt(max(p.Amount, -p.Amount)/100, 10) + "." + strconv.FormatInt(100+max(p.Amount%100, -p.Amount%100), 10)[1:]
	if p.Amount < 0 {
		sum = "-" + sum
	}
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
