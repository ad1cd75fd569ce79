package offset_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// attached says that a line had an address from some time until another.
type attached struct {
	line, addr  int
	from, until comity.Instant
}

// mobile is a provider whose lines come and go behind few addresses, many at a time.
func mobile(r *rand.Rand, lines, addresses int) (all []attached) {
	for line := range lines {
		for t := start; t < start+90*comity.Day; {
			t += comity.Instant(r.IntN(60*3600)) * comity.Second
			until := t + comity.Instant(3600+r.IntN(24*3600))*comity.Second
			all = append(all, attached{line, r.IntN(addresses), t, until})
			t = until
		}
	}
	return all
}

// crowd is a case of accounts, each used so many times by one line of the provider,
// source 3, whose clock is off by f; the others are logs. gone: the lines that use the
// accounts are not among the provider's.
func crowd(seed uint64, accounts, times int, f fault, gone bool) *offset.Case {
	r := rand.New(rand.NewPCG(seed, 17))
	all := mobile(r, 100, 3)
	claims := make([][]offset.Claim, accounts)
	there, visits := 0, int64(0)
	for account := range accounts {
		var own []attached
		for _, a := range all {
			if a.line == account {
				own = append(own, a)
			}
		}
		for range times {
			a := own[r.IntN(len(own))]
			at := a.from + comity.Instant(r.Int64N(int64(a.until-a.from)))
			visits++
			for n, o := range all {
				from, until := o.from+f(o.from)-at, o.until+f(o.until)-at
				if o.addr != a.addr || from > offset.Reach || until < -offset.Reach || gone && o.line == account {
					continue
				}
				if from <= 0 && until > 0 {
					there++
				}
				claims[account] = append(claims[account], offset.Claim{
					Account: uint64(account), Subscriber: uint64(o.line), Assignment: uint64(n), At: at,
					Low: max(from, -offset.Reach), High: min(until, offset.Reach),
				})
			}
		}
	}
	usual := func(uint64) (int64, int64) { return int64(there), visits * 100 }
	c, k := &offset.Case{Clocks: make([]offset.Clock, 4)}, &offset.Crowd{}
	for _, list := range claims {
		k.Add(slices.Clone(list), usual)
	}
	for account, list := range claims {
		c.Claim(account%3, 3, k.Pick(list, usual, false)...)
	}
	return c
}

func TestWhoWasThereEachTimeTellsTheClockOfACrowdsProvider(t *testing.T) {
	for _, tt := range []struct {
		name            string
		accounts, times int
		fault           fault
		gone            bool
		kind            clock.Kind
		seconds         comity.Instant
	}{
		{"right", 45, 12, right, false, clock.Declared, 0},
		{"an hour", 45, 12, ahead(comity.Hour), false, clock.Zone, comity.Hour},
		{"half hours back", 45, 12, ahead(-210 * comity.Minute), false, clock.Zone, -210 * comity.Minute},
		{"half a day", 45, 12, ahead(12 * comity.Hour), false, clock.Zone, 12 * comity.Hour},
		{"too few accounts", 2, 6, ahead(comity.Hour), false, clock.Declared, 0},
		{"too few times", 60, 2, ahead(comity.Hour), false, clock.Declared, 0},
		{"none of them is a customer", 45, 12, right, true, clock.Declared, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for seed := range uint64(2) {
				verdicts, _ := crowd(seed, tt.accounts, tt.times, tt.fault, tt.gone).Solve()
				list := verdicts[3].Readings
				if r := list[len(list)-1]; r.Kind != tt.kind || r.Seconds != tt.seconds {
					t.Errorf("seed %d: %+v", seed, list)
				}
				for n := range 3 {
					if len(verdicts[n].Readings) > 1 {
						t.Errorf("seed %d: log %d is right: %+v", seed, n, verdicts[n].Readings)
					}
				}
			}
		})
	}
}

// The order of the accounts and of their claims does not matter.
func TestOrderInACrowd(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	var lists [][]offset.Claim
	for account := range uint64(20) {
		var list []offset.Claim
		for visit := range 9 {
			for line := range uint64(30) {
				if low := comity.Instant(r.IntN(40)-20) * comity.Hour; line == account || r.IntN(3) == 0 {
					list = append(list, offset.Claim{
						Account: account, Subscriber: line, Assignment: 1000*line + uint64(visit),
						At: start + comity.Instant(visit)*3*comity.Day, Low: low, High: low + 9*comity.Hour,
					})
				}
			}
		}
		lists = append(lists, list)
	}
	usual := func(uint64) (int64, int64) { return 1, 8 }
	picked := func(lists [][]offset.Claim) map[uint64][]offset.Claim {
		var k offset.Crowd
		for _, list := range lists {
			k.Add(slices.Clone(list), usual)
		}
		out := map[uint64][]offset.Claim{}
		for _, list := range lists {
			out[list[0].Account] = k.Pick(slices.Clone(list), usual, false)
		}
		return out
	}
	one := picked(lists)
	slices.Reverse(lists)
	for _, list := range lists {
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	}
	for account, list := range picked(lists) {
		if !slices.Equal(list, one[account]) {
			t.Errorf("account %d: %d claims, %d before", account, len(list), len(one[account]))
		}
	}
}
