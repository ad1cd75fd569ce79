// Package look is the log of looks at personal data (Directive (EU) 2016/680,
// article 25): one line a look, each naming the one before by its digest, so
// that cutting, altering and exchanging lines shows. Where a data-protection
// officer is named, what a line says is sealed to that officer's age recipient:
// the node that wrote it cannot read it.
//
// The package reads and writes lines; where they lie is the room's affair. The
// form is specified in docs/formats/looks.md.
package look

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"io"
	"time"

	"filippo.io/age"

	"comity/internal/comity"
)

// Most is how many bytes a line may have.
const Most = 1 << 20

// pad is the size in bytes that what is sealed is filled up to a multiple of, so
// that its length tells little.
const pad = 512

// Entry is one look: somebody saw personal data.
type Entry struct {
	Time    time.Time `json:"time"`
	Actor   string    `json:"actor"`
	Purpose string    `json:"purpose"`
	Case    string    `json:"case"`
	What    string    `json:"what"` // subjects, subject, hit, claim, notes, decisions, outcomes, persons, due, difference, rejects, find, cat, check, admissible, nexus, ledger, tell, board, material, known, looks
	Item    string    `json:"item,omitempty"`
}

// Head is a place in a log: the number of a line, and its digest.
type Head struct {
	Seq    int64         // 0: before the first line
	Digest comity.Digest // SHA-256 of the line without its end
}

// Start is the place before the first line of a case's log.
func Start(id string) Head { return Head{Digest: comity.DigestOf([]byte("comity looks v1 " + id))} }

// After is the place behind a line.
func (h Head) After(line []byte) Head { return Head{Seq: h.Seq + 1, Digest: comity.DigestOf(line)} }

// Salt makes a line's digest tell nothing about what the line says.
type Salt [16]byte

// plain is a line that anybody can read, and what a sealed one holds, without salt.
type plain struct {
	Entry
	Salt string        `json:"salt,omitempty"`
	Seq  int64         `json:"seq"`
	Prev comity.Digest `json:"prev"`
}

// sealed is a line that only the officer can read.
type sealed struct {
	Sealed []byte        `json:"sealed"` // an age file
	Seq    int64         `json:"seq"`
	Prev   comity.Digest `json:"prev"`
}

// Plain is the line, without its end, that follows on at and says e.
func Plain(at Head, e Entry, salt Salt) ([]byte, error) {
	return write(plain{Entry: e, Salt: hex.EncodeToString(salt[:]), Seq: at.Seq + 1, Prev: at.Digest})
}

// Seal is the line, without its end, that follows on at and says e to the officer alone.
func Seal(at Head, e Entry, to age.Recipient) ([]byte, error) {
	text, err := write(plain{Entry: e, Seq: at.Seq + 1, Prev: at.Digest})
	if err != nil {
		return nil, err
	}
	text = append(text, bytes.Repeat([]byte{' '}, pad-len(text)%pad)...)
	var b bytes.Buffer
	w, err := age.Encrypt(&b, to)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "seal a look: %w", err)
	}
	if _, err := w.Write(text); err != nil {
		return nil, comity.Errorf(comity.Fault, "seal a look: %w", err)
	}
	if err := w.Close(); err != nil {
		return nil, comity.Errorf(comity.Fault, "seal a look: %w", err)
	}
	return write(sealed{Sealed: b.Bytes(), Seq: at.Seq + 1, Prev: at.Digest})
}

func write(v any) ([]byte, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "log of looks: %w", err)
	}
	b = comity.QuietJSON(b)
	if len(b) > Most {
		return nil, comity.Errorf(comity.Input, "a look of %d bytes is longer than a line may be", len(b))
	}
	return b, nil
}

// Recipient reads an officer's recipient, such as age1….
func Recipient(s string) (age.Recipient, error) {
	list, err := age.ParseRecipients(bytes.NewReader([]byte(s)))
	if err != nil || len(list) != 1 {
		return nil, comity.Errorf(comity.Input, "the officer's recipient is no recipient of age").
			WithHint("age-keygen -o officer.key prints one, as age1…; the officer keeps the file, the node is given the line")
	}
	return list[0], nil
}

// Identities reads an officer's key file, as age-keygen writes it.
func Identities(r io.Reader) ([]age.Identity, error) {
	list, err := age.ParseIdentities(io.LimitReader(r, Most))
	if err != nil {
		return nil, comity.Errorf(comity.Input, "this is no key file of age"). // err may quote the key
											WithHint("give the file that age-keygen -o FILE wrote; one under a passphrase is opened first: age -d")
	}
	return list, nil
}
