package casefile

import (
	"encoding/json"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/records/record"
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
		return a.Decode(&s.open)
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

// content is what a check reads: two acts with one content are one reading.
type content struct {
	exhibit       comity.Digest
	kind          record.Kind
	member, sheet string
}

func (b *sealBody) content() content { return content{b.Exhibit, b.Kind, b.Member, b.Sheet} }

// live are the seals that a check made after act seq reads: those up to it
// that nothing up to it supersedes or leaves out, in the order of their acts. What
// was corrected stays so, whatever becomes of the correction. The same part of
// the same bytes sealed as the same kind under several references is read once,
// under the first: nothing becomes more certain by being handed over twice.
func (s *state) live(seq int64) []sealed {
	gone := map[string]bool{}
	for _, v := range s.seals {
		if v.act.Seq <= seq {
			gone[v.body.Supersedes] = true
		}
	}
	for _, x := range s.leftOut(seq) {
		for _, ref := range x.body.Refs {
			gone[ref] = gone[ref] || x.whole()
		}
	}
	var out []sealed
	seen := map[content]bool{}
	for _, v := range s.seals {
		same := v.body.content()
		if v.act.Seq <= seq && !gone[v.body.Ref] && !seen[same] {
			seen[same] = true
			out = append(out, v)
		}
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
		if l.body.content() == v.body.content() && l.body.Ref != v.body.Ref {
			return l.body.Ref
		}
	}
	return ""
}

// oneCommand reports whether the acts after seq can be the work of a single
// command: none or one act of any kind, or any number of acts of sealing; one
// that names the last look may go before them.
func (s *state) oneCommand(seq int64) bool {
	rest, seals, first := 0, 0, true
	for _, a := range s.acts {
		if a.Seq > seq && !(first && a.Kind == actLooks) {
			rest++
		}
		first = first && a.Seq <= seq
		if a.Seq > seq && a.Kind == actSeal {
			seals++
		}
	}
	return rest <= 1 || rest == seals
}

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
		return d, comity.Errorf(comity.Negative, "exhibit %s: its description is gone: %w", v.body.Ref, err).WithHint("%s", verifyHint)
	}
	if comity.DigestOf(b) != v.body.Digest {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s is not what act %06d sealed", v.body.Ref, v.body.Seal, v.act.Seq).
			WithHint("%s", verifyHint)
	}
	if err := json.Unmarshal(b, &d); err != nil {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s: %w", v.body.Ref, v.body.Seal, err)
	}
	c.descriptions[v.body.Seal] = d
	return d, nil
}

const verifyHint = "run `comity verify`; it names everything that is damaged"
