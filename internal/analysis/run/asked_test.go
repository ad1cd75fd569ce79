package run_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// A clock that is a minute off leaves it open whether an event lies before a statement or
// inside it. In a list somebody else's would stand before it; of answers to questions,
// which name the one who was asked about, that can't be said.
func TestWhoNobodyAskedAbout(t *testing.T) {
	for _, c := range []struct {
		kind record.Kind
		want comity.Band
	}{{record.Assignments, comity.Corroborated}, {record.Answers, comity.Supported}} {
		rows, log := "asked_ip,asked_time,start,end,subscriber,name\n", ""
		if c.kind == record.Assignments {
			rows = "ip,note,start,end,subscriber,name\n"
		}
		for day := 1; day <= days; day++ {
			rows += fmt.Sprintf("198.18.0.%d,2004-01-%02dT10:00:30Z,2004-01-%02dT10:00:10Z,2004-01-%02dT12:00:00Z,mine,Rossi Anna\n", 100+day, day, day, day)
			log += strings.Replace(fmt.Sprintf(logLine, "edgy", fmt.Sprintf("%02d/Jan/2004:10:00:00", day)), "198.18.0.7", fmt.Sprintf("198.18.0.%d", 100+day), 1)
		}
		asked := exhibit("isp/2", c.kind, "csv", rows)
		asked.Source.Clock.Skew = "60s"
		res, _ := compute(t, run.Input{Exhibits: append(sharedCase(0), asked,
			exhibit("site/3", record.Access, "combined", log), exhibit("site/4", record.Members, "csv", "account,name,email\nedgy,Rossi Anna,e@mail.example\n"))})
		i := slices.IndexFunc(res.Subjects, func(s run.Subject) bool { return s.Selectors[0].Value == "trains.example:edgy" })
		if i < 0 {
			t.Fatalf("%s: no subject", c.kind)
		}
		if s := res.Subjects[i]; s.Band != c.want || len(s.Subscribers) != 1 || len(s.Eliminated) != days {
			t.Errorf("%s: %s %v %v, %d by elimination", c.kind, s.Band, s.Missing, s.Subscribers, len(s.Eliminated))
		}
	}
}
