package intake

import (
	"slices"
	"strings"

	"golang.org/x/text/language"
)

// nation holds for a code of ISO 3166-1, of two letters or three, those of states that are no
// more included.
func nation(v string) bool {
	if len(v) != 2 && len(v) != 3 || !allUpper(v) {
		return false
	}
	r, err := language.ParseRegion(v)
	return err == nil && r.IsCountry()
}

// states are what the states of the USA are abbreviated to, as far as these are codes of
// countries, too.
var states = strings.Fields("AL AR AS AZ CA CO DE GA GU ID IL IN KY LA MA MD ME MN MO MP MS MT NC NE PA PR SC SD TN VA VI")

// federal reports whether the values may be states of the USA: a header says state, and each
// is an abbreviation of one.
func (c *column) federal() bool {
	return c.ofStates(func(v string) bool { return slices.Contains(states, v) })
}

// abbreviated reports whether a column that is called after a state holds nothing but two capitals: parts of a country,
// and not how things stand.
func (c *column) abbreviated() bool {
	return c.ofStates(func(v string) bool { return len(v) == 2 && allUpper(v) && v != "OK" && v != "KO" })
}

// ofStates reports whether a header says state, which a country has and things are in, and each value is one.
func (c *column) ofStates(is func(v string) bool) bool {
	return c.filled > 0 && c.has("status") && c.has("country") && !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool { return !is(v) })
}
