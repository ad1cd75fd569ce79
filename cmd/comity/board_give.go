package main

import (
	"context"
	"io"
	"strings"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/cooperation/profile"
)

// giveProfile writes the profile that a state may be given, and says what was given.
func (a *app) giveProfile(ctx context.Context, c *casefile.Case, p casefile.GiveParams) error {
	switch {
	case !nexus.IsState(p.To):
		return comity.Errorf(comity.Usage, "--for %.20q is none of ISO 3166-1", p.To).WithHint("say which state it is for: comity board CASE --for DE --out for-DE")
	case p.Out == "":
		return comity.Errorf(comity.Usage, "--out is missing").WithHint("name the folder to write, such as for-DE")
	}
	rep, err := c.GiveProfile(ctx, p, func(w io.Writer, it *casefile.Profile) error { return profile.Write(w, it) })
	if err != nil {
		return err
	}
	if a.json {
		return a.emit(rep)
	}
	w := a.words().Profile
	a.print("%s  %s %s\n", harmless(strings.Join(rep.Files, "  ")), a.words().PackAct, count(rep.Act))
	a.print(w.Given+"\n", harmless(rep.Board), rep.To, count(rep.Members), count(rep.Exhibits))
	for _, h := range rep.Withheld {
		a.print(w.Held+"\n", harmless(h.Rule), count(h.Exhibits), count(h.Rows), count(h.Messages), count(h.Members))
		if len(h.Ask) > 0 {
			a.print(a.words().PackAsk+"\n", harmless(strings.Join(h.Ask, ", ")), rep.To)
		}
	}
	a.print("sha256 %s\n", rep.Digest)
	a.codes(rep.Handling)
	return nil
}
