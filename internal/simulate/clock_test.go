package simulate_test

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/simulate"
)

type clockFault struct {
	Path, Fault, Zone, Until string
	Seconds, Pairs, Moved    int64
	Also                     []int64
}

// clockWorld is a world whose clocks are wrong here and there, beside the same
// with right clocks.
type clockWorld struct {
	wrong, right string
	exhibits     []laid // of the wrong one
	known        map[string]*laid
	faults       map[string]clockFault
}

func newClockWorld(t *testing.T, seed uint64) *clockWorld {
	t.Helper()
	cfg := simulate.Config{Seed: seed, Dirt: "standard", Sites: 12, Subscribers: 20, Days: 40}
	w := &clockWorld{known: map[string]*laid{}, faults: map[string]clockFault{}}
	w.right, _ = generate(t, cfg)
	cfg.Clocks = "faulty"
	w.wrong, _ = generate(t, cfg)
	for _, e := range readLaid(t, w.right) {
		w.known[e.where()] = &e
	}
	for _, f := range readLines[clockFault](t, w.wrong, "clocks") {
		w.faults[f.Path] = f
	}
	if w.exhibits = readLaid(t, w.wrong); len(w.faults) == 0 || len(readLines[clockFault](t, w.right, "clocks")) > 0 {
		t.Errorf("seed %d: %d faults, want some, and none with right clocks", seed, len(w.faults))
	}
	return w
}

// TestFaultyClocks wants of some worlds every kind of fault, and of each that
// the truth about it is right.
func TestFaultyClocks(t *testing.T) {
	kinds := map[string]int{}
	for seed := uint64(1); seed <= 6; seed++ {
		w := newClockWorld(t, seed)
		for _, f := range w.faults {
			kinds[f.Fault]++
		}
		w.othersAreTheSame(t)
		w.secondsAreRight(t)
		w.hoursEndAtTwelve(t)
		w.pairsAreThere(t)
	}
	for _, k := range []string{"zone", "dst", "am-pm", "skew", "drift", "day-month"} {
		if kinds[k] == 0 {
			t.Errorf("no fault %s in six worlds: %v", k, kinds)
		}
	}
}

// othersAreTheSame: what the truth does not name is the same to the byte.
func (w *clockWorld) othersAreTheSame(t *testing.T) {
	t.Helper()
	named := 0
	for _, e := range w.exhibits {
		old, f := w.known[e.where()], w.faults[e.where()]
		if f.Fault != "" {
			named++
		}
		if old == nil {
			if !strings.HasPrefix(e.Path, "billing/logins.") {
				t.Errorf("%s is only in the faulty world", e.where())
			}
			continue
		}
		if same := bytes.Equal(content(t, w.wrong, &e), content(t, w.right, old)); same != (f.Fault == "") {
			t.Errorf("%s: same %v, fault %q", e.where(), same, f.Fault)
		}
		off := f.Fault == "skew" || f.Fault == "drift"
		if exact := e.Clock.Skew == "0s" || e.Clock.Skew == ""; e.Kind != "document" && (e.Clock.Zone != old.Clock.Zone || exact != off) {
			t.Errorf("%s states zone %s and skew %q, with right clocks %s and %q", e.where(), e.Clock.Zone, e.Clock.Skew, old.Clock.Zone, old.Clock.Skew)
		}
	}
	if named != len(w.faults) {
		t.Errorf("truth names %d exhibits, the manifest has %d of them", len(w.faults), named)
	}
}

// secondsAreRight compares the first stamp of each line of a log with that of
// the same line in the world with right clocks.
func (w *clockWorld) secondsAreRight(t *testing.T) {
	t.Helper()
	for _, e := range w.exhibits {
		f := w.faults[e.where()]
		if f.Fault == "" || e.Kind != "access" || w.known[e.where()] == nil || f.Until != "" {
			continue
		}
		a, b := strings.Split(string(content(t, w.wrong, &e)), "\n"), strings.Split(string(content(t, w.right, w.known[e.where()])), "\n")
		if len(a) != len(b) {
			t.Fatalf("%s: %d lines, %d with right clocks", e.where(), len(a), len(b))
		}
		for i := range a {
			checkLine(t, &e, f, a[i], b[i])
		}
	}
}

var stampIn = regexp.MustCompile(`\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?`)

func checkLine(t *testing.T, e *laid, f clockFault, wrong, right string) {
	t.Helper()
	read := func(s string) (time.Time, bool) {
		m := stampIn.FindString(s)
		for _, layout := range []string{"02/Jan/2006:15:04:05 -0700", time.RFC3339, time.DateTime} {
			if at, err := time.Parse(layout, m); err == nil {
				return at, true
			}
		}
		return time.Time{}, false
	}
	a, ok := read(wrong)
	b, also := read(right)
	if !ok || !also || strings.HasPrefix(wrong, "#") {
		return // planted damage
	}
	off := int64(a.Sub(b) / time.Second)
	switch {
	case f.Fault == "drift" && off*f.Seconds >= 0 && max(off, -off) <= max(f.Seconds, -f.Seconds)*50:
	case f.Fault != "drift" && (off == f.Seconds || slices.Contains(f.Also, off)):
	default:
		t.Fatalf("%s: %d s off, truth says %+v", e.where(), off, f)
	}
}

// pairsAreThere counts the rows of answers and of the journal, each of which
// stands elsewhere too, and wants no row of the truth without any.
func (w *clockWorld) pairsAreThere(t *testing.T) {
	t.Helper()
	planted := map[string]int64{}
	for _, r := range readLines[struct {
		Path  string
		Clock bool
	}](t, w.wrong, "rejects") {
		if !r.Clock {
			planted[r.Path]++
		}
	}
	for _, e := range w.exhibits {
		f := w.faults[e.where()]
		if f.Fault == "" || e.Format != "csv" || e.Kind != "answers" && e.Kind != "access" {
			continue
		}
		const around = 6 // titles, header, totals, the end of the last line
		rows := int64(strings.Count(string(content(t, w.wrong, &e)), "\n")) - planted[e.where()]
		if f.Pairs > rows || f.Pairs < rows-around {
			t.Errorf("%s: %d pairs, %d rows", e.where(), f.Pairs, rows)
		}
	}
}

var hour = regexp.MustCompile(`\d[ T](\d\d):[0-5]\d:[0-5]\d`)

// hoursEndAtTwelve wants no hour above 12 where AM and PM are lost.
func (w *clockWorld) hoursEndAtTwelve(t *testing.T) {
	t.Helper()
	for _, e := range w.exhibits {
		if w.faults[e.where()].Fault != "am-pm" || e.Format != "csv" {
			continue
		}
		for _, line := range strings.Split(string(content(t, w.wrong, &e)), "\n") {
			for _, m := range hour.FindAllStringSubmatch(line, -1) {
				if m[1] > "12" && m[1] != "25" {
					t.Fatalf("%s: %s", e.where(), line)
				}
			}
		}
	}
}

func TestFaultySameBytes(t *testing.T) {
	cfg := small(4)
	cfg.Clocks, cfg.Formats = "faulty", "all"
	a, _ := generate(t, cfg)
	b, _ := generate(t, cfg)
	if digest(t, a) != digest(t, b) {
		t.Error("two runs with the same arguments differ")
	}
}
