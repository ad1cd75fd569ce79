package board_test

import (
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/board"
)

// What follows reads dates as plainly as can be, and is what the package must agree with.

// slowMailDate is board.MailDate, but reads no form where it stands: none begins with a comma, which means nothing.
func slowMailDate(s string) (st clock.Stamp, stated, ok bool) { return board.MailDate("," + s) }

// slowCtime is board.Ctime, but reads no form where it stands: none ends in a blank. Blanks of any script are one of ours.
func slowCtime(s string) (st clock.Stamp, ok bool) {
	return board.Ctime(strings.Join(strings.Fields(s), " ") + " ")
}

// slowFields is what stands between characters of parts; ascii: s holds nothing beyond.
func slowFields(s, parts string) (all []string, ascii bool) {
	all = strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(parts, r) })
	return all, strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

func slowValidDay(y, m, d int) bool {
	t := time.Date(y, time.Month(m), d, 0, 0, 0, 0, time.UTC)
	return y >= 1980 && y <= 2099 && t.Day() == d && int(t.Month()) == m
}

func slowNumberOf(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || len(s) > 4 {
		return -1
	}
	return n
}

func slowMonthOf(s string) int {
	if len(s) < 3 || len(s) > 9 {
		return 0
	}
	if i := strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", strings.ToLower(s[:3])); i >= 0 && i%3 == 0 {
		return i/3 + 1
	}
	return 0
}

// slowTimeOf reads HH:MM or HH:MM:SS.
func slowTimeOf(s string) (tod, sub comity.Instant, ok bool) {
	p, sub := strings.Split(s, ":"), comity.Second
	if len(p) == 2 {
		p, sub = append(p, "0"), comity.Minute
	}
	if len(p) != 3 || len(p[1]) != 2 {
		return 0, 0, false
	}
	for i, most := range []int{23, 59, 60} {
		n := slowNumberOf(p[i])
		if n < 0 || n > most {
			return 0, 0, false
		}
		tod = 60*tod + comity.Instant(min(n, 59))*comity.Second
	}
	return tod, sub, true
}
