package table

import (
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// readHashed reads one row of a list of file hashes. A row that says when the file
// was first seen is inside the scope where that instant is.
func (r *Reader) readHashed() record.Reason {
	h := &r.hashed
	*h = record.Hashed{Place: r.place, Size: -1}
	for _, c := range [...]struct {
		k   key
		set func([]byte) bool
	}{{kMD5, h.SetMD5}, {kSHA1, h.SetSHA1}, {kSHA256, h.SetSHA256}, {kPerceptual, h.SetPerceptual}} {
		if text := r.cell(c.k); len(text) > 0 && !c.set(text) {
			return record.NoHash
		}
	}
	seen, given, why := r.time(kFirstSeen)
	if why != "" {
		return why
	}
	if h.FirstSeen = seen; given {
		for _, s := range r.under(nil, kFirstSeen) {
			h.FirstSeen = clock.Span{Lo: min(h.FirstSeen.Lo, s.Lo), Hi: max(h.FirstSeen.Hi, s.Hi)}
		}
		if !r.gate.Time(h.FirstSeen) {
			return outside
		}
	}
	h.Label, h.Owner, h.Member = r.word(kLabel), r.word(kOwner), r.word(kMember)
	if why := h.Fault(); why != "" {
		return why
	}
	r.sink.Hashed(h)
	return ""
}
