package offset

import (
	"math"
	"math/rand/v2"
	"testing"

	"comity/internal/comity"
)

// delayed are pairs of people who take their time, by a clock that gains so many seconds a day.
func delayed(r *rand.Rand, n int, perDay float64, delay func() float64) (points []point) {
	for range n {
		at := r.Float64() * 90
		points = append(points, point{comity.Instant(at * float64(comity.Day)), comity.Instant(delay()-perDay*at) * comity.Second})
	}
	return points
}

// Some dozens of people's delays lie on a line now and then: half as many slopes are alike once in some
// hundreds, a few lie on one line to the second where most take as long, and of a broad hill a steep heap
// holds a few more. None of that is a gain.
func TestPeoplesDelaysMakeNoGain(t *testing.T) {
	r := rand.New(rand.NewPCG(64, 64))
	for name, delay := range map[string]func() float64{
		"some minutes": func() float64 { return r.ExpFloat64() * 200 },
		"most alike": func() float64 {
			if r.IntN(4) == 0 {
				return r.Float64() * 86400
			}
			return math.Exp(r.NormFloat64()*0.8) * 40
		},
	} {
		for _, n := range []int{24, 30, 36} {
			for range 250 {
				if f, ok := fit(delayed(r, n, 0, delay)); ok && f.perDay != 0 {
					t.Errorf("%s: %d of %d pairs on a gain of %d ms a day", name, f.pairs, n, f.perDay/1000)
				}
			}
		}
	}
}

// A gain that moves all by minutes shows through delays of two dozen pairs.
func TestAGainShowsThroughDelays(t *testing.T) {
	r := rand.New(rand.NewPCG(65, 65))
	for _, perDay := range []float64{-12, 5, 40} {
		told := 0
		for range 20 {
			f, ok := fit(delayed(r, 30, perDay, func() float64 { return r.ExpFloat64() * 30 }))
			if !ok || f.perDay == 0 {
				continue
			}
			told++
			if got := float64(f.perDay) / float64(comity.Second); math.Abs(got-perDay) > 1.5 {
				t.Errorf("a gain of %v s a day: %v", perDay, got)
			}
		}
		if told < 17 {
			t.Errorf("a gain of %v s a day: told %d times of 20", perDay, told)
		}
	}
}

func TestOrdered(t *testing.T) {
	rising := func(n int) (points []point) {
		for i := range n {
			points = append(points, point{comity.Instant(i) * comity.Day, comity.Instant(i) * comity.Second})
		}
		return points
	}
	halves := rising(20) // each of the later half above all of the earlier, in no order else
	for i := range 20 {
		halves[i].later = comity.Instant(i/10*100+i*7%10) * comity.Second
	}
	once := rising(20)
	for i := range once {
		once[i].at = 0
	}
	for name, c := range map[string]struct {
		points []point
		want   bool
	}{
		"eleven that rise": {rising(11), false}, // once in 20 million by chance, but not by what deviation says of so few
		"twelve that rise": {rising(12), true},
		"two halves":       {halves, false},
		"all at once":      {once, false},
		"all alike":        {make([]point, 20), false},
	} {
		if got := ordered(c.points); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// Of thousands of pairs that people made hours apart a dozen lie within some seconds somewhere. That is
// no moment of two records; a dozen among some hundreds is.
func TestAMomentStandsOutFromAllPlaces(t *testing.T) {
	r := rand.New(rand.NewPCG(66, 66))
	pairs := func(n, exact int) (points []point) {
		points = delayed(r, n, 0, func() float64 { return r.NormFloat64() * 3600 * 3 })
		return append(points, delayed(r, exact, 0, func() float64 { return 600 })...)
	}
	for range 8 {
		if f, ok := fit(pairs(8000, 0)); ok && f.scatter <= sharp {
			t.Errorf("%d of 8,000 pairs at %d s", f.pairs, f.centre/comity.Second)
		}
		if f, ok := fit(pairs(300, 12)); !ok || f.scatter > sharp || f.centre != 600*comity.Second {
			t.Errorf("%v: %d pairs at %d s", ok, f.pairs, f.centre/comity.Second)
		}
	}
}
