package falcon

import "testing"

// TestNobodyAsksTheSameTwice: two log-ins of one household in one second, of which no port is
// known, are one question.
func TestNobodyAsksTheSameTwice(t *testing.T) {
	w := &world{spec: Spec{Seed: 38, World: "standard", Sites: 10, Subscribers: 60, Days: 30}, p: drawParams(38, "standard"), tongues: tongues(), taken: map[string]bool{}, planted: planted{}}
	if err := w.create(t.Context()); err != nil {
		t.Fatal(err)
	}
	var first question
	for n, list := range w.questions(nil) {
		if len(list) > 0 && !w.providers[n].mobile {
			first = list[0]
		}
	}
	if first.t == 0 {
		t.Fatal("no provider of homes is asked")
	}
	count := func(more ...question) (n int) {
		for _, list := range w.questions(more) {
			n += len(list)
		}
		return n
	}
	other := first
	other.seat.port, other.port = first.seat.port+1, false
	again, later := other, other
	again.seat.port++
	later.t++
	before := count(other)
	if got := count(other, again); got != before {
		t.Errorf("%d questions, %d with one that is asked again", before, got)
	}
	if got := count(other, later); got != before+1 {
		t.Errorf("%d questions, %d with one of another second", before, got)
	}
}
