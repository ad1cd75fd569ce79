package casefile

import (
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// The kinds of act that leave evidence out of what is computed from then on.
const (
	actWithdraw = "withdraw" // it may not be relied on any more
	actRestrict = "restrict" // nor for the time being; a lift ends it
	actLift     = "lift"
	actRectify  = "rectify" // it is wrong, and With says what is right
	actErase    = "erase"   // and its bytes are destroyed
)

// asideBody is the tombstone of an exhibit, or of rows of one. It holds nothing
// of what the exhibit said.
type asideBody struct {
	Item     string           `json:"item"` // as it was named: reference, id or citation
	Exhibit  comity.Digest    `json:"exhibit"`
	Refs     []string         `json:"refs"`           // the references left out, or of which rows are; sorted
	Cite     *comity.Citation `json:"cite,omitempty"` // rows that touch it; nil: everything under Refs
	Reason   string           `json:"reason"`
	With     string           `json:"with,omitempty"` // reference of what corrects it
	Run      *comity.Digest   `json:"run,omitempty"`  // the latest before; nil where there was none
	Gone     []comity.Digest  `json:"gone,omitempty"` // runs that are removed, for they hold what the exhibit said
	Kept     bool             `json:"kept,omitempty"` // the bytes stay: another reference, not erased, needs them
	Approval *approval        `json:"approval,omitempty"`
}

// aside is one act that leaves something out, or takes it in again.
type aside struct {
	act  act.Act
	body asideBody
}

// whole reports whether everything under the references is left out.
func (x *aside) whole() bool { return x.body.Cite == nil }

// same reports whether two acts are about the same item.
func (x *asideBody) same(o *asideBody) bool {
	if x.Exhibit != o.Exhibit || (x.Cite == nil) != (o.Cite == nil) || x.Cite != nil && *x.Cite != *o.Cite {
		return false
	}
	return slices.Equal(x.Refs, o.Refs)
}

// leftOut are the acts up to seq by which something is left out then: all but the
// restrictions that were lifted.
func (s *state) leftOut(seq int64) (out []aside) {
	for _, x := range s.asides {
		switch {
		case x.act.Seq > seq:
		case x.act.Kind == actLift:
			out = slices.DeleteFunc(out, func(r aside) bool { return r.act.Kind == actRestrict && r.body.same(&x.body) })
		default:
			out = append(out, x)
		}
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
func (s *state) erasedBy(ref string) (seq int64, ok bool) {
	for _, x := range s.asides {
		if x.act.Kind == actErase && slices.Contains(x.body.Refs, ref) {
			return x.act.Seq, true
		}
	}
	return 0, false
}

// needed reports whether a reference that is not erased holds these bytes.
func (s *state) needed(exhibit comity.Digest) bool {
	return slices.ContainsFunc(s.seals, func(v sealed) bool {
		_, gone := s.erasedBy(v.body.Ref)
		return v.body.Exhibit == exhibit && !gone
	})
}

// gone is the act that removed a run; 0 where none did.
func (s *state) gone(run comity.Digest) int64 {
	for _, x := range s.asides {
		if slices.Contains(x.body.Gone, run) {
			return x.act.Seq
		}
	}
	return 0
}

// unsettled reports whether the latest run was computed before the last act that
// changes what a run reads: a command was killed between the two.
func (s *state) unsettled() bool {
	if len(s.asides) == 0 || len(s.checks) == 0 {
		return false
	}
	return s.asides[len(s.asides)-1].act.Seq > s.checks[len(s.checks)-1].act.Seq
}

// withdrawn is what a run made after act seq leaves out, as its manifest says it.
func (s *state) withdrawn(seq int64) (out []run.Withdrawn) {
	for _, x := range s.leftOut(seq) {
		for _, ref := range x.body.Refs {
			out = append(out, run.Withdrawn{Ref: ref, Exhibit: x.body.Exhibit, Cite: x.body.Cite, By: x.act.Kind})
		}
	}
	return out
}
