package zone_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"comity/internal/analysis/board/zone"
	"comity/internal/comity"
)

// A language draws the band to where it is spoken, the less the less is written in it, and never touches what the hours
// say by themselves.
func TestTongue(t *testing.T) {
	location, err := time.LoadLocation("Europe/Rome")
	if err != nil {
		t.Fatal(err)
	}
	at := person(rand.New(rand.NewPCG(7, 8)), 200, location)
	for i := range at {
		at[i] += 4 * comity.Hour // somebody who lives by night
	}
	alone, _ := zone.Estimate(at, nil)
	if d := around(alone.Offset - 90); d <= 150 {
		t.Fatalf("hours alone: %+v: this is no test of languages", alone)
	}
	for _, c := range []struct {
		tongues []zone.Tongue
		want    string
		near    bool
	}{
		{[]zone.Tongue{{"it", 900}, {"en", 100}}, "it", true},
		{[]zone.Tongue{{"en", 700}, {"it", 300}}, "it", true},
		{[]zone.Tongue{{"en", 850}, {"it", 150}}, "it", false},
		{[]zone.Tongue{{"en", 950}, {"it", 50}}, "", false},
		{[]zone.Tongue{{"en", 400}, {"it", 300}, {"de", 300}}, "", false},
		{[]zone.Tongue{{"en", 1000}}, "", false},
		{[]zone.Tongue{{"und", 1000}}, "", false},
	} {
		z, _ := zone.Estimate(at, c.tongues)
		if z.Tongue != c.want || z.Hours != alone.Band || c.near && around(z.Offset-90) > 150 || c.want == "" && z.Band != z.Hours {
			t.Errorf("%v: %+v", c.tongues, z)
		}
	}
}

// What hours do in summer tells places apart that the hours alone do not.
func TestSummerWeighs(t *testing.T) {
	for name, others := range map[string][2]int32{"Europe/Rome": {5 * 60, 8 * 60}, "Australia/Sydney": {5 * 60, 7 * 60}} {
		location, err := time.LoadLocation(name)
		if err != nil {
			t.Fatal(err)
		}
		z, _ := zone.Estimate(person(rand.New(rand.NewPCG(5, 6)), 3000, location), nil)
		if others[0] <= z.Offset && z.Offset <= others[1] || z.Summer == zone.Unsure {
			t.Errorf("%s: %+v", name, z)
		}
	}
}
