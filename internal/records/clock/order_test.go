package clock_test

import (
	"testing"

	"comity/internal/records/clock"
)

func TestParseOrdered(t *testing.T) {
	for _, c := range []struct{ text, order, want string }{
		{"02/03/2004", "dmy", "2004-03-02T00:00:00Z"},
		{"02/03/2004", "mdy", "2004-02-03T00:00:00Z"},
		{"2.3.2004 14:05", "dmy", "2004-03-02T14:05:00Z"},
		{"2. 3. 2004, 14:05:09", "dmy", "2004-03-02T14:05:09Z"},
		{"3-2-04 2:05:09 PM", "mdy", "2004-03-02T14:05:09Z"},
		{"3/2/99 12:00:00 am", "mdy", "1999-03-02T00:00:00Z"},
		{"2004-3-2 14.05", "ymd", "2004-03-02T14:05:00Z"},
		{"02.03.2004 14:05:09,250", "dmy", "2004-03-02T14:05:09.25Z"},
		{"31.02.2004", "dmy", ""},
		{"13/13/2004", "dmy", ""},
		{"02/03-2004", "dmy", ""},
		{"02/03/2004 25:00", "dmy", ""},
		{"02/03/2004 13:00 PM", "dmy", ""},
		{"02/03/2004x", "dmy", ""},
		{"soon", "dmy", ""},
		{"02/03/1970", "dmy", ""},
	} {
		got := ""
		if st, ok := clock.Parse(c.text, c.order); ok {
			got = st.Civil.String()
		}
		if got != c.want {
			t.Errorf("%q as %s: %q, want %q", c.text, c.order, got, c.want)
		}
	}
}
