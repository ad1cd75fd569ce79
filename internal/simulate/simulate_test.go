package simulate_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/simulate"
)

// small is a world that is quick to make and still has something of everything.
func small(seed uint64) simulate.Config {
	return simulate.Config{Seed: seed, Dirt: "standard", Formats: "classic", Sites: 10, Subscribers: 24, Days: 40}
}

func generate(t *testing.T, cfg simulate.Config) (string, simulate.Summary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	s, err := simulate.Falcon(context.Background(), dir, cfg)
	if err != nil {
		t.Fatalf("Falcon: %v", err)
	}
	return dir, s
}

// digest is over the names and bytes of all files below dir.
func digest(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	walk(t, dir, func(name string, b []byte) {
		h.Write([]byte(name + "\x00"))
		h.Write(b)
	})
	return hex.EncodeToString(h.Sum(nil))
}

func walk(t *testing.T, dir string, visit func(name string, b []byte)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		name, _ := filepath.Rel(dir, p)
		visit(filepath.ToSlash(name), b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestSameArgumentsSameBytes(t *testing.T) {
	a, _ := generate(t, small(4))
	before := runtime.GOMAXPROCS(1)
	b, _ := generate(t, small(4))
	runtime.GOMAXPROCS(before)
	if digest(t, a) != digest(t, b) {
		t.Error("two runs with the same arguments differ")
	}
	c, _ := generate(t, small(5))
	if digest(t, a) == digest(t, c) {
		t.Error("two seeds give the same world")
	}
}

func TestAddressesAreAllowed(t *testing.T) {
	var allowed []netip.Prefix
	for _, s := range []string{"198.18.0.0/15", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "100.64.0.0/10", "10.0.0.0/8"} {
		allowed = append(allowed, netip.MustParsePrefix(s))
	}
	shape := regexp.MustCompile(`\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b|\b[0-9a-f]{1,4}(?::{1,2}[0-9a-f]{1,4}){3,7}`)
	dir, _ := generate(t, small(2))
	walk(t, dir, func(name string, b []byte) {
		for _, m := range shape.FindAll(plain(t, name, b), -1) {
			a, err := netip.ParseAddr(string(m))
			if err != nil || strings.Count(string(m), ":") > 0 && a.Is4() {
				continue // a version number, a time, or planted damage
			}
			if !inAny(allowed, a) {
				t.Fatalf("%s: %s is not in a range for documentation", name, a)
			}
		}
	})
}

func inAny(list []netip.Prefix, a netip.Addr) bool {
	for _, p := range list {
		if p.Contains(a) {
			return true
		}
	}
	return false
}

func TestTruthHoldsNoCardNumber(t *testing.T) {
	dir, _ := generate(t, small(3))
	long := regexp.MustCompile(`\b99\d{14}\b`)
	walk(t, dir, func(name string, b []byte) {
		if strings.HasPrefix(name, "truth/") && long.Match(b) {
			t.Errorf("%s holds a full card number", name)
		}
		if name == "billing/transactions.csv" && !long.Match(b) {
			t.Errorf("%s holds no card number", name)
		}
	})
}

func TestEnoughSubscribersAreResolvable(t *testing.T) {
	for _, seed := range []uint64{1, 13, 30} {
		cfg := small(seed)
		cfg.Days = 90
		_, s := generate(t, cfg)
		if s.Resolvable*100 < s.Subscribers*60 {
			t.Errorf("seed %d: %d of %d subscribers are resolvable, want 60 %%", seed, s.Resolvable, s.Subscribers)
		}
		if s.Subscribers == 0 || s.Victims == 0 || s.Bystanders == 0 || s.Fraudsters < 3 {
			t.Errorf("seed %d: a role is missing: %+v", seed, s)
		}
	}
}

func TestCleanWorldHasNoRejects(t *testing.T) {
	cfg := small(6)
	cfg.Dirt = "none"
	dir, s := generate(t, cfg)
	b, err := os.ReadFile(filepath.Join(dir, "truth", "rejects.jsonl"))
	if err != nil || len(b) > 0 || s.RejectsPlanted != 0 {
		t.Errorf("rejects.jsonl has %d bytes, %d planted, %v; want none", len(b), s.RejectsPlanted, err)
	}
}

func TestRefusals(t *testing.T) {
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "x"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, dir string
		cfg       simulate.Config
	}{
		{"full directory", full, simulate.Config{}},
		{"unknown clocks", "", simulate.Config{Clocks: "late"}},
		{"unknown world", "", simulate.Config{World: "flat"}},
		{"unknown dirt", "", simulate.Config{Dirt: "much"}},
		{"negative sites", "", simulate.Config{Sites: -1}},
		{"short window", "", simulate.Config{Days: 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.dir == "" {
				c.dir = t.TempDir()
			}
			if _, err := simulate.Falcon(context.Background(), c.dir, c.cfg); comity.KindOf(err) != comity.Usage {
				t.Errorf("Falcon: %v, want a usage error", err)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	cfg := small(1)
	cfg.Progress = func(done, _ int64) {
		if done == 20 {
			cancel()
		}
	}
	if _, err := simulate.Falcon(ctx, t.TempDir(), cfg); !errors.Is(err, context.Canceled) {
		t.Errorf("Falcon: %v, want context.Canceled", err)
	}
}

func TestProgressReachesTotal(t *testing.T) {
	cfg := small(1)
	var last, of int64
	cfg.Progress = func(done, total int64) { last, of = done, total }
	generate(t, cfg)
	if last == 0 || last != of {
		t.Errorf("progress ended at %d of %d", last, of)
	}
}

func TestWorldsDiffer(t *testing.T) {
	cfg := small(8)
	_, standard := generate(t, cfg)
	cfg.World = "fraud"
	if _, s := generate(t, cfg); s.Victims <= standard.Victims {
		t.Errorf("fraud world has %d victims, standard %d", s.Victims, standard.Victims)
	}
	cfg.World = "cgnat"
	dir, _ := generate(t, cfg)
	shared := false
	walk(t, dir, func(name string, b []byte) {
		if strings.Contains(name, "mobil/assignments") && !bytes.Contains(b, []byte("port_from")) {
			shared = true
		}
	})
	if !shared {
		t.Error("cgnat world has no provider without ports")
	}
}
