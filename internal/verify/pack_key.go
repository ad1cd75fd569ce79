package verify

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/sign"
)

// signer says that acts from seq on are signed with key.
type signer struct {
	seq int64
	key sign.PublicKey
}

// entry is an act of the pack whose form holds.
type entry struct {
	act.Act
	name string
	from sign.Envelope
}

// history reads the acts that go along: each is what its name says, names the act before
// where that is there, and is signed by the key that signs at its place: that of act 1, until
// an act of kind key passes on. A key that was passed on signs nothing after.
func (p *Packed) history(context.Context) error {
	if err := p.json("custody/keys.json", &p.keys); err != nil {
		return err
	}
	key, err := sign.ParsePublicKey(p.keys.Act)
	if err != nil {
		return comity.Errorf(comity.Negative, "custody/keys.json: the key of acts: %w", err)
	}
	p.signers = []signer{{1, key}}
	entries, ok := p.entries()
	for i := range entries {
		if err := p.follow(&entries[i]); err != nil {
			ok = false
			p.Row(false, entries[i].name, "%s", err)
			continue
		}
		p.acts = append(p.acts, entries[i].Act)
	}
	p.links()
	if ok {
		p.Row(true, "acts", "%d acts of case %s, each signed by the sender's node and naming the one before it where that is in the pack", len(p.acts), p.info.Case)
	}
	return nil
}

// entries are the acts of the pack by number; ok is false where one was refused.
func (p *Packed) entries() (out []entry, ok bool) {
	ok = true
	for _, name := range p.cfg.Files.Names() {
		dir, file := path.Split(name)
		if dir != "custody/acts/" {
			continue
		}
		e, err := p.entry(name, file)
		if err != nil {
			ok = false
			p.Row(false, name, "%s", err)
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, func(a, b entry) int { return cmp.Compare(a.Seq, b.Seq) })
	return out, ok
}

func (p *Packed) entry(name, file string) (e entry, err error) {
	b, err := p.read(name)
	if err != nil {
		return e, err
	}
	a, from, err := act.Parse(b)
	switch {
	case err != nil:
		return e, err
	case a.File() != file:
		return e, comity.Errorf(comity.Negative, "it does not hash to its name")
	case a.Case != p.info.Case:
		return e, comity.Errorf(comity.Negative, "it is of another case")
	}
	return entry{a, name, from}, nil
}

// follow checks the signature of the next act, and passes on where it does.
func (p *Packed) follow(e *entry) error {
	now := p.signers[len(p.signers)-1].key
	if e.Kind == act.KindKey {
		to, said, err := act.KeyOf(e.Act, now)
		if err != nil {
			return comity.Errorf(comity.Negative, "it passes on from another key than the one that signed before: %w", err)
		}
		if _, err := sign.Verify(e.from, act.PayloadType, to); err != nil {
			return comity.Errorf(comity.Negative, "the key to which it passes on did not sign it")
		}
		p.signers, p.told = append(p.signers, signer{e.Seq, to}), append(p.told, said...)
		return nil
	}
	if _, err := sign.Verify(e.from, act.PayloadType, now); err == nil {
		return nil
	}
	for _, s := range p.signers[:len(p.signers)-1] {
		if _, err := sign.Verify(e.from, act.PayloadType, s.key); err == nil {
			return comity.Errorf(comity.Negative, "it is signed by %s, which was passed on before it", s.key.ID())
		}
	}
	return comity.Errorf(comity.Negative, "it has no valid signature of the sender's node by the key that signs there")
}

// passed tells by which keys the acts are signed, and what is known of revoked ones: their
// acts from the time on at which another may have had the key stand by the log, whose key
// is another, or not at all.
func (p *Packed) passed(context.Context) error {
	for i, s := range p.signers {
		if i > 0 {
			p.Row(true, "keys", "from act %06d on %s signs, in place of %s, which signed that it passes on", s.seq, s.key.ID(), p.signers[i-1].key.ID())
		}
	}
	for _, said := range p.told {
		if said.Kind == sign.Revoke {
			p.revokedKey(said)
		}
	}
	return nil
}

func (p *Packed) revokedKey(said sign.Statement) {
	late, open := 0, []string{}
	for _, a := range p.acts {
		if p.keyOf(a.Seq).String() != said.Old || a.Time < said.Since {
			continue
		}
		if late++; p.covered[a.Seq] == 0 {
			open = append(open, fmt.Sprintf("%06d", a.Seq))
		}
	}
	id := said.Old
	if key, err := sign.ParsePublicKey(said.Old); err == nil {
		id = key.ID()
	}
	if len(open) > 0 {
		p.Row(false, "keys", "%s is revoked from %s on, and nothing but it vouches for acts %v", id, said.Since, open)
		return
	}
	p.Row(true, "keys", "%s is revoked from %s on: %d of its acts here are later, and stand by the sender's log", id, said.Since, late)
}

// keyOf is the key that signs act seq.
func (p *Packed) keyOf(seq int64) (key sign.PublicKey) {
	for _, s := range p.signers {
		if s.seq <= seq {
			key = s.key
		}
	}
	return key
}
