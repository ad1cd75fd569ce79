package casefile

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/run"
	"comity/internal/casefile/handling"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// ProfileFormat is that of a Profile, docs/formats/board.md.
const ProfileFormat = 1

// Profile is a board as one state may see it: computed from the exhibits alone that their contributors let it see, so that no
// rank, rate or citation rests on another. It holds no time: equal exhibits, codes and versions give equal bytes.
type Profile struct {
	Format    int      `json:"format"`
	Case      string   `json:"case"`
	Authority string   `json:"authority"` // that gives it
	Country   string   `json:"country"`
	To        string   `json:"to"`
	Handling  []string `json:"handling"` // the codes of all that it rests on, joined
	*board.Report
	Exhibits []ProfileExhibit `json:"exhibits"` // what it rests on
	Withheld []ProfileHeld    `json:"withheld"` // by rule
	Left     ProfileLeft      `json:"left_out"` // of the board, by any rule
}

// ProfileExhibit is an exhibit that the profile rests on.
type ProfileExhibit struct {
	Exhibit comity.Digest `json:"exhibit"` // by which citations name it, docs/formats/case.md
	Kind    record.Kind   `json:"kind"`    // board; hashes: of which first sightings are told, rows not counted
	BoardExhibit
}

// ProfileHeld counts what one rule keeps back. What several rules keep back is counted under each.
type ProfileHeld struct {
	Rule     string   `json:"rule"`
	Exhibits int      `json:"exhibits"`
	Rows     int64    `json:"rows"`     // records of the board in them
	Messages int      `json:"messages"` // that only exhibits kept back have
	Members  int      `json:"members"`  // of whom only such exhibits tell
	Ask      []string `json:"ask"`      // who can permit it, sorted
}

// ProfileLeft is what the whole board has more than the profile.
type ProfileLeft struct {
	Messages int `json:"messages"`
	Members  int `json:"members"`
}

// allowance is which exhibits a state may see.
type allowance struct {
	to     string
	rules  map[comity.Digest]string // that keep an exhibit back; "": none
	ask    map[string][]string      // by rule
	codes  *handling.Codes          // of all that may be seen, joined
	boards int                      // board exhibits that may be seen
	hint   string                   // what the actor can do without asking anybody; "": nothing
}

// allowed judges every exhibit of a board's profile under the conditions of who gave it, as pack does.
func (c *Case) allowed(ctx context.Context, in run.Input, to string) (*allowance, error) {
	a := &allowance{to: to, rules: map[comity.Digest]string{}, ask: map[string][]string{}}
	for i := range in.Exhibits {
		src := &in.Exhibits[i].Source
		if src.Kind != record.Board && src.Kind != record.Hashes {
			continue
		}
		under, err := c.under(ctx, src.Exhibit.String())
		if err != nil {
			return nil, err
		}
		p := c.judgeBy(policy.Pack, under, src.Exhibit.String(), to)
		if p.Allowed {
			codes := joined(under)
			if a.codes != nil {
				codes = a.codes.Join(codes)
			}
			a.codes = &codes
			if src.Kind == record.Board {
				a.boards++
			}
			continue
		}
		a.rules[src.Exhibit] = p.Rule
		for _, who := range p.Contributors {
			if !slices.Contains(a.ask[p.Rule], who) {
				a.ask[p.Rule] = append(a.ask[p.Rule], who)
			}
		}
		slices.Sort(a.ask[p.Rule])
		a.hint = cmp.Or(a.hint, p.Hint)
	}
	return a, nil
}

// only is an input without what is kept back.
func (a *allowance) only(in run.Input) run.Input {
	in.Exhibits = slices.DeleteFunc(slices.Clone(in.Exhibits), func(e run.Exhibit) bool { return a.rules[e.Source.Exhibit] != "" })
	return in
}

// profileFor computes the profile that a state may be given.
func (c *Case) profileFor(ctx context.Context, p BoardParams, to string) (*Profile, []comity.Digest, error) {
	in, err := c.input(c.state.head())
	if err != nil {
		return nil, nil, err
	}
	a, err := c.allowed(ctx, in, to)
	if err != nil {
		return nil, nil, err
	}
	if a.boards == 0 && len(a.rules) > 0 {
		return nil, nil, a.refusal()
	}
	whole, visible := archive.NewBuilder(), archive.NewBuilder()
	exhibits, err := readBoard(ctx, in, func(src *record.Source) []*archive.Builder {
		if a.rules[src.Exhibit] != "" {
			return []*archive.Builder{whole}
		}
		return []*archive.Builder{whole, visible}
	})
	if err != nil {
		return nil, nil, err
	}
	if err := sought(whole.Boards(), BoardParams{Baseline: p.Baseline}, exhibits); err != nil {
		return nil, nil, err
	}
	out := &Profile{Format: ProfileFormat, Case: c.id, Authority: c.state.open.Authority, Country: c.state.open.Country, To: to,
		Handling: a.codes.List(), Exhibits: []ProfileExhibit{}, Withheld: []ProfileHeld{}}
	if out.Report, err = c.computeBoard(ctx, a.only(in), p, visible); err != nil {
		return nil, nil, err
	}
	if len(out.Members) == 0 {
		return nil, nil, comity.Errorf(comity.Negative, "nothing that %s may see is of board %.80q", to, out.Board).WithHint("`comity board CASE --json` names the boards in board and baseline")
	}
	boards := len(exhibits)
	for i := range in.Exhibits { // of which first sightings are told
		if src := &in.Exhibits[i].Source; src.Kind == record.Hashes {
			exhibits = append(exhibits, BoardExhibit{Ref: src.Ref, Format: src.Format})
		}
	}
	if _, err := c.conditions(exhibits, record.Board, record.Hashes); err != nil {
		return nil, nil, err
	}
	rows := map[string]int64{}
	var held []comity.Digest
	for _, v := range c.state.live(c.state.head()) {
		i := slices.IndexFunc(exhibits, func(x BoardExhibit) bool { return x.Ref == v.body.Ref })
		switch {
		case i < 0:
		case a.rules[v.body.Exhibit] != "":
			rows[a.rules[v.body.Exhibit]] += exhibits[i].Rows
		default:
			held = append(held, v.body.Exhibit)
			x := ProfileExhibit{Exhibit: v.body.Outward(), Kind: record.Board, BoardExhibit: exhibits[i]}
			if i >= boards {
				x.Kind = record.Hashes
			}
			out.Exhibits = append(out.Exhibits, x)
		}
	}
	whole.Done()
	return out, held, out.count(ctx, a, whole, rows)
}

// refusal is the error where nothing of a board may be seen.
func (a *allowance) refusal() error {
	var rules, ask []string
	for rule, who := range a.ask {
		rules, ask = append(rules, rule), append(ask, who...)
	}
	for _, rule := range a.rules {
		rules = append(rules, rule)
	}
	slices.Sort(rules)
	slices.Sort(ask)
	rules, ask = slices.Compact(rules), slices.Compact(ask)
	err := comity.Errorf(comity.Refused, "refused by rule %s: no exhibit of a board may be shown to %s", strings.Join(rules, ", "), a.to)
	if a.hint != "" {
		return err.WithHint("%s", a.hint)
	}
	return err.
		WithHint("ask %s; `comity permit CASE EXHIBIT --to %s --reference ANSWER` records a yes", strings.Join(ask, ", "), a.to)
}

// count says what of the whole board is left out, by rule.
func (p *Profile) count(ctx context.Context, a *allowance, whole *archive.Builder, rows map[string]int64) error {
	by := map[string]*ProfileHeld{}
	for _, rule := range a.rules {
		if by[rule] == nil {
			by[rule] = &ProfileHeld{Rule: rule, Rows: rows[rule], Ask: append([]string{}, a.ask[rule]...)}
		}
		by[rule].Exhibits++
	}
	if len(by) == 0 {
		return nil
	}
	all, err := whole.Build(ctx, archive.Selection{Boards: []string{p.Board}})
	if err != nil {
		return err
	}
	keptBack := func(captures []archive.Capture) map[string]bool { // by which rules; nil: some of it may be seen
		rules := map[string]bool{}
		for _, x := range captures {
			rule := a.rules[all.Exhibits[x.Exhibit].Source.Exhibit]
			if rule == "" {
				return nil
			}
			rules[rule] = true
		}
		return rules
	}
	for i := range all.Messages {
		rules := keptBack(all.Messages[i].Captures)
		p.Left.Messages += min(len(rules), 1)
		for rule := range rules {
			by[rule].Messages++
		}
	}
	for i := range all.Names {
		var captures []archive.Capture
		for _, m := range all.Names[i].Posts {
			captures = append(captures, all.Messages[m].Captures...)
		}
		for _, m := range all.Names[i].Profile {
			captures = append(captures, all.Profiles[m].Capture)
		}
		rules := keptBack(captures)
		p.Left.Members += min(len(rules), 1)
		for rule := range rules {
			by[rule].Members++
		}
	}
	for _, rule := range slices.Sorted(maps.Keys(by)) {
		p.Withheld = append(p.Withheld, *by[rule])
	}
	return nil
}
