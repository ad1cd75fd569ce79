package casefile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/casefile/handling"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

const (
	// ruleUnknown denies what carries a code that an older version let in unread.
	ruleUnknown = "handling-unknown"
	// ruleLeftOut denies what was withdrawn, restricted, rectified or erased.
	ruleLeftOut = "left-out"
	// ruleH0 is the policy's, on what was given for fighting crime.
	ruleH0 = "handling-h0"
	// anyPurpose stands for one that would be stated: what leaves the node leaves for it.
	anyPurpose = "cooperation"
)

// Permission says whether an item may be told to another state.
type Permission struct {
	Allowed      bool
	Rule         string        // that denies it; "" where allowed
	Contributors []string      // whose permission is missing, sorted; none where no code denies it
	Request      string        // drafted to them, one letter each; "" where there is nobody to ask
	Hint         string        // what the actor can do where nobody need be asked; "": nothing
	Says         comity.Phrase // Rule in a sentence
}

// gate is what MaySend goes by, read once for as long as nothing is acted.
type gate struct {
	graph    *derivation.Graph // nil: nothing was checked yet
	exhibits map[comity.Digest][]contributed
	former   map[comity.Digest][]contributed // superseded, of parts that nothing in force reads though it reads others of the exhibit
	said     []contributed                   // verdicts and notes that carry codes
}

// contributed is one sealed exhibit, or what somebody said, under the conditions of
// who contributed it.
type contributed struct {
	desc  description
	codes handling.Codes
	read  bool         // codes were understood
	said  *DecisionRow // nil: an exhibit
}

// contributor is who is asked: the authority of the legal basis, and the country
// that the exhibit came from.
func (x *contributed) contributor() string {
	if x.said != nil {
		return first(x.said.Source, x.said.Actor)
	}
	who := first(x.desc.Basis.Authority, x.desc.Source.Provider, x.desc.Source.Ref)
	if x.desc.Source.Country == "" {
		return who
	}
	return who + " (" + x.desc.Source.Country + ")"
}

// Handling is what an item carries: the join of the codes of all that it rests on.
func (c *Case) Handling(ctx context.Context, item string) (handling.Codes, error) {
	if err := c.authorise(policy.List); err != nil {
		return handling.Codes{}, err
	}
	under, err := c.under(ctx, item)
	if err != nil {
		return handling.Codes{}, err
	}
	return joined(under), nil
}

func joined(under []contributed) handling.Codes {
	codes := under[0].codes
	for _, x := range under[1:] {
		codes = codes.Join(x.codes)
	}
	return codes
}

// MaySend says whether the actor may tell a state of an item: a finding of the
// latest run, an exhibit by reference or id, or a citation. Where a contributor's
// code forbids it, the request for permission is drafted. It shows nothing, and tells nobody.
func (c *Case) MaySend(ctx context.Context, item, state string) (Permission, error) {
	if err := mustBeState(state); err != nil {
		return Permission{}, err
	}
	under, err := c.under(ctx, item)
	if err != nil {
		return Permission{}, err
	}
	if x, out, err := c.leftOutItem(item); out || err != nil {
		return Permission{Rule: ruleLeftOut, Says: comity.Phrasef("act %06d (%s) leaves it out", x.act.Seq, x.act.Kind)}, err
	}
	return c.judge(under, item, state), nil
}

// MaySendFrom is MaySend for something that is no finding, such as an account or a
// server: from are the exhibits that show it. With none it carries the conditions of
// every exhibit in force. Of a finding it counts those beside what the finding rests on.
func (c *Case) MaySendFrom(ctx context.Context, item, state string, from []comity.Digest) (Permission, error) {
	if err := mustBeState(state); err != nil {
		return Permission{}, err
	}
	under, err := c.underFrom(ctx, item, from)
	if err != nil {
		return Permission{}, err
	}
	return c.judge(under, item, state), nil
}

func (c *Case) underFrom(ctx context.Context, item string, from []comity.Digest) ([]contributed, error) {
	if err := c.openGate(ctx); err != nil {
		return nil, err
	}
	all := slices.Clone(from)
	if c.gate.graph != nil {
		all = append(all, c.gate.graph.Told(item)...)
	}
	if len(all) == 0 {
		all = sortedDigests(c.gate.exhibits)
	}
	under := c.contributedBy(item, all)
	if len(under) == 0 {
		return nil, comity.Errorf(comity.Negative, "the case holds no exhibit")
	}
	return under, nil
}

func mustBeState(state string) error {
	if len(state) == 2 && strings.Trim(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return nil
	}
	return comity.Errorf(comity.Usage, "state %.20q is not two capital letters", state).WithHint("ISO 3166-1, such as DE")
}

// leftOutItem is the act that leaves out an exhibit or the rows of a citation; of a
// finding none, for the run was computed without them.
func (c *Case) leftOutItem(item string) (found aside, out bool, err error) {
	if v, ok := c.state.byRef(item); ok {
		found, out = c.state.asideOf(v.body.Ref)
		return found, out, nil
	}
	if d, err := comity.ParseDigest(item); err == nil {
		return c.leftOutPart(d, nil)
	}
	cite, err := comity.ParseCitation(item)
	if err != nil {
		return found, false, nil
	}
	for _, x := range c.state.leftOut(c.state.head()) {
		if !x.whole() && x.body.Exhibit == cite.Exhibit && run.Touches(*x.body.Cite, cite) {
			return x, true, nil
		}
	}
	part := record.StreamOf(cite)
	return c.leftOutPart(cite.Exhibit, &part)
}

func sortedDigests(m map[comity.Digest][]contributed) []comity.Digest {
	return slices.SortedFunc(maps.Keys(m), func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
}

// judge asks the policy with the join of all codes whether a state may be told: those whose contributor has
// agreed, with that, and all others.
func (c *Case) judge(under []contributed, item, state string) Permission {
	return c.judgeBy(policy.Tell, under, item, state)
}

// judgeBy is judge for any act by which something leaves the node.
func (c *Case) judgeBy(act policy.Act, under []contributed, item, state string) Permission {
	var others, agreed []contributed
	for _, x := range under {
		if c.agreed(&x, item, state) {
			agreed = append(agreed, x)
		} else {
			others = append(others, x)
		}
	}
	d := policy.Decision{Allowed: true}
	if len(others) > 0 {
		d = c.leaves(act, joined(others), false, c.node.purpose)
	}
	if d.Allowed && len(agreed) > 0 {
		d = c.leaves(act, joined(agreed), true, c.node.purpose)
	}
	p := Permission{Allowed: d.Allowed, Rule: d.Rule, Says: comity.Phrasef("%s", d.Says)}
	if i := slices.IndexFunc(others, func(x contributed) bool { return !x.read }); i >= 0 {
		p.Allowed, p.Rule, p.Says = false, ruleUnknown, comity.Phrasef("its code is none that is known")
	}
	if !p.Allowed && strings.HasPrefix(p.Rule, "handling-") {
		c.ask(&p, act, others, item, state)
	}
	return p
}

// leaves is what the policy says of an act by which what carries codes leaves the node.
func (c *Case) leaves(act policy.Act, codes handling.Codes, agreed bool, purpose string) policy.Decision {
	r := c.node.request(act, c.id)
	r.H, r.TLP, r.Agreed, r.Purpose = codes.H(), codes.TLP().String(), agreed, purpose
	return c.node.policy.Decide(r)
}

// ask names those whose codes forbid it, and drafts a letter to each. Where no
// purpose was stated it is not for contributors to say one: who is asked is asked
// for what a purpose would not allow.
func (c *Case) ask(p *Permission, act policy.Act, under []contributed, item, state string) {
	purpose := c.node.purpose
	if policy.ClassOf(purpose) == policy.NoPurpose {
		purpose = anyPurpose
		if p.Rule == ruleH0 {
			p.Hint = "state what for: --purpose cooperation, investigation or prosecution; its contributor gave it for fighting crime, and need not be asked"
		}
	}
	of := map[string][]contributed{}
	for _, x := range under {
		if d := c.leaves(act, x.codes, false, purpose); x.read && (d.Allowed || !strings.HasPrefix(d.Rule, "handling-")) {
			continue
		}
		of[x.contributor()] = append(of[x.contributor()], x)
	}
	var letters []string
	for _, who := range slices.Sorted(maps.Keys(of)) {
		p.Contributors = append(p.Contributors, who)
		letters = append(letters, c.letter(who, of[who], item, state, act))
	}
	p.Request = strings.Join(letters, "\n\n")
}

// letter asks one contributor, and speaks of nobody else's exhibits.
func (c *Case) letter(who string, of []contributed, item, state string, act policy.Act) string {
	var b strings.Builder
	fmt.Fprintf(&b, "To: %s\nFrom: %s, %s\nReference: %s/%s/%s\nSubject: permission to pass information on to %s\n\n",
		who, c.state.open.Authority, c.state.open.Country, c.id, item, state, state)
	b.WriteString("What we hold of you:\n")
	for _, x := range of {
		if x.said != nil {
			fmt.Fprintf(&b, "- what you said on %s (act %06d of our case); handling: %s\n", x.said.Time.UTC().Format("2006-01-02"), x.said.Act, x.codes)
			continue
		}
		fmt.Fprintf(&b, "- %s (%s), obtained %s under %s %s; handling: %s\n", x.desc.Source.Ref, x.desc.Source.Kind,
			x.desc.Obtained.UTC().Format("2006-01-02"), x.desc.Basis.Instrument, x.desc.Basis.Reference, strings.Join(x.desc.Handling, ", "))
	}
	if act == policy.Disclose {
		fmt.Fprintf(&b, "\nThe defence in proceedings in %s is to be given an item of our case that rests on it. The handling above does not let us disclose it without you.\n", state)
	} else {
		fmt.Fprintf(&b, "\nAn item of our case that rests on it concerns %s. The handling above does not let us pass it on without you.\n", state)
	}
	b.WriteString("Please tell us whether we may, for which purpose and under which conditions, naming the reference.\n")
	return b.String()
}

// under are the exhibits that an item rests on, with their codes; at least one.
func (c *Case) under(ctx context.Context, item string) ([]contributed, error) {
	if err := c.openGate(ctx); err != nil {
		return nil, err
	}
	out := c.contributedBy(item, c.rests(item))
	if len(out) == 0 {
		return nil, comity.Errorf(comity.Negative, "the case holds no item %.80q that rests on an exhibit", item).
			WithHint("name a subject, hit or claim of the latest run, an exhibit, or a citation")
	}
	return out, nil
}

// rests are the exhibits behind an item.
func (c *Case) rests(item string) []comity.Digest {
	if v, ok := c.state.byRef(item); ok {
		return []comity.Digest{v.body.Exhibit}
	}
	if d, err := comity.ParseDigest(item); err == nil {
		return []comity.Digest{d}
	}
	if cite, err := comity.ParseCitation(item); err == nil {
		return []comity.Digest{cite.Exhibit}
	}
	if c.gate.graph == nil {
		return nil
	}
	if list := c.gate.graph.Told(item); len(list) > 0 || !c.gate.graph.Has(item) {
		return list
	}
	subject, _, _ := strings.Cut(item, "/") // an argument that no exhibit gives speaks of its subject all the same
	return c.gate.graph.Rests(subject)
}

func (c *Case) openGate(ctx context.Context) error {
	if c.gate != nil {
		return nil
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	g := &gate{exhibits: map[comity.Digest][]contributed{}}
	if err := c.contributions(g); err != nil {
		return err
	}
	if err := c.saidUnder(g); err != nil {
		return err
	}
	if body, err := c.latest(); err == nil { // before any check there are exhibits only
		if g.graph, err = c.derivation(ctx, body); err != nil {
			return err
		}
	}
	c.gate = g
	return nil
}
