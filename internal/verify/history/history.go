// Package history is what the signed acts of a case say, read in order: what was
// sealed, checked, left out, and what two persons agreed to. The room above writes
// acts and reads them through it; a court's tool reads them through it and writes none.
//
// The bodies of acts are specified in docs/formats/case.md.
package history

import (
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/records/record"
)

// The kinds of act that say what a run reads, and who agreed.
const (
	Init     = "init"
	Sealing  = "seal"
	Checking = "check"
	Looks    = "looks"
	Late     = "late"
	Propose  = "propose"
	Approve  = "approve"
	Withdraw = "withdraw" // it may not be relied on any more
	Restrict = "restrict" // nor for the time being; a lift ends it
	Lift     = "lift"
	Rectify  = "rectify" // it is wrong, and With says what is right
	Erase    = "erase"   // and its bytes are destroyed
	Pack     = "pack"    // something was handed to another state
	Profile  = "profile" // of a board, likewise
)

// History is what the acts, read in order, say about the case.
type History struct {
	Acts   []act.Act
	Open   Opening
	Seals  []Seal
	Checks []Check
	Asides []Aside
	Looks  []Look
}

// Seal is one act of sealing.
type Seal struct {
	Act  act.Act
	Body SealBody
}

// Check is one act of checking.
type Check struct {
	Act  act.Act
	Body CheckBody
}

// Look is one act that names the last look before it.
type Look struct {
	Act  act.Act
	Head comity.Digest
}

// Add reads the next act. Kinds it does not know are left alone, so that a case that
// a later version has worked on can still be looked at.
func (h *History) Add(a act.Act) error {
	h.Acts = append(h.Acts, a)
	switch a.Kind {
	case Init:
		return a.Decode(&h.Open)
	case Sealing:
		v := Seal{Act: a}
		err := a.Decode(&v.Body)
		h.Seals = append(h.Seals, v)
		return err
	case Checking:
		v := Check{Act: a}
		err := a.Decode(&v.Body)
		h.Checks = append(h.Checks, v)
		return err
	case Looks:
		var b LooksBody
		err := a.Decode(&b)
		h.Looks = append(h.Looks, Look{a, b.Head})
		return err
	case Withdraw, Restrict, Lift, Rectify, Erase:
		v := Aside{Act: a}
		err := a.Decode(&v.Body)
		h.Asides = append(h.Asides, v)
		return err
	}
	return nil
}

// Head is the number of the last act.
func (h *History) Head() int64 { return int64(len(h.Acts)) }

// content is what a check reads: two acts with one content are one reading.
type content struct {
	exhibit       comity.Digest
	kind          record.Kind
	member, sheet string
}

func (b *SealBody) content() content { return content{b.Exhibit, b.Kind, b.Member, b.Sheet} }

// Same reports whether two acts of sealing are of one reading: the same part of the
// same bytes, as the same kind.
func (b *SealBody) Same(o *SealBody) bool { return b.content() == o.content() }

// Live are the places in Seals of what a check made after act seq reads: those up to it
// that nothing up to it supersedes or leaves out, in the order of their acts. What
// was corrected stays so, whatever becomes of the correction. The same part of
// the same bytes sealed as the same kind under several references is read once,
// under the first: nothing becomes more certain by being handed over twice.
func (h *History) Live(seq int64) (out []int) {
	gone := map[string]bool{}
	for _, v := range h.Seals {
		if v.Act.Seq <= seq {
			gone[v.Body.Supersedes] = true
		}
	}
	for _, x := range h.leftOut(seq) {
		for _, ref := range x.Body.Refs {
			gone[ref] = gone[ref] || x.Body.Whole()
		}
	}
	seen := map[content]bool{}
	for i := range h.Seals {
		v := &h.Seals[i]
		same := v.Body.content()
		if v.Act.Seq <= seq && !gone[v.Body.Ref] && !seen[same] {
			seen[same] = true
			out = append(out, i)
		}
	}
	return out
}

// OneCommand reports whether the acts after seq can be the work of a single
// command: none or one act of any kind, or any number of acts of sealing; one
// that names the last look may go before them, and one that says that they are
// late behind them.
func (h *History) OneCommand(seq int64) bool {
	rest, seals, first := 0, 0, true
	for _, a := range h.Acts {
		if a.Seq > seq && a.Kind != Late && !(first && a.Kind == Looks) {
			rest++
		}
		first = first && a.Seq <= seq
		if a.Seq > seq && a.Kind == Sealing {
			seals++
		}
	}
	return rest <= 1 || rest == seals
}
