package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/comity"
	"comity/internal/told"
)

// said is what the reader of a command line says, with a star for each thing it puts in, and what we say in its place.
type said struct {
	form string
	says func(a []string) *comity.Error
}

func wrong(format string, args ...any) *comity.Error {
	return comity.Errorf(comity.Usage, format, args...)
}

func saids() []said {
	return []said{
		{"unknown command * for *", func(a []string) *comity.Error { return wrong("unknown command %s for %s", a[0], a[1]) }},
		{"unknown flag: *", func(a []string) *comity.Error { return wrong("unknown flag: %s", a[0]) }},
		{"unknown shorthand flag: * in *", func(a []string) *comity.Error { return wrong("unknown shorthand flag: %s in %s", a[0], a[1]) }},
		{"flag needs an argument: *", func(a []string) *comity.Error { return wrong("flag needs an argument: %s", a[0]) }},
		{"bad flag syntax: *", func(a []string) *comity.Error { return wrong("bad flag syntax: %s", a[0]) }},
		{`invalid argument * for "*" flag: strconv.ParseBool: *`, func(a []string) *comity.Error { return wrong("%s takes no value such as %s", a[1], a[0]) }},
		{`invalid argument * for "*" flag: strconv.*: value out of range`, func(a []string) *comity.Error { return wrong("%s takes no number as large as %s", a[1], a[0]) }},
		{`invalid argument * for "*" flag: strconv.ParseUint: *`, func(a []string) *comity.Error { return wrong("%s takes a whole number from 0 on, not %s", a[1], a[0]) }},
		{`invalid argument * for "*" flag: strconv.*`, func(a []string) *comity.Error { return wrong("%s takes a whole number, not %s", a[1], a[0]) }},
		{"invalid argument * for * flag: *", func(a []string) *comity.Error {
			return wrong("invalid argument %s for %s flag: %s", a[0], a[1], a[2])
		}},
		{"required flag(s) * not set", func(a []string) *comity.Error { return wrong("required flag(s) %s not set", a[0]) }},
		{"if any flags in the group [*] are set none of the others can be; *", func(a []string) *comity.Error {
			return wrong("only one of %s may be given", "--"+strings.Join(strings.Fields(a[0]), ", --"))
		}},
	}
}

// typed is what cobra says of a command line, as an error of ours: without the words of its parser, and put together from a
// format, so that it can be told in another language.
func typed(msg string) *comity.Error {
	for _, s := range saids() {
		if put, is := told.Fit(s.form, msg); is {
			return s.says(put)
		}
	}
	return wrong("%s", msg)
}

var unknownCommand = regexp.MustCompile(`^unknown command (".*") for "`)

// meant are the commands below c whose names are like what was typed.
func meant(c *cobra.Command, msg string) (out []string) {
	m := unknownCommand.FindStringSubmatch(msg)
	if m == nil {
		return nil
	}
	name, err := strconv.Unquote(m[1])
	if err != nil {
		return nil
	}
	c.SuggestionsMinimumDistance = 2
	for _, s := range c.SuggestionsFor(name) {
		out = append(out, c.CommandPath()+" "+s)
	}
	return out
}

// unknownFirst says of a flag that a command does not know that it was given to a command that is
// not there, where one of no such name stands before it: the flag would be that one's.
func unknownFirst(c *cobra.Command, err error) error {
	if args := c.Flags().Args(); c.HasSubCommands() && len(args) > 0 {
		return fmt.Errorf("unknown command %q for %q", args[0], c.CommandPath())
	}
	return err
}
