package main

import (
	"comity/internal/comity"
	"comity/internal/told"
)

// typed is what package flag says of a command line, as an error of ours, which can be told in another language.
func typed(said error) *comity.Error {
	text := said.Error()
	for _, x := range []struct {
		form string // of package flag
		says func(a []string) *comity.Error
	}{
		{"flag provided but not defined: -*", func(a []string) *comity.Error {
			return comity.Errorf(comity.Usage, "unknown flag: %s", "--"+a[0])
		}},
		{"flag needs an argument: -*", func(a []string) *comity.Error {
			return comity.Errorf(comity.Usage, "flag needs an argument: %s", "--"+a[0])
		}},
		{"bad flag syntax: *", func(a []string) *comity.Error {
			return comity.Errorf(comity.Usage, "bad flag syntax: %s", a[0])
		}},
		{"invalid boolean value * for -*: *", func(a []string) *comity.Error {
			return comity.Errorf(comity.Usage, "%s takes no value such as %s", "--"+a[1], a[0])
		}},
	} {
		if put, is := told.Fit(x.form, text); is {
			return x.says(put)
		}
	}
	return comity.Errorf(comity.Usage, "%s", text)
}
