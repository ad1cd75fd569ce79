package twins

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"

	"comity/internal/simulate/draw"
)

// file is a picture that goes round, by its hashes only; there is no picture.
type file struct {
	md5, sha1, sha256, perceptual string
	size                          int64
	near                          int32 // the file that it is an altered copy of; -1: none
	first                         int32 // message that brought it; -1: it was there before
	by                            int32 // name
	board                         int
	label                         string // as most would label it
	known                         [3]bool
}

// oldFiles are files that have long been known when the window opens.
func (b *board) oldFiles() {
	s := b.w.stream("old files", b.id)
	for range max(10, len(b.names)/2) {
		f := b.makeFile(&s, -1)
		for k := range f.known {
			f.known[k] = s.Chance([]int{550, 400, 450}[k])
		}
		if !f.known[0] && !f.known[1] && !f.known[2] && s.Chance(850) {
			f.known[s.N(3)] = true
		}
		b.w.files = append(b.w.files, f)
		b.pool = append(b.pool, int32(len(b.w.files)-1))
	}
}

// newFile makes a file that message m brings; some are altered copies.
func (b *board) newFile(s *draw.Stream, m *message) int32 {
	near := int32(-1)
	if s.Chance(120) {
		near = draw.Pick(s, b.pool)
	}
	f := b.makeFile(s, near)
	f.by = m.name
	if b.names[m.name].role != producer && s.Chance(500) { // not new to those who keep sets
		f.known[s.N(3)] = true
	}
	b.w.files = append(b.w.files, f)
	id := int32(len(b.w.files) - 1)
	b.pool = append(b.pool, id)
	return id
}

// pickFile is a file that went round before, a recent one more likely.
func (b *board) pickFile(s *draw.Stream) int32 { return b.pool[len(b.pool)-1-s.Head(len(b.pool))] }

func (b *board) makeFile(s *draw.Stream, near int32) file {
	f := file{near: near, first: -1, by: -1, board: b.id, size: int64(s.Between(20_000, 900_000)), label: []string{"A", "B", "C"}[s.Weighted([]int{2, 3, 5})]}
	var raw [24]byte
	binary.BigEndian.PutUint64(raw[:], b.w.spec.Seed)
	binary.BigEndian.PutUint64(raw[8:], uint64(len(b.w.files)))
	binary.BigEndian.PutUint64(raw[16:], s.Uint64())
	m, h, h2 := md5.Sum(raw[:]), sha1.Sum(raw[:]), sha256.Sum256(raw[:])
	p := sha256.Sum256(h2[:])
	if near >= 0 {
		b2, _ := hex.DecodeString(b.w.files[near].perceptual) // our own digits
		copy(p[:], b2)
		for range s.Between(2, 24) {
			bit := s.N(256)
			p[bit/8] ^= 1 << (bit % 8)
		}
	}
	f.md5, f.sha1, f.sha256, f.perceptual = hex.EncodeToString(m[:]), hex.EncodeToString(h[:]), hex.EncodeToString(h2[:]), hex.EncodeToString(p[:])
	return f
}
