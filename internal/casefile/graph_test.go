package casefile_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/casefile"
)

// claims are all claims of the latest run.
func claims(t *testing.T, c *casefile.Case) (out []casefile.ClaimView) {
	t.Helper()
	err := c.Subjects(t.Context(), func(s run.Subject) error {
		for side, n := range map[string]int{"for": len(s.For), "against": len(s.Against)} {
			for i := range n {
				v, err := c.Claim(t.Context(), fmt.Sprintf("%s/%s/%d", s.ID, side, i+1))
				if err != nil {
					return err
				}
				out = append(out, v)
			}
		}
		return nil
	})
	if err != nil || len(out) == 0 {
		t.Fatalf("%d claims, %v", len(out), err)
	}
	return out
}

// From every claim the graph leads to each of its hits, to bytes that are those
// of its walk, to the seal of each exhibit and the acts, and nowhere else.
func TestGraphLeadsToTheBytes(t *testing.T) {
	n, c, dir := newCase(t)
	acts, err := c.Acts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	again := reopen(t, n, dir)
	for _, v := range claims(t, c) {
		nodes := graphNodes(t, &v)
		cited := map[string]bool{}
		for _, node := range nodes {
			switch node.Kind {
			case derivation.Cite:
				cited[node.Cite.String()] = true
			case derivation.Seal:
				if node.Root == nil || node.Rule == "" || node.Leaves == nil || len(node.Rests) != 1 || nodes[node.Rests[0].To].Text != "seal" {
					t.Errorf("%s: seal %+v", v.ID, node)
				}
			case derivation.Sealed:
				if len(node.Rests) == 0 || nodes[node.Rests[0].To].Kind != derivation.Seal {
					t.Errorf("%s: %s leads to no seal", v.ID, node.ID)
				}
			case derivation.Act:
				if a := acts[node.Act-1]; a.Digest != *node.Digest || a.Kind != node.Text || (a.Kind == "check") != (node.Run != nil && *node.Run == v.Run) {
					t.Errorf("%s: act %+v", v.ID, node)
				}
				if _, err := os.Stat(dir + "/" + node.File); err != nil {
					t.Error(err)
				}
			}
		}
		for _, w := range v.Walk {
			for _, l := range append(w.Lines, w.Assignments...) {
				if !cited[l.Cite.String()] {
					t.Errorf("%s: the graph misses %s", v.ID, l.Cite)
				}
			}
		}
		for _, h := range v.Hits {
			if nodes[derivation.NodeID(derivation.Hit, h.ID)] == nil {
				t.Errorf("%s: the graph misses hit %s", v.ID, h.ID)
			}
		}
		if w := nodes["table:weights"]; w == nil || *w.Digest != attribution.TableDigest() || nodes["table:clocks"] == nil || nodes["parameter:session_gap_us"] == nil {
			t.Errorf("%s: tables and parameters are missing", v.ID)
		}
		same, err := again.Claim(t.Context(), v.ID)
		if a, b := doc(t, v.Graph), doc(t, same.Graph); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: another graph the second time: %v\n%s\n%s", v.ID, err, a, b)
		}
	}
}

// graphNodes are the nodes by their id: each once, none dangling, all reached
// from the claim, and no way leads back.
func graphNodes(t *testing.T, v *casefile.ClaimView) map[string]*derivation.Node {
	t.Helper()
	nodes := map[string]*derivation.Node{}
	for _, n := range v.Graph.Nodes {
		if nodes[n.ID] != nil {
			t.Errorf("%s: %s stands twice", v.ID, n.ID)
		}
		nodes[n.ID] = n
	}
	state := map[string]int{} // 1: on the way, 2: done
	var walk func(string)
	walk = func(id string) {
		if nodes[id] == nil || state[id] == 1 {
			t.Fatalf("%s: %s dangles or turns round", v.ID, id)
		}
		if state[id] == 2 {
			return
		}
		state[id] = 1
		for _, l := range nodes[id].Rests {
			walk(l.To)
		}
		state[id] = 2
	}
	walk(v.Graph.Root)
	if v.Graph.Root != "claim:"+v.ID || len(state) != len(nodes) {
		t.Errorf("%s: %d nodes of %d are reached from %s", v.ID, len(state), len(nodes), v.Graph.Root)
	}
	return nodes
}

// A claim about names says that it may rest on rows that nobody cites, one about
// its hits does not.
func TestGraphSaysWhatItOnlySupposes(t *testing.T) {
	_, c, _ := newCase(t)
	seen := map[bool]int{}
	for _, v := range claims(t, c) {
		row, ok := attribution.Find(v.Argument.Text, v.Argument.Weight)
		if !ok {
			t.Fatalf("%s: no row says %q", v.ID, v.Argument.Text)
		}
		if row.Name != "name-same" && row.Name != "prior" && row.Name != "use" {
			continue
		}
		may := false
		for _, l := range v.Graph.Nodes[0].Rests {
			may = may || l.May
		}
		if seen[may]++; may != (row.Name == "name-same") {
			t.Errorf("%s (%s): may %v", v.ID, row.Name, may)
		}
	}
	if len(seen) != 2 {
		t.Errorf("seen %v", seen)
	}
}

func doc(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
