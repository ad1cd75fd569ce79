package run_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Two exports of one payment, the clock of one of them wrong or read in two ways: the
// payment counts once, by what the stamps show or by what they mean.
func TestPaymentsOfTwoClocks(t *testing.T) {
	const head = "id,time,account,amount,ip,result,type\n"
	declared := clock.Adjustment{Kind: clock.Declared}
	rome := clock.Adjustment{Kind: clock.Zone, Zone: "Europe/Rome"}
	ahead := clock.Adjustment{Kind: clock.Skew, Ahead: comity.Hour, Margin: 5 * comity.Second}
	for _, c := range []struct {
		what, first, second string
		kept                []clock.Adjustment
		again               int64
	}{
		{"right", "09:59:07", "09:59:07", nil, 1},
		{"right, an hour apart", "09:59:07", "10:59:07", nil, 0},
		{"an hour ahead, one moment", "09:59:07", "10:59:09", []clock.Adjustment{ahead}, 1},
		{"an hour ahead, one stamp", "09:59:07", "09:59:07", []clock.Adjustment{ahead}, 1},
		{"an hour ahead, another moment", "09:59:07", "11:59:09", []clock.Adjustment{ahead}, 0},
		{"an hour ahead, without seconds", "09:59:07", "10:59", []clock.Adjustment{ahead}, 1},
		{"in Rome", "09:59:07", "10:59:07", []clock.Adjustment{rome}, 1},
		{"as declared or in Rome", "09:59:07", "10:59:07", []clock.Adjustment{declared, rome}, 1},
		{"as declared or in Rome, as declared", "09:59:07", "09:59:07", []clock.Adjustment{declared, rome}, 1},
	} {
		for _, order := range [][2]string{{"p/1", "p/2"}, {"p/2", "p/1"}} {
			row := func(time string) string {
				return head + "t1,2004-01-01 " + time + ",rose,24.90,198.18.0.7,approved,sale\n"
			}
			first, second := exhibit(order[0], record.Payments, "csv", row(c.first)), exhibit(order[1], record.Payments, "csv", row(c.second)+"\n")
			second.Source.Clock = second.Source.Clock.Keep(c.kept)
			res, out := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("isp/1", record.Assignments, "csv", isp), first, second}})
			if n := res.Manifest.Counts; n.Duplicates != c.again || n.Possible != 0 || n.Events != 2-c.again {
				t.Errorf("%s, %s first: %d again, want %d; %d possible, %d events", c.what, order[0], n.Duplicates, c.again, n.Possible, n.Events)
			}
			if named := strings.Count(out[run.DuplicatesFile].String(), `"of":`); int64(named) != c.again {
				t.Errorf("%s: %d are named with both places", c.what, named)
			}
		}
	}
}
