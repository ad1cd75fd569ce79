package run_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

// word matches records that hold it.
type word string

func (w word) Line(text []byte) bool { return bytes.Contains(text, []byte(w)) }
func (w word) Row(r *run.Row) bool {
	a := r.Assignment
	return bytes.Contains(r.Text, []byte(w)) || a != nil && a.Subscriber == string(w)
}
func (w word) Excerpt(text []byte) string { return string(text) }

func search(t *testing.T, e run.Exhibit, w string, workers, limit int) run.Matches {
	t.Helper()
	m, err := run.Search(context.Background(), e, run.Query{Cards: tokens(""), Workers: workers, Limit: limit, Matcher: func() run.Matcher { return word(w) }})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// lines are the lines that were found, each checked against the exhibit's stream.
func lines(t *testing.T, stream string, m run.Matches) (out []int64) {
	t.Helper()
	for _, v := range m.List {
		if got := stream[v.Cite.Offset : v.Cite.Offset+v.Cite.Length]; got != v.Text {
			t.Errorf("%s: %q is not %q", v.Cite, got, v.Text)
		}
		if n := int64(strings.Count(stream[:v.Cite.Offset], "\n")) + 1; n != v.Line {
			t.Errorf("%s: line %d, not %d", v.Cite, n, v.Line)
		}
		out = append(out, v.Line)
	}
	return out
}

func TestSearchReadsRecordsInsideTheScopeOnly(t *testing.T) {
	log := fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00") + "rose garbled\n" +
		fmt.Sprintf(logLine, "rose", "03/Jan/2005:11:00:00") + fmt.Sprintf(logLine, "otto", "03/Jan/2004:11:00:00") +
		fmt.Sprintf(logLine, "rose", "04/Jan/2004:11:00:00")
	e := exhibit("site/1", record.Access, "combined", log)
	e.Source.Scope.To = 1_100_000_000 * comity.Second // in November 2004
	m := search(t, e, "rose", 1, 0)
	if d := cmp.Diff([]int64{1, 5}, lines(t, log, m)); d != "" || m.Total != 2 {
		t.Error(d)
	}
	if m := search(t, e, "rose", 1, 1); len(m.List) != 1 || m.Total != 2 {
		t.Errorf("%+v", m)
	}
}

func TestSearchDependsOnNeitherWorkersNorBlocks(t *testing.T) {
	var b strings.Builder
	for i := range 120_000 {
		user := "otto"
		if i%9973 == 0 {
			user = "rose"
		}
		fmt.Fprintf(&b, logLine, user, "01/Jan/2004:10:00:00")
	}
	long := strings.Repeat("x", 3<<20) + "\n"
	log := b.String() + long + b.String()
	e := exhibit("site/1", record.Access, "combined", log)
	want := search(t, e, "rose", 1, 0)
	if lines(t, log, want); want.Total != 26 {
		t.Fatalf("%d found", want.Total)
	}
	for _, workers := range []int{2, 5} {
		if d := cmp.Diff(want, search(t, e, "rose", workers, 0)); d != "" {
			t.Errorf("%d workers: %s", workers, d)
		}
		first := search(t, e, "rose", workers, 3)
		if d := cmp.Diff(want.List[:3], first.List); d != "" || first.Total != want.Total {
			t.Errorf("%d workers, the first three: %s", workers, d)
		}
	}
}

func TestSearchTables(t *testing.T) {
	for _, workers := range []int{1, 3} {
		e := exhibit("isp/1", record.Assignments, "csv", isp)
		if d := cmp.Diff([]int64{2, 3}, lines(t, isp, search(t, e, "line-1", workers, 0))); d != "" {
			t.Error(d)
		}
		e = exhibit("biller/1", record.Payments, "csv", billing)
		if d := cmp.Diff([]int64{2}, lines(t, billing, search(t, e, "Anna", workers, 0))); d != "" {
			t.Error(d)
		}
	}
}

func TestSearchInsidePacking(t *testing.T) {
	log := fmt.Sprintf(logLine, "otto", "01/Jan/2004:10:00:00") + fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.WriteString(z, log); err != nil || z.Close() != nil {
		t.Fatal(err)
	}
	e := exhibit("site/1", record.Access, "combined", packed.String())
	e.Source.Packing = "gzip"
	m := search(t, e, "rose", 2, 0)
	if d := cmp.Diff([]int64{2}, lines(t, log, m)); d != "" || m.List[0].Cite.Inner != "gzip" {
		t.Error(d)
	}
}

// TestSearchFindsWhatEndsFarAhead: the session begins in one block and is
// handed over, without its bytes, in a later one.
func TestSearchFindsWhatEndsFarAhead(t *testing.T) {
	radius := func(kind, id, user string, at int) string {
		return fmt.Sprintf("Tue Mar  2 14:05:09 2004\n\tUser-Name = %q\n\tNAS-IP-Address = 10.0.0.1\n\tAcct-Session-Id = %q\n\tAcct-Status-Type = %s\n"+
			"\tFramed-IP-Address = 198.51.100.7\n\tNAS-Port-Id = \"port of %s\"\n\tTimestamp = %d\n\n", user, id, kind, user, at)
	}
	var b strings.Builder
	b.WriteString(radius("Start", "1", "rose@dsl.example", 1078232709))
	for i := range 40_000 {
		b.WriteString(radius("Start", fmt.Sprint("x", i), "otto@dsl.example", 1078232709))
	}
	b.WriteString(radius("Stop", "1", "rose@dsl.example", 1078236709))
	e := exhibit("isp/1", record.Assignments, "radius", b.String())
	for _, w := range []string{"rose@dsl.example", "port of rose"} {
		if d := cmp.Diff([]int64{1}, lines(t, b.String(), search(t, e, w, 2, 0))); d != "" {
			t.Errorf("%s: %s", w, d)
		}
	}
}

func TestSearchNamesADamagedExhibit(t *testing.T) {
	e := exhibit("site/1", record.Access, "combined", fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00"))
	e.Source.Exhibit[0] ^= 1
	_, err := run.Search(context.Background(), e, run.Query{Matcher: func() run.Matcher { return word("rose") }})
	if comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), "site/1") {
		t.Error(err)
	}
}

// BenchmarkSearchALogForAText asks how fast the records of a log are searched.
func BenchmarkSearchALogForAText(b *testing.B) {
	line := fmt.Sprintf(logLine, "otto", "01/Jan/2004:10:00:00")
	e := exhibit("site/1", record.Access, "combined", strings.Repeat(line, 64<<20/len(line)))
	b.SetBytes(e.Size)
	for b.Loop() {
		if _, err := run.Search(context.Background(), e, run.Query{Matcher: func() run.Matcher { return word("rose") }}); err != nil {
			b.Fatal(err)
		}
	}
}
