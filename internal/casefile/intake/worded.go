package intake

import (
	"regexp"
	"strings"
	"time"

	"comity/internal/records/clock"
)

// worded lists the layouts under which v could be a date whose month is a word and a time of day behind
// it, whatever stands between: Jan 05, 2026 @ 14:05, 5 de enero de 2026 14:05.
func worded(v string) []string {
	month, layout := monthIn(v)
	out := wordedAs(v, month, layout)
	if english, m := clock.InEnglish(v); m != 0 && layout != "January" {
		out = append(out, wordedAs(english, m.String(), "January")...)
	}
	return out
}

// wordedAs lists the layouts where the month's name is known, and the word for it in a layout.
func wordedAs(v, month, layout string) []string {
	if month == "" {
		return nil
	}
	layout = strings.Replace(v, month, layout, 1)
	if day := dayName.FindString(layout); day != "" {
		layout = strings.Replace(layout, day, map[bool]string{true: "Mon", false: "Monday"}[len(day) == 3], 1)
	}
	at := clockIn.FindStringSubmatchIndex(layout)
	date, rest := layout, ""
	if at != nil {
		date, rest = layout[:at[0]], layout[at[0]:]
	}
	var out []string
	for _, day := range []string{"02", "2"} { // days below ten may stand with one digit
		date, ok := datedAs(date, day)
		if !ok {
			return nil
		}
		for _, hour := range []string{"15", "03", "3"} {
			if l, ok := clockAs(rest, hour); ok {
				out = append(out, date+l)
			}
		}
	}
	return out
}

var (
	dayName = regexp.MustCompile(`\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:(?:nes|rs|s|ur)?day)?\b`)
	clockIn = regexp.MustCompile(`\d{1,2}:\d\d`)
	runIn   = regexp.MustCompile(`\d+`)
	clockAt = regexp.MustCompile(`^\d{1,2}(:\d\d)(:\d\d)?(.*)$`)
	halfIn  = regexp.MustCompile(`^( ?)(AM|PM|am|pm)\b`)
	zoneIn  = regexp.MustCompile(`^ ([A-Z]{3,4})$`)
)

// monthIn is the month's name in v, and the word for it in a layout.
func monthIn(v string) (name, layout string) {
	for m := time.January; m <= time.December; m++ {
		full := m.String()
		if strings.Contains(v, full) && m != time.May {
			return full, "January"
		}
		for _, short := range []string{full[:3], strings.ToUpper(full[:3])} {
			if i := strings.Index(v, short); i >= 0 && !letterAt(v, i-1) && !letterAt(v, i+3) {
				return short, "Jan"
			}
		}
	}
	return "", ""
}

func letterAt(v string, i int) bool {
	return i >= 0 && i < len(v) && (v[i]|0x20 >= 'a' && v[i]|0x20 <= 'z')
}

// datedAs puts fields in place of the day's and the year's numbers: one of one or two digits,
// one of four. A day of two is written as day.
func datedAs(date, day string) (string, bool) {
	days, years := 0, 0
	out := runIn.ReplaceAllStringFunc(date, func(n string) string {
		switch len(n) {
		case 4:
			years++
			return "2006"
		case 2:
			days++
			return day
		case 1:
			days++
			return "2"
		}
		days = 9
		return n
	})
	return out, days == 1 && years == 1
}

// clockAs puts fields in place of the numbers of a time of day, perhaps with its half of the
// day and a zone behind it.
func clockAs(rest, hour string) (string, bool) {
	if rest == "" {
		return "", hour == "15"
	}
	m := clockAt.FindStringSubmatch(rest)
	if m == nil {
		return "", false
	}
	out := hour + ":04"
	if m[2] != "" {
		out += ":05"
	}
	behind, halved := m[3], false
	if h := halfIn.FindStringSubmatch(behind); h != nil {
		behind, halved = behind[len(h[0]):], true
		out += h[1] + map[bool]string{true: "PM", false: "pm"}[h[2] == strings.ToUpper(h[2])]
	}
	if zoneIn.MatchString(behind) {
		behind, out = "", out+" MST"
	}
	return out, behind == "" && halved == (hour != "15")
}
