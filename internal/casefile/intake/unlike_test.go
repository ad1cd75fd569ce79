package intake_test

import (
	"fmt"
	"strings"
	"testing"
)

// Times that are written otherwise are asked about wherever in the sample they stand.
func TestTimesWrittenOtherwiseFurtherDown(t *testing.T) {
	for _, c := range []struct {
		name       string
		from, rows int // those written otherwise
		asked      bool
	}{{"none", 0, 0, false}, {"a few", 2000, 20, false}, {"the rows behind those that are looked at", 1500, 1300, true}, {"the last tenth", 2700, 300, true}} {
		var b strings.Builder
		b.WriteString("id,time,account,site,amount,currency\n")
		for i := range 3000 {
			at := fmt.Sprintf("2004-03-%02dT10:00:00Z", 1+i%28)
			if i >= c.from && i < c.from+c.rows {
				at = fmt.Sprintf("%02d/03/2004 10:00", 1+i%28)
			}
			fmt.Fprintf(&b, "%d,%s,u%d,garden.example,1.90,EUR\n", i, at, i%50)
		}
		r, _ := lookAt(t, map[string]string{"f.csv": b.String()})
		q := asked(only(t, r), "time_format")
		if (q.Text != "") != c.asked || c.asked && (!strings.Contains(q.Text, `as "2004-03-01T10:00:00Z" and "`) || !strings.Contains(q.Text, `/03/2004 10:00"`)) {
			t.Errorf("%s: %+v", c.name, q)
		}
	}
}
