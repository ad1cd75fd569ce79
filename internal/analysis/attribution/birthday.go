package attribution

import (
	"slices"
	"strconv"
	"strings"
)

// presets are days of birth that forms and unset clocks leave where nobody stated one: they
// tell nobody apart, and tie nobody.
var presets = []string{"1900-01-01", "1970-01-01"}

// generation is how many years are between a parent and a child at least.
const generation = 15

// birthday is a day of birth in whatever order sites write it: of day and month either may
// come first.
type birthday struct{ year, one, other string }

// readBirthday reads a day of three numbers, of which the first or the last is a year.
func readBirthday(s string) (birthday, bool) {
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '-' || r == '/' || r == '.' })
	if len(parts) != 3 {
		return birthday{}, false
	}
	if len(parts[0]) < len(parts[2]) {
		slices.Reverse(parts)
	}
	for i, p := range parts {
		if n, err := strconv.Atoi(p); err != nil || n < 1 || i > 0 && n > 31 {
			return birthday{}, false
		}
		if len(p) == 1 {
			parts[i] = "0" + p
		}
	}
	return birthday{parts[0], parts[1], parts[2]}, len(parts[0]) == 4
}

// isBirth reports whether a day of birth is stated, and no preset.
func isBirth(s string) bool { return s != "" && !slices.Contains(presets, s) }

// bornFarApart reports whether two days of birth are stated that no slip makes one: the same
// day in another order, day and month in each other's place, one digit that is another, or
// two that changed places. A slip that makes a generation of it is none.
func bornFarApart(a, b string) bool {
	if a == b || !isBirth(a) || !isBirth(b) {
		return false
	}
	x, first := readBirthday(a)
	y, second := readBirthday(b)
	if !first || !second {
		return false
	}
	turned := birthday{y.year, y.other, y.one}
	return !x.near(y) && !x.near(turned)
}

func (x birthday) near(y birthday) bool {
	if x.year == y.year {
		return x == y || slipped(x.one+x.other, y.one+y.other)
	}
	from, _ := strconv.Atoi(x.year)
	to, _ := strconv.Atoi(y.year)
	return x.one == y.one && x.other == y.other && max(from-to, to-from) < generation && slipped(x.year, y.year)
}

// slipped reports whether one slip makes one number of another, at the end as well.
func slipped(a, b string) bool { return oneSlip([]rune(a+"."), []rune(b+".")) }
