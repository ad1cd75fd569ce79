package main

import (
	"regexp"
	"strings"

	"comity/internal/comity"
)

// typed is what cobra says of a command line, as an error of ours: in English the same, and
// put together from a format, so that it can be told in another language.
func typed(msg string) *comity.Error {
	for _, form := range []string{
		"unknown command %s for %s",
		"unknown flag: %s",
		"unknown shorthand flag: %s in %s",
		"flag needs an argument: %s",
		"bad flag syntax: %s",
		"invalid argument %s for %s flag: strconv.%s: parsing %s: %s",
		"invalid argument %s for %s flag: %s",
		"required flag(s) %s not set",
	} {
		pattern := strings.ReplaceAll(regexp.QuoteMeta(form), "%s", "(.*)")
		if m := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(msg); m != nil {
			args := make([]any, len(m)-1)
			for i := range args {
				args[i] = m[i+1]
			}
			return comity.Errorf(comity.Usage, form, args...)
		}
	}
	return comity.Errorf(comity.Usage, "%s", msg)
}
