package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"comity/internal/comity"
	"comity/internal/told"
)

// app is one command line: where it writes, in which language, and the flags
// that every command has.
type app struct {
	in    io.Reader
	out   *bufio.Writer
	err   io.Writer
	env   func(string) string
	name  string // of this command, as a shell finds it
	now   func() time.Time
	width int   // columns of the terminal on stdout; 0: not a terminal
	bars  bool  // stderr is a terminal
	live  *bars // being shown; nil: none

	home, actor, purpose string
	passphraseFile       string
	lang                 string
	quiet, json, csv     bool
	all                  bool // print long lists of a graph to their end
	noTimestamp          bool // --no-timestamp: packs are signed B-B
	homeGiven            bool // on the command line, not by the environment
	began                bool // a command's own work began: later errors are not about usage
}

func newApp(out, errw io.Writer, env func(string) string) *app {
	a := &app{in: os.Stdin, out: bufio.NewWriterSize(out, 64<<10), err: errw, env: env, name: "comity", now: time.Now}
	a.width = columns(out)
	a.bars = columns(errw) > 0
	return a
}

// columns is the width of the terminal behind w, 0 where there is none.
func columns(w io.Writer) int {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	n, _, err := term.GetSize(int(f.Fd()))
	if err != nil || n < 20 {
		return 80
	}
	return n
}

// run executes the command line and returns the exit code.
func (a *app) run(ctx context.Context, args []string) int {
	root := a.root()
	root.SetArgs(args)
	c, err := root.ExecuteContextC(ctx)
	if ferr := a.out.Flush(); err == nil && ferr != nil {
		err = comity.Errorf(comity.Fault, "write output: %w", ferr)
	}
	if err == nil {
		return 0
	}
	switch {
	case ctx.Err() != nil && errors.Is(err, context.Canceled):
		err = comity.Errorf(comity.Fault, "interrupted").
			WithHint("a case stays as it was before, or further; run the command again to complete it")
	case !a.began || comity.KindOf(err) == comity.Usage:
		err = usage(err, c)
	}
	a.lang = a.tongue(args)
	a.complain(err)
	return comity.KindOf(err).ExitCode()
}

// usage makes what cobra found wrong with the command line a Usage error. One
// without a hint points to the help of the command that was meant.
func usage(err error, c *cobra.Command) error {
	var e *comity.Error
	switch {
	case !errors.As(err, &e):
	case e.Kind == comity.Usage && comity.HintOf(err) == "":
		return e.WithHint("see %s --help", c.CommandPath())
	default:
		return err
	}
	msg, _, _ := strings.Cut(err.Error(), "\n")
	if like := meant(c, msg); like != nil {
		return typed(msg).WithHint("did you mean %s?", strings.Join(like, ", "))
	}
	return typed(msg).WithHint("see %s --help", c.CommandPath())
}

// complain prints an error and the way out of it. Both may quote what was typed, or
// a name from the evidence.
func (a *app) complain(err error) {
	text, hint := a.told(err)
	fmt.Fprintf(a.err, "comity: %s\n", harmless(comity.MaskText(text)))
	if hint != "" {
		fmt.Fprintf(a.err, "  %s: %s\n", a.words().Hint, harmless(comity.MaskText(hint)))
	}
}

// told is an error and its hint in the language of the command line.
func (a *app) told(err error) (text, hint string) {
	if a.lang == "it" {
		return told.Italian(err)
	}
	return err.Error(), comity.HintOf(err)
}

// say prints a message for a person, on stderr.
func (a *app) say(format string, args ...any) {
	if a.quiet || a.json {
		return
	}
	w := a.err
	if a.live != nil && a.live.box != nil {
		w = a.live.box // above the bars, which are redrawn
	}
	fmt.Fprintf(w, format+"\n", args...)
}

// self is how this command line would be begun again with the same node.
func (a *app) self() string {
	if a.homeGiven {
		return a.name + " --home " + quote(a.home)
	}
	return a.name
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "comity",
		Short: "Check sealed evidence against itself and walk every lead back to bytes",
		Long: `comity seals exports of payments, logs and providers' answers into a case,
checks them against each other, and shows every lead with the arguments for and
against it, down to the bytes that it rests on.

A band is a lead, not a verdict; no adverse decision may rest on it alone.`,
		SilenceUsage: true, SilenceErrors: true,
		Args: cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error { a.began = true; return c.Help() },
	}
	root.SetOut(a.out)
	root.SetErr(a.err)
	root.SetFlagErrorFunc(unknownFirst)
	f := root.PersistentFlags()
	f.StringVar(&a.home, "home", a.env("COMITY_HOME"), "the node's directory (default: the user's data directory)")
	f.StringVar(&a.actor, "actor", "", "who acts (default: from node.toml)")
	f.StringVar(&a.purpose, "purpose", "", "why (default: from node.toml)")
	f.StringVar(&a.passphraseFile, "passphrase-file", a.env("COMITY_PASSPHRASE_FILE"), "file with the passphrase that protects the node's keys")
	f.StringVar(&a.lang, "lang", "", "language of tables and errors: en or it (default: from LANG)")
	f.BoolVar(&a.quiet, "quiet", false, "print nothing on stderr but errors")
	root.AddCommand(a.demoCommand(), a.simulateCommand(), a.intakeCommand(), a.initCommand(), a.sealCommand(), a.checkCommand(), a.clockCommand(),
		a.showCommand(), a.findCommand(), a.catCommand(), a.decideCommand(), a.noteCommand(), a.outcomeCommand(), a.withdrawCommand(), a.restrictCommand(), a.rectifyCommand(), a.eraseCommand(), a.nexusCommand(), a.ledgerCommand(), a.tellCommand(), a.permitCommand(), a.packCommand(), a.discloseCommand(), a.openCommand(), a.countersignCommand(), a.approveCommand(), a.personCommand(), a.reviewCommand(), a.dueCommand(), a.looksCommand(), a.witnessCommand(), a.keyCommand(), a.cardCommand(), a.partnerCommand(), a.scoreCommand(), a.verifyCommand(),
		a.rebuildCommand(), a.resolveCommand(), a.boardCommand(), a.materialCommand(), a.knownCommand(), a.lawCommand(), a.admissibleCommand(), a.timestampCommand(), a.completionCommand(), a.manCommand(), a.versionCommand())
	explain(root)
	return root
}

// work is what a command does once its command line is understood.
type work func(ctx context.Context, args []string) error

// command declares a command that takes exactly the arguments named in use
// after its own name: words in capitals.
func (a *app) command(use, short, long string, do work) *cobra.Command {
	names := strings.Fields(use)[1:]
	c := &cobra.Command{
		Use: use + " [flags]", Short: short, Long: long, DisableFlagsInUseLine: true,
		Args: func(c *cobra.Command, args []string) error {
			_, path, _ := strings.Cut(c.CommandPath(), " ")
			return wants(strings.Join(append(strings.Fields(path), names...), " "), names, args)
		},
		RunE: func(c *cobra.Command, args []string) error {
			if err := a.language(); err != nil {
				return err
			}
			a.began, a.homeGiven = true, c.Flags().Changed("home")
			return do(c.Context(), args)
		},
	}
	c.ValidArgsFunction = a.completeArgs
	return c
}

// wants checks the number of arguments and names the first missing one.
func wants(use string, names, args []string) error {
	switch {
	case len(args) < len(names):
		return comity.Errorf(comity.Usage, "%s is missing", names[len(args)]).WithHint("usage: comity %s", use)
	case len(args) > len(names):
		return comity.Errorf(comity.Usage, "unexpected argument %.80q", args[len(names)]).WithHint("usage: comity %s", use)
	}
	return nil
}

// withJSON gives a command the flag --json.
func (a *app) withJSON(c *cobra.Command, what string) *cobra.Command {
	c.Flags().BoolVar(&a.json, "json", false, "print "+what+" and nothing else")
	return c
}
