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
	"os"
	"os/signal"
	"syscall"
)

func main() { os.Exit(start()) }

// start runs the process's own command line; an interrupt ends it cleanly.
func start() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	a := newApp(os.Stdout, os.Stderr, os.Getenv)
	return a.run(ctx, os.Args[1:])
}
