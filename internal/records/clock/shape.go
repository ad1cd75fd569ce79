package clock

import "strings"

// couldFit reports whether a stamp has the shape of a layout, as far as that is told without
// reading it: package time refuses whatever has not, and says why at length, which costs a hundred
// times as much. Who looks for the form of a column tries dozens of layouts on each of its values.
func couldFit(s, layout string) bool {
	for layout != "" {
		n, least, most := digitsOf(layout)
		if n == 0 {
			fits, settled := false, false
			if s, layout, fits, settled = beyond(s, layout); !fits || settled {
				return fits
			}
			continue
		}
		width := leading(s, most)
		if width < least {
			return false
		}
		seconds := layout[:n] == "05"
		if s, layout = s[width:], layout[n:]; seconds {
			if s != "" && (s[0] == '.' || s[0] == ',') {
				return true // a fraction may stand there, whether or not the layout has one
			}
			layout = layout[fraction(layout):]
		}
	}
	return s == ""
}

// digitsOf says how many bytes of a layout's beginning stand for a number, and how many digits
// that has; 0 where it begins with something else.
func digitsOf(layout string) (n, least, most int) {
	switch {
	case strings.HasPrefix(layout, "2006"):
		return 4, 4, 4
	case strings.HasPrefix(layout, "15"):
		return 2, 1, 2
	case layout[0] == '1' || layout[0] == '2':
		return 1, 1, 2
	case len(layout) > 1 && layout[0] == '0' && layout[1] >= '1' && layout[1] <= '5':
		return 2, 2, 2
	}
	return 0, 0, 0
}

// leading is how many digits s begins with, at most so many.
func leading(s string, most int) (n int) {
	for n < len(s) && n < most && s[n]-'0' <= 9 {
		n++
	}
	return n
}

// fraction is how long the fraction is that a layout begins with and a stamp may leave out.
func fraction(layout string) int {
	if len(layout) < 2 || layout[0] != '.' && layout[0] != ',' || layout[1] != '9' {
		return 0
	}
	n := 1
	for n < len(layout) && layout[n] == '9' {
		n++
	}
	if n < len(layout) && layout[n]-'0' <= 9 {
		return 0
	}
	return n
}

// beyond takes what a layout begins with, which is no number, from both: a mark stands for
// itself, and a blank for any number of them. Where it is a word or a zone, or may be one,
// the first byte of the stamp settles it.
func beyond(s, layout string) (restOfStamp, restOfLayout string, fits, settled bool) {
	first := byte(0)
	if s != "" {
		first = s[0]
	}
	switch c := layout[0]; {
	case c == ' ':
		if s != "" && first != ' ' {
			return s, layout, false, true
		}
		return strings.TrimLeft(s, " "), strings.TrimLeft(layout, " "), true, false
	case c == 'Z' && strings.HasPrefix(layout, "Z07"):
		return s, layout, first == 'Z' || first == '+' || first == '-', true
	case c == '-' && strings.HasPrefix(layout, "-07"):
		return s, layout, first == '+' || first == '-', true
	case word(layout):
		return s, layout, first|0x20 >= 'a' && first|0x20 <= 'z', true
	case strings.IndexByte("JMPp_03456", c) >= 0, (c == '.' || c == ',') && len(layout) > 1 && (layout[1] == '0' || layout[1] == '9'):
		return s, layout, true, true // package time will say
	case s == "" || first != c:
		return s, layout, false, true
	}
	return s[1:], layout[1:], true, false
}

// word reports whether a layout begins with the name of a month or a day of the week.
func word(layout string) bool {
	if !strings.HasPrefix(layout, "Jan") && !strings.HasPrefix(layout, "Mon") {
		return false
	}
	return len(layout) == 3 || layout[3] < 'a' || layout[3] > 'z'
}
