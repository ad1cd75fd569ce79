package known

import (
	"encoding/binary"
	"iter"
	"math"

	"comity/internal/records/record"
)

// What a row has, in its first byte.
const (
	hasMD5 = 1 << iota
	hasSHA1
	hasSHA256
	hasPerceptual
	hasLabel
	hasOwner
	hasAll = 1<<iota - 1
)

// rowMost is how long a row may be: two numbers, all hashes, and two texts with their lengths.
const rowMost = 1 + 10 + 5 + 16 + 20 + 32 + 32 + 2*(3+record.MaxName)

// digests are the cryptographic hashes of a row.
func digests(h *record.Hashed) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		_ = (!h.HasMD5 || yield(h.MD5[:])) && (!h.HasSHA1 || yield(h.SHA1[:])) && (!h.HasSHA256 || yield(h.SHA256[:]))
	}
}

// appendRow appends a row: what it has, where it stands, hashes, label, owner.
func appendRow(b []byte, h *record.Hashed) []byte {
	at := len(b)
	b = append(b, 0)
	b = binary.AppendUvarint(b, uint64(h.Offset))
	b = binary.AppendUvarint(b, uint64(h.Length))
	part := func(has bool, flag byte, hash []byte) {
		if has {
			b[at] |= flag
			b = append(b, hash...)
		}
	}
	part(h.HasMD5, hasMD5, h.MD5[:])
	part(h.HasSHA1, hasSHA1, h.SHA1[:])
	part(h.HasSHA256, hasSHA256, h.SHA256[:])
	part(h.HasPerceptual, hasPerceptual, h.Perceptual[:])
	text := func(flag byte, s string) {
		if s != "" {
			b[at] |= flag
			b = append(binary.AppendUvarint(b, uint64(len(s))), s...)
		}
	}
	text(hasLabel, h.Label)
	text(hasOwner, h.Owner)
	return b
}

// parseRow reads the row that b begins with; false where there is none.
func parseRow(b []byte, h *record.Hashed) bool {
	if len(b) == 0 || b[0]&^hasAll != 0 {
		return false
	}
	p := rowParser{flags: b[0], b: b[1:]}
	*h = record.Hashed{FirstSeen: record.Absent(), Size: -1}
	offset, length := p.number(), p.number()
	if offset > math.MaxInt64 || length > math.MaxInt32 {
		return false
	}
	h.Offset, h.Length = int64(offset), int32(length)
	h.HasMD5 = p.hash(hasMD5, h.MD5[:])
	h.HasSHA1 = p.hash(hasSHA1, h.SHA1[:])
	h.HasSHA256 = p.hash(hasSHA256, h.SHA256[:])
	h.HasPerceptual = p.hash(hasPerceptual, h.Perceptual[:])
	h.Label, h.Owner = p.text(hasLabel), p.text(hasOwner)
	return !p.bad
}

// rowParser goes over a row.
type rowParser struct {
	flags byte
	b     []byte
	bad   bool
}

func (p *rowParser) number() uint64 {
	v, n := binary.Uvarint(p.b)
	if n <= 0 {
		p.bad = true
		return 0
	}
	p.b = p.b[n:]
	return v
}

func (p *rowParser) hash(flag byte, to []byte) bool {
	if p.flags&flag == 0 {
		return false
	}
	if len(p.b) < len(to) {
		p.bad = true
		return false
	}
	p.b = p.b[copy(to, p.b):]
	return true
}

func (p *rowParser) text(flag byte) string {
	if p.flags&flag == 0 {
		return ""
	}
	n := p.number()
	if n > uint64(len(p.b)) {
		p.bad = true
		return ""
	}
	s := string(p.b[:n])
	p.b = p.b[n:]
	return s
}
