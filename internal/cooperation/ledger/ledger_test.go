package ledger_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/cooperation/ledger"
	"comity/internal/cooperation/nexus"
)

// gate blocks what its map names.
type gate map[[2]string]string

func (g gate) Judge(_ context.Context, n *nexus.Nexus) (ledger.Verdict, error) {
	if rule := g[[2]string{n.Item, n.State}]; rule != "" {
		return ledger.Verdict{Rule: rule, Contributors: []string{"US/1"}, Request: "please allow", Hint: "wait"}, nil
	}
	return ledger.Verdict{Allowed: true}, nil
}

func TestStatuses(t *testing.T) {
	start := time.Date(2004, 3, 1, 0, 0, 0, 0, time.UTC)
	one := func(item, state string) nexus.Nexus {
		return nexus.Nexus{Item: item, Kind: nexus.Account, State: state, Since: comity.InstantOf(start)}
	}
	rows, err := ledger.Draw(t.Context(), ledger.Input{
		Nexus: []nexus.Nexus{one("a", ""), one("a", "DE"), one("a", "IT"), one("b", "DE"), one("b", "FR")},
		Told:  []ledger.Told{{Item: "a", State: "DE", At: start.Add(time.Hour)}, {Item: "a", State: "DE", At: start.Add(2 * time.Hour)}},
		Own:   "IT", Gate: gate{{"b", "FR"}: "handling-h2", {"a", "DE"}: "handling-h2"}, Now: start.Add(3 * time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Row{
		{Item: "a", Kind: nexus.Account, State: "DE", Status: ledger.Sent, Age: 7200},
		{Item: "a", Kind: nexus.Account, State: "IT", Status: ledger.Sent, Rule: ledger.OwnCase, Age: 10800},
		{Item: "b", Kind: nexus.Account, State: "DE", Status: ledger.Unsent, Age: 10800},
		{Item: "b", Kind: nexus.Account, State: "FR", Status: ledger.Blocked, Rule: "handling-h2", Contributors: []string{"US/1"}, Request: "please allow", Hint: "wait", Age: 10800},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

// Whatever was told, blocked or found: sent, blocked and unsent are all, each item
// and state once, and what one recipient sees names no other.
func TestTotalsAreAll(t *testing.T) {
	states := strings.Fields("DE FR IT NL PL")
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		in := ledger.Input{Own: "IT", Now: time.Unix(1e9, 0)}
		blocked := gate{}
		want := map[[2]string]bool{}
		for i := range 1 + r.IntN(30) {
			for _, s := range states {
				k := [2]string{fmt.Sprintf("item %d", i), s}
				if r.IntN(3) > 0 {
					in.Nexus = append(in.Nexus, nexus.Nexus{Item: k[0], Kind: nexus.Card, State: s})
					want[k] = true
				}
				if r.IntN(4) == 0 {
					blocked[k] = "rule of " + s
				}
				if r.IntN(4) == 0 {
					in.Told = append(in.Told, ledger.Told{Item: k[0], Kind: []nexus.Kind{"", nexus.Card}[r.IntN(2)], State: s, At: time.Unix(r.Int64N(1e9), 0)})
					want[k] = true // whatever the latest check shows
				}
			}
		}
		in.Gate = blocked
		rows, err := ledger.Draw(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		all, err := ledger.Sum(rows)
		if err != nil || all.Sent+all.Blocked+all.Unsent != all.All || all.All != int64(len(want)) {
			t.Fatalf("seed %d: %+v of %d, %v", seed, all, len(want), err)
		}
		var parts ledger.Totals
		for _, s := range states {
			mine := ledger.For(rows, s)
			for _, row := range mine {
				if row.State != s || strings.Contains(row.Rule, " of ") && !strings.HasSuffix(row.Rule, s) {
					t.Fatalf("seed %d: %s sees %+v", seed, s, row)
				}
			}
			sum, err := ledger.Sum(mine)
			if err != nil {
				t.Fatal(err)
			}
			parts.Sent, parts.Blocked, parts.Unsent, parts.All = parts.Sent+sum.Sent, parts.Blocked+sum.Blocked, parts.Unsent+sum.Unsent, parts.All+sum.All
		}
		if parts != all {
			t.Fatalf("seed %d: the states' ledgers are %+v, the whole is %+v", seed, parts, all)
		}
	}
}

type broken struct{}

func (broken) Judge(context.Context, *nexus.Nexus) (ledger.Verdict, error) {
	return ledger.Verdict{Allowed: true}, errors.New("no policy")
}

// TestWhatWasToldStays: an item that the latest check shows no more, since the exhibit
// was withdrawn, keeps its row; of two items of one name each has its own.
func TestWhatWasToldStays(t *testing.T) {
	start := time.Date(2004, 3, 1, 0, 0, 0, 0, time.UTC)
	rows, err := ledger.Draw(t.Context(), ledger.Input{
		Nexus: []nexus.Nexus{{Item: "a.example", Kind: nexus.Domain, State: "DE", Since: comity.InstantOf(start)}},
		Told: []ledger.Told{
			{Item: "a.example", Kind: nexus.Site, State: "DE", At: start}, {Item: "s1", Kind: nexus.Subject, State: "FR", At: start},
			{Item: "s1", Kind: nexus.Subject, State: "FR", At: start.Add(time.Hour)},
		},
		Now: start.Add(2 * time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := []ledger.Row{
		{Item: "s1", Kind: nexus.Subject, State: "FR", Status: ledger.Sent, Rule: ledger.NotShown, Age: 7200},
		{Item: "a.example", Kind: nexus.Site, State: "DE", Status: ledger.Sent, Rule: ledger.NotShown, Age: 7200},
		{Item: "a.example", Kind: nexus.Domain, State: "DE", Status: ledger.Unsent, Age: 7200},
	}
	if diff := cmp.Diff(want, rows); diff != "" {
		t.Error(diff)
	}
}

func TestAGateThatFailsGivesNoLedger(t *testing.T) {
	in := ledger.Input{Nexus: []nexus.Nexus{{Item: "a", State: "DE"}}, Gate: broken{}}
	if rows, err := ledger.Draw(t.Context(), in); err == nil || rows != nil {
		t.Errorf("%v, %v", rows, err)
	}
	if _, err := ledger.Sum([]ledger.Row{{Status: "lost"}}); comity.KindOf(err) != comity.Fault {
		t.Error(err)
	}
}
