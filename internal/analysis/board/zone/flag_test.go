package zone_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"comity/internal/analysis/board/zone"
	"comity/internal/comity"
)

// TestFew: below the least number of occasions nothing is said, however many posts one sitting has.
func TestFew(t *testing.T) {
	var at []comity.Instant
	for i := range 500 {
		at = append(at, comity.Instant(i)*comity.Second)
	}
	if z, ok := zone.Estimate(at, nil); ok || z.Occasions != 1 {
		t.Errorf("500 posts within ten minutes: %+v, %v; one occasion says nothing", z, ok)
	}
}

// TestTireless: a programme that posts around the clock has no zone.
func TestTireless(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	var at []comity.Instant
	for range 400 {
		at = append(at, comity.Instant(r.Int64N(int64(365*comity.Day))))
	}
	z, ok := zone.Estimate(at, nil)
	if !ok || z.Regular != zone.Tireless || z.High-z.Low < 23*60 {
		t.Errorf("posts at all hours: %+v", z)
	}
}

// TestSummer: clocks that are put forward, back, or left alone.
func TestSummer(t *testing.T) {
	for name, want := range map[string]zone.Summer{"Europe/Rome": zone.North, "Australia/Sydney": zone.South, "Asia/Tokyo": zone.Fixed} {
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		z, _ := zone.Estimate(person(rand.New(rand.NewPCG(5, 6)), 3000, location), nil)
		if z.Summer != want {
			t.Errorf("%s: summer %d, want %d", name, z.Summer, want)
		}
	}
	z, _ := zone.Estimate(person(rand.New(rand.NewPCG(5, 6)), 60, time.UTC), nil)
	if z.Summer != zone.Unsure {
		t.Errorf("60 posts: summer %d, too few to say", z.Summer)
	}
}
