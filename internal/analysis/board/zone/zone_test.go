package zone_test

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
	_ "time/tzdata" // the same zones on every machine

	"comity/internal/analysis/board/zone"
	"comity/internal/comity"
)

// person posts as a life allows: asleep for some hours, seldom at work, mostly in the evening, each with ways of their own.
func person(r *rand.Rand, posts int, location *time.Location) []comity.Instant {
	wake := 7.3 + 1.3*r.NormFloat64()
	sleep := 7.6 + 0.9*r.NormFloat64()
	evening := math.Abs(1.5 + r.NormFloat64())
	office := r.Float64() * r.Float64() * 2
	weight := make([]float64, 24*4)
	total := 0.0
	for q := range weight {
		awake := math.Mod(float64(q)/4-wake+48, 24)
		w := 0.02
		if awake < 24-sleep {
			switch share := awake / (24 - sleep); {
			case share > 0.7:
				w = 0.5 + evening
			case share > 0.1 && share < 0.55:
				w = office
			default:
				w = 0.6
			}
			w *= 0.6 + 0.8*r.Float64()
		}
		weight[q] = w
		total += w
	}
	var out []comity.Instant
	for range posts {
		x, q := r.Float64()*total, 0
		for x > weight[q] && q < len(weight)-1 {
			x -= weight[q]
			q++
		}
		day := r.IntN(365)
		out = append(out, comity.InstantOf(time.Date(2003, 1, 1+day, q/4, q%4*15+r.IntN(15), r.IntN(60), 0, location)))
	}
	return out
}

// TestEstimate places invented people, whose lives are drawn from a distribution that the estimate knows nothing of.
func TestEstimate(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	places := []string{"Europe/Rome", "Europe/Berlin", "Europe/London", "Europe/Warsaw", "Europe/Moscow", "America/New_York", "America/Chicago",
		"America/Los_Angeles", "America/Sao_Paulo", "Asia/Tokyo", "Asia/Kolkata", "Australia/Sydney", "Europe/Helsinki"}
	for _, posts := range []int{50, 200, 1000} {
		close, held, width, n := 0, 0, int32(0), 0
		for range 400 {
			location, err := time.LoadLocation(places[r.IntN(len(places))])
			if err != nil {
				t.Fatal(err)
			}
			at := person(r, posts, location)
			z, ok := zone.Estimate(at, nil)
			if !ok {
				t.Fatalf("nothing said of %d posts", posts)
			}
			sum := 0
			for _, i := range at {
				_, o := i.Time().In(location).Zone()
				sum += o / 60
			}
			truth := int32(sum / len(at))
			d := around(z.Offset - truth)
			if d <= 150 {
				close++
			}
			if z.Low <= truth && truth <= z.High || z.Low <= truth+1440 && truth+1440 <= z.High || z.Low <= truth-1440 && truth-1440 <= z.High {
				held++
			}
			width += z.High - z.Low
			n++
		}
		t.Logf("%d posts: within 2.5 h %.1f %%, band holds %.1f %%, mean band %.1f h", posts, 100*float64(close)/float64(n), 100*float64(held)/float64(n), float64(width)/float64(n)/60)
		if close*100 < 85*n || held*100 < 90*n {
			t.Errorf("%d posts: %d of %d within 2.5 h (85 %%), %d in the band (90 %%)", posts, close, n, held)
		}
	}
}

// around is the distance of two offsets on the clock's face, in minutes.
func around(d int32) int32 {
	d = (d%1440 + 1440) % 1440
	return min(d, 1440-d)
}
