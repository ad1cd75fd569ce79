package clock_test

import (
	"testing"
	"time"

	"comity/internal/comity"
	"comity/internal/records/clock"
)

// What a stamp may end in, and what it then says: its offset, or its zone's name.
func TestParseNames(t *testing.T) {
	for _, c := range []struct {
		text, form, civil string
		has               bool
		offset            int32
		name              string
	}{
		{"2004-01-05 10:00 PST", "", "2004-01-05T10:00:00Z", false, 0, "PST"},
		{"2004-01-05 10:00:09 CET", "", "2004-01-05T10:00:09Z", false, 0, "CET"},
		{"2004-01-05 10:00:09 (CET)", "", "2004-01-05T10:00:09Z", false, 0, "CET"},
		{"2004-01-05 10:00:09 +0100 (CET)", "", "2004-01-05T10:00:09Z", true, 3600, ""},
		{"2004-01-05 10:00 +0100", "", "2004-01-05T10:00:00Z", true, 3600, ""},
		{"2004-01-05T10:00+01:00", "", "2004-01-05T10:00:00Z", true, 3600, ""},
		{"2004-01-05 10:00:09 UTC", "", "2004-01-05T10:00:09Z", true, 0, ""},
		{"2004-01-05 10:00:09 UT", "", "2004-01-05T10:00:09Z", true, 0, ""},
		{"2004-01-05 10:00:09 UTC+1", "", "2004-01-05T10:00:09Z", true, 3600, ""},
		{"2004-01-05 10:00:09 GMT-0330", "", "2004-01-05T10:00:09Z", true, -12600, ""},
		{"05/01/2004 10:00 CET", "dmy", "2004-01-05T10:00:00Z", false, 0, "CET"},
		{"1/5/2004 10:00 PM PST", "mdy", "2004-01-05T22:00:00Z", false, 0, "PST"},
		{"1/5/2004 10:00 PM", "mdy", "2004-01-05T22:00:00Z", false, 0, ""},
		{"1/5/2004 10:00 PM (PST)", "mdy", "2004-01-05T22:00:00Z", false, 0, "PST"},
		{"05.01.2004 10:00:09 +0100 (Central European Standard Time)", "dmy", "2004-01-05T10:00:09Z", true, 3600, ""},
		{"05.01.2004 10:00:09 +01:00", "dmy", "2004-01-05T10:00:09Z", true, 3600, ""},
		{"05.01.2004 10:00 Z", "dmy", "2004-01-05T10:00:00Z", true, 0, ""},
		{"Jan  5 2004 10:00:09 CEST", "Jan _2 2006 15:04:05 MST", "2004-01-05T10:00:09Z", false, 0, "CEST"},
		{"Mon, 05 Jan 2004 10:00:09 GMT", time.RFC1123, "2004-01-05T10:00:09Z", true, 0, ""},
		{"2004-01-05 10:00:09 +0100 CET", "2006-01-02 15:04:05 -0700 MST", "2004-01-05T10:00:09Z", true, 3600, ""},
	} {
		st, ok := clock.Parse(c.text, c.form)
		if !ok || st.Civil.String() != c.civil || st.HasOffset != c.has || st.Offset != c.offset || st.Name.String() != c.name {
			t.Errorf("%q by %q: %v %+v named %s", c.text, c.form, ok, st, st.Name)
		}
	}
}

func TestParseRefusesNames(t *testing.T) {
	for _, c := range [][2]string{
		{"2004-01-05 10:00 +0100 (PST)", ""}, {"2004-01-05 10:00 +1", "dmy"}, {"2004-01-05 10:00 +2500", ""}, {"2004-01-05 10:00 +010", ""},
		{"2004-01-05 10:00 CET CET", ""}, {"2004-01-05 10:00 GMT (CET)", ""}, {"2004-01-05 10:00 cet", ""}, {"2004-01-05 10:00 C", ""},
		{"2004-01-05 10:00 TOOLONGNAME", ""}, {"2004-01-05 CET", ""}, {"CET", ""}, {"(CET)", ""}, {")", "dmy"}, {"2004-01-05 10:00 ()", ""},
		{"2004-01-05 10:00 (Central European Time)", ""}, {"2004-01-05 10:00:00+01:00 CET +0100", ""}, {"2004-01-05 10:00 +", ""},
		{"2004-01-05 10:00:09 +0100 PST", "2006-01-02 15:04:05 -0700 MST"},
	} {
		if st, ok := clock.Parse(c[0], c[1]); ok {
			t.Errorf("%q by %q: %+v", c[0], c[1], st)
		}
	}
}

// The quick way through a time that names its zone says what the zone's rules say.
func TestNamedAgreesWithRules(t *testing.T) {
	for zone, names := range map[string][]string{
		"Europe/Rome": {"CET", "CEST", "MET", "EET"}, "Europe/London": {"BST", "WET"}, "America/New_York": {"EST", "EDT", "CST"},
		"Europe/Dublin": {"IST", "BST"}, "Europe/Moscow": {"MSK", "MSD", "CET"}, "Africa/Casablanca": {"WET", "WEST"}, "Europe/Lisbon": {"WET", "WEST", "CET", "CEST"},
		"Europe/Istanbul": {"EET", "EEST", "TRT"}, "Asia/Pyongyang": {"KST", "JST"}, "Australia/Lord_Howe": {"EST"}, "Asia/Kolkata": {"IST"},
	} {
		r := declared(t, zone, "")
		for at := clock.Civil(1990, 1, 1); at < clock.Civil(2045, 1, 1); at += 31*comity.Hour + 13*comity.Minute {
			for _, name := range names {
				if quick, slow, okQuick, okSlow := r.Named(at, name); quick != slow || okQuick != okSlow {
					t.Fatalf("%s %s in %s: %v %v, want %v %v", at, name, zone, quick, okQuick, slow, okSlow)
				}
			}
		}
	}
}
