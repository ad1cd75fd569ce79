package export

import (
	"sync"

	"comity/internal/simulate/draw"
)

// Damage plants unparsable rows in files and remembers where. Nil plants none.
// Planted rows are extras: no row of the world is lost to them.
type Damage struct {
	Seed uint64
	Rate int // rows in 10,000 that are preceded by a damaged one

	mu      sync.Mutex
	rejects []Reject
}

// Rejects lists what was planted, in no particular order.
func (d *Damage) Rejects() []Reject {
	if d == nil {
		return nil
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.rejects
}

// dirt is the share of a Damage that one file gets.
type dirt struct {
	damage *Damage
	path   string
	stream draw.Stream
	cut    bool
}

func newDirt(d *Damage, path string) dirt {
	if d == nil {
		return dirt{}
	}
	s := draw.New(d.Seed, "dirt "+path)
	return dirt{damage: d, path: path, cut: s.Chance(350), stream: s}
}

// due reports whether a damaged row is to be written now.
func (d *dirt) due() bool { return d.damage != nil && d.stream.N(10_000) < d.damage.Rate }

// last reports whether the file is to end in a cut row.
func (d *dirt) last() bool { return d.damage != nil && d.cut }

func (d *dirt) note(line int64, reason string) {
	d.damage.mu.Lock()
	defer d.damage.mu.Unlock()
	d.damage.rejects = append(d.damage.rejects, Reject{Path: d.path, Line: line, Reason: reason})
}

// garbage appends bytes that hold no line break, quote, bracket, blank or delimiter, so
// that they are one line and one field whoever reads them.
func garbage(s *draw.Stream, b []byte, delim byte) []byte {
	for n := s.Between(8, 60); n > 0; n-- {
		c := byte(s.N(256))
		switch {
		case c == delim || c == '\n' || c == '\r' || c == '"' || c == '[' || c == ' ' || c == '\t', c == ',', c == ';', c == '#':
			c = 0
		}
		b = append(b, c)
	}
	return append(b, 0xff)
}
