// Package policy says who may do what: an act, by a role, for a purpose, under
// the conditions of whoever contributed what is concerned. The rules are Cedar
// policies (rules.cedar), in tables for people in docs/policy.md.
//
// Cedar leaves out a rule that it cannot evaluate, so that a forbid with a
// mistake would allow. Here anything that cannot be evaluated denies, and so does a
// request that lacks an attribute, an act that is not known, and what no rule permits.
package policy

import (
	_ "embed" // rules.cedar
	"maps"
	"slices"

	"github.com/cedar-policy/cedar-go"

	"comity/internal/comity"
)

//go:embed rules.cedar
var rules []byte

// What a decision names where it is no rule of a file that denied.
const (
	RuleComplete  = "request-complete"  // the request lacks an attribute, or names an act that is not known
	RuleEvaluates = "rule-evaluates"    // a rule could not be evaluated; Detail says which
	RulePermit    = "permitted-by-role" // no rule permits it: none of the actor's roles does
)

// Policy is a set of rules. It is safe for parallel use.
type Policy struct {
	set   *cedar.PolicySet
	says  map[cedar.PolicyID]string
	order []cedar.PolicyID
}

// File is a file of rules that a node adds.
type File struct {
	Name string
	Text []byte
}

// New returns the rules of comity and those of files, which may only forbid. A
// file that cannot be read, that permits, or whose rule has no @id of its own, is an
// Input error: a node with a rule that is not understood decides nothing.
func New(files ...File) (*Policy, error) {
	p := &Policy{set: cedar.NewPolicySet(), says: map[cedar.PolicyID]string{}}
	if err := p.add(File{"rules.cedar", rules}, cedar.Permit); err != nil {
		return nil, err
	}
	for _, f := range files {
		if err := p.add(f, cedar.Forbid); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// add reads one file; may is what its rules may do at most.
func (p *Policy) add(f File, may cedar.Effect) error {
	list, err := cedar.NewPolicyListFromBytes(f.Name, f.Text)
	if err != nil {
		return comity.Errorf(comity.Input, "%s: %w", f.Name, err).WithHint("the language is Cedar, https://docs.cedarpolicy.com")
	}
	for _, rule := range list {
		line := rule.Position().Line
		id := cedar.PolicyID(rule.Annotations()["id"])
		switch {
		case id == "":
			return comity.Errorf(comity.Input, "%s:%d: a rule has no id", f.Name, line).WithHint(`write @id("name") above it: a refusal names its rule`)
		case rule.Effect() == cedar.Permit && may == cedar.Forbid:
			return comity.Errorf(comity.Input, "%s:%d: rule %q permits, and a node's own rules only forbid", f.Name, line, id).
				WithHint("who may do what is written as roles, in node.toml")
		case !p.set.Add(id, rule):
			return comity.Errorf(comity.Input, "%s:%d: there are two rules %q", f.Name, line, id).WithHint("give it another id")
		}
		p.says[id] = string(rule.Annotations()["says"])
		p.order = append(p.order, id)
	}
	return nil
}

// Request is what somebody is about to do.
type Request struct {
	Actor    string
	Governed bool     // the node names its actors; else everybody has every role
	Roles    []string // of Roles
	Cases    []string // ids of the cases that the actor is assigned to; none: all
	Act      Act
	Case     string   // its id
	Purpose  string   // as given, such as "investigation: the billing company"
	H        []string // handling codes on what is concerned, without texts
	TLP      string   // its label, "" where there is none
	Agreed   bool     // the contributor has agreed to this
}

// Decision is the answer to a Request.
type Decision struct {
	Allowed bool
	Rule    string   // the first that denied; "" where allowed
	Rules   []string // all that denied, or all that permitted, in the order of the files
	Says    string   // Rule in a sentence
}

// Decide answers a request.
func (p *Policy) Decide(r Request) Decision {
	if !slices.Contains(Acts(), r.Act) {
		return denied(RuleComplete, "there is no act "+string(r.Act))
	}
	return p.judge(r.attributes())
}

// attributes are a request in the words of the rules.
type attributes struct {
	request  cedar.Request
	actor    cedar.RecordMap
	resource cedar.RecordMap
	context  cedar.RecordMap
}

func (r *Request) attributes() attributes {
	return attributes{
		request: cedar.Request{
			Principal: cedar.NewEntityUID("Actor", cedar.String(r.Actor)),
			Action:    cedar.NewEntityUID("Action", cedar.String(r.Act)),
			Resource:  cedar.NewEntityUID("Case", cedar.String(r.Case)),
		},
		actor:    cedar.RecordMap{"roles": set(r.Roles), "cases": set(r.Cases)},
		resource: cedar.RecordMap{"case": cedar.String(r.Case)},
		context: cedar.RecordMap{
			"governed": cedar.Boolean(r.Governed), "purpose": cedar.String(ClassOf(r.Purpose)),
			"h": set(r.H), "tlp": cedar.String(r.TLP), "permission": cedar.Boolean(r.Agreed),
		},
	}
}

func set(ss []string) cedar.Set {
	var vs []cedar.Value
	for _, s := range ss {
		vs = append(vs, cedar.String(s))
	}
	return cedar.NewSet(vs...)
}

// judge evaluates every rule. The attributes are compared first with those that
// a request has: a rule that does not look at a missing one would not miss it.
func (p *Policy) judge(a attributes) Decision {
	if missing := a.missing(); missing != "" {
		return denied(RuleComplete, "the request does not say "+missing)
	}
	a.request.Context = cedar.NewRecord(a.context)
	verdict, why := cedar.Authorize(p.set, cedar.EntityMap{
		a.request.Principal: {UID: a.request.Principal, Attributes: cedar.NewRecord(a.actor)},
		a.request.Resource:  {UID: a.request.Resource, Attributes: cedar.NewRecord(a.resource)},
	}, a.request)
	if len(why.Errors) > 0 {
		return denied(RuleEvaluates, "rule "+string(why.Errors[0].PolicyID)+" cannot be evaluated")
	}
	d := Decision{Allowed: verdict == cedar.Allow, Rules: p.named(why.Reasons)}
	switch {
	case d.Allowed:
	case len(d.Rules) == 0:
		return denied(RulePermit, "no role of the actor permits it")
	default:
		d.Rule, d.Says = d.Rules[0], p.says[cedar.PolicyID(d.Rules[0])]
	}
	return d
}

func denied(rule, says string) Decision {
	return Decision{Rule: rule, Rules: []string{rule}, Says: says}
}

// missing names the first attribute that is not there or of another sort.
func (a *attributes) missing() string {
	var whole Request
	want := whole.attributes()
	for _, part := range []struct{ want, got cedar.RecordMap }{{want.actor, a.actor}, {want.resource, a.resource}, {want.context, a.context}} {
		for _, key := range slices.Sorted(maps.Keys(part.want)) {
			if !sameSort(part.want[key], part.got[key]) {
				return string(key)
			}
		}
	}
	return ""
}

func sameSort(want, got cedar.Value) bool {
	switch want.(type) {
	case cedar.Set:
		_, ok := got.(cedar.Set)
		return ok
	case cedar.Boolean:
		_, ok := got.(cedar.Boolean)
		return ok
	}
	_, ok := got.(cedar.String)
	return ok
}

// named puts the deciding rules into the order of the files: Cedar's is random.
func (p *Policy) named(reasons []cedar.DiagnosticReason) []string {
	var out []string
	for _, id := range p.order {
		if slices.ContainsFunc(reasons, func(r cedar.DiagnosticReason) bool { return r.PolicyID == id }) {
			out = append(out, string(id))
		}
	}
	return out
}
