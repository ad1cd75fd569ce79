package vics

import "strings"

// walk follows brackets and texts of a JSON document byte by byte, and knows when
// an element of an array named Media or value begins and ends.
type walk struct {
	line      int64
	stack     [maxDepth]frame
	depth     int
	quoted    bool
	escaped   bool
	key       [maxKey]byte // the last text, as far as it fits
	keyLen    int          // more than maxKey: longer
	capturing bool         // inside a candidate
	nested    bool         // the candidate that ended has an array Media: it is a case
	from      int          // depth of the candidate
	seen      bool         // an array of candidates was there
}

// frame is an object or array that is open.
type frame struct {
	close byte // what ends it
	media bool // an array whose objects are candidates
	sure  bool // it is named Media: its objects are no cases
}

// Bytes that mean something outside of texts, and in them.
var (
	marks  = tableOf("\"{}[],\n")
	quotes = tableOf("\"\\\n")
)

func tableOf(bytes string) (t [256]bool) {
	for i := range len(bytes) {
		t[bytes[i]] = true
	}
	return t
}

// pass takes the bytes before the next that means something, and says how many.
func (w *walk) pass(data []byte) (n int) {
	if !w.quoted {
		for n < len(data) && !marks[data[n]] {
			n++
		}
		return n
	}
	if w.escaped {
		return 0
	}
	for n < len(data) && !quotes[data[n]] {
		n++
	}
	if w.keyLen < maxKey {
		copy(w.key[w.keyLen:], data[:n])
	}
	w.keyLen = min(w.keyLen+n, maxKey+1)
	return n
}

// next takes one byte; false where brackets do not match.
func (w *walk) next(c byte) bool {
	if c == '\n' {
		w.line++
	}
	if w.quoted {
		w.text(c)
		return true
	}
	switch c {
	case '"':
		w.quoted, w.keyLen = true, 0
	case '{', '[':
		return w.open(c)
	case '}', ']':
		return w.shut(c)
	case ',':
		w.keyLen = 0
	}
	return true
}

func (w *walk) text(c byte) {
	switch {
	case w.escaped:
		w.escaped = false
	case c == '\\':
		w.escaped = true
	case c == '"':
		w.quoted = false
		return
	}
	if w.keyLen < maxKey {
		w.key[w.keyLen] = c
	}
	w.keyLen = min(w.keyLen+1, maxKey+1)
}

func (w *walk) open(c byte) bool {
	if w.depth == maxDepth {
		return false
	}
	f := frame{close: c + 2}
	if c == '[' && w.named("media") && !w.inMedia() {
		f.media, f.sure, w.seen = true, true, true
		if w.capturing { // what began as a candidate is a case
			w.capturing, w.nested = false, true
		}
	}
	if c == '[' && !w.capturing && w.depth == 1 && w.named("value") {
		f.media, w.seen = true, true
	}
	if c == '{' && !w.capturing && w.depth > 0 && w.stack[w.depth-1].media {
		w.capturing, w.nested, w.from = true, false, w.depth
	}
	w.stack[w.depth] = f
	w.depth++
	w.keyLen = 0
	return true
}

func (w *walk) shut(c byte) bool {
	if w.depth == 0 || w.stack[w.depth-1].close != c {
		return false
	}
	w.depth--
	w.keyLen = 0
	if w.capturing && w.depth == w.from {
		w.capturing = false
	}
	return true
}

// inMedia reports whether the candidate at hand is an element of an array Media:
// whatever is named so inside it is none.
func (w *walk) inMedia() bool { return w.capturing && w.stack[w.from-1].sure }

func (w *walk) named(name string) bool {
	return w.keyLen == len(name) && strings.EqualFold(string(w.key[:w.keyLen]), name)
}
