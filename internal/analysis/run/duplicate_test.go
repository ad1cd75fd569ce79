package run_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

// again is smallCase with every export delivered a second time, in another
// order or format.
func again() []run.Exhibit {
	rows := strings.SplitAfter(strings.TrimSuffix(isp, "\n"), "\n")
	slices.Reverse(rows[1:])
	lines := strings.SplitAfter(fmt.Sprintf(logLine, "rose", "03/Jan/2004:11:00:00")+
		fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:05:00")+
		fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00")+
		fmt.Sprintf(logLine, "iris", "01/Jan/2004:10:00:00"), "\n")
	table := "ip;time;account;method;path;status;bytes\n"
	for _, l := range lines[:3] {
		day := map[bool]string{true: "01", false: "03"}[strings.Contains(l, "01/Jan")]
		clock := l[strings.Index(l, "2004:")+5:][:8]
		table += "198.18.0.7;2004-01-" + day + " " + clock + ";rose;GET;/members/;200;512\n"
	}
	return append(smallCase(),
		exhibit("isp/2", record.Assignments, "csv", strings.Join(rows[:1], "")+strings.Join(rows[1:], "\n")),
		exhibit("biller/2", record.Payments, "csv", strings.ReplaceAll(billing, ",", ";")),
		exhibit("site/2", record.Access, "combined", strings.Join(lines, "")),
		exhibit("site/3", record.Access, "csv", table),
	)
}

func TestDeliveredTwiceCountsOnce(t *testing.T) {
	once, _ := compute(t, run.Input{Exhibits: smallCase()})
	twice, out := compute(t, run.Input{Exhibits: again()})
	a, b := once.Manifest.Counts, twice.Manifest.Counts
	// The second log holds one line that the first lacks.
	got := fmt.Sprint(b.Events-a.Events, b.Assignments-a.Assignments, b.Subjects-a.Subjects, b.Duplicates, b.Rejects-a.Rejects)
	if want := "1 0 1 10 0"; got != want {
		t.Errorf("more events, assignments, subjects; duplicates; more rejects: %s, want %s", got, want)
	}
	byRef := map[string]int64{}
	for _, line := range strings.Split(strings.TrimSpace(out[run.DuplicatesFile].String()), "\n") {
		var d run.Duplicate
		if err := json.Unmarshal([]byte(line), &d); err != nil {
			t.Fatal(err)
		}
		byRef[d.Ref[:strings.IndexByte(d.Ref, '/')]] += d.Count
		if d.Of != nil && d.Of.Exhibit == d.Cite.Exhibit {
			t.Errorf("%s is a duplicate of itself", d.Ref)
		}
	}
	if diff := cmp.Diff(map[string]int64{"isp": 3, "biller": 1, "site": 6}, byRef); diff != "" {
		t.Error(diff)
	}
	rose := func(r *run.Result) string {
		for _, s := range r.Subjects {
			for _, v := range s.Selectors {
				if strings.HasSuffix(v.Value, ":rose") {
					return fmt.Sprint(s.Band, s.Score, s.Missing)
				}
			}
		}
		return "none"
	}
	// The line that is new is somebody else's on the same connection: it counts
	// against rose, and as much however often the rest is delivered.
	neighbour, _ := compute(t, run.Input{Exhibits: append(smallCase(), exhibit("site/2", record.Access, "combined", fmt.Sprintf(logLine, "iris", "01/Jan/2004:10:00:00")))})
	if diff := cmp.Diff(rose(neighbour), rose(twice)); diff != "" {
		t.Errorf("a second delivery changes a subject: %s", diff)
	}
}

func TestDuplicatesDoNotDependOnWorkers(t *testing.T) {
	one, _ := compute(t, run.Input{Exhibits: again(), Workers: 1})
	many, _ := compute(t, run.Input{Exhibits: again(), Workers: 7})
	if one.Run != many.Run {
		t.Error("the run depends on the number of workers")
	}
}

// Logs of two sites, or of two times, are not compared.
func TestLogsApart(t *testing.T) {
	line := fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00")
	here, there := exhibit("a/1", record.Access, "combined", line), exhibit("b/1", record.Access, "combined", line+"\n")
	there.Source.Site = "roses.example"
	res, _ := compute(t, run.Input{Exhibits: append(smallCase(), here, there)})
	if n := res.Manifest.Counts.Duplicates; n != 1 {
		t.Errorf("%d duplicates, want the one of the same site", n)
	}
}

// A journal tells of the same log-in in its own words: the lines that come again were
// delivered by the log, whichever is read first.
func TestAJournalDeliversNoLines(t *testing.T) {
	lines := fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00") + fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:05:00")
	first, copied := exhibit("a/1", record.Access, "combined", lines), exhibit("a/2", record.Access, "combined", lines+"\n")
	for i := range 8 { // the order of reading follows the digests
		journal := exhibit("biller/9", record.Access, "csv", fmt.Sprintf("time,ip,account,n\n2004-01-01 10:00:00,198.18.0.7,rose,%d\n", i))
		_, out := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("isp/1", record.Assignments, "csv", isp), first, copied, journal}})
		var d run.Duplicate
		if err := json.Unmarshal(out[run.DuplicatesFile].Bytes(), &d); err != nil {
			t.Fatal(err)
		}
		if d.Of == nil || d.Of.Exhibit == journal.Source.Exhibit || d.Count != 2 {
			t.Errorf("%+v", d)
		}
	}
}

// A later export of the members tells of the same sign-ups and of new log-ins.
func TestMembersExportedAgain(t *testing.T) {
	const head = "account,time,ip,last_time,last_ip\n"
	first := exhibit("m/1", record.Members, "csv", head+"rose,2004-01-01 10:00:00,198.18.0.7,2004-01-01 11:00:00,198.18.0.7\n")
	later := exhibit("m/2", record.Members, "csv", head+"rose,2004-01-01 10:00:00,198.18.0.7,2004-01-03 11:00:00,198.18.0.7\n")
	later.Source.Provider = first.Source.Provider
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("isp/1", record.Assignments, "csv", isp), first, later}})
	c := res.Manifest.Counts
	if c.Events != 3 || c.Duplicates != 1 {
		t.Errorf("%d events and %d duplicates, want 3 and 1", c.Events, c.Duplicates)
	}
}

// A processor's export and a portal's of one payment: other capitals, no seconds.
func TestPaymentsWrittenOtherwise(t *testing.T) {
	const head = "id,time,account,name,email,card,amount,currency,ip,result,type\n"
	row := func(time, account, email, currency string) string {
		return head + "t1," + time + "," + account + ",Anna Rossi," + email + ",4000001234560008,24.90," + currency + ",198.18.0.7,approved,sale\n"
	}
	first := row("2004-01-01 09:59:07", "rose", "rose@mail.example", "EUR")
	for _, c := range []struct {
		what, second             string
		events, again, perhapses int64
	}{
		{"capitals", row("2004-01-01 09:59:07", "Rose", "Rose@Mail.example", "eur"), 0, 1, 0},
		{"no seconds", row("2004-01-01 09:59", "rose", "rose@mail.example", "EUR"), 0, 1, 0},
		{"seconds cut off", row("2004-01-01 09:59:00", "ROSE", "rose@mail.example", "EUR"), 1, 0, 1},
		{"another minute", row("2004-01-01 10:01", "rose", "rose@mail.example", "EUR"), 1, 0, 0},
		{"another account", row("2004-01-01 09:59", "iris", "rose@mail.example", "EUR"), 1, 0, 0},
		{"other seconds", row("2004-01-01 09:59:08", "rose", "rose@mail.example", "EUR"), 1, 0, 0},
	} {
		for _, order := range [][2]string{{"p/1", "p/2"}, {"p/2", "p/1"}} {
			isp := exhibit("isp/1", record.Assignments, "csv", isp)
			one, _ := compute(t, run.Input{Exhibits: []run.Exhibit{isp, exhibit(order[0], record.Payments, "csv", first)}})
			two, out := compute(t, run.Input{Exhibits: []run.Exhibit{isp,
				exhibit(order[0], record.Payments, "csv", first), exhibit(order[1], record.Payments, "csv", c.second)}})
			a, b := one.Manifest.Counts, two.Manifest.Counts
			if got := [3]int64{b.Events - a.Events, b.Duplicates, b.Possible}; got != [3]int64{c.events, c.again, c.perhapses} {
				t.Errorf("%s, %s first: %d more events, %d duplicates, %d possible", c.what, order[0], got[0], got[1], got[2])
			}
			if text := out[run.DuplicatesFile].String(); strings.Contains(text, `"possible":true`) != (c.perhapses > 0) {
				t.Errorf("%s: %s", c.what, text)
			}
		}
	}
}
