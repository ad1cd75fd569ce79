package run

import "testing"

// Lists of one name but for the month are of one clock; a number is no month.
func TestMonthsInNames(t *testing.T) {
	for _, c := range []struct {
		a, b string
		one  bool
	}{
		{"kassa/Umsatz_2021-09.csv", "kassa/Umsatz_2022-01.csv", true},
		{"radacct/detail-202109.gz", "radacct/detail-202110.gz", true},
		{"2021-09/list.csv", "2021-10/list.csv", false}, // a delivery may hold another system's list of that name
		{"isp/1", "isp/2", false},
		{"kassa/Umsatz_2021-09.csv", "kassa/Storno_2021-09.csv", false},
		{"lists/202113", "lists/202114", false},
	} {
		a, dated := undate(c.a)
		b, too := undate(c.b)
		if one := dated && too && a == b; one != c.one {
			t.Errorf("%s and %s: %v", c.a, c.b, one)
		}
	}
}
