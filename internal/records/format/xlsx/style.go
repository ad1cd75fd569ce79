package xlsx

import "strings"

// style is what a number format shows of a serial number: a date, a time of
// day, both, or neither, and then it is a number.
type style uint8

const (
	showsDate style = 1 << iota
	showsTime
)

// builtin is what the formats show that every program knows by number (ISO/IEC
// 29500-1, 18.8.30). Where languages differ about one, both are shown.
func builtin(id int) style {
	switch {
	case id >= 14 && id <= 17, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 54, id == 57, id == 58:
		return showsDate
	case id >= 18 && id <= 21, id == 32, id == 33, id >= 45 && id <= 47:
		return showsTime
	case id == 22, id == 34, id == 35, id == 55, id == 56:
		return showsDate | showsTime
	}
	return 0
}

// custom is what a format code shows, judged by its first section: y and d say
// date, h and s time; m is a month unless there is a time without y and d.
func custom(code string) style {
	code, _, _ = strings.Cut(unquoted(code), ";")
	if strings.Contains(code, "general") {
		return 0
	}
	var s style
	if strings.ContainsAny(code, "yd") {
		s |= showsDate
	}
	if strings.ContainsAny(code, "hs") {
		s |= showsTime
	}
	if s == 0 && strings.Contains(code, "m") {
		return showsDate
	}
	return s
}

// unquoted is a format code in lower case without what it only shows or sets:
// quoted text, characters behind \ _ and *, and brackets, except those around
// elapsed hours, minutes and seconds.
func unquoted(code string) string {
	var out []byte
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				return string(out)
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return string(out)
			}
			if in := strings.ToLower(code[i+1 : i+n]); in != "" && strings.Trim(in, in[:1]) == "" && strings.ContainsAny(in, "hms") {
				out = append(out, 'h') // [mm] are minutes, not a month
			}
			i += n
		default:
			if c >= 'A' && c <= 'Z' {
				c += 'a' - 'A'
			}
			out = append(out, c)
		}
	}
	return string(out)
}
