package offset_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"comity/internal/analysis/offset"
	"comity/internal/comity"
)

// leased adds what the log of a case of asIs claims of the leases of one more provider.
func leased(c *offset.Case, seed uint64, log fault) *offset.Case {
	c.Clocks = append(c.Clocks, offset.Clock{})
	r := rand.New(rand.NewPCG(seed, 54))
	for account := range uint64(120) {
		begin := comity.Instant(r.IntN(86400)) * comity.Second
		for range 6 {
			at := start + comity.Instant(r.IntN(80*86400))*comity.Second
			from, shown := begin+(at-begin)/comity.Day*comity.Day, at+log(at)
			c.Claim(asIsLog, asIsSources, offset.Claim{
				Account: account, Subscriber: account, Assignment: uint64(from) + account,
				At: shown, Low: from - shown, High: from + comity.Day - shown,
			})
		}
	}
	return c
}

// kinds are those of the readings kept.
func kinds(v offset.Verdict) string {
	var out []string
	for _, a := range v.Kept() {
		out = append(out, string(a.Kind))
	}
	return strings.Join(out, " ")
}

// Where a log and a list differ, and nothing else agrees with either but what was copied, events in
// leases say which of them is wrong. Hours and minutes are two errors, and stay open.
func TestLeasesTellWhichOfTwo(t *testing.T) {
	for _, c := range []struct {
		name         string
		log, list    fault
		want, second string // of the log, of the list
	}{
		{"the log is ahead", ahead(1500 * comity.Second), right, "skew", "declared"},
		{"the list is ahead", right, ahead(1500 * comity.Second), "declared", "skew"},
		{"the log is in another zone", ahead(-2 * comity.Hour), right, "zone", "declared"},
		{"the log is hours behind, the list minutes", ahead(-2 * comity.Hour), ahead(-493 * comity.Second), "declared skew", "declared skew"},
	} {
		for seed := range uint64(3) {
			faults := map[int]fault{asIsLog: c.log, asIsList: c.list}
			verdicts, _ := leased(asIs(seed, faults, 1, false), seed, c.log).Solve()
			if got := kinds(verdicts[asIsLog]); got != c.want {
				t.Errorf("%s, seed %d: the log: %s: %+v", c.name, seed, got, verdicts[asIsLog].Readings)
			}
			if got := kinds(verdicts[asIsList]); got != c.second {
				t.Errorf("%s, seed %d: the list: %s: %+v", c.name, seed, got, verdicts[asIsList].Readings)
			}
			if got := kinds(verdicts[asIsSources]); got != "declared" {
				t.Errorf("%s, seed %d: the leases: %s: %+v", c.name, seed, got, verdicts[asIsSources].Readings)
			}
		}
	}
}

// A log hours behind that differs from one list by these, and from another by minutes more, is that
// many hours behind where leases say so, and the other list is off by the minutes.
func TestWhoDiffersByMinutesMoreIsOffByThese(t *testing.T) {
	for seed := range uint64(3) {
		faults := map[int]fault{asIsLog: ahead(-2 * comity.Hour), asIsList2: ahead(-493 * comity.Second)}
		verdicts, _ := leased(asIs(seed, faults, 2, false), seed, faults[asIsLog]).Solve()
		for n, want := range map[int]string{asIsLog: "zone", asIsList: "declared", asIsList2: "skew"} {
			if got := kinds(verdicts[n]); got != want {
				t.Errorf("seed %d: source %d: %s, want %s: %+v", seed, n, got, want, verdicts[n].Readings)
			}
		}
		r := verdicts[asIsList2].Readings
		if by := r[len(r)-1].Seconds; by < -494*comity.Second || by > -492*comity.Second {
			t.Errorf("seed %d: the other list is off by %d", seed, by)
		}
	}
}

// What agrees says how far an error would have shown.
func TestHowFarAnErrorWouldShow(t *testing.T) {
	verdicts, _ := leased(asIs(1, nil, 2, false), 1, right).Solve()
	for n, want := range map[int]offset.Why{asIsLog: offset.Agrees, asIsList: offset.Agrees, asIsSources: offset.EventsAgree} {
		if got := verdicts[n].Readings[0].Why; got != want {
			t.Errorf("source %d: %d, want %d", n, got, want)
		}
	}
	alone := asIs(1, nil, 0, true)
	verdicts, _ = alone.Solve()
	if got := verdicts[asIsLog].Readings[0].Why; got != offset.CopiesAgree {
		t.Errorf("a log that nobody else tells of: %d", got)
	}
	for i := range alone.Series {
		alone.Series[i].Marks = alone.Series[i].Marks[:min(2, len(alone.Series[i].Marks))]
	}
	if verdicts, _ = alone.Solve(); verdicts[asIsLog].Readings[0].Why == offset.Agrees {
		t.Errorf("a log with two marks: %+v", verdicts[asIsLog].Readings)
	}
}
