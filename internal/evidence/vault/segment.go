package vault

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/binary"
	"sync"

	"comity/internal/comity"
)

// The layout of an object, docs/formats/vault.md: a header, then segments that
// each hold SegmentSize plain bytes and a tag; the last one holds fewer or as
// many, and none only where the whole content is empty.
//
// This is the STREAM construction of Hoang, Reyhanitabar, Rogaway and Vizár,
// "Online Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance"
// (CRYPTO 2015), as age and Tink use it: the nonce is the segment's number and
// a flag on the last, so that a cut, an extension or a swap of segments fails
// to decrypt. The header is authenticated with every segment.
const (
	SegmentSize = 1 << 20 // plain bytes in a segment
	Overhead    = 16      // bytes that encryption adds to a segment: the tag of AES-256-GCM

	magic      = "comity/vault v1\n"
	headerSize = len(magic) + 4 // and the segment size, big-endian

	nonceSize = 12
	lastFlag  = 1 // in the nonce's last byte, on the last segment
)

// header is the same for all objects of this version.
func header() []byte {
	return binary.BigEndian.AppendUint32([]byte(magic), SegmentSize)
}

// sealer encrypts and decrypts the segments of one object. It is safe for
// parallel use and allocates nothing per segment.
type sealer struct {
	aead   cipher.AEAD
	header []byte
	nonces sync.Pool // of *[nonceSize]byte: a nonce on the stack would escape through the interface
}

func newSealer(key Key) (*sealer, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "vault key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "vault key: %w", err)
	}
	s := &sealer{aead: aead, header: header()}
	s.nonces.New = func() any { return new([nonceSize]byte) }
	return s, nil
}

// nonce numbers segment i: eight bytes of the counter's eleven suffice for 2^83 bytes.
func (s *sealer) nonce(i int64, last bool) *[nonceSize]byte {
	n := s.nonces.Get().(*[nonceSize]byte)
	binary.BigEndian.PutUint64(n[3:], uint64(i))
	n[nonceSize-1] = 0
	if last {
		n[nonceSize-1] = lastFlag
	}
	return n
}

// seal appends segment i, encrypted, to dst.
func (s *sealer) seal(dst, plain []byte, i int64, last bool) []byte {
	n := s.nonce(i, last)
	defer s.nonces.Put(n)
	return s.aead.Seal(dst, n[:], plain, s.header)
}

// open decrypts segment i in place and returns its plain bytes, a prefix of sealed.
func (s *sealer) open(sealed []byte, i int64, last bool) ([]byte, error) {
	n := s.nonce(i, last)
	defer s.nonces.Put(n)
	return s.aead.Open(sealed[:0], n[:], sealed, s.header)
}

// shape is the division of an object's file into segments.
type shape struct {
	segments int64
	size     int64 // plain bytes
}

// shapeOf derives the shape from the length of the file; ok is false where no
// object has that length.
func shapeOf(fileSize int64) (sh shape, ok bool) {
	const full = SegmentSize + Overhead
	body := fileSize - int64(headerSize)
	if body < Overhead {
		return sh, false
	}
	sh.segments = (body + full - 1) / full
	sh.size = body - sh.segments*Overhead
	last := body - (sh.segments-1)*full
	return sh, last > Overhead || (last == Overhead && sh.segments == 1)
}

// last reports whether segment i is the last.
func (sh shape) last(i int64) bool { return i == sh.segments-1 }

// plainLen is the number of plain bytes of segment i.
func (sh shape) plainLen(i int64) int {
	if sh.last(i) {
		return int(sh.size - i*SegmentSize)
	}
	return SegmentSize
}

// offset is where segment i begins in the file.
func (sh shape) offset(i int64) int64 { return int64(headerSize) + i*(SegmentSize+Overhead) }
