package verify

import (
	"context"
	"fmt"
	"time"

	"comity/internal/evidence/act"
	"comity/internal/evidence/cms"
)

// level compares the level that pack.json states with that of the sender's signature: its
// timestamp is not under the signature, so whoever hands the pack on could take it out.
func (p *Packed) level(context.Context) error {
	if len(p.signed) == 0 || p.info.Format == 0 {
		return nil // said by another step
	}
	switch said, is := p.info.Level, p.signed[0].Level; {
	case said == cms.BT && is == cms.BB:
		p.Row(false, "level", "pack.json says that an authority stamped the signature (B-T), and no timestamp is there: it was taken out")
	case said == "":
		p.Unproven("level", p.sender(), "pack.json does not say whether an authority stamped the signature: whether a timestamp was taken out was not shown")
	case said != cms.BB && said != cms.BT:
		p.Row(false, "level", "pack.json states the level %.20q, which there is not", said)
	}
	return nil
}

// moment is a time that somebody states, and who.
type moment struct {
	what string
	at   time.Time
}

// times wants what is said of time to be in order. What lies in a pack was there before it was
// made, it was made before it was signed, and signed before it was stamped: whoever dates one of
// these back or forth alone contradicts the others. Clocks may differ by cms.Skew. What is wrong of
// the pack does not hold: it can be made again. The date of an act that is contradicted is not
// proven: a clock may have been wrong on that day, and nobody can make the act again.
func (p *Packed) times(context.Context) error {
	made := moment{"pack.json", p.info.Created}
	if made.at.IsZero() || len(p.signed) == 0 {
		return nil // said by another step
	}
	before := len(p.rep.Checks)
	p.actTimes(made)
	p.cosigned()
	for i := range p.signed {
		p.signedAt(fmt.Sprintf("signature %d", i+1), &p.signed[i], made)
	}
	p.after(made, moment{"the clock here", p.cfg.Now})
	if len(p.rep.Checks) == before {
		p.Row(true, "times", "no time in the pack contradicts another: acts, cosignatures, pack.json, signatures and timestamps are in this order")
	}
	return nil
}

// after wants early not to be later than late.
func (p *Packed) after(early, late moment) {
	if early.at.After(late.at.Add(cms.Skew)) {
		p.Row(false, "times", "%s says %s, which is after %s, %s: one of them is wrong", early.what, day(early.at), late.what, day(late.at))
	}
}

// doubted wants the date of an act not to be later than late.
func (p *Packed) doubted(a act.Act, late moment) {
	if at := a.Time.Time(); at.After(late.at.Add(cms.Skew)) {
		p.Unproven("times", p.sender(), "act %06d is dated %s, which is after %s, %s: its date is not shown", a.Seq, day(at), late.what, day(late.at))
	}
}

// actTimes looks at the acts, whose clock is the sender's own and may have jumped.
func (p *Packed) actTimes(made moment) {
	var last moment
	for _, a := range p.acts {
		is := moment{fmt.Sprintf("act %06d", a.Seq), a.Time.Time()}
		if last.at.After(is.at.Add(cms.Skew)) {
			p.Unproven("times", p.sender(), "%s is dated %s, before %s, which precedes it: the sender's clock was set back, or the act is dated back", is.what, day(is.at), last.what)
		}
		last = is
		p.doubted(a, made)
	}
}

// cosigned compares acts with the times at which witnesses saw the log that holds them.
func (p *Packed) cosigned() {
	for _, a := range p.acts {
		for _, by := range p.stood[p.covered[a.Seq]].By {
			p.doubted(a, moment{"the cosignature of " + by.Witness, by.Time})
		}
	}
}

// signedAt compares a signature with what it signs, and with its timestamp.
func (p *Packed) signedAt(name string, s *cms.Signature, made moment) {
	signed := moment{name, s.Signed}
	p.after(made, signed)
	for _, st := range p.stood {
		for _, by := range st.By {
			p.after(moment{"the cosignature of " + by.Witness + ", which is signed", by.Time}, signed)
		}
	}
	if !s.Stamped.IsZero() && s.Stamped.After(s.Signed.Add(s.Accuracy+cms.Skew)) {
		p.Unproven("times", s.Signer.Subject.String(), "%s states %s and was stamped on %s: what its signer's clock says may be dated back, and the timestamp counts", name, day(s.Signed), day(s.Stamped))
	}
}

func day(t time.Time) string { return t.UTC().Format(time.RFC3339) }
