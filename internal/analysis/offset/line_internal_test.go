package offset

import (
	"math/rand/v2"
	"testing"

	"comity/internal/comity"
)

// What only looks like a line is none: a heap and something beside it, what people do within minutes
// of each other, and a week that is not over.
func TestNoLine(t *testing.T) {
	at := func(day, later int) point {
		return point{comity.Instant(day) * comity.Day, comity.Instant(later) * comity.Second}
	}
	heap := []point{at(5, -20)}
	for day := 84; day < 91; day++ {
		heap = append(heap, at(day, 0))
	}
	var days, line []point
	for i := range 9 {
		days = append(days, point{comity.Instant(i) * 12 * comity.Hour, -comity.Instant(i) * 15 * comity.Second})
		line = append(line, at(10*i, -50*i))
	}
	for name, points := range map[string][]point{"a heap and one before": heap, "some days": days} {
		if f, ok := lined(points); ok {
			t.Errorf("%s: %d points, %d s a day", name, f.pairs, f.perDay/comity.Second)
		}
	}
	if f, ok := lined(line); !ok || f.pairs != 9 || f.perDay != 5*comity.Second {
		t.Errorf("a line: %v %d points, %d s a day", ok, f.pairs, f.perDay/comity.Second)
	}
	r := rand.New(rand.NewPCG(37, 37))
	for range 5 {
		var people []point
		for range 200 {
			people = append(people, at(r.IntN(90), -r.IntN(400)))
		}
		if f, ok := lined(people); ok {
			t.Errorf("people's delays: %d points, %d s a day", f.pairs, f.perDay/comity.Second)
		}
	}
}
