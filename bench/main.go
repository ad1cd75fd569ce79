// Command bench runs comity's check beside DuckDB and beside plain reading, in turns, on the same data, and compares what
// comity found with what DuckDB finds; with -court it measures sealing, proofs and co-signed acts instead, beside their
// floors. See `make bench`, `make bench-court` and docs/performance.md.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"comity/bench/court"
	"comity/bench/round"
	"comity/bench/scene"
)

func main() {
	if done, err := round.Side(os.Stdout); done {
		exit(err)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	exit(run(ctx, os.Args[1:], os.Stdout))
}

func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run is the command: flags in, last.json and a table out.
func run(ctx context.Context, args []string, out io.Writer) error {
	var cfg round.Config
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.Int64Var(&cfg.Size.Lines, "lines", 10_000_000, "lines of the log")
	flags.Int64Var(&cfg.Size.Assignments, "assignments", 5_000_000, "rows of the assignments")
	flags.IntVar(&cfg.Rounds, "rounds", 3, "how often each side runs")
	flags.StringVar(&cfg.Comity, "comity", filepath.Join("..", "bin", "comity"), "the command to measure (make build)")
	flags.StringVar(&cfg.Data, "data", "data", "folder for files that are kept between runs")
	file := flags.String("out", "last.json", "where to write the result")
	inCourt := flags.Bool("court", false, "sealing beside plain hashing, the proof of a row, acts with a witness")
	rows := flags.Int64("rows", 10_000_000, "with -court: rows of the exhibit")
	acts := flags.Int("acts", 4096, "with -court: acts of a round")
	small := flags.Bool("small", false, "20,000 lines, 10,000 assignments, one round: does everything still work")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *small {
		cfg.Size, cfg.Rounds, *rows, *acts = scene.Size{Lines: 20_000, Assignments: 10_000}, 1, 100_000, 64
	}
	cfg.Log = out
	if *inCourt {
		return runCourt(ctx, court.Config{Rows: *rows, Acts: *acts, Rounds: cfg.Rounds, Data: cfg.Data, Log: out}, *file)
	}
	report, err := round.Run(ctx, cfg)
	if err != nil {
		return err
	}
	report.Table(out)
	return keep(*file, report)
}

// runCourt measures and keeps; a floor that is missed is told by the table, and is no error: the machine may be busy.
func runCourt(ctx context.Context, cfg court.Config, file string) error {
	report, err := court.Run(ctx, cfg)
	if err != nil {
		return err
	}
	report.Table(cfg.Log)
	return keep(file, struct {
		Court court.Report `json:"court"`
	}{report})
}

// keep writes what the members of report say into the file of results; what else it holds stays.
func keep(file string, report any) error {
	all := map[string]json.RawMessage{}
	if text, err := os.ReadFile(file); err == nil {
		if err := json.Unmarshal(text, &all); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, &all); err != nil {
		return err
	}
	if text, err = json.Marshal(all); err != nil {
		return err
	}
	return os.WriteFile(file, append(text, '\n'), 0o644)
}
