package score

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"slices"

	"comity/internal/comity"
)

// wellPaired is how many events a source shares with others before its clock
// is counted as one that can be told.
const wellPaired = 200

// Clocks compares what `comity clock --json` says of the sources with the
// faults that were planted. All is 0 where no such document is given.
type Clocks struct {
	Planted    int64      `json:"planted"`     // faulty exhibits among the sources
	Found      int64      `json:"found"`       // of these: the true reading kept, the declared one not
	Kept       int64      `json:"kept"`        // … the true reading kept beside the declared one
	Wrong      int64      `json:"wrong"`       // … the declared reading dropped, and the true one not kept
	Wide       int64      `json:"wide"`        // of the wrong: the margin that is told with the reading holds the true error
	Missed     int64      `json:"missed"`      // … only the declared one kept
	Spurious   int64      `json:"spurious"`    // right clocks whose declared reading is dropped
	Doubted    int64      `json:"doubted"`     // right clocks with another reading kept beside the declared one
	WellPaired WellPaired `json:"well_paired"` // faults in exhibits that share at least 200 events with others
	Offsets    Offsets    `json:"offsets"`
}

// WellPaired counts the faults that there is enough to tell by.
type WellPaired struct {
	Planted int64   `json:"planted"`
	Found   int64   `json:"found"`
	Recall  float64 `json:"recall"`
}

// Offsets compares measured offsets with the true ones, where both sources are
// off by the same all the time.
type Offsets struct {
	Measured int64   `json:"measured"`
	Covered  int64   `json:"covered"` // the true offset lies in the interval
	Coverage float64 `json:"coverage"`
}

// clockFault is one line of clocks.jsonl.
type clockFault struct {
	Path    string  `json:"path"`
	Fault   string  `json:"fault"`
	Seconds float64 `json:"seconds"`
	Also    []int64 `json:"also"`
	Pairs   int64   `json:"pairs"`
}

// clockReport is the document of `comity clock --json`.
type clockReport struct {
	Sources []struct {
		Exhibit  string    `json:"exhibit"`
		Readings []reading `json:"readings"`
	} `json:"sources"`
	Offsets []struct {
		A    string  `json:"a"`
		B    string  `json:"b"`
		Low  float64 `json:"low"`
		High float64 `json:"high"`
	} `json:"offsets"`
}

type reading struct {
	Kind    string  `json:"kind"`
	Kept    bool    `json:"kept"`
	Seconds float64 `json:"seconds"`
	Margin  float64 `json:"margin"`
}

const clocksFile = "clocks.jsonl"

// compareClocks judges a report; nil leaves everything 0.
func compareClocks(report io.Reader, exhibits []Exhibit, truth fs.FS) (c Clocks, err error) {
	if report == nil {
		return c, nil
	}
	var r clockReport
	if err := json.NewDecoder(report).Decode(&r); err != nil {
		return c, comity.Errorf(comity.Input, "clock report: %w", err).WithHint("save the output of comity clock CASE --json")
	}
	faults := map[string]clockFault{}
	err = readFile(truth, clocksFile, func(line []byte) error {
		var f clockFault
		err := json.Unmarshal(line, &f)
		faults[f.Path] = f
		return err
	})
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return c, err
	}
	paths := map[string]string{}
	for _, e := range exhibits {
		paths[e.ID] = e.Path
	}
	for _, e := range exhibits {
		paths[e.Ref], paths[e.Path] = e.Path, e.Path
	}
	for _, s := range r.Sources {
		f, faulty := faults[paths[s.Exhibit]]
		c.source(s.Readings, f, faulty)
	}
	for _, o := range r.Offsets {
		a, b := faults[paths[o.A]], faults[paths[o.B]]
		c.offset(a, b, o.Low, o.High)
	}
	c.WellPaired.Recall = share(c.WellPaired.Found, c.WellPaired.Planted)
	c.Offsets.Coverage = share(c.Offsets.Covered, c.Offsets.Measured)
	return c, nil
}

// source judges the readings of one source.
func (c *Clocks) source(readings []reading, f clockFault, faulty bool) {
	declared := slices.ContainsFunc(readings, func(r reading) bool { return r.Kind == "declared" && r.Kept })
	others := slices.ContainsFunc(readings, func(r reading) bool { return r.Kind != "declared" && r.Kept })
	if !faulty {
		switch {
		case !declared && others:
			c.Spurious++
		case others:
			c.Doubted++
		}
		return
	}
	c.Planted++
	found := slices.ContainsFunc(readings, func(r reading) bool { return r.Kept && f.is(r) })
	if f.Fault == "am-pm" && found {
		declared = false // a stamp may lie in either half of the day: both have to be kept
	}
	if f.Pairs >= wellPaired {
		c.WellPaired.Planted++
		if found && !declared {
			c.WellPaired.Found++
		}
	}
	switch {
	case found && !declared:
		c.Found++
	case found:
		c.Kept++
	case !declared && others:
		c.Wrong++
		if slices.ContainsFunc(readings, func(r reading) bool { return r.Kept && f.inMargin(r) }) {
			c.Wide++
		}
	default:
		c.Missed++
	}
}

// is reports whether a reading is the fault: of the same kind, and by seconds
// near enough. A machine that took local time for UTC may be called either a
// wrong zone or a skew, and a zone that is the declared one without its summer
// time may be called that.
func (f clockFault) is(r reading) bool {
	near := func(most float64) bool {
		return within(r.Seconds, f.Seconds, most) || slices.ContainsFunc(f.Also, func(s int64) bool { return within(r.Seconds, float64(s), most) })
	}
	switch f.Fault {
	case "am-pm", "day-month":
		return r.Kind == f.Fault
	case "zone":
		return (r.Kind == "zone" || r.Kind == "skew" || r.Kind == "dst" && f.leavesSummerOut()) && near(60)
	case "dst":
		return r.Kind == "dst" && near(60)
	case "skew":
		return r.Kind == "skew" && near(max(5, size(f.Seconds)/10))
	case "drift":
		return r.Kind == "drift" && near(max(1, size(f.Seconds)/5))
	}
	return false
}

// inMargin reports whether the true error lies where a reading says that it may.
func (f clockFault) inMargin(r reading) bool {
	return (f.Fault == "skew" || f.Fault == "zone") && (r.Kind == "skew" || r.Kind == "zone") && within(r.Seconds, f.Seconds, r.Margin)
}

// leavesSummerOut reports whether a zone is the declared one's own standard time by another
// name, as UTC is Lisbon's: off by an hour in summer and by nothing in winter.
func (f clockFault) leavesSummerOut() bool {
	return f.Seconds == -3600 && slices.Equal(f.Also, []int64{0}) || f.Seconds == 0 && slices.Equal(f.Also, []int64{-3600})
}

// offset judges an interval that should hold how much later b's stamps are
// than a's.
func (c *Clocks) offset(a, b clockFault, low, high float64) {
	for _, f := range []clockFault{a, b} {
		if f.Fault != "" && f.Fault != "skew" && f.Fault != "zone" || len(f.Also) > 0 {
			return
		}
	}
	c.Offsets.Measured++
	if off := b.Seconds - a.Seconds; off >= low && off <= high {
		c.Offsets.Covered++
	}
}

func within(a, b, most float64) bool { return size(a-b) <= most }

func size(v float64) float64 { return max(v, -v) }
