package casefile

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/simulate"
)

// stride is how many exhibits of a world there are to one that is left out: each
// costs two computations. COMITY_EVERY=1 leaves out every one.
func stride() int {
	if os.Getenv("COMITY_EVERY") != "" {
		return 1
	}
	return 15
}

// simulated is a checked case of a small simulated world.
func simulated(t *testing.T, seed uint64) *Case {
	t.Helper()
	root := t.TempDir()
	cfg := simulate.Config{Seed: seed, Dirt: "standard", Formats: "classic", Sites: 2, Subscribers: 16, Days: 40}
	if _, err := simulate.Falcon(t.Context(), filepath.Join(root, "world"), cfg); err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(root, "world", "evidence.toml")
	if _, err := os.Stat(manifest); err != nil {
		manifest = filepath.Join(root, "world", "evidence", "evidence.toml")
	}
	at := time.Date(2004, 5, 1, 8, 0, 0, 0, time.UTC)
	n, err := OpenNode(t.Context(), Config{Home: filepath.Join(root, "home"), Actor: "inspector", Purpose: "test",
		Now: func() time.Time { at = at.Add(time.Second); return at }, Rand: rand.NewChaCha8(sha256.Sum256([]byte(root)))})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = n.Close() })
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), InitParams{Title: "Garden", Country: "IT", Authority: "Polizia Postale"})
	if err == nil {
		_, err = c.Seal(t.Context(), manifest)
	}
	if err == nil {
		_, err = c.Check(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// buffer is a file of a run in memory.
type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

// recomputed are the findings of what the case reads, but for one reference, by an
// engine that knows nothing of withdrawals.
func (c *Case) recomputed(t *testing.T, ref string) []byte {
	t.Helper()
	in, err := c.input(c.state.head())
	if err != nil {
		t.Fatal(err)
	}
	in.Exhibits = slices.DeleteFunc(in.Exhibits, func(x run.Exhibit) bool { return x.Source.Ref == ref })
	files := map[string]*buffer{}
	in.Create = func(name string) (io.WriteCloser, error) {
		files[name] = &buffer{}
		return files[name], nil
	}
	if _, err := run.Compute(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	return files[run.FindingsFile].Bytes()
}

// brute is what a run found, by id: each finding as it stands but for its rank, and
// each argument for itself; and which of them name an exhibit anywhere.
type brute struct {
	says  map[string]string
	cites map[string]bool
}

func bruteOf(t *testing.T, b []byte, exhibit comity.Digest) brute {
	t.Helper()
	out := brute{map[string]string{}, map[string]bool{}}
	add := func(id string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.says[id] = string(text)
		out.cites[id] = bytes.Contains(text, []byte(exhibit.String()))
		for h, is := range out.cites { // hits come first
			out.cites[id] = out.cites[id] || is && strings.HasPrefix(h, "h") && bytes.Contains(text, []byte(`"`+h+`"`))
		}
	}
	for line := range bytes.Lines(b) {
		var f map[string]map[string]any
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if h := f["hit"]; h != nil {
			add(h["id"].(string), h)
			continue
		}
		s := f["subject"]
		delete(s, "rank")
		id := s["id"].(string)
		add(id, s)
		eliminated, _ := s["eliminated"].([]any)
		for _, side := range []string{"for", "against"} {
			for i, a := range s[side].([]any) {
				claim := fmt.Sprintf("%s/%s/%d", id, side, i+1)
				add(claim, a)
				for _, e := range eliminated { // a claim rests on its own hits' eliminations
					e := e.(map[string]any)
					for _, h := range a.(map[string]any)["hits"].([]any) {
						out.cites[claim] = out.cites[claim] || h == e["hit"] && strings.HasPrefix(e["assignment"].(string), exhibit.String())
					}
				}
			}
		}
	}
	return out
}

// named are the dependents that follow from two runs.
func (b brute) named(after brute) map[string]string {
	out := map[string]string{}
	for id, says := range b.says {
		now, there := after.says[id]
		switch {
		case !there:
			out[id] = "gone"
		case now != says:
			out[id] = "changed"
		case b.cites[id]:
			out[id] = "same"
		}
	}
	for id := range after.says {
		if _, there := b.says[id]; !there {
			out[id] = "new"
		}
	}
	return out
}

// TestDependentsAreThoseOfARecomputation leaves out every exhibit of small worlds and
// compares what is named with a computation that never had it.
func TestDependentsAreThoseOfARecomputation(t *testing.T) {
	if testing.Short() || raced {
		t.Skip("slow")
	}
	t.Parallel()
	for at, seed := range []uint64{2, 3, 5} {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			c := simulated(t, seed)
			last, err := c.latest()
			if err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(filepath.Join(c.dir, runPath(last.Run, findingsFile)))
			if err != nil {
				t.Fatal(err)
			}
			named := 0
			live := c.state.live(c.state.head())
			for i, v := range live {
				if i%stride() != at%stride() {
					continue
				}
				was, now := bruteOf(t, before, v.body.Exhibit), bruteOf(t, c.recomputed(t, v.body.Ref), v.body.Exhibit)
				want, got := was.named(now), c.namedWithout(t, v, last.Run)
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (-brute force +named):\n%s", v.body.Ref, diff)
				}
				named += len(want)
			}
			if named == 0 {
				t.Error("nothing depended on anything")
			}
			t.Logf("%d exhibits, %d dependents", len(live), named)
		})
	}
}

// namedWithout are the dependents that leaving v out names.
func (c *Case) namedWithout(t *testing.T, v sealed, before comity.Digest) map[string]string {
	t.Helper()
	x := aside{act: act.Act{Seq: c.state.head(), Kind: actWithdraw},
		body: asideBody{Item: v.body.Ref, Exhibit: v.body.Exhibit, Refs: []string{v.body.Ref}, Run: &before}}
	c.state.asides = append(c.state.asides, x)
	defer func() { c.state.asides = nil }()
	res, err := c.compute(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rep := x.report()
	if err := c.compare(t.Context(), x, checkBody{Run: res.Run}, &rep); err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, d := range rep.Dependents {
		out[d.Item] = d.Became
	}
	return out
}
