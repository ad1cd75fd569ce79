package main

import (
	"context"
	"os"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"comity/internal/analysis/identity"
	"comity/internal/analysis/identity/register"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/score"
)

// resolveFlags are the flags of `comity resolve`.
type resolveFlags struct {
	config, out, ties, truth, decisions string
	pair                                []string
	decide, reason                      string
}

func (a *app) resolveCommand() *cobra.Command {
	var f resolveFlags
	c := a.command("resolve FILE", "Find the rows of a table that are one person",
		`Reads a table (CSV, or .xlsx) and groups its rows by person: rows that differ in
nothing first, then pairs that weigh enough. Weights are learnt from the table
itself, and every pair can be asked why. A cluster is a lead, not a verdict.

Columns are known by their names, or told in --config. With --pair A B the
weights of two rows are shown. With --decide a person's word on them is added to
the log --decisions, which goes before the machine's and can be taken back with
--decide unsure. docs/formats/resolve.md describes all files.`,
		func(ctx context.Context, args []string) error {
			f.pair = append(f.pair, args[1:]...)
			return a.resolve(ctx, args[0], f)
		})
	c.Args = func(_ *cobra.Command, args []string) error {
		if len(f.pair) == 1 && len(args) == 2 {
			return nil // --pair A B
		}
		return wants("resolve FILE", []string{"FILE"}, args)
	}
	c.Use = "resolve FILE [flags]"
	fs := c.Flags()
	fs.StringVar(&f.config, "config", "", "what the columns hold, in TOML (default: guessed by their names)")
	fs.StringVar(&f.out, "out", "", "write each row and its cluster here, in CSV")
	fs.StringVar(&f.ties, "ties", "", "write each tie with its weights here, in JSON Lines")
	fs.StringVar(&f.truth, "truth", "", "column that says who is who: compare with it")
	fs.StringVar(&f.decisions, "decisions", "", "log of what people say of pairs, in JSON Lines")
	fs.StringArrayVar(&f.pair, "pair", nil, "two rows: show why they are tied, or not")
	fs.StringVar(&f.decide, "decide", "", "what you say of the pair: yes, no or unsure")
	fs.StringVar(&f.reason, "reason", "", "why you say so")
	return a.withJSON(c, "the result as one JSON document")
}

func (a *app) resolve(ctx context.Context, file string, f resolveFlags) error {
	if err := f.check(); err != nil {
		return err
	}
	start := a.now()
	reg, cfg, err := readRegister(file, f)
	if err != nil {
		return err
	}
	if f.decide != "" {
		return a.decidePair(ctx, reg, f)
	}
	if cfg.Decisions, err = readDecisions(reg, f.decisions); err != nil {
		return err
	}
	r, err := a.cluster(ctx, reg, cfg)
	if err != nil {
		return err
	}
	if len(f.pair) == 2 {
		return a.explainPair(reg, r, f.pair)
	}
	out := resolution(reg, r, a.now().Sub(start))
	if f.truth != "" {
		p := score.Groups(labels(reg, r), reg.Truth)
		out.Pairs = &p
	}
	if err := writeResolved(reg, r, f); err != nil {
		return err
	}
	return a.resolved(out)
}

// check judges flags that go together.
func (f *resolveFlags) check() error {
	switch {
	case len(f.pair) != 0 && len(f.pair) != 2:
		return comity.Errorf(comity.Usage, "--pair takes two rows").WithHint("comity resolve FILE --pair A B")
	case f.decide != "" && (len(f.pair) != 2 || f.decisions == "" || f.reason == ""):
		return comity.Errorf(comity.Usage, "--decide needs --pair A B, --decisions FILE and --reason").
			WithHint("comity resolve FILE --pair A B --decide no --reason R --decisions FILE")
	case f.decide == "" && f.reason != "":
		return comity.Errorf(comity.Usage, "--reason belongs to --decide")
	}
	return nil
}

func readRegister(file string, f resolveFlags) (*register.Register, identity.Config, error) {
	var cfg register.Config
	if f.config != "" {
		text, err := os.ReadFile(f.config)
		if err != nil {
			return nil, identity.Config{}, comity.Errorf(comity.Input, "configuration: %w", err).
				WithHint("name the file that says what the columns hold, or leave --config out")
		}
		if cfg, err = register.Parse(f.config, text); err != nil {
			return nil, identity.Config{}, err
		}
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, identity.Config{}, comity.Errorf(comity.Input, "table: %w", err).
			WithHint("name the file of the table, a CSV or a workbook")
	}
	reg, err := register.Read(data, cfg, f.truth)
	if err != nil {
		return nil, identity.Config{}, comity.Errorf(comity.KindOf(err), "%s: %w", file, err)
	}
	return reg, identity.Config{Threshold: comity.Weight(cfg.Threshold), MaxCluster: cfg.MaxCluster, MaxBlock: cfg.MaxBlock}, nil
}

func readDecisions(reg *register.Register, name string) ([]identity.Decision, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "decisions: %w", err).
			WithHint("the log begins with the first --decide; leave --decisions out until then")
	}
	return reg.Decisions(name, text)
}

// cluster resolves with progress. The computation knows no interrupt: it is left
// to itself where one comes, and ends with the process.
func (a *app) cluster(ctx context.Context, reg *register.Register, cfg identity.Config) (*identity.Result, error) {
	bars := a.progress()
	defer a.still(bars)
	cfg.Workers, cfg.Progress = runtime.GOMAXPROCS(0), bars.show
	var r *identity.Result
	done := make(chan error, 1)
	go func() {
		var err error
		r, err = identity.Resolve(reg.Table, cfg)
		done <- err
	}()
	select {
	case err := <-done:
		return r, err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// decidePair adds a person's word to the log.
func (a *app) decidePair(ctx context.Context, reg *register.Register, f resolveFlags) error {
	d := register.Decision{A: f.pair[0], B: f.pair[1], Same: f.decide, Reason: f.reason, At: a.now().UTC().Format(time.RFC3339)}
	if _, err := d.Verdict(); err != nil {
		return comity.Errorf(comity.Usage, "--decide: %w", err)
	}
	x, err := reg.Row(d.A)
	if err != nil {
		return err
	}
	y, err := reg.Row(d.B)
	if err != nil {
		return err
	}
	if x == y {
		return comity.Errorf(comity.Usage, "--pair names one row twice")
	}
	return a.withNode(ctx, func(n *casefile.Node) error {
		d.Actor = n.Actor()
		if err := appendDecision(f.decisions, d); err != nil {
			return err
		}
		a.say("%s: %s", f.decisions, d.Same)
		return nil
	})
}
