package told

import (
	"regexp"
	"strings"
)

// Fit takes a text apart by a form with a star for each thing that is put in, and returns these; false where it is
// not of the form.
func Fit(form, text string) (put []string, is bool) {
	pattern := strings.ReplaceAll(regexp.QuoteMeta(form), `\*`, "(.*)")
	m := regexp.MustCompile("(?s)^" + pattern + "$").FindStringSubmatch(text)
	if m == nil {
		return nil, false
	}
	return m[1:], true
}
