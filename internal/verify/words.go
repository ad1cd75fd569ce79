package verify

import (
	"fmt"
	"io/fs"
	"slices"
)

// errNone says that a file is not in the pack.
var errNone = fs.ErrNotExist

// Words are the sentences of a report in a language, by the English one with its verbs.
// Nil is English. What an error says is among them where it is frequent, and stays English else.
type Words map[string]string

func (w Words) text(format string, args ...any) string {
	if w != nil {
		args = slices.Clone(args)
		for i, a := range args {
			if err, ok := a.(error); ok {
				args[i] = w.detail(err.Error(), 3)
			}
		}
	}
	if other, ok := w[format]; ok {
		format = other
	}
	return fmt.Sprintf(format, args...)
}
