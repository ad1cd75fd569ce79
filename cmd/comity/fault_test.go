package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"comity/internal/casefile"
)

// rounds is how often a fault is tried: COMITY_ROUNDS, as `make faults` sets it, else few.
func rounds(t *testing.T, few int) int {
	t.Helper()
	s := os.Getenv("COMITY_ROUNDS")
	if s == "" {
		return few
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("COMITY_ROUNDS=%q is no number of rounds", s)
	}
	return n
}

// lab is a folder with a simulated world, a node and an opened case, from
// which every round starts.
type lab struct {
	t    *testing.T
	base string
}

func newLab(t *testing.T) *lab {
	t.Helper()
	l := &lab{t, t.TempDir()}
	l.must(l.base, "simulate", "falcon", "--out", "world", "--seed", "11", "--sites", "4", "--subscribers", "15", "--days", "30", "--dirt", "standard")
	l.must(l.base, "init", "case", "--title", "T", "--country", "IT", "--authority", "A")
	return l
}

// fresh is a copy of the base for one round.
func (l *lab) fresh() string {
	l.t.Helper()
	dir := l.t.TempDir()
	for _, part := range []string{"home", "case"} {
		if out, err := exec.Command("cp", "-a", filepath.Join(l.base, part), dir).CombinedOutput(); err != nil {
			l.t.Fatalf("cp: %v\n%s", err, out)
		}
	}
	if err := os.Symlink(filepath.Join(l.base, "world"), filepath.Join(dir, "world")); err != nil {
		l.t.Fatal(err)
	}
	return dir
}

func (l *lab) command(dir string, args ...string) *exec.Cmd {
	c := exec.Command("comity", args...)
	c.Dir = dir
	c.Env = append(os.Environ(), "COMITY_HOME="+filepath.Join(dir, "home"))
	return c
}

// must runs a command that has to succeed, and returns its stdout.
func (l *lab) must(dir string, args ...string) []byte {
	l.t.Helper()
	c := l.command(dir, args...)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	out, err := c.Output()
	if err != nil {
		l.t.Fatalf("comity %s: %v\n%s%s", strings.Join(args, " "), err, out, stderr.Bytes())
	}
	return out
}

// kill runs a command and kills it after d. ended is true where it was quicker.
func (l *lab) kill(dir string, d time.Duration, args ...string) (ended bool) {
	l.t.Helper()
	c := l.command(dir, args...)
	if err := c.Start(); err != nil {
		l.t.Fatal(err)
	}
	time.Sleep(d)
	if err := c.Process.Signal(syscall.SIGKILL); err != nil && !errors.Is(err, os.ErrProcessDone) {
		l.t.Fatal(err)
	}
	err := c.Wait()
	if exit := new(exec.ExitError); errors.As(err, &exit) && exit.ExitCode() != -1 {
		l.t.Fatalf("comity %s: exit %d before it was killed", args[0], exit.ExitCode())
	}
	return err == nil
}

// acts lists the names of the acts, which hold their digests.
func (l *lab) acts(dir string) []string {
	l.t.Helper()
	names, err := filepath.Glob(filepath.Join(dir, "case", "acts", "0*.json"))
	if err != nil {
		l.t.Fatal(err)
	}
	for i, n := range names {
		names[i] = filepath.Base(n)
	}
	return names
}

func (l *lab) run(out []byte) string {
	l.t.Helper()
	var r struct{ Run string }
	if err := json.Unmarshal(out, &r); err != nil || len(r.Run) != 64 {
		l.t.Fatalf("no run in %.200s (%v)", out, err)
	}
	return r.Run
}

// TestFaultKill kills seal and check at random moments. Verify must accept
// what is left, the acts written before must still be there, the repeated
// command must complete, and the run must be that of an undisturbed case.
func TestFaultKill(t *testing.T) {
	l := newLab(t)
	calm := l.fresh()
	seal, check := []string{"seal", "case", "world/evidence.toml", "--quiet"}, []string{"check", "case", "--json"}
	begin := time.Now()
	l.must(calm, seal...)
	sealing := time.Since(begin)
	begin = time.Now()
	want := l.run(l.must(calm, check...))
	checking := time.Since(begin)
	rng := rand.New(rand.NewPCG(1, 50))
	n, early := rounds(t, 2), 0
	for round := 0; round < n; round += 2 { // two kills each
		dir := l.fresh()
		for _, step := range []struct {
			args  []string
			whole *time.Duration
		}{{seal, &sealing}, {check, &checking}} {
			d := time.Duration(rng.Int64N(int64(*step.whole)))
			if l.disturb(dir, d, step.args) {
				early, *step.whole = early+1, d // it takes less than that
			}
		}
		if got := l.run(l.must(dir, check...)); got != want {
			t.Errorf("round %d: run %s, undisturbed %s", round, got, want)
		}
		l.must(dir, "verify", "case", "--quiet")
		if a, b := len(l.acts(dir)), len(l.acts(calm)); a < b {
			t.Errorf("round %d: %d acts, undisturbed %d", round, a, b)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	}
	t.Logf("%d kills, of which %d came after the end; seal takes %v, check %v", n, early, sealing, checking)
}

// disturb kills a command after d, verifies what is left, and runs it again.
// Acts that were there must stay. ended is true where the kill came too late.
func (l *lab) disturb(dir string, d time.Duration, args []string) (ended bool) {
	l.t.Helper()
	ended = l.kill(dir, d, args...)
	before := l.acts(dir)
	l.must(dir, "verify", "case", "--quiet")
	l.must(dir, args...)
	if after := l.acts(dir); !slices.Equal(before, after[:min(len(before), len(after))]) {
		l.t.Errorf("%s killed after %v: acts %v became %v", args[0], d, before, after)
	}
	return ended
}

// TestFaultInterrupt sends seal and check an interrupt on the way. They must say
// so in a line and a hint, exit 5, and leave a case that verifies and that the
// repeated command completes.
func TestFaultInterrupt(t *testing.T) {
	l := newLab(t)
	dir := l.fresh()
	said := 0
	for _, step := range []struct {
		args []string
		sure string // a file that is there when the command is under way
	}{
		{[]string{"seal", "case", "world/evidence.toml"}, "acts/000003-*"},
		{[]string{"check", "case"}, "acts/0000*"},
	} {
		for _, d := range []time.Duration{20, 60, 120} {
			c := l.command(dir, step.args...)
			var stderr bytes.Buffer
			c.Stderr = &stderr
			if err := c.Start(); err != nil {
				t.Fatal(err)
			}
			l.await(dir, step.sure)
			time.Sleep(d * time.Millisecond)
			if err := c.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
				t.Fatal(err)
			}
			err := c.Wait()
			switch code := c.ProcessState.ExitCode(); {
			case code == 0, code == -1: // it was quicker, or not yet listening
			case code != 5, !strings.Contains(stderr.String(), "comity: interrupted\n  hint: "):
				t.Errorf("%s, %d ms: exit %d, %v\n%s", step.args[0], d, code, err, stderr.Bytes())
			default:
				said++
			}
			l.must(dir, "verify", "case", "--quiet")
		}
		l.must(dir, step.args...)
	}
	if said == 0 {
		t.Error("no interrupt met a command under way")
	}
	l.must(dir, "verify", "case", "--quiet")
}

// await returns when a file of the case matches.
func (l *lab) await(dir, pattern string) {
	l.t.Helper()
	for range 30_000 { // a busy machine takes its time
		if names, err := filepath.Glob(filepath.Join(dir, "case", pattern)); err != nil || len(names) > 0 {
			return
		}
		time.Sleep(time.Millisecond)
	}
	l.t.Fatalf("no file %s", pattern)
}

// TestFaultFlip changes one bit in each file of vault, seals, acts and runs.
// Verify must exit 1, name the damaged thing, and, for what a finding rests
// on, the findings that fall.
func TestFaultFlip(t *testing.T) {
	dir, day := t.TempDir(), time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	home, box := filepath.Join(dir, "home"), filepath.Join(dir, "case")
	must(t, home, day, "init", box, "--title", "T", "--country", "IT", "--authority", "A")
	must(t, home, day, "seal", box, filepath.Join(smallDir(t), "evidence.toml"))
	must(t, home, day, "check", box)
	must(t, home, day, "verify", box)
	refs := map[string]string{} // object → exhibit's reference, exhibit → reference
	for line := range strings.Lines(must(t, home, day, "show", box, "exhibits", "--json").out) {
		var e struct{ Ref, Name, Object string }
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		refs[e.Object], refs[e.Name] = e.Ref, e.Ref
	}
	rng := rand.New(rand.NewPCG(1, 6))
	places := []func(int64) int64{rng.Int64N}
	if rounds(t, 1) > 1 {
		places = append(places, rng.Int64N, func(int64) int64 { return 0 }, func(n int64) int64 { return n - 1 })
	}
	tried := 0
	for _, name := range files(t, box) {
		kind, _, _ := strings.Cut(name, "/")
		if !slices.Contains([]string{"vault", "seals", "acts", "runs"}, kind) || strings.HasPrefix(filepath.Base(name), ".") {
			continue
		}
		tried++
		for _, at := range places {
			flipped(t, home, box, name, named(name, refs), at, day)
		}
	}
	if tried < 4+4+6+4 {
		t.Errorf("only %d files tried", tried)
	}
	must(t, home, day, "verify", box)
}

// named is what verify has to call a file's content.
func named(file string, refs map[string]string) string {
	base := filepath.Base(file)
	stem := strings.TrimSuffix(base, filepath.Ext(base))
	switch kind, _, _ := strings.Cut(file, "/"); kind {
	case "vault", "seals":
		return refs[stem]
	case "acts":
		return "act " + base[:6]
	}
	return filepath.Base(filepath.Dir(file))[:12] // a run
}

// flipped tries one bit of one file and puts the file back.
func flipped(t *testing.T, home, box, name, want string, at func(int64) int64, day time.Time) {
	t.Helper()
	path := filepath.Join(box, filepath.FromSlash(name))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if len(whole) == 0 {
		return
	}
	if err := flip(path, at); err != nil {
		t.Fatal(err)
	}
	r := call(t, home, day, "verify", box, "--json")
	if err := rewrite(path, whole); err != nil {
		t.Fatal(err)
	}
	var report casefile.VerifyReport
	if err := json.Unmarshal([]byte(r.out), &report); err != nil {
		t.Errorf("%s: exit %d, no report: %v\n%s", name, r.code, err, r.err)
		return
	}
	hit := slices.ContainsFunc(report.Checks, func(c casefile.CheckRow) bool {
		return !c.OK && strings.Contains(c.Name+" "+c.Text, want)
	})
	if r.code != 1 || report.OK || !hit {
		t.Errorf("%s: exit %d, ok %v; %q not named in\n%s", name, r.code, report.OK, want, r.out)
	}
	if kind, _, _ := strings.Cut(name, "/"); (kind == "vault" || kind == "runs") && len(report.Fallen) == 0 {
		t.Errorf("%s: no finding falls", name)
	}
}
