// Package told says errors and their hints in other languages than English, in which they are made.
package told

import (
	_ "embed"
	"strings"
	"sync"

	"comity/internal/comity"
)

// italianTable has each format of an error, hint or phrase in English, a tab, and the same in
// Italian. Verbs stand in the same order or bear explicit indexes, and %w stays. Among them
// are sentences that are put into others, and what the system and libraries say most often.
//
//go:embed italian.tsv
var italianTable string

// italian is read when the first error is told.
var italian = sync.OnceValue(func() map[string]string {
	m := map[string]string{}
	for line := range strings.Lines(italianTable) {
		english, own, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		m[english] = own
	}
	return m
})

// Italian is what err says, and its first hint ("": none); what is not translated stays English.
func Italian(err error) (text, hint string) {
	return comity.Tell(err, func(format string) string { return italianOf(format, deep) })
}
