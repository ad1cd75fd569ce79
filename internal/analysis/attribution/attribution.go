// Package attribution makes leads of records: it ties selectors together,
// looks at the connections that they were used from, and weighs what speaks for
// and against "the subscriber of this connection did it", beside the rival
// explanations computed from the same numbers.
//
// A Case is filled with nodes (accounts, e-mail addresses, cards), the ties
// between them, what is stated about them, and the uses: hits of the
// cross-check. Subjects then gives the ranked leads. The package is pure and
// deterministic; weights are integers from Table.
package attribution

import (
	"slices"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
)

// Node is a selector in the case's graph; None is no selector.
type Node int32

// None stands for no node.
const None Node = -1

// NoClock stands for a clock that nothing is stated of: it agrees with nobody.
const NoClock = -1

// EventKind says what was done.
type EventKind uint8

// The kinds of event.
const (
	Access EventKind = iota
	Payment
	SignUp
	LogIn
)

var eventNames = [...]string{"access", "payment", "signup", "login"}

// String is the kind's word in findings.
func (k EventKind) String() string { return eventNames[k] }

// HitRef names a hit: the source it is from and the place of its first event.
type HitRef struct {
	Offset int64
	Source uint16
	Event  EventKind
}

// Use is one hit as the attribution sees it.
type Use struct {
	Hit          HitRef
	First        comity.Instant
	Node         Node  // the account; where a payment names none, its e-mail or card
	Subscriber   int32 // who, where the answer is unique, or Resolve found out; else -1
	Assignment   int32 // number of the assignment that it rests on; else -1
	Clock        int32 // number of the clock statement that the event's time rests on; NoClock where nobody knows the clock
	Answer       crosscheck.Answer
	Alternatives []Alternative  // who else, where the answer is not unique: ascending by subscriber, each once; empty where they are too many
	known        bool           // Resolve found out, for the accounts were surely used from there as well
	byName       naming         // whether ResolveNamed found out, and how surely
	Changed      bool           // kept readings of a clock name different subscribers
	Asked        bool           // some statement answers a question: who else there may have been, nobody asked
	Lines        uint32         // how many lines the hit is made of
	Last         comity.Instant // of them
	Width        comity.Instant // how wide the interval is in which the first of them may lie
	Client       Client         // the program that the first of them was asked for with
}

// isSession reports whether the use goes beyond payment and sign-up.
func (u *Use) isSession() bool { return u.Hit.Event == Access || u.Hit.Event == LogIn }

// isEdge reports whether the clocks leave it open whose the use is. Where they leave open
// whether it was one subscriber's or nobody's, and it was found to be that one's, no
// reading names another: a list would, and an answer to a question may not.
func (u *Use) isEdge() bool {
	oneOrNobody := len(u.Alternatives) == 1 && u.Subscriber >= 0 && !u.Asked
	return (u.Answer == crosscheck.Ambiguous || u.Changed) && !oneOrNobody
}

// isSettled reports whether it names several, and was found to be one's of them.
func (u *Use) isSettled() bool { return u.Answer != crosscheck.Unique && u.Subscriber >= 0 }

// Subscriber is a connection, and what its provider says of who holds it.
type Subscriber struct {
	Provider, Name string // card numbers by their ends
	Country        string
	Keeper         string // the provider, apart from others of the name
	person         nameID // the person or organisation
}

// Case collects everything that the attribution looks at. Not for concurrent use.
type Case struct {
	nodes       []node
	byKey       map[comity.Selector]Node
	byCard      map[[16]byte]Node
	ties        []tie
	subscribers []Subscriber
	bySub       map[[2]string]int32
	names       []name // by nameID
	byName      map[string]nameID
	stated      map[stated]bool // the names of lists that are not short: see state
	parted      int             // names whose parts are known
	sets        sets
	homonyms    map[string]int      // how many connections are held in a name, by nameKey
	bearers     map[string][]nameID // names of several parts, by nameKey
	borne       map[string]int      // how many names have a part
	uses        []Use
	crowds      []crowd // by subscriber
}

type node struct {
	selector comity.Selector
	names    []nameID // stated with it, in the order of the exhibits, each once
	payers   []nameID // stated by those who paid for it, likewise
	holder   nameID   // a card's holder as the issuer states it
	born     string
	country  string
	facts    facts
}

// users are the names of those who use the node, as far as they are stated:
// a payment is often somebody else's, and counts where nothing else does.
func (n *node) users() []nameID {
	if len(n.names) > 0 {
		return n.names
	}
	return n.payers
}

// facts are counts of what happened around a node.
type facts struct {
	payments    int // of every type and result
	charged     int // of them, those that took money: no refund or charge-back, not declined
	chargebacks int
	declined    int
	reported    bool // the issuer says that the card was reported stolen or lost
	denied      bool // of a profile: see mostDenied, of all its accounts
}

// tie says that one record states both selectors.
type tie struct{ a, b Node }

// New makes an empty Case.
func New() *Case {
	return &Case{
		byKey: map[comity.Selector]Node{}, byCard: map[[16]byte]Node{}, bySub: map[[2]string]int32{},
		sets: sets{lists: map[string][]Alternative{}}, names: []name{{}}, byName: map[string]nameID{"": noName}, stated: map[stated]bool{},
	}
}

// Selector returns the node of an account or e-mail address, making it where
// it is new; None where the value is empty.
func (c *Case) Selector(t comity.SelectorType, value string) Node {
	if value == "" {
		return None
	}
	key := comity.Selector{Type: t, Value: value}
	if n, ok := c.byKey[key]; ok {
		return n
	}
	return c.add(key, func(n Node) { c.byKey[key] = n })
}

// Known is the node of a selector that is there already.
func (c *Case) Known(t comity.SelectorType, value string) (Node, bool) {
	n, ok := c.byKey[comity.Selector{Type: t, Value: value}]
	return n, ok
}

// Hidden is Selector for a value that findings must not hold: they say shown in
// its place, and cite of its first row. Equal values are one node.
func (c *Case) Hidden(t comity.SelectorType, value, shown, cite string) Node {
	key := comity.Selector{Type: t, Value: value}
	if n, ok := c.byKey[key]; ok {
		return n
	}
	return c.add(comity.Selector{Type: t, Value: shown, Cite: cite}, func(n Node) { c.byKey[key] = n })
}

// Card returns the node of a card by its token, and whether it is new; ends and
// cite (of the card's first row) name it in findings. A card that was delivered
// masked has no token: each row of it is a node of its own, for two cards may
// have the same ends.
func (c *Case) Card(token [16]byte, ends, cite string) (n Node, fresh bool) {
	key := comity.Selector{Type: comity.SelectorCard, Value: ends, Cite: cite}
	if token == ([16]byte{}) {
		return c.add(key, func(Node) {}), true
	}
	if n, ok := c.byCard[token]; ok {
		return n, false
	}
	return c.add(key, func(n Node) { c.byCard[token] = n }), true
}

// Value is the selector's value of n; "" for None.
func (c *Case) Value(n Node) string {
	if n == None {
		return ""
	}
	return c.nodes[n].selector.Value
}

func (c *Case) add(s comity.Selector, index func(Node)) Node {
	n := Node(len(c.nodes))
	c.nodes = append(roomy(c.nodes), node{selector: s})
	index(n)
	return n
}

// Tie says that one record states both nodes; None is ignored.
func (c *Case) Tie(a, b Node) {
	if a != None && b != None && a != b {
		c.ties = append(c.ties, tie{a, b})
	}
}

// Name says that a record states a person's name with the node.
func (c *Case) Name(n Node, name string) {
	if n == None || name == "" {
		return
	}
	c.state(&c.nodes[n].names, n, c.intern(name))
}

// Payer says that a payment for the node states a person's name: whose it is
// matters where nothing else names the node's user.
func (c *Case) Payer(n Node, name string) {
	if n == None || name == "" {
		return
	}
	c.state(&c.nodes[n].payers, ^n, c.intern(name))
}

// state adds a name to a list of a node's, each once; the list of its payers goes by
// the node's complement.
func (c *Case) state(list *[]nameID, of Node, id nameID) {
	switch {
	case len(*list) < few:
		if !slices.Contains(*list, id) {
			*list = append(*list, id)
		}
		return
	case len(*list) == few:
		for _, n := range *list {
			c.stated[stated{of, n}] = true
		}
	}
	if !c.stated[stated{of, id}] {
		c.stated[stated{of, id}] = true
		*list = append(*list, id)
	}
}

// stated is a name of a list of a node's.
type stated struct {
	of   Node
	name nameID
}

// Country says where a record places the node's person.
func (c *Case) Country(n Node, cc string) {
	if n != None && c.nodes[n].country == "" {
		c.nodes[n].country = comity.MaskText(cc)
	}
}

// Born says when the node's person was born, as a record states it.
func (c *Case) Born(n Node, born string) {
	if n != None && c.nodes[n].born == "" {
		c.nodes[n].born = born
	}
}

// Paid counts a payment of the node by its type and result, in the contract's words.
func (c *Case) Paid(n Node, kind, result string) {
	if n == None {
		return
	}
	f := &c.nodes[n].facts
	f.payments++
	switch {
	case kind == "chargeback":
		f.chargebacks++
	case kind != "refund" && result != "declined" && result != "error":
		f.charged++
	}
	if result == "declined" {
		f.declined++
	}
}

// Holder says who holds the card, and whether it was reported stolen or lost.
func (c *Case) Holder(card Node, name, born string, reported bool) {
	if card == None {
		return
	}
	n := &c.nodes[card]
	n.holder, n.born = c.intern(name), born
	n.facts.reported = n.facts.reported || reported
}

// Subscriber is SubscriberOf where there is one provider of the name.
func (c *Case) Subscriber(provider, name string) int32 {
	return c.SubscriberOf(provider, provider, name)
}

// SubscriberOf returns the number of a provider's subscriber, making it where it is new. Keeper
// tells the provider from others that are called alike.
func (c *Case) SubscriberOf(keeper, provider, name string) int32 {
	key := [2]string{keeper, name}
	if i, ok := c.bySub[key]; ok {
		return i
	}
	i := int32(len(c.subscribers))
	c.subscribers = append(roomy(c.subscribers), Subscriber{Provider: provider, Name: comity.MaskText(name), Keeper: keeper})
	c.bySub[key] = i
	return i
}

// Person says who holds a subscriber's connection.
func (c *Case) Person(subscriber int32, name, country string) {
	s := &c.subscribers[subscriber]
	if s.person == noName && (name != "" || s.Country != country) { // else it says nothing new
		s.person, s.Country = c.intern(name), comity.MaskText(country)
	}
}

// Named reports whether it is known who holds a subscriber's connection.
func (c *Case) Named(subscriber int32) bool { return c.subscribers[subscriber].person != noName }

// mostInTurn is how many subscribers a use may be of by the clocks alone, where an
// address is one's after the other: two at an edge, under each of four ways to read a
// statement's start and end.
const mostInTurn = 8

// Use adds a hit. What more may be of than have an address one after the other is behind
// a shared address, whatever the clocks say: no reading names one of them. Answers to
// questions asked under several readings may be of one after the other all the same.
func (c *Case) Use(u Use) {
	if len(u.Alternatives) > mostInTurn && !u.Asked {
		u.Answer, u.Changed = crosscheck.Shared, false
	}
	if len(u.Alternatives) > 0 {
		u.Alternatives = c.sets.keep(u.Alternatives)
	}
	c.uses = append(roomy(c.uses), u)
}

// Hit is the hit of a use that an argument rests on.
func (c *Case) Hit(use int32) HitRef { return c.uses[use].Hit }
