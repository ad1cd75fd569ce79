package syslog_test

import (
	"strings"
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/syslog"
	"comity/internal/records/record"
)

func instant(s string) comity.Instant {
	if s == "" {
		return 0
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return comity.InstantOf(t)
}

// whole takes all of a line for what stands before its message.
func whole(line []byte) int { return len(line) }

func dater(t testing.TB, from, to, form, first string) (*syslog.Dater, error) {
	t.Helper()
	rs, err := clock.Readings(clock.Statement{Zone: "UTC", Basis: "letter"})
	if err != nil {
		t.Fatal(err)
	}
	src := &record.Source{Ref: "IT/9", TimeForm: form, Scope: record.Scope{From: instant(from), To: instant(to)}}
	return syslog.New(src, &rs[0], []byte(first), whole)
}

// Each stamp is dated by itself.
func TestForms(t *testing.T) {
	for line, want := range map[string]string{
		"Mar  2 2004 14:05:09 fw1 : ":                             "2004-03-02T14:05:09Z",
		"<166>Mar 02 2004 14:05:09: ":                             "2004-03-02T14:05:09Z",
		"Mar  2 14:05:09 2004 fw1 ":                               "2004-03-02T14:05:09Z",
		"Mar  2 14:05:09.250 fw1 ":                                "2004-03-02T14:05:09.25Z",
		"<14>1 2004-03-02T14:05:09.5+01:00 nat1 ":                 "2004-03-02T13:05:09.5Z",
		"2004-03-02 14:05:09: nat1 ":                              "2004-03-02T14:05:09Z",
		"Mar  2 07:05:10 nat1 (FPC Slot 2) 2004-03-02 14:05:09 [": "2004-03-02T14:05:09Z",
		"Mar  2 15:05:10 log Mar 02 2004 14:05:09 fw1 : ":         "2004-03-02T14:05:09Z",
		"Mar 32 14:05:09 fw1 ":                                    "bad time",
		"Mar  2 24:05:09 fw1 ":                                    "bad time",
		"Feb 29 2003 14:05:09 fw1 ":                               "bad time",
		"Feb 30 14:05:09 fw1 ":                                    "bad time",
		"1970-01-01T00:00:09Z fw1 ":                               "bad time",
		"Mai  2 14:05:09 fw1 ":                                    "bad time",
		"":                                                        "bad time",
		"Jun  2 14:05:09 fw1 ":                                    "outside the period",
	} {
		d, err := dater(t, "2003-12-01T00:00:00Z", "2004-05-01T00:00:00Z", "", "")
		if err != nil {
			t.Fatal(err)
		}
		if got := say(d.When([]byte(line))); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

func say(s clock.Span, why record.Reason) string {
	if why != "" {
		return string(why)
	}
	return s.Lo.String()
}

// The year of stamps that have none comes from the period or the statement, then from the order.
func TestYears(t *testing.T) {
	for _, c := range []struct {
		name, from, to, form string
		lines, want          []string
	}{
		{
			"period", "2003-12-01T00:00:00Z", "2004-02-01T00:00:00Z", "",
			[]string{"Nov 20 00:00:00", "Dec 31 23:59:59", "Jan  1 00:00:00", "Dec 31 23:59:58", "Mar  1 00:00:00"},
			[]string{"outside the period", "2003-12-31T23:59:59Z", "2004-01-01T00:00:00Z", "2003-12-31T23:59:58Z", "2004-03-01T00:00:00Z"},
		},
		{
			"stated", "", "", "year 2003",
			[]string{"Dec 31 23:59:59", "Jan  1 00:00:00", "May 31 00:00:00", "Oct 31 00:00:00", "Jan  1 00:00:00", "Feb 29 00:00:00"},
			[]string{"2003-12-31T23:59:59Z", "2004-01-01T00:00:00Z", "2004-05-31T00:00:00Z", "2004-10-31T00:00:00Z", "2005-01-01T00:00:00Z", "2004-02-29T00:00:00Z"},
		},
		{
			"longer than a year", "2004-01-01T00:00:00Z", "2004-03-01T00:00:00Z", "",
			[]string{"Jan 10 00:00:00", "May 31 00:00:00", "Oct 31 00:00:00", "Jan  9 00:00:00", "Jan 11 00:00:00"},
			[]string{"2004-01-10T00:00:00Z", "2004-05-31T00:00:00Z", "2004-10-31T00:00:00Z", "2005-01-09T00:00:00Z", "year cannot be told"},
		},
		{
			"after one with a year", "", "", "",
			[]string{"Jan 10 00:00:00", "2003-12-31T00:00:00Z x", "Jan 10 00:00:00"},
			[]string{"year cannot be told", "2003-12-31T00:00:00Z", "2004-01-10T00:00:00Z"},
		},
		{
			"after a clock that was reset", "2004-01-01T00:00:00Z", "2004-03-01T00:00:00Z", "",
			[]string{"1993-01-01T00:00:00Z x", "Jan 10 00:00:00"},
			[]string{"1993-01-01T00:00:00Z", "2004-01-10T00:00:00Z"},
		},
	} {
		d, err := dater(t, c.from, c.to, c.form, "")
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range c.lines {
			if got := say(d.When([]byte(line + " fw1 "))); got != c.want[i] {
				t.Errorf("%s, line %d: %s, want %s", c.name, i+1, got, c.want[i])
			}
		}
	}
}

// What leaves the year open is refused before anything is read.
func TestNewRefuses(t *testing.T) {
	const first = "Mar  2 14:05:09 fw1 "
	for _, c := range []struct {
		from, to, form, first string
		ok                    bool
	}{
		{"2004-01-01T00:00:00Z", "2004-12-01T00:00:00Z", "", first, true},
		{"2003-06-01T00:00:00Z", "2004-12-01T00:00:00Z", "", first, true}, // only one March
		{"2003-01-01T00:00:00Z", "2004-12-01T00:00:00Z", "", first, false},
		{"2004-01-01T00:00:00Z", "", "", first, false},
		{"", "2004-01-01T00:00:00Z", "", first, false},
		{"", "", "", "2004-03-02T14:05:09Z fw1 ", true},
		{"", "", "year 2004", first, true},
		{"", "", "year 4", first, false},
		{"", "", "year 1970", first, false},
	} {
		_, err := dater(t, c.from, c.to, c.form, c.first)
		if (err == nil) != c.ok || err != nil && (comity.KindOf(err) != comity.Input || comity.HintOf(err) == "") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Whatever devices write, a date lies in the years that are read, a line that has
// one is of a log, and the same lines are dated the same again.
func FuzzSyslog(f *testing.F) {
	for _, lines := range []string{
		"<166>Mar 02 2004 14:05:09: \nMar  2 14:05:09 2004 fw1 \nMar  2 14:05:09.250 fw1 ",
		"<14>1 2004-03-02T14:05:09.5+01:00 nat1 \n2004-03-02 14:05:09: nat1 \nFeb 29 00:00:00 x",
		"Mar  2 07:05:10 nat1 (FPC Slot 2) 2004-03-02 14:05:09 [\nDec 31 23:59:59 x\nJan  1 00:00:00 x",
		"1970-01-01T00:00:09Z fw1 \n2004-99-99 Mar  2 14:05:09 x\n<\n<1>\nJan 00 24:60:61 x\nMar  2 14:05:09.", "",
	} {
		f.Add(lines, "2003-12-01T00:00:00Z", "2004-05-01T00:00:00Z", "")
		f.Add(lines, "", "", "year 2003")
	}
	f.Add("Feb 29 00:00:00 x\nFeb 30 00:00:00 x\nMar  2 2x:05:09 x\n2004-03-02T14\nFeb 29 2003 00:00:00 x", "2003-01-01T00:00:00Z", "2003-12-31T00:00:00Z", "")
	f.Add("Mar  2 14:05:09 x\nApr 31 14:05:09 x", "2003-01-01T00:00:00Z", "2005-12-31T00:00:00Z", "")
	f.Add("Jan  1 14:05:09 x\nJul  1 14:05:09 x\nDec 31 14:05:09 x\nJun  1 14:05:09 x", "2003-11-01T00:00:00Z", "2004-04-30T00:00:00Z", "")
	f.Add("no stamp\nMar  2 14:05:09 x", "", "", "year MMIV")
	f.Add("no stamp\nMar  2 14:05:09 x", "", "2004-04-30T00:00:00Z", "")
	f.Fuzz(func(t *testing.T, lines, from, to, form string) {
		for _, at := range []string{from, to} {
			if _, err := time.Parse(time.RFC3339, at); at != "" && err != nil {
				return
			}
		}
		first, _, _ := strings.Cut(lines, "\n")
		d, err := dater(t, from, to, form, first)
		if err != nil {
			return
		}
		alone, err := dater(t, from, to, form, first)
		if err != nil {
			t.Fatal(err)
		}
		early, late := instant("1989-12-31T00:00:00Z"), instant("2100-01-02T00:00:00Z")
		for line := range strings.SplitSeq(lines, "\n") {
			span, why := d.When([]byte(line))
			if why == "" && (span.Lo > span.Hi || span.Lo < early || span.Hi > late) {
				t.Errorf("%q: %v", line, span)
			}
			if why != syslog.BadTime && !d.Logged([]byte(line)) {
				t.Errorf("%q has a time, %q, and is of no log", line, why)
			}
			again, whyAgain := alone.When([]byte(line))
			if again != span || whyAgain != why {
				t.Errorf("%q: %v %q, then %v %q", line, span, why, again, whyAgain)
			}
		}
	})
}

// A line may bear the server's stamp before the device's own. If the server shows the time of
// the one zone of its country, it says how far the device's clock is off.
func TestTheServersStampPlacesTheDevices(t *testing.T) {
	for _, c := range []struct {
		name, country, server, device string
		lines                         int
		want                          comity.Instant
		ok                            bool
	}{
		{"right", "AT", "Mar  2 15:05:10", "2004-03-02 14:05:09", 30, 0, true},
		{"five hours slow", "AT", "Mar  2 15:05:10", "2004-03-02 09:05:09", 30, -5 * comity.Hour, true},
		{"of the day before", "AT", "Mar  2 02:05:10", "2004-03-01 20:05:09", 30, -5 * comity.Hour, true},
		{"of the year before", "AT", "Jan  1 02:05:10", "2003-12-31 20:05:09", 30, -5 * comity.Hour, true},
		{"in summer", "AT", "Jul  2 16:05:10", "2004-07-02 09:05:09", 30, -5 * comity.Hour, true},
		{"minutes slow", "AT", "Mar  2 15:05:10", "2004-03-02 14:00:09", 30, -5 * comity.Minute, true},
		{"a few lines", "AT", "Mar  2 15:05:10", "2004-03-02 09:05:09", 10, 0, false},
		{"a country of several zones", "US", "Mar  2 15:05:10", "2004-03-02 09:05:09", 30, 0, false},
		{"the server's alone", "AT", "Mar  2 15:05:10", "", 30, 0, false},
	} {
		rs, err := clock.Readings(clock.Statement{Zone: "UTC", Skew: "2s"})
		if err != nil {
			t.Fatal(err)
		}
		src := &record.Source{Ref: "AT/9", Country: c.country, Scope: record.Scope{From: instant("2003-10-01T00:00:00Z"), To: instant("2004-09-01T00:00:00Z")}}
		line := []byte(c.server + " " + c.device + ": ")
		d, err := syslog.New(src, &rs[0], line, whole)
		if err != nil {
			t.Fatal(err)
		}
		for range c.lines {
			if _, why := d.When(line); why != "" {
				t.Fatalf("%s: %s", c.name, why)
			}
		}
		if got, ok := d.Placed(); ok != c.ok || ok && got != c.want-comity.Second {
			t.Errorf("%s: %d s, %v", c.name, got/comity.Second, ok)
		}
	}
}

// A clock that gains, or is right at some times only, is not off by what the first lines say:
// lines of all the log are compared, however many there are.
func TestTheServersStampOfAllTheLog(t *testing.T) {
	rs, err := clock.Readings(clock.Statement{Zone: "UTC"})
	if err != nil {
		t.Fatal(err)
	}
	for _, later := range []int{0, 300} { // seconds that the clock is ahead more in the second half
		src := &record.Source{Ref: "AT/9", Country: "AT", Scope: record.Scope{From: instant("2003-10-01T00:00:00Z"), To: instant("2004-09-01T00:00:00Z")}}
		begin := instant("2004-03-02T00:00:00Z").Time()
		d, err := syslog.New(src, &rs[0], nil, whole)
		if err != nil {
			t.Fatal(err)
		}
		const lines = 20000
		for i := range lines {
			server := begin.Add(time.Duration(i) * 30 * time.Second)
			device := server.Add(time.Minute)
			if i >= lines/2 {
				device = device.Add(time.Duration(later) * time.Second)
			}
			line := server.Add(time.Hour).Format(time.Stamp) + " " + device.Format(time.DateTime) + ": "
			if _, why := d.When([]byte(line)); why != "" {
				t.Fatal(why)
			}
		}
		if got, ok := d.Placed(); ok != (later == 0) || ok && got != comity.Minute {
			t.Errorf("%d s later: %d s, %v", later, got/comity.Second, ok)
		}
	}
}
