package run_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

const reversalHead = "id,time,account,email,card,ip,result,type,ref\n"

// reversalCase is one account that is used from home and pays once with a card,
// and the rows that follow.
func reversalCase(rows, elsewhere string) []run.Exhibit {
	log := ""
	for _, day := range []string{"01", "03"} {
		log += fmt.Sprintf(logLine, "rose", day+"/Jan/2004:10:00:00")
	}
	out := []run.Exhibit{
		exhibit("isp/1", record.Assignments, "csv", isp), exhibit("site/1", record.Access, "combined", log),
		exhibit("biller/1", record.Payments, "csv", reversalHead+
			"t1,2004-01-01T09:59:00Z,rose,rose@mail.example,4000001234560008,198.18.0.7,approved,sale,\n"+rows),
	}
	if elsewhere != "" {
		out = append(out, exhibit("biller/2", record.Payments, "csv", reversalHead+elsewhere))
	}
	return out
}

// A charge-back that names no account is counted at the account that it refers
// to, by whatever leads there, or counted as one that refers to nothing known.
func TestReversalsFindTheirAccount(t *testing.T) {
	const at = "2004-01-20T09:59:00Z"
	for _, c := range []struct {
		name, rows, elsewhere string
		unmatched             int64
		counted               bool
	}{
		{"none", "", "", 0, false},
		{"names it", "c1," + at + ",rose,,,,,chargeback,\n", "", 0, true},
		{"by reference", "c1," + at + ",,,,,,chargeback,t1\n", "", 0, true},
		{"by reference, before the payment", "", "c1," + at + ",,,,,,Charge Back,t1\n", 0, true},
		{"by card", "c1," + at + ",,,4000001234560008,,,chargeback,\n", "", 0, true},
		{"by card, the reference unknown", "", "c1," + at + ",,,4000001234560008,,,chargeback,x9\n", 0, true},
		{"by e-mail", "c1," + at + ",,rose@mail.example,,,,chargeback,\n", "", 0, true},
		{"unknown card", "c1," + at + ",,,4000001234569999,,,chargeback,\n", "", 1, false},
		{"masked card", "c1," + at + ",,,400000******0008,,,chargeback,\n", "", 1, false},
		{"nothing", "c1," + at + ",,,,,,chargeback,\n", "", 1, false},
		{"refund of nothing known", "c1," + at + ",,,,,,refund,x9\n", "", 1, false},
		{"own exhibit first", "t2,2004-01-02T09:59:00Z,tulip,,,,approved,sale,\n",
			"t1,2004-01-02T09:59:00Z,tulip,,,,approved,sale,\nc1," + at + ",,,,,,chargeback,t1\n", 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			res, _ := compute(t, run.Input{Exhibits: reversalCase(c.rows, c.elsewhere)})
			if got := res.Manifest.Counts.Unmatched; got != c.unmatched {
				t.Errorf("%d unmatched", got)
			}
			if got := strings.Contains(against(t, res, "rose"), "charge"); got != c.counted {
				t.Errorf("counted %v: %s", got, against(t, res, "rose"))
			}
		})
	}
}

// against is the JSON of what speaks against the subject with the account.
func against(t *testing.T, res *run.Result, user string) string {
	t.Helper()
	for _, s := range res.Subjects {
		for _, sel := range s.Selectors {
			if sel.Type == comity.SelectorAccount && sel.Value == comity.Account("trains.example", user) {
				b, err := json.Marshal(s.Against)
				if err != nil {
					t.Fatal(err)
				}
				return string(b)
			}
		}
	}
	t.Fatalf("no subject %s", user)
	return ""
}

// A payment that was not approved stays a hit and is no use of the account.
func TestAttemptsAreNoUse(t *testing.T) {
	for result, used := range map[string]bool{"approved": true, "": true, "Declined": false, "error": false} {
		payments := reversalHead + "t1,2004-01-01T09:59:00Z,rose,,,198.18.0.7," + result + ",sale,\n"
		res, out := compute(t, run.Input{Exhibits: []run.Exhibit{
			exhibit("isp/1", record.Assignments, "csv", isp), exhibit("biller/1", record.Payments, "csv", payments),
		}})
		hits, subjects := strings.Count(out[run.FindingsFile].String(), `"event":"payment"`), len(res.Subjects)
		claimed := subjects > 0 && len(res.Subjects[0].Subscribers) > 0
		if hits != 1 || res.Manifest.Counts.Hits != 1 || claimed != used {
			t.Errorf("result %q: %d hits, claimed %v", result, hits, claimed)
		}
	}
}

func TestUnassignedEventsAreCounted(t *testing.T) {
	payments := reversalHead + "t1,2004-01-01T09:59:00Z,rose,,,198.18.9.9,approved,sale,\nt2,2004-01-01T09:59:00Z,rose,,,,approved,sale,\n"
	log := fmt.Sprintf(logLine, "rose", "02/Jan/2004:11:00:00")
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{
		exhibit("isp/1", record.Assignments, "csv", isp), exhibit("biller/1", record.Payments, "csv", payments),
		exhibit("site/1", record.Access, "combined", log),
	}})
	if got := res.Manifest.Counts.Unassigned; got != 2 {
		t.Errorf("%d unassigned, one of the payments and the line", got)
	}
}
