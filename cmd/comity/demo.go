package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
	"comity/internal/simulate"
)

// demoMark names the file by which a folder is known to be a demonstration's
// own, so that only such a folder is ever cleared.
const demoMark = ".comity-demo"

// demonstration is where a demo's parts lie and what came of them.
type demonstration struct {
	Home    string                  `json:"home"`
	World   string                  `json:"world"`
	Case    string                  `json:"case"`
	Sealed  int                     `json:"sealed"`
	Check   casefile.CheckReport    `json:"check"`
	Verify  casefile.VerifyReport   `json:"verify"`
	Pack    string                  `json:"pack"`
	Partner string                  `json:"partner"` // home of the node that opens it
	Key     string                  `json:"key"`     // by which
	Opened  string                  `json:"opened"`
	Handed  casefile.HandoverReport `json:"handed"`
	hits    []run.Hit               // of the first subject
	lines   []casefile.Line         // of its first hit
}

func (a *app) demoCommand() *cobra.Command {
	var dir, scale string
	c := a.command("demo", "Simulate a case and take it through every step",
		`Simulates a billing case, opens a case, seals the evidence, checks and verifies
it, hands another state the rows that concern it, and opens that pack at a second node,
all inside one folder. Run again, it starts afresh.`,
		func(ctx context.Context, _ []string) error {
			cfg, err := demoScale(scale)
			if err != nil {
				return err
			}
			d := demonstration{World: filepath.Join(dir, "world"), Case: filepath.Join(dir, "case"), Home: filepath.Join(dir, "home"),
				Pack: filepath.Join(dir, "for-"+demoTo+".asice.age"), Partner: filepath.Join(dir, "partner"), Key: filepath.Join(dir, "partner.key"), Opened: filepath.Join(dir, "opened")}
			if err := d.clear(dir); err != nil {
				return err
			}
			if a.homeGiven {
				d.Home = a.home
			}
			return a.demo(ctx, d, cfg)
		})
	c.Flags().StringVar(&dir, "dir", "comity-demo", "folder to work in")
	c.Flags().StringVar(&scale, "scale", "small", "small (seconds) or falcon (the simulation's own size)")
	return a.withJSON(c, "what came of it as one JSON document")
}

func demoScale(s string) (simulate.Config, error) {
	cfg := simulate.Config{Seed: 1, Dirt: "standard"}
	switch s {
	case "small":
		cfg.Sites, cfg.Subscribers, cfg.Days = 6, 40, 45
	case "falcon":
	default:
		return cfg, comity.Errorf(comity.Usage, "--scale %.20q is not one of small, falcon", s)
	}
	return cfg, nil
}

// sizes are the flags that differ from the simulation's own.
func sizes(cfg simulate.Config) string {
	if cfg.Sites == 0 {
		return ""
	}
	return fmt.Sprintf(" --sites %d --subscribers %d --days %d", cfg.Sites, cfg.Subscribers, cfg.Days)
}

// demo goes through every step. Its node is its own, unless --home names one.
func (a *app) demo(ctx context.Context, d demonstration, cfg simulate.Config) error {
	sum, err := a.simulate(ctx, d.World, cfg)
	if err != nil {
		return err
	}
	w := a.words()
	a.step(1, w.DemoSimulated+": "+fmt.Sprintf(w.World, sum.Files, sum.LogLines, sum.Persons), "simulate falcon --out %s --seed %d --dirt %s%s", quote(d.World), cfg.Seed, cfg.Dirt, sizes(cfg))
	a.home, a.homeGiven = d.Home, true
	node, err := a.config()
	if err != nil {
		return err
	}
	if node.Actor == "" {
		node.Actor = "demo"
	}
	if node.Purpose == "" {
		node.Purpose = "demonstration"
	}
	err = a.withNodeOf(ctx, node, func(n *casefile.Node) error { return a.demoCase(ctx, n, &d) })
	if err == nil && d.Verify.OK {
		err = a.demoPack(ctx, node, &d)
	}
	if err != nil {
		return err
	}
	if a.json {
		if err := a.emit(d); err != nil {
			return err
		}
	} else {
		a.tour(d)
	}
	return refuted(d.Verify)
}

// clear makes dir ready: what an earlier demonstration left there goes.
func (d *demonstration) clear(dir string) error {
	mark := filepath.Join(dir, demoMark)
	list, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return comity.Errorf(comity.Input, "demo: %w", err)
	}
	if _, err := os.Stat(mark); err != nil && len(list) > 0 {
		return comity.Errorf(comity.Usage, "%s is not empty and not an earlier demo's", dir).
			WithHint("choose another folder with --dir")
	}
	for _, old := range []string{d.Home, d.World, d.Case, d.Pack, d.Partner, d.Key, d.Opened} {
		if err := os.RemoveAll(old); err != nil {
			return comity.Errorf(comity.Fault, "clear earlier demo: %w", err)
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return comity.Errorf(comity.Fault, "demo: %w", err)
	}
	if err := os.WriteFile(mark, []byte("written by comity demo, which clears this folder when run again\n"), 0o644); err != nil {
		return comity.Errorf(comity.Fault, "demo: %w", err)
	}
	return nil
}

// demoCase goes through the case's steps.
func (a *app) demoCase(ctx context.Context, n *casefile.Node, d *demonstration) error {
	w := a.words()
	p := casefile.InitParams{Title: "Falcon", Country: "IT", Authority: "Demonstration authority"}
	c, err := n.Init(ctx, d.Case, p)
	if err != nil {
		return err
	}
	if err := c.Close(); err != nil {
		return err
	}
	a.step(2, w.DemoInit, "--home %s init %s --title %s --country %s --authority %s", quote(d.Home), quote(d.Case), quote(p.Title), p.Country, quote(p.Authority))
	return openCase(ctx, n, d.Case, func(c *casefile.Case) error {
		manifest := filepath.Join(d.World, "evidence.toml")
		sealed, err := c.Seal(ctx, manifest)
		if err != nil {
			return err
		}
		d.Sealed = len(sealed.Exhibits)
		a.step(3, fmt.Sprintf("%s: %d", w.DemoSealed, d.Sealed), "--home %s seal %s %s", quote(d.Home), quote(d.Case), quote(manifest))
		if d.Check, err = c.Check(ctx); err != nil {
			return err
		}
		a.step(4, w.DemoChecked, "--home %s check %s", quote(d.Home), quote(d.Case))
		if d.Verify, err = c.Verify(ctx, false); err != nil {
			return err
		}
		a.step(5, w.DemoVerified, "--home %s verify %s", quote(d.Home), quote(d.Case))
		return d.walk(ctx, c)
	})
}

// step says what was done and with which command one does it by hand.
func (a *app) step(n int, what, command string, args ...any) {
	a.say("%d. %s\n     %s "+command, append([]any{n, what, a.name}, args...)...)
}

// walk finds the way from the first subject to bytes.
func (d *demonstration) walk(ctx context.Context, c *casefile.Case) error {
	if len(d.Check.Subjects) == 0 {
		return nil
	}
	s, err := c.Subject(ctx, d.Check.Subjects[0].ID)
	if err != nil {
		return err
	}
	d.hits = s.Hits
	if len(s.Hits) == 0 {
		return nil
	}
	h, err := c.Hit(ctx, s.Hits[0].ID)
	d.lines = h.Lines
	return err
}

// tour prints the table, the way to the bytes, and where everything lies.
func (a *app) tour(d demonstration) {
	w := a.words()
	a.say("")
	a.report(d.Check, d.Case)
	self, box := a.self(), quote(d.Case)
	a.title(w.DemoWalk)
	if len(d.Check.Subjects) > 0 {
		a.print("  %s show %s subject %s\n", self, box, harmless(d.Check.Subjects[0].ID))
	}
	if len(d.hits) > 0 {
		a.print("  %s show %s hit %s\n", self, box, harmless(d.hits[0].ID))
	}
	if len(d.lines) > 0 {
		a.print("  %s cat %s %s\n", self, box, quote(d.lines[0].Cite.String()))
	}
	if d.Handed.File != "" {
		a.print("  comity-verify %s --recompute\n", quote(filepath.Join(d.Opened, opening.ContainerFile)))
	}
	truth := filepath.Join(d.World, "truth")
	a.title(w.DemoScore)
	a.print("  %s score %s %s\n", self, box, quote(truth))
	a.title(w.DemoPlaces)
	manifest := filepath.Join(d.World, "evidence.toml")
	for _, p := range [][2]string{{d.World, w.DemoEvidence}, {manifest, w.DemoManifest}, {truth, w.DemoTruth}, {d.Case, w.DemoCase}, {d.Home, w.DemoNode}, {d.Pack, w.DemoPack}, {d.Opened, w.DemoOpen}, {d.Partner, w.DemoPartner}} {
		a.print("  %-*s  %s\n", max(len(manifest), len(d.Pack)), harmless(p[0]), p[1])
	}
	bad := 0
	for _, c := range d.Verify.Checks {
		if !c.OK {
			bad++
		}
	}
	if d.Verify.OK {
		a.print("\n"+w.DemoGood+"\n", len(d.Verify.Checks))
	} else {
		a.print("\n"+w.DemoBad+"\n", bad, len(d.Verify.Checks))
	}
}
