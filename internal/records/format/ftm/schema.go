package ftm

import (
	"bytes"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// schema is how an entity is read.
type schema struct {
	kind   string // its name as the kind of a party
	seated bool   // its country and address say where a body is registered
	passed bool   // a link that a network does not hold: of kin, of money, of papers

	relation    string     // what a link says; "": no link
	left, right property   // that name the parties
	role        []property // the first that is there is the role
}

// schemata are those of FollowTheMoney that are read for more than a name.
var schemata = map[string]*schema{
	"Ownership":      {relation: "owns", left: pOwner, right: pAsset, role: []property{pRole, pPercentage, pOwnershipType}},
	"Directorship":   {relation: "directs", left: pDirector, right: pOrganization, role: []property{pRole}},
	"Membership":     {relation: "member of", left: pMember, right: pOrganization, role: []property{pRole}},
	"Employment":     {relation: "employed by", left: pEmployee, right: pEmployer, role: []property{pRole}},
	"Representation": {relation: "represents", left: pAgent, right: pClient, role: []property{pRole}},
	"Succession":     {relation: "precedes", left: pPredecessor, right: pSuccessor, role: []property{pRole}},
	"UnknownLink":    {relation: "linked to", left: pSubject, right: pObject, role: []property{pRole}},

	"Family": {passed: true}, "Associate": {passed: true}, "Payment": {passed: true}, "Debt": {passed: true},
	"Documentation": {passed: true}, "ContractAward": {passed: true}, "EventParticipation": {passed: true},

	"Company": {kind: "company", seated: true}, "Organization": {kind: "organization", seated: true},
	"LegalEntity": {kind: "legalentity", seated: true}, "PublicBody": {kind: "publicbody", seated: true},
}

// schema is how the entity at hand is read.
func (p *Parser) schema() *schema {
	name := p.entity.schema.value
	if p.last.schema != nil && p.last.name == string(name) { // they come in rows
		return p.last.schema
	}
	if s := schemata[string(name)]; s != nil {
		p.last.name, p.last.schema = p.word(name), s
		return s
	}
	p.plain.kind = p.kinds.get(name, strings.ToLower)
	return &p.plain
}

// never is the span of a date that is not stated.
var never = clock.Span{Lo: comity.Latest, Hi: comity.Latest}

// span reads a date of any precision: 2004, 2004-03, 2004-03-02, or an ISO 8601
// stamp. A coarse one covers all that it can mean.
func (p *Parser) span(b []byte) (clock.Span, bool) {
	tail := ""
	switch len(b) {
	case 0:
		return never, true
	case len("2004"):
		tail = "-01-01"
	case len("2004-03"):
		tail = "-01"
	case len("2004-03-02"):
	default:
		st, ok := p.dates.Parse(record.View(b), "")
		return p.reading.Span(st), ok && p.reading.Agrees(st)
	}
	p.text = append(append(p.text[:0], b...), tail...)
	first, ok := clock.Parse(record.View(p.text), "2006-01-02")
	if !ok {
		return never, false
	}
	last, day := first, first.Civil.Time()
	switch len(b) {
	case len("2004"):
		last.Civil = comity.InstantOf(day.AddDate(1, 0, -1))
	case len("2004-03"):
		last.Civil = comity.InstantOf(day.AddDate(0, 1, -1))
	}
	return clock.Span{Lo: p.reading.Span(first).Lo, Hi: p.reading.Span(last).Hi}, true
}

// Sniff reports whether the first line of head is an entity.
func Sniff(head []byte) bool {
	line, _, _ := bytes.Cut(bytes.TrimLeft(head, " \t\r\n"), []byte{'\n'})
	var e entity
	return e.read(line) == "" && len(e.id.value) > 0 && len(e.schema.value) > 0 && e.hasProperties
}
