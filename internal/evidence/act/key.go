package act

import (
	"comity/internal/evidence/sign"
)

// KindKey is the kind of an act by which a history passes to another key: its
// body is a Handover, and the new key signs it and what follows.
const KindKey = "key"

// Handover is what the node said about its act keys since the case was told
// last: statements, docs/formats/keys.md, oldest first.
type Handover struct {
	Statements []sign.Envelope `json:"statements"`
}

// ring is which key may sign the next act of a chain. Any of the given keys
// signs act 1; from then on it is that key alone, until an act of kind KindKey
// passes on, by statements that the key itself has signed. A chain with a
// damaged place goes on with any given key, so that one damage stays one.
type ring struct {
	given   []sign.PublicKey // nil: signatures are not looked at
	current *sign.PublicKey  // nil: any of given
	next    int64            // number of the act that comes next
}

// check looks at the signature of the next act in a chain.
func (r *ring) check(l link, f entry) *Damage {
	if r.given == nil {
		return nil
	}
	if f.seq > r.next {
		r.current = nil // a gap: the act that is missing may have passed on
	}
	r.next = f.seq + 1
	keys := r.given
	if r.current != nil {
		keys = []sign.PublicKey{*r.current}
	}
	if l.act.Kind == KindKey {
		return r.pass(l, f, keys)
	}
	key, err := sign.Verify(l.envelope, PayloadType, keys...)
	if err != nil {
		return &Damage{f.seq, f.name, "has no valid signature of a known key"}
	}
	r.current = &key
	return nil
}

// pass follows a handover from one of keys. A sound one is signed by the key it leads to.
func (r *ring) pass(l link, f entry, keys []sign.PublicKey) *Damage {
	r.current = nil
	var h Handover
	if err := l.act.Decode(&h); err != nil || len(h.Statements) == 0 {
		return &Damage{f.seq, f.name, "does not say to which key it passes on"}
	}
	for _, from := range keys {
		to, _, err := sign.Follow(from, h.Statements)
		if err != nil {
			continue
		}
		if _, err := sign.Verify(l.envelope, PayloadType, to); err == nil {
			r.current = &to
			return nil
		}
	}
	return &Damage{f.seq, f.name, "passes on to a key that no known key names"}
}

// KeyOf is the key that signs after the handover a, from the key before it, and what a
// says. A handover that is not sound is a Negative error.
func KeyOf(a Act, from sign.PublicKey) (sign.PublicKey, []sign.Statement, error) {
	var h Handover
	if err := a.Decode(&h); err != nil {
		return from, nil, err
	}
	return sign.Follow(from, h.Statements)
}
