package main

import (
	"context"
	"io"

	"github.com/spf13/cobra"

	"comity/internal/comity"
	"comity/internal/simulate"
	"comity/internal/simulate/people"
)

func (a *app) simulateCommand() *cobra.Command {
	c := &cobra.Command{
		Use: "simulate", Short: "Write the raw files of an invented case or table, with its truth",
		Long: "Writes exports such as real systems would hand over, of persons who do not exist.",
		Args: cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			return comity.Errorf(comity.Usage, "which scenario is missing").WithHint("comity simulate falcon --out DIR --seed N")
		},
	}
	c.AddCommand(a.falconCommand(), a.ipcoCommand(), a.peopleCommand(), a.twinsCommand())
	return c
}

func (a *app) falconCommand() *cobra.Command {
	var out string
	var cfg simulate.Config
	c := a.command("falcon", "A billing company, its sites and their subscribers",
		`Writes the files that one billing company, its sites, the providers and banks
would hand over, the manifest evidence.toml, and truth/, which is never sealed.
The same flags give the same bytes. See docs/simulation.md.`,
		func(ctx context.Context, _ []string) error {
			if out == "" {
				return comity.Errorf(comity.Usage, "--out is missing").WithHint("usage: comity simulate falcon --out DIR --seed N")
			}
			sum, err := a.simulate(ctx, out, cfg)
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(sum)
			}
			a.say("%s: "+a.words().World, harmless(out), sum.Files, sum.LogLines, sum.Persons)
			return nil
		})
	f := c.Flags()
	f.StringVar(&out, "out", "", "folder to write; must not exist or be empty")
	f.Uint64Var(&cfg.Seed, "seed", 1, "what the world is drawn from")
	f.StringVar(&cfg.World, "world", "standard", "standard, fraud or cgnat")
	f.StringVar(&cfg.Clocks, "clocks", "clean", "clean or faulty")
	f.StringVar(&cfg.Dirt, "dirt", "none", "none or standard")
	f.StringVar(&cfg.Formats, "formats", "all", "all, or classic (one form of each kind)")
	f.IntVar(&cfg.Sites, "sites", 50, "subscription sites")
	f.IntVar(&cfg.Subscribers, "subscribers", 60, "subscribers of each site")
	f.IntVar(&cfg.Days, "days", 90, "days of traffic")
	return a.withJSON(c, "a summary as one JSON document")
}

func (a *app) ipcoCommand() *cobra.Command {
	var out string
	var seed uint64
	c := a.command("ipco", "173 look-ups in an export that lost AM and PM",
		`Writes an access log, a provider's export whose times lost AM and PM, its
manifest evidence.toml, the corrected export with correction.toml, and truth/.
Read in the other half of the day, 153 look-ups stay what they are, 17 fall into
another session and 3 to another subscriber. See docs/simulation.md.`,
		func(ctx context.Context, _ []string) error {
			if out == "" {
				return comity.Errorf(comity.Usage, "--out is missing").WithHint("usage: comity simulate ipco --out DIR --seed N")
			}
			sum, err := simulate.IPCO(ctx, out, seed)
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(sum)
			}
			a.say("%s: "+a.words().World, harmless(out), sum.Files, sum.LogLines, sum.Persons)
			return nil
		})
	c.Flags().StringVar(&out, "out", "", "folder to write; must not exist or be empty")
	c.Flags().Uint64Var(&seed, "seed", 1, "what the world is drawn from")
	return a.withJSON(c, "a summary as one JSON document")
}

// simulate writes the world with progress.
func (a *app) simulate(ctx context.Context, out string, cfg simulate.Config) (simulate.Summary, error) {
	bars := a.progress()
	defer a.still(bars)
	cfg.Progress = func(done, total int64) { bars.show("simulate", done, total) }
	return simulate.Falcon(ctx, out, cfg)
}

func (a *app) peopleCommand() *cobra.Command {
	var out string
	var seed uint64
	var rows int
	c := a.command("people", "A table of customers of whom some stand in it more than once",
		`Writes a table in CSV whose last column, person, is the truth: what
comity resolve is measured with. The same flags give the same bytes.`,
		func(_ context.Context, _ []string) error {
			if out == "" || rows < 1 {
				return comity.Errorf(comity.Usage, "--out is missing, or --rows is below 1").WithHint("usage: comity simulate people --out FILE --rows N --seed S")
			}
			return writeWhole(out, func(w io.Writer) error { return people.Write(w, seed, rows) })
		})
	f := c.Flags()
	f.StringVar(&out, "out", "", "file to write")
	f.Uint64Var(&seed, "seed", 1, "what the people are drawn from")
	f.IntVar(&rows, "rows", 10000, "rows behind the header")
	return c
}

func (a *app) twinsCommand() *cobra.Command {
	var out string
	var cfg simulate.TwinsConfig
	c := a.command("twins", "What up to seven states hold of one closed board",
		`Writes overlapping captures of one hobby board as the states' systems hold them
(a server's dump, list archives, chat logs, saved pages, lists of file hashes), the
manifest evidence.toml, later.toml for a set that comes later, and truth/, which
is never sealed. The same flags give the same bytes. See docs/simulation.md.`,
		func(ctx context.Context, _ []string) error {
			if out == "" {
				return comity.Errorf(comity.Usage, "--out is missing").WithHint("usage: comity simulate twins --out DIR --seed N")
			}
			bars := a.progress()
			cfg.Progress = func(done, total int64) { bars.show("simulate", done, total) }
			sum, err := simulate.Twins(ctx, out, cfg)
			a.still(bars)
			if err != nil {
				return err
			}
			if a.json {
				return a.emit(sum)
			}
			a.say("%s: "+a.words().Board, harmless(out), sum.Files, sum.Messages, sum.Captured, sum.Names, sum.Persons)
			return nil
		})
	f := c.Flags()
	f.StringVar(&out, "out", "", "folder to write; must not exist or be empty")
	f.Uint64Var(&cfg.Seed, "seed", 1, "what the board is drawn from")
	f.IntVar(&cfg.States, "states", 7, "states that contribute, 1 to 7")
	f.IntVar(&cfg.Members, "members", 400, "persons; some have several names")
	f.IntVar(&cfg.Days, "days", 365, "days of posts")
	f.IntVar(&cfg.Posts, "posts", 0, "posts a day on the forums; 0: three for every ten members")
	f.StringVar(&cfg.Clocks, "clocks", "clean", "clean or faulty")
	f.StringVar(&cfg.Dirt, "dirt", "none", "none or standard")
	return a.withJSON(c, "a summary as one JSON document")
}
