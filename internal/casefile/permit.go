package casefile

import (
	"context"
	"slices"
	"strconv"
	"strings"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// PermitParams say what a contributor agreed to.
type PermitParams struct {
	Of        string // reference or id of an exhibit, or the number of an act that notes or decides under a code
	State     string // which may be told
	Item      string // only of this item; "": of everything that rests on it
	Reference string // of the contributor's answer
	Until     string // last day, as 2027-03-01; "": no end
	End       bool   // it is agreed no more
}

// permitBody is a contributor's yes, or its end.
type permitBody struct {
	Refs      []string `json:"refs,omitempty"` // exhibits; sorted
	Act       int64    `json:"act,omitempty"`  // or a verdict or note
	State     string   `json:"state"`
	Item      string   `json:"item,omitempty"` // "": everything that rests on it
	Reference string   `json:"reference"`
	Until     string   `json:"until,omitempty"` // last day
	End       bool     `json:"end,omitempty"`
}

// Permit records that a contributor agreed that a state be told, or does so no more.
// It allows nothing but what the contributor's code alone forbade.
func (c *Case) Permit(ctx context.Context, p PermitParams) error {
	if err := c.authorise(policy.Permit); err != nil {
		return err
	}
	if err := p.check(); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		body := permitBody{State: p.State, Item: p.Item, Reference: p.Reference, Until: p.Until, End: p.End}
		if err := c.permitted(&body, p.Of); err != nil {
			return err
		}
		return c.append(ctx, actPermit, body)
	})
}

func (p *PermitParams) check() error {
	if err := mustBeState(p.State); err != nil {
		return err
	}
	if strings.TrimSpace(p.Reference) == "" {
		return comity.Errorf(comity.Usage, "an answer needs a reference").WithHint(`give --reference, such as "letter 2004/77 of 3 March"`)
	}
	if p.Until != "" {
		if _, err := Day(p.Until); err != nil {
			return err
		}
	}
	for _, f := range [][2]string{{"the item", p.Item}, {"the reference", p.Reference}} {
		if err := comity.MayKeep(f[0], f[1]); err != nil {
			return err
		}
	}
	return nil
}

// permitted finds the exhibits or the act that a yes is about.
func (c *Case) permitted(body *permitBody, of string) error {
	for _, v := range c.state.seals {
		if v.body.Ref == of || v.body.Exhibit.String() == of {
			body.Refs = append(body.Refs, v.body.Ref)
		}
	}
	slices.Sort(body.Refs)
	if len(body.Refs) > 0 {
		return nil
	}
	seq, err := strconv.ParseInt(of, 10, 64)
	if err != nil || seq < 1 || seq > c.state.head() {
		return comity.Errorf(comity.Negative, "%.80q is neither an exhibit of this case nor an act", of).
			WithHint("`comity show CASE exhibits` lists references; of a note or verdict under a code give the number of its act")
	}
	if a := c.state.acts[seq-1]; !underCode(a) {
		return comity.Errorf(comity.Input, "act %06d is no note or verdict under a code", seq).
			WithHint("`comity show CASE notes` lists notes")
	}
	body.Act = seq
	return nil
}

// underCode reports whether an act is a verdict or note that carries codes.
func underCode(a act.Act) bool {
	if a.Kind != actDecide && a.Kind != actNote {
		return false
	}
	b, err := saidAs(a)
	return err == nil && len(b.Handling) > 0
}

func (s *state) addPermit(a act.Act) error {
	var b permitBody
	if err := a.Decode(&b); err != nil {
		return err
	}
	if _, err := Day(b.Until); b.Until != "" && err != nil {
		return err
	}
	s.permits = append(s.permits, b)
	return nil
}

// agreed reports whether who contributed x has agreed that a state be told of an
// item: what was recorded last counts, but for what has run out.
func (c *Case) agreed(x *contributed, item, state string) bool {
	if len(c.state.permits) == 0 {
		return false
	}
	today := c.node.now().UTC().Format("2006-01-02")
	for _, b := range slices.Backward(c.state.permits) {
		if b.State != state || b.Item != "" && b.Item != item || !b.about(x) || !b.End && b.Until != "" && b.Until < today {
			continue
		}
		return !b.End
	}
	return false
}

func (b *permitBody) about(x *contributed) bool {
	if x.said != nil {
		return b.Act == x.said.Act
	}
	return slices.Contains(b.Refs, x.desc.Source.Ref)
}

// Refusal is the error of who would tell a state all the same; nil where it is allowed.
func (p Permission) Refusal(state string) error {
	if p.Allowed {
		return nil
	}
	err := comity.Errorf(comity.Refused, "refused by rule %s: %s", p.Rule, p.Says)
	if len(p.Contributors) > 0 {
		err = comity.Errorf(comity.Refused, "refused by rule %s: %s; it is for %s to permit it", p.Rule, p.Says, strings.Join(p.Contributors, ", "))
	}
	switch {
	case p.Hint != "":
		return err.WithHint("%s", p.Hint)
	case p.Request != "":
		return err.WithHint("`comity ledger CASE --state %s --json` has the request drafted; `comity permit` records the answer; that it was told all the same, a note says", state)
	}
	return err.WithHint("%s", wayOut(p.Rule))
}
