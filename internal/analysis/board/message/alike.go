package message

import "strings"

// How much two texts have in common, in hundredths, before they may be two states of one message.
const (
	alikeFine = 40 // stamps of seconds: few people say two things in one moment
	alikeWide = 60 // stamps of minutes: many do
	cutFine   = 2  // letters of a text that was cut off
	cutWide   = 16
)

// alike reports whether a and b can be one text that was edited, cut, or quoted into in one of them.
func alike(a, b string, wide bool) bool {
	a, b = words(a), words(b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if end := strings.TrimRight(a, ".[]<>"); len(end) >= cutFine {
		a = end // a cut is often marked
	}
	least, cut := alikeFine, cutFine
	if wide {
		least, cut = alikeWide, cutWide
	}
	if len(a) >= cut && (strings.HasPrefix(b, a) || len(a) >= cutWide && strings.Contains(b, a)) {
		return true
	}
	return len(a) >= cut && shared(a, b) >= least
}

// shared is how many of the four-letter pieces of the longer text the shorter has too, in hundredths; by multiset.
func shared(a, b string) int {
	const n = 4
	if len(b) < n {
		return 0
	}
	pieces := make(map[string]int, len(b))
	for i := 0; i+n <= len(b); i++ {
		pieces[b[i:i+n]]++
	}
	common := 0
	for i := 0; i+n <= len(a); i++ {
		if pieces[a[i:i+n]] > 0 {
			pieces[a[i:i+n]]--
			common++
		}
	}
	return 100 * common / (len(b) - n + 1)
}
