package simulate

import (
	"context"
	"strings"

	"comity/internal/comity"
	"comity/internal/simulate/twins"
)

// TwinsConfig says which board to make. The zero value is a board of 400 members
// and 365 days that seven states hold parts of, with right clocks and no dirt.
type TwinsConfig struct {
	Seed     uint64
	States   int    // 1 to 7 that contribute
	Members  int    // persons; some have several names
	Days     int    // length of the window
	Posts    int    // on the board's forums a day; 0: three for every ten members
	Clocks   string // clean; faulty: some clocks, or statements about them, are wrong
	Dirt     string // none, standard
	Progress func(done, total int64)
}

// TwinsSummary counts what a board holds.
type TwinsSummary struct {
	Files, Messages, Captured int64 // Captured: all places where states have a message
	Persons, Names            int64
	Hashes                    int64 // rows of lists about the board's files
	RejectsPlanted            int64
}

// Twins writes what up to seven states hold of one closed board into the directory
// out, which it creates and which must be empty: raw files, evidence.toml, later.toml
// and truth/. A wrong config or a full directory is a Usage error. When ctx ends, or
// on an error, what was written so far stays behind.
func Twins(ctx context.Context, out string, cfg TwinsConfig) (TwinsSummary, error) {
	spec, err := cfg.spec()
	if err != nil {
		return TwinsSummary{}, err
	}
	if err := empty(out); err != nil {
		return TwinsSummary{}, err
	}
	r, err := twins.Generate(ctx, out, spec)
	if err != nil {
		return TwinsSummary{}, comity.Errorf(comity.KindOf(err), "simulate twins: %w", err)
	}
	return TwinsSummary{Files: r.Files, Messages: r.Messages, Captured: r.Captured, Persons: r.Persons, Names: r.Names, Hashes: r.Hashes, RejectsPlanted: r.Rejects}, nil
}

func (c TwinsConfig) spec() (twins.Spec, error) {
	s := twins.Spec{Seed: c.Seed, States: or(c.States, 7), Members: or(c.Members, 400), Days: or(c.Days, 365), Dirt: c.Dirt == "standard", Faulty: c.Clocks == "faulty", Progress: c.Progress}
	s.Posts = or(c.Posts, max(4, s.Members*3/10))
	for _, f := range []struct {
		name, value string
		known       []string
	}{
		{"clocks", or(c.Clocks, "clean"), []string{"clean", "faulty"}}, {"dirt", or(c.Dirt, "none"), []string{"none", "standard"}},
	} {
		if !contains(f.known, f.value) {
			return s, comity.Errorf(comity.Usage, "--%s %q is unknown", f.name, f.value).WithHint("known are %s", strings.Join(f.known, ", "))
		}
	}
	if s.States < 1 || s.States > 7 || s.Members < 20 || s.Members > 100_000 || s.Days < 20 || s.Days > 730 || s.Posts < 1 || s.Posts > 100_000 {
		return s, comity.Errorf(comity.Usage, "a board has 1 to 7 states, 20 to 100,000 members, 20 to 730 days, and 1 to 100,000 posts a day")
	}
	return s, nil
}
