// Package ledger says of each item and each state that it concerns whether that
// state was told: sent, blocked by a named rule, or unsent, with its age.
//
// It is made anew from the nexus of the whole case each time, so nothing can be
// left out of it: what was not sent and is not blocked is unsent.
package ledger

import (
	"context"
	"fmt"
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

// OwnCase is the rule of rows about the state that holds the case: it knows.
const OwnCase = "own case"

// Gate judges whether an item may be sent to a state. Where it may not, rule says
// why, contributors whose permission is wanted, and request drafts the asking.
type Gate interface {
	Judge(ctx context.Context, item, state string) (allowed bool, rule string, contributors []string, request string, err error)
}

// Open is a gate that lets everything pass.
type Open struct{}

// Judge allows.
func (Open) Judge(context.Context, string, string) (bool, string, []string, string, error) {
	return true, "", nil, "", nil
}

// Told is a communication to a state, from the acts of the case.
type Told struct {
	Item, State string
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
func Draw(ctx context.Context, in Input) ([]Row, error) {
	if in.Gate == nil {
		in.Gate = Open{}
	}
	told := map[[2]string]Told{}
	for _, t := range in.Told {
		if k := [2]string{t.Item, t.State}; told[k].At.IsZero() {
			told[k] = t
		}
	}
	rows := make([]Row, 0, len(in.Nexus))
	for i := range in.Nexus {
		n := &in.Nexus[i]
		if n.State == "" { // seen, but no state to tell
			continue
		}
		r, err := in.row(ctx, n, told[[2]string{n.Item, n.State}])
		if err != nil {
			return nil, fmt.Errorf("ledger: %w", err)
		}
		rows = append(rows, r)
	}
	return rows, nil
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
	allowed, rule, contributors, request, err := in.Gate.Judge(ctx, n.Item, n.State)
	if err == nil && !allowed {
		r.Status, r.Rule, r.Contributors, r.Request = Blocked, rule, slices.Clone(contributors), request
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
