package casefile

import (
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// The kinds of act that leave evidence out of what is computed from then on.
const (
	actWithdraw = history.Withdraw
	actRestrict = history.Restrict
	actLift     = history.Lift
	actRectify  = history.Rectify
	actErase    = history.Erase
)

// asideBody is the tombstone of an exhibit, or of rows of one.
type asideBody = history.AsideBody

// aside is one act that leaves something out, or takes it in again.
type aside struct {
	act  act.Act
	body asideBody
}

// whole reports whether everything under the references is left out.
func (x *aside) whole() bool { return x.body.Whole() }

// leftOut are the acts up to seq by which something is left out then: all but the
// restrictions that were lifted.
func (s *state) leftOut(seq int64) (out []aside) {
	for _, i := range s.acted().LeftOut(seq) {
		out = append(out, s.asides[i])
	}
	return out
}

// asideOf is the last act that leaves out all of a reference now.
func (s *state) asideOf(ref string) (found aside, ok bool) {
	for _, x := range s.leftOut(s.head()) {
		if x.whole() && slices.Contains(x.body.Refs, ref) {
			found, ok = x, true
		}
	}
	return found, ok
}

// reserved reports whether a citation leads into rows that are left out now.
func (s *state) reserved(cite comity.Citation) bool {
	return slices.ContainsFunc(s.leftOut(s.head()), func(x aside) bool { return !x.whole() && run.Touches(*x.body.Cite, cite) })
}

// erasedBy is the act that erased a reference.
func (s *state) erasedBy(ref string) (seq int64, ok bool) { return s.acted().ErasedBy(ref) }

// needed reports whether a reference that is not erased holds these bytes.
func (s *state) needed(exhibit comity.Digest) bool { return s.acted().Needed(exhibit) }

// gone is the act that removed a run; 0 where none did.
func (s *state) gone(run comity.Digest) int64 { return s.acted().Gone(run) }

// unsettled reports whether the latest run was computed before the last act that
// changes what a run reads: a command was killed between the two.
func (s *state) unsettled() bool { return s.acted().Unsettled() }

// withdrawn is what a run made after act seq leaves out, as its manifest says it.
func (s *state) withdrawn(seq int64) []run.Withdrawn { return s.acted().Withdrawn(seq) }
