// Command comity-verify tells a court, a defence expert or a foreign police what a pack
// or case of comity proves, what it does not, and on whose word the rest stands. It is
// one static file for Linux, Windows and macOS; it opens no connection, asks no database
// and changes nothing.
//
// Output and exit codes are fixed by docs/contract.md, what is verified is
// docs/formats/verify.md, and how is internal/verify.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/told"
	"comity/internal/verify"
)

func main() {
	debug.SetGCPercent(50) // as comity: a computation's bulk is rows without pointers
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(start(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}

// tool is one command line.
type tool struct {
	path, roots, timeRoots, crl, witnesses, home, lang, passphrase string
	recompute, json, man                                           bool
	env                                                            func(string) string

	watch disk.Watch
	files func(dir string) disk.FS                   // nil: disk.OS
	dirs  func(dir string) (fs.FS, io.Closer, error) // nil: of the operating system, below dir alone
	room  func() (verify.Spool, error)               // nil: a temporary file
}

// start runs a command line and returns the exit code.
func start(ctx context.Context, args []string, out, errw io.Writer, env func(string) string) int {
	t := &tool{env: env}
	if err := t.parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			m := manualOf(t.lang)
			m.usage(errw, t.flagSet(args))
			return 0
		}
		return t.complain(errw, err)
	}
	if t.man {
		m := manualOf(t.lang)
		if err := m.man(out, t.flagSet(args)); err != nil {
			return t.complain(errw, comity.Errorf(comity.Fault, "write output: %w", err))
		}
		return 0
	}
	rep, err := t.verify(ctx)
	if ctx.Err() != nil {
		err = comity.Errorf(comity.Fault, "interrupted")
	}
	if err != nil {
		return t.complain(errw, err)
	}
	if err := t.print(out, rep); err != nil {
		return t.complain(errw, comity.Errorf(comity.Fault, "write output: %w", err))
	}
	if !rep.OK {
		return comity.Negative.ExitCode()
	}
	return 0
}

// help is where to look where a command line is not understood.
const help = "see comity-verify --help"

func (t *tool) parse(args []string) error {
	f := t.flagSet(args)
	for len(args) > 0 { // flags may stand behind the path
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return typed(err).WithHint(help)
		}
		if args = f.Args(); len(args) == 0 {
			break
		}
		if t.path != "" {
			return comity.Errorf(comity.Usage, "unexpected argument %.80q", args[0]).WithHint(help)
		}
		t.path, args = args[0], args[1:]
	}
	switch {
	case t.man:
	case t.path == "":
		return comity.Errorf(comity.Usage, "PACK, DIR or CASE is missing").WithHint(help)
	case t.lang != "" && t.lang != "en" && t.lang != "it":
		return comity.Errorf(comity.Usage, "--lang %.20q is neither en nor it", t.lang).WithHint(help)
	}
	return nil
}

// flagSet is what a command line may say. In which language it is told follows from LANG, or from --lang in front.
func (t *tool) flagSet(args []string) *flag.FlagSet {
	if strings.HasPrefix(t.env("LANG"), "it") {
		t.lang = "it"
	}
	for i, a := range args {
		if x, ok := strings.CutPrefix(strings.TrimLeft(a, "-"), "lang="); ok {
			t.lang = x
		} else if strings.TrimLeft(a, "-") == "lang" && a != "lang" && i+1 < len(args) {
			t.lang = args[i+1]
		}
	}
	m := manualOf(t.lang)
	f := flag.NewFlagSet("comity-verify", flag.ContinueOnError)
	f.SetOutput(io.Discard) // what is wrong is said once, in words of ours
	f.Usage = func() {}
	for name, to := range map[string]*bool{"recompute": &t.recompute, "json": &t.json, "man": &t.man, "quiet": new(bool)} {
		f.BoolVar(to, name, false, m.flags[name])
	}
	for name, to := range map[string]*string{"roots": &t.roots, "time-roots": &t.timeRoots, "witnesses": &t.witnesses, "crl": &t.crl, "home": &t.home, "passphrase-file": &t.passphrase, "lang": &t.lang} {
		f.StringVar(to, name, *to, m.flags[name])
	}
	return f
}

func (t *tool) complain(w io.Writer, err error) int {
	text, hint := t.told(err)
	fmt.Fprintf(w, "comity-verify: %s\n", safe(text))
	if hint != "" {
		m := manualOf(t.lang)
		fmt.Fprintf(w, "  %s: %s\n", m.hint, safe(hint))
	}
	return comity.KindOf(err).ExitCode()
}

// told is an error and its hint in the language of the command line.
func (t *tool) told(err error) (text, hint string) {
	if t.lang == "it" {
		return told.Italian(err)
	}
	return err.Error(), comity.HintOf(err)
}

func (t *tool) words() verify.Words {
	if t.lang == "it" {
		return verify.Italian()
	}
	return nil
}

// verify looks at what is there and verifies it as what it is. Of a disk that failed it says
// so, and nothing of what lies there.
func (t *tool) verify(ctx context.Context) (verify.Report, error) {
	rep, err := t.look(ctx)
	if bad := t.watch.Failed(); bad != nil {
		return verify.Report{}, bad
	}
	return rep, err
}

// on is a folder's file system.
func (t *tool) on(dir string) disk.FS {
	if t.files == nil {
		return t.watch.FS(disk.OS(dir))
	}
	return t.watch.FS(t.files(dir))
}

// below is a folder as the standard library reads it; no link leads out of it.
func (t *tool) below(dir string) (fs.FS, io.Closer, error) {
	if t.dirs != nil {
		fsys, c, err := t.dirs(dir)
		return t.watch.Dir(fsys), c, err
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, nil, err
	}
	return t.watch.Dir(root.FS()), root, nil
}

func (t *tool) look(ctx context.Context) (verify.Report, error) {
	info, err := os.Stat(t.path)
	if err != nil {
		return verify.Report{}, comity.Errorf(comity.Input, "%s cannot be looked at: %w", t.path, errors.Unwrap(err)).
			WithHint("name a pack such as from-IT.asice, the folder it was unpacked into, or the folder of a case")
	}
	if !info.IsDir() && !info.Mode().IsRegular() { // a pipe would be waited for
		return verify.Report{}, comity.Errorf(comity.Input, "%s is no plain file", t.path).WithHint("copy it to a file first")
	}
	if !info.IsDir() {
		return t.packFile(ctx)
	}
	for _, x := range []struct {
		name string
		do   func(context.Context) (verify.Report, error)
	}{{"manifest-sha256.txt", t.packFolder}, {"acts", t.caseFolder}} { // what seems both is no pack, whose files are all listed
		_, err := os.Lstat(filepath.Join(t.path, x.name))
		if err == nil {
			return x.do(ctx)
		}
		t.watch.Note(err)
	}
	if _, err := os.Lstat(filepath.Join(t.path, "pack.asice")); err == nil {
		return verify.Report{}, comity.Errorf(comity.Input, "%s is what comity open made of a pack", t.path).WithHint("verify the pack as it was signed: %s", filepath.Join(t.path, "pack.asice"))
	}
	return verify.Report{}, comity.Errorf(comity.Input, "%s is neither a case nor a pack that was unpacked", t.path).
		WithHint("a case has a folder acts, a pack the file manifest-sha256.txt")
}

// now is when signatures without timestamp are judged.
func now() time.Time { return time.Now() }
