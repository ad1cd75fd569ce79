package casefile

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/casefile/handling"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// ruleUnknown denies what carries a code that an older version let in unread.
const ruleUnknown = "handling-unknown"

// Permission says whether an item may be told to another state.
type Permission struct {
	Allowed      bool
	Rule         string   // that denies it; "" where allowed
	Contributors []string // whose permission is missing, sorted; none where no code denies it
	Request      string   // drafted to them, one letter each; "" where there is nobody to ask
}

// gate is what MaySend goes by, read once for as long as nothing is acted.
type gate struct {
	graph    *derivation.Graph // nil: nothing was checked yet
	exhibits map[comity.Digest][]contributed
}

// contributed is one sealed exhibit under the conditions of its contributor.
type contributed struct {
	desc  description
	codes handling.Codes
	read  bool // codes were understood
}

// contributor is who is asked: the authority of the legal basis, and the country
// that the exhibit came from.
func (x *contributed) contributor() string {
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
	if len(state) != 2 || strings.ToUpper(state) != state {
		return Permission{}, comity.Errorf(comity.Usage, "state %.20q is not two capital letters", state).WithHint("ISO 3166-1, such as DE")
	}
	under, err := c.under(ctx, item)
	if err != nil {
		return Permission{}, err
	}
	return c.judge(under, item, state), nil
}

// MaySendAny is MaySend for something that several exhibits may show and whose
// rows are not known one by one, such as an account or a server: it carries the
// conditions of every exhibit in force.
func (c *Case) MaySendAny(ctx context.Context, item, state string) (Permission, error) {
	if err := c.openGate(ctx); err != nil {
		return Permission{}, err
	}
	var under []contributed
	for _, d := range sortedDigests(c.gate.exhibits) {
		under = append(under, c.gate.exhibits[d]...)
	}
	if len(under) == 0 {
		return Permission{}, comity.Errorf(comity.Negative, "the case holds no exhibit")
	}
	return c.judge(under, item, state), nil
}

func sortedDigests(m map[comity.Digest][]contributed) []comity.Digest {
	return slices.SortedFunc(maps.Keys(m), func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
}

// judge asks the policy with the join of all codes whether a state may be told.
func (c *Case) judge(under []contributed, item, state string) Permission {
	return c.judgeBy(policy.Tell, under, item, state)
}

// judgeBy is judge for any act by which something leaves the node.
func (c *Case) judgeBy(act policy.Act, under []contributed, item, state string) Permission {
	p := Permission{}
	d := c.authoriseUnder(act, joined(under))
	p.Allowed, p.Rule = d.Allowed, d.Rule
	if i := slices.IndexFunc(under, func(x contributed) bool { return !x.read }); i >= 0 {
		p.Allowed, p.Rule = false, ruleUnknown
	}
	if !p.Allowed && strings.HasPrefix(p.Rule, "handling-") {
		c.ask(&p, act, under, item, state)
	}
	return p
}

// ask names those whose codes forbid it, and drafts a letter to each.
func (c *Case) ask(p *Permission, act policy.Act, under []contributed, item, state string) {
	of := map[string][]contributed{}
	for _, x := range under {
		if d := c.authoriseUnder(act, x.codes); x.read && (d.Allowed || !strings.HasPrefix(d.Rule, "handling-")) {
			continue
		}
		of[x.contributor()] = append(of[x.contributor()], x)
	}
	var letters []string
	for _, who := range slices.Sorted(maps.Keys(of)) {
		p.Contributors = append(p.Contributors, who)
		letters = append(letters, c.letter(who, of[who], item, state))
	}
	p.Request = strings.Join(letters, "\n\n")
}

// letter asks one contributor, and speaks of nobody else's exhibits.
func (c *Case) letter(who string, of []contributed, item, state string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "To: %s\nFrom: %s, %s\nReference: %s/%s/%s\nSubject: permission to pass information on to %s\n\n",
		who, c.state.open.Authority, c.state.open.Country, c.id, item, state, state)
	b.WriteString("What we hold of you:\n")
	for _, x := range of {
		fmt.Fprintf(&b, "- %s (%s), obtained %s under %s %s; handling: %s\n", x.desc.Source.Ref, x.desc.Source.Kind,
			x.desc.Obtained.UTC().Format("2006-01-02"), x.desc.Basis.Instrument, x.desc.Basis.Reference, strings.Join(x.desc.Handling, ", "))
	}
	fmt.Fprintf(&b, "\nAn item of our case that rests on it concerns %s. The handling above does not let us pass it on without you.\n", state)
	b.WriteString("Please tell us whether we may, for which purpose and under which conditions, naming the reference.\n")
	return b.String()
}

// under are the exhibits that an item rests on, with their codes; at least one.
func (c *Case) under(ctx context.Context, item string) ([]contributed, error) {
	if err := c.openGate(ctx); err != nil {
		return nil, err
	}
	var out []contributed
	for _, d := range c.rests(item) {
		out = append(out, c.gate.exhibits[d]...)
	}
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
	if list := c.gate.graph.Rests(item); len(list) > 0 || !c.gate.graph.Has(item) {
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
	if body, err := c.latest(); err == nil { // before any check there are exhibits only
		if g.graph, err = c.derivation(ctx, body); err != nil {
			return err
		}
	}
	c.gate = g
	return nil
}

// contributions reads the conditions of every exhibit. The same bytes under
// several references carry those of all; a reference that was superseded
// carries its own no more, unless nothing in force has its bytes.
func (c *Case) contributions(g *gate) error {
	old := map[comity.Digest][]contributed{}
	for _, v := range c.state.seals {
		d, err := c.describe(v)
		if err != nil {
			return err
		}
		codes, err := handling.Parse(d.Handling)
		x, to := contributed{desc: d, codes: codes, read: err == nil}, g.exhibits
		if c.state.supersededBy(v.body.Ref) != "" {
			to = old
		}
		to[v.body.Exhibit] = append(to[v.body.Exhibit], x)
	}
	for d, list := range old {
		if len(g.exhibits[d]) == 0 {
			g.exhibits[d] = list
		}
	}
	return nil
}
