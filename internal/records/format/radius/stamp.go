package radius

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// when is the time of the event that a record reports, from the best of what it
// holds: Event-Timestamp, which the NAS took (RFC 2869, 5.3); else Timestamp,
// seconds since 1970 as the accounting server wrote the record; else the header
// line, the same on the server's wall clock. From the latter two the time that
// the NAS had been trying, Acct-Delay-Time (RFC 2866, 5.2), is subtracted.
func (p *Parser) when(d *detail) (clock.Span, record.Reason) {
	if st, ok := reported(d.event); ok {
		if !p.reading.Agrees(st) {
			return clock.Span{}, record.ZoneClash
		}
		return p.reading.Span(st), ""
	}
	delay, _ := record.Digits(d.delay, 9)
	late := comity.Instant(delay) * comity.Second
	if st, ok := epoch(d.stamp); ok {
		return shift(p.reading.Span(st), -late), ""
	}
	if st, ok := parseHeader(d.header); ok {
		return shift(p.reading.Span(st), -late), ""
	}
	return clock.Span{}, NoTime
}

// reported reads an Event-Timestamp: seconds since 1970, "Mar  2 2004 14:05:09 CET"
// as FreeRADIUS prints dates, or ISO 8601.
func reported(b []byte) (clock.Stamp, bool) {
	if len(b) == 0 || len(b) > 64 {
		return clock.Stamp{}, false
	}
	if st, ok := epoch(b); ok {
		return st, true
	}
	if st, ok := parsePrinted(b); ok {
		return st, true
	}
	return clock.Parse(string(b), "")
}

func shift(s clock.Span, by comity.Instant) clock.Span {
	return clock.Span{Lo: s.Lo + by, Hi: s.Hi + by}
}

func epoch(b []byte) (clock.Stamp, bool) {
	if len(b) == 0 || len(b) > 20 || b[0]-'0' > 9 {
		return clock.Stamp{}, false
	}
	return clock.Parse(string(b), "epoch")
}

// isHeader reports whether a line has the shape of a header line.
func isHeader(line []byte) bool {
	_, ok := parseHeader(line)
	return ok
}

// parseHeader reads the form of C's ctime, "Tue Mar  2 14:05:09 2004". The day
// of the week is not compared with the date.
func parseHeader(b []byte) (clock.Stamp, bool) {
	if len(b) != 24 || b[3] != ' ' || b[19] != ' ' || !weekday(b[:3]) {
		return clock.Stamp{}, false
	}
	return civil(b[4:10], b[20:24], b[11:19], b[10])
}

// parsePrinted reads "Mar  2 2004 14:05:09", perhaps followed by the
// abbreviation of a zone.
func parsePrinted(b []byte) (st clock.Stamp, ok bool) {
	if len(b) < 20 || b[6] != ' ' || len(b) > 20 && b[20] != ' ' {
		return st, false
	}
	if st, ok = civil(b[:6], b[7:11], b[12:20], b[11]); ok && len(b) > 21 {
		st, ok = st.Zoned(string(bytes.TrimSpace(b[21:])))
	}
	return st, ok
}

// civil puts "Mar  2", "2004" and "14:05:09" together; gap is the byte that
// must be the blank before the time.
func civil(date, year, hms []byte, gap byte) (clock.Stamp, bool) {
	m := month(date[:3])
	day := date[4:6]
	if day[0] == ' ' {
		day = day[1:]
	}
	if m == 0 || gap != ' ' || date[3] != ' ' {
		return clock.Stamp{}, false
	}
	var iso [19]byte
	copy(iso[:], year)
	copy(iso[4:], "-00-00 ")
	iso[5], iso[6] = '0'+byte(m/10), '0'+byte(m%10)
	copy(iso[10-len(day):], day)
	copy(iso[11:], hms)
	return clock.Parse(string(iso[:]), "2006-01-02 15:04:05")
}

const (
	months = "JanFebMarAprMayJunJulAugSepOctNovDec"
	days   = "MonTueWedThuFriSatSun"
)

func month(b []byte) int {
	for i := 0; i < len(months); i += 3 {
		if months[i:i+3] == string(b) {
			return i/3 + 1
		}
	}
	return 0
}

func weekday(b []byte) bool {
	for i := 0; i < len(days); i += 3 {
		if days[i:i+3] == string(b) {
			return true
		}
	}
	return false
}
