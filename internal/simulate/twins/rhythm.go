package twins

import (
	"time"

	"comity/internal/simulate/draw"
)

// Ways to live, as the truth names them.
var lifestyles = []string{"evening", "home", "student", "early", "owl", "desk", "shift", "bot"}

// rhythm is when somebody is awake and online, by the clock on their own wall.
type rhythm struct {
	kind    string
	weekday [24]int
	weekend [24]int
	off     int // ‰ of days without a visit
	lively  int // ‰: how much more on weekends
	phase   int // of shift workers: which week they begin with
	absent  [][2]int64
}

// curves are how likely people of a kind are online in each hour of a working day.
var curves = map[string][24]int{
	"evening": {8, 3, 1, 0, 0, 1, 4, 10, 8, 6, 6, 8, 16, 14, 8, 9, 12, 22, 34, 46, 60, 66, 52, 26},
	"home":    {8, 3, 1, 0, 0, 1, 5, 14, 26, 34, 38, 34, 22, 24, 30, 34, 34, 30, 26, 30, 36, 36, 28, 16},
	"student": {46, 32, 20, 8, 3, 1, 1, 3, 6, 10, 14, 18, 20, 20, 22, 24, 26, 26, 24, 28, 36, 46, 56, 56},
	"early":   {1, 0, 0, 1, 8, 26, 44, 40, 20, 10, 8, 10, 14, 10, 8, 12, 24, 34, 36, 30, 20, 8, 3, 1},
	"owl":     {60, 54, 44, 28, 14, 5, 2, 1, 1, 2, 4, 8, 10, 12, 12, 14, 16, 18, 20, 24, 30, 38, 48, 58},
	"desk":    {1, 0, 0, 0, 0, 1, 5, 18, 40, 48, 46, 42, 34, 40, 46, 44, 36, 20, 8, 6, 8, 8, 5, 2},
	"shift":   {14, 6, 2, 1, 1, 2, 6, 12, 14, 14, 12, 12, 14, 14, 12, 12, 14, 20, 28, 34, 36, 34, 28, 20},
	"bot":     {10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10},
}

// drawRhythm bends the curve of a kind: earlier or later, broader, with habits of its own.
func drawRhythm(s *draw.Stream, start, end int64) rhythm {
	kind := lifestyles[s.Weighted([]int{400, 160, 110, 80, 70, 120, 45, 15})]
	r := rhythm{kind: kind, off: s.Between(50, 600), lively: s.Between(700, 1700), phase: s.N(3)}
	late := 0
	if kind != "bot" {
		late = []int{-2, -1, -1, 0, 0, 0, 0, 1, 1, 2}[s.N(10)]
	}
	sleepIn := s.Between(0, 2)
	base := curves[kind]
	free := curves[[]string{"home", "evening", "home", "student"}[s.N(4)]]
	if kind == "bot" || kind == "owl" || kind == "early" {
		free, sleepIn = base, min(sleepIn, 1)
	}
	for h := range 24 {
		own := 600 + s.N(900)
		if kind == "bot" {
			own = 1000
		}
		r.weekday[(h+late+24)%24] = base[h] * own
		r.weekend[(h+late+sleepIn+24)%24] = free[h] * (700 + s.N(700))
	}
	if kind != "bot" {
		for range s.Between(1, 3) {
			from := start + int64(s.N(int((end-start)/day)+1))*day
			r.absent = append(r.absent, [2]int64{from, from + int64(s.Between(4, 15))*day})
		}
	}
	return r
}

// away reports whether the person is on holiday at t.
func (r *rhythm) away(t int64) bool {
	for _, a := range r.absent {
		if t >= a[0] && t < a[1] {
			return true
		}
	}
	return false
}

// hours are the weights of a civil day; shift workers' turn with the week.
func (r *rhythm) hours(date time.Time) [24]int {
	w := r.weekday
	if d := date.Weekday(); d == time.Saturday || d == time.Sunday {
		w = r.weekend
	}
	if r.kind == "shift" {
		_, week := date.ISOWeek()
		turn := []int{0, 8, 16}[(week+r.phase)%3]
		var t [24]int
		for h := range 24 {
			t[(h+turn)%24] = r.weekday[h]
		}
		return t
	}
	return w
}

// moment draws a time of the civil day that holds noon of the day t begins.
func (p *person) moment(s *draw.Stream, t int64) int64 {
	date := time.Unix(t+12*hour, 0).In(p.zone)
	w := p.rhythm.hours(date)
	h := s.Weighted(w[:])
	y, m, d := date.Date()
	return time.Date(y, m, d, h, s.N(60), s.N(60), 0, p.zone).Unix()
}

// weight is how likely the person is online at t.
func (p *person) weight(t int64) int {
	at := time.Unix(t, 0).In(p.zone)
	w := p.rhythm.hours(at)
	return w[at.Hour()]
}
