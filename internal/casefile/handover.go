package casefile

import (
	"context"
	"fmt"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/sign"
)

// signing is which act key a case goes by, as its acts say.
type signing struct {
	key  sign.PublicKey   // that of the last act; zero where act 1 names none
	told []sign.Statement // what the case was told of the node's act keys
	by   []signedFrom
}

// signedFrom says that acts from seq on are signed with key.
type signedFrom struct {
	seq int64
	key sign.PublicKey
}

// begin takes the key that act 1 names.
func (s *signing) begin(a act.Act, ring *keyring) error {
	if ring == nil {
		return nil
	}
	key, err := sign.ParsePublicKey(ring.Act)
	if err != nil {
		return err
	}
	s.key, s.by = key, []signedFrom{{a.Seq, key}}
	return nil
}

// pass follows a handover. Without a key to go on from (act 1 is damaged)
// nothing can be said.
func (s *signing) pass(a act.Act) error {
	if len(s.key.Key) == 0 {
		return nil
	}
	to, said, err := act.KeyOf(a, s.key)
	if err != nil {
		return err
	}
	s.key, s.told, s.by = to, append(s.told, said...), append(s.by, signedFrom{a.Seq, to})
	return nil
}

// keyOf is the key that signed act seq.
func (s *signing) keyOf(seq int64) (key sign.PublicKey) {
	for _, f := range s.by {
		if f.seq <= seq {
			key = f.key
		}
	}
	return key
}

// handOver tells a case what the node said about its act keys since it was told
// last, and records it, before anything else is done: from then on the present
// key signs, and the old one cannot. A case that knows is left alone.
func (c *Case) handOver(ctx context.Context) error {
	if c.state.head() == 0 {
		return nil
	}
	ring, err := sign.ReadRing(c.node.fsys)
	if err != nil {
		return err
	}
	steps := ring.After(c.state.signing.key, c.state.signing.told)
	if len(steps) == 0 {
		return nil
	}
	if err := c.sign(ctx, act.KindKey, act.Handover{Statements: steps}); err != nil {
		return err
	}
	return c.record(ctx)
}

// ours refuses a history that passed to a key which this node never had: whoever
// stole an old key can sign that it passes on, but not put it among ours. Which
// key act 1 names is compared when the case is opened.
func (s *signing) ours(ring sign.Ring) error {
	for _, f := range s.by[min(1, len(s.by)):] {
		own := slices.ContainsFunc(ring.ActKeys(), func(k sign.PublicKey) bool { return k.String() == f.key.String() })
		if !own {
			return comity.Errorf(comity.Negative, "act %06d passes on to %s, which is no key of this node", f.seq, f.key.ID())
		}
	}
	return nil
}

// keys tells which keys signed the acts, and which of them were revoked. An act
// of a revoked key that says it was made after the key may have been stolen
// stands by the log, whose key is another: without a receipt it does not.
func (v *verification) keys(context.Context) error {
	ring, err := sign.ReadRing(v.c.node.fsys)
	if err != nil {
		return err
	}
	s := v.c.state.signing
	if err := s.ours(ring); err != nil {
		v.row(false, "key", "%s", err)
		return nil
	}
	for i, f := range s.by[min(1, len(s.by)):] {
		v.row(true, "key", "from act %06d on %s signs, in place of %s", f.seq, f.key.ID(), s.by[i].key.ID())
	}
	for _, said := range s.told {
		if said.Kind == sign.Revoke {
			v.revoked(said)
		}
	}
	return nil
}

func (v *verification) revoked(said sign.Statement) {
	proven := v.Proven()
	late, open := 0, []string{}
	for _, a := range v.c.state.acts {
		if v.c.state.signing.keyOf(a.Seq).String() != said.Old || a.Time < said.Since {
			continue
		}
		if late++; a.Seq > proven {
			open = append(open, fmt.Sprintf("%06d", a.Seq))
		}
	}
	key, err := sign.ParsePublicKey(said.Old)
	if err != nil { // Follow has read statements of rotation only
		v.row(false, "key", "a key that was revoked cannot be read")
		return
	}
	if len(open) > 0 {
		v.row(false, "key", "%s is revoked from %s on, and nothing but it vouches for acts %v", key.ID(), said.Since, open)
		return
	}
	v.row(true, "key", "%s is revoked from %s on: %d of its acts are later, and stand by the node's log", key.ID(), said.Since, late)
}
