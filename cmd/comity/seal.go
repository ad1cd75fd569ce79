package main

import (
	"context"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile"
)

func (a *app) sealCommand() *cobra.Command {
	c := a.command("seal CASE EVIDENCE.TOML", "Seal the exhibits that a manifest describes",
		`Checks every exhibit against its legal basis and its description, then stores
its bytes encrypted under their own digest and records a signed act for each.
What is already sealed is reported and left alone, so the command can be run again.`,
		func(ctx context.Context, args []string) error {
			return a.withCase(ctx, args[0], func(c *casefile.Case) error {
				r, err := c.Seal(ctx, args[1])
				if err != nil {
					return err
				}
				if a.json {
					return a.emit(r)
				}
				a.sealed(r)
				a.say(a.words().CheckNext, a.self(), quote(args[0]))
				return nil
			})
		})
	return a.withJSON(c, "the sealed exhibits as one JSON document")
}

func (a *app) sealed(r casefile.SealReport) {
	w := a.words()
	t := table{columns: []column{{title: w.Ref, give: true}, {title: w.Kind}, {title: w.Format},
		{title: w.Bytes, right: true}, {title: w.Rows, right: true}, {title: w.Exhibit}}}
	for _, e := range r.Exhibits {
		t.add(e.Ref, string(e.Kind), e.Format, count(e.Bytes), count(e.Rows), e.ID.Short())
	}
	a.table(&t)
	for _, n := range r.Notices {
		switch n.Notice {
		case casefile.NoticeObtained:
			a.say(w.SealedLater, harmless(n.Ref))
		case casefile.NoticeDamaged:
			a.say(w.SealedTorn, harmless(n.Ref), n.Line, harmless(w.reject(n.Reason)))
		case casefile.NoticeUnread:
			why := ""
			if n.Reason != "" {
				why = " (" + harmless(w.reject(n.Reason)) + ")"
			}
			a.say(w.SealedUnread, harmless(n.Ref), n.Rejects, n.Outside, n.Aside, why)
		case casefile.NoticeCountry:
			a.say(w.SealedNowhere, harmless(n.Ref), harmless(n.Provider), strings.Join(n.States, ", "))
		}
	}
}
