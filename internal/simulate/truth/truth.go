// Package truth writes what is known about a simulated world, in the shapes of
// docs/contract.md, and finds out by brute force which persons the written
// files give away.
package truth

import (
	"encoding/json"
	"io"
)

// Roles of a person.
const (
	Subscriber = "subscriber" // has accounts of their own
	Victim     = "victim"     // card or connection used by another
	Fraudster  = "fraudster"  // card thief, reseller, webmaster
	Bystander  = "bystander"  // shares a connection or a name, or shops; has no account
)

// Person is one line of persons.jsonl.
type Person struct {
	Person      string       `json:"person"`
	Country     string       `json:"country"`
	Role        string       `json:"role"`
	Accounts    []string     `json:"accounts"` // "site:user"
	Emails      []string     `json:"emails"`
	Cards       []string     `json:"cards"` // first six and last four digits
	Subscribers []Connection `json:"subscribers"`
	Resolvable  bool         `json:"resolvable"`
	Rivals      []string     `json:"rivals,omitempty"` // of victims and bystanders: kinds of rival that are true of them
}

// Connection names a line as its provider does.
type Connection struct {
	Provider   string `json:"provider"`
	Subscriber string `json:"subscriber"`
}

// Event is one line of events.jsonl: who really caused a row, over which line.
type Event struct {
	Path       string `json:"path"`
	Line       int64  `json:"line"`
	Person     string `json:"person"`
	Subscriber string `json:"subscriber"`
}

// Nexus is one line of nexus.jsonl: an item and the state it concerns.
type Nexus struct {
	Item  Item   `json:"item"`
	State string `json:"state"`
}

// Item is a typed selector; its types are those of the product's vocabulary.
type Item struct {
	Type  string `json:"type"`
	Value string `json:"value"`
}

// Less orders nexuses by item and state.
func (n Nexus) Less(o Nexus) bool {
	if n.Item.Type != o.Item.Type {
		return n.Item.Type < o.Item.Type
	}
	if n.Item.Value != o.Item.Value {
		return n.Item.Value < o.Item.Value
	}
	return n.State < o.State
}

// Duplicate is one line of duplicates.jsonl: a row that is delivered again and may be read, or,
// for logs and large tables, how many rows of one file are those of another.
type Duplicate struct {
	Path   string `json:"path"`
	Line   int64  `json:"line,omitempty"`
	OfPath string `json:"of_path"`
	OfLine int64  `json:"of_line,omitempty"`
	Rows   int64  `json:"rows,omitempty"`
}

// WriteLines writes one JSON object a line.
func WriteLines[T any](w io.Writer, rows []T) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

// Faults are the words of clocks.jsonl.
var Faults = []string{"zone", "dst", "am-pm", "day-month", "skew", "drift"}

// Clock is one line of clocks.jsonl: an exhibit whose stamps, read as its
// manifest says, are not the true instants.
type Clock struct {
	Path    string  `json:"path"`
	Fault   string  `json:"fault"`
	Seconds int64   `json:"seconds"`         // read less true; drift: gained a day; am-pm: 43200; day-month: 0
	Zone    string  `json:"zone,omitempty"`  // what the digits are really in
	Also    []int64 `json:"also,omitempty"`  // zone: what else it is in the window, where summer time differs
	Until   string  `json:"until,omitempty"` // when the clock was set right
	Pairs   int64   `json:"pairs"`           // events that other exhibits time too
	Moved   int64   `json:"moved,omitempty"` // assignments, answers: log-ins that the stated clock puts outside
}
