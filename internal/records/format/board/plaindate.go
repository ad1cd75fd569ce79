package board

import (
	"comity/internal/comity"
	"comity/internal/records/clock"
)

// plainMail reads the form in which nearly all dates come, "Sat, 17 Jan 2004 21:14:03 +0100", perhaps
// without the day of the week, perhaps with a comment behind it. ok is false for what has another form, or is
// no date.
func plainMail(s string) (st clock.Stamp, stated, ok bool) {
	if len(s) > 5 && s[3] == ',' && s[4] == ' ' {
		if !letter(s[0]) || !letter(s[1]) || !letter(s[2]) || monthOf(s[:3]) > 0 {
			return clock.Stamp{}, false, false
		}
		s = s[5:]
	}
	if len(s) > 1 && s[1] == ' ' { // a day of one digit
		st, ok = dayTime(s[0:1], s[1:])
		s = s[1:]
	} else if len(s) > 2 {
		st, ok = dayTime(s[:2], s[2:])
		s = s[2:]
	}
	const zone = len(" Jan 2004 21:14:03 ")
	if !ok || len(s) < zone+5 || s[zone-1] != ' ' || len(s) > zone+5 && (len(s) < zone+7 || s[zone+5:zone+7] != " (") {
		return clock.Stamp{}, false, false
	}
	if s = s[zone : zone+5]; s[0] != '+' && s[0] != '-' || two(s[1:]) < 0 || two(s[3:]) < 0 {
		return clock.Stamp{}, false, false
	}
	st.Offset, st.HasOffset, stated = offsetOf(s)
	return st, stated, true
}

// dayTime reads a day, and " Jan 2004 21:14:03" behind it.
func dayTime(day, s string) (st clock.Stamp, ok bool) {
	if len(s) < len(" Jan 2004 21:14:03") || s[0] != ' ' || s[4] != ' ' || s[9] != ' ' {
		return st, false
	}
	return stamp(s[5:9], s[1:4], day, s[10:])
}

// plainCtime reads a text that ends in " Sat Jan 17 21:14:03 2004", behind something that is no blank; the day may
// be " 7".
func plainCtime(s string) (st clock.Stamp, ok bool) {
	n := len(s) - len("Sat Jan 17 21:14:03 2004")
	if n < 2 || s[n-1] != ' ' || s[n-2] <= ' ' || s[n-2] >= 0x80 {
		return st, false
	}
	if s = s[n:]; s[3] != ' ' || s[7] != ' ' || s[10] != ' ' || s[19] != ' ' {
		return st, false
	}
	if !letter(s[0]) || !letter(s[1]) || !letter(s[2]) || monthOf(s[:3]) > 0 {
		return st, false
	}
	day := s[8:10]
	if day[0] == ' ' {
		day = day[1:]
	}
	return stamp(s[20:], s[4:7], day, s[11:])
}

// stamp reads a year of four digits, a month of three letters, a day of one digit or two, and the time that
// tod begins with.
func stamp(year, month, day, tod string) (st clock.Stamp, ok bool) {
	d := two(day)
	if len(day) == 1 {
		d = two("0" + day)
	}
	y, c := two(year[2:]), two(year)
	h, m, sec := two(tod), two(tod[3:]), two(tod[6:])
	if d < 0 || c < 0 || y < 0 || tod[2] != ':' || tod[5] != ':' || h < 0 || h > 23 || m < 0 || m > 59 || sec < 0 || sec > 60 {
		return st, false
	}
	y += 100 * c
	n := monthOf(month)
	if !validDay(y, n, d) {
		return st, false
	}
	return clock.Stamp{Civil: clock.Civil(y, n, d) + comity.Instant(h*3600+m*60+min(sec, 59))*comity.Second, Sub: comity.Second}, true
}

// two is the number of the two digits that s begins with; -1 where there are none.
func two(s string) int {
	if len(s) < 2 {
		return -1
	}
	a, b := s[0]-'0', s[1]-'0'
	if a > 9 || b > 9 {
		return -1
	}
	return int(a)*10 + int(b)
}

func letter(c byte) bool { return c|32 >= 'a' && c|32 <= 'z' }
