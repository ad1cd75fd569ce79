package admissible

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/casefile/handling"
	"comity/internal/cooperation/law"
)

// fact is what the case says under one of law.Facts, and whether that settles a point
// which asks for it.
func (d *desk) fact(name string) ([]Fact, bool) {
	switch name {
	case "basis":
		return d.basis()
	case "authority":
		return one("basis", d.exhibit.Basis.ID, d.exhibit.Basis.Authority)
	case "instrument":
		return d.instrument()
	case "scope":
		return d.scope()
	case "offence":
		return one("basis", d.exhibit.Basis.ID, d.exhibit.Basis.Offence)
	case "handling":
		return d.handling()
	case "obtained":
		return d.obtained()
	case "seal":
		return d.seal()
	case "receipt":
		return d.receipt()
	case "clock":
		return d.clock()
	case "grade":
		return d.grade()
	case "run":
		return d.run()
	}
	return nil, false
}

// one is a fact that settles where it says anything.
func one(kind, item, text string) ([]Fact, bool) {
	if strings.TrimSpace(text) == "" {
		return nil, false
	}
	return []Fact{{Kind: kind, Item: item, Text: text}}, true
}

func (d *desk) basis() ([]Fact, bool) {
	b := d.exhibit.Basis
	text := strings.TrimSpace(b.Instrument + " " + b.Reference)
	if b.Date != (toml.LocalDate{}) {
		text += " of " + b.Date.String()
	}
	facts, ok := one("basis", b.ID, text)
	return facts, ok && b.Instrument != "" && b.Reference != "" && b.Date != (toml.LocalDate{})
}

// instrument is the basis's, where the table of instruments knows it by the first part
// of a key.
func (d *desk) instrument() ([]Fact, bool) {
	b := d.exhibit.Basis
	facts, ok := one("basis", b.ID, b.Instrument)
	if !ok {
		return nil, false
	}
	rows, err := d.law.Rows(law.Instrument, "", d.on)
	if err != nil {
		return facts, false
	}
	for _, r := range rows {
		name, _, _ := strings.Cut(r.Key, "/")
		if strings.EqualFold(name, b.Instrument) {
			return append(facts, Fact{Kind: "instrument", Item: r.Key, Text: r.LegalBasis}), true
		}
	}
	return facts, false
}

func (d *desk) scope() ([]Fact, bool) {
	b := d.exhibit.Basis
	if b.From == (toml.LocalDate{}) || b.To == (toml.LocalDate{}) || !slices.Contains(b.Data, d.exhibit.Kind) {
		return nil, false
	}
	text := fmt.Sprintf("%s, from %s to %s", d.exhibit.Kind, b.From, b.To)
	italian := fmt.Sprintf("%s, dal %s al %s", d.exhibit.Kind, b.From, b.To)
	if n := len(b.Addresses); n > 0 {
		text += fmt.Sprintf(", %d ranges of addresses", n)
		italian += fmt.Sprintf(", %d intervalli di indirizzi", n)
	}
	facts := []Fact{{"basis", b.ID, text, italian}}
	if n := d.exhibit.Outside; !d.exhibit.Run.IsZero() {
		facts = append(facts, Fact{"run", d.exhibit.Run.String(), fmt.Sprintf("%d rows outside it were left unread", n), fmt.Sprintf("%d righe al di fuori non sono state lette", n)})
	}
	return facts, true
}

// handling settles where H0 is stated and nothing that keeps the exhibit out of court.
func (d *desk) handling() (facts []Fact, ok bool) {
	for _, code := range d.exhibit.Handling {
		facts = append(facts, Fact{Kind: "handling", Text: code})
	}
	codes, err := handling.Parse(d.exhibit.Handling)
	return facts, err == nil && slices.Equal(codes.H(), []string{"H0"})
}

func (d *desk) obtained() ([]Fact, bool) {
	x := d.exhibit
	facts := []Fact{{"manifest", x.Ref, fmt.Sprintf("obtained on %s, sealed on %s", day(x.Obtained), day(x.Sealed)),
		fmt.Sprintf("ottenuto il %s, sigillato il %s", day(x.Obtained), day(x.Sealed))}}
	if x.Notes != "" {
		facts = append(facts, Fact{Kind: "manifest", Item: x.Ref, Text: x.Notes})
	}
	return facts, true
}

func (d *desk) seal() ([]Fact, bool) {
	x := d.exhibit
	act := Fact{"act", number(x.Act), fmt.Sprintf("sealed by %s on %s", x.Actor, day(x.Sealed)), fmt.Sprintf("sigillato da %s il %s", x.Actor, day(x.Sealed))}
	if x.Erased > 0 {
		return []Fact{act, {"act", number(x.Erased), "erased by this act; its bytes were destroyed", "cancellato con questo atto; i suoi byte sono stati distrutti"}}, false
	}
	if !x.Intact {
		return []Fact{act, {"seal", x.Exhibit.String(), "the stored bytes are damaged or gone", "i byte conservati sono danneggiati o mancano"}}, false
	}
	return []Fact{act, {"seal", x.Exhibit.String(), "SHA-256 of the bytes; what is stored was hashed now, and is what was sealed",
		"SHA-256 dei byte; quanto è conservato è stato verificato ora ed è ciò che fu sigillato"}}, true
}

func (d *desk) receipt() ([]Fact, bool) {
	if d.exhibit.Receipt == 0 {
		return nil, false
	}
	return []Fact{{"receipt", number(d.exhibit.Receipt), "the node's log covers the history up to this act", "il registro del nodo copre la storia fino a questo atto"}}, true
}

// clock settles where somebody states a zone that is known, or where there are no times.
func (d *desk) clock() ([]Fact, bool) {
	c := d.exhibit.Clock
	if !d.exhibit.Kind.Timed() {
		return []Fact{{"clock", "", "records of this kind have no times", "le registrazioni di questo tipo non hanno orari"}}, true
	}
	if c.Zone == "" {
		return nil, false
	}
	text, italian := "zone "+c.Zone, "fuso "+c.Zone
	if c.Skew != "" {
		text, italian = text+", within "+c.Skew, italian+", entro "+c.Skew
	}
	if c.Basis != "" {
		text, italian = text+", says: "+c.Basis, italian+", secondo: "+c.Basis
	}
	return []Fact{{"clock", "", text, italian}}, c.Basis != "" && c.Zone != "unknown"
}

func (d *desk) grade() ([]Fact, bool) {
	codes, err := handling.Parse(d.exhibit.Handling)
	if err != nil {
		return nil, false
	}
	return one("handling", "", codes.Grade().String())
}

func (d *desk) run() ([]Fact, bool) {
	if d.exhibit.Run.IsZero() {
		return nil, false
	}
	return []Fact{{"run", d.exhibit.Run.String(), "the run reads it; anybody with the case computes the same digest with `comity verify --recompute`",
		"il calcolo lo legge; chiunque abbia il caso ottiene la stessa impronta con `comity verify --recompute`"}}, true
}
