package unpack

import "io"

// trifle is how much may always be unpacked: ratios say nothing of small things.
const trifle = 16 << 20

// bounded ends a stream that expands beyond ratio times what went in, or beyond
// total. What came before is handed out.
type bounded struct {
	r            io.Reader
	in           func() int64 // packed bytes so far
	out          int64
	ratio, total int64
}

// Read implements io.Reader.
func (b *bounded) Read(p []byte) (int, error) {
	if b.out >= b.total || b.out > trifle && b.out/b.ratio > b.in() {
		return 0, &Damage{Reason: Bomb}
	}
	if left := b.total - b.out; int64(len(p)) > left {
		p = p[:left]
	}
	n, err := b.r.Read(p)
	b.out += int64(n)
	return n, err
}

// counter counts what is read through it.
type counter struct {
	r io.Reader
	n int64
}

// Read implements io.Reader.
func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}
