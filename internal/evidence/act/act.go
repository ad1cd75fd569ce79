// Package act keeps the history of a case: one signed statement for each thing
// that was done, each naming the one before. It is the case's only truth;
// everything else that a case knows is rebuilt from it.
//
// An act is the file acts/000001-<digest>.json, named by its sequence number
// and the SHA-256 of its bytes, which are a DSSE envelope around canonical
// JSON (docs/formats/act.md). The chain shows what was altered, added, moved
// or taken out of its middle; that its end was cut off is shown by the node's
// transparency log, into which each new head goes (package log).
package act

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// PayloadType is the DSSE payload type of an act.
const PayloadType = "application/vnd.comity.act+json"

// Dir is the folder of a case that holds its acts.
const Dir = "acts"

// MaxFile is how many bytes the file of an act has at the most.
const MaxFile = 64 << 20

// Draft is an act to be: what its author says. Sequence, time and signature
// are added when it is appended.
type Draft struct {
	Actor   string // who does it
	Purpose string // why
	Kind    string // what sort of act, such as "seal"
	Body    any    // what exactly; anything encoding/json takes, integers only
}

// Act is one link of the chain.
type Act struct {
	Seq     int64         // 1, 2, 3, …
	Digest  comity.Digest // SHA-256 of the file's bytes
	Prev    comity.Digest // digest of the act before; zero for the first
	Case    string
	Time    comity.Instant
	Actor   string
	Purpose string
	Kind    string
	Body    json.RawMessage // canonical JSON
	KeyID   string          // of the key that claims to have signed it
}

// File is the name of the act's file below its folder.
func (a Act) File() string { return fileName(a.Seq, a.Digest) }

// Decode reads the body into v, which must know all its fields.
func (a Act) Decode(v any) error {
	if err := sign.ReadAll(a.Body, v); err != nil {
		return comity.Errorf(comity.Input, "act %d: body of kind %q: %w", a.Seq, a.Kind, err)
	}
	return nil
}

// payload is what is signed. Fields are in the order that canonical JSON gives them.
type payload struct {
	Actor   string          `json:"actor"`
	Body    json.RawMessage `json:"body"`
	Case    string          `json:"case"`
	Kind    string          `json:"kind"`
	Prev    string          `json:"prev"` // hex; "" for the first act
	Purpose string          `json:"purpose"`
	Seq     int64           `json:"seq"`
	Time    comity.Instant  `json:"time"`
}

func fileName(seq int64, d comity.Digest) string { return fmt.Sprintf("%06d-%s.json", seq, d) }

// parseName reads a file name; ok is false for what is not an act's.
func parseName(name string) (seq int64, d comity.Digest, ok bool) {
	number, rest, found := strings.Cut(name, "-")
	hex, ext := strings.CutSuffix(rest, ".json")
	seq, err := strconv.ParseInt(number, 10, 64)
	if !found || !ext || err != nil || seq < 1 {
		return 0, d, false
	}
	d, err = comity.ParseDigest(hex)
	return seq, d, err == nil && fileName(seq, d) == name
}

// Parse reads the bytes of an act's file. It checks their form and not the
// signature; the returned envelope is for sign.Verify.
func Parse(b []byte) (Act, sign.Envelope, error) {
	e, err := sign.ParseEnvelope(b)
	if err != nil {
		return Act{}, e, err
	}
	if again, err := e.Marshal(); err != nil || !bytes.Equal(again, b) {
		return Act{}, e, comity.Errorf(comity.Input, "envelope is not in the form in which acts are written")
	}
	if e.PayloadType != PayloadType {
		return Act{}, e, comity.Errorf(comity.Input, "envelope holds %.80q, not an act", e.PayloadType)
	}
	a, err := parsePayload(e.Payload)
	a.Digest, a.KeyID = comity.DigestOf(b), e.Signatures[0].KeyID
	return a, e, err
}

func parsePayload(b []byte) (Act, error) {
	if !sign.IsCanonical(b) {
		return Act{}, comity.Errorf(comity.Input, "payload is not canonical JSON")
	}
	var p payload
	if err := sign.ReadAll(b, &p); err != nil {
		return Act{}, comity.Errorf(comity.Input, "payload: %w", err)
	}
	a := Act{Seq: p.Seq, Case: p.Case, Time: p.Time, Actor: p.Actor, Purpose: p.Purpose, Kind: p.Kind, Body: p.Body}
	if p.Seq < 1 || p.Case == "" || p.Kind == "" || p.Actor == "" || len(p.Body) == 0 {
		return a, comity.Errorf(comity.Input, "payload lacks seq, case, kind, actor or body")
	}
	if p.Prev == "" {
		return a, nil
	}
	var err error
	a.Prev, err = comity.ParseDigest(p.Prev)
	return a, err
}

// marshal writes the payload of a.
func (a Act) marshal() ([]byte, error) {
	p := payload{
		Actor: a.Actor, Body: a.Body, Case: a.Case, Kind: a.Kind,
		Purpose: a.Purpose, Seq: a.Seq, Time: a.Time,
	}
	if !a.Prev.IsZero() {
		p.Prev = a.Prev.String()
	}
	return sign.Canonical(p)
}
