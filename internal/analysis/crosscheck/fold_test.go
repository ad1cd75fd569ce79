package crosscheck_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

const gap = 30 * comity.Second

func events(seed uint64, n int) []crosscheck.Event {
	r := rand.New(rand.NewPCG(seed, 5))
	out := make([]crosscheck.Event, n)
	at := comity.Instant(0)
	for i := range out {
		at += comity.Instant(r.IntN(3)) * comity.Second
		out[i] = crosscheck.Event{
			Addr: comity.AddrV4(198<<24 | 18<<16 | uint32(r.IntN(6))), Time: clock.Span{Lo: at, Hi: at},
			User: []byte(fmt.Sprintf("user%d", r.IntN(4))), Place: record.Place{Offset: int64(i) * 100, Length: 99},
		}
	}
	return out
}

// fold cuts the events into blocks of the given size, folds and joins them.
func fold(t *testing.T, x *crosscheck.Index, evs []crosscheck.Event, size int) []string {
	t.Helper()
	var out []string
	f := crosscheck.NewFolder(x, gap)
	j := crosscheck.NewJoiner(gap, func(h *crosscheck.Hit) error {
		subs := ""
		for _, c := range h.Candidates {
			subs += fmt.Sprintf(" %d/%v", c.Row.Offset, c.Certain)
		}
		out = append(out, fmt.Sprintf("%012d %s %s %s %s..%s %d %d%s", h.From.Offset, h.Addr, h.User, h.Answer, h.First, h.Last, h.Count, h.To.Offset, subs))
		return nil
	})
	for block := range slices.Chunk(evs, size) {
		for i := range block {
			f.Add(&block[i])
		}
		hits, _ := f.Flush()
		if err := j.Add(hits); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return out
}

// Where blocks end must not show in the hits.
func TestFoldingDoesNotDependOnBlocks(t *testing.T) {
	for seed := range uint64(20) {
		w := randomWorld(t, seed, 60, false)
		evs := events(seed, 3000)
		whole := fold(t, w.index, evs, len(evs))
		if len(whole) < 50 {
			t.Fatalf("seed %d: only %d hits", seed, len(whole))
		}
		for _, size := range []int{1, 7, 100, 1024} {
			if diff := cmp.Diff(whole, fold(t, w.index, evs, size)); diff != "" {
				t.Fatalf("seed %d, blocks of %d:\n%s", seed, size, diff)
			}
		}
	}
}

// Every event that the index answers is in exactly one hit.
func TestFoldingLosesNothing(t *testing.T) {
	for seed := range uint64(20) {
		w := randomWorld(t, seed, 60, true)
		evs := events(seed, 3000)
		var want int64
		for _, e := range evs {
			if w.index.Lookup(nil, e.Addr, 0, e.Time).Answer != crosscheck.Unassigned {
				want++
			}
		}
		var got int64
		f := crosscheck.NewFolder(w.index, gap)
		for i := range evs {
			f.Add(&evs[i])
		}
		hits, unassigned := f.Flush()
		for _, h := range hits {
			got += h.Count
		}
		if got+unassigned.Unassigned != int64(len(evs)) {
			t.Errorf("seed %d: %d events in hits, %d unassigned, of %d", seed, got, unassigned.Unassigned, len(evs))
		}
		if got != want {
			t.Errorf("seed %d: %d events in hits, %d answered", seed, got, want)
		}
	}
}

func TestSessionsAreApart(t *testing.T) {
	var b crosscheck.Batch
	a := addr("198.18.0.1")
	b.Add(&record.Assignment{First: a, Last: a, End: clock.Span{Lo: comity.Hour, Hi: comity.Hour}, Subscriber: "anna"}, 0)
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := crosscheck.NewFolder(x, gap)
	for _, s := range []comity.Instant{100, 130, 90, 161, 300} { // a server logs when a request ends: a little out of order
		at := s * comity.Second
		f.Add(&crosscheck.Event{Addr: a, Time: clock.Span{Lo: at, Hi: at}, User: []byte("rose")})
	}
	var got []string
	hits, _ := f.Flush()
	for _, h := range hits {
		got = append(got, fmt.Sprintf("%d-%d:%d", h.First/comity.Second, h.Last/comity.Second, h.Count))
	}
	if diff := cmp.Diff([]string{"90-130:3", "161-161:1", "300-300:1"}, got); diff != "" {
		t.Error(diff)
	}
}

func BenchmarkFold(b *testing.B) {
	w := randomWorld(b, 1, 400, false)
	evs := events(1, 17000)
	f := crosscheck.NewFolder(w.index, gap)
	b.ReportAllocs()
	for b.Loop() {
		for i := range evs {
			f.Add(&evs[i])
		}
		f.Flush()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(evs)), "ns/line")
}

// Users are told apart to the last letter, however long they are.
func TestLongUsersAreApart(t *testing.T) {
	var b crosscheck.Batch
	a := addr("198.18.0.1")
	b.Add(&record.Assignment{First: a, Last: a, End: clock.Span{Lo: comity.Hour, Hi: comity.Hour}, Subscriber: "anna"}, 0)
	x, err := crosscheck.Build([]*crosscheck.Batch{&b}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := crosscheck.NewFolder(x, gap)
	for _, n := range []int{1, 21, 22, 23, 70000} {
		long := strings.Repeat("x", n)
		for _, user := range []string{long + "a", long + "b", long + "a", long + "ab"} {
			f.Add(&crosscheck.Event{Addr: a, User: []byte(user)})
		}
	}
	var got []int64
	hits, _ := f.Flush()
	for _, h := range hits {
		got = append(got, h.Count)
	}
	if diff := cmp.Diff([]int64{2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1, 2, 1, 1}, got); diff != "" {
		t.Error(diff)
	}
}

// A session bears the agent of its first event, however the blocks are cut and its server writes it.
func TestSessionHasItsFirstAgent(t *testing.T) {
	x, err := crosscheck.Build([]*crosscheck.Batch{{}}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	of := func(size int, agents ...string) (out []crosscheck.Program) {
		f := crosscheck.NewFolder(x, gap)
		f.All = true
		j := crosscheck.NewJoiner(gap, func(h *crosscheck.Hit) error {
			out = append(out, h.Agent)
			return nil
		})
		for i, agent := range agents {
			at := comity.Instant(i) * comity.Second
			f.Add(&crosscheck.Event{Addr: comity.AddrV4(198 << 24), Time: clock.Span{Lo: at, Hi: at}, User: []byte("rose"), Agent: []byte(agent), Place: record.Place{Offset: int64(i)}})
			if (i+1)%size == 0 || i == len(agents)-1 {
				hits, _ := f.Flush()
				if err := j.Add(hits); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
		return out
	}
	var none crosscheck.Program
	opera, safari := of(1, `Opera "a" (b)`), of(1, "safari")
	if opera[0] == safari[0] || opera[0] == none {
		t.Error("two programs are one")
	}
	for _, size := range []int{1, 2, 3} {
		if !slices.Equal(opera, of(size, `Opera+\"a\"+(b)`, "safari", `Opera "a" (b)`)) {
			t.Errorf("blocks of %d: another program", size)
		}
	}
	if got := of(1, ""); got[0] != none {
		t.Error("none is some")
	}
}

// Programs are told apart, and known again, where there are more of them than a folder remembers.
func TestManyPrograms(t *testing.T) {
	x, err := crosscheck.Build([]*crosscheck.Batch{{}}, []string{"isp"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	f := crosscheck.NewFolder(x, gap)
	f.All = true
	sessions := map[crosscheck.Program]int{}
	const programs = 3000
	for i := range 2 * programs {
		agent := fmt.Sprint("opera/", i%programs, strings.Repeat("x", i%programs))
		at := comity.Instant(i) * comity.Hour
		f.Add(&crosscheck.Event{Addr: comity.AddrV4(198 << 24), Time: clock.Span{Lo: at, Hi: at}, User: []byte("rose"), Agent: []byte(agent)})
		hits, _ := f.Flush()
		for _, h := range hits {
			sessions[h.Agent]++
		}
	}
	for _, n := range sessions {
		if n != 2 {
			t.Fatalf("a program has %d sessions", n)
		}
	}
	if len(sessions) != programs {
		t.Errorf("%d programs are %d", programs, len(sessions))
	}
}

// Sessions of 300 programs, as long as programs call themselves, each a hit of its own.
func BenchmarkHowLongDoesASessionTake(b *testing.B) {
	x, err := crosscheck.Build([]*crosscheck.Batch{{}}, []string{"isp"}, 1)
	if err != nil {
		b.Fatal(err)
	}
	evs := events(7, 4096)
	for i := range evs {
		evs[i].User = fmt.Appendf(nil, "user%d", i)
		evs[i].Agent = fmt.Appendf(nil, "Mozilla/5.0 (Windows NT 5.1; rv:1.%d) Gecko/20040101 Firefox/0.8 (.NET CLR 1.1.4322; like Opera 7.23)", i%300)
	}
	f := crosscheck.NewFolder(x, gap)
	f.All = true
	b.ReportAllocs()
	for n := 0; b.Loop(); n++ {
		f.Add(&evs[n%len(evs)])
		if n%len(evs) == len(evs)-1 {
			f.Flush()
		}
	}
}
