package export

import (
	"bufio"
	"io"
)

// lines writes a file line by line, counts them, and remembers what is planted.
type lines struct {
	w    *bufio.Writer
	err  error
	n    int64 // lines so far
	buf  []byte
	dirt dirt
}

func newLines(w io.Writer, ex *Exhibit, damage *Damage) lines {
	return lines{w: bufio.NewWriterSize(w, 1<<18), dirt: newDirt(damage, ex.Where())}
}

// put writes b, which is kept for its memory and for a cut tail.
func (l *lines) put(b []byte) {
	for _, c := range b {
		if c == '\n' {
			l.n++
		}
	}
	if l.buf = b; l.err == nil {
		_, l.err = l.w.Write(b)
	}
}

// plant writes b, whose first line no reader can accept.
func (l *lines) plant(b []byte, reason string) {
	l.dirt.note(l.n+1, reason)
	l.put(b)
}

// garbage is a line of nonsense.
func (l *lines) garbage() {
	l.plant(append(garbage(&l.dirt.stream, l.buf[:0], 0), '\n'), "garbage bytes")
}

// close ends the file with the first n bytes of the last record, where damage
// is due and n is not 0, and flushes.
func (l *lines) close(n int) error {
	if l.dirt.last() && n > 0 && n < len(l.buf) {
		l.plant(append([]byte(nil), l.buf[:n]...), "last record cut off")
	}
	if err := l.w.Flush(); l.err == nil {
		l.err = err
	}
	return l.err
}
