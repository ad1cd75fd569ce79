package irc_test

import (
	"strings"
	"testing"

	"comity/internal/records/record"
)

// Clients write dates as their owner's system names months, and in Italian, French,
// Spanish and Romanian "mar" is Tuesday as well as March.
func TestMonthsInOtherLanguages(t *testing.T) {
	for date, day := range map[string]string{
		"Tue Jan 06 10:00:00 2004":           "2004-01-06",
		"mar gen 06 10:00:00 2004":           "2004-01-06",
		"mar mag 04 10:00:00 2004":           "2004-05-04",
		"mar mar 02 10:00:00 2004":           "2004-03-02",
		"gio ott 07 10:00:00 2004":           "2004-10-07",
		"Di 02 Mär 2004":                     "2004-03-02",
		"Di M\xe4r 02 10:00:00 2004":         "2004-03-02",
		"Mi Dez 01 10:00:00 2004":            "2004-12-01",
		"mar. 03 août 2004":                  "2004-08-03",
		"mer. 1 d\xe9c. 2004":                "2004-12-01",
		"lun ago 02 10:00:00 2004":           "2004-08-02",
		"ma mrt 02 10:00:00 2004":            "2004-03-02",
		"tis okt 05 10:00:00 2004":           "2004-10-05",
		"wto paź 05 10:00:00 2004":           "2004-10-05",
		"вт янв 06 10:00:00 2004":            "2004-01-06",
		"mar quelquefois 06 10:00:00 2004":   "",
		"Tue Brumaire 06 10:00:00 2004":      "",
		"quintidi brumaire 6, 10:00:00 2004": "",
	} {
		log := "--- Log opened " + date + "\n10:00 < fern> the gate is open\n"
		said := garden(t, func(s *record.Source) { s.Day = "2000-02-02" }).Whole(t, []byte(log))
		if found := strings.Contains(said, day+"T"); day != "" && !found || day == "" && !strings.Contains(said, "nothing says of which day") {
			t.Errorf("%q: want a post of %q:\n%s", date, day, said)
		}
	}
}
