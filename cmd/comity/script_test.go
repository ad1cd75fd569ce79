package main

import (
	"archive/zip"
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"

	"filippo.io/age"
	"github.com/rogpeppe/go-internal/testscript"
)

// TestScript runs one script per behaviour, each in a folder of its own with a
// node of its own and the hand-made case's files in small/.
func TestScript(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("COMITY_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("ESCAPE", "\x1b[2J\u202ex")
			env.Setenv("NL", "\n")
			return os.CopyFS(filepath.Join(env.WorkDir, "small"), os.DirFS(smallDir(t)))
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code1": exits(1), "code2": exits(2), "code3": exits(3), "code4": exits(4), "code5": exits(5),
			"flip": flipCommand, "replace": replaceCommand, "contains": containsCommand,
			"first": firstCommand, "pick": pickCommand, "isjson": jsonCommand, "harmlesstext": harmlessCommand,
			"zip": zipCommand, "recode": recodeCommand, "sqlite": sqliteCommand,
			"looked": lookedCommand, "officerkey": officerCommand, "cutline": cutCommand, "says": saysCommand,
		},
	})
}

// exits is `codeN comity ARGS`: it must end with exit code N.
func exits(code int) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		err := ts.Exec(args[0], args[1:]...)
		got := 0
		if exit := new(exec.ExitError); errors.As(err, &exit) {
			got = exit.ExitCode()
		} else if err != nil {
			ts.Fatalf("%v", err)
		}
		if got != code {
			ts.Fatalf("exit code %d, not %d", got, code)
		}
	}
}

// flipCommand is `flip GLOB`: it changes one bit in the middle of the one file that matches.
func flipCommand(ts *testscript.TestScript, _ bool, args []string) {
	names, err := filepath.Glob(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(names) != 1 {
		ts.Fatalf("%d files match %s, not 1", len(names), args[0])
	}
	ts.Check(flip(names[0], func(n int64) int64 { return n / 2 }))
}

// replaceCommand is `replace FILE OLD NEW`: every OLD in the file becomes NEW.
func replaceCommand(ts *testscript.TestScript, _ bool, args []string) {
	name := ts.MkAbs(args[0])
	b, err := os.ReadFile(name)
	ts.Check(err)
	if !bytes.Contains(b, []byte(args[1])) {
		ts.Fatalf("%s does not hold %q", args[0], args[1])
	}
	ts.Check(os.WriteFile(name, bytes.ReplaceAll(b, []byte(args[1]), []byte(args[2])), 0o644))
}

// containsCommand is `contains DIR FILE`: some file below DIR holds FILE's bytes.
func containsCommand(ts *testscript.TestScript, neg bool, args []string) {
	want, found := []byte(ts.ReadFile(args[1])), false
	dir := ts.MkAbs(args[0])
	ts.Check(fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() {
			return err
		}
		b, err := os.ReadFile(filepath.Join(dir, name))
		found = found || bytes.Contains(b, want)
		return err
	}))
	if len(want) == 0 || found == neg {
		ts.Fatalf("%d bytes, found: %v", len(want), found)
	}
}

// zipCommand is `zip ARCHIVE NAME=FILE …`: it packs the files under their names.
func zipCommand(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, arg := range args[1:] {
		name, file, _ := strings.Cut(arg, "=")
		f, err := w.Create(name)
		ts.Check(err)
		_, err = io.WriteString(f, ts.ReadFile(file))
		ts.Check(err)
	}
	ts.Check(w.Close())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// recodeCommand is `recode FILE utf-16le|latin1`: the text in another encoding.
func recodeCommand(ts *testscript.TestScript, _ bool, args []string) {
	var b []byte
	if args[1] == "utf-16le" {
		for _, u := range utf16.Encode([]rune("\ufeff" + ts.ReadFile(args[0]))) {
			b = append(b, byte(u), byte(u>>8))
		}
	} else {
		for _, r := range ts.ReadFile(args[0]) {
			b = append(b, byte(r))
		}
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// sqliteCommand is `sqlite FILE SQL`: FILE becomes the database that the statements in SQL make.
func sqliteCommand(ts *testscript.TestScript, _ bool, args []string) {
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	_, err = db.Exec(ts.ReadFile(args[1]))
	ts.Check(errors.Join(err, db.Close()))
}

// firstCommand is `first PATH FILE VAR`: VAR becomes what the first JSON line of FILE has at PATH, as hits.0.id.
func firstCommand(ts *testscript.TestScript, _ bool, args []string) {
	line, _, _ := strings.Cut(ts.ReadFile(args[1]), "\n")
	v, ok := at(decode(ts, line), args[0])
	if !ok {
		ts.Fatalf("nothing at %s", args[0])
	}
	ts.Setenv(args[2], v)
}

// pickCommand is `pick [LIST.]KEY=VALUE FIELD FILE VAR`: VAR becomes FIELD of the
// first JSON line, or item of its LIST, whose KEY is VALUE.
func pickCommand(ts *testscript.TestScript, _ bool, args []string) {
	key, value, _ := strings.Cut(args[0], "=")
	list, field, nested := strings.Cut(key, ".")
	for line := range strings.Lines(ts.ReadFile(args[2])) {
		items := []any{decode(ts, line)}
		if nested {
			items, _ = items[0].(map[string]any)[list].([]any)
			key = field
		}
		for _, item := range items {
			if v, ok := at(item, key); ok && v == value {
				v, _ = at(item, args[1])
				ts.Setenv(args[3], v)
				return
			}
		}
	}
	ts.Fatalf("no %s", args[0])
}

// jsonCommand is `isjson FILE [N]`: every line is a JSON object, and there are N.
func jsonCommand(ts *testscript.TestScript, _ bool, args []string) {
	n := 0
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if _, ok := decode(ts, line).(map[string]any); !ok {
			ts.Fatalf("line %d is no object", n+1)
		}
		n++
	}
	if n == 0 || len(args) > 1 && args[1] != strconv.Itoa(n) {
		ts.Fatalf("%d lines", n)
	}
}

// harmlessCommand is `harmlesstext FILE`: no character in it can act on a terminal.
func harmlessCommand(ts *testscript.TestScript, _ bool, args []string) {
	for line := range strings.Lines(ts.ReadFile(args[0])) {
		if line = strings.TrimSuffix(line, "\n"); harmless(line) != line {
			ts.Fatalf("%q", line)
		}
	}
}

// lookedCommand is `looked TEXT ...`: one line of the log of looks holds every TEXT.
func lookedCommand(ts *testscript.TestScript, neg bool, args []string) {
	names, err := filepath.Glob(ts.MkAbs("home/looks/*.jsonl"))
	ts.Check(err)
	found := false
	for _, name := range names {
		for line := range strings.Lines(ts.ReadFile(name)) {
			all := true
			for _, want := range args {
				all = all && strings.Contains(line, want)
			}
			found = found || all
		}
	}
	if len(names) == 0 || found == neg {
		ts.Fatalf("%d logs, found: %v", len(names), found)
	}
}

// officerCommand is `officerkey FILE VAR`: a new key file of age, its recipient in VAR.
func officerCommand(ts *testscript.TestScript, _ bool, args []string) {
	key, err := age.GenerateX25519Identity()
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte("# officer\n"+key.String()+"\n"), 0o600))
	ts.Setenv(args[1], key.Recipient().String())
}

// saysCommand is `says DIR TEXT`: some file below DIR holds TEXT.
func saysCommand(ts *testscript.TestScript, neg bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(".says"), []byte(args[1]), 0o600))
	containsCommand(ts, neg, []string{args[0], ".says"})
}

// cutCommand is `cutline DIR N`: the one log below DIR loses its lines from N on.
func cutCommand(ts *testscript.TestScript, _ bool, args []string) {
	names, err := filepath.Glob(ts.MkAbs(args[0]) + "/*.jsonl")
	ts.Check(err)
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	lines := strings.SplitAfter(ts.ReadFile(names[0]), "\n")
	ts.Check(os.WriteFile(names[0], []byte(strings.Join(lines[:n-1], "")), 0o600))
}

func decode(ts *testscript.TestScript, line string) any {
	var v any
	ts.Check(json.Unmarshal([]byte(line), &v))
	return v
}

// at follows a path of names and positions.
func at(v any, path string) (string, bool) {
	for part := range strings.SplitSeq(path, ".") {
		switch x := v.(type) {
		case map[string]any:
			v = x[part]
		case []any:
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(x) {
				return "", false
			}
			v = x[i]
		}
	}
	s, ok := v.(string)
	return s, ok
}
