package clock

import (
	"slices"
	"strings"
	"time"

	"comity/internal/comity"
)

// Name is a zone abbreviation that a stamp ends in, such as "CEST"; the zero
// value is none. Of "UTC", "GMT" and "Z" a stamp makes an offset, not a Name.
// Up to six capitals fit in the number, so that a stamp stays a handful of words.
type Name uint32

const longestName = 6

// nameOf is s, which is one to six capitals, as a number in base 27.
func nameOf(s string) (n Name) {
	for i := range len(s) {
		n = n*27 + Name(s[i]-'A'+1)
	}
	return n
}

func (n Name) String() string {
	var b [longestName]byte
	i := len(b)
	for ; n > 0 && i > 0; n /= 27 {
		i--
		b[i] = 'A' - 1 + byte(n%27)
	}
	return string(b[i:])
}

// zulu are the names of offset zero.
var zulu = []string{"UTC", "GMT", "UT", "Z"}

// Zoned is a stamp that carries neither, with what stands behind it for a zone; ok
// is false where that is none. Nothing leaves it as it is.
func (s Stamp) Zoned(text string) (_ Stamp, ok bool) {
	if text == "" {
		return s, true
	}
	if s.HasOffset || !s.naming(text) {
		return Stamp{}, false
	}
	return s, true
}

// naming takes what stands in a stamp where a zone may: "CET", "UTC", "GMT+1",
// "+0100", "+0100 (CET)". It says what the stamp then has; ok is false where it
// is none of these, or an offset and a name contradict each other.
func (s *Stamp) naming(text string) (ok bool) {
	text, name := cutParens(text)
	for _, z := range zulu {
		if rest, cut := strings.CutPrefix(text, z); cut && (rest == "" || z != "Z" && (rest[0] == '+' || rest[0] == '-')) {
			s.HasOffset, text = true, rest
			break
		}
	}
	if text != "" && (text[0] == '+' || text[0] == '-') {
		if s.Offset, ok = offset(text); !ok {
			return false
		}
		s.HasOffset, text = true, ""
	}
	if text != "" && name != "" {
		return false
	}
	if text != "" {
		name = text
	}
	return s.called(name)
}

// called takes a name down. Beside an offset it says nothing more, unless it is
// one that is known to stand for others only.
func (s *Stamp) called(name string) bool {
	switch {
	case name == "":
		return s.HasOffset
	case s.HasOffset:
		offs := known[name]
		return offs == nil || slices.Contains(offs, s.Offset/60)
	case len(name) < 3 || len(name) > longestName || strings.Trim(name, upper) != "":
		return false
	}
	s.Name = nameOf(name)
	return true
}

const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// cutParens parts "(CET)" from what stands before it. What is in parentheses in
// words, "(Central European Standard Time)", explains an offset and is left out.
func cutParens(text string) (before, name string) {
	if !strings.HasSuffix(text, ")") {
		return text, ""
	}
	i := strings.LastIndexByte(text, '(')
	if i < 0 {
		return text, ""
	}
	before, name = strings.TrimRight(text[:i], " "), text[i+1:len(text)-1]
	if before != "" && strings.Trim(name, upper) != "" {
		name = ""
	}
	return before, name
}

// offset reads +01, +0100, +01:00, and +1 of GMT+1: seconds east of UTC.
func offset(text string) (int32, bool) {
	digitsOnly := strings.Replace(text[1:], ":", "", 1)
	v, ok := digits(digitsOnly, 4)
	if n := len(digitsOnly); n <= 2 {
		v *= 100
	} else if n == 3 {
		return 0, false
	}
	h, m := v/100, v%100
	if !ok || h > 15 || m > 59 || strings.HasSuffix(text, ":") {
		return 0, false
	}
	off := int32(h*3600 + m*60)
	if text[0] == '-' {
		off = -off
	}
	return off, true
}

// parseZoned reads a stamp that ends in a zone, by parse without it; for the
// forms that are read without being declared, and the orders of a date.
func parseZoned(s string, parse func(string) (Stamp, bool)) (Stamp, bool) {
	before, zone := cutZone(s)
	if zone == "" || !strings.ContainsAny(before, ":.") {
		return Stamp{}, false
	}
	st, ok := parse(before)
	if !ok || st.HasOffset || st.Sub > comity.Minute || !st.naming(zone) {
		return Stamp{}, false
	}
	return st, plausible(st.Civil)
}

// cutZone parts the words of a zone from the stamp before them: those behind
// the last blank that a digit stands before. AM and PM are no zone.
func cutZone(s string) (before, zone string) {
	end := len(s)
	if end > 0 && s[end-1] == ')' {
		end = max(strings.LastIndexByte(s, '('), 0)
	}
	end = len(strings.TrimRight(s[:end], " "))
	i := strings.LastIndexByte(s[:end], ' ')
	if i < 0 || i+1 >= len(s) {
		return s, ""
	}
	if c := s[i+1]; end < len(s) && c-'0' <= 9 || isHalf(s[i+1:end]) {
		i = end // "10:00 (CET)", "10:00 PM (CET)"
	}
	if i >= len(s) {
		return s, ""
	}
	zone = strings.TrimLeft(s[i:], " ")
	if c := zone[0]; c != '+' && c != '-' && c != '(' && c-'A' >= 26 {
		return s, ""
	}
	return strings.TrimRight(s[:i], " "), zone
}

func isHalf(s string) bool {
	return strings.EqualFold(s, "am") || strings.EqualFold(s, "pm") || strings.EqualFold(s, "a.m.") || strings.EqualFold(s, "p.m.")
}

// Agrees reports whether the zone that s names, if it names one, is the declared
// zone's at that time. No abbreviation names one offset worldwide: one that the
// declared zone's own rules use must be in force then; another is compared with
// what it is known to stand for, if that is one offset only. Where the zone is
// unknown there is nothing to contradict. Nor is there where a reading has another
// zone than the declared one: what was measured goes before what a name says. Where
// the name fits the digits as written and not as a reading turns them, the reading is wrong
// about this stamp, and not the row.
func (r *Reading) Agrees(s Stamp) bool {
	return s.Name == 0 || s.HasOffset || r.agrees(s)
}

func (r *Reading) agrees(s Stamp) bool {
	if a := r.adjust; a != nil {
		if a.Zone != "" {
			return true
		}
		s.Civil = r.turned(s)
	}
	return r.fits(s.Civil, s.Name)
}

// turned are the digits of a stamp as the reading's adjustment has them: those written, where
// the name of the zone fits them and not the adjusted ones.
func (r *Reading) turned(s Stamp) comity.Instant {
	if r.Refuted(s) {
		return s.Civil
	}
	return r.adjust.civil(s.Civil)
}

// Refuted reports whether the zone that a stamp names says that its digits stand as declared,
// and not as the reading turns them.
func (r *Reading) Refuted(s Stamp) bool {
	a := r.adjust
	if s.Name == 0 || s.HasOffset || a == nil || a.Zone != "" || !a.Swap && !a.Half {
		return false
	}
	return r.fits(s.Civil, s.Name) && !r.fits(a.civil(s.Civil), s.Name)
}

// fits reports whether a wall-clock time can be of a zone's name in the zone of r.
func (r *Reading) fits(c comity.Instant, called Name) bool {
	if r.loc == nil {
		return true
	}
	if r.fixed {
		return slices.Contains(known[called.String()], int32(r.off/comity.Minute))
	}
	_, ok := r.named(c, called)
	return ok
}

// namedSpan is Span for a stamp that names its zone.
func (r *Reading) namedSpan(s Stamp) Span {
	if !s.HasOffset && r.loc != nil && !r.fixed {
		if t, ok := r.named(s.Civil, s.Name); ok {
			return r.widen(Span{t, t}, s.Sub)
		}
	}
	return r.widen(r.bare(s), s.Sub)
}

// named is the instant of a wall-clock time that is said to be of a zone's name.
func (r *Reading) named(c comity.Instant, called Name) (comity.Instant, bool) {
	if off, ok := r.stretches.called(c, called); ok {
		return c - off, true
	}
	return r.looked(c, called.String())
}

// looked is named by the zone's rules alone.
func (r *Reading) looked(c comity.Instant, name string) (comity.Instant, bool) {
	offs, own := known[name], r.uses(c, name)
	for _, at := range [2]comity.Instant{c - comity.Day, c + comity.Day} {
		t := c - offsetAt(r.loc, at)
		n, off := t.Time().In(r.loc).Zone()
		if t+comity.Instant(off)*comity.Second != c {
			continue
		}
		if own && n == name || !own && len(offs) == 1 && int(offs[0])*60 == off {
			return t, true
		}
	}
	return 0, false
}

// uses reports whether the zone's own rules use a name within half a year.
func (r *Reading) uses(c comity.Instant, name string) bool {
	for quarter := comity.Instant(-2); quarter <= 2; quarter++ {
		if n, _ := (c + quarter*91*comity.Day).Time().In(r.loc).Zone(); n == name {
			return true
		}
	}
	return false
}

// known are the offsets, in minutes, that common abbreviations stand for. Those
// with more than one are ambiguous: they are held against the declared zone and
// decide nothing by themselves.
var known = map[string][]int32{
	"WET": {0}, "WEST": {60}, "WEZ": {0}, "WESZ": {60}, "CET": {60}, "CEST": {120}, "MET": {60}, "MEST": {120}, "MEZ": {60}, "MESZ": {120},
	"EET": {120}, "EEST": {180}, "OEZ": {120}, "OESZ": {180}, "MSK": {180}, "MSD": {240}, "TRT": {180}, "SAST": {120},
	"BST": {60, 360}, "IST": {60, 120, 330}, "IDT": {180},
	"EST": {-300, 600}, "EDT": {-240, 660}, "CST": {-360, 480}, "CDT": {-300}, "MST": {-420, 480}, "MDT": {-360}, "PST": {-480, 480}, "PDT": {-420},
	"AST": {-240, 180}, "ADT": {-180}, "NST": {-210}, "NDT": {-150}, "AKST": {-540}, "AKDT": {-480}, "HST": {-600}, "BRT": {-180}, "ART": {-180},
	"JST": {540}, "KST": {540}, "HKT": {480}, "SGT": {480}, "PKT": {300}, "AEST": {600}, "AEDT": {660}, "ACST": {570}, "ACDT": {630}, "AWST": {480},
	"NZST": {720}, "NZDT": {780},
}

// zoned takes what package time found where a layout says "MST".
func (s *Stamp) zoned(t time.Time) bool {
	name, _ := t.Zone()
	if s.HasOffset {
		return s.called(name)
	}
	return s.naming(name)
}
