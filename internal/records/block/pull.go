package block

import (
	"io"
	"iter"
	"runtime"
)

// Pull lets a parser that reads from an io.Reader be given blocks: the parser
// pulls, the stream pushes, and each runs only while the other waits. The parser
// is a coroutine, not a second thread of control: it runs inside Push and Close,
// on what they were given, so that a sink set before the call is the one that
// its records reach. Nothing is copied and nothing is locked. One goroutine at a
// time.
type Pull struct {
	feed *feed
	next func() (struct{}, bool)
	stop func()
}

// feed is the parser's side. It must not know the Pull: that the latter can no
// longer be reached is how an abandoned stream is noticed.
type feed struct {
	data  []byte
	ended bool
	err   error // once Read has failed
	yield func(struct{}) bool
}

// NewPull makes a Pull for parse, which is called at the first Push or Close and
// reads the stream from r. It may return before the end: the rest is passed over.
// Where the stream may be given up without Close or Stop, parse must not refer to
// the Pull, nor to what holds it: then the parser is ended when both are garbage.
func NewPull(parse func(r io.Reader)) *Pull {
	f := &feed{}
	p := &Pull{feed: f}
	p.next, p.stop = iter.Pull(func(yield func(struct{}) bool) {
		f.yield = yield
		parse(f)
	})
	runtime.AddCleanup(p, func(stop func()) { stop() }, p.stop)
	return p
}

// Push gives the parser the next bytes and returns when it has read them all or
// has returned. data must not change before that, and may afterwards.
func (p *Pull) Push(data []byte) {
	if p.feed.data = data; len(data) > 0 {
		p.next()
	}
	p.feed.data = nil
}

// Close ends the stream, lets the parser read io.EOF, and returns when it has
// returned.
func (p *Pull) Close() {
	p.feed.ended = true
	p.next()
	p.stop()
}

// Stop abandons the stream: the parser's next Read fails with
// io.ErrClosedPipe, and Stop returns when it has returned. Stop after Close, or twice, does nothing.
func (p *Pull) Stop() { p.stop() }

// Read is the parser's side of Pull.
func (f *feed) Read(b []byte) (int, error) {
	for len(f.data) == 0 && f.err == nil && len(b) > 0 {
		switch {
		case f.ended:
			f.err = io.EOF
		case !f.yield(struct{}{}):
			f.err = io.ErrClosedPipe
		}
	}
	if f.err != nil {
		return 0, f.err
	}
	n := copy(b, f.data)
	f.data = f.data[n:]
	return n, nil
}
