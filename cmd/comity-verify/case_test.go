package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/verify"
)

// moved copies a case to another folder.
func moved(t *testing.T, dir string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), "elsewhere", "case")
	must(t, os.CopyFS(to, os.DirFS(dir)))
	return to
}

// judged runs the tool as a court does and reads its JSON.
func judged(t *testing.T, args ...string) (rep verify.Report, code int) {
	t.Helper()
	var out, errw bytes.Buffer
	code = start(t.Context(), append(args, "--json"), &out, &errw, func(string) string { return "" })
	if errw.Len() > 0 {
		t.Log(errw.String())
	}
	if err := json.Unmarshal(out.Bytes(), &rep); err != nil && code < 2 {
		t.Fatalf("%v: %q", err, out.String())
	}
	return rep, code
}

func unproven(rep verify.Report) map[string]string {
	out := map[string]string{}
	for _, c := range rep.Checks {
		if c.Unproven {
			out[c.Name] = c.Text
		}
	}
	return out
}

// A case that was moved verifies without its node, and with it is computed anew to the
// same run.
func TestMovedCase(t *testing.T) {
	w := ours(t)
	dir := moved(t, w.dir)
	rep, code := judged(t, dir, "--recompute")
	if code != 0 || !rep.OK || rep.Recomputed != "" {
		t.Errorf("%d %v", code, wrong(rep))
	}
	for _, name := range []string{"keys", "log", "head", "exhibit US/2004/1", "row tree US/2004/1"} {
		if unproven(rep)[name] == "" {
			t.Errorf("%s: nothing is said to be unproven", name)
		}
	}
	rep, code = judged(t, dir, "--home", w.home, "--recompute")
	if code != 0 || !rep.OK || len(unproven(rep)) > 0 {
		t.Errorf("%d %v %v", code, wrong(rep), unproven(rep))
	}
	if !found(rep, "row tree US/2004/1", "come out at the root that was sealed", false) {
		t.Errorf("the row trees were not made anew: %+v", rep.Checks)
	}
	c := w.open(t.Context(), "A. Rossi")
	own, err := c.Verify(t.Context(), true)
	must(t, err)
	if rep.Recomputed == "" || rep.Recomputed != own.Recomputed {
		t.Errorf("%q, and comity verify %q", rep.Recomputed, own.Recomputed)
	}
}

// Verifying writes nothing: neither into the case nor into the node's home, where a lock alone would be a trace, and
// fails where a home is given to be read only.
func TestNothingIsTouched(t *testing.T) {
	w := ours(t)
	dir, home := moved(t, w.dir), moved(t, w.home)
	must(t, os.RemoveAll(filepath.Join(home, "keys", ".lock")))
	was := [2]map[string]string{traces(t, dir), traces(t, home)}
	if rep, code := judged(t, dir, "--home", home, "--recompute"); code != 0 || !rep.OK || rep.Recomputed == "" {
		t.Fatalf("%d %v", code, wrong(rep))
	}
	if diff := cmp.Diff(was, [2]map[string]string{traces(t, dir), traces(t, home)}); diff != "" {
		t.Error(diff)
	}
}

// traces lists every file and folder below dir with its size, mode and the time of its last change.
func traces(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	must(t, filepath.WalkDir(dir, func(name string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		i, err := e.Info()
		if err == nil {
			out[name] = fmt.Sprint(i.Size(), i.Mode(), i.ModTime())
		}
		return err
	}))
	return out
}

func remove(t *testing.T, dir string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		all, err := filepath.Glob(filepath.Join(dir, p))
		must(t, err)
		if len(all) == 0 {
			t.Fatalf("nothing is like %s", p)
		}
		for _, f := range all {
			must(t, os.Remove(f))
		}
	}
}

// withoutPrivate removes what descriptions of a case have under commitments.
func withoutPrivate(t *testing.T, dir string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "names", "*.json"))
	must(t, err)
	for _, name := range names {
		b, err := os.ReadFile(name)
		must(t, err)
		if bytes.Contains(b, []byte(`"private"`)) {
			must(t, os.Remove(name))
		}
	}
}

// TestForgedCase: what a copy of a case can hide, the acts and receipts in it show; what
// they cannot show, the node's log does, and without the log it is said.
func TestForgedCase(t *testing.T) {
	w := ours(t)
	acts, err := filepath.Glob(filepath.Join(w.dir, "acts", "0*"))
	must(t, err)
	last := filepath.Base(acts[len(acts)-1])[:6]
	for _, tt := range []struct {
		name        string
		forge       func(t *testing.T, dir string)
		home        bool
		check, text string
	}{
		{"an act taken out of the middle", func(t *testing.T, dir string) { remove(t, dir, "acts/000005-*") }, false, "act 000005", "is missing"},
		{"the last act cut off, its receipt left", func(t *testing.T, dir string) { remove(t, dir, "acts/"+last+"-*") }, false, "receipts/" + last, "rewound"},
		{"the last act cut off with its receipt", func(t *testing.T, dir string) { remove(t, dir, "acts/"+last+"-*", "receipts/"+last+".json") }, true, "head", "rewound"},
		{"what is private of a description lost", func(t *testing.T, dir string) { withoutPrivate(t, dir) }, false, "exhibit US/2004/1", "private of its description"},
		{"continued twice", func(t *testing.T, dir string) { continued(t, w, dir, last) }, true, "log entry", "forked"},
		{"two branches in one folder", func(t *testing.T, dir string) {
			side := moved(t, w.dir)
			continued(t, w, side, last)
			must(t, os.CopyFS(filepath.Join(dir, "acts"), only{os.DirFS(filepath.Join(side, "acts")), last}))
		}, false, "act " + last, "same number"},
		{"another case's receipt", func(t *testing.T, dir string) {
			b, err := os.ReadFile(filepath.Join(other(t).dir, "receipts", "000001.json"))
			must(t, err)
			remove(t, dir, "receipts/000001.json")
			must(t, os.WriteFile(filepath.Join(dir, "receipts", "000001.json"), b, 0o600))
		}, false, "receipts/000001.json", "another than the one that was recorded"},
		{"a stored byte altered", func(t *testing.T, dir string) {
			all, err := filepath.Glob(filepath.Join(dir, "vault", "*", "*"))
			must(t, err)
			flip(t, all[0])
		}, false, "exhibit", "do not hash to its name"},
		{"a finding altered", func(t *testing.T, dir string) {
			all, err := filepath.Glob(filepath.Join(dir, "runs", "*", "findings.jsonl"))
			must(t, err)
			flip(t, all[0])
		}, false, "run", "is not what act"},
		{"case.toml altered", func(t *testing.T, dir string) { flip(t, filepath.Join(dir, "case.toml")) }, false, "case.toml", "not what act 000001 says"},
		{"an act and a receipt without end", func(t *testing.T, dir string) {
			for _, pattern := range []string{"acts/000005-*", "receipts/000006.json"} {
				all, err := filepath.Glob(filepath.Join(dir, pattern))
				must(t, err)
				must(t, os.Chmod(all[0], 0o600))
				must(t, os.Truncate(all[0], 1<<28))
			}
		}, false, "act 000005", "larger than any"},
		{"segments of a row tree altered", func(t *testing.T, dir string) {
			all, err := filepath.Glob(filepath.Join(dir, "trees", "*.tree"))
			must(t, err)
			flip(t, all[0])
		}, true, "trees/", "are not the row tree's"},
		{"another node's home", func(t *testing.T, dir string) {}, true, "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := moved(t, w.dir)
			tt.forge(t, dir)
			args := []string{dir}
			switch {
			case tt.check == "":
				args = append(args, "--home", other(t).home)
			case tt.home:
				home := w.home
				if _, err := os.Stat(asideHome(dir)); err == nil {
					home = asideHome(dir)
				}
				args = append(args, "--home", home)
			}
			rep, code := judged(t, args...)
			if code != 1 || rep.OK || !says(rep, tt.check, tt.text) {
				t.Errorf("exit %d: want %q of %q, got %v", code, tt.text, tt.check, wrong(rep))
			}
		})
	}
}

// What follows from the bytes alone may be lost: it is said, and is no damage.
func TestLostSegments(t *testing.T) {
	w := ours(t)
	dir := moved(t, w.dir)
	remove(t, dir, "trees/*.tree")
	for _, args := range [][]string{{dir}, {dir, "--home", w.home}} {
		rep, code := judged(t, args...)
		if code != 0 || !rep.OK {
			t.Errorf("%v: exit %d, %v", args, code, wrong(rep))
		}
		said := slices.ContainsFunc(rep.Checks, func(c verify.Check) bool {
			return strings.HasPrefix(c.Name, "trees/") && strings.Contains(c.Text, "comity rebuild")
		})
		if said != (len(args) > 1) {
			t.Errorf("%v: it is said that segments are lost: %v", args, said)
		}
	}
}

// asideHome is where a copy of the node's home lies beside a copy of its case.
func asideHome(dir string) string { return filepath.Join(filepath.Dir(dir), "home") }

// continued works on in a copy that was cut before the act last, with a copy of the home: others look at the world's own.
func continued(t *testing.T, w *world, dir, last string) {
	t.Helper()
	all, err := filepath.Glob(filepath.Join(dir, "[ar]*", "0*"))
	must(t, err)
	for _, p := range all {
		if filepath.Base(p) >= last && filepath.Base(filepath.Dir(p)) != "runs" {
			must(t, os.Remove(p))
		}
	}
	at := *w
	at.dir, at.home = dir, asideHome(dir)
	must(t, os.CopyFS(at.home, os.DirFS(w.home)))
	c := at.open(context.Background(), "A. Rossi")
	rows, err := c.Exhibits(t.Context())
	must(t, err)
	must(t, c.Note(t.Context(), rows[0].Ref, "the rose is red"))
}

func flip(t *testing.T, name string) {
	t.Helper()
	b, err := os.ReadFile(name)
	must(t, err)
	b[len(b)/2] ^= 1
	must(t, os.Chmod(name, 0o600))
	must(t, os.WriteFile(name, b, 0o600))
}

// The command line is understood, and what is no pack is said to be none.
func TestCommandLine(t *testing.T) {
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		must(t, os.WriteFile(p, []byte(text), 0o600))
		return p
	}
	for _, tt := range []struct {
		args []string
		code int
		text string
	}{
		{nil, 2, "is missing"},
		{[]string{"a", "b"}, 2, "unexpected argument"},
		{[]string{"--rose", "a"}, 2, "rose"},
		{[]string{"a", "--lang", "fr"}, 2, "neither en nor it"},
		{[]string{filepath.Join(dir, "none")}, 3, "name a pack such as from-IT.asice"},
		{[]string{dir}, 3, "neither a case nor a pack"},
		{[]string{file("x.age", "age-encryption.org/v1\n")}, 3, "encrypted to its recipient"},
		{[]string{file("x.asice", "rose")}, 1, ""},
		{[]string{file("y.asice", "rose"), "--roots", file("r.pem", "rose")}, 1, ""},
		{[]string{"--help"}, 0, "usage: comity-verify"},
	} {
		var out, errw bytes.Buffer
		code := start(t.Context(), tt.args, &out, &errw, func(string) string { return "" })
		if code != tt.code || !strings.Contains(errw.String(), tt.text) {
			t.Errorf("%v: exit %d, %q", tt.args, code, errw.String())
		}
	}
}

// What a lawyer reads has three parts, and nothing in it moves a terminal.
func TestWhatALawyerReads(t *testing.T) {
	rep := verify.Report{OK: false, Fallen: []string{"s1"}, Checks: []verify.Check{
		{Name: "act 000001", OK: true, Text: "signed"}, {Name: "act 000002", OK: true, Text: "signed"},
		{Name: "log", OK: true, Unproven: true, By: "Test\x1b[2J office", Text: "not here"}, {Name: "exhibit 001", Text: "altered"},
	}}
	for lang, want := range map[string][]string{
		"en": {"DOES NOT HOLD\n  exhibit 001: altered\n", "PROVEN\n  act 000001 … act 000002 (2): signed\n", "NOT PROVEN", `log: not here [asserted by: Test\u001b[2J office]`, "These fall:\n  s1\n", "must not be relied on", "no verdict"},
		"it": {"NON REGGE\n", "PROVATO\n", "NON PROVATO", "lo afferma", "Cadono", "indizio"},
	} {
		var out bytes.Buffer
		must(t, (&tool{lang: lang}).print(&out, rep))
		for _, text := range want {
			if !strings.Contains(out.String(), text) {
				t.Errorf("%s lacks %q:\n%s", lang, text, out.String())
			}
		}
	}
}
