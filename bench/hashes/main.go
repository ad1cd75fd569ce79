// Command hashes looks digests up in a set of known ones that lies on disk: comity's index, SQLite and sleuthkit's hfind,
// one after another in one run, with the same set and the same questions. See `make hashes` and docs/performance.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "hashes:", err)
		os.Exit(1)
	}
}

// side is one that is asked: how long it took to make ready and to answer.
type side struct {
	name         string
	known, asked int64
	built, took  time.Duration
	busy         time.Duration // of processors, while it answered; 0: not counted
	found, bytes int64
}

func run(ctx context.Context, args []string, out io.Writer) error {
	flags := flag.NewFlagSet("hashes", flag.ContinueOnError)
	n := flags.Int64("n", 200_000_000, "SHA-1 digests in comity's index")
	peers := flags.Int64("peers", 2_000_000, "MD5 digests that all sides hold, side by side; 0: comity alone")
	asked := flags.Int64("asked", 1_000_000, "digests looked up: half of them are there")
	bin := flags.String("comity", "comity", "the command, which is asked of a case that holds what all sides hold")
	dir := flags.String("dir", "", "folder for files, removed afterwards (the system's, where left out)")
	if err := flags.Parse(args); errors.Is(err, flag.ErrHelp) {
		return nil
	} else if err != nil {
		return err
	}
	room, err := os.MkdirTemp(*dir, "hashes-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(room)
	var all []side
	ask := func(f func(context.Context, string, scene) (side, error), s scene) error {
		r, err := f(ctx, room, s)
		if err != nil {
			return err
		}
		if want := s.asked / 2; r.found != want {
			return fmt.Errorf("%s found %d, and %d are there", r.name, r.found, want)
		}
		if all = append(all, r); len(all) == 1 {
			head(out)
		}
		tell(out, r, all[0])
		return nil
	}
	if *peers > 0 {
		s := scene{*peers, *asked &^ 3, 16}
		for _, peer := range []struct {
			tool string
			ask  func(context.Context, string, scene) (side, error)
		}{{"", askComity}, {*bin, askProduct(*bin)}, {"sqlite3", askSQLite}, {"hfind", askHfind}} {
			if _, err := exec.LookPath(peer.tool); peer.tool != "" && err != nil {
				fmt.Fprintf(out, "%s is not here: left out\n", peer.tool)
				continue
			}
			if err := ask(peer.ask, s); err != nil {
				return err
			}
		}
	}
	if err := ask(askComity, scene{*n, *asked &^ 3, 20}); err != nil {
		return err
	}
	return nil
}

func head(out io.Writer) {
	fmt.Fprintf(out, "| side | digests | bytes | made ready, s | looked up | s | processor, s | a second | comity's over it |\n|---|---|---|---|---|---|---|---|---|\n")
}

// tell prints a side as soon as it is done, beside the first where both hold the same.
func tell(out io.Writer, s, first side) {
	rate := func(s side) float64 { return float64(s.asked) / s.took.Seconds() }
	ratio := ""
	if s.known == first.known {
		ratio = fmt.Sprintf("%.1f", rate(first)/rate(s))
	}
	fmt.Fprintf(out, "| %s | %d | %d | %.1f | %d | %.2f | %.2f | %.0f | %s |\n", s.name, s.known, s.bytes, s.built.Seconds(), s.asked, s.took.Seconds(), s.busy.Seconds(), rate(s), ratio)
}
