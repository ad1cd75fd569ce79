package difference_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/difference"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// cite is a row of an exhibit that is named by one letter.
func cite(exhibit byte, offset int64) comity.Citation {
	return comity.Citation{Exhibit: comity.Digest{exhibit}, Offset: offset, Length: 10}
}

// part is all of an exhibit.
func part(exhibit byte) difference.Part { return difference.Part{Exhibit: comity.Digest{exhibit}} }

// hit is a hit of an account from minute first to minute last, in log l, in rows of exhibits.
func hit(log byte, offset int64, account string, first, last int, rows ...run.Candidate) *run.Hit {
	answer := "unique"
	if len(rows) > 1 {
		answer = "ambiguous"
	}
	return &run.Hit{
		ID: fmt.Sprintf("h%c-%d", log, offset), Event: "access", Source: string(log), Account: account, Addr: comity.AddrOf(netip.MustParseAddr("198.18.0.7")),
		Answer: answer, First: comity.Instant(first) * comity.Minute, Last: comity.Instant(last) * comity.Minute, Count: 2,
		Cite: cite(log, offset), Candidates: rows,
	}
}

func row(exhibit byte, offset int64, subscriber string) run.Candidate {
	return run.Candidate{Subscriber: run.Subscriber{Provider: "isp", Subscriber: subscriber}, Assignment: cite(exhibit, offset), Certain: true}
}

func subject(id string, band comity.Band, claimed string, accounts ...string) *run.Subject {
	s := &run.Subject{ID: id, Band: band}
	if claimed != "" {
		s.Subscribers = []run.Subscriber{{Provider: "isp", Subscriber: claimed}}
	}
	for _, a := range accounts {
		s.Selectors = append(s.Selectors, comity.Selector{Type: comity.SelectorAccount, Value: a})
	}
	return s
}

// of says which of two providers of the name a candidate is of.
func of(country string, c run.Candidate) run.Candidate {
	c.Country = country
	return c
}

// claims is of for what a subject claims.
func claims(country string, s *run.Subject) *run.Subject {
	s.Subscribers[0].Country = country
	return s
}

// side makes one run; its hits come in an order that seed decides.
func side(seed uint64, findings ...any) *difference.Side {
	rand.New(rand.NewPCG(seed, seed)).Shuffle(len(findings), func(i, j int) { findings[i], findings[j] = findings[j], findings[i] })
	var s difference.Side
	for _, f := range findings {
		switch f := f.(type) {
		case *run.Hit:
			s.Add(&run.Finding{Hit: f})
		case *run.Subject:
			s.Add(&run.Finding{Subject: f})
		}
	}
	return &s
}

// told is what a difference says in few words.
func told(d difference.Difference) []string {
	out := []string{}
	for _, l := range d.Looks {
		out = append(out, fmt.Sprintf("%s %s was %q because %v", l.What, l.Hit, l.Was, l.Because))
	}
	for _, s := range d.Subjects {
		out = append(out, fmt.Sprintf("%s %s other %q because %v", s.What, s.ID, s.Other, s.Because))
	}
	return out
}

func TestCompare(t *testing.T) {
	changes := difference.Changes{
		Rows:     map[comity.Citation]comity.Citation{cite('N', 0): cite('O', 0), cite('N', 20): cite('O', 10)},
		Exhibits: map[difference.Part]string{part('O'): "first", part('N'): "first", part('M'): "log"},
	}
	for _, tt := range []struct {
		name          string
		before, after []any
		counts        difference.Counts
		want          []string
	}{
		{name: "nothing", want: []string{}},
		{
			name:   "a corrected export says the same",
			before: []any{hit('L', 1, "a", 0, 5, row('O', 0, "x"))},
			after:  []any{hit('L', 1, "a", 0, 5, row('N', 0, "x"))},
			counts: difference.Counts{Same: 1}, want: []string{},
		},
		{
			name:   "another session of the same subscriber",
			before: []any{hit('L', 1, "a", 0, 5, row('O', 0, "x"))},
			after:  []any{hit('L', 1, "a", 0, 5, row('N', 20, "x"))},
			counts: difference.Counts{Assignment: 1}, want: []string{`assignment hL-1 was "" because [first]`},
		},
		{
			name:   "somebody else",
			before: []any{hit('L', 1, "a", 0, 5, row('O', 0, "x"), row('O', 10, "y"))},
			after:  []any{hit('L', 1, "a", 0, 5, row('N', 0, "x"))},
			counts: difference.Counts{Subscriber: 1}, want: []string{`subscriber hL-1 was "" because [first]`},
		},
		{
			name:   "another provider of the name came",
			before: []any{hit('L', 1, "a", 0, 5, row('P', 0, "x")), subject("s1", comity.Supported, "x", "a")},
			after:  []any{hit('L', 1, "a", 0, 5, of("IT", row('P', 0, "x"))), claims("IT", subject("s1", comity.Supported, "x", "a"))},
			counts: difference.Counts{Same: 1}, want: []string{},
		},
		{
			name:   "somebody else, of another provider of the name",
			before: []any{hit('L', 1, "a", 0, 5, of("DE", row('P', 9, "x"))), claims("DE", subject("s1", comity.Supported, "x", "a"))},
			after:  []any{hit('L', 1, "a", 0, 5, of("IT", row('P', 0, "x"))), claims("IT", subject("s1", comity.Supported, "x", "a"))},
			counts: difference.Counts{Subscriber: 1, Claim: 1}, want: []string{`subscriber hL-1 was "" because []`, `claim s1 other "" because [first log]`},
		},
		{
			name:   "no assignment any more, and one that is new",
			before: []any{hit('L', 1, "a", 0, 5, row('O', 0, "x"))},
			after:  []any{hit('L', 9, "b", 0, 5, row('P', 0, "x"))},
			counts: difference.Counts{Lost: 1, Gained: 1},
			want:   []string{`lost hL-1 was "" because [first]`, `gained hL-9 was "" because []`},
		},
		{
			name:   "a log delivered anew, one line longer",
			before: []any{hit('L', 1, "a", 0, 5, row('P', 0, "x")), hit('L', 2, "a", 50, 55, row('P', 0, "x"))},
			after:  []any{hit('M', 3, "a", 0, 5, row('P', 0, "x")), hit('M', 4, "a", 50, 55, row('P', 0, "x")), hit('M', 5, "a", 99, 99, row('P', 0, "x"))},
			counts: difference.Counts{Same: 2, Gained: 1}, want: []string{`gained hM-5 was "" because [log]`},
		},
		{
			name:   "a log whose clock was corrected",
			before: []any{hit('L', 1, "a", 0, 5, row('P', 0, "x")), hit('L', 2, "a", 50, 55, row('P', 0, "x"))},
			after:  []any{hit('M', 3, "a", 720, 725, row('P', 0, "x")), hit('M', 4, "a", 770, 775, row('P', 5, "y"))},
			counts: difference.Counts{Same: 1, Subscriber: 1}, want: []string{`subscriber hM-4 was "hL-2" because [log]`},
		},
		{
			name:   "a session cut by an assignment that changes inside it",
			before: []any{hit('L', 1, "a", 0, 30, row('O', 0, "x"))},
			after:  []any{hit('L', 1, "a", 0, 10, row('N', 0, "x")), hit('L', 7, "a", 11, 30, row('N', 20, "y"))},
			counts: difference.Counts{Same: 1, Subscriber: 1}, want: []string{`subscriber hL-7 was "hL-1" because [first]`},
		},
		{
			name:   "sessions put together",
			before: []any{hit('L', 1, "a", 0, 10, row('O', 0, "x")), hit('L', 7, "a", 11, 30, row('O', 10, "y"))},
			after:  []any{hit('L', 1, "a", 0, 30, row('N', 0, "x"))},
			counts: difference.Counts{Same: 1, Subscriber: 1}, want: []string{`subscriber hL-1 was "hL-7" because [first]`},
		},
		{
			name: "subjects",
			before: []any{
				subject("s1", comity.Supported, "x", "a"), subject("s2", comity.Supported, "x", "b"), subject("s3", comity.Supported, "x", "c"),
				subject("s4", comity.Supported, "x", "d"), subject("s5", comity.Supported, "", "e"), hit('L', 1, "c", 0, 5, row('P', 0, "x")),
			},
			after: []any{
				subject("s2", comity.Corroborated, "x", "b", "a"), subject("s3", comity.Supported, "y", "c"), subject("s4", comity.Supported, "x", "d"),
				subject("s5", comity.Supported, "", "e"), subject("s6", comity.Unresolved, "", "f"), hit('L', 1, "c", 0, 5, row('N', 0, "y")),
			},
			counts: difference.Counts{Subscriber: 1, Vanished: 1, Appeared: 1, Band: 1, Claim: 1},
			want: []string{
				`subscriber hL-1 was "" because [first]`,
				`vanished s1 other "s2" because [first log]`, `appeared s6 other "" because [first log]`,
				`band s2 other "" because [first log]`, `claim s3 other "" because [first]`,
			},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(8) {
				got := difference.Compare(side(seed, tt.before...), side(seed+1, tt.after...), changes)
				if diff := cmp.Diff(tt.counts, got.Counts); diff != "" {
					t.Errorf("seed %d: %s", seed, diff)
				}
				if diff := cmp.Diff(tt.want, told(got)); diff != "" {
					t.Errorf("seed %d: %s", seed, diff)
				}
			}
		})
	}
}

func TestAnswersTurn(t *testing.T) {
	got := difference.Compare(side(1, hit('L', 1, "a", 0, 5, row('O', 0, "x"), row('O', 5, "x"))), side(1, hit('L', 1, "a", 0, 5, row('O', 0, "x"))), difference.Changes{})
	want := []difference.Turn{{Before: "ambiguous", After: "unique", Hits: 1}}
	if diff := cmp.Diff(want, got.Answers); diff != "" {
		t.Error(diff)
	}
	if got.Looks[0].Before.Answer != "ambiguous" || len(got.Looks[0].Before.Assignments) != 2 || len(got.Looks[0].Before.Subscribers) != 1 {
		t.Errorf("%+v", got.Looks[0].Before)
	}
}

// statement is a row of an export: an address's last octet, a subscriber, and its minutes.
func statement(exhibit byte, offset int64, octet byte, subscriber string, from, to int) difference.Row {
	a := comity.AddrOf(netip.AddrFrom4([4]byte{198, 18, 0, octet}))
	at := func(n int) clock.Span {
		return clock.Span{Lo: comity.Instant(n) * comity.Minute, Hi: comity.Instant(n) * comity.Minute}
	}
	return difference.RowOf(&record.Assignment{
		Place: record.Place{Offset: offset}, First: a, Last: a, Start: at(from), End: at(to), Subscriber: subscriber,
	}, cite(exhibit, offset))
}

func TestPair(t *testing.T) {
	before := []difference.Row{
		statement('O', 0, 1, "x", 1, 2), statement('O', 10, 1, "x", 3, 4), statement('O', 20, 1, "x", 5, 6),
		statement('O', 30, 2, "y", 1, 2), statement('O', 40, 2, "y", 3, 4), statement('O', 45, 2, "y", 7, 8), statement('O', 50, 3, "z", 1, 2),
	}
	after := []difference.Row{
		// One says the same from another line; the others follow in their order.
		statement('N', 0, 1, "x", 3, 4), statement('N', 10, 1, "x", 13, 14), statement('N', 20, 1, "x", 15, 16),
		// Of y one row more has come: nobody knows which of them is new, but for the one
		// that says the same, and the one that only ends later.
		statement('N', 30, 2, "y", 3, 4), statement('N', 35, 2, "y", 7, 9), statement('N', 40, 2, "y", 11, 12), statement('N', 50, 2, "y", 21, 22),
		statement('N', 60, 3, "zz", 1, 2),
	}
	difference.SortRows(before)
	difference.SortRows(after)
	got := map[comity.Citation]comity.Citation{}
	difference.Pair(before, after, got)
	want := map[comity.Citation]comity.Citation{
		cite('N', 0): cite('O', 10), cite('N', 10): cite('O', 0), cite('N', 20): cite('O', 20), cite('N', 30): cite('O', 40), cite('N', 35): cite('O', 45),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// Of an archive one member may have changed and another not; of a workbook, a sheet.
func TestReasonsTellPartsApart(t *testing.T) {
	book := func(sheet string, subscriber string) run.Candidate {
		r := row('B', 0, subscriber)
		r.Assignment = comity.Citation{Exhibit: comity.Digest{'B'}, Inner: string(comity.AppendRow([]byte(comity.SheetPart(sheet)), 7)), Length: -1}
		return r
	}
	look := func(offset int64, member, sheet, subscriber string) *run.Hit {
		h := hit('Z', offset, member, 0, 5, book(sheet, subscriber))
		h.Cite.Inner = "zip/" + member
		return h
	}
	ch := difference.Changes{Exhibits: map[difference.Part]string{
		{Exhibit: comity.Digest{'Z'}, Inner: "zip/b.log"}:             "log of b",
		{Exhibit: comity.Digest{'B'}, Inner: comity.SheetPart("May")}: "sheet of May",
	}}
	got := difference.Compare(
		side(1, look(0, "a.log", "May", "x"), look(1, "b.log", "May", "x"), look(2, "b.log", "June", "x")),
		side(1, look(0, "a.log", "May", "y"), look(1, "b.log", "May", "y"), look(2, "b.log", "June", "y")), ch)
	want := []string{
		`subscriber hZ-0 was "" because [sheet of May]`,
		`subscriber hZ-1 was "" because [log of b sheet of May]`,
		`subscriber hZ-2 was "" because [log of b]`,
	}
	if diff := cmp.Diff(want, told(got)); diff != "" {
		t.Error(diff)
	}
}
