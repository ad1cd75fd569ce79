package run_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

const gardeners = "account,email,time\nmoss,moss@mail.example,2004-01-02 10:00:00\nfern,fern@mail.example,someday\n" +
	"ivy,ivy@mail.example,2004-01-03 10:00:00\nlate,late@mail.example,2006-01-03 10:00:00\n"

func takeMembers(t *testing.T, in run.Input) (said []string, report []run.Taken, err error) {
	t.Helper()
	report, err = run.Take(context.Background(), in, run.Wanted{
		Kinds: []record.Kind{record.Members},
		Row: func(src *record.Source, r *run.Row) error {
			said = append(said, fmt.Sprintf("%s %d %s", src.Ref, r.Line, r.Member.User))
			return nil
		},
		Reject: func(r run.Reject) { said = append(said, fmt.Sprintf("%s %d: %s", r.Ref, r.Line, r.Reason)) },
		Outside: func(r run.Reject) {
			said = append(said, fmt.Sprintf("%s %d outside: %d+%d", r.Ref, r.Line, r.Cite.Offset, r.Cite.Length))
		},
	})
	return said, report, err
}

func TestTake(t *testing.T) {
	var x []run.Exhibit
	for _, ref := range []string{"B/1", "A/1"} {
		e := exhibit(ref, record.Members, "csv", gardeners)
		e.Source.Site = ref + ".example"
		e.Source.Scope.To = 1_100_000_000 * comity.Second // in November 2004
		x = append(x, e)
	}
	x[0].Source.Sheet = "other" // the same bytes read as another part count apart
	x = append(x, exhibit("C/1", record.Payments, "csv", billing))
	cite := comity.Citation{Exhibit: x[1].Source.Exhibit, Offset: 20, Length: 3}
	in := run.Input{Exhibits: x, Cards: tokens(""), Workers: 2, Withdrawn: []run.Withdrawn{{Ref: "A/1", Exhibit: x[1].Source.Exhibit, Cite: &cite, By: "restrict"}}}
	said, report, err := takeMembers(t, in)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"A/1 4 ivy", "A/1 3: bad time", "A/1 5 outside: 134+42", "B/1 2 moss", "B/1 4 ivy", "B/1 3: bad time", "B/1 5 outside: 134+42"}
	if d := cmp.Diff(want, said); d != "" {
		t.Error(d)
	}
	for i, n := range []int64{1, 2} {
		r := report[i]
		if r.Rows != n || r.Withdrawn != 2-n || r.Rejects != 1 || r.Quarantined != 1 || r.Unread || r.Bytes != int64(len(gardeners)) {
			t.Errorf("%+v", r)
		}
	}
}

func TestTakeEnds(t *testing.T) {
	e := exhibit("A/1", record.Members, "csv", gardeners)
	e.Source.Site = "garden.example"
	in := run.Input{Exhibits: []run.Exhibit{e}, Cards: tokens("")}
	enough, n := errors.New("enough"), 0
	_, err := run.Take(context.Background(), in, run.Wanted{Kinds: []record.Kind{record.Members}, Row: func(*record.Source, *run.Row) error { n++; return enough }})
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("%v after %d", err, n)
	}
	in.Exhibits[0].Source.Exhibit[0] ^= 1
	if _, _, err := takeMembers(t, in); comity.KindOf(err) != comity.Negative {
		t.Errorf("altered bytes: %v", err)
	}
}

func TestTakeNamesWhatItCannotRead(t *testing.T) {
	e := exhibit("A/1", record.Hashes, "hashes", "whatever")
	report, err := run.Take(context.Background(), run.Input{Exhibits: []run.Exhibit{e}}, run.Wanted{Kinds: []record.Kind{record.Hashes}})
	if err != nil || len(report) != 1 || !report[0].Unread || report[0].Bytes != 8 {
		t.Errorf("%+v, %v", report, err)
	}
}
