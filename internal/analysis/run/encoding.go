package run

import (
	"fmt"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// encoding finds out what the bytes of delimited text mean; the zero Choice for
// what is no such text. What the text itself says of it becomes part of the
// source; a guess does not: it is an Input error that names it, where the head
// surely is text in another encoding than UTF-8.
func (e *Exhibit) encoding(head []byte) (charset.Choice, error) {
	src := &e.Source
	steps, err := unpack.Parse(src.Packing)
	if err != nil {
		return charset.Choice{}, sourceError(src, err)
	}
	if n := len(steps); n > 0 && isWide(steps[n-1].Packing) {
		basis := charset.Declared
		if src.Encoding == "" {
			basis = charset.BOM
		}
		src.Encoding = steps[n-1].Packing
		return charset.Choice{Name: src.Encoding, Basis: basis, Score: 100}, nil
	}
	if src.Format != format.CSV {
		return charset.Choice{}, nil
	}
	choice := charset.Detect(head, src.Encoding)
	switch {
	case choice.Basis == charset.BOM && src.Encoding != "" && src.Encoding != choice.Name:
		return choice, sourceError(src, contradiction(src, choice.Name))
	case choice.Basis == charset.Guess && charset.Foreign(head, len(head) < headSize):
		return choice, sourceError(src, comity.Errorf(comity.Input, "its text is not UTF-8, and no encoding is stated").
			WithHint("state it: %s", suggestion(choice)))
	case choice.Basis == charset.Guess: // stray bytes: kept as they are
		return charset.Choice{}, nil
	}
	return choice, nil
}

// suggestion is what to write for a guess, and how sure it is.
func suggestion(c charset.Choice) string {
	return fmt.Sprintf("encoding = %q%s", c.Name, strings.TrimPrefix(c.String(), c.Name))
}

// contradiction is the error for a stated encoding that the text's own mark denies.
func contradiction(src *record.Source, found string) error {
	return comity.Errorf(comity.Input, "encoding %q is stated, and the text begins with the mark of %s", src.Encoding, found).
		WithHint("write encoding = %q, or leave it out", found)
}
