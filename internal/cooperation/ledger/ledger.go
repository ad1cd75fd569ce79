// Package ledger says of each item and each state that it concerns whether that
// state was told: sent, blocked by a named rule, or unsent, with its age.
//
// It is made anew from the nexus of the whole case each time, so nothing can be
// left out of it: what was not sent and is not blocked is unsent.
package ledger

import (
	"cmp"
	"context"
	"slices"
	"time"

	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
)

// Status of an item towards a state.
type Status string

// The statuses.
const (
	Sent    Status = "sent"
	Blocked Status = "blocked" // by a rule; whom to ask is named
	Unsent  Status = "unsent"
)

const (
	// OwnCase is the rule of rows about the state that holds the case: it knows.
	OwnCase = "own case"
	// NotShown is the rule of rows of which a state was told, and that the latest check
	// shows no more: what was said stays said.
	NotShown = "no longer shown"
)

// Gate judges whether an item may be sent to the state that it concerns.
type Gate interface {
	Judge(ctx context.Context, n *nexus.Nexus) (Verdict, error)
}

// Verdict is what a gate says.
type Verdict struct {
	Allowed      bool
	Rule         string   // by which it may not
	Contributors []string // whose permission is wanted
	Request      string   // drafted to them
	Hint         string   // what the actor can do without them
}

// Open is a gate that lets everything pass.
type Open struct{}

// Judge allows.
func (Open) Judge(context.Context, *nexus.Nexus) (Verdict, error) { return Verdict{Allowed: true}, nil }

// Told is a communication to a state, from the acts of the case.
type Told struct {
	Item, State string
	Kind        nexus.Kind // of the item; "": not known, and holds of any
	At          time.Time
	Act         int64 // that says so
}

// Row is one line of the ledger.
type Row struct {
	Item         string     `json:"item"`
	Kind         nexus.Kind `json:"kind"`
	State        string     `json:"state"`
	Status       Status     `json:"status"`
	Rule         string     `json:"rule,omitempty"`
	Contributors []string   `json:"contributors,omitempty"`
	Request      string     `json:"request,omitempty"` // drafted, to the contributors
	Act          int64      `json:"act,omitempty"`     // by which it was sent
	Hint         string     `json:"hint,omitempty"`    // what can be done without them
	Age          int64      `json:"age"`               // seconds: of unsent and blocked since a check first showed it, of sent since it was sent
}

// Input is what a ledger is drawn from.
type Input struct {
	Nexus []nexus.Nexus
	Told  []Told // oldest first
	Own   string // the state that holds the case
	Gate  Gate   // nil: Open
	Now   time.Time
}

// Draw makes the ledger: one row for each item and state, in the order of the nexus.
// What was told and is in the nexus no more has its row, too.
func Draw(ctx context.Context, in Input) ([]Row, error) {
	if in.Gate == nil {
		in.Gate = Open{}
	}
	told := first(in.Told)
	rows := make([]Row, 0, len(in.Nexus))
	shown := map[telling]bool{}
	for i := range in.Nexus {
		n := &in.Nexus[i]
		if n.State == "" { // seen, but no state to tell
			continue
		}
		at := told[telling{n.Kind, n.Item, n.State}]
		if old := told[telling{"", n.Item, n.State}]; at.At.IsZero() || !old.At.IsZero() && old.At.Before(at.At) {
			at = old
		}
		shown[telling{n.Kind, n.Item, n.State}], shown[telling{"", n.Item, n.State}] = true, true
		r, err := in.row(ctx, n, at)
		if err != nil {
			return nil, comity.Wrapf("ledger: %w", err)
		}
		rows = append(rows, r)
	}
	for t, at := range told {
		if !shown[t] {
			rows = append(rows, Row{Item: t.item, Kind: t.kind, State: t.state, Status: Sent, Rule: NotShown, Act: at.Act, Age: in.age(at.At)})
		}
	}
	slices.SortStableFunc(rows, compareRows)
	return rows, nil
}

// telling is what a state was told of.
type telling struct {
	kind        nexus.Kind
	item, state string
}

// first is when each was told first.
func first(list []Told) map[telling]Told {
	out := map[telling]Told{}
	for _, t := range list {
		if k := (telling{t.Kind, t.Item, t.State}); out[k].At.IsZero() || t.At.Before(out[k].At) {
			out[k] = t
		}
	}
	return out
}

func compareRows(a, b Row) int {
	return cmp.Or(cmp.Compare(slices.Index(nexus.Kinds(), a.Kind), slices.Index(nexus.Kinds(), b.Kind)), cmp.Compare(a.Item, b.Item), cmp.Compare(a.State, b.State))
}

func (in *Input) row(ctx context.Context, n *nexus.Nexus, told Told) (Row, error) {
	r := Row{Item: n.Item, Kind: n.Kind, State: n.State, Status: Unsent, Age: in.age(n.Since.Time())}
	switch {
	case n.State == in.Own:
		r.Status, r.Rule = Sent, OwnCase
		return r, nil
	case !told.At.IsZero():
		r.Status, r.Age, r.Act = Sent, in.age(told.At), told.Act
		return r, nil
	}
	v, err := in.Gate.Judge(ctx, n)
	if err == nil && !v.Allowed {
		r.Status, r.Rule, r.Contributors, r.Request, r.Hint = Blocked, v.Rule, slices.Clone(v.Contributors), v.Request, v.Hint
	}
	return r, err
}

func (in *Input) age(since time.Time) int64 { return max(0, int64(in.Now.Sub(since)/time.Second)) }

// Totals count rows; Sent, Blocked and Unsent add up to All.
type Totals struct {
	Sent    int64 `json:"sent"`
	Blocked int64 `json:"blocked"`
	Unsent  int64 `json:"unsent"`
	All     int64 `json:"all"`
}

// Sum counts rows. A status that is none of the three is a fault: it would be an
// item that nobody answers for.
func Sum(rows []Row) (Totals, error) {
	t := Totals{All: int64(len(rows))}
	for i := range rows {
		switch rows[i].Status {
		case Sent:
			t.Sent++
		case Blocked:
			t.Blocked++
		case Unsent:
			t.Unsent++
		}
	}
	if t.Sent+t.Blocked+t.Unsent != t.All {
		return t, comity.Errorf(comity.Fault, "ledger: %d rows, of which %d have a status", t.All, t.Sent+t.Blocked+t.Unsent)
	}
	return t, nil
}

// For keeps the rows of one state: what a recipient may see, and nothing of others.
func For(rows []Row, state string) []Row {
	return slices.DeleteFunc(slices.Clone(rows), func(r Row) bool { return r.State != state })
}
