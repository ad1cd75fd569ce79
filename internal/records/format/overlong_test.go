package format_test

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// memory is an exhibit in memory.
type memory []byte

func (m memory) Size() int64     { return int64(len(m)) }
func (m memory) Segments() int64 { return (int64(len(m)) + block.SegmentSize - 1) / block.SegmentSize }
func (m memory) ReadSegment(dst []byte, i int64) ([]byte, error) {
	return append(dst, m[i*block.SegmentSize:min(int64(len(m)), (i+1)*block.SegmentSize)]...), nil
}

// A stream passes over a record longer than a mebibyte, whether it is one line or
// many. What comes behind keeps its number.
func TestLinesBehindOverlongRecords(t *testing.T) {
	for _, s := range samples() {
		rows := []byte(s.head)
		for i := range 50 {
			rows = s.record(rows, i)
		}
		for name, long := range map[string][]byte{
			"one line": bytes.Repeat([]byte("x"), 7<<20), "many lines": bytes.Repeat([]byte("\tx = y\n"), 1<<20),
		} {
			data := append(append(bytes.Clone(rows), long...), '\n')
			for i := range 50 {
				data = s.record(data, 100+i)
			}
			o, err := format.Open(data[:1<<14], s.source(), table.Config{}, 1)
			if err != nil {
				t.Fatal(err)
			}
			if o.Rows == nil || !o.Block.InOrder {
				continue // its places count from the start of a block
			}
			t.Run(s.format+"/"+name, func(t *testing.T) { linesAre(t, o, data, int64(len(rows)+len(long))) })
		}
	}
}

// linesAre compares the line of each place with the line ends in front of it, and
// wants records from behind on.
func linesAre(t *testing.T, o format.Opened, data []byte, behind int64) {
	found, ends := 0, []int{}
	for i, c := range data {
		if c == '\n' {
			ends = append(ends, i)
		}
	}
	check := func(p record.Place) {
		before, _ := slices.BinarySearch(ends, int(p.Offset))
		if want := 1 + int64(before); p.Line != want {
			t.Fatalf("offset %d is in line %d, not %d", p.Offset, want, p.Line)
		}
		if p.Offset >= behind {
			found++
		}
	}
	sink := record.Sink{
		Event:      func(_ *record.Event, p record.Place) { check(p) },
		Assignment: func(a *record.Assignment) { check(a.Place) },
		Payment:    func(p *record.Payment) { check(p.Place) },
		Member:     func(m *record.Member) { check(m.Place) },
		Relation:   func(r *record.Relation) { check(r.Place) },
		Post:       func(p *record.Post) { check(p.Place) },
		Hashed:     func(h *record.Hashed) { check(h.Place) },
		Reject:     func(r record.Reject) { check(r.Place) },
	}
	if _, err := block.Stream(context.Background(), memory(data), o.Block, func(_ int, b block.Block) error {
		format.Feed(o.Rows[0], b, sink)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	o.Rows[0].Close(sink)
	if found < 40 {
		t.Errorf("%d records behind the long one", found)
	}
}
