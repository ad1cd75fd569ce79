package sign

import (
	"slices"

	"comity/internal/comity"
)

// StatementType is the DSSE payload type of a statement about keys.
const StatementType = "application/vnd.comity.key+json"

// What a statement says.
const (
	Rotate = "rotate" // New takes the place of Old
	Revoke = "revoke" // Old is not to be relied on from Since
)

// The keys that statements are about.
const (
	ActKey = "act" // Old and New are verifier keys
	CMSKey = "cms" // Old and New are SHA-256 digests of certificates
)

// Statement is one signed sentence about a node's keys, docs/formats/keys.md. A
// rotation of the act key is signed with the old key and the new, so that each
// has agreed; every other statement is signed with the act key of its time.
type Statement struct {
	Actor  string         `json:"actor"`
	At     comity.Instant `json:"at"`
	Key    string         `json:"key"`           // ActKey, CMSKey
	Kind   string         `json:"kind"`          // Rotate, Revoke
	New    string         `json:"new,omitempty"` // of a rotation
	Old    string         `json:"old"`
	Prev   string         `json:"prev"` // digest of the statement before, in hex; "" in the first
	Reason string         `json:"reason"`
	Since  comity.Instant `json:"since,omitzero"` // of a revocation
}

// parseStatement reads the payload of an envelope; its signatures are not looked at.
func parseStatement(e Envelope) (s Statement, err error) {
	if e.PayloadType != StatementType {
		return s, comity.Errorf(comity.Negative, "envelope holds %.80q, not %q", e.PayloadType, StatementType)
	}
	if err := ReadAll(e.Payload, &s); err != nil || !IsCanonical(e.Payload) {
		return s, comity.Errorf(comity.Negative, "a statement about keys cannot be read")
	}
	known := (s.Key == ActKey || s.Key == CMSKey) && (s.Kind == Rotate && s.New != "" && s.New != s.Old || s.Kind == Revoke && s.New == "")
	if !known || s.Old == "" {
		return s, comity.Errorf(comity.Negative, "a statement says %.40q of %.40q", s.Kind, s.Key)
	}
	return s, nil
}

// Follow goes from the act key current through statements, in their order, and
// returns the key that is current after them, and the statements. Each must be
// signed with the key that is current when it is made, and a rotation of it with
// the new one as well; else the error is Negative.
func Follow(current PublicKey, envelopes []Envelope) (PublicKey, []Statement, error) {
	var out []Statement
	for _, e := range envelopes {
		s, err := parseStatement(e)
		if err != nil {
			return current, out, err
		}
		if _, err := Verify(e, StatementType, current); err != nil {
			return current, out, comity.Errorf(comity.Negative, "a statement about keys is not signed by %s", current.ID())
		}
		if s.Key == ActKey && s.Kind == Rotate {
			if current, err = successor(current, s, e); err != nil {
				return current, out, err
			}
		}
		out = append(out, s)
	}
	return current, out, nil
}

// successor is the key that a rotation of current names, once that key signed it too.
func successor(current PublicKey, s Statement, e Envelope) (PublicKey, error) {
	next, err := ParsePublicKey(s.New)
	if err != nil || s.Old != current.String() {
		return current, comity.Errorf(comity.Negative, "a rotation does not go on from %s", current.ID())
	}
	if _, err := Verify(e, StatementType, next); err != nil {
		return current, comity.Errorf(comity.Negative, "%s has not signed that it takes over", next.ID())
	}
	return next, nil
}

// Ring is what a node has said about its keys, oldest first.
type Ring struct {
	Current    PublicKey // the act key
	Envelopes  []Envelope
	Statements []Statement // what they say, one each
}

// ActKeys are the act keys of the node, the current one first, then the former
// ones, the latest first.
func (r Ring) ActKeys() []PublicKey {
	keys := []PublicKey{r.Current}
	for _, s := range slices.Backward(r.Statements) {
		if s.Key != ActKey || s.Kind != Rotate {
			continue
		}
		if k, err := ParsePublicKey(s.Old); err == nil { // Follow has read it
			keys = append(keys, k)
		}
	}
	return keys
}

// After are the envelopes by which a history that goes by the act key known
// comes to the current one: rotations of the act key from there on, and
// revocations of act keys that are not among told. It is empty where there is
// nothing to say.
func (r Ring) After(known PublicKey, told []Statement) []Envelope {
	var out []Envelope
	at := r.ActKeys()[len(r.ActKeys())-1] // the first
	reached := at.String() == known.String()
	for i, s := range r.Statements {
		rotation := s.Key == ActKey && s.Kind == Rotate
		if reached && s.Key == ActKey && !slices.Contains(told, s) {
			out = append(out, r.Envelopes[i])
		}
		if rotation && s.New == known.String() {
			reached = true
		}
	}
	return out
}
