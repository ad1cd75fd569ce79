// Package court measures what has to be quick for exhibits and acts to stand in court: sealing with a row tree beside plain
// hashing of the same bytes, the proof of one row, and acts that a witness co-signs.
package court

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"

	"comity/internal/evidence/vault"
)

// The floors: how many times plain hashing sealing may take, in seconds by the clock; how many seconds a proof may; and how
// many acts a second must be recorded.
const (
	MostTimesPlain = 8
	MostProof      = 1
	FewestActs     = 1000
)

// Config says what to measure.
type Config struct {
	Rows   int64 // of the exhibit, 124 bytes each
	Acts   int   // of one round
	Rounds int
	Data   string    // folder for what is needed meanwhile
	Log    io.Writer // where progress goes
}

// Report is "court" of bench/last.json: medians of the rounds.
type Report struct {
	Rows  int64 `json:"rows"`
	Bytes int64 `json:"bytes"`

	Plain     float64 `json:"plain_seconds"`
	Seal      float64 `json:"seal_seconds"`         // encrypt, hash, write durably, read again, make the tree
	Times     float64 `json:"seal_over_plain"`      // by the clock, of each round
	Processor float64 `json:"seal_over_plain_busy"` // by processor time
	Proof     float64 `json:"proof_seconds"`        // of one row, its segment read and hashed again

	Heads float64 `json:"heads_per_second"` // heads of acts, put into the log and co-signed
	Acts  float64 `json:"acts_per_second"`  // acts signed and written as well, durably
}

// Kept reports whether every floor is kept.
func (r Report) Kept() bool {
	return r.Times <= MostTimesPlain && r.Proof < MostProof && r.Heads >= FewestActs
}

// Run measures everything, round by round.
func Run(ctx context.Context, cfg Config) (out Report, err error) {
	if cfg.Rounds < 1 || cfg.Rows < 1 || cfg.Acts < 1 {
		return out, errors.New("at least one round, one row and one act are needed")
	}
	if err := os.MkdirAll(cfg.Data, 0o755); err != nil {
		return out, err
	}
	dir, err := os.MkdirTemp(cfg.Data, "court-")
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	out.Rows, out.Bytes = cfg.Rows, cfg.Rows*rowSize
	b := &bench{cfg: cfg, dir: dir}
	if err := b.exhibit(ctx, &out); err != nil {
		return out, err
	}
	return out, b.acts(ctx, &out)
}

// bench is one measurement under way.
type bench struct {
	cfg Config
	dir string
}

func (b *bench) say(format string, args ...any) { fmt.Fprintf(b.cfg.Log, format+"\n", args...) }

// key encrypts the exhibit of the bench: what it is does not matter here.
func key() vault.Key { return vault.Key{1} }

func median(list []float64) float64 {
	list = slices.Sorted(slices.Values(list))
	if n := len(list); n%2 == 0 {
		return (list[n/2-1] + list[n/2]) / 2
	}
	return list[len(list)/2]
}

// Table prints the report for people, each figure beside its floor.
func (r Report) Table(w io.Writer) {
	fmt.Fprintf(w, "\n%d rows, %d MB, %d cores, medians\n", r.Rows, r.Bytes/1e6, runtime.GOMAXPROCS(0))
	row := func(what string, got float64, unit, floor string, kept bool) {
		said := "kept"
		if !kept {
			said = "MISSED"
		}
		fmt.Fprintf(w, "  %-46s %9.2f %-7s floor %-14s %s\n", what, got, unit, floor, said)
	}
	row("sealing with a row tree, beside plain hashing", r.Times, "times", "at most 8", r.Times <= MostTimesPlain)
	row("proof of one row", r.Proof, "s", "under 1", r.Proof < MostProof)
	row("heads of acts with one witness", r.Heads, "acts/s", "at least 1000", r.Heads >= FewestActs)
	fmt.Fprintf(w, "  plain %.2f s, sealing %.2f s, by processor time %.2f times; with the acts themselves signed and synced %.0f acts/s\n", r.Plain, r.Seal, r.Processor, r.Acts)
}
