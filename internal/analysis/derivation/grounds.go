package derivation

import (
	"fmt"
	"slices"

	"comity/internal/comity"
)

// NodeKind is what a node of the grounds of a claim is.
type NodeKind string

// The kinds of node, from the claim to the bytes. docs/formats/graph.md
const (
	Claim     NodeKind = "claim"
	Weight    NodeKind = "weight"    // the row of the table that the claim is
	Hit       NodeKind = "hit"       // of the run
	Record    NodeKind = "record"    // what an exhibit says: an event, or an assignment
	Cite      NodeKind = "citation"  // bytes, or the row of a sheet
	Sealed    NodeKind = "exhibit"   // the bytes as they were obtained
	Seal      NodeKind = "seal"      // their description, with the root of their rows
	Act       NodeKind = "act"       // a signed act of the case
	Table     NodeKind = "table"     // what the run weighed by
	Parameter NodeKind = "parameter" // a number that the run was given
)

// The ways in which a node rests on another, where the kinds do not say it.
const (
	First      = "first"      // the record's first line
	Last       = "last"       // its last
	Between    = "between"    // Count lines of it stand among these bytes, with lines of others
	Event      = "event"      // the hit is this event
	Assigned   = "assignment" // which it may lie in
	Eliminated = "eliminated" // and which it is given to, since only this one was there each time
	Stated     = "selector"   // a record states a selector of the subject there
	Named      = "named"      // a row says who holds one of the subject's connections
)

// Grounds are all that one claim rests on: a graph without cycles, whose first
// node is the claim. Nodes stand in the order in which a walk from the claim,
// links in their order, comes to them.
type Grounds struct {
	Root  string  `json:"root"`
	Nodes []*Node `json:"nodes"`
}

// Node is one thing that a claim rests on. Which fields it has follows from its kind.
type Node struct {
	ID     string         `json:"id"` // kind, a colon, and what names it in the case
	Kind   NodeKind       `json:"kind"`
	Text   string         `json:"text,omitempty"`
	Weight *comity.Weight `json:"weight,omitempty"` // claim, weight
	Count  int64          `json:"count,omitempty"`  // hit: events
	More   int            `json:"more,omitempty"`   // hit: assignments that it does not name

	Cite *comity.Citation `json:"cite,omitempty"` // citation

	Ref    string         `json:"ref,omitempty"`    // exhibit, seal: the first reference it was sealed under; the seal's own
	Bytes  int64          `json:"bytes,omitempty"`  // exhibit
	Digest *comity.Digest `json:"digest,omitempty"` // exhibit: of its bytes; seal: of the description; act: of its file; table: of the table

	File    string         `json:"file,omitempty"`    // seal, act, table: where it lies in the case
	Rule    string         `json:"rule,omitempty"`    // seal: where leaves of the row tree end
	Version int            `json:"version,omitempty"` // seal: of the rules
	Leaves  *int64         `json:"leaves,omitempty"`  // seal
	Root    *comity.Digest `json:"root,omitempty"`    // seal

	Act  int64           `json:"act,omitempty"`  // act: its number
	Time *comity.Instant `json:"time,omitempty"` // act
	Run  *comity.Digest  `json:"run,omitempty"`  // act that recorded the run

	Value *int64 `json:"value,omitempty"` // parameter

	Rests []Link `json:"rests"`

	noted map[Link]struct{} // what Rest put there; nil while there are few
}

// Link is that a node rests on another.
type Link struct {
	To    string `json:"to"`
	As    string `json:"as,omitempty"`
	Count int64  `json:"count,omitempty"` // of lines between
	// May is that the exhibit may hold what the node rests on: no row of it is cited.
	May bool `json:"may,omitempty"`
}

// Ground builds Grounds. It lives for one claim.
type Ground struct {
	root  string
	nodes map[string]*Node
}

// NewGround starts with the claim.
func NewGround(claim *Node) *Ground {
	g := &Ground{root: claim.ID, nodes: map[string]*Node{}}
	g.Add(claim)
	return g
}

// NodeID is the id of a node.
func NodeID(k NodeKind, name string) string { return fmt.Sprintf("%s:%s", k, name) }

// Add puts a node in; one that is there already is handed back instead, and
// fresh is false.
func (g *Ground) Add(n *Node) (there *Node, fresh bool) {
	if old, ok := g.nodes[n.ID]; ok {
		return old, false
	}
	n.Rests = []Link{}
	g.nodes[n.ID] = n
	return n, true
}

// fewLinks is up to how many links it is quicker to look at each than to keep a set of them.
const fewLinks = 16

// Rest notes that a node rests on another, once for each way. Links come by Rest
// alone: a claim may have a million of them.
func (n *Node) Rest(l Link) {
	if n.noted == nil && len(n.Rests) >= fewLinks {
		n.noted = make(map[Link]struct{}, 2*len(n.Rests))
		for _, old := range n.Rests {
			n.noted[old] = struct{}{}
		}
	}
	if n.noted == nil {
		if !slices.Contains(n.Rests, l) {
			n.Rests = append(n.Rests, l)
		}
		return
	}
	if _, is := n.noted[l]; !is {
		n.noted[l] = struct{}{}
		n.Rests = append(n.Rests, l)
	}
}

// Grounds are what was put in, as far as the claim rests on it. A link that
// leads to nothing, or back, is a Fault: whoever filled the graph forgot a node.
func (g *Ground) Grounds() (*Grounds, error) {
	out := &Grounds{Root: g.root}
	return out, g.walk(out, g.root, map[string]bool{})
}

// walk adds a node and all behind it; open is true of the nodes that the walk came by.
func (g *Ground) walk(out *Grounds, id string, open map[string]bool) error {
	n := g.nodes[id]
	if n == nil {
		return comity.Errorf(comity.Fault, "the grounds of %s lead to %.120q, which is not there", g.root, id)
	}
	out.Nodes = append(out.Nodes, n)
	open[id] = true
	for _, l := range n.Rests {
		before, came := open[l.To]
		switch {
		case came && before:
			return comity.Errorf(comity.Fault, "the grounds of %s turn round at %.120q", g.root, l.To)
		case came:
			continue
		}
		if err := g.walk(out, l.To, open); err != nil {
			return err
		}
	}
	open[id] = false
	return nil
}
