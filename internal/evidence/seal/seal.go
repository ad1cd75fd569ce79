// Package seal makes the row tree of an exhibit: a Merkle tree (RFC 6962,
// section 2.1) over its lines, cells, pieces or blocks, each hashed behind a salt
// of its own. Whoever holds the root can be shown a few leaves with proof that
// they stand in the sealed exhibit, at which place, and how many others there
// are; the others cannot be guessed, because their salts are not shown.
//
//	salt i    = AES-256 under the salt key, of i as 16 bytes, big-endian
//	leaf hash = SHA-256(0x00 ‖ salt ‖ bytes)
//	node hash = SHA-256(0x01 ‖ left ‖ right)
//
// Trees are built streaming, in parallel and in constant memory. Package seal
// knows nothing of formats: where a leaf ends is said by a Cut. docs/formats/rows.md
// gives the rules, the text form of a pruned tree and that of a proof.
package seal

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"strconv"

	"comity/internal/comity"
)

// Rule says what the leaves of a tree are.
type Rule string

// The rules for leaves.
const (
	Line  Rule = "line"  // a line to and including its line feed
	Cell  Rule = "cell"  // a cell of delimited text with its delimiter or line end, or of a sheet, row by row
	Piece Rule = "piece" // a record of a format whose records share lines or span them, and what lies between two
	Block Rule = "block" // 4 KiB
)

// Version is that of the rules: where leaves end, how salts are made. SheetVersion
// is that of the rule Cell over the rows of a workbook's sheet, which the first
// version had no leaves for.
const (
	Version      = 1
	SheetVersion = 2
)

// MaxLeaf is the number of bytes that no leaf exceeds; what would be longer is
// cut there.
const MaxLeaf = 1 << 20

// SegmentLeaves is the number of leaves under a segment root. It is a power of
// two, so that these roots are nodes of the tree; the last may have fewer.
const SegmentLeaves = 1 << segmentLevel

const segmentLevel = 16

// SaltSize is the number of bytes of a salt.
const SaltSize = 16

// Tree is what is kept of a row tree.
type Tree struct {
	Rule      Rule          `json:"rule"`
	Version   int           `json:"version"`
	Delimiter string        `json:"delimiter,omitempty"` // between cells, where the rule is Cell
	Leaves    int64         `json:"leaves"`
	Root      comity.Digest `json:"root"`
	Segments  []Segment     `json:"-"` // beside the description: derived from the exhibit
}

// Same reports whether two trees agree in all but their segments.
func (t *Tree) Same(o *Tree) bool {
	return t.Rule == o.Rule && t.Version == o.Version && t.Delimiter == o.Delimiter && t.Leaves == o.Leaves && t.Root == o.Root
}

// Segment is a subtree of SegmentLeaves leaves: a proof reads and hashes one only.
type Segment struct {
	Offset int64 // of its first leaf's first byte in the stream
	Root   comity.Digest
}

// Leaf is one leaf that is shown.
type Leaf struct {
	Index  int64 // from 0, in the order of the stream
	Offset int64 // of its first byte in the stream, as the sender states it
	Salt   [SaltSize]byte
	Bytes  []byte

	// Stated is set by ReadRows where the leaf itself is withheld and Bytes is
	// what its sender says instead of it. Nothing proves these: Offset and Salt are zero.
	Stated bool
}

// Key makes the salts of one tree. It dies with the exhibit's key, and tells
// nothing of it.
type Key [32]byte

// saltLabel begins what a salt key is derived from.
const saltLabel = "comity row salts v1"

// SaltKey derives the key for the salts of a tree from the key of its exhibit.
// Two different trees of one exhibit must not share salts, or a leaf shown of
// one would give away the salt of a leaf withheld in the other: hence of tells
// them apart, by the rule, the delimiter and the stream inside the exhibit ("" for
// its own bytes, else the parts that citations name).
func SaltKey(exhibitKey [32]byte, rule Rule, delimiter, inner string) Key {
	t := Tree{Rule: rule, Version: Version, Delimiter: delimiter}
	return t.SaltKey(exhibitKey, inner)
}

// SaltKey is the key for the salts of a tree by its rule, version and delimiter.
func (t *Tree) SaltKey(exhibitKey [32]byte, inner string) Key {
	h := hmac.New(sha256.New, exhibitKey[:])
	for _, part := range []string{saltLabel, strconv.Itoa(t.Version), string(t.Rule), t.Delimiter, inner} {
		h.Write(binary.BigEndian.AppendUint32(nil, uint32(len(part))))
		h.Write([]byte(part))
	}
	return Key(h.Sum(nil))
}

// salts appends the salts of n leaves from first on. Counting up is what the
// counter mode of a block cipher does: its key stream is the salts in a row.
func salts(dst []byte, block cipher.Block, first int64, n int) []byte {
	var at [SaltSize]byte
	binary.BigEndian.PutUint64(at[8:], uint64(first))
	start, size := len(dst), n*SaltSize
	if cap(dst)-start < size {
		dst = append(make([]byte, 0, start+size), dst...)
	}
	dst = dst[:start+size]
	clear(dst[start:])
	cipher.NewCTR(block, at[:]).XORKeyStream(dst[start:], dst[start:])
	return dst
}

func (k Key) cipher() (cipher.Block, error) {
	b, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "salt key: %w", err)
	}
	return b, nil
}

// hasher hashes leaves and nodes in a buffer of its own. One goroutine at a time.
type hasher struct {
	leafBuf []byte
	nodeBuf [1 + 2*sha256.Size]byte
}

func (h *hasher) leaf(salt, leaf []byte) comity.Digest {
	h.leafBuf = append(append(append(h.leafBuf[:0], 0), salt...), leaf...)
	return sha256.Sum256(h.leafBuf)
}

func (h *hasher) node(left, right *comity.Digest) comity.Digest {
	h.nodeBuf[0] = 1
	copy(h.nodeBuf[1:], left[:])
	copy(h.nodeBuf[1+sha256.Size:], right[:])
	return sha256.Sum256(h.nodeBuf[:])
}

// Hash is the leaf's hash in the tree.
func (l *Leaf) Hash() comity.Digest {
	var h hasher
	return h.leaf(l.Salt[:], l.Bytes)
}
