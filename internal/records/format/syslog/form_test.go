package syslog_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/format/syslog"
)

func TestReadForm(t *testing.T) {
	for text, want := range map[string]syslog.Form{
		"":                        {},
		"year 2004":               {Year: 2004},
		"first stamp":             {First: true},
		"last stamp, year 1999":   {Last: true, Year: 1999},
		"year 2004 , first stamp": {First: true, Year: 2004},
	} {
		if got, err := syslog.ReadForm(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"year MMIV", "year 1066", "2006-01-02", "first stamp,", "first stamp, last stamp"} {
		if _, err := syslog.ReadForm(text); comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// One log is read by one clock: which, its first lines say, or time_format.
func TestOneClock(t *testing.T) {
	const other = "another clock"
	for _, c := range []struct {
		name, form  string
		lines, want []string
	}{
		{
			"the device's own", "",
			[]string{"Mar 20 08:00:00 nat1 2004-03-20 15:00:00 [x]", "Mar 20 08:03:00 nat1: ", "2004-03-20T14:04:00Z nat1", "2004-03-20 08:05:00 nat1"},
			[]string{"2004-03-20T15:00:00Z", other, "2004-03-20T14:04:00Z", other},
		},
		{
			"the device's own, which comes later", "",
			[]string{"Mar 20 08:03:00 nat1: ", "Mar 20 08:04:00 nat1 2004-03-20 15:04:00 [x]"},
			[]string{other, "2004-03-20T15:04:00Z"},
		},
		{
			"with the server's in front or without", "",
			[]string{"Mar 20 2004 15:00:00 fw1 : ", "Mar 20 08:00:00 log Mar 20 2004 15:00:01 fw1 : ", "Mar 20 08:00:00 fw1 "},
			[]string{"2004-03-20T15:00:00Z", "2004-03-20T15:00:01Z", other},
		},
		{
			"the first of each", "first stamp",
			[]string{"Mar 20 08:00:00 nat1 2004-03-20 15:00:00 [x]", "Mar 20 08:03:00 nat1: ", "Jan  1 00:30:00 nat1 2004-12-31 23:30:00 [x]"},
			[]string{"2004-03-20T08:00:00Z", "2004-03-20T08:03:00Z", "2005-01-01T00:30:00Z"},
		},
		{
			"the last, where the log begins without", "last stamp",
			[]string{"Mar 20 08:03:00 nat1: "}, []string{other},
		},
	} {
		d, err := dater(t, "2004-01-01T00:00:00Z", "2004-12-31T00:00:00Z", c.form, strings.Join(c.lines, "\n"))
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, line := range c.lines {
			said := say(d.When([]byte(line)))
			if strings.Contains(said, other) {
				said = other
			}
			got = append(got, said)
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s: %s", c.name, diff)
		}
	}
}

// How far the stamps of lines with two are apart, as they are written.
func TestApart(t *testing.T) {
	type apart struct {
		lines       int
		least, most comity.Instant
	}
	for name, c := range map[string]struct {
		text string
		want apart
	}{
		"none with two":        {"Mar 20 08:00:00 nat1: \n2004-03-20 15:00:00 nat1: ", apart{}},
		"a zone":               {"Mar 20 08:00:00 nat1 2004-03-20 15:00:00 [x]\nMar 20 08:00:10 nat1 2004-03-20 15:00:07 [x]", apart{2, 7*comity.Hour - 3*comity.Second, 7 * comity.Hour}},
		"over the year's end":  {"Dec 31 23:30:00 nat1 2004-01-01 00:30:00 [x]", apart{1, comity.Hour, comity.Hour}},
		"behind":               {"2004-03-20 15:00:00 nat1 2004-03-20 14:00:00 [x]", apart{1, -comity.Hour, -comity.Hour}},
		"the server's in full": {"2004-03-20T15:00:00+01:00 nat1 2004-03-20 14:00:00 [x]", apart{1, -comity.Hour, -comity.Hour}},
	} {
		s := syslog.Survey([]byte(c.text), whole)
		if got := (apart{s.Apart, s.Least, s.Most}); got != c.want {
			t.Errorf("%s: %+v, want %+v", name, got, c.want)
		}
	}
}
