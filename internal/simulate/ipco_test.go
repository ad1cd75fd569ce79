package simulate_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"comity/internal/simulate"
)

func lookups(t *testing.T, seed uint64) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "world")
	if _, err := simulate.IPCO(context.Background(), dir, seed); err != nil {
		t.Fatal(err)
	}
	return dir
}

// sessionOf is a session as somebody reads the provider's table.
type sessionOf struct {
	row        int
	subscriber string
	from, to   time.Time
}

// sessionsOf reads the table with every hour so many hours later.
func sessionsOf(t *testing.T, dir, name string, later time.Duration) map[string][]sessionOf {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "providers", "larkrise", name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][]sessionOf{}
	for i, r := range rows[1:] {
		s := sessionOf{row: i, subscriber: r[4]}
		for _, at := range []struct {
			into *time.Time
			text string
		}{{&s.from, r[2]}, {&s.to, r[3]}} {
			v, err := time.Parse("02/01/2006 15:04:05", at.text)
			if err != nil {
				t.Fatal(err)
			}
			*at.into = v.Add(later)
		}
		all[r[1]] = append(all[r[1]], s)
	}
	return all
}

func holder(list []sessionOf, at time.Time) (sessionOf, bool) {
	for _, s := range list {
		if !at.Before(s.from) && at.Before(s.to) {
			return s, true
		}
	}
	return sessionOf{}, false
}

// TestLookups reads the first export as it stands and twelve hours later, and
// the correction, and counts what becomes of the 173 events.
func TestLookups(t *testing.T) {
	requests := regexp.MustCompile(`^(\S+) - \S+ \[([^\]]+)\]`)
	for seed := uint64(1); seed <= 3; seed++ {
		dir := lookups(t, seed)
		declared, later, right := sessionsOf(t, dir, "lookups.csv", 0), sessionsOf(t, dir, "lookups.csv", 12*time.Hour), sessionsOf(t, dir, "lookups-corrected.csv", 0)
		b, err := os.ReadFile(filepath.Join(dir, "sites", "branchline-post.example", "access.log"))
		if err != nil {
			t.Fatal(err)
		}
		known := readLines[struct{ Subscriber, Other string }](t, dir, "lookups")
		count := map[string]int{}
		for i, line := range strings.Split(strings.TrimSpace(string(b)), "\n") {
			m := requests.FindStringSubmatch(line)
			at, err := time.Parse("02/Jan/2006:15:04:05 -0700", m[2])
			if err != nil {
				t.Fatal(err)
			}
			x, one := holder(declared[m[1]], at)
			y, two := holder(later[m[1]], at)
			z, three := holder(right[m[1]], at)
			if !one || !two || !three {
				t.Fatalf("seed %d, event %d: assigned %v, %v, %v", seed, i+1, one, two, three)
			}
			fate := "same"
			if x.row != y.row {
				fate = "session"
			}
			if x.subscriber != y.subscriber {
				fate = "subscriber"
			}
			if count[fate]++; fate != known[i].Other || z.subscriber != known[i].Subscriber || (x.subscriber != z.subscriber) != (fate == "subscriber") {
				t.Errorf("seed %d, event %d: %s, %s; truth says %+v", seed, i+1, fate, z.subscriber, known[i])
			}
		}
		if count["same"] != 153 || count["session"] != 17 || count["subscriber"] != 3 {
			t.Errorf("seed %d: %v, want 153, 17 and 3", seed, count)
		}
		if table, _ := os.ReadFile(filepath.Join(dir, "providers", "larkrise", "lookups.csv")); regexp.MustCompile(` (1[3-9]|2\d|00):`).Match(table) {
			t.Errorf("seed %d: an hour that no clock of twelve hours has", seed)
		}
	}
}

func TestLookupsSameBytes(t *testing.T) {
	a, b, c := lookups(t, 1), lookups(t, 1), lookups(t, 2)
	if digest(t, a) != digest(t, b) || digest(t, a) == digest(t, c) {
		t.Error("the same seed must give the same bytes, another seed others")
	}
}
