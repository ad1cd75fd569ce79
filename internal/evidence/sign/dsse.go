package sign

import (
	"crypto/ed25519"
	"encoding/json"
	"strconv"

	"comity/internal/comity"
)

// Envelope is a DSSE v1 envelope: a payload and signatures over its
// pre-authentication encoding. In JSON, bytes are standard base64.
// https://github.com/secure-systems-lab/dsse/blob/master/envelope.md
type Envelope struct {
	PayloadType string      `json:"payloadType"`
	Payload     []byte      `json:"payload"`
	Signatures  []Signature `json:"signatures"`
}

// Signature is one signature of an Envelope. KeyID is a hint, not authenticated.
type Signature struct {
	KeyID string `json:"keyid"`
	Sig   []byte `json:"sig"`
}

// PAE is DSSE's pre-authentication encoding, the bytes that are signed:
//
//	"DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload
//
// with lengths in bytes, in decimal.
// https://github.com/secure-systems-lab/dsse/blob/master/protocol.md
func PAE(payloadType string, payload []byte) []byte {
	b := append(make([]byte, 0, len(payloadType)+len(payload)+48), "DSSEv1 "...)
	b = append(strconv.AppendInt(b, int64(len(payloadType)), 10), ' ')
	b = append(append(b, payloadType...), ' ')
	b = append(strconv.AppendInt(b, int64(len(payload)), 10), ' ')
	return append(b, payload...)
}

// Marshal returns e as JSON, one line with a line feed: the bytes of the file
// that holds it.
func (e Envelope) Marshal() ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write envelope: %w", err)
	}
	return append(b, '\n'), nil
}

// ParseEnvelope reads what Marshal writes. Unknown fields and anything after
// the envelope are an Input error: nothing may hide in what is not signed.
func ParseEnvelope(b []byte) (Envelope, error) {
	var e Envelope
	if err := ReadAll(b, &e); err != nil {
		return e, comity.Errorf(comity.Input, "envelope: %w", err)
	}
	if len(e.Signatures) == 0 {
		return e, comity.Errorf(comity.Input, "envelope: no signature")
	}
	return e, nil
}

// Verify returns the first of keys that signed e with the given payload type.
// A Negative error says that none did. Keys are tried by the value of the
// signature, not by keyid, which anyone can write.
func Verify(e Envelope, payloadType string, keys ...PublicKey) (PublicKey, error) {
	if e.PayloadType != payloadType {
		return PublicKey{}, comity.Errorf(comity.Negative, "envelope holds %.80q, not %q", e.PayloadType, payloadType)
	}
	signed := PAE(e.PayloadType, e.Payload)
	for _, k := range keys {
		for _, s := range e.Signatures {
			if len(k.Key) == ed25519.PublicKeySize && ed25519.Verify(k.Key, signed, s.Sig) {
				return k, nil
			}
		}
	}
	return PublicKey{}, comity.Errorf(comity.Negative, "no signature by a known key (%d known)", len(keys)).
		WithHint("give the public key of the node that made it, as its keys/act.pub holds it")
}
