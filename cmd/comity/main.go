// Command comity lets an investigator seal exports of payments, logs and
// providers' answers into a case, check them against each other, and walk from
// each lead back to the bytes behind it.
//
// There is one file per command: flags, output, exit code. What a command does
// lives in internal/casefile. The commands, their output and exit codes are
// fixed by docs/contract.md.
package main

import (
	"context"
	"math"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
)

// garbage is how much the heap may grow, in percent, before unused memory is
// collected. Half of Go's usual share: the bulk of a check is rows without
// pointers, which cost nothing to collect and much to hold.
const garbage = 50

// roomy is how many bytes may be taken before unused memory is collected as often as it takes to stay below, at the cost of
// time: a large board is to fit into 4 GB. GOMEMLIMIT in the environment goes before it.
const roomy = 3584 << 20

func main() {
	debug.SetGCPercent(garbage)
	if debug.SetMemoryLimit(-1) == math.MaxInt64 {
		debug.SetMemoryLimit(roomy)
	}
	os.Exit(start())
}

// start runs the process's own command line; an interrupt ends it cleanly.
func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second interrupt ends it at once, which a case bears as well
	a := newApp(os.Stdout, os.Stderr, os.Getenv)
	if strings.ContainsRune(os.Args[0], filepath.Separator) { // not found by name, so examples say the path
		a.name = quote(os.Args[0])
	}
	return a.run(ctx, os.Args[1:])
}
