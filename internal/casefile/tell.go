package casefile

import (
	"context"
	"strings"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// Tell records that an item was communicated to a state by other means than
// comity's, with the reference of the communication. Whether the item concerns that
// state is for the caller to have asked.
func (c *Case) Tell(ctx context.Context, item, state, reference string) error {
	if err := c.authorise(policy.Tell); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(item) == "":
		return comity.Errorf(comity.Usage, "ITEM is empty").WithHint("`comity nexus CASE` lists the items")
	case len(state) != 2 || strings.Trim(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "":
		return comity.Errorf(comity.Usage, "state %.20q is not two capital letters", state).WithHint("say who was told: give --to as in ISO 3166-1, such as DE")
	case strings.TrimSpace(reference) == "":
		return comity.Errorf(comity.Usage, "a communication needs a reference").WithHint(`give --reference, such as "letter 12/2004"`)
	}
	for _, f := range [][2]string{{"the item", item}, {"the reference", reference}} {
		if err := comity.MayKeep(f[0], f[1]); err != nil {
			return err
		}
	}
	return c.write(ctx, func(ctx context.Context) error {
		if _, err := c.latest(); err != nil {
			return err
		}
		return c.append(ctx, actTell, tellBody{Item: item, State: state, Reference: reference})
	})
}
