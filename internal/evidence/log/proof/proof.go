// Package proof reads and checks a node's transparency log: entries,
// checkpoint, tiles, inclusion receipts. It writes nothing and needs none of
// what writes the log, so that a court's tool can carry it.
//
// The log is a C2SP tlog-tiles directory with a C2SP tlog-checkpoint
// (docs/formats/log.md; https://c2sp.org/tlog-tiles, https://c2sp.org/tlog-checkpoint).
// Trees are those of RFC 6962, section 2.1.
package proof

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"io"
	"strings"

	formats "github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
)

// pseudonymSize is the number of random bytes in a case's pseudonym.
const pseudonymSize = 16

// Pseudonym draws the name under which a case appears in the log: 32 hex
// digits that say nothing about it. It stays the same as long as the case lives.
func Pseudonym(rand io.Reader) (string, error) {
	var b [pseudonymSize]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", comity.Errorf(comity.Fault, "draw a case pseudonym: %w", err)
	}
	return hex.EncodeToString(b[:]), nil
}

// Entry is all that the log ever holds of a case. The log cannot forget, so
// nothing in it may be, or lead to, personal data.
type Entry struct {
	Case string        // Pseudonym
	Seq  int64         // of the act that is the head
	Head comity.Digest // Head(salt, digest of that act)
	Prev comity.Digest // Head of the case's entry before; zero for its first, and in entries of old
}

// Head is SHA-256(salt || digest of an act): who does not know the salt, which
// stays in the case, cannot tell which act is meant.
func Head(salt []byte, act comity.Digest) comity.Digest {
	h := sha256.New()
	h.Write(salt)
	h.Write(act[:])
	return comity.Digest(h.Sum(nil))
}

// wireEntry has its fields in canonical order.
type wireEntry struct {
	Case string         `json:"case"`
	Head comity.Digest  `json:"head"`
	Prev *comity.Digest `json:"prev,omitempty"`
	Seq  int64          `json:"seq"`
}

// Marshal returns the entry's bytes, canonical JSON. An entry that could carry
// anything but a pseudonym, a number and a digest is a Fault.
func (e Entry) Marshal() ([]byte, error) {
	if !isPseudonym(e.Case) || e.Seq < 1 || e.Head.IsZero() {
		return nil, comity.Errorf(comity.Fault, "log entry has no pseudonym, sequence number or head")
	}
	w := wireEntry{Case: e.Case, Head: e.Head, Seq: e.Seq}
	if !e.Prev.IsZero() {
		w.Prev = &e.Prev
	}
	b, err := json.Marshal(w)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "log entry: %w", err)
	}
	return b, nil
}

func isPseudonym(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == pseudonymSize && s == hex.EncodeToString(b)
}

// ParseEntry reads what Marshal writes; anything else is an Input error.
func ParseEntry(b []byte) (Entry, error) {
	var w wireEntry
	if err := json.Unmarshal(b, &w); err != nil {
		return Entry{}, comity.Errorf(comity.Input, "log entry: %w", err)
	}
	e := Entry{Case: w.Case, Seq: w.Seq, Head: w.Head}
	if w.Prev != nil {
		e.Prev = *w.Prev
	}
	if again, err := e.Marshal(); err != nil || !bytes.Equal(again, b) {
		return Entry{}, comity.Errorf(comity.Input, "log entry is not in the form in which entries are written")
	}
	return e, nil
}

// Checkpoint is what the log's key has signed: a size and the root over all entries.
type Checkpoint struct {
	Origin string
	Size   uint64
	Root   comity.Digest
	Text   string // the signed note
}

// ParseCheckpoint checks the signature of text against the log's verifier key
// (its name is the origin) and reads it. A Negative error says that it does not hold.
func ParseCheckpoint(text []byte, vkey string) (Checkpoint, error) {
	v, err := note.NewVerifier(vkey)
	if err != nil {
		return Checkpoint{}, comity.Errorf(comity.Input, "log key %.120q: %w", vkey, err)
	}
	cp, _, _, err := formats.ParseCheckpoint(text, v.Name(), v)
	if err != nil {
		return Checkpoint{}, comity.Errorf(comity.Negative, "log checkpoint: %w", err)
	}
	if !canonical(text) {
		return Checkpoint{}, comity.Errorf(comity.Negative, "log checkpoint: a signature is not in the form in which signatures are written")
	}
	if len(cp.Hash) != sha256.Size {
		return Checkpoint{}, comity.Errorf(comity.Negative, "log checkpoint: root of %d bytes", len(cp.Hash))
	}
	return Checkpoint{Origin: cp.Origin, Size: cp.Size, Root: comity.Digest(cp.Hash), Text: string(text)}, nil
}

// canonical reports whether no signature line of a signed note could be written
// otherwise and still be read the same: the last character of a signature in
// base64 has bits that stand for nothing, which note does not look at.
func canonical(text []byte) bool {
	for line := range bytes.Lines(text) {
		signature, ok := bytes.CutPrefix(line, []byte("— "))
		if !ok {
			continue
		}
		_, value, _ := strings.Cut(strings.TrimSuffix(string(signature), "\n"), " ")
		if _, err := base64.StdEncoding.Strict().DecodeString(value); err != nil {
			return false
		}
	}
	return true
}

// Receipt shows that an entry is in the log: a signed checkpoint and the
// hashes that lead from the entry to its root. It stays valid however the log grows.
type Receipt struct {
	Index      uint64          `json:"index"` // of the entry, from 0
	Size       uint64          `json:"size"`
	Root       comity.Digest   `json:"root"`
	Checkpoint string          `json:"checkpoint"`
	Proof      []comity.Digest `json:"proof"` // RFC 6962, section 2.1.1
}

// Verify checks r for e under the log's verifier key, without the log. A
// Negative error says that r does not show that e is in it.
func (r Receipt) Verify(e Entry, vkey string) error {
	cp, err := r.checkpoint(vkey)
	if err != nil {
		return err
	}
	leaf, err := e.Marshal()
	if err != nil {
		return err
	}
	hashes := make([][]byte, len(r.Proof))
	for i := range r.Proof {
		hashes[i] = r.Proof[i][:]
	}
	h := rfc6962.DefaultHasher
	if err := proof.VerifyInclusion(h, r.Index, cp.Size, h.HashLeaf(leaf), hashes, cp.Root[:]); err != nil {
		return comity.Errorf(comity.Negative, "log receipt for entry %d: %w", r.Index, err)
	}
	return nil
}

// checkpoint returns r's checkpoint, if its signature holds and r says the same.
func (r Receipt) checkpoint(vkey string) (Checkpoint, error) {
	cp, err := ParseCheckpoint([]byte(r.Checkpoint), vkey)
	if err == nil && (cp.Size != r.Size || cp.Root != r.Root) {
		err = comity.Errorf(comity.Negative, "log receipt for entry %d: size or root differ from its checkpoint", r.Index)
	}
	return cp, err
}

// UnverifiedCheckpoint reads a checkpoint whose signature the caller has
// reason not to check: it has just been made.
func UnverifiedCheckpoint(text []byte) (Checkpoint, error) {
	var cp formats.Checkpoint
	if _, err := cp.Unmarshal(text); err != nil || len(cp.Hash) != sha256.Size {
		return Checkpoint{}, comity.Errorf(comity.Negative, "log checkpoint is malformed")
	}
	return Checkpoint{Origin: cp.Origin, Size: cp.Size, Root: comity.Digest(cp.Hash), Text: string(text)}, nil
}
