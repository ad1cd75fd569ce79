package run_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// renewalCase is a biller who renews so many subscriptions a month after they were
// bought, so many of them (the first) from another address than they were bought from.
// Each day's address is another subscriber's.
func renewalCase(renewals, elsewhere int) []run.Exhibit {
	rows, payments := "ip,start,end,subscriber\n", reversalHead
	for n := range renewals {
		for month := 1; month <= 2; month++ {
			rows += fmt.Sprintf("198.18.0.%d,2004-%02d-01T00:00:00Z,2004-%02d-20T00:00:00Z,line-%d-%d\n", n, month, month, month, n)
			addr := n
			if month == 2 && n < elsewhere {
				addr = (n + 1) % renewals
			}
			payments += fmt.Sprintf("t%d-%d,2004-%02d-02T09:59:00Z,user%d,,,198.18.0.%d,approved,%s,\n", n, month, month, n, addr, []string{"sale", "renewal"}[month-1])
		}
	}
	return []run.Exhibit{exhibit("isp/1", record.Assignments, "csv", rows), exhibit("biller/1", record.Payments, "csv", payments)}
}

// Who has the address of the sign-up a month later did nothing, where a biller
// repeats it in each renewal; the row stays a hit, and a payment of the account.
func TestRenewalsThatRepeatAnAddressAreNoUse(t *testing.T) {
	for _, c := range []struct {
		name                string
		renewals, elsewhere int
		counted             bool
	}{
		{"all repeat it", 40, 0, false},
		{"all but few", 40, 2, false},
		{"customers are where they are", 40, 4, true},
		{"too few to tell", 19, 0, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, out := compute(t, run.Input{Exhibits: renewalCase(c.renewals, c.elsewhere)})
			if hits := strings.Count(out[run.FindingsFile].String(), `"event":"payment"`); hits != 2*c.renewals {
				t.Errorf("%d hits", hits)
			}
			several := 0
			for i := range res.Subjects {
				s := &res.Subjects[i]
				if s.Extent.Payments.All != 2 {
					t.Errorf("%s: %d payments", s.ID, s.Extent.Payments.All)
				}
				if len(s.Subscribers) > 1 {
					several++
				}
			}
			want := c.elsewhere // those do count, whatever the others do
			if c.counted {
				want = c.renewals
			}
			if several != want {
				t.Errorf("%d accounts of several lines, want %d", several, want)
			}
		})
	}
}
