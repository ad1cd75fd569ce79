package run

import (
	"bytes"
	"context"
	"slices"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// open opens exhibit n in its format, for as many workers.
func (c *computation) open(ctx context.Context, n, workers int) (format.Opened, error) {
	src := &c.exhibits[n].Source
	head, err := Head(ctx, c.exhibits[n])
	if err != nil {
		return format.Opened{}, err
	}
	o, err := format.Open(head, src, table.Config{Cards: c.in.Cards}, workers)
	if err != nil {
		return o, err
	}
	return o, c.exhibits[n].survey(ctx, o)
}

// info makes a sink that counts into b; the caller adds the records' own.
func (b *batch) sink() record.Sink {
	return record.Sink{
		Reject:  func(r record.Reject) { b.rejects = append(b.rejects, r) },
		Outside: func(record.Place) { b.outside++ },
		Aside:   func(record.Reject) { b.aside++ },
		Turned:  func(record.Place) { b.turned++ },
	}
}

// lines counts the lines of a block, the last one also without a line end.
func lines(data []byte) int64 {
	n := int64(bytes.Count(data, []byte{'\n'}))
	if len(data) > 0 && data[len(data)-1] != '\n' {
		n++
	}
	return n
}

// lineCount counts the lines of blocks that come in order and may end inside one.
type lineCount struct {
	book bool // rows of a workbook are counted instead
	torn bool
}

func newLineCount(src *record.Source) *lineCount { return &lineCount{book: format.IsBook(src.Format)} }

func (l *lineCount) of(data []byte) int64 {
	if l.book {
		return format.BookRows(data)
	}
	n := lines(data)
	if l.torn && len(data) > 0 {
		n--
	}
	l.torn = len(data) > 0 && data[len(data)-1] != '\n'
	return n
}

// verdict is what parsers can say of their source's description only now that
// the stream has ended.
func verdict(src *record.Source, parsers []format.Rows) error {
	for _, p := range parsers {
		if j, ok := p.(format.Judge); ok {
			if err := j.Err(); err != nil {
				return sourceError(src, err)
			}
		}
	}
	return nil
}

// readTable reads payments, members or holders: into the graph, and what
// happened at a time from an address into the events.
func (c *computation) readTable(ctx context.Context, n int) error {
	o, err := c.open(ctx, n, 1)
	if err != nil {
		return err
	}
	parsers, cfg := o.Rows, o.Block
	absolute := cfg.InOrder
	cfg.InOrder = true
	count := newLineCount(&c.exhibits[n].Source)
	p := pass[struct{}]{c: c, n: n, cfg: cfg, absolute: absolute,
		work: func(_ int, b block.Block) (struct{}, *batch, error) {
			info := &batch{lines: count.of(b.Data)}
			format.Feed(parsers[0], b, c.tableSink(n, info))
			return struct{}{}, info, nil
		},
		take: func(struct{}) error { return nil },
	}
	if err := p.run(ctx); err != nil {
		return err
	}
	info := &batch{base: p.at, end: p.at}
	parsers[0].Close(c.tableSink(n, info))
	if err := verdict(&c.exhibits[n].Source, parsers); err != nil {
		return err
	}
	if t, ok := parsers[0].(format.Table); ok {
		c.odd = t.Odd()
	}
	c.stamps(n, parsers)
	c.balance(n, parsers[0])
	return p.settle(passed[struct{}]{batch: info})
}

func (c *computation) tableSink(n int, info *batch) record.Sink {
	sink := info.sink()
	left := func(p record.Place) bool {
		is := c.withdrawn[n].touch(p)
		if is {
			info.withdrawn++
		}
		return is
	}
	sink.Payment = func(p *record.Payment) {
		if left(p.Place) {
			return
		}
		info.rows++
		if !c.seenPayment(n, p) {
			info.events++
			c.payment(n, p)
		}
	}
	sink.Member = func(m *record.Member) {
		if left(m.Place) {
			return
		}
		info.rows++
		if !c.seenMember(n, m) {
			c.member(n, m, info)
		}
	}
	sink.Holder = func(h *record.Holder) {
		if left(h.Place) {
			return
		}
		info.rows++
		if !c.seenHolder(n, h) {
			c.holder(n, h)
		}
	}
	sink.Relation = func(r *record.Relation) { // money weighs them in a later step
		if !left(r.Place) {
			info.rows++
			c.seenRelation(n, r)
		}
	}
	c.boardSink(&sink, info, left)
	sink.Allotment = func(v *record.Allotment) { // what they say of addresses is asked when states are told
		if !left(v.Place) {
			info.rows++
		}
	}
	return sink
}

// boardSink counts what another analysis takes.
func (c *computation) boardSink(sink *record.Sink, info *batch, left func(record.Place) bool) {
	count := func(p record.Place) {
		if !left(p) {
			info.rows++
		}
	}
	sink.Post = func(p *record.Post) { count(p.Place) }
	sink.Profile = func(p *record.Profile) { count(p.Place) }
	sink.Deed = func(d *record.Deed) { count(d.Place) }
	sink.Hashed = func(h *record.Hashed) { count(h.Place) }
}

func (c *computation) payment(n int, p *record.Payment) {
	src := &c.exhibits[n].Source
	account := c.selector(n, comity.SelectorAccount, comity.Account(or(p.Site, src.Site), p.User), p.Place)
	email := c.selector(n, comity.SelectorEmail, comity.Email(p.Email), p.Place)
	card := c.card(n, p.Card, p.Place)
	who := account
	if who == attribution.None {
		who = email
	}
	if who == attribution.None {
		who = card
	}
	c.graph.Tie(account, email)
	c.graph.Tie(account, card)
	if account == attribution.None {
		c.graph.Tie(email, card)
	}
	c.graph.Payer(who, p.Name)
	c.graph.Payer(card, p.Name)
	c.graph.Country(card, p.Issuer)
	c.graph.Country(who, p.Country)
	if p.Type == "refund" || p.Type == "chargeback" { // the bank's or the biller's act, not the customer's
		if account != attribution.None {
			c.graph.Paid(account, p.Type, p.Result)
		} else {
			c.reversals.wait(reversal{n, p.Ref, email, card, p.Type, p.Result})
		}
		return
	}
	c.graph.Paid(who, p.Type, p.Result)
	failed := p.Result == "declined" || p.Result == "error"
	if !failed {
		c.reversals.paid(paymentID{n, p.ID}, who, card, email)
	}
	if !failed {
		c.mark(n, offset.Payment, account, p.Time, p.Addr, p.Port)
	}
	c.event(event{happened: happened{n, attribution.Payment, who, p.Port}, addr: p.Addr, time: p.Time, others: slices.Clone(p.Others), place: p.Place, attempt: failed, renewal: p.Type == "renewal"})
}

func (c *computation) member(n int, m *record.Member, info *batch) {
	src := &c.exhibits[n].Source
	account := c.selector(n, comity.SelectorAccount, comity.Account(or(m.Site, src.Site), m.User), m.Place)
	email := c.selector(n, comity.SelectorEmail, comity.Email(m.Email), m.Place)
	c.graph.Tie(account, email)
	c.reversals.known(email, account)
	who := account
	if who == attribution.None {
		who = email
	}
	c.graph.Name(who, m.Name)
	c.graph.Country(who, m.Country)
	c.graph.Born(who, m.Born)
	if m.Time != absent && !c.seenObservation(n, "signup", m, m.Time, m.Addr) {
		info.events++
		c.mark(n, offset.SignUp, account, m.Time, m.Addr, 0)
		c.event(event{happened: happened{n, attribution.SignUp, who, 0}, addr: m.Addr, time: m.Time, others: slices.Clone(m.Others), place: m.Place})
	}
	if m.LastTime != absent && !m.LastAddr.IsZero() && !c.seenObservation(n, "login", m, m.LastTime, m.LastAddr) {
		info.events++
		c.mark(n, offset.LogIn, account, m.LastTime, m.LastAddr, 0)
		c.event(event{happened: happened{n, attribution.LogIn, who, 0}, addr: m.LastAddr, time: m.LastTime, others: slices.Clone(m.LastOthers), place: m.Place})
	}
}

// absent is the time that a member row does not state.
var absent = clock.Span{Lo: comity.Latest, Hi: comity.Latest}

func (c *computation) holder(n int, h *record.Holder) {
	card := c.card(n, h.Card, h.Place)
	c.graph.Holder(card, h.Person.Name, h.Person.Born, h.Reported != "")
}

// cardName ties the place that names a card in findings to its token; typ is that
// of the selector where the number stands in another's place, else "".
type cardName struct {
	cite  comity.Citation
	token [16]byte
	typ   comity.SelectorType
}

// selector is the node of a value in source n. One that holds a card number is
// named by the number's ends and the place of its first row, as a card is: the
// number stays in the vault, and the case's token tells which it is.
func (c *computation) selector(n int, t comity.SelectorType, value string, p record.Place) attribution.Node {
	if node, ok := c.graph.Known(t, value); ok {
		return node
	}
	shown := comity.MaskText(value)
	if shown == value {
		return c.graph.Selector(t, value)
	}
	cite := c.cite(n, p)
	if card, ok := c.cardOf(comity.CardNumber(value)); ok && card.Token != ([16]byte{}) {
		c.cards = append(c.cards, cardName{cite, card.Token, t})
	}
	return c.graph.Hidden(t, value, shown, cite.String())
}

// cardOf is the card of a number; ok is false where the case has no tokens.
func (c *computation) cardOf(number string) (card record.Card, ok bool) {
	if c.in.Cards == nil {
		return card, false
	}
	return c.in.Cards.Card(number)
}

func (c *computation) card(n int, card record.Card, p record.Place) attribution.Node {
	if card.Ends == "" {
		return attribution.None
	}
	cite := c.cite(n, p)
	node, fresh := c.graph.Card(card.Token, card.Ends, cite.String())
	if fresh && card.Token != ([16]byte{}) {
		c.cards = append(c.cards, cardName{cite, card.Token, ""})
	}
	return node
}

func or(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
