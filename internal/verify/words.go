package verify

import (
	"fmt"
	"io/fs"
)

// errNone says that a file is not in the pack.
var errNone = fs.ErrNotExist

// Words are the sentences of a report in a language, by the English one with its verbs.
// Nil is English. What an error says stays English.
type Words map[string]string

func (w Words) text(format string, args ...any) string {
	if other, ok := w[format]; ok {
		format = other
	}
	return fmt.Sprintf(format, args...)
}
