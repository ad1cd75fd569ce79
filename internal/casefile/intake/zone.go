package intake

import (
	"bytes"
	"fmt"
	"math/bits"
	"regexp"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/syslog"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// byRule says of formats what their own rules make of every stamp.
var byRule = map[string]string{
	"kea":       "seconds since 1970 UTC",
	"zeek_dhcp": "seconds since 1970 UTC, or ISO 8601 with its offset",
}

// utcRule says of formats without offset why their stamps are UTC.
var utcRule = map[string]string{
	"isc":      "dhcpd.leases(5): times are UTC, or seconds since 1970",
	format.IIS: "W3C extended log format: times are UTC",
}

// clocked sets what the format itself says of its stamps: that they carry their
// offset, or are UTC. head is text as the check reads it.
func (f *File) clocked(head []byte) {
	if rule, ok := byRule[f.Format]; ok {
		f.offsets = true
		f.why("times: UTC by the format: %s", rule)
		return
	}
	if rule, ok := utcRule[f.Format]; ok {
		f.offsets, f.utcBy = true, rule
		return
	}
	said, all := 0, 0
	switch f.Format {
	case format.NginxJSON:
		said, all = lineOffsets(head, f.Format)
	case format.Radius:
		said, all = radiusOffsets(head)
	case "asa", "juniper":
		said, all = stampOffsets(head)
		f.stamped(head)
		if yearless.Match(head) && !withYear.Match(head) {
			f.why("stamps bear no year: it is told from the period of the basis where that leaves one, else time_format = \"year 2004\" states it")
		}
	case format.Mbox:
		said, all = len(mailOffset.FindAllIndex(head, -1)), len(mailDate.FindAllIndex(head, -1))
	case statement:
		var days int
		if days, said, all = bookingDates(head); days > 0 {
			f.clockFact = fmt.Sprintf("%d of %d dates are days without a time: the bank's days", days, all)
		}
	case "mt940":
		f.clockFact = "days without a time: the bank's days"
		return
	}
	switch {
	case all > 0 && said*100 >= all*99:
		f.offsets = true
		f.why("times: each of the %d in the sample carries its offset from UTC, or is seconds since 1970", all)
	case said > 0 && f.clockFact == "":
		f.clockFact = fmt.Sprintf("%d of %d in the sample carry no offset from UTC", all-said, all)
	}
}

// stamped says which stamp counts where the lines of a device's log bear two, and asks where
// some of them bear the server's alone: that is another clock.
func (f *File) stamped(head []byte) {
	s, _ := format.Stamps(f.Format, head)
	two := quoted(plainText(s.Two, 90))
	switch {
	case s.Mixed():
		f.TimeFormat = ask
		text := fmt.Sprintf("%d lines bear the server's stamp alone, %d the device's own: two clocks. The clock statement is about the one that counts; with %q the other lines are rejected, with %q the first stamp of each line counts", s.Server, s.Own, syslog.LastStamp, syslog.FirstStamp)
		if s.Server == 0 {
			text = fmt.Sprintf("%d lines bear one stamp, %d two: it may be the server's or the device's own. The clock statement is about the one that counts; with %q the lines with one are rejected, with %q the first stamp of each line counts", s.Own-s.Both, s.Both, syslog.LastStamp, syslog.FirstStamp)
		}
		f.ask("time_format", text, syslog.LastStamp, syslog.FirstStamp)
	case s.Both > 0:
		f.why("lines bear two stamps, the server's and the device's own, as %s: the last one counts, and the clock statement is about it; time_format = %q reads the first", two, syslog.FirstStamp)
	}
	f.apart(&s)
}

// apart says how far the two stamps of the lines are from each other, as written.
func (f *File) apart(s *syslog.Stamps) {
	switch least, most := hours(s.Least), hours(s.Most); {
	case s.Apart == 0:
	case least == most:
		f.why("in each of %d lines sampled with two stamps the last is %s from the first (hours:minutes:seconds)", s.Apart, least)
	default:
		f.why("in %d lines sampled with two stamps the last is %s to %s from the first (hours:minutes:seconds)", s.Apart, least, most)
	}
}

// hours is a difference of times, in seconds cut off, with its sign.
func hours(d comity.Instant) string {
	sign, n := "+", int64(d/comity.Second)
	if n < 0 {
		sign, n = "-", -n
	}
	return fmt.Sprintf("%s%d:%02d:%02d", sign, n/3600, n/60%60, n%60)
}

var (
	mailDate   = regexp.MustCompile(`(?m)^Date: `)
	mailOffset = regexp.MustCompile(`(?m)^Date: .*(?: [+-]\d{4}| GMT| UTC| [ECMP][SD]T)`)
)

// lineOffsets counts the stamps of a log's lines, and those with an offset.
func lineOffsets(head []byte, name string) (said, all int) {
	src := record.Source{Ref: "head", Kind: record.Access, Format: name, Site: "site.example", Clock: clock.Statement{Zone: "unknown"}}
	o, err := format.Open(head, &src, table.Config{}, 1)
	if err != nil || len(o.Lines) == 0 {
		return 0, 0
	}
	for line := range bytes.Lines(head) {
		var e record.Event
		if o.Lines[0].Parse(bytes.TrimSuffix(line, []byte{'\n'}), &e) != "" {
			continue
		}
		if all++; e.Stamp.HasOffset {
			said++
		}
	}
	return said, all
}

var (
	radiusEpoch = regexp.MustCompile(`(?m)^\s+(?:Event-)?Timestamp = "?\d{9,10}"?\s*$`)
	radiusLocal = regexp.MustCompile(`(?m)^\s+Event-Timestamp = "[A-Z]`)
	radiusBegin = regexp.MustCompile(`(?m)^[A-Z][a-z]{2} [A-Z][a-z]{2} `)
	yearless    = regexp.MustCompile(`(?m)^(?:<\d+>)?[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d `)
	withYear    = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]|[A-Z][a-z]{2} [ \d]\d (?:\d\d:\d\d:\d\d )?(?:19|20)\d\d `)
	withOffset  = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)`)
	without     = regexp.MustCompile(`\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:[^\dZ+:.,-]|$)`)
)

// radiusOffsets counts records, and those with a time in seconds since 1970; an
// Event-Timestamp in words goes before that and has no offset.
func radiusOffsets(head []byte) (said, all int) {
	all = len(radiusBegin.FindAllIndex(head, -1))
	if radiusLocal.Match(head) {
		return 0, all
	}
	return min(all, len(radiusEpoch.FindAllIndex(head, -1))), all
}

var bookingDate = regexp.MustCompile(`<(?:[\w.-]+:)?(BookgDt|ValDt)>\s*<(?:[\w.-]+:)?(Dt|DtTm)>\s*([^<\s]*)`)

// bookingDates counts the dates of a bank statement's entries, those of them that
// are days alone, and those with an offset. Value dates count where there is no
// date of booking.
func bookingDates(head []byte) (days, said, all int) {
	list := bookingDate.FindAllSubmatch(head, -1)
	booked := slices.ContainsFunc(list, func(m [][]byte) bool { return string(m[1]) == "BookgDt" })
	for _, m := range list {
		if booked && string(m[1]) != "BookgDt" {
			continue
		}
		switch all++; {
		case withOffset.Match(m[3]):
			said++
		case !bytes.ContainsRune(m[3], ':'):
			days++
		}
	}
	return days, said, all
}

// stampOffsets counts lines, and those whose only dated stamp has an offset.
func stampOffsets(head []byte) (said, all int) {
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		if all++; withOffset.Match(line) && !without.Match(line) {
			said++
		}
	}
	return said, all
}

// zoneWords are what headers and banners call zones by, and the clocks that such
// a word can mean, likeliest first. Only names in capitals count, but for those in
// zonePlain, which are no words of a language.
var zoneWords = map[string][]string{
	"UTC": {"UTC"}, "GMT": {"UTC", "Europe/London"}, "ZULU": {"UTC"},
	"CET": {"Europe/Rome", "Europe/Berlin", "+01:00"}, "MEZ": {"Europe/Berlin", "Europe/Vienna", "+01:00"}, "MET": {"Europe/Amsterdam", "+01:00"},
	"CEST": {"Europe/Rome", "Europe/Berlin", "+02:00"}, "MESZ": {"Europe/Berlin", "Europe/Vienna", "+02:00"},
	"WET": {"Europe/Lisbon", "+00:00"}, "WEST": {"Europe/Lisbon", "+01:00"}, "BST": {"Europe/London", "+01:00"},
	"EET": {"Europe/Athens", "Europe/Helsinki", "+02:00"}, "EEST": {"Europe/Athens", "Europe/Helsinki", "+03:00"}, "MSK": {"Europe/Moscow"},
	"EST": {"America/New_York", "-05:00"}, "EDT": {"America/New_York", "-04:00"}, "CST": {"America/Chicago", "-06:00"},
	"PST": {"America/Los_Angeles", "-08:00"}, "PDT": {"America/Los_Angeles", "-07:00"},
	"BRT": {"America/Sao_Paulo", "-03:00"}, "TRT": {"Europe/Istanbul"}, "JST": {"Asia/Tokyo"}, "SAST": {"Africa/Johannesburg"},
	"AEST": {"Australia/Sydney", "+10:00"}, "AEDT": {"Australia/Sydney", "+11:00"}, "NZST": {"Pacific/Auckland", "+12:00"}, "NZDT": {"Pacific/Auckland", "+13:00"},
	"LOCAL": {}, "ORTSZEIT": {}, "LOCALE": {}, "LOKALE": {},
}

var (
	zonePlain  = []string{"UTC", "GMT", "CET", "CEST", "MEZ", "MESZ", "LOCAL", "ORTSZEIT", "LOCALE", "LOKALE"}
	zoneWord   = regexp.MustCompile(`[A-Za-z]+`)
	zoneBehind = regexp.MustCompile(`(?i)(?:UTC|GMT) ?([+-])(0?\d|1[0-4])(?::?([0-5]\d))?(?:[^\d-]|$)`)
	zoneOffset = regexp.MustCompile(`(?i)(?:UTC|GMT|\D) ?([+-])(\d{1,2})(?::?(\d\d))?\)?\s*$`)
)

// hint takes note of a zone that a header, or a line above it, speaks of.
func (f *File) hint(text string) {
	for _, tok := range zoneWord.FindAllString(splitCase(text), -1) {
		word := strings.ToUpper(tok)
		choices, known := zoneWords[word]
		if !known || word != tok && !slices.Contains(zonePlain, word) {
			continue
		}
		m := zoneBehind.FindStringSubmatch(text)
		if m == nil {
			m = zoneOffset.FindStringSubmatch(text)
		}
		if m != nil && (word == "UTC" || word == "GMT") {
			choices = []string{fmt.Sprintf("%s%02d:%02d", m[1], atoi(m[2]), atoi(m[3]))}
		}
		said := quoted(text) + ": " + tok
		if !slices.Contains(f.zoneSaid, said) && len(f.zoneSaid) < 4 {
			f.zoneSaid = append(f.zoneSaid, said)
		}
		for _, c := range choices {
			if !slices.Contains(f.zones, c) {
				f.zones = append(f.zones, c)
			}
		}
	}
}

// zoneColumn takes note of what a column of time zones holds most.
func (f *File) zoneColumn(c *column) {
	keys := sortedKeys(c.distinct)
	slices.SortStableFunc(keys, func(a, b string) int { return c.distinct[b] - c.distinct[a] })
	for _, v := range keys[:min(len(keys), 3)] {
		if _, err := clock.Readings(clock.Statement{Zone: v, Basis: "the file"}); err == nil && strings.Contains(v, "/") && !slices.Contains(f.zones, v) {
			f.zones = append(f.zones, v)
			f.zoneSaid = append(f.zoneSaid, quoted(c.name)+": "+quoted(v))
		} else {
			f.hint(v)
		}
	}
	if len(keys) > 1 {
		f.zoneSaid = append(f.zoneSaid, quoted(c.name)+" holds several, and an exhibit has one clock")
	}
}

// splitCase parts words where a capital begins one: TimeUTC, startUtc.
func splitCase(s string) string {
	var b strings.Builder
	var before rune
	for _, r := range s {
		if r >= 'A' && r <= 'Z' && before >= 'a' && before <= 'z' {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
		before = r
	}
	return b.String()
}

// zoneQuestion is the question whose clock the stamps follow, with what was seen
// of it, and the answers that suggest themselves.
func (f *File) zoneQuestion() (text string, choices []string) {
	fact := f.clockFact
	if fact == "" {
		fact = "they carry no offset from UTC"
	}
	text = "whose time do the stamps follow? " + strings.ToUpper(fact[:1]) + fact[1:]
	named, zones := f.namedZones()
	switch {
	case named != "" && f.clockFact != "":
		text += ". " + named
	case named != "":
		text = "whose time do the stamps follow? " + named
	}
	if len(f.zoneSaid) > 0 {
		text += "; " + strings.Join(f.zoneSaid, ", ") + ": is that so, all the year round?"
	}
	if named != "" {
		return text, append(zones, "unknown")
	}
	choices = slices.Clone(f.zones)
	for _, c := range []string{"UTC", "unknown"} {
		if !slices.Contains(choices, c) {
			choices = append(choices, c)
		}
	}
	return text, choices
}

// muchSeen is from how many times on their hours and days say something.
const muchSeen = 100

// seen takes note of the hour and the day of the month of a time.
func (t *stampTally) seen(st clock.Stamp) {
	at := st.Civil.Time().UTC()
	t.days |= 1 << at.Day()
	t.dated++
	if st.Sub < comity.Day {
		t.hours |= 1 << at.Hour()
		t.hourly++
	}
}

// halves remarks what in many times is missing that should be there.
func (f *File) halves(t *stampTally) {
	if t.hourly >= muchSeen && t.hours>>13 == 0 && bits.OnesCount32(t.hours) >= 6 {
		f.why("none of %d times in the sample is later than 12 o'clock: were AM and PM lost in the export?", t.hourly)
	}
	if t.dated >= muchSeen && t.days>>13 == 0 && bits.OnesCount32(t.days) >= 6 {
		f.why("none of %d dates in the sample has a day above 12: are day and month where they seem to be?", t.dated)
	}
}
