package main

import (
	"context"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
)

func (a *app) tellCommand() *cobra.Command {
	var to, reference string
	c := a.command("tell CASE ITEM", "Record that a state was told of an item by other means",
		`Records as a signed act that an item was communicated to a state otherwise than by
comity: by letter, through a liaison officer, at a meeting. The ledger then shows it
as sent. ITEM is written as comity nexus writes it, and must concern that state.
What a contributor's code forbids is refused (exit 4), naming whom to ask.`,
		func(ctx context.Context, args []string) error {
			switch {
			case to == "":
				return comity.Errorf(comity.Usage, "--to is missing").WithHint("say which state was told, such as DE")
			case reference == "":
				return comity.Errorf(comity.Usage, "--reference is missing").WithHint("say by which letter or message; it is read in court")
			}
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				told, err := concerns(ctx, c, args[1], to)
				if err != nil {
					return err
				}
				told.Reference = reference
				return c.Tell(ctx, told)
			})
		})
	c.Flags().StringVar(&to, "to", "", "which state was told, as DE")
	c.Flags().StringVar(&reference, "reference", "", "of the communication")
	return c
}

// concerns finds the item; it is an error where the item does not concern the state: a slip of the pen
// would leave the true row unsent, and nobody would know why.
func concerns(ctx context.Context, c *casefile.Case, item, state string) (told casefile.TellParams, err error) {
	s, err := c.Survey(ctx, "tell")
	if err != nil {
		return told, err
	}
	list, _, err := nexus.Of(ctx, s)
	if err != nil {
		return told, err
	}
	there := false
	for i := range list {
		if list[i].Item == item && list[i].State == state {
			return casefile.TellParams{Item: item, Kind: string(list[i].Kind), State: state, Exhibits: list[i].From}, nil
		}
		there = there || list[i].Item == item
	}
	if there {
		return told, comity.Errorf(comity.Negative, "by this case item %.80q does not concern %.20q", comity.MaskText(item), state).
			WithHint("`comity nexus CASE` lists items and states; a note can say that another state was told")
	}
	return told, comity.Errorf(comity.Negative, "this case has no item %.80q", comity.MaskText(item)).WithHint("`comity nexus CASE` lists the items")
}
