package export

import (
	"bufio"
	"compress/gzip"
	"io"
)

// Log writes one access log file, compressed where its path ends in ".gz",
// and plants damaged lines as it goes.
type Log struct {
	ex    *Exhibit
	w     *bufio.Writer
	gz    *gzip.Writer
	line  int64
	buf   []byte
	quote int
	dirt  dirt
	scope Span
}

// NewLog starts a log. Damage falls only inside scope: a damaged row that lies
// outside its legal basis would be nobody's to reject.
func NewLog(w io.Writer, ex *Exhibit, zip bool, scope Span, damage *Damage) *Log {
	l := &Log{ex: ex, dirt: newDirt(damage, ex.Path), scope: scope}
	if zip {
		l.gz, _ = gzip.NewWriterLevel(w, gzip.BestSpeed) // the level is valid
		w = l.gz
	}
	l.w = bufio.NewWriterSize(w, 1<<18)
	return l
}

// Put writes one request and returns its line number.
func (l *Log) Put(r *Request) (int64, error) {
	if l.dirt.due() && l.scope.Contains(r.Time) {
		l.buf, l.quote = AppendRequest(l.buf[:0], l.ex.Format, l.ex.Clock, r)
		bad, reason := DamageRequest(&l.dirt.stream, l.buf, l.quote)
		if err := l.end(bad); err != nil {
			return 0, err
		}
		l.dirt.note(l.line, reason)
	}
	l.buf, l.quote = AppendRequest(l.buf[:0], l.ex.Format, l.ex.Clock, r)
	err := l.end(l.buf)
	return l.line, err
}

func (l *Log) end(b []byte) error {
	if l.ex.CRLF {
		b = append(b, '\r')
	}
	l.line++
	_, err := l.w.Write(append(b, '\n'))
	return err
}

// Lines is the number of lines written so far.
func (l *Log) Lines() int64 { return l.line }

// Close writes a cut last line where damage is due, and flushes.
func (l *Log) Close() error {
	if open := indexByte(l.buf, '['); l.dirt.last() && open > 0 {
		l.dirt.note(l.line+1, "last line cut off")
		if _, err := l.w.Write(l.buf[:open+9]); err != nil {
			return err
		}
	}
	if err := l.w.Flush(); err != nil {
		return err
	}
	if l.gz != nil {
		return l.gz.Close()
	}
	return nil
}
