package offset

import (
	"math/rand/v2"
	"testing"

	"comity/internal/comity"
)

// leased are claims of 25 accounts on leases of so many hours of their own lines, by a provider's clock that gains so many
// seconds a day; of the first ones the addresses were had by others, hours before or after.
func leased(r *rand.Rand, astray int, lease, perDay float64) (list []Claim) {
	for i := range 150 {
		day := r.Float64() * 90
		low := -r.Float64()*lease + perDay*day/3600
		if i < astray {
			if low += (r.Float64()*2 - 1) * lease; low < 0 && low+lease > 0 {
				low += lease
			}
		}
		account := uint64(i / 6)
		list = append(list, Claim{
			Account: account, Subscriber: account, Assignment: 1000*account + uint64(i), At: comity.Instant(day * float64(comity.Day)),
			Low: max(-Reach, comity.Instant(low*3600)*comity.Second), High: min(Reach, comity.Instant((low+lease)*3600)*comity.Second),
		})
	}
	return list
}

// Where an event fails by the stated clock, some gain lets it hold, and one of many that are tried lets several:
// that calls no clock wrong. One that moves dozens of events to other assignments does.
func TestTheBestOfManyGainsIsNoGain(t *testing.T) {
	r := rand.New(rand.NewPCG(67, 67))
	for range 300 {
		if c, ok := cover(leased(r, 45, 24, 0)); ok && c.off && c.perDay != 0 && !c.picked {
			t.Errorf("a gain of %d ms a day", c.perDay/1000)
		}
	}
	for range 10 {
		if c, ok := cover(leased(r, 0, 1, 50)); !ok || !c.off || c.picked || c.perDay < 40*comity.Second || c.perDay > 60*comity.Second {
			t.Errorf("a gain of 50 s a day: %v, %+v", ok, c)
		}
	}
}
