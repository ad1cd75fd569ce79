package casefile_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/disk/disktest"
)

// faulty is a command whose every call of the file system is made to fail in turn.
type faulty struct {
	name    string
	prepare func(context.Context, *casefile.Case) error
	command func(context.Context, *casefile.Case) error
	seals   int // exhibits once it has been done
}

func sealPair(ctx context.Context, c *casefile.Case) error {
	_, err := c.Seal(ctx, pairManifest)
	return err
}

func checkCase(ctx context.Context, c *casefile.Case) error {
	_, err := c.Check(ctx)
	return err
}

func nothing(context.Context, *casefile.Case) error { return nil }

// errNotAccepted stands for a verification whose answer is no: with a disk that fails it may be.
var errNotAccepted = errors.New("verify says no")

func faultyCommands() []faulty {
	sealedAndChecked := func(ctx context.Context, c *casefile.Case) error {
		return errors.Join(sealPair(ctx, c), checkCase(ctx, c))
	}
	return []faulty{
		{"seal", nothing, sealPair, 2},
		{"check", sealPair, checkCase, 2},
		{"verify", sealedAndChecked, func(ctx context.Context, c *casefile.Case) error {
			rep, err := c.Verify(ctx, true)
			if err == nil && !rep.OK {
				err = errNotAccepted
			}
			return err
		}, 2},
		{"restrict", sealedAndChecked, func(ctx context.Context, c *casefile.Case) error {
			_, err := c.Restrict(ctx, casefile.WithdrawParams{Item: "B", Reason: "a test"})
			if err != nil && strings.Contains(err.Error(), "is left out already") { // repeated: opening the case completed it
				return nil
			}
			return err
		}, 2},
		{"pack", handable, handed(casefile.HandoverParams{To: "DE", Urgent: true}), 2},
		{"disclose", handable, handed(casefile.HandoverParams{Subject: "s1"}), 2},
	}
}

// handable is a case that was checked, with a folder for what is handed over.
func handable(ctx context.Context, c *casefile.Case) error {
	return errors.Join(sealPair(ctx, c), checkCase(ctx, c), os.MkdirAll(outDir(c), 0o755))
}

// handed is the command that hands over a file that says hello; whatever it comes to, what
// bears the final name is whole. Repeated once it was done, it says so.
func handed(p casefile.HandoverParams) func(context.Context, *casefile.Case) error {
	return func(ctx context.Context, c *casefile.Case) error {
		p := p
		p.Out = filepath.Join(outDir(c), "out.asice")
		_, before := os.Stat(p.Out)
		_, err := handOverAs(ctx, c, p)
		b, there := os.ReadFile(p.Out)
		switch {
		case there == nil && string(b) != "hello":
			return fmt.Errorf("under the final name stands %q", b)
		case before == nil && comity.KindOf(err) == comity.Usage:
			return nil
		case err == nil && there != nil:
			return fmt.Errorf("it says that it is done, and: %w", there)
		}
		return err
	}
}

// TestFaultEveryCall lets every call of the file system fail, and fills the
// disk at every one. Whatever the command says, the case it leaves verifies, what
// it acknowledged is there, and repeating it on a sound disk completes it.
func TestFaultEveryCall(t *testing.T) {
	t.Parallel()
	for _, f := range faultyCommands() {
		for how, wrap := range map[string]func(disk.FS, int) *disktest.Faulty{"fails": disktest.Fail, "full": disktest.Full} {
			t.Run(f.name+" "+how, func(t *testing.T) {
				t.Parallel()
				f.each(t, wrap)
			})
		}
	}
}

func (f *faulty) each(t *testing.T, wrap func(disk.FS, int) *disktest.Faulty) {
	base := t.TempDir()
	on(t, base, config("prepare"), func(n *casefile.Node, dir string) error {
		c, err := n.Init(t.Context(), dir, params())
		if err != nil {
			return err
		}
		return f.prepare(t.Context(), c)
	})
	calm := f.try(t, base, func(inner disk.FS) *disktest.Faulty { return disktest.Fail(inner, 0) })
	step := stride(t)
	var group sync.WaitGroup
	gate := make(chan struct{}, 8) // publishing in the node's log is mostly waiting
	tried := 0
	for n := 1; n <= calm; n += step {
		tried++
		gate <- struct{}{}
		group.Go(func() {
			defer func() { <-gate }()
			f.try(t, base, func(inner disk.FS) *disktest.Faulty { return wrap(inner, n) })
		})
	}
	group.Wait()
	t.Logf("%d of %d calls", tried, calm)
}

// stride is how many calls of the file system lie between two that are made to
// fail: COMITY_CALLS, as `make faults` sets it, else many.
func stride(t *testing.T) int {
	t.Helper()
	s := os.Getenv("COMITY_CALLS")
	if s == "" {
		return 23
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("COMITY_CALLS=%q is no number of calls", s)
	}
	return n
}

// try runs the command on a copy of base through the faulty file system and
// looks at what it leaves. It returns the number of calls.
func (f *faulty) try(t *testing.T, base string, wrap func(disk.FS) *disktest.Faulty) int {
	root, err := os.MkdirTemp(filepath.Dir(base), "fault-*")
	if err != nil {
		t.Error(err)
		return 0
	}
	defer os.RemoveAll(root)
	copyTree(t, base, root)
	fsys := wrap(disk.OS(root))
	acks := 0
	cfg := config("command")
	cfg.Home = filepath.Join(root, "home")
	cfg.FS = func(dir string) disk.FS { return sub{fsys, filepath.Base(dir)} }
	cfg.Progress = func(stage string, done, _ int64) {
		if stage == "seal" {
			acks = int(done)
		}
	}
	err = f.run(t, cfg, root)
	calls := fsys.Calls()
	if err != nil && !errors.Is(err, disktest.ErrInjected) && !errors.Is(err, errNotAccepted) {
		t.Errorf("%d calls: the error does not say what failed: %v", calls, err)
	}
	if err != nil && comity.KindOf(err) == comity.Negative && !errors.Is(err, errNotAccepted) {
		t.Errorf("%d calls: a disk that fails is reported as damage: %v", calls, err)
	}
	f.left(t, root, calls, acks)
	return calls
}

func (f *faulty) run(t *testing.T, cfg casefile.Config, root string) error {
	n, err := casefile.OpenNode(t.Context(), cfg)
	if err != nil {
		return err
	}
	c, err := n.Open(t.Context(), filepath.Join(root, "case"))
	if err == nil {
		err = f.command(t.Context(), c)
	}
	return errors.Join(err, n.Close())
}

// left verifies what a command left, repeats it on a sound disk and verifies again.
func (f *faulty) left(t *testing.T, root string, calls, acks int) {
	cfg := config("after")
	cfg.Home = filepath.Join(root, "home")
	n, err := casefile.OpenNode(t.Context(), cfg)
	if err != nil {
		t.Errorf("%d calls: %v", calls, err)
		return
	}
	for round, command := range []func(context.Context, *casefile.Case) error{nothing, f.command} {
		c, err := n.Open(t.Context(), filepath.Join(root, "case"))
		if err == nil {
			err = command(t.Context(), c)
		}
		if err == nil {
			err = accepted(t, c)
		}
		if err != nil {
			t.Errorf("%d calls, round %d: %v", calls, round, err)
			continue
		}
		rows, err := c.Exhibits(t.Context())
		if want := []int{acks, f.seals}[round]; err != nil || len(rows) < want {
			t.Errorf("%d calls, round %d: %d exhibits of %d, %v", calls, round, len(rows), want, err)
		}
	}
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

// TestFaultClockJumps lets the clock go back a year between two commands and
// forward ten: acts keep their order by number and chain, and the case verifies.
func TestFaultClockJumps(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	jump := time.Duration(0)
	cfg := config("jumping")
	steady := cfg.Now
	cfg.Now = func() time.Time { return steady().Add(jump) }
	on(t, root, cfg, func(n *casefile.Node, dir string) error {
		c, err := n.Init(t.Context(), dir, params())
		if err != nil {
			return err
		}
		jump = -365 * 24 * time.Hour
		if err := sealPair(t.Context(), c); err != nil {
			return err
		}
		jump = 10 * 365 * 24 * time.Hour
		if err := checkCase(t.Context(), c); err != nil {
			return err
		}
		jump = 0
		return accepted(t, c)
	})
}

// TestFaultClockJumpsWithin lets the clock jump at every single question, back a year, forward ten, and back again, so that it
// jumps within commands and between two acts of one: nothing is refused, acts keep their order, and the case verifies.
func TestFaultClockJumpsWithin(t *testing.T) {
	t.Parallel()
	const year = 365 * 24 * time.Hour
	for name, jumps := range map[string][]time.Duration{
		"back and forth":      {0, -year, 10 * year, -time.Second, year},
		"always further back": {0, -time.Hour, -year, -2 * year, -3 * year},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cfg := config("jumping within")
			steady, asked := cfg.Now, atomic.Int64{}
			cfg.Now = func() time.Time { return steady().Add(jumps[int(asked.Add(1)-1)%len(jumps)]) }
			on(t, t.TempDir(), cfg, func(n *casefile.Node, dir string) error {
				c, err := n.Init(t.Context(), dir, params())
				if err != nil {
					return err
				}
				for _, do := range []func(context.Context, *casefile.Case) error{
					handable, handed(casefile.HandoverParams{To: "DE", Urgent: true}), handed(casefile.HandoverParams{Subject: "s1"}), checkCase,
				} {
					if err := os.RemoveAll(filepath.Join(outDir(c), "out.asice")); err != nil {
						return err
					}
					before := asked.Load()
					if err := do(t.Context(), c); err != nil {
						return err
					}
					if now := asked.Load(); now-before < 2 {
						t.Errorf("the clock was asked %d times by a command", now-before)
					}
					if err := accepted(t, c); err != nil {
						return err
					}
				}
				return nil
			})
		})
	}
}
