package ftm

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// schema is how an entity that stands for a link is read.
type schema struct {
	relation    string
	left, right property   // that name the parties
	role        []property // the first that is there is the role
}

// links are FollowTheMoney's schemata of links between people, companies and
// what they own.
var links = map[string]schema{
	"Ownership":      {"owns", pOwner, pAsset, []property{pRole, pPercentage, pOwnershipType}},
	"Directorship":   {"directs", pDirector, pOrganization, []property{pRole}},
	"Membership":     {"member of", pMember, pOrganization, []property{pRole}},
	"Employment":     {"employed by", pEmployee, pEmployer, []property{pRole}},
	"Representation": {"represents", pAgent, pClient, []property{pRole}},
	"Succession":     {"precedes", pPredecessor, pSuccessor, []property{pRole}},
	"UnknownLink":    {"linked to", pSubject, pObject, []property{pRole}},
}

// passedOver are links that a network does not hold: of kin, of money, of papers.
var passedOver = map[string]bool{
	"Family": true, "Associate": true, "Payment": true, "Debt": true, "Documentation": true, "ContractAward": true, "EventParticipation": true,
}

// seated are the schemata whose country and address say where a body is registered.
var seated = map[string]bool{"Company": true, "Organization": true, "LegalEntity": true, "PublicBody": true}

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
		return p.reading.Span(st), ok
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
