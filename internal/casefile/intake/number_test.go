package intake_test

import (
	"fmt"
	"testing"
)

// Times as programs count them are told by how large they are, under a name that speaks of
// a time; where two ways to count are plausible, that is a question.
func TestTimesAsNumbers(t *testing.T) {
	const at = 1_078_236_309 // 2004-03-02T14:05:09Z
	lease := func(format string, by, from int64) func(int) string {
		return func(i int) string {
			n := int64(i) * 4_000
			return fmt.Sprintf("K-%d;198.18.0.%d;"+format+";"+format, i, i+1, (at+n)*by+from, (at+n+3_600)*by+from)
		}
	}
	days := func(base float64, digits int) func(int) string {
		return func(i int) string {
			return fmt.Sprintf("K-%d;198.18.0.%d;%.*f;%.*f", i, i+1, digits, base+float64(i)*1.37, digits, base+0.1+float64(i)*1.37)
		}
	}
	written := func(format string, of func(i int) []any) func(int) string {
		return func(i int) string {
			v := fmt.Sprintf(format, of(i)...)
			return fmt.Sprintf("K-%d;198.18.0.%d;%s;%s", i, i+1, v, v)
		}
	}
	const header = "subscriber;ip;start;end"
	for _, c := range []struct {
		name, header string
		row          func(int) string
		want, not    []string
	}{
		{"microseconds", header, lease("%d", 1e6, 123), []string{`time_format = "epoch_us"`, "microseconds since 1970", "2004-03-02 14:05:09"}, []string{"# ? time_format", `zone = "?"`}},
		{"nanoseconds", header, lease("%d", 1e9, 123), []string{`time_format = "epoch_ns"`}, []string{"# ? time_format"}},
		{"FILETIME", header, lease("%d", 1e7, 116_444_736_000_000_000), []string{`time_format = "filetime"`}, []string{"# ? time_format"}},
		{"browsers", header, lease("%d", 1e6, 11_644_473_600_000_000), []string{`time_format = "webkit"`}, []string{"# ? time_format"}},
		{".NET, which says no zone", header, lease("%d", 1e7, 621_355_968_000_000_000), []string{`zone = "?"`, "[epoch_ns | ticks]", "1990-", "2004-03-02 14:05:09"}, []string{`time_format = "epoch_ns"`}},
		{"seconds since 2001 of today are seconds since 1970 of the nineties", header, lease("%d", 1, 700_000_000-at), []string{`[epoch | epoch_2001]`, "1992-", "2023-"}, []string{`time_format = "epoch"`}},
		{"seconds since 2001 that are none since 1970", header, lease("%d", 1, 400_000_000-at), []string{`time_format = "epoch_2001"`}, nil},
		{"seconds since 1900", header, lease("%d", 1, 2_208_988_800), []string{"# ? time_format: as seconds since 1970 they are times of 2074", `time_format = "?"`}, nil},
		{"days of a spreadsheet", header, days(38_048.25, 9), []string{"[excel | excel_1904]", "2004-03-02 06:00:00", `zone = "?"`}, nil},
		{"days of a spreadsheet with a comma", "subscriber;ip;Beginn;Ende", written("%d,4167", func(i int) []any { return []any{38_048 + i} }), []string{"[excel | excel_1904]"}, nil},
		{"seconds since 1970 that no date is", header, lease("%d", 1, 0), []string{`time_format = "epoch"`}, []string{"# ? time_format"}},
		{"ten digits that are a date of 2011 as well", header, written("11%02d%02d%02d30", func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24} }), []string{"[epoch | 0601021504]"}, []string{`time_format = "epoch"`}},
		{"ten digits that are an hour of 2004 as well", header, written("2004%02d%02d%02d", func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24} }), []string{"[epoch | 2006010215]", "2004-01-01 00:00:00", `zone = "?"`}, []string{`time_format = "epoch"`}},
		{"hundredths behind a date", header, written("2004%02d%02d%02d050912", func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24} }), []string{"# ? time_format: the digits hold dates", "[epoch_us]"}, []string{`time_format = "epoch_us"`}},
		{"thousandths behind a date of the nineties", header, written("99%02d%02d%02d0509123", func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24} }), []string{"# ? time_format: the digits hold dates", "[epoch_us]"}, []string{`time_format = "epoch_us"`}},
		{"a date behind its century", header, written("104%02d%02d%02d0509", func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24} }), []string{"# ? time_format: the digits hold dates", "[epoch_ms]"}, []string{`time_format = "epoch_ms"`}},
		{"milliseconds", header, lease("%d", 1e3, 123), []string{`time_format = "epoch_ms"`}, []string{"# ? time_format"}},
		{"twelve digits that are two dates", header, written("2004%02d%02d%02d30", func(i int) []any { return []any{1 + i%12, 1 + i%20, i % 24} }), []string{"200601021504"}, []string{`= "epoch`}},
		{"a day first without marks", header, written("%02d032004%02d0509", func(i int) []any { return []any{1 + i%28, i % 24} }), []string{`time_format = "02012006150405"`}, nil},
		{"day and month without marks", header, written("%02d%02d2004%02d0509", func(i int) []any { return []any{1 + i%12, 1 + i%11, i % 24} }), []string{"[02012006150405 | 01022006150405]"}, nil},
		{"numbers of messages are no times", "account;ip;time;session", func(i int) string {
			return fmt.Sprintf("rose%d;198.18.0.%d;2004-03-02 14:05:%02d;%d", i, i+1, i, 1_300_000_000_000_000_000+i)
		}, []string{`time = "time"`}, []string{"epoch_ns"}},
	} {
		_, draft := look(t, c.header, c.row)
		says(t, c.name, draft, c.want, c.not)
	}
}

// 05-JAN-07 is a day of 2007 or of 2005: the other numbers of the column may tell, else it
// is asked.
func TestYearOrDayInFront(t *testing.T) {
	row := func(of func(i int) (a, b int)) func(int) string {
		return func(i int) string {
			a, b := of(i)
			v := fmt.Sprintf("%02d-JAN-%02d", a, b)
			return fmt.Sprintf("K-%d;198.18.0.%d;%s 10:00:00;%s 11:00:00", i, i+1, v, v)
		}
	}
	for _, c := range []struct {
		name      string
		row       func(int) string
		want, not []string
	}{
		{"both may be", row(func(i int) (int, int) { return 4 + i%3, 6 + i%3 }), []string{"[02-Jan-06 15:04:05 | 06-Jan-02 15:04:05]", "2006-01-04", "2004-01-06"}, nil},
		{"a day above all years", row(func(i int) (int, int) { return 1 + i%28, 99 }), []string{`time_format = "02-Jan-06 15:04:05"`}, nil},
		{"a year above all days", row(func(i int) (int, int) { return 99, 1 + i%28 }), []string{`time_format = "06-Jan-02 15:04:05"`}, nil},
		{"days of one year", row(func(i int) (int, int) { return 1 + i%28, 7 }), []string{`time_format = "02-Jan-06 15:04:05"`}, []string{"# ? time_format"}},
		{"one day of a month", row(func(int) (int, int) { return 5, 7 }), []string{"# ? time_format"}, nil},
	} {
		_, draft := look(t, "subscriber;ip;start;end", c.row)
		says(t, c.name, draft, c.want, c.not)
	}
	_, draft := look(t, "id;date;amount;card", func(i int) string {
		return fmt.Sprintf("T%d;%02d-FEB-%02d;1.50;%s", i, 3+i%4, 5+i%3, luhn(fmt.Sprintf("990100%09d", i*7919)))
	})
	says(t, "dates alone", draft, []string{"# ? time_format", "06-Jan-02"}, nil)
	_, draft = look(t, "id;date;amount;card", func(i int) string {
		return fmt.Sprintf("T%d;%d-FEB-2004;1.50;%s", i, 1+i%9, luhn(fmt.Sprintf("990100%09d", i*7919)))
	})
	says(t, "one digit", draft, nil, []string{"more than one form"})
}
