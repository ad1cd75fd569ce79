package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// manCommand writes the manual pages of the command tree, the same bytes on any day.
func (a *app) manCommand() *cobra.Command {
	var out string
	c := a.command("man", "Write manual pages, one a command",
		`Writes a page of section 1 for comity and for each of its commands into a folder.
The same version writes the same bytes.`, nil)
	c.RunE = func(c *cobra.Command, _ []string) error {
		if a.began = true; out == "" {
			return comity.Errorf(comity.Usage, "--out is missing").WithHint("usage: comity man --out DIR")
		}
		if err := os.MkdirAll(out, 0o755); err != nil {
			return comity.Errorf(comity.Input, "make %s: %w", out, err).WithHint("name a folder: --out DIR")
		}
		return manPages(c.Context(), c.Root(), out)
	}
	c.Flags().StringVar(&out, "out", "", "folder to write into; made where it is missing")
	return c
}

// manPages writes the pages of c and of the commands below it.
func manPages(ctx context.Context, c *cobra.Command, dir string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := filepath.Join(dir, manName(c)+".1")
	if err := os.WriteFile(name, []byte(manPage(c)), 0o644); err != nil {
		return comity.Errorf(comity.Fault, "write a manual page: %w", err)
	}
	for _, sub := range c.Commands() {
		if !sub.IsAvailableCommand() {
			continue
		}
		if err := manPages(ctx, sub, dir); err != nil {
			return err
		}
	}
	return nil
}

func manName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

// manPage is a page in the man macros of roff, man(7).
func manPage(c *cobra.Command) string {
	var b strings.Builder
	fmt.Fprintf(&b, ".TH %s 1 \"\" \"comity %s\" \"comity\"\n", strings.ToUpper(roff(manName(c))), roff(run.Version))
	fmt.Fprintf(&b, ".SH NAME\n%s \\- %s\n", roff(manName(c)), roff(c.Short))
	fmt.Fprintf(&b, ".SH SYNOPSIS\n.B %s\n", roff(c.UseLine()))
	b.WriteString(".SH DESCRIPTION\n")
	for _, para := range strings.Split(c.Long, "\n\n") {
		fmt.Fprintf(&b, ".PP\n%s\n", roff(strings.ReplaceAll(para, "\n", " ")))
	}
	if c.Example != "" {
		fmt.Fprintf(&b, ".SH EXAMPLES\n.PP\n.nf\n%s\n.fi\n", roff(strings.ReplaceAll(c.Example, "\n  ", "\n")[2:]))
	}
	manFlags(&b, "OPTIONS", c.NonInheritedFlags().FlagUsages())
	manFlags(&b, "OPTIONS OF EVERY COMMAND", c.InheritedFlags().FlagUsages())
	var see []string
	if c.HasParent() {
		see = append(see, manName(c.Parent()))
	}
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			see = append(see, manName(sub))
		}
	}
	if len(see) > 0 {
		fmt.Fprintf(&b, ".SH SEE ALSO\n%s(1)\n", roff(strings.Join(see, "(1), ")))
	}
	return b.String()
}

func manFlags(b *strings.Builder, title, usages string) {
	if usages != "" {
		fmt.Fprintf(b, ".SH %s\n.PP\n.nf\n%s\n.fi\n", title, roff(strings.TrimRight(usages, "\n")))
	}
}

// roff is text without anything that roff takes for its own.
func roff(s string) string {
	lines := strings.Split(strings.NewReplacer(`\`, `\e`, "-", `\-`, "·", `\(bu`, "→", `\(->`, "…", "...").Replace(s), "\n")
	for i, l := range lines {
		if strings.HasPrefix(l, ".") || strings.HasPrefix(l, "'") {
			lines[i] = `\&` + l
		}
	}
	return strings.Join(lines, "\n")
}
