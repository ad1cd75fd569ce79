package catalogue_test

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
)

const findings = `{"hit":{"id":"h1","event":"access"}}
{"hit":{"id":"h\"2","event":"access"}}
{"subject":{"id":"s2","rank":2,"band":"supported"}}
{"subject":{"id":"s1","rank":1,"band":"corroborated"}}
`

func reader(s string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(s)), nil }
}

func open(t testing.TB) *catalogue.Catalogue {
	t.Helper()
	c, err := catalogue.Open(t.Context(), filepath.Join(t.TempDir(), "a b?#%.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func TestPlacesLeadToTheFindings(t *testing.T) {
	c, run := open(t), comity.DigestOf([]byte("run"))
	err := c.Update(t.Context(), func(b *catalogue.Batch) error {
		if err := b.Run(run, reader(findings)); err != nil {
			return err
		}
		return b.Head(7, run)
	})
	if err != nil {
		t.Fatal(err)
	}
	for id, kind := range map[string]string{"h1": "hit", `h"2`: "hit", "s1": "subject", "s2": "subject"} {
		p, ok, err := c.Find(t.Context(), run, kind, id)
		if err != nil || !ok {
			t.Fatal(id, ok, err)
		}
		line := findings[p.Offset : p.Offset+p.Length]
		if !strings.HasPrefix(line, "{") || !strings.HasSuffix(line, "}") || !strings.Contains(line, strings.ReplaceAll(id, `"`, `\"`)) {
			t.Errorf("%s leads to %q", id, line)
		}
	}
	if _, ok, err := c.Find(t.Context(), run, "hit", "s1"); ok || err != nil {
		t.Error("a subject is no hit", err)
	}
	places, err := c.Subjects(t.Context(), run)
	if err != nil || len(places) != 2 || !strings.Contains(findings[places[0].Offset:], "s1") {
		t.Errorf("not by rank: %v %v", places, err)
	}
	if seq, digest, err := c.Head(t.Context()); seq != 7 || digest != run || err != nil {
		t.Error(seq, digest, err)
	}
}

func TestAFailedUpdateLeavesNothing(t *testing.T) {
	c, run := open(t), comity.DigestOf([]byte("run"))
	err := c.Update(t.Context(), func(b *catalogue.Batch) error { return b.Run(run, reader(findings+"{\"hit\":\n")) })
	if err == nil {
		t.Fatal("half a line was taken")
	}
	if _, ok, err := c.Find(t.Context(), run, "hit", "h1"); ok || err != nil {
		t.Error("half a run is indexed", err)
	}
}

func TestDecisions(t *testing.T) {
	c := open(t)
	want := []catalogue.Decision{
		{Act: 3, Item: "s1", Actor: "a", Verdict: "yes", Text: "because", Time: time.Date(2004, 5, 1, 1, 2, 3, 4000, time.UTC)},
		{Act: 4, Item: "s2", Actor: "a", Verdict: "no", Text: "x"},
		{Act: 9, Item: "s1", Actor: "b", Text: "note", Time: time.Date(2004, 5, 2, 0, 0, 0, 0, time.UTC)},
	}
	err := c.Update(t.Context(), func(b *catalogue.Batch) error {
		for _, d := range want {
			if err := b.Decision(d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.Decisions(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// BenchmarkHowLongDoesTheFirstLookTake indexes a run; the metric is hits a second.
func BenchmarkHowLongDoesTheFirstLookTake(b *testing.B) {
	var text strings.Builder
	const n = 100_000
	for i := range n {
		fmt.Fprintf(&text, `{"hit":{"id":"hd38ccc8abe96-%d","event":"access","source":"IT/PP/2004-7/1","account":"garden.example:rosa%d"}}`+"\n", i*120, i)
	}
	c := open(b)
	for i := 0; b.Loop(); i++ {
		err := c.Update(b.Context(), func(u *catalogue.Batch) error {
			return u.Run(comity.DigestOf(fmt.Append(nil, i)), reader(text.String()))
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(n*float64(b.N)/b.Elapsed().Seconds(), "hits/s")
}
