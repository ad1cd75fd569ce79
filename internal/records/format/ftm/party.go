package ftm

import "comity/internal/records/record"

// party is one side of a relation: an entity of the file, or a text.
type party struct{ name, kind string } // no name: not known yet

// slab is how many parties are allocated at a time.
const slab = 256

// party is the entity called id.
func (p *Parser) party(id []byte) *party {
	if of := p.named[string(id)]; of != nil {
		return of
	}
	return p.add(id, nil)
}

// add makes an entity known, perhaps without its name.
func (p *Parser) add(id, name []byte) *party {
	if len(p.room) == 0 {
		p.room = make([]party, slab)
	}
	of := &p.room[0]
	p.room = p.room[1:]
	p.text = append(append(p.text[:0], id...), name...)
	both := string(p.text) // one allocation for the two
	of.name = both[len(id):]
	p.named[both[:len(id)]] = of
	return of
}

// name remembers what the entity at hand is called, and links a company to its
// seats. A stream may bring an entity in several fragments: the first name holds.
func (p *Parser) name(s *schema, place record.Place) {
	e := &p.entity
	name := e.caption.value
	if len(name) == 0 {
		name = e.first(pName, pTitle)
	}
	self := p.named[string(e.id.value)]
	switch {
	case self == nil:
		self = p.add(e.id.value, name)
		self.kind = s.kind
	case self.name == "":
		self.name, self.kind = string(name), s.kind
	}
	if s.seated {
		p.seats(self, place)
	}
}

// seats links the entity at hand to its countries, each once, and addresses.
func (p *Parser) seats(self *party, place record.Place) {
	e := &p.entity
	r := record.Relation{Place: place, Relation: "registered in", From: never, To: never}
	clear(p.said)
	for _, property := range [...]property{pJurisdiction, pCountry} {
		for _, c := range e.values(property) {
			if p.said[string(c)] {
				continue // both properties say the same
			}
			r.Country = p.word(c)
			p.said[r.Country] = true
			p.seat(self, party{r.Country, "country"}, &r)
		}
	}
	if len(p.said) > maxWords {
		p.said = map[string]bool{} // clearing costs what the map once held
	}
	r.Relation, r.Country = "registered at", ""
	for _, a := range e.values(pAddress) {
		p.seat(self, party{string(a), "address"}, &r)
	}
}

// words are texts of few different values, each allocated once. What was kept
// may be forgotten; nothing else depends on it.
type words map[string]string

// maxWords bounds how many words are kept, longestWord how long they are.
const (
	maxWords    = 1 << 12
	longestWord = 64
)

// get is b as a string in another form.
func (w words) get(b []byte, form func(string) string) string {
	if len(b) > longestWord {
		return form(string(b))
	}
	formed, there := w[string(b)]
	if !there {
		if len(w) >= maxWords {
			clear(w)
		}
		plain := string(b)
		formed = form(plain)
		w[plain] = formed
	}
	return formed
}

func (p *Parser) word(b []byte) string {
	return p.words.get(b, func(s string) string { return s })
}
