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
	"comity/internal/verify"
)

func main() {
	debug.SetGCPercent(50) // as comity: a computation's bulk is rows without pointers
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(start(ctx, os.Args[1:], os.Stdout, os.Stderr, os.Getenv))
}

const usage = `usage: comity-verify PACK|DIR|CASE [--recompute] [--json] [--roots FILE.pem] [--time-roots FILE.pem] [--crl FILE] [--witnesses FILE] [--home DIR] [--lang en|it]

PACK is a file such as from-IT.asice, DIR one that was unpacked, CASE the folder of a case.
Prints what was proven, what stands on somebody's word, and what does not hold. Exit code
0: nothing speaks against it; 1: something does. It opens no connection and changes nothing.

`

// tool is one command line.
type tool struct {
	path, roots, timeRoots, crl, witnesses, home, lang, passphrase string
	recompute, json                                                bool
	env                                                            func(string) string

	watch disk.Watch
	files func(dir string) disk.FS                   // nil: disk.OS
	dirs  func(dir string) (fs.FS, io.Closer, error) // nil: of the operating system, below dir alone
	room  func() (verify.Spool, error)               // nil: a temporary file
}

// start runs a command line and returns the exit code.
func start(ctx context.Context, args []string, out, errw io.Writer, env func(string) string) int {
	t := &tool{env: env}
	if err := t.parse(args, errw); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return 0
		}
		return complain(errw, err)
	}
	rep, err := t.verify(ctx)
	if ctx.Err() != nil {
		err = comity.Errorf(comity.Fault, "interrupted")
	}
	if err != nil {
		return complain(errw, err)
	}
	if err := t.print(out, rep); err != nil {
		return complain(errw, comity.Errorf(comity.Fault, "write output: %w", err))
	}
	if !rep.OK {
		return comity.Negative.ExitCode()
	}
	return 0
}

func (t *tool) parse(args []string, errw io.Writer) error {
	f := flag.NewFlagSet("comity-verify", flag.ContinueOnError)
	f.SetOutput(errw)
	f.Usage = func() { fmt.Fprint(errw, usage); f.PrintDefaults() }
	f.BoolVar(&t.recompute, "recompute", false, "compute the run anew: of a pack over the rows that are shown, of a case over its exhibits (with --home)")
	f.BoolVar(&t.json, "json", false, "print the report as one JSON document and nothing else")
	f.StringVar(&t.roots, "roots", "", "`file` of root certificates in PEM that you trust to sign: the sender's, and those of offices that countersign")
	f.StringVar(&t.timeRoots, "time-roots", "", "`file` of root certificates in PEM that you trust for time: those of timestamp authorities, and of nobody else")
	f.StringVar(&t.witnesses, "witnesses", "", "`file` of the witnesses that you trust and how many countries must have co-signed: lines quorum N and CC KEY; of a pack only")
	f.StringVar(&t.crl, "crl", "", "`file` of lists of revoked certificates (CRL) in DER or PEM, newer than those in the pack")
	f.StringVar(&t.home, "home", "", "the `folder` of the node that opened the case, for its keys and its log; of a case only")
	f.StringVar(&t.passphrase, "passphrase-file", "", "`file` with the passphrase that protects the node's keys")
	f.StringVar(&t.lang, "lang", "", "`language` of sentences: en or it (default: from LANG)")
	f.Bool("quiet", false, "print nothing on stderr but errors; nothing else ever is")
	for len(args) > 0 { // flags may stand behind the path
		if err := f.Parse(args); err != nil {
			if errors.Is(err, flag.ErrHelp) {
				return err
			}
			return comity.Errorf(comity.Usage, "%s", err)
		}
		if args = f.Args(); len(args) == 0 {
			break
		}
		if t.path != "" {
			return comity.Errorf(comity.Usage, "unexpected argument %.80q", args[0])
		}
		t.path, args = args[0], args[1:]
	}
	if t.lang == "" && strings.HasPrefix(t.env("LANG"), "it") {
		t.lang = "it"
	}
	switch {
	case t.path == "":
		return comity.Errorf(comity.Usage, "PACK, DIR or CASE is missing").WithHint("see comity-verify --help")
	case t.lang != "" && t.lang != "en" && t.lang != "it":
		return comity.Errorf(comity.Usage, "--lang %.20q is neither en nor it", t.lang)
	}
	return nil
}

func complain(w io.Writer, err error) int {
	fmt.Fprintf(w, "comity-verify: %s\n", safe(err.Error()))
	if hint := comity.HintOf(err); hint != "" {
		fmt.Fprintf(w, "  hint: %s\n", safe(hint))
	}
	return comity.KindOf(err).ExitCode()
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
		return verify.Report{}, comity.Errorf(comity.Input, "%s cannot be looked at: %w", t.path, errors.Unwrap(err))
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
