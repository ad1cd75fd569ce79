// Command bench runs comity's check beside DuckDB and beside plain reading, in turns, on the same data, and compares what
// comity found with what DuckDB finds. See `make bench` and docs/performance.md.
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
	small := flags.Bool("small", false, "20,000 lines, 10,000 assignments, one round: does everything still work")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	if *small {
		cfg.Size, cfg.Rounds = scene.Size{Lines: 20_000, Assignments: 10_000}, 1
	}
	cfg.Log = out
	report, err := round.Run(ctx, cfg)
	if err != nil {
		return err
	}
	report.Table(out)
	text, err := json.Marshal(report)
	if err != nil {
		return err
	}
	return os.WriteFile(*file, append(text, '\n'), 0o644)
}
