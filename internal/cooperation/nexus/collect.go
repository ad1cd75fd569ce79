package nexus

import (
	"cmp"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Collector takes in the records and findings of a case and says which states each
// item concerns. Its memory grows with items and with the addresses of each
// account, not with lines. One goroutine.
type Collector struct {
	history *History
	dial    map[string][]string
	items   map[Item]*found
	uses    map[use]*span               // of addresses
	account map[string]map[use]*span    // addresses that each account was used from
	cards   map[[16]byte]*card          // by token
	cited   map[string][16]byte         // citation of a row → token of its card
	lines   map[subscriber]*found       // subscribers of providers
	alike   map[string]map[string]bool  // name of providers → their countries
	homes   map[record.Stream][2]string // provider and its country
	days    map[int32]selection
	choices map[string]selection
	leads   []lead

	sealed  []comity.Digest       // exhibits, by number
	numbers map[comity.Digest]int // of exhibits
	files   shown                 // of allotments
}

// New makes a collector that asks history, which must be complete.
func New(history *History) *Collector {
	return &Collector{
		history: history, dial: dial(), items: map[Item]*found{}, uses: map[use]*span{}, account: map[string]map[use]*span{},
		cards: map[[16]byte]*card{}, cited: map[string][16]byte{}, lines: map[subscriber]*found{}, alike: map[string]map[string]bool{},
		homes: map[record.Stream][2]string{}, days: map[int32]selection{}, choices: map[string]selection{},
		numbers: map[comity.Digest]int{},
	}
}

// Origin is the exhibit that records come from.
type Origin struct {
	Source  *record.Source
	Since   comity.Instant // when a check first read it
	reading *clock.Reading

	of   *Collector // that numbered it
	from shown
}

// NewOrigin prepares an exhibit. Its stamps are taken by the first of the
// readings that its clock statement leaves: what a date decides here is which
// file of allotments is nearest.
func NewOrigin(src *record.Source, since comity.Instant) (*Origin, error) {
	o := &Origin{Source: src, Since: since}
	if !src.Kind.Timed() {
		return o, nil
	}
	readings, err := clock.Readings(src.Clock)
	if err != nil {
		return nil, err
	}
	o.reading = &readings[0]
	return o, nil
}

type subscriber struct{ provider, country, name string }

// card is one card, named by its ends, and where two share those by the place of
// its first row as well.
type card struct {
	ends  string
	first comity.Citation
	ref   string
	found
}

// lead is a subject, kept until all is known.
type lead struct {
	subject *run.Subject
	since   comity.Instant
}

// found is what is known of one item, by state.
type found struct {
	states map[string]map[fact]comity.Instant // since when
	since  comity.Instant                     // of the item itself
	from   shown                              // the exhibits that show it
}

type fact struct{ rule, text string }

func (f *found) see(at sight) {
	if f.states == nil {
		f.states, f.since = map[string]map[fact]comity.Instant{}, at.since
	}
	f.since, f.from = min(f.since, at.since), f.from.with(at.from)
}

// has reports whether all that a sight says of an item is known.
func (f *found) has(at sight) bool {
	return f != nil && f.since <= at.since && f.from.covers(at.from)
}

func (f *found) add(state, rule, text string, at sight) {
	f.see(at)
	of := f.states[state]
	if of == nil {
		of = map[fact]comity.Instant{}
		f.states[state] = of
	}
	k := fact{rule, comity.MaskText(text)}
	if old, there := of[k]; !there || at.since < old {
		of[k] = at.since
	}
}

// item is the entry of an item; value "" is none, and gives an entry that is lost.
func (c *Collector) item(kind Kind, value string, at sight) *found {
	if value == "" {
		f := &found{}
		f.see(at)
		return f
	}
	value = comity.MaskText(value)
	f := c.items[Item{kind, value}]
	if f == nil {
		f = &found{}
		c.items[Item{kind, value}] = f
	}
	f.see(at)
	return f
}

// Record takes in one record of an exhibit.
func (c *Collector) Record(o *Origin, r *run.Row) {
	switch {
	case r.Event != nil:
		c.event(o, r.Event)
	case r.Payment != nil:
		c.payment(o, r.Payment)
	case r.Member != nil:
		c.member(o, r.Member)
	case r.Holder != nil:
		c.holder(o, r.Holder)
	case r.Assignment != nil:
		c.assignment(o, r.Assignment)
	case r.Relation != nil:
		c.relation(o, r.Relation)
	}
}

// Exhibit takes in what an exhibit's description says, before its records.
func (c *Collector) Exhibit(o *Origin) {
	s := o.Source
	c.homes[s.Stream()] = [2]string{s.Provider, s.Country}
	if s.Kind == record.Assignments || s.Kind == record.Answers {
		if c.alike[s.Provider] == nil {
			c.alike[s.Provider] = map[string]bool{}
		}
		c.alike[s.Provider][s.Country] = true
	}
	if s.Kind != record.Access {
		return
	}
	site := strings.ToLower(s.Site) // named by its domain, which has an owner of its own
	for _, f := range []*found{c.item(Site, site, c.sight(o)), c.item(Domain, site, c.sight(o)), c.item(Server, strings.ToLower(s.Host), c.sight(o))} {
		c.country(f, s.Country, 0, ruleKeeper, "its log was kept by "+cmp.Or(s.Provider, "a provider")+" in", c.sight(o))
	}
	c.topLevel(c.item(Site, site, c.sight(o)), s.Site, c.sight(o))
	c.topLevel(c.item(Domain, site, c.sight(o)), s.Site, c.sight(o))
}

func (c *Collector) event(o *Origin, e *record.Event) {
	at := comity.Latest
	if o.reading.Agrees(e.Stamp) {
		at = o.reading.Span(e.Stamp).Lo
	}
	site := o.Source.Site
	if e.Site != nil {
		site = string(e.Site)
	}
	c.site(o, site)
	c.used(o, comity.Account(site, string(e.User)), e.Addr, at)
}

func (c *Collector) payment(o *Origin, p *record.Payment) {
	site := cmp.Or(p.Site, o.Source.Site)
	account := comity.Account(site, p.User)
	c.site(o, site)
	c.used(o, account, p.Addr, p.Time.Lo)
	a := c.item(Account, account, c.sight(o))
	c.topLevel(a, comity.Email(p.Email), c.sight(o))
	c.country(a, p.Country, c.year(p.Time.Lo), ruleStated, "with a payment", c.sight(o))
	card := c.card(o, p.Card, p.Place)
	c.country(card, p.Issuer, c.year(p.Time.Lo), ruleIssuer, "the biller's table names the issuer's country", c.sight(o))
	c.country(card, p.Country, c.year(p.Time.Lo), ruleStated, "with a payment", c.sight(o))
}

func (c *Collector) member(o *Origin, m *record.Member) {
	site := cmp.Or(m.Site, o.Source.Site)
	account := comity.Account(site, m.User)
	c.site(o, site)
	c.used(o, account, m.Addr, m.Time.Lo)
	c.used(o, account, m.LastAddr, m.LastTime.Lo)
	a := c.item(Account, account, c.sight(o))
	c.topLevel(a, comity.Email(m.Email), c.sight(o))
	c.country(a, m.Country, c.year(m.Time.Lo), ruleStated, "by the member", c.sight(o))
}

func (c *Collector) holder(o *Origin, h *record.Holder) {
	f := c.card(o, h.Card, h.Place)
	c.country(f, o.Source.Country, 0, ruleIssuer, cmp.Or(o.Source.Provider, "a bank")+" says who holds it, in", c.sight(o))
	c.person(f, &h.Person, c.sight(o))
}

func (c *Collector) assignment(o *Origin, a *record.Assignment) {
	if a.First == a.Last {
		c.used(o, "", a.First, a.Start.Lo)
	}
	k := subscriber{o.Source.Provider, o.Source.Country, comity.MaskText(a.Subscriber)}
	f := c.lines[k]
	if f == nil {
		f = &found{}
		c.lines[k] = f
	}
	c.country(f, o.Source.Country, 0, ruleProvider, "subscriber of "+cmp.Or(o.Source.Provider, "a provider")+" in", c.sight(o))
	c.person(f, &a.Person, c.sight(o))
}

func (c *Collector) person(f *found, p *record.Person, at sight) {
	c.country(f, p.Country, 0, ruleStated, "address of the holder or subscriber", at)
	c.topLevel(f, comity.Email(p.Email), at)
	if code, states := phoneStates(c.dial, p.Phone); code != "" {
		for _, s := range states {
			f.add(s, rulePhone, "phone number that begins with "+code, at)
		}
	}
}

func (c *Collector) site(o *Origin, site string) {
	if site == "" || c.items[Item{Site, site}].has(c.sight(o)) {
		return
	}
	site = strings.ToLower(strings.TrimSpace(site))
	c.topLevel(c.item(Site, site, c.sight(o)), site, c.sight(o))
}

// country adds the states of a code as it was in use in a year; 0 is today.
func (c *Collector) country(f *found, code string, year int, rule, text string, at sight) {
	if code = strings.TrimSpace(code); code == "" {
		return
	}
	code = strings.ToUpper(code)
	who := statesOf(code, year)
	for _, s := range who.states {
		f.add(s, rule, text+": "+code+of(who), at)
	}
	if len(who.states) == 0 {
		f.add("", rule, text+": "+code+", which is no code of a state", at)
	}
}

// of names a former state.
func of(who concerned) string {
	if who.former == "" {
		return ""
	}
	return " (" + who.former + "; successors " + strings.Join(who.states, ", ") + ")"
}

func (c *Collector) topLevel(f *found, name string, at sight) {
	who, open := topDomain(name)
	rule := ruleTopDomain
	if open {
		rule = ruleOpenDomain
	}
	for _, s := range who.states {
		f.add(s, rule, "domain ."+strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])+of(who), at)
	}
}

func (c *Collector) year(at comity.Instant) int {
	if at == comity.Latest || at == comity.Earliest {
		return 0
	}
	return yearOf(dayOf(at))
}

// card is the entry of a card. One without a token is named by its ends alone.
func (c *Collector) card(o *Origin, k record.Card, at record.Place) *found {
	if k.Ends == "" {
		return c.item(Card, "", c.sight(o))
	}
	if k.Token == ([16]byte{}) {
		return c.item(Card, k.Ends, c.sight(o))
	}
	cite := citeOf(o.Source, at)
	e := c.cards[k.Token]
	if e == nil {
		e = &card{ends: k.Ends, first: cite, ref: o.Source.Ref}
		c.cards[k.Token] = e
	}
	if (cmp.Or(cmp.Compare(o.Source.Ref, e.ref), cmp.Compare(cite.Offset, e.first.Offset), cmp.Compare(cite.String(), e.first.String()))) < 0 {
		e.first, e.ref = cite, o.Source.Ref
	}
	if _, wanted := c.cited[cite.String()]; wanted {
		c.cited[cite.String()] = k.Token
	}
	e.see(c.sight(o))
	return &e.found
}

func citeOf(src *record.Source, p record.Place) comity.Citation {
	c := comity.Citation{Exhibit: src.Exhibit, Inner: src.Inner(), Offset: p.Offset, Length: int64(p.Length)}
	if p.Length < 0 {
		c.Inner, c.Offset = string(comity.AppendRow([]byte(c.Inner), p.Offset)), 0
	}
	return c
}

// relation takes in a row of a network. What hosts or serves gives where the
// machine stands; everything else, from where it is owned or managed.
func (c *Collector) relation(o *Origin, r *record.Relation) {
	word := strings.ToLower(r.Relation)
	rule, text := ruleRegistered, "a register says it "
	hosting := strings.Contains(word, "host") || strings.Contains(word, "serve") || strings.Contains(word, "houses")
	if hosting {
		rule, text = ruleHosted, "stands there, by: "
	}
	for i, p := range [...]struct{ kind, name string }{{r.LeftKind, r.Left}, {r.RightKind, r.Right}} {
		kind := PartyKind(p.kind)
		if kind == "" {
			continue
		}
		f := c.item(kind, strings.TrimSpace(p.name), c.sight(o))
		if kind == Domain || kind == Site {
			c.topLevel(f, p.name, c.sight(o))
		}
		if hosting && kind == Company || i == 0 && (strings.Contains(word, "bill") || strings.Contains(word, "pay")) {
			continue // the one who hosts, or is paid, may be anywhere
		}
		year := c.year(r.From.Lo)
		c.country(f, r.Country, year, rule, text+word+", in", c.sight(o))
	}
}

// PartyKind is the kind of item that a party of a network is; "" for a person or
// what is no item.
func PartyKind(word string) Kind {
	switch strings.ToLower(strings.TrimSpace(word)) {
	case "company", "organization", "organisation", "legalentity", "publicbody":
		return Company
	case "server", "host":
		return Server
	case "domain":
		return Domain
	case "site", "website":
		return Site
	}
	return ""
}

// Hit takes in a hit of the run: providers name whose its address was then.
func (c *Collector) Hit(h *run.Hit, since comity.Instant) {
	at := sight{since: since}
	for _, id := range derivation.Cited(h) {
		at.from = at.from.with(c.number(id))
	}
	f := c.item(Address, h.Addr.String(), at)
	for _, k := range h.Candidates {
		if home, ok := c.homes[record.StreamOf(k.Assignment)]; ok {
			text := "assigned by " + cmp.Or(home[0], "a provider") + " in"
			c.country(f, home[1], 0, ruleProvider, text, at)
			if h.Account != "" {
				c.country(c.item(Account, h.Account, at), home[1], 0, ruleProvider, "used from an address "+text, at)
			}
		}
	}
}

// Cards names the citations by which findings name cards, so that those can be
// told from others with the same ends; before any record.
func (c *Collector) Cards(s *run.Subject) {
	for _, sel := range s.Stated() {
		if sel.Cite != "" {
			c.cited[sel.Cite] = [16]byte{}
		}
	}
}

// Subject takes in a subject of the run, which a check first found at since.
func (c *Collector) Subject(s *run.Subject, since comity.Instant) {
	c.leads = append(c.leads, lead{s, since})
}
