// Package round runs the three sides of the bench in turns, each as a process of its own, and takes medians.
package round

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"comity/bench/scene"
)

// Config says what to measure.
type Config struct {
	Size   scene.Size
	Rounds int
	Comity string    // path of the command
	Data   string    // folder that is kept between runs
	Log    io.Writer // where progress goes
}

// Report is bench/last.json; its shape is fixed in docs/contract.md.
type Report struct {
	Lines       int64   `json:"lines"`
	Assignments int64   `json:"assignments"`
	Bytes       int64   `json:"bytes"` // of the log and the assignments, as sealed
	Seconds     seconds `json:"median_seconds"`
	Ratios      ratios  `json:"ratios"`
	Peak        peak    `json:"peak_mib"`

	duckdbPeak int64
}

type seconds struct {
	Comity float64 `json:"comity"`
	DuckDB float64 `json:"duckdb"`
	Read   float64 `json:"read"`
}

type ratios struct {
	DuckDB float64 `json:"duckdb_over_comity"`
	Read   float64 `json:"comity_over_read"`
}

type peak struct {
	Comity int64 `json:"comity"`
}

// Run makes what is missing, seals it, runs the rounds, and fails where comity and DuckDB found different things.
func Run(ctx context.Context, cfg Config) (Report, error) {
	if cfg.Rounds < 1 {
		return Report{}, errors.New("at least one round is needed")
	}
	if _, err := os.Stat(cfg.Comity); err != nil {
		return Report{}, fmt.Errorf("%w: build it with `make build`", err)
	}
	fmt.Fprintf(cfg.Log, "scene of %d lines and %d assignments\n", cfg.Size.Lines, cfg.Size.Assignments)
	s, err := scene.Make(cfg.Data, cfg.Size)
	if err != nil {
		return Report{}, err
	}
	work, err := os.MkdirTemp(cfg.Data, "work-")
	if err != nil {
		return Report{}, err
	}
	r := rounds{cfg: cfg, scene: s, work: work}
	report, err := r.run(ctx)
	return report, errors.Join(err, removeAll(work))
}

// rounds is one measurement under way.
type rounds struct {
	cfg   Config
	scene scene.Scene
	work  string

	comity, duckdb, read []measure
	bytes                int64 // that read saw
	pairs                int64 // that DuckDB counted
}

func (r *rounds) run(ctx context.Context) (Report, error) {
	fmt.Fprintln(r.cfg.Log, "sealing")
	if err := r.seal(ctx); err != nil {
		return Report{}, err
	}
	for n := range r.cfg.Rounds {
		if err := r.once(ctx, n); err != nil {
			return Report{}, err
		}
	}
	// Only now: a child's peak memory starts from its parent's (exec keeps the mark), so the parent stays small until here.
	fmt.Fprintln(r.cfg.Log, "comparing what was found")
	if err := r.compare(ctx); err != nil {
		return Report{}, err
	}
	return r.report(), nil
}

// once runs each side; the first and the last change places from round to round, so that none always follows the same.
func (r *rounds) once(ctx context.Context, n int) error {
	sides := []func(context.Context) error{r.check, r.join, r.plain}
	if n%2 == 1 {
		slices.Reverse(sides)
	}
	for _, side := range sides {
		if err := side(ctx); err != nil {
			return err
		}
	}
	fmt.Fprintf(r.cfg.Log, "round %d: comity %.2f s, duckdb %.2f s, read %.2f s\n", n+1,
		r.comity[n].seconds, r.duckdb[n].seconds, r.read[n].seconds)
	return nil
}

func (r *rounds) report() Report {
	out := Report{Lines: r.scene.Lines, Assignments: r.scene.Assignments, Bytes: r.bytes}
	out.Seconds = seconds{Comity: median(r.comity), DuckDB: median(r.duckdb), Read: median(r.read)}
	out.Ratios = ratios{DuckDB: out.Seconds.DuckDB / out.Seconds.Comity, Read: out.Seconds.Comity / out.Seconds.Read}
	out.Peak.Comity, out.duckdbPeak = highest(r.comity), highest(r.duckdb)
	return out
}

// Table prints the report for people.
func (r Report) Table(w io.Writer) {
	fmt.Fprintf(w, "\n%d lines × %d assignments, %d MB, %d cores, medians\n", r.Lines, r.Assignments, r.Bytes/1e6, runtime.GOMAXPROCS(0))
	fmt.Fprintf(w, "  %-8s %8.2f s  %6d MiB\n", "comity", r.Seconds.Comity, r.Peak.Comity)
	fmt.Fprintf(w, "  %-8s %8.2f s  %6d MiB  duckdb/comity %.2f\n", "duckdb", r.Seconds.DuckDB, r.duckdbPeak, r.Ratios.DuckDB)
	fmt.Fprintf(w, "  %-8s %8.2f s              comity/read   %.2f\n", "read", r.Seconds.Read, r.Ratios.Read)
}

func median(m []measure) float64 {
	s := slices.SortedFunc(slices.Values(m), func(a, b measure) int { return cmp.Compare(a.seconds, b.seconds) })
	if n := len(s); n%2 == 0 {
		return (s[n/2-1].seconds + s[n/2].seconds) / 2
	}
	return s[len(s)/2].seconds
}

func highest(m []measure) int64 {
	return slices.MaxFunc(m, func(a, b measure) int { return cmp.Compare(a.peakMiB, b.peakMiB) }).peakMiB
}

// removeAll removes dir, where it is there, with folders that the case made read-only.
func removeAll(dir string) error {
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err == nil && d.IsDir():
			return os.Chmod(path, 0o700)
		}
		return err
	})
	return errors.Join(err, os.RemoveAll(dir))
}
