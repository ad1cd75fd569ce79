// Package query is what a person looks for in a case: a selector in its
// canonical form, found in each of the forms in which it is written, or a text.
//
// A card is looked for by the case's token; its number is in memory while the
// search lasts and in nothing that the search gives back.
package query

import (
	"bytes"
	"net/netip"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// What can be looked for beside the selectors of package comity.
const (
	Text       comity.SelectorType = "text" // literally, whatever its case
	Subscriber comity.SelectorType = "subscriber"
)

// Types lists what Parse takes, in the order in which it is told to people.
func Types() []comity.SelectorType {
	return []comity.SelectorType{comity.SelectorIP, comity.SelectorEmail, comity.SelectorAccount, comity.SelectorCard, comity.SelectorHolder,
		Subscriber, comity.SelectorNickname, comity.SelectorPhone, comity.SelectorDomain, comity.SelectorFile, Text}
}

// Query is what is looked for. It never changes once parsed.
type Query struct {
	Type  comity.SelectorType
	Value string // canonical; of a card first six and last four digits

	addr   comity.Addr // or the first one of a network
	last   comity.Addr // the same, or the last one
	card   record.Card
	digits string // of a card or phone; "" where only the ends of a card are known
	needle []byte // folded
	hidden string // the value as findings hold it, where it holds a card number that they do not; else ""
	coded  []byte // the same as the query of a request writes an e-mail
	user   []byte // folded; of an account the part behind its site
}

// Parse reads s as a selector of the type, or, where typ is "", as what it looks
// like: an address, a card number, an e-mail, an account, else a text. What is
// not of the type is a Usage error that does not repeat s.
func Parse(typ comity.SelectorType, s string, cards record.Cards) (*Query, error) {
	s = strings.TrimSpace(s)
	if typ == "" {
		typ = guess(s)
	}
	if !slices.Contains(Types(), typ) {
		return nil, comity.Errorf(comity.Usage, "nothing of type %.40q can be looked for", string(typ)).WithHint("one of %s", typeNames())
	}
	q := &Query{Type: typ, Value: s}
	ok := q.canonical(s, cards)
	if !ok || utf8.RuneCountInString(q.Value) < 2 {
		return nil, comity.Errorf(comity.Usage, "what to find is not of type %s", typ).
			WithHint("two characters at least; --type says what it is: %s", typeNames())
	}
	q.needle = fold(nil, []byte(q.Value))
	if shown := comity.MaskText(q.Value); shown != q.Value {
		q.hidden = shown
	}
	q.coded = bytes.Replace(q.needle, []byte("@"), []byte("%40"), 1)
	_, user, _ := strings.Cut(q.Value, ":")
	q.user = fold(nil, []byte(user))
	return q, nil
}

func typeNames() string {
	var names []string
	for _, t := range Types() {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}

// canonical sets the value in the form in which findings hold it.
func (q *Query) canonical(s string, cards record.Cards) (ok bool) {
	switch q.Type {
	case comity.SelectorIP:
		q.addr, q.last, q.Value, ok = addresses(s)
	case comity.SelectorEmail:
		q.Value = comity.Email(s)
		ok = q.Value != ""
	case comity.SelectorAccount:
		site, user, cut := strings.Cut(s, ":")
		q.Value = comity.Account(site, user)
		ok = cut && site != "" && q.Value != ""
	case comity.SelectorCard:
		ok = q.cardOf(s, cards)
	case comity.SelectorPhone:
		q.digits = phone(s)
		ok = len(q.digits) >= 5
	case comity.SelectorDomain, comity.SelectorFile:
		q.Value = strings.ToLower(strings.TrimSuffix(s, "."))
		ok = q.Value != "" && !strings.ContainsAny(q.Value, " \t/")
	case Text:
		ok = s != ""
	default:
		q.Value = strings.Join(strings.Fields(s), " ")
		ok = s != ""
	}
	return ok
}

// addresses reads an address, or a network such as 198.51.100.0/24, whose host bits do not count.
func addresses(s string) (first, last comity.Addr, canonical string, ok bool) {
	if first, ok = comity.ParseAddr(strings.Trim(s, "[]")); ok {
		return first, first, first.String(), true
	}
	p, err := netip.ParsePrefix(s)
	if err != nil {
		return first, last, "", false
	}
	p = p.Masked()
	bits := p.Bits()
	if p.Addr().Is4() {
		bits += 96
	}
	first = comity.AddrOf(p.Addr())
	return first, comity.Addr{Hi: first.Hi | ^mask(bits).Hi, Lo: first.Lo | ^mask(bits).Lo}, p.String(), true
}

// mask is as many leading ones of 128 bits.
func mask(bits int) comity.Addr { return comity.Addr{Hi: ^uint64(0), Lo: ^uint64(0)}.Mask(bits) }

// covers reports whether an address is the one looked for, or of the network.
func (q *Query) covers(a comity.Addr) bool {
	return !a.IsZero() && q.addr.Compare(a) <= 0 && a.Compare(q.last) <= 0
}

// cardOf takes a number, or first six and last four as findings show them.
func (q *Query) cardOf(s string, cards record.Cards) bool {
	if len(s) == 16 && s[6:12] == "******" && allDigits(s[:6]+s[12:]) {
		q.card.Ends, q.Value = s, s
		return true
	}
	_, digits, ok := comity.CardEnds(s)
	if !ok {
		return false
	}
	q.card, ok = cards.Card(digits)
	q.Value, q.digits = q.card.Ends, digits
	return ok
}

// guess says what s looks like.
func guess(s string) comity.SelectorType {
	if _, _, _, ok := addresses(s); ok {
		return comity.SelectorIP
	}
	if _, _, ok := comity.CardEnds(s); ok || len(s) == 16 && s[6:12] == "******" && allDigits(s[:6]+s[12:]) {
		return comity.SelectorCard
	}
	if strings.IndexFunc(s, unicode.IsSpace) >= 0 {
		return Text
	}
	if comity.Email(s) != "" && !strings.ContainsAny(s, ":/") {
		return comity.SelectorEmail
	}
	if site, user, ok := strings.Cut(s, ":"); ok && user != "" && strings.Contains(site, ".") && !strings.ContainsAny(s, "/") && !allDigits(user) {
		return comity.SelectorAccount
	}
	return Text
}

// Token is the case's token of the card looked for; ok is false where it is no
// card, or only its ends are known.
func (q *Query) Token() (token [16]byte, ok bool) {
	return q.card.Token, q.digits != "" && q.Type == comity.SelectorCard
}

// shown is the query for what findings hold in place of a card number.
func (q *Query) shown() *Query {
	h := *q
	h.Value, h.needle, h.hidden = q.hidden, fold(nil, []byte(q.hidden)), ""
	return &h
}

// Shown is the query's value as it may be logged and shown.
func (q *Query) Shown() string {
	if q.hidden != "" {
		return q.hidden
	}
	return string(comity.MaskCards([]byte(q.Value), comity.MaskAll))
}

// Mark is what a line of JSON must hold, once folded, to hold the query; nil
// where JSON may write it otherwise, so that every line has to be read.
func (q *Query) Mark() []byte {
	if q.addr != q.last { // what it holds is written otherwise
		return nil
	}
	mark := q.needle
	if q.hidden != "" {
		mark = fold(nil, []byte(q.hidden))
	}
	if i := bytes.LastIndexByte(mark, '/'); i >= 0 && (q.Type == Subscriber || q.Type == Text) {
		mark = mark[i+1:] // provider/subscriber are two values in JSON
	}
	if bytes.ContainsFunc(mark, func(r rune) bool { return r < ' ' || r > '~' || strings.ContainsRune("\"\\<>&", r) }) {
		return nil
	}
	return mark
}

// Matcher looks for the query; one goroutine at a time.
func (q *Query) Matcher(src *record.Source) *Matcher { return &Matcher{q: q, src: src} }

// Matcher has the scratch space of one goroutine.
type Matcher struct {
	q      *Query
	src    *record.Source // of the records; nil where there are none
	folded []byte
	digits []byte // of a number at hand
	fields []field
	said   []byte // text of the record at hand in which the query was found, though its bytes do not show it
}

func allDigits(s string) bool {
	return s != "" && strings.IndexFunc(s, func(r rune) bool { return r < '0' || r > '9' }) < 0
}

// phone is the digits of a telephone number, without the zeros of an
// international call.
func phone(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9':
			b.WriteRune(r)
		case !strings.ContainsRune(" +-./()", r):
			return ""
		}
	}
	return strings.TrimPrefix(b.String(), "00")
}
