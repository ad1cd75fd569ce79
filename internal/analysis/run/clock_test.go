package run_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// lostHalf is the case that the Investigatory Powers Commissioner's Office
// reported in 2017: an export that lost AM and PM, 173 look-ups. Under the other
// half of the day 153 stay in their assignment, 17 fall into another of the same
// subscriber, 3 into another subscriber's.
func lostHalf() []run.Exhibit {
	var log, isp strings.Builder
	log.WriteString("when,ip,user\n")
	isp.WriteString("ip,start,end,subscriber,name\n")
	base := time.Date(2004, 3, 1, 0, 0, 0, 0, time.UTC)
	stamp := func(t time.Time) string { return t.Format("2006-01-02T15:04:05Z") }
	for i := range 173 {
		ip := fmt.Sprintf("198.18.%d.%d", i/200, i%200+1)
		day := base.AddDate(0, 0, i%25)
		at := day.Add(time.Duration(1+i%12)*time.Hour + time.Duration(i)*time.Second)
		line := fmt.Sprintf("line-%d", i)
		fmt.Fprintf(&log, "%s,%s,user%d\n", at.Format("02/01/2006 03:04:05"), ip, i)
		switch {
		case i < 153:
			fmt.Fprintf(&isp, "%s,%s,%s,%s,Person %s\n", ip, stamp(day.AddDate(0, 0, -1)), stamp(day.AddDate(0, 0, 2)), line, line)
			continue
		case i < 170:
		default:
			line += "-other"
		}
		noon := day.Add(12*time.Hour - time.Minute)
		fmt.Fprintf(&isp, "%s,%s,%s,line-%d,Person %d\n", ip, stamp(day), stamp(noon), i, i)
		fmt.Fprintf(&isp, "%s,%s,%s,%s,Person %s\n", ip, stamp(noon), stamp(day.AddDate(0, 0, 1)), line, line)
	}
	e := exhibit("board/1", record.Access, "csv", log.String())
	e.Source.Columns = map[string][]string{"time": {"when"}, "ip": {"ip"}, "account": {"user"}}
	e.Source.TimeForm = "02/01/2006 15:04:05"
	return []run.Exhibit{e, exhibit("isp/1", record.Assignments, "csv", isp.String())}
}

func TestLostHalfOfTheDay(t *testing.T) {
	res, out := compute(t, run.Input{Exhibits: lostHalf()})
	c := res.Manifest.Counts
	if c.Events != 173 || c.Uncertain != 173 || c.Moved != 20 || c.Changed != 3 {
		t.Errorf("events %d, uncertain %d, moved %d, changed %d; want 173, 173, 20, 3", c.Events, c.Uncertain, c.Moved, c.Changed)
	}
	resting := map[string]bool{}
	for _, f := range findings(t, out) {
		if f.Hit != nil && f.Hit.Doubt == "changed" {
			resting[f.Hit.Account] = true
		}
		if f.Subject == nil {
			continue
		}
		for _, s := range f.Subject.Selectors {
			if resting[s.Value] && f.Subject.Band != comity.Unresolved && f.Subject.Band != comity.Contradicted {
				t.Errorf("%s is %s", s.Value, f.Subject.Band)
			}
		}
	}
	if len(resting) != 3 {
		t.Errorf("%d hits changed", len(resting))
	}
	clocks := clocksOf(t, out)
	var halves []clock.Kind
	for _, r := range clocks.Sources[index(clocks, "board/1")].Readings {
		if r.Kept {
			halves = append(halves, r.Kind)
		}
	}
	if fmt.Sprint(halves) != "[declared am-pm]" {
		t.Errorf("kept %v", halves)
	}
}

// The corrected export settles what the first one left open.
func TestCorrectedExport(t *testing.T) {
	in := lostHalf()
	text := "when,ip,user\n"
	for i := range 173 {
		at := time.Date(2004, 3, 1+i%25, 1+i%12+12*(i%2), 0, i, 0, time.UTC)
		text += fmt.Sprintf("%s,198.18.%d.%d,user%d\n", at.Format("02/01/2006 15:04:05"), i/200, i%200+1, i)
	}
	e := exhibit("board/2", record.Access, "csv", text)
	e.Source.Columns, e.Source.TimeForm = in[0].Source.Columns, in[0].Source.TimeForm
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{e, in[1]}})
	if c := res.Manifest.Counts; c.Events != 173 || c.Uncertain != 0 || c.Moved != 0 || c.Changed != 0 {
		t.Errorf("%+v", c)
	}
}

func TestClocksDoNotDependOnWorkers(t *testing.T) {
	one, _ := compute(t, run.Input{Exhibits: lostHalf(), Workers: 1})
	many, _ := compute(t, run.Input{Exhibits: lostHalf(), Workers: 5})
	if one.Run != many.Run {
		t.Errorf("%s with one worker, %s with five", one.Run, many.Run)
	}
}

// shifted is a member table, three logs, and one whose clock is ahead.
func shifted(by time.Duration) []run.Exhibit {
	base := time.Date(2004, 3, 1, 8, 0, 0, 0, time.UTC)
	members := "site,account,time,last_time,last_ip,ip\n"
	var out []run.Exhibit
	for s := range 4 {
		site, log := fmt.Sprintf("site%d.example", s), ""
		for p := range 30 {
			seen := base.Add(time.Duration(p*37+s*11) * time.Hour).Add(time.Duration(p*p*17) * time.Second)
			members += fmt.Sprintf("%s,user%d,,%s,198.18.0.%d,\n", site, p, seen.Format(time.RFC3339), p+1)
			wrong := seen
			if s == 2 {
				wrong = seen.Add(by)
			}
			log += fmt.Sprintf("198.18.0.%d - user%d [%s] \"GET / HTTP/1.0\" 200 1 \"-\" \"-\"\n", p+1, p, wrong.Format("02/Jan/2006:15:04:05 -0700"))
		}
		e := exhibit(fmt.Sprintf("host/%d", s), record.Access, "combined", log)
		e.Source.Site = site
		out = append(out, e)
	}
	return append(out, exhibit("biller/1", record.Members, "csv", members), exhibit("isp/1", record.Assignments, "csv", isp))
}

func TestAMeasuredSkewIsTakenOff(t *testing.T) {
	_, out := compute(t, run.Input{Exhibits: shifted(95 * time.Second)})
	clocks := clocksOf(t, out)
	for _, s := range clocks.Sources {
		last := s.Readings[len(s.Readings)-1]
		if wrong := s.Exhibit == "host/2"; wrong != (last.Kind == clock.Skew) || wrong && last.Seconds != run.Seconds6(95*comity.Second) {
			t.Errorf("%s: %+v", s.Exhibit, s.Readings)
		}
	}
	right, _ := compute(t, run.Input{Exhibits: shifted(0)})
	if c := right.Manifest.Counts; c.Uncertain != 0 {
		t.Errorf("%+v", c)
	}
}

// A line that states its offset has no zone to get wrong: an hour's error is no matter of summer time.
func TestAnHourOfStampsWithAnOffsetIsNoSummerTime(t *testing.T) {
	exhibits := shifted(time.Hour)
	exhibits[2].Source.Clock.Zone = "Europe/Berlin"
	_, out := compute(t, run.Input{Exhibits: exhibits})
	clocks := clocksOf(t, out)
	r := clocks.Sources[index(clocks, "host/2")].Readings
	if last := r[len(r)-1]; last.Kind != clock.Zone || last.Seconds != run.Seconds6(comity.Hour) {
		t.Errorf("%+v", r)
	}
}

func findings(t *testing.T, out files) (list []run.Finding) {
	t.Helper()
	for line := range strings.Lines(out[run.FindingsFile].String()) {
		var f run.Finding
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		list = append(list, f)
	}
	return list
}

func clocksOf(t *testing.T, out files) (c run.Clocks) {
	t.Helper()
	if err := json.Unmarshal(out[run.ClocksFile].Bytes(), &c); err != nil {
		t.Fatal(err)
	}
	return c
}

func index(c run.Clocks, ref string) int {
	for i, s := range c.Sources {
		if s.Exhibit == ref {
			return i
		}
	}
	return -1
}
