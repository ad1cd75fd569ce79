package ftm

import (
	"bytes"
	"encoding/json"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// schema is how an entity that stands for a link is read.
type schema struct {
	relation    string
	left, right string   // properties that name the parties
	role        []string // properties of which the first that is there is the role
}

// links are FollowTheMoney's schemata of links between people, companies and
// what they own.
var links = map[string]schema{
	"Ownership":      {"owns", "owner", "asset", []string{"role", "percentage", "ownershipType"}},
	"Directorship":   {"directs", "director", "organization", []string{"role"}},
	"Membership":     {"member of", "member", "organization", []string{"role"}},
	"Employment":     {"employed by", "employee", "employer", []string{"role"}},
	"Representation": {"represents", "agent", "client", []string{"role"}},
	"Succession":     {"precedes", "predecessor", "successor", []string{"role"}},
	"UnknownLink":    {"linked to", "subject", "object", []string{"role"}},
}

// passedOver are links that a network does not hold: of kin, of money, of papers.
var passedOver = map[string]bool{
	"Family": true, "Associate": true, "Payment": true, "Debt": true, "Documentation": true, "ContractAward": true, "EventParticipation": true,
}

// seated are the schemata whose country and address say where a body is registered.
var seated = map[string]bool{"Company": true, "Organization": true, "LegalEntity": true, "PublicBody": true}

// kind is a schema's name as the kind of a party.
func kind(schema string) string { return strings.ToLower(schema) }

// never is the span of a date that is not stated.
var never = clock.Span{Lo: comity.Latest, Hi: comity.Latest}

// span reads a date of any precision: 2004, 2004-03, 2004-03-02, or an ISO 8601
// stamp. A coarse one covers all that it can mean.
func (p *Parser) span(s string) (clock.Span, bool) {
	tail := ""
	switch len(s) {
	case 0:
		return never, true
	case len("2004"):
		tail = "-01-01"
	case len("2004-03"):
		tail = "-01"
	case len("2004-03-02"):
	default:
		st, ok := clock.Parse(s, "")
		return p.reading.Span(st), ok && p.reading.Agrees(st)
	}
	first, ok := clock.Parse(s+tail, "2006-01-02")
	if !ok {
		return never, false
	}
	last, day := first, first.Civil.Time()
	switch len(s) {
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
	return len(line) > 0 && line[0] == '{' && json.Unmarshal(line, &e) == nil && e.ID != "" && e.Schema != "" && e.Properties != nil
}
