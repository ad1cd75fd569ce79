package main

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"comity/internal/analysis/identity"
	"comity/internal/analysis/identity/register"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/score"
)

// resolutionJSON is what `comity resolve --json` prints; docs/formats/resolve.md.
type resolutionJSON struct {
	Rows     int               `json:"rows"`
	Clusters int               `json:"clusters"`
	Scored   uint64            `json:"pairs_scored"`
	Seconds  float64           `json:"seconds"`
	Pairs    *score.Pairs      `json:"pairs,omitempty"`
	Whole    bool              `json:"compared_whole"`
	Ties     tiesJSON          `json:"ties"`
	Cuts     []cutJSON         `json:"cuts"`
	Caps     []capJSON         `json:"caps"`
	Rules    []ruleJSON        `json:"rules"`
	Prior    comity.Weight     `json:"prior"`
	Fields   []fieldJSON       `json:"fields"`
	Left     []string          `json:"not_compared"`
	Bad      int               `json:"rejected"`
	Rejects  []register.Reject `json:"rejects"`
}

type tiesJSON struct {
	Exact    int `json:"exact"`
	Likely   int `json:"likely"`
	Asserted int `json:"asserted"`
}

type cutJSON struct {
	A      string         `json:"a"`
	B      string         `json:"b"`
	Weight comity.Weight  `json:"weight"`
	Why    identity.Guard `json:"why"`
	Mean   comity.Weight  `json:"mean"`
}

type capJSON struct {
	Column string `json:"column"`
	Value  string `json:"value"`
	People int    `json:"people"`
	Cap    int    `json:"cap"`
}

type ruleJSON struct {
	Columns []string `json:"columns"`
	Pairs   uint64   `json:"pairs"`
	Capped  int      `json:"capped_values"`
	People  int      `json:"capped_people"`
}

type fieldJSON struct {
	Column string      `json:"column"`
	Is     string      `json:"is"`
	Levels []levelJSON `json:"levels"`
}

type levelJSON struct {
	Level  string        `json:"level"`
	M      comity.Weight `json:"log_m"`
	U      comity.Weight `json:"log_u"`
	Weight comity.Weight `json:"weight"`
}

func resolution(reg *register.Register, r *identity.Result, took time.Duration) resolutionJSON {
	out := resolutionJSON{Rows: len(r.Cluster), Clusters: r.Clusters, Scored: r.Scored, Seconds: took.Seconds(), Whole: r.Whole, Prior: r.Prior,
		Cuts: []cutJSON{}, Caps: []capJSON{}, Rules: []ruleJSON{}, Left: append([]string{}, reg.Left...), Bad: reg.Bad, Rejects: append([]register.Reject{}, reg.Rejects...)}
	out.Ties.Asserted = len(r.Asserted)
	for _, t := range r.Ties {
		if t.Exact {
			out.Ties.Exact++
		} else {
			out.Ties.Likely++
		}
	}
	for _, c := range r.Cuts {
		out.Cuts = append(out.Cuts, cutJSON{reg.Labels[c.A], reg.Labels[c.B], c.Weight, c.Why, c.Mean})
	}
	for _, c := range r.Caps {
		out.Caps = append(out.Caps, capJSON{c.Column, c.Value, c.People, c.Most})
	}
	for _, x := range r.Rules {
		out.Rules = append(out.Rules, ruleJSON(x))
	}
	for _, f := range r.Fields {
		j := fieldJSON{Column: f.Column, Is: string(f.Is)}
		for _, l := range f.Levels {
			j.Levels = append(j.Levels, levelJSON{l.Name, l.M, l.U, l.Weight})
		}
		out.Fields = append(out.Fields, j)
	}
	return out
}

// labels is the cluster of each row, named by its first row.
func labels(reg *register.Register, r *identity.Result) []string {
	out := make([]string, len(r.Cluster))
	for i, c := range r.Cluster {
		out[i] = strconv.Itoa(int(c) + 1)
	}
	return out
}

func writeResolved(reg *register.Register, r *identity.Result, f resolveFlags) error {
	if f.out != "" {
		if err := writeWhole(f.out, func(w io.Writer) error { return writeClusters(w, reg, r) }); err != nil {
			return err
		}
	}
	if f.ties == "" {
		return nil
	}
	return writeWhole(f.ties, func(w io.Writer) error { return writeTies(w, reg, r) })
}

// writeWhole replaces a file at once or leaves the old one.
func writeWhole(name string, write func(io.Writer) error) error {
	return disk.ReplaceFile(disk.OS(filepath.Dir(name)), filepath.Base(name), 0o644, func(w io.Writer) error {
		b := bufio.NewWriterSize(w, 1<<16)
		return errors.Join(write(b), b.Flush())
	})
}

func writeClusters(w io.Writer, reg *register.Register, r *identity.Result) error {
	c := csv.NewWriter(w)
	if err := c.Write([]string{"row", "cluster"}); err != nil {
		return err
	}
	for row, first := range r.Cluster {
		if err := c.Write([]string{reg.Labels[row], reg.Labels[first]}); err != nil {
			return err
		}
	}
	c.Flush()
	return c.Error()
}

// tieJSON is a line of the file of ties: a waterfall.
type tieJSON struct {
	A        string        `json:"a"`
	B        string        `json:"b"`
	By       string        `json:"by"`   // machine, person
	Kind     string        `json:"kind"` // exact, likely, asserted
	Together bool          `json:"together"`
	Weight   comity.Weight `json:"weight"`
	Steps    []stepJSON    `json:"steps"`
}

type stepJSON struct {
	Column string        `json:"column,omitempty"`
	Part   string        `json:"part"`
	Level  string        `json:"level,omitempty"`
	Weight comity.Weight `json:"weight"`
}

func writeTies(w io.Writer, reg *register.Register, r *identity.Result) error {
	enc := json.NewEncoder(w)
	for _, t := range r.Asserted {
		if err := enc.Encode(tieOf(reg, r, t.A, t.B, "person", "asserted")); err != nil {
			return err
		}
	}
	for _, t := range r.Ties {
		kind := "likely"
		if t.Exact {
			kind = "exact"
		}
		if err := enc.Encode(tieOf(reg, r, t.A, t.B, "machine", kind)); err != nil {
			return err
		}
	}
	return nil
}

func tieOf(reg *register.Register, r *identity.Result, x, y uint32, by, kind string) tieJSON {
	steps, sum := r.Explain(x, y)
	t := tieJSON{A: reg.Labels[x], B: reg.Labels[y], By: by, Kind: kind, Together: r.Cluster[x] == r.Cluster[y], Weight: sum}
	for _, s := range steps {
		t.Steps = append(t.Steps, stepJSON(s))
	}
	return t
}

// appendDecision adds one line to the log, durably.
func appendDecision(name string, d register.Decision) (err error) {
	line, err := json.Marshal(d)
	if err != nil {
		return comity.Errorf(comity.Fault, "decision: %w", err)
	}
	f, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return comity.Errorf(comity.Input, "decisions: %w", err)
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// explainPair shows the waterfall of two rows.
func (a *app) explainPair(reg *register.Register, r *identity.Result, pair []string) error {
	x, err := reg.Row(pair[0])
	if err != nil {
		return err
	}
	y, err := reg.Row(pair[1])
	if err != nil {
		return err
	}
	j := tieOf(reg, r, x, y, "machine", "")
	if a.json {
		return a.emit(struct {
			tieJSON
			Probability float64 `json:"probability"`
		}{j, float64(identity.Probability(j.Weight)) / 1e6})
	}
	w := a.words()
	t := table{columns: []column{{title: w.Field}, {title: w.Part}, {title: w.Likeness}, {title: w.Bans, right: true}}}
	for _, s := range j.Steps {
		t.add(s.Column, s.Part, s.Level, bans(s.Weight))
	}
	t.add("", w.Score, "", bans(j.Weight))
	a.table(&t)
	together := w.Apart
	if j.Together {
		together = w.Together
	}
	a.print("\n%s · %s %.4f\n", together, w.Probability, float64(identity.Probability(j.Weight))/1e6)
	return nil
}

// resolved prints the result for a person.
func (a *app) resolved(r resolutionJSON) error {
	if a.json {
		return a.emit(r)
	}
	w := a.words()
	t := table{columns: []column{{title: w.Measure}, {title: w.Value, right: true}}}
	t.add(w.Rows, count(r.Rows))
	t.add(w.Clusters, count(r.Clusters))
	t.add(w.PairsScored, strconv.FormatUint(r.Scored, 10))
	t.add(w.TiesExact, count(r.Ties.Exact))
	t.add(w.TiesLikely, count(r.Ties.Likely))
	t.add(w.TiesAsserted, count(r.Ties.Asserted))
	t.add(w.TiesCut, count(len(r.Cuts)))
	t.add(w.Rejected, count(r.Bad))
	if r.Pairs != nil {
		t.add("precision", strconv.FormatFloat(r.Pairs.Precision, 'f', 4, 64))
		t.add("recall", strconv.FormatFloat(r.Pairs.Recall, 'f', 4, 64))
		t.add("f1", strconv.FormatFloat(r.Pairs.F1, 'f', 4, 64))
	}
	a.table(&t)
	for _, c := range r.Caps {
		a.print(w.Capped+"\n", harmless(c.Column), harmless(c.Value), c.People, c.Cap)
	}
	for _, x := range r.Rules {
		if x.Capped > 0 {
			a.print(w.CappedRule+"\n", harmless(strings.Join(x.Columns, " + ")), x.Capped, x.People)
		}
	}
	if len(r.Left) > 0 {
		a.print(w.NotCompared+"\n", harmless(strings.Join(r.Left, ", ")))
	}
	a.print("%s\n", w.ClusterLead)
	return nil
}
