package export

import (
	"bufio"
	"compress/gzip"
	"io"
	"strings"

	"github.com/klauspost/compress/zstd"
)

// Log writes one access log file, compressed where its path ends in ".gz" or
// ".zst", and plants damaged lines as it goes.
type Log struct {
	ex    *Exhibit
	w     *bufio.Writer
	zip   io.WriteCloser
	line  int64
	buf   []byte
	quote int
	more  bool // IIS writes one field more since it was last started
	dirt  dirt
	scope Span
}

// NewLog starts a log. Damage falls only inside scope: a damaged row that lies
// outside its legal basis would be nobody's to reject.
func NewLog(w io.Writer, ex *Exhibit, scope Span, damage *Damage) (*Log, error) {
	l := &Log{ex: ex, dirt: newDirt(damage, ex.Path), scope: scope}
	var err error
	switch {
	case strings.HasSuffix(ex.Path, ".gz"):
		l.zip, err = gzip.NewWriterLevel(w, gzip.BestSpeed)
	case strings.HasSuffix(ex.Path, ".zst"):
		l.zip, err = zstd.NewWriter(w, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
	}
	if l.zip != nil {
		w = l.zip
	}
	l.w = bufio.NewWriterSize(w, 1<<18)
	return l, err
}

// Start notes that the server was started at the time t. Only IIS shows it.
func (l *Log) Start(t int64) error {
	if l.ex.Format != IIS {
		return nil
	}
	l.more = l.line > 0
	head := iisHead(l.ex.Clock.At(t), l.more)
	l.line += int64(strings.Count(head, "\n"))
	if l.ex.CRLF {
		head = strings.ReplaceAll(head, "\n", "\r\n")
	}
	_, err := l.w.WriteString(head)
	return err
}

// Put writes one request and returns its line number.
func (l *Log) Put(r *Request) (int64, error) {
	if l.dirt.due() && l.scope.Contains(r.Time) {
		bad, reason := l.damage(r)
		if err := l.end(bad); err != nil {
			return 0, err
		}
		l.dirt.note(l.line, reason)
	}
	l.append(r)
	err := l.end(l.buf)
	return l.line, err
}

// append writes r into the buffer, in the log's format.
func (l *Log) append(r *Request) {
	switch l.ex.Format {
	case JSON:
		l.buf = appendJSON(l.buf[:0], l.ex, r)
	case IIS:
		l.buf = appendIIS(l.buf[:0], l.ex, r, l.more)
	default:
		l.buf, l.quote = AppendRequest(l.buf[:0], l.ex.Format, l.ex.Clock, r)
	}
}

func (l *Log) damage(r *Request) ([]byte, string) {
	switch l.ex.Format {
	case JSON:
		return l.damageJSON(r)
	case IIS:
		return l.damageIIS(r)
	}
	l.append(r)
	return DamageRequest(&l.dirt.stream, l.buf, l.quote)
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

// cut is where the last line is cut off: before anything that would complete it.
func (l *Log) cut() int {
	switch l.ex.Format {
	case JSON, IIS:
		return min(len(l.buf), 24)
	}
	return indexByte(l.buf, '[') + 9
}

// Close writes a cut last line where damage is due, and flushes.
func (l *Log) Close() error {
	if n := l.cut(); l.dirt.last() && n > 9 {
		l.dirt.note(l.line+1, "last line cut off")
		if _, err := l.w.Write(l.buf[:n]); err != nil {
			return err
		}
	}
	if err := l.w.Flush(); err != nil {
		return err
	}
	if l.zip != nil {
		return l.zip.Close()
	}
	return nil
}
