package clock

import (
	"encoding/binary"
	"slices"
	"time"

	"comity/internal/comity"
)

// Twice stands behind the name of a zone whose summer time was counted twice:
// "Europe/Rome+DST" is an hour ahead of Rome in summer and right in winter. A program
// that takes local time for standard time, and adds the hour once more, writes it.
const Twice = "+DST"

// doubled is the zone of loc with its summer time counted twice. Its clocks change when
// those of loc do, by twice as much. Years that no stamp is plausible in are left out.
func doubled(loc *time.Location) (*time.Location, error) {
	var out rules
	from, list := Civil(firstYear-1, 12, 1), stretches(loc)
	for i, s := range list {
		name, _ := from.Time().In(loc).Zone()
		out.add(from, 2*s.off-least(loc, from), name)
		if i+1 < len(list) {
			from = s.hi - min(s.off, list[i+1].off) // when it ends
		}
	}
	return time.LoadLocationFromTZData(loc.String()+Twice, out.encode())
}

// rules are what a zone is ahead of UTC by, and from when on.
type rules struct {
	from  []comity.Instant
	of    []byte // by change: number of the type
	types []kind
}

// kind is a type of local time.
type kind struct {
	off  comity.Instant
	name string
}

func (r *rules) add(from, off comity.Instant, name string) {
	k := kind{off, name}
	at := slices.Index(r.types, k)
	if at < 0 {
		at = len(r.types)
		r.types = append(r.types, k)
	}
	r.from, r.of = append(r.from, from), append(r.of, byte(at))
}

// encode writes rules as a file of zone rules (RFC 9636, version 2), the only thing that
// package time makes a zone with changes of.
func (r *rules) encode() []byte {
	var names []byte
	types := make([]byte, 0, 6*len(r.types))
	for _, t := range r.types {
		types = binary.BigEndian.AppendUint32(types, uint32(int32(t.off/comity.Second)))
		types = append(types, 0, byte(len(names)))
		names = append(append(names, t.name...), 0)
	}
	head := func(changes, types, names int) (out []byte) {
		out = append(out, "TZif2"...)
		out = append(out, make([]byte, 15+3*4)...) // no leap seconds, and nothing of standard or universal time
		for _, n := range [...]int{changes, types, names} {
			out = binary.BigEndian.AppendUint32(out, uint32(n)) //nolint:gosec // some hundreds
		}
		return out
	}
	out := append(head(0, 0, 0), head(len(r.from), len(r.types), len(names))...)
	for _, t := range r.from {
		out = binary.BigEndian.AppendUint64(out, uint64(t/comity.Second)) //nolint:gosec // its bits
	}
	return append(append(append(append(out, r.of...), types...), names...), "\n\n"...)
}
