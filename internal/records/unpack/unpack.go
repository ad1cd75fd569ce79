// Package unpack leads from the plain bytes of an exhibit to the stream that is
// read: through compression, out of an archive, from UTF-16 to UTF-8. Sealing,
// checking and citing all come this way, so that an offset means the same byte
// to each of them. docs/formats/packing.md.
//
// Memory is bounded whatever the input; what expands beyond the limits ends as
// damage where the limit lies.
package unpack

import (
	"errors"
	"io"

	"comity/internal/records/record"
)

// Config bounds what a packing may expand to. The zero value takes the defaults.
type Config struct {
	Ratio  int64 // bytes unpacked for each packed byte, one packing alone; 0: 1100, a little above what deflate can reach
	Nested int64 // the same for the whole chain; 0: 2000
	Total  int64 // bytes unpacked in all; 0: 1 TiB
}

func (c Config) complete() Config {
	if c.Ratio <= 0 {
		c.Ratio = 1100
	}
	if c.Nested <= 0 {
		c.Nested = 2000
	}
	if c.Total <= 0 {
		c.Total = 1 << 40
	}
	return c
}

// Reasons for which a stream ends before its packing does.
const (
	Torn  record.Reason = "the compressed stream is damaged or breaks off here"
	Bomb  record.Reason = "the packing expands beyond all measure: read no further"
	Gone  record.Reason = "the archive holds no such member"
	Split record.Reason = "the text in UTF-16 ends in the middle of a character"
)

// Damage is the error of a packing that is broken: what came before it is
// sound. Errors of reading the plain bytes are never Damage.
type Damage struct {
	Reason record.Reason
	Err    error // what the decoder said; may be nil
}

// Error implements error.
func (d *Damage) Error() string {
	if d.Err == nil {
		return string(d.Reason)
	}
	return string(d.Reason) + ": " + d.Err.Error()
}

// Unwrap implements errors.Unwrap.
func (d *Damage) Unwrap() error { return d.Err }

// Reader reads the innermost stream of a chain. One goroutine at a time.
type Reader struct {
	cfg    Config
	plain  *Plain // read in order; nil where random access is needed
	random *Plain // behind random access
	r      io.Reader
	err    error
	close  []func()
}

// Open makes a reader of what chain leads to. A chain that cannot be followed is
// an Input error; damage shows when reading. Where Random reports false, p is
// read in order and each byte once, as far as the stream needs; else p is left
// alone, and its source is read wherever the stream lies.
func Open(p *Plain, chain string, cfg Config) (*Reader, error) {
	steps, err := Parse(chain)
	if err != nil {
		return nil, err
	}
	x := &Reader{cfg: cfg.complete(), plain: p, r: p}
	for _, s := range steps {
		if err := x.enter(s, p); err != nil {
			x.err = x.judge(err)
			return x, nil
		}
	}
	if len(steps) > 1 {
		x.r = &bounded{r: x.r, in: x.packed(), ratio: x.cfg.Nested, total: x.cfg.Total}
	}
	return x, nil
}

// packed tells how many plain bytes were read so far.
func (x *Reader) packed() func() int64 {
	if x.random != nil {
		return func() int64 { return x.random.taken }
	}
	return func() int64 { return x.plain.taken }
}

// enter wraps the reader in one more step.
func (x *Reader) enter(s Step, p *Plain) error {
	var err error
	switch s.Packing {
	case Gzip:
		x.r, err = x.gzip(x.r)
	case Zstd:
		x.r, err = x.zstd(x.r)
	case Zip:
		x.random = NewPlain(p.ctx, p.src)
		x.r, err = x.zip(randomAccess{x.random}, p.src.Size(), s.Member)
	case Tar:
		x.r, err = x.tar(x.r, s.Member)
	case UTF16LE, UTF16BE:
		x.r = newWide(x.r, s.Packing == UTF16BE)
	}
	return err
}

// Read implements io.Reader. Its error is io.EOF, a *Damage, or what reading the
// plain bytes gave.
func (x *Reader) Read(b []byte) (int, error) {
	n, err := 0, x.err
	if err == nil {
		n, err = x.r.Read(b)
	}
	if err == nil || errors.Is(err, io.EOF) {
		return n, err
	}
	x.err = x.judge(err)
	return n, x.err
}

// judge tells damage of the packing from errors of its source.
func (x *Reader) judge(err error) error {
	for _, p := range []*Plain{x.plain, x.random} {
		if p != nil && p.failed != nil {
			return p.failed
		}
	}
	var d *Damage
	if errors.As(err, &d) {
		return d
	}
	return &Damage{Torn, err}
}

// Close releases what the decoders hold. The source stays open.
func (x *Reader) Close() {
	for _, c := range x.close {
		c()
	}
	x.close = nil
}
