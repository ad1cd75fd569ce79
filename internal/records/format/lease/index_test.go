package lease_test

import (
	"fmt"
	"testing"

	"comity/internal/records/format/lease"
	"comity/internal/records/record"
)

// Addresses and clients that were chosen to crowd one place of the index are all
// found, and so are those that come before and after them.
func TestCrowdedPlace(t *testing.T) {
	var crowd []*lease.Statement
	for i := 0; len(crowd) < 40; i++ {
		if s := claim(int64(i)+1, i, fmt.Sprintf("rose-%d", i), 0, 60); lease.Crowd(s.First, string(s.Client)) {
			crowd = append(crowd, s)
		}
	}
	b, n := open(t), 0
	b.ByClient()
	b.Begin(record.Sink{Assignment: func(*record.Assignment) { n++ }})
	for round := range 3 {
		for _, s := range crowd {
			if b.Hold(s); round == 0 {
				continue
			}
			if _, _, _, ok := b.Held(s); !ok {
				t.Fatalf("round %d: %s is not found", round, s.First)
			}
		}
		for i := range 300 { // so that the index grows
			b.Hold(claim(int64(i)+1, 1<<16+300*round+i, fmt.Sprintf("oak-%d", 300*round+i), 0, 60))
		}
	}
	if n != 0 {
		t.Errorf("%d ended by themselves", n)
	}
	for i, s := range crowd {
		why, again := b.EndClient(s.Client, at(30)), b.EndClient(s.Client, at(31))
		if why != "" || again != lease.NoStart || n != i+1 {
			t.Errorf("%s: %q, again %q, %d handed over", s.Client, why, again, n)
		}
		b.Hold(claim(1, 1<<18+i, string(s.Client), 70, 90))
	}
	for i := range 900 {
		if why := b.End(claim(1, 1<<16+i, "", 0, 0), at(30)); why != "" {
			t.Fatalf("%d: %q", i, why)
		}
	}
	b.Close(record.Sink{Assignment: func(*record.Assignment) { n++ }})
	if want := 40 + 900 + 40; n != want {
		t.Errorf("%d assignments, want %d", n, want)
	}
}

// What a client got last is ended by its name alone, and nothing that it got before.
func TestLastOfClient(t *testing.T) {
	b := open(t)
	b.ByClient()
	b.Begin(record.Sink{}.Complete())
	b.Hold(claim(1, 1, "rose", 0, 60))
	b.Hold(claim(2, 2, "rose", 10, 60))
	for _, want := range []record.Reason{"", lease.NoStart} {
		if got := b.EndClient([]byte("rose"), at(20)); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
	if _, _, _, ok := b.Held(claim(1, 1, "rose", 0, 60)); !ok {
		t.Error("what it got first is gone")
	}
}
