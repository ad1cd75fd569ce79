package offset

import (
	"math/rand/v2"
	"slices"
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

// Eight moments on a line to the second are one among others that lie anywhere, and so they are where each was
// tried again; where most people take as long, eight within some seconds are chance.
func TestALineStandsOutFromWhatLiesBeside(t *testing.T) {
	moment := func(hours, later int) point {
		return point{comity.Instant(hours) * comity.Hour, comity.Instant(later) * comity.Second}
	}
	var line, again, anywhere, close []point
	for i := range 8 {
		line = append(line, moment(240*i, -50*i))
		again = append(again, moment(240*i, -50*i+7))
	}
	for i := range 14 {
		anywhere = append(anywhere, moment(120*i+60, -25*i+90*(i%7)-300))
		close = append(close, moment(120*i+60, -25*i+3*(i%7)-9))
	}
	for name, c := range map[string]struct {
		beside []point
		want   bool
	}{"alone": {nil, true}, "tried again": {again, true}, "among others": {anywhere, true}, "where most lie": {close, false}} {
		if f, ok := lined(slices.Concat(line, c.beside)); ok != c.want {
			t.Errorf("%s: %v, %d points", name, ok, f.pairs)
		}
	}
}
