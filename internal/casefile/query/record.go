package query

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// field is one value of a record, as what it can be looked for.
type field struct {
	typ   comity.SelectorType
	value string
}

// Line implements run.Matcher: what a line must hold to be worth parsing.
func (m *Matcher) Line(text []byte) bool {
	if m.q.Type == comity.SelectorAccount { // the line names the user, and perhaps the site
		return m.Holds(text, m.q.user)
	}
	_, ok := m.In(text)
	return ok
}

// Row implements run.Matcher.
func (m *Matcher) Row(r *run.Row) bool {
	if r.Text != nil {
		if _, ok := m.In(r.Text); ok {
			return true
		}
	}
	m.said = nil
	if m.board(r) {
		return true
	}
	switch {
	case r.Late:
		return false
	case m.q.Type == comity.SelectorIP:
		return m.addr(r)
	case m.q.Type == comity.SelectorCard:
		return r.Payment != nil && m.card(r.Payment.Card) || r.Holder != nil && m.card(r.Holder.Card)
	}
	m.fields = m.fields[:0]
	m.read(r)
	for _, f := range m.fields {
		if f.value != "" && m.field(f) {
			return true
		}
	}
	return false
}

func (m *Matcher) addr(r *run.Row) bool {
	switch {
	case r.Event != nil:
		return m.q.covers(r.Event.Addr)
	case r.Payment != nil:
		return m.q.covers(r.Payment.Addr)
	case r.Member != nil:
		return m.q.covers(r.Member.Addr) || m.q.covers(r.Member.LastAddr)
	case r.Post != nil:
		return m.q.covers(r.Post.Addr)
	case r.Profile != nil:
		return m.q.covers(r.Profile.Addr)
	case r.Deed != nil:
		return m.q.covers(r.Deed.Addr)
	case r.Assignment != nil:
		return r.Assignment.First.Compare(m.q.last) <= 0 && r.Assignment.Last.Compare(m.q.addr) >= 0
	}
	return false
}

func (m *Matcher) card(c record.Card) bool {
	if m.q.digits == "" {
		return c.Ends == m.q.card.Ends
	}
	return c.Ends != "" && c.Token == m.q.card.Token
}

// field compares one value in the canonical form of its type.
func (m *Matcher) field(f field) bool {
	if m.q.Type == Text {
		m.folded = fold(m.folded[:0], []byte(f.value))
		return bytes.Contains(m.folded, m.q.needle)
	}
	if f.typ != m.q.Type {
		return false
	}
	switch f.typ {
	case comity.SelectorPhone:
		return phone(f.value) == m.q.digits
	case comity.SelectorEmail:
		return comity.Email(f.value) == m.q.Value
	}
	m.folded = fold(m.folded[:0], []byte(strings.Join(strings.Fields(f.value), " ")))
	return bytes.Equal(m.folded, m.q.needle)
}

// read collects what the record says.
func (m *Matcher) read(r *run.Row) {
	switch {
	case r.Event != nil:
		m.user(record.View(r.Event.Site), record.View(r.Event.User))
	case r.Payment != nil:
		p := r.Payment
		m.user(p.Site, p.User)
		m.person(record.Person{Name: p.Name, Email: p.Email})
		m.add(Text, p.ID, p.Ref, p.Descript)
	case r.Member != nil:
		m.user(r.Member.Site, r.Member.User)
		m.person(record.Person{Name: r.Member.Name, Email: r.Member.Email, Born: r.Member.Born})
	case r.Holder != nil:
		m.person(r.Holder.Person)
		m.add(Text, r.Holder.IBAN)
	case r.Assignment != nil:
		a := r.Assignment
		m.add(Subscriber, a.Subscriber)
		if m.wants(Subscriber) {
			m.add(Subscriber, m.src.Provider+"/"+a.Subscriber, m.src.Provider+" ("+m.src.Country+")/"+a.Subscriber)
		}
		m.person(a.Person)
		m.add(Text, a.Device)
	case r.Post != nil || r.Profile != nil || r.Deed != nil:
		m.readBoard(r)
	case r.Relation != nil:
		m.add(comity.SelectorDomain, r.Relation.Left, r.Relation.Right)
		m.add(comity.SelectorHolder, r.Relation.Left, r.Relation.Right)
	}
}

func (m *Matcher) user(site, user string) {
	if site == "" {
		site = m.src.Site
	}
	if m.wants(comity.SelectorAccount) {
		m.add(comity.SelectorAccount, comity.Account(site, user))
	}
	m.add(comity.SelectorNickname, user)
	m.add(comity.SelectorDomain, site)
}

func (m *Matcher) person(p record.Person) {
	m.add(comity.SelectorHolder, p.Name)
	m.add(comity.SelectorEmail, p.Email)
	m.add(comity.SelectorPhone, p.Phone)
	m.add(Text, p.Street, p.Town, p.Born)
}

// wants reports whether values of the type can be the query.
func (m *Matcher) wants(typ comity.SelectorType) bool { return m.q.Type == typ || m.q.Type == Text }

func (m *Matcher) add(typ comity.SelectorType, values ...string) {
	if !m.wants(typ) {
		return
	}
	for _, v := range values {
		m.fields = append(m.fields, field{typ, v})
	}
}

// Selector reports whether a finding's selector is the one looked for. A card
// is compared by its ends: which of two cards with the same ends it is, the
// case's tokens tell.
func (m *Matcher) Selector(s comity.Selector) bool {
	if m.q.Type == comity.SelectorCard { // also where it stands in another's place
		return s.Value == m.q.card.Ends || s.Type != comity.SelectorCard && strings.Contains(s.Value, m.q.card.Ends)
	}
	if m.q.hidden != "" {
		return m.q.shown().Matcher(nil).Selector(s)
	}
	if m.q.Type == comity.SelectorNickname && s.Type == comity.SelectorAccount {
		_, user, _ := strings.Cut(s.Value, ":")
		return m.field(field{comity.SelectorNickname, user})
	}
	if m.q.Type == comity.SelectorDomain && s.Type == comity.SelectorAccount {
		site, _, _ := strings.Cut(s.Value, ":")
		return m.field(field{comity.SelectorDomain, site})
	}
	if m.q.Type == comity.SelectorIP && s.Type == comity.SelectorIP {
		a, ok := comity.ParseAddr(s.Value)
		return ok && m.q.covers(a)
	}
	return m.field(field{s.Type, s.Value})
}

// Masking is how card numbers in an exhibit of the kind are found.
func Masking(kind record.Kind) comity.Masking {
	if kind == record.Payments || kind == record.Holders {
		return comity.MaskAll
	}
	return comity.MaskLikely
}

// Lengths of an excerpt, in bytes.
const (
	lead  = 60
	trail = 180
)

// Excerpt implements run.Matcher: the part of text around the place found, with
// card numbers masked.
func (m *Matcher) Excerpt(text []byte) string {
	how := comity.MaskLikely
	if m.src != nil {
		how = Masking(m.src.Kind)
	}
	if m.said != nil {
		text = m.said
	}
	at, _ := m.In(text)
	masked := comity.MaskCards(text, how)
	from, to := max(at-lead, 0), min(at+trail, len(masked))
	for from > 0 && from < len(masked) && !utf8.RuneStart(masked[from]) {
		from++
	}
	for to < len(masked) && to > from && !utf8.RuneStart(masked[to]) {
		to--
	}
	out := string(masked[from:to])
	if from > 0 {
		out = "…" + out
	}
	if to < len(masked) {
		out += "…"
	}
	return out
}
