package history

import (
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// AsideBody is the tombstone of an exhibit, or of rows of one. It holds nothing
// of what the exhibit said.
type AsideBody struct {
	Item     string           `json:"item"` // as it was named: reference, id or citation
	Exhibit  comity.Digest    `json:"exhibit"`
	Refs     []string         `json:"refs"`           // the references left out, or of which rows are; sorted
	Cite     *comity.Citation `json:"cite,omitempty"` // rows that touch it; nil: everything under Refs
	Reason   string           `json:"reason"`
	With     string           `json:"with,omitempty"` // reference of what corrects it
	Run      *comity.Digest   `json:"run,omitempty"`  // the latest before; nil where there was none
	Gone     []comity.Digest  `json:"gone,omitempty"` // runs that are removed, for they hold what the exhibit said
	Kept     bool             `json:"kept,omitempty"` // the bytes stay: another reference, not erased, needs them
	Approval *Approval        `json:"approval,omitempty"`
}

// Aside is one act that leaves something out, or takes it in again.
type Aside struct {
	Act  act.Act
	Body AsideBody
}

// Whole reports whether everything under the references is left out.
func (x *AsideBody) Whole() bool { return x.Cite == nil }

// Same reports whether two acts are about the same item.
func (x *AsideBody) Same(o *AsideBody) bool {
	if x.Exhibit != o.Exhibit || (x.Cite == nil) != (o.Cite == nil) || x.Cite != nil && *x.Cite != *o.Cite {
		return false
	}
	return slices.Equal(x.Refs, o.Refs)
}

// LeftOut are the places in Asides of the acts up to seq by which something is left out
// then: all but the restrictions that were lifted.
func (h *History) LeftOut(seq int64) (out []int) {
	for i, x := range h.Asides {
		switch {
		case x.Act.Seq > seq:
		case x.Act.Kind == Lift:
			out = slices.DeleteFunc(out, func(r int) bool {
				return h.Asides[r].Act.Kind == Restrict && h.Asides[r].Body.Same(&x.Body)
			})
		default:
			out = append(out, i)
		}
	}
	return out
}

func (h *History) leftOut(seq int64) (out []Aside) {
	for _, i := range h.LeftOut(seq) {
		out = append(out, h.Asides[i])
	}
	return out
}

// ErasedBy is the act that erased a reference.
func (h *History) ErasedBy(ref string) (seq int64, ok bool) {
	for _, x := range h.Asides {
		if x.Act.Kind == Erase && slices.Contains(x.Body.Refs, ref) {
			return x.Act.Seq, true
		}
	}
	return 0, false
}

// Needed reports whether a reference that is not erased holds these bytes.
func (h *History) Needed(exhibit comity.Digest) bool {
	return slices.ContainsFunc(h.Seals, func(v Seal) bool {
		_, gone := h.ErasedBy(v.Body.Ref)
		return v.Body.Exhibit == exhibit && !gone
	})
}

// Gone is the act that removed a run; 0 where none did.
func (h *History) Gone(run comity.Digest) int64 {
	for _, x := range h.Asides {
		if slices.Contains(x.Body.Gone, run) {
			return x.Act.Seq
		}
	}
	return 0
}

// Unsettled reports whether the latest run was computed before the last act that
// changes what a run reads: a command was killed between the two.
func (h *History) Unsettled() bool {
	if len(h.Asides) == 0 || len(h.Checks) == 0 {
		return false
	}
	return h.Asides[len(h.Asides)-1].Act.Seq > h.Checks[len(h.Checks)-1].Act.Seq
}

// Withdrawn is what a run made after act seq leaves out, as its manifest says it.
func (h *History) Withdrawn(seq int64) (out []run.Withdrawn) {
	for _, x := range h.leftOut(seq) {
		for _, ref := range x.Body.Refs {
			out = append(out, run.Withdrawn{Ref: ref, Exhibit: x.Body.Exhibit, Cite: x.Body.Cite, By: x.Act.Kind})
		}
	}
	return out
}
