package run

import (
	"strconv"
	"strings"

	"comity/internal/analysis/crosscheck"
	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Duplicate is one line of duplicates.jsonl: rows that an exhibit delivered again.
// They count once, and nothing rests on them. A possible one counts.
type Duplicate struct {
	Of       *comity.Citation `json:"of,omitempty"` // delivered first: the row, the statement, or the first line of the hit; nil where lines make none
	Ref      string           `json:"ref"`          // of the exhibit that delivered it again
	Cite     comity.Citation  `json:"cite"`
	LastCite *comity.Citation `json:"last_cite,omitempty"` // of lines of a log: the last; the others lie between
	Count    int64            `json:"count"`
	Possible bool             `json:"possible,omitempty"` // all agrees but what may be told otherwise, such as seconds that one of the two may have cut off: both count, and a person decides
}

// again notes that source n delivers at p what was delivered at first.
func (c *computation) again(first duplicate.Origin, n int, p record.Place) {
	c.counts.Duplicates++
	c.timing.again(first.Source, n)
	of := c.cite(first.Source, first.Place)
	c.duplicates.json(Duplicate{Of: &of, Ref: c.exhibits[n].Source.Ref, Cite: c.cite(n, p), Count: 1})
}

// seen asks for the row whose key was begun last; where it was delivered before,
// that is noted.
func (c *computation) seen(n int, p record.Place) bool {
	first, again := c.rowsSeen.Seen(duplicate.Origin{Source: n, Place: p})
	if again {
		c.again(first, n, p)
	}
	return again
}

// seenTimed is seen for a row that may have come without its seconds: then it is
// noted, and counts.
func (c *computation) seenTimed(n int, p record.Place) bool {
	first, v := c.rowsSeen.Judge(duplicate.Origin{Source: n, Place: p})
	switch v {
	case duplicate.Again:
		c.again(first, n, p)
	case duplicate.Possible:
		c.counts.Possible++
		of := c.cite(first.Source, first.Place)
		c.duplicates.json(Duplicate{Of: &of, Ref: c.exhibits[n].Source.Ref, Cite: c.cite(n, p), Count: 1, Possible: true})
	}
	return v == duplicate.Again
}

// key begins the key of a row of source n.
func (c *computation) key(n int, what string) *duplicate.Key {
	k := c.rowsSeen.Key()
	k.Text(what)
	k.Text(c.keepers[n])
	return k
}

// middle is what two deliveries of a stamp have in common whose sources state
// different uncertainties.
func middle(s clock.Span) int64 { return int64(s.Lo/2 + s.Hi/2) }

func (c *computation) seenPayment(n int, p *record.Payment) bool {
	k := c.key(n, "payment")
	k.Text(p.ID)
	k.Text(p.Type)
	k.Text(p.Result)
	k.At(c.exhibits[n].Source.Clock.Shown(comity.Instant(middle(p.Time))), c.width(n, p.Time))
	k.By(c.stampers[n], p.ID != "")
	k.Means(comity.Instant(middle(p.Time)))
	for _, o := range p.Others {
		k.Means(comity.Instant(middle(o)))
	}
	site := or(p.Site, c.exhibits[n].Source.Site)
	for _, s := range [...]string{comity.Site(site), comity.Account("", p.User), folded(p.Name), folded(p.Email), p.Card.Ends, folded(p.Currency)} {
		k.Maybe(s)
	}
	k.Maybe(token(p.Card))
	k.Maybe(addrText(p.Addr))
	k.Maybe(amountText(p.Amount))
	k.Own(p.Own)
	return c.seenTimed(n, p.Place)
}

// width is how wide a span is without the skew of source n's clock.
func (c *computation) width(n int, s clock.Span) comity.Instant {
	return s.Hi - s.Lo - 2*c.skews[n]
}

// folded is s without regard to case and to blanks around and between words:
// exports of one system write them differently.
func folded(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// seenMember asks for a whole row of a member table.
func (c *computation) seenMember(n int, m *record.Member) bool {
	k := c.key(n, "member")
	k.Text(comity.Account(or(m.Site, c.exhibits[n].Source.Site), m.User))
	k.Int(middle(m.Time))
	k.Int(middle(m.LastTime))
	for _, s := range [...]string{m.Name, m.Email, m.Born, m.Country, m.Status, addrText(m.Addr), addrText(m.LastAddr)} {
		k.Maybe(folded(s))
	}
	return c.seen(n, m.Place)
}

// seenObservation asks for a sign-up or log-in: a later export of the same
// members tells of the same sign-up again.
func (c *computation) seenObservation(n int, what string, m *record.Member, t clock.Span, a comity.Addr) bool {
	k := c.key(n, what)
	k.Text(comity.Account(or(m.Site, c.exhibits[n].Source.Site), m.User))
	k.Int(middle(t))
	k.Maybe(addrText(a))
	return c.seen(n, m.Place)
}

func (c *computation) seenHolder(n int, h *record.Holder) bool {
	k := c.key(n, "holder")
	for _, s := range [...]string{h.Card.Ends, token(h.Card), h.IBAN, h.Person.Name, h.Reported, h.Status} {
		k.Text(s)
	}
	p := h.Person
	for _, s := range [...]string{p.Born, p.Street, p.Town, p.Country, p.Phone, p.Email} {
		k.Maybe(s)
	}
	return c.seen(n, h.Place)
}

func (c *computation) seenRelation(n int, r *record.Relation) bool {
	k := c.key(n, "relation")
	for _, s := range [...]string{r.Left, r.Relation, r.Right} {
		k.Text(s)
	}
	k.Int(middle(r.From))
	k.Int(middle(r.To))
	for _, s := range [...]string{r.LeftKind, r.RightKind, r.Country, r.Role} {
		k.Maybe(s)
	}
	return c.seen(n, r.Place)
}

// twice notes the statements of providers that were delivered again.
func (c *computation) twice() {
	for _, t := range c.index.Twice() {
		c.again(duplicate.Origin{Source: int(t.First.Source), Place: rowPlace(t.First)}, int(t.Again.Source), rowPlace(t.Again))
	}
}

func rowPlace(r *crosscheck.Row) record.Place {
	return record.Place{Offset: r.Offset, Length: r.Length}
}

// token is a card's token as text; empty where there is none.
func token(c record.Card) string {
	if c.Token == ([16]byte{}) {
		return ""
	}
	return string(c.Token[:])
}

func amountText(n int64) string {
	if n == 0 {
		return ""
	}
	return strconv.FormatInt(n, 10)
}

func addrText(a comity.Addr) string {
	if a.IsZero() {
		return ""
	}
	return a.String()
}
