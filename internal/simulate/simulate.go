// Package simulate makes raw evidence of invented cases, as the real systems
// would have written it, together with the truth about it. It serves
// demonstrations, tests and the measuring of accuracy.
//
// Same arguments give the same bytes on every machine. The worlds hold
// invented people only, public addresses from documentation and benchmark
// ranges, and domains under .example; docs/simulation.md describes them.
package simulate

import (
	"context"
	"os"
	"strings"

	"comity/internal/comity"
	"comity/internal/simulate/falcon"
	"comity/internal/simulate/ipco"
	"comity/internal/simulate/truth"
)

// Config says which world to make. The zero value is a standard world with
// right clocks and no dirt, of 50 sites, 60 subscribers each and 90 days.
type Config struct {
	Seed        uint64
	World       string                  // standard, fraud, cgnat
	Clocks      string                  // clean; faulty: some clocks, or statements about them, are wrong
	Dirt        string                  // none, standard
	Formats     string                  // all; classic: one form of each kind
	Sites       int                     // subscription sites
	Subscribers int                     // accounts of honest customers on each site
	Days        int                     // length of the window
	Progress    func(done, total int64) // called while logs are written, one call at a time; may be nil
}

// Summary counts what a world holds.
type Summary struct {
	Files, LogLines, Payments, Assignments, Answers       int64
	Persons, Subscribers, Victims, Bystanders, Fraudsters int64
	Resolvable                                            int64 // subscribers whom the files give away
	RejectsPlanted                                        int64
}

// Falcon writes the world of a subscription case into the directory out, which
// it creates and which must be empty: raw files, evidence.toml, and truth/.
// A wrong Config or a full directory is a Usage error. When ctx ends, or on an
// error, what was written so far stays behind.
func Falcon(ctx context.Context, out string, cfg Config) (Summary, error) {
	spec, err := cfg.spec()
	if err != nil {
		return Summary{}, err
	}
	if err := empty(out); err != nil {
		return Summary{}, err
	}
	r, err := falcon.Generate(ctx, out, spec)
	if err != nil {
		return Summary{}, comity.Errorf(comity.KindOf(err), "simulate falcon: %w", err)
	}
	return summary(r), nil
}

// IPCO writes the world of 173 look-ups whose times lost AM and PM into the
// directory out, as Falcon does: evidence.toml, correction.toml for the export
// that supersedes the first, and truth/.
func IPCO(ctx context.Context, out string, seed uint64) (Summary, error) {
	if err := empty(out); err != nil {
		return Summary{}, err
	}
	people, files, assignments, err := ipco.Generate(ctx, out, seed)
	if err != nil {
		return Summary{}, comity.Errorf(comity.KindOf(err), "simulate ipco: %w", err)
	}
	return summary(falcon.Result{People: people, Files: files, LogLines: ipco.Lookups, Assignments: assignments}), nil
}

func (c Config) spec() (falcon.Spec, error) {
	s := falcon.Spec{Seed: c.Seed, World: or(c.World, "standard"), Dirt: c.Dirt == "standard", All: or(c.Formats, "all") == "all", Faulty: c.Clocks == "faulty", Progress: c.Progress,
		Sites: or(c.Sites, 50), Subscribers: or(c.Subscribers, 60), Days: or(c.Days, 90)}
	for _, f := range []struct {
		name, value string
		known       []string
	}{
		{"world", s.World, []string{"standard", "fraud", "cgnat"}},
		{"clocks", or(c.Clocks, "clean"), []string{"clean", "faulty"}},
		{"dirt", or(c.Dirt, "none"), []string{"none", "standard"}},
		{"formats", or(c.Formats, "all"), []string{"classic", "all"}},
	} {
		if !contains(f.known, f.value) {
			return s, comity.Errorf(comity.Usage, "--%s %q is unknown", f.name, f.value).WithHint("known are %s", strings.Join(f.known, ", "))
		}
	}
	if s.Sites < 1 || s.Subscribers < 1 || s.Days < 7 || s.Days > 730 {
		return s, comity.Errorf(comity.Usage, "a world has at least 1 site, 1 subscriber and 7 to 730 days")
	}
	return s, nil
}

func or[T comparable](v, otherwise T) T {
	var zero T
	if v == zero {
		return otherwise
	}
	return v
}

func contains(list []string, v string) bool {
	for _, s := range list {
		if s == v {
			return true
		}
	}
	return false
}

// empty makes the directory and refuses one that holds something.
func empty(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return comity.Errorf(comity.Usage, "output directory: %w", err)
	}
	list, err := os.ReadDir(dir)
	if err != nil {
		return comity.Errorf(comity.Usage, "output directory: %w", err)
	}
	if len(list) > 0 {
		return comity.Errorf(comity.Usage, "output directory %s is not empty", dir).WithHint("name a new one")
	}
	return nil
}

func summary(r falcon.Result) Summary {
	s := Summary{Files: r.Files, LogLines: r.LogLines, Payments: r.Payments, Assignments: r.Assignments, Answers: r.Answers,
		Persons: int64(len(r.People)), RejectsPlanted: r.Rejects}
	for i := range r.People {
		switch p := &r.People[i]; p.Role {
		case truth.Subscriber:
			if s.Subscribers++; p.Resolvable {
				s.Resolvable++
			}
		case truth.Victim:
			s.Victims++
		case truth.Bystander:
			s.Bystanders++
		case truth.Fraudster:
			s.Fraudsters++
		}
	}
	return s
}
