package casefile

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/verify/history"
)

// state is what the acts, read in order, say about the case.
type state struct {
	acts   []act.Act
	open   opening
	seals  []sealed
	checks []checked

	persons []PersonRow // whom subjects stand for, as people said it, oldest first
	reviews []ReviewRow // when what is to be reviewed and erased, oldest first
	looks   []looked    // which looks acts name
	asides  []aside
	late    []lateBody // acts that were recorded late, as acts confess
	signing signing
	permits []permitBody // what contributors agreed to, oldest first
}

// sealed is one act of sealing.
type sealed struct {
	act  act.Act
	body sealBody
}

// checked is one act of checking.
type checked struct {
	act  act.Act
	body checkBody
}

// stateOf reads the acts; kinds it does not know are left alone, so that a
// case that a later version has worked on can still be looked at.
func stateOf(acts []act.Act) (state, error) {
	s := state{acts: acts}
	for _, a := range acts {
		if err := s.add(a); err != nil {
			return s, comity.Errorf(comity.Negative, "act %06d is not what its kind %q holds: %w", a.Seq, a.Kind, err)
		}
	}
	return s, nil
}

func (s *state) add(a act.Act) error {
	switch a.Kind {
	case actInit:
		if err := a.Decode(&s.open); err != nil {
			return err
		}
		return s.signing.begin(a, s.open.Keys)
	case act.KindKey:
		return s.signing.pass(a)
	case actSeal:
		v := sealed{act: a}
		err := a.Decode(&v.body)
		s.seals = append(s.seals, v)
		return err
	case actCheck:
		v := checked{act: a}
		err := a.Decode(&v.body)
		s.checks = append(s.checks, v)
		return err
	case actPerson:
		return s.addPerson(a)
	case actReview:
		return s.addReview(a)
	case actLate:
		var b lateBody
		err := a.Decode(&b)
		s.late = append(s.late, b)
		return err
	case actPermit:
		return s.addPermit(a)
	case actLooks:
		return s.addLooked(a)
	case actWithdraw, actRestrict, actLift, actRectify, actErase:
		v := aside{act: a}
		err := a.Decode(&v.body)
		s.asides = append(s.asides, v)
		return err
	}
	return nil
}

// byRef is the act that sealed ref.
func (s *state) byRef(ref string) (sealed, bool) {
	i := slices.IndexFunc(s.seals, func(v sealed) bool { return v.body.Ref == ref })
	if i < 0 {
		return sealed{}, false
	}
	return s.seals[i], true
}

// supersededBy is the reference that took ref's place, or "".
func (s *state) supersededBy(ref string) string {
	for _, v := range s.seals {
		if v.body.Supersedes == ref {
			return v.body.Ref
		}
	}
	return ""
}

// acted is what the verifier reads of the same acts, with the rules that both go by.
func (s *state) acted() *history.History {
	h := history.History{Acts: s.acts, Open: s.open}
	for _, v := range s.seals {
		h.Seals = append(h.Seals, history.Seal{Act: v.act, Body: v.body})
	}
	for _, v := range s.checks {
		h.Checks = append(h.Checks, history.Check{Act: v.act, Body: v.body})
	}
	for _, v := range s.asides {
		h.Asides = append(h.Asides, history.Aside{Act: v.act, Body: v.body})
	}
	return &h
}

// live are the seals that a check made after act seq reads; history.Live says which.
func (s *state) live(seq int64) (out []sealed) {
	for _, i := range s.acted().Live(seq) {
		out = append(out, s.seals[i])
	}
	return out
}

// sameAs is the reference under which a check reads the bytes of v, where that
// is another than its own; "" where v is superseded.
func (s *state) sameAs(v sealed) string {
	if s.supersededBy(v.body.Ref) != "" {
		return ""
	}
	if _, out := s.asideOf(v.body.Ref); out {
		return ""
	}
	for _, l := range s.live(s.head()) {
		if l.body.Same(&v.body) && l.body.Ref != v.body.Ref {
			return l.body.Ref
		}
	}
	return ""
}

// oneCommand reports whether the acts after seq can be the work of a single command.
func (s *state) oneCommand(seq int64) bool { return s.acted().OneCommand(seq) }

// head is the number of the last act.
func (s *state) head() int64 { return int64(len(s.acts)) }

// describe reads the description that an act of sealing vouches for.
func (c *Case) describe(v sealed) (description, error) {
	if d, ok := c.descriptions[v.body.Seal]; ok {
		return d, nil
	}
	var d description
	b, err := disk.ReadFile(c.fsys, v.body.Seal)
	if err != nil {
		return d, comity.Errorf(disk.Loss(err), "exhibit %s: its description cannot be read: %w", v.body.Ref, err).WithHint("%s", verifyHint)
	}
	if comity.DigestOf(b) != v.body.Digest {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s is not what act %06d sealed", v.body.Ref, v.body.Seal, v.act.Seq).
			WithHint("%s", verifyHint)
	}
	if err := sign.Read(b, &d); err != nil {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s: %w", v.body.Ref, v.body.Seal, err)
	}
	if d.Source.Exhibit == v.body.Outward() { // descriptions are handed over: they name exhibits as acts do
		d.Source.Exhibit = v.body.Exhibit
	}
	if d.Private != nil {
		own, err := d.Private.Read(c.fsys)
		if err != nil {
			return d, comity.Errorf(comity.KindOf(err), "exhibit %s: what is private of its description: %w", v.body.Ref, err).WithHint("%s", verifyHint)
		}
		d.leave(*own)
	}
	c.descriptions[v.body.Seal] = d
	return d, nil
}

const verifyHint = "run `comity verify`; it names everything that is damaged"
