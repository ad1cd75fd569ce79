package casefile

import (
	"context"
	"slices"
	"strings"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// TellParams say what a state was told of, and how.
type TellParams struct {
	Item      string // of the nexus
	Kind      string // of the item; "": not known
	State     string
	Reference string          // of the communication
	Exhibits  []comity.Digest // that show the item; none: every exhibit may
}

// Tell records that an item was communicated to a state by other means than
// comity's, with the reference of the communication. Whether the item concerns that
// state is for the caller to have asked. What a contributor's code forbids is Refused.
func (c *Case) Tell(ctx context.Context, p TellParams) error {
	if err := c.authorise(policy.Tell); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(p.Item) == "":
		return comity.Errorf(comity.Usage, "ITEM is empty").WithHint("`comity nexus CASE` lists the items")
	case mustBeState(p.State) != nil:
		return comity.Errorf(comity.Usage, "state %.20q is not two capital letters", p.State).WithHint("say who was told: give --to as in ISO 3166-1, such as DE")
	case strings.TrimSpace(p.Reference) == "":
		return comity.Errorf(comity.Usage, "a communication needs a reference").WithHint(`give --reference, such as "letter 12/2004"`)
	}
	for _, f := range [][2]string{{"the item", p.Item}, {"the reference", p.Reference}} {
		if err := comity.MayKeep(f[0], f[1]); err != nil {
			return err
		}
	}
	return c.write(ctx, func(ctx context.Context) error {
		if _, err := c.latest(); err != nil {
			return err
		}
		may, err := c.MaySendFrom(ctx, p.Item, p.State, p.Exhibits)
		if err != nil {
			return err
		}
		if err := may.Refusal(p.State); err != nil {
			return err
		}
		from := slices.Clone(p.Exhibits)
		slices.SortFunc(from, func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
		return c.append(ctx, actTell, tellBody{Item: p.Item, State: p.State, Reference: p.Reference, Kind: p.Kind, Exhibits: slices.Compact(from)})
	})
}

// mayInform refuses to record that a state was told of a lead where a code of what
// the lead rests on, in the run in which it stood last, forbids it.
func (c *Case) mayInform(ctx context.Context, body *outcomeBody) error {
	may, err := c.MaySend(ctx, body.Item, body.State)
	if comity.KindOf(err) == comity.Negative { // it has fallen since
		may, err = c.maySendFallen(ctx, body)
	}
	if err != nil {
		return err
	}
	return may.Refusal(body.State)
}

func (c *Case) maySendFallen(ctx context.Context, body *outcomeBody) (Permission, error) {
	for _, k := range c.state.checks {
		if k.body.Run != body.Run {
			continue
		}
		g, err := c.derivation(ctx, k.body)
		if err != nil {
			return Permission{}, err
		}
		return c.MaySendFrom(ctx, body.Item, body.State, g.Told(body.Item))
	}
	return Permission{}, comity.Errorf(comity.Fault, "no check gave run %s", body.Run.Short())
}
