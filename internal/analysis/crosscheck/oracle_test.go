package crosscheck_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// The oracle answers by looking at every assignment, straight from the
// definitions in the package comment. It shares no code with the index.

type world struct {
	assignments []record.Assignment
	index       *crosscheck.Index
}

func addr(s string) comity.Addr {
	a, ok := comity.ParseAddr(s)
	if !ok {
		panic(s)
	}
	return a
}

// randomWorld has few addresses and a short time, so that everything collides.
func randomWorld(t testing.TB, seed uint64, n int, open bool) *world {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 2))
	w := &world{}
	for i := range n {
		start := comity.Instant(r.IntN(1000)) * comity.Second
		end := start + comity.Instant(r.IntN(200)+1)*comity.Second
		skew := comity.Instant(r.IntN(3)) * comity.Second
		a := record.Assignment{
			Place: record.Place{Offset: int64(i * 100), Length: 99},
			Start: clock.Span{Lo: start - skew, Hi: start + skew}, End: clock.Span{Lo: end - skew, Hi: end + skew},
			Subscriber: fmt.Sprintf("sub%d", r.IntN(12)),
		}
		a.First, a.Last = randomRange(r)
		if r.IntN(4) == 0 {
			a.PortFrom = uint16(1000 + 100*r.IntN(5))
			a.PortTo = a.PortFrom + 99
		}
		if r.IntN(6) == 0 {
			a.Point, a.End = true, a.Start
		} else if open && r.IntN(6) == 0 {
			a.Open = true
		}
		w.assignments = append(w.assignments, a)
	}
	batches := []*crosscheck.Batch{{}, {}, {}}
	for i := range w.assignments {
		if reason := batches[i*3/n].Add(&w.assignments[i], 0); reason != "" {
			t.Fatal(reason)
		}
	}
	var err error
	if w.index, err = crosscheck.Build(batches, []string{"isp"}, 2); err != nil {
		t.Fatal(err)
	}
	return w
}

func randomRange(r *rand.Rand) (first, last comity.Addr) {
	a := randomAddr(r)
	switch r.IntN(4) {
	case 0: // a range that is no prefix
		b := a
		b.Lo += uint64(r.IntN(7))
		return a, b
	case 1:
		return a.Mask(125), comity.Addr{Hi: a.Hi, Lo: a.Lo | 7}
	}
	return a, a
}

func randomAddr(r *rand.Rand) comity.Addr {
	if r.IntN(4) == 0 {
		a := addr("2001:db8::")
		a.Lo += uint64(r.IntN(16))
		return a
	}
	return comity.AddrV4(198<<24 | 18<<16 | uint32(r.IntN(16)))
}

// answer is the oracle's.
func (w *world) answer(a comity.Addr, port uint16, t clock.Span) string {
	type candidate struct {
		offset  int64
		sub     string
		certain bool
	}
	var found []candidate
	noPort := false
	for _, as := range w.assignments {
		if a.Compare(as.First) < 0 || a.Compare(as.Last) > 0 {
			continue
		}
		possible := as.Start.Lo <= t.Hi && as.End.Hi > t.Lo
		certain := t.Lo >= as.Start.Hi && t.Hi < as.End.Lo
		if as.Point {
			possible = as.Start.Lo <= t.Hi && as.Start.Hi >= t.Lo
			certain = t.Lo >= as.Start.Lo-5*comity.Second && t.Hi <= as.Start.Hi+5*comity.Second
		}
		if !possible || port != 0 && as.PortTo != 0 && (port < as.PortFrom || port > as.PortTo) {
			continue
		}
		noPort = noPort || port == 0 && as.PortTo != 0
		found = append(found, candidate{as.Offset, as.Subscriber, certain})
	}
	subs, certain := map[string]bool{}, map[string]bool{}
	for _, f := range found {
		subs[f.sub] = true
		if f.certain {
			certain[f.sub] = true
		}
	}
	word := "ambiguous"
	switch {
	case len(found) == 0:
		word = "unassigned"
	case noPort:
		word = "shared"
	case len(subs) == 1 && len(certain) == 1:
		word = "unique"
	case len(certain) > 1:
		word = "shared"
	}
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Compare(a.offset, b.offset) })
	return fmt.Sprint(word, found)
}

func (w *world) lookup(a comity.Addr, port uint16, t clock.Span) (string, clock.Span) {
	res := w.index.Lookup(nil, a, port, t)
	slices.SortFunc(res.Candidates, func(a, b crosscheck.Candidate) int { return cmp.Compare(a.Row.Offset, b.Row.Offset) })
	var found []string
	for _, c := range res.Candidates {
		found = append(found, fmt.Sprintf("{%d %s %v}", c.Row.Offset, w.index.Subscriber(c.Row), c.Certain))
	}
	return fmt.Sprintf("%s[%s]", res.Answer, strings.Join(found, " ")), res.Window
}

func randomEvent(r *rand.Rand) (comity.Addr, uint16, clock.Span) {
	lo := comity.Instant(r.IntN(1300)-50) * comity.Second
	hi := lo + comity.Instant(r.IntN(3))*comity.Second
	port := uint16(0)
	if r.IntN(2) == 0 {
		port = uint16(1000 + r.IntN(600))
	}
	return randomAddr(r), port, clock.Span{Lo: lo, Hi: hi}
}

func TestLookupAgreesWithTheOracle(t *testing.T) {
	for seed := range uint64(40) {
		w := randomWorld(t, seed, 10+int(seed)*10, false)
		r := rand.New(rand.NewPCG(seed, 3))
		for range 2000 {
			a, port, span := randomEvent(r)
			got, _ := w.lookup(a, port, span)
			if want := w.answer(a, port, span); got != want {
				t.Fatalf("seed %d, %s port %d at %v:\n got %s\nwant %s", seed, a, port, span, got, want)
			}
		}
	}
}

// Everything inside the window that an answer comes with has that answer.
func TestWindowHolds(t *testing.T) {
	hits := 0
	for seed := range uint64(400) {
		w := randomWorld(t, seed, 1+int(seed)%30, true)
		r := rand.New(rand.NewPCG(seed, 4))
		for range 200 {
			a, _, span := randomEvent(r)
			want, window := w.lookup(a, 0, span)
			if window.Lo > window.Hi {
				continue
			}
			for range 5 {
				lo, hi := max(window.Lo, -100*comity.Second), min(window.Hi, 1500*comity.Second)
				if lo >= hi {
					break
				}
				at := lo + comity.Instant(r.Int64N(int64(hi-lo+1)))
				hits++
				if got, _ := w.lookup(a, 0, clock.Span{Lo: at, Hi: at}); got != want {
					t.Fatalf("seed %d, %s: %s at %v, but %s at %d", seed, a, want, span, got, at)
				}
			}
		}
	}
	if hits < 10000 {
		t.Errorf("only %d windows tried", hits)
	}
}

func TestOpenSessionEndsWithTheNextOneAndIsNeverCertainBehindItsLastSign(t *testing.T) {
	var b crosscheck.Batch
	at := func(s int) clock.Span {
		return clock.Span{Lo: comity.Instant(s) * comity.Second, Hi: comity.Instant(s) * comity.Second}
	}
	a := addr("198.18.0.1")
	for _, as := range []record.Assignment{
		{First: a, Last: a, Start: at(0), End: at(100), Open: true, Subscriber: "anna"},
		{First: a, Last: a, Start: at(5000), End: at(6000), Subscriber: "bert"},
		{First: a, Last: a, Start: at(7000), End: at(7000), Open: true, Subscriber: "carl"},
	} {
		b.Add(&as, 0)
	}
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		at   int
		want string
	}{
		{50, "anna true"}, {100, "anna false"}, {4999, "anna false"}, {5000, "bert true"}, {6500, "none"},
		{7000, "carl false"}, {7000 + 86399, "carl false"}, {7000 + 86400, "none"},
	} {
		got := "none"
		if res := x.Lookup(nil, a, 0, at(tt.at)); len(res.Candidates) == 1 {
			got = fmt.Sprintf("%s %v", x.Subscriber(res.Candidates[0].Row), res.Candidates[0].Certain)
		}
		if got != tt.want {
			t.Errorf("at %d: %s, want %s", tt.at, got, tt.want)
		}
	}
}

// A line whose end is not stated because it is still in force holds until the
// address is given to somebody else.
func TestLineInForce(t *testing.T) {
	var b crosscheck.Batch
	at := func(s int) clock.Span {
		return clock.Span{Lo: comity.Instant(s) * comity.Second, Hi: comity.Instant(s) * comity.Second}
	}
	one, two := addr("198.18.0.1"), addr("198.18.0.2")
	for _, as := range []record.Assignment{
		{First: one, Last: one, Start: at(0), End: at(0), Open: true, InForce: true, Subscriber: "anna"},
		{First: one, Last: one, Start: at(5000), End: at(6000), Subscriber: "bert"},
		{First: two, Last: two, Start: at(0), End: at(0), Open: true, InForce: true, Subscriber: "carl"},
	} {
		b.Add(&as, 0)
	}
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		a    comity.Addr
		at   int
		want string
	}{
		{one, 4999, "unique anna"}, {one, 5000, "unique bert"}, {one, 6000, "unassigned "}, {two, 1 << 40, "unique carl"}, {two, -1, "unassigned "},
	} {
		res := x.Lookup(nil, tt.a, 0, at(tt.at))
		name := ""
		for _, c := range res.Candidates {
			name += string(x.Subscriber(c.Row))
		}
		if got := res.Answer.String() + " " + name; got != tt.want {
			t.Errorf("%s at %d: %s, want %s", tt.a, tt.at, got, tt.want)
		}
	}
}

// What a provider answered about one moment of a line in force is no end of it, if it names the same
// subscriber; another's has the address from then on.
func TestLineInForceThatWasAskedAbout(t *testing.T) {
	a := addr("198.18.0.1")
	at := func(s int) clock.Span {
		return clock.Span{Lo: comity.Instant(s) * comity.Second, Hi: comity.Instant(s) * comity.Second}
	}
	for _, tt := range []struct {
		name, provider, subscriber string
		inForce                    bool
		want                       string
	}{
		{"the same subscriber", "isp", "anna", true, "anna true"},
		{"another subscriber", "isp", "bert", true, "none"},
		{"another provider's", "other", "anna", true, "none"},
		{"a session that lost its end", "isp", "anna", false, "anna false"},
		{"the same of another", "isp", "bert", false, "none"},
	} {
		var list, answers crosscheck.Batch
		list.Add(&record.Assignment{First: a, Last: a, Start: at(0), End: at(0), Open: true, InForce: tt.inForce, Subscriber: "anna"}, 0)
		for _, s := range []int{1000, 2000} {
			answers.Add(&record.Assignment{First: a, Last: a, Start: at(s), End: at(s), Point: true, Asked: at(s).Lo, Subscriber: tt.subscriber}, 1)
		}
		x, err := crosscheck.Build([]*crosscheck.Batch{&list, &answers}, []string{"isp", tt.provider}, 1)
		if err != nil {
			t.Fatal(err)
		}
		got := "none"
		if res := x.Lookup(nil, a, 0, at(3000)); len(res.Candidates) == 1 {
			got = fmt.Sprintf("%s %v", x.Subscriber(res.Candidates[0].Row), res.Candidates[0].Certain)
		}
		if got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
	}
}

// However long the uncertainty, it never makes an answer certain.
func TestBoundlessUncertaintyIsNeverCertain(t *testing.T) {
	a := addr("198.18.0.1")
	for _, skew := range []comity.Instant{comity.Hour, 49 * comity.Day, 60 * comity.Day, 366 * comity.Day} {
		var b crosscheck.Batch
		b.Add(&record.Assignment{First: a, Last: a, Start: clock.Span{Lo: -skew, Hi: skew}, End: clock.Span{Lo: comity.Hour - skew, Hi: comity.Hour + skew}, Subscriber: "anna"}, 0)
		x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []comity.Instant{-skew, 0, comity.Hour / 2, skew} {
			if res := x.Lookup(nil, a, 0, clock.Span{Lo: at, Hi: at}); res.Answer != crosscheck.Ambiguous {
				t.Errorf("skew %d h, at %d h: %s", skew/comity.Hour, at/comity.Hour, res.Answer)
			}
		}
	}
}
