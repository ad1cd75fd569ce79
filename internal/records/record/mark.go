package record

import "bytes"

// Mark is the byte order mark of UTF-8. Editors and shells put it in front of what they
// save, whatever wrote it first; where files were joined it stands in front of lines.
const Mark = "\ufeff"

// Unmarked is text without a mark in front.
func Unmarked(text []byte) []byte { return bytes.TrimPrefix(text, []byte(Mark)) }

// PastMark is where the text of a stream begins in data, whose offset in it is base.
func PastMark(data []byte, base int64) int {
	if base > 0 {
		return 0
	}
	return len(data) - len(Unmarked(data))
}
