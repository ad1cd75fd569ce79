package run_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// Two providers of one name in two countries may number their customers alike: who is K-17 of the
// one is not K-17 of the other. Findings of a case in which each name has one country are the same.
func TestCustomersOfTwoProvidersOfOneName(t *testing.T) {
	for _, c := range []struct {
		states [2]string
		want   []string
	}{
		{[2]string{"IT", "DE"}, []string{"Aria (DE)/K-17", "Aria (IT)/K-17"}}, {[2]string{"IT", "IT"}, []string{"Aria/K-17"}},
		{[2]string{"", ""}, []string{"Aria/K-17"}}, {[2]string{"IT", ""}, []string{"Aria/K-17"}},
	} {
		var exhibits []run.Exhibit
		log := ""
		for i, state := range c.states {
			leases := "ip,start,end,subscriber\n"
			for day := 1 + 6*i; day <= 6+6*i; day++ {
				leases += fmt.Sprintf("198.18.0.%d,2004-01-%02dT00:00:00Z,2004-01-%02dT20:00:00Z,K-17\n", day, day, day)
				log += strings.Replace(fmt.Sprintf(logLine, "rose", fmt.Sprintf("%02d/Jan/2004:10:00:00", day)), "198.18.0.7", fmt.Sprintf("198.18.0.%d", day), 1)
			}
			e := exhibit(fmt.Sprint("isp/", i), record.Assignments, "csv", leases)
			e.Source.Provider, e.Source.Country = "Aria", state
			exhibits = append(exhibits, e)
		}
		res, out := compute(t, run.Input{Exhibits: append(exhibits, exhibit("site/1", record.Access, "combined", log))})
		for what, list := range map[string][]run.Subscriber{"subject": res.Subjects[0].Subscribers, "hits": candidates(t, out[run.FindingsFile].Bytes())} {
			var got []string
			for _, s := range list {
				got = append(got, s.Line())
			}
			slices.Sort(got)
			if diff := cmp.Diff(c.want, slices.Compact(got)); diff != "" {
				t.Errorf("%q: %s: %s", c.states, what, diff)
			}
		}
		if text := out[run.FindingsFile].String(); strings.Contains(text, `\u0000`) {
			t.Errorf("%q: what tells providers apart is written", c.states)
		}
	}
}

// candidates are the subscribers that hits name.
func candidates(t *testing.T, findings []byte) (out []run.Subscriber) {
	t.Helper()
	for line := range bytes.Lines(findings) {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatal(err)
		}
		if f.Hit != nil {
			for _, c := range f.Hit.Candidates {
				out = append(out, c.Subscriber)
			}
		}
	}
	return out
}
