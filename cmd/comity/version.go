package main

import (
	"context"
	"runtime"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
)

func (a *app) versionCommand() *cobra.Command {
	return a.command("version", "Print the version",
		"Prints the version of the computation, which is part of every run, and of the compiler.",
		func(context.Context, []string) error {
			a.print("comity %s %s %s/%s\n", run.Version, runtime.Version(), runtime.GOOS, runtime.GOARCH)
			return nil
		})
}
