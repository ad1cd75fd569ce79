package comity

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// message is a text of ours before anything was put into it.
type message struct {
	format string
	args   []any
}

// messageOf keeps args as they are now: bytes, and strings that share them, may be
// overwritten before anybody tells the message.
func messageOf(format string, args []any) message {
	m := message{format: format, args: slices.Clone(args)}
	for i, arg := range m.args {
		switch arg := arg.(type) {
		case []byte:
			m.args[i] = bytes.Clone(arg)
		case string:
			m.args[i] = strings.Clone(arg)
		}
	}
	return m
}

// Phrase is words of ours that are put into a message, and told with it.
type Phrase struct{ said message }

// Phrasef makes a Phrase.
func Phrasef(format string, args ...any) Phrase { return Phrase{messageOf(format, args)} }

// String is the Phrase in English.
func (p Phrase) String() string { return fmt.Sprintf(p.said.format, p.said.args...) }

// Tell is what err says, and its first hint ("": none), in the language that tell
// turns formats of ours into; a format that it does not know it gives back. It is asked
// in the same way about sentences that are put in by a plain %s, and about what others'
// errors say, by the whole text.
func Tell(err error, tell func(format string) string) (text, hint string) {
	t := teller(tell)
	if e := hinting(err); e != nil {
		hint = t.message(e.advice, e.Hint)
	}
	return t.error(err), hint
}

type teller func(format string) string

// verb is where an argument is put into a format; ours have no indexes.
var verb = regexp.MustCompile(`%[-+# 0]*\d*(?:\.\d+)?[a-zA-Z]`)

func (t teller) message(m message, english string) string {
	if m.format == "" {
		return english
	}
	args, verbs := slices.Clone(m.args), verb.FindAllString(m.format, -1)
	for i, arg := range args {
		switch arg := arg.(type) {
		case Phrase:
			args[i] = t.message(arg.said, "")
		case error:
			args[i] = t.error(arg)
		default: // of several words and not in quotes, where names stand
			if text := reflect.ValueOf(arg); text.Kind() == reflect.String && i < len(verbs) && verbs[i] == "%s" && strings.Contains(text.String(), " ") {
				args[i] = t(text.String())
			}
		}
	}
	return fmt.Sprintf(strings.ReplaceAll(t(m.format), "%w", "%v"), args...)
}

func (t teller) error(err error) string {
	switch e := err.(type) { //nolint:errorlint // each layer says its own words
	case *Error:
		return t.message(e.said, e.Error())
	case *wrapped:
		return t.message(e.said, "")
	case *fs.PathError:
		return t.message(message{e.Op + " %s: %w", []any{e.Path, e.Err}}, "")
	case *os.LinkError:
		return t.message(message{e.Op + " %s %s: %w", []any{e.Old, e.New, e.Err}}, "")
	case interface{ Unwrap() []error }:
		return t.joined(err.Error(), e.Unwrap())
	}
	return t.others(err)
}

// joined tells several errors, a line each as errors.Join has them.
func (t teller) joined(text string, errs []error) string {
	var said, own []string
	for _, err := range errs {
		said, own = append(said, err.Error()), append(own, t.error(err))
	}
	if strings.Join(said, "\n") != text {
		return text
	}
	return strings.Join(own, "\n")
}

// others tells an error that is not ours: as a whole, or what it ends in.
func (t teller) others(err error) string {
	text := err.Error()
	if own := t(text); own != text {
		return own
	}
	if cause := errors.Unwrap(err); cause != nil {
		if before, ok := strings.CutSuffix(text, cause.Error()); ok {
			words := strings.TrimSuffix(before, ": ")
			return t(words) + before[len(words):] + t.error(cause)
		}
	}
	return text
}
