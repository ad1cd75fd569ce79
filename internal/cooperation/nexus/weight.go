package nexus

import "comity/internal/comity"

// Rule is one row of the table of weights.
type Rule struct {
	Name   string
	Kind   ReasonKind
	Weight comity.Weight
	Why    string
}

// The names of the rules, as the code asks for them.
const (
	ruleProvider   = "subscriber of a provider there"
	ruleRegistered = "registered or managed there"
	ruleHosted     = "hosted there"
	ruleIssuer     = "issuer there"
	ruleAllotted   = "allotted there"
	rulePhone      = "phone number"
	ruleFormer     = "allotted to a former state"
	ruleKeeper     = "records kept there"
	ruleTopDomain  = "top-level domain"
	ruleStated     = "stated"
	ruleOpenDomain = "top-level domain sold to anyone"
)

// Rules is the table of weights, heaviest first. They say how strong a reason is to
// tell a state, in milli-bans, by judgement and not by measurement; accuracy.md
// tells the two apart.
func Rules() []Rule {
	return []Rule{
		{ruleProvider, Provider, 1300, "a provider there says under legal process that the connection was its subscriber's"},
		{ruleRegistered, Registration, 1200, "an official register or seized books name it; a front may stand behind it"},
		{ruleHosted, Hosting, 1200, "the machine stands there, so that seizure is for that state"},
		{ruleIssuer, Issuer, 1100, "the bank is there and knows the holder; the card may be stolen"},
		{ruleAllotted, Allotment, 1000, "the registry names the registrant of the range, not its user; networks span borders"},
		{rulePhone, Phone, 800, "a number's country code is of the network; it is given by the customer and roams"},
		{ruleFormer, Allotment, 600, "as allotted, but which of the successors it concerns is not known"},
		{ruleKeeper, Provider, 600, "who kept the record is there; the person need not be"},
		{ruleTopDomain, DomainCode, 500, "registries of countries favour their own residents, few demand it"},
		{ruleStated, Stated, 500, "anything can be typed into a form"},
		{ruleOpenDomain, DomainCode, 100, "a registry that sells its names world-wide for how they sound"},
	}
}

// ruleOf is the row of a name.
func ruleOf(name string) Rule {
	for _, r := range Rules() {
		if r.Name == name {
			return r
		}
	}
	return Rule{}
}
