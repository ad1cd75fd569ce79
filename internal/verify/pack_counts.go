package verify

import (
	"context"
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/verify/history"
)

// packWithheld is what is read of withheld.json.
type packWithheld struct {
	Exhibits []struct {
		Number   int              `json:"number"`
		Ref      string           `json:"ref"`
		Exhibit  comity.Digest    `json:"exhibit"`
		Rule     string           `json:"rule"`
		Leaves   int64            `json:"leaves"`
		Shown    int64            `json:"shown"`
		Withheld map[string]int64 `json:"withheld"`

		Description int `json:"description"`
	} `json:"exhibits"`
	Subjects []struct {
		Subject string   `json:"subject"`
		Rows    int64    `json:"rows"`
		Rules   []string `json:"rules"`
		Ask     []string `json:"ask"`
	} `json:"subjects"`
}

// counts compares what withheld.json says with what the trees show: leaves that are not
// shown are counted there under some rule, all of them.
func (p *Packed) counts(context.Context) error {
	if err := p.json("withheld.json", &p.withheld); err != nil {
		return err
	}
	seen, listed, elsewhere, own := map[int]bool{}, map[string]bool{}, 0, 0
	unnamed := map[int64]int{} // by leaves
	for _, x := range p.withheld.Exhibits {
		switch sum, ok := whole(x.Withheld, x.Leaves); {
		case !ok || x.Leaves < 0 || x.Shown < 0:
			return comity.Errorf(comity.Negative, "exhibit %q: a number of leaves in withheld.json is none", x.Ref)
		case sum != x.Leaves-x.Shown:
			return comity.Errorf(comity.Negative, "exhibit %q: %d of %d leaves are shown, and %d are accounted for as withheld", x.Ref, x.Shown, x.Leaves, sum)
		case x.Number == 0 && x.Shown > 0:
			return comity.Errorf(comity.Negative, "exhibit %q: %d leaves are said to be shown, and the exhibit is not in the pack", x.Ref, x.Shown)
		case x.Ref == "" && x.Number > 0:
			return comity.Errorf(comity.Negative, "withheld.json counts an exhibit and does not say which")
		case x.Ref != "" && listed[x.Ref]:
			return comity.Errorf(comity.Negative, "withheld.json counts exhibit %q twice", x.Ref)
		case x.Ref == "" && (p.info.Kind == "disclose" || p.info.Format < 3):
			return comity.Errorf(comity.Negative, "withheld.json counts an exhibit and does not say which: a disclosure has the index of all of them for the judge")
		case x.Ref == "":
			elsewhere++
			unnamed[x.Leaves]++
			continue
		}
		listed[x.Ref] = true
		if b, ok := p.sealed[x.Ref]; ok && (b.Exhibit != x.Exhibit && !(x.Number == 0 && x.Exhibit.IsZero()) || leavesOf(&b) != x.Leaves) {
			return comity.Errorf(comity.Negative, "exhibit %q: withheld.json has other bytes or another number of leaves than was sealed", x.Ref)
		}
		if x.Number == 0 {
			elsewhere++
			continue
		}
		if x.Number < 1 || x.Number > len(p.trees) || seen[x.Number] {
			return comity.Errorf(comity.Negative, "exhibit %q has the number %d, which is none in the pack or another's", x.Ref, x.Number)
		}
		seen[x.Number] = true
		t := &p.trees[x.Number-1]
		if !t.ok {
			continue // told already
		}
		if x.Ref != t.sealed.Ref || x.Exhibit != t.sealed.Exhibit || x.Rule != string(t.sum.Rule) || x.Leaves != t.sum.Leaves || x.Shown != t.sum.Shown {
			return comity.Errorf(comity.Negative, "exhibit %q: withheld.json says %d of %d leaves are shown, and it is %d of %d", x.Ref, x.Shown, x.Leaves, t.sum.Shown, t.sum.Leaves)
		}
		if x.Description != t.private {
			return comity.Errorf(comity.Negative, "exhibit %q: withheld.json says that %d values of its description are withheld, and it is %d", x.Ref, x.Description, t.private)
		}
		own += t.private
		if n := x.Withheld["card-number"]; n != t.sum.Stated {
			return comity.Errorf(comity.Negative, "exhibit %q: withheld.json says that %d leaves are stated for the card numbers in them, and it is %d", x.Ref, n, t.sum.Stated)
		}
	}
	if len(seen) != len(p.trees) {
		return comity.Errorf(comity.Negative, "withheld.json leaves out an exhibit that is in the pack")
	}
	for _, ref := range slices.Sorted(maps.Keys(p.sealed)) {
		b := p.sealed[ref]
		if listed[ref] {
			continue
		}
		if unnamed[leavesOf(&b)]--; unnamed[leavesOf(&b)] < 0 {
			return comity.Errorf(comity.Negative, "exhibit %q was sealed, and withheld.json does not count it", ref)
		}
	}
	if err := p.known(); err != nil {
		return err
	}
	for _, n := range p.withheld.Subjects {
		if n.Rows < 0 {
			return comity.Errorf(comity.Negative, "withheld.json: a negative number of rows is withheld of subject %.60q", n.Subject)
		}
	}
	p.Row(true, "withheld", "what is withheld of the %d exhibits in the pack is counted whole: shown and withheld make all leaves", len(seen))
	p.Unproven("withheld rules", p.sender(), "by which rule each leaf is withheld, how many leaves each of %d more exhibits of the case has, and that nothing of them may go to this recipient, stands on the sender's word", elsewhere)
	if own > 0 {
		p.Unproven("descriptions", p.sender(), "%d values of the exhibits' descriptions are not for this recipient (paths, notes, requests, addresses of the legal basis); each description holds a commitment to its own, which the sender says it can open; whether rows lie within the addresses that a legal basis names, if it names any, cannot be tried from the pack", own)
	}
	p.notices()
	return nil
}

// known holds the exhibits that withheld.json counts to how many the run read. Those that no run reads do not count, and
// one of which no leaf is counted, or all as left out of the case, may stand in the place of another that was dropped.
func (p *Packed) known() error {
	for _, a := range p.kind(history.Checking) {
		var b history.CheckBody
		if a.Decode(&b) != nil || b.Outward() != p.info.Run {
			continue
		}
		var sure, open int64
		for i := range p.withheld.Exhibits {
			x := &p.withheld.Exhibits[i]
			switch rule := only(x.Withheld); {
			case rule == "superseded" || rule == "same-bytes" || rule == "not-checked":
			case x.Number == 0 && (rule == "withdrawn" || rule == "restricted" || rule == "rectified" || rule == "erased"):
				open++ // a run can have read it whose rows were left out one by one
			case x.Leaves == 0 && !p.empty(x.Ref):
				open++
			default:
				sure++
			}
		}
		switch read := b.Counts.Exhibits; {
		case sure+open < read:
			return comity.Errorf(comity.Negative, "withheld.json counts %d exhibits that can have been checked, and the run of act %06d read %d", sure+open, a.Seq, read)
		case sure < read:
			p.Unproven("withheld exhibits", p.sender(), "of %d exhibits that the run of act %06d read, %d are counted without a leaf or as left out of the case: that none of these stands in the place of one that withheld.json drops is the sender's word", read, a.Seq, read-sure)
		}
	}
	return nil
}

// only is the one rule by which leaves are withheld; "": there is none, or several.
func only(by map[string]int64) string {
	if len(by) != 1 {
		return ""
	}
	for rule := range by {
		return rule
	}
	return ""
}

// empty reports whether an act in the pack sealed the exhibit with no leaf.
func (p *Packed) empty(ref string) bool {
	b, ok := p.sealed[ref]
	return ok && leavesOf(&b) == 0
}

// leavesOf is how many leaves an exhibit was sealed with; 0: without a tree.
func leavesOf(b *history.SealBody) int64 {
	if b.Tree == nil {
		return 0
	}
	return b.Tree.Leaves
}

// whole adds up leaves by rule; false: a number is negative, or they are more than all.
func whole(by map[string]int64, all int64) (sum int64, ok bool) {
	for _, n := range by {
		if n < 0 || n > all-sum {
			return 0, false
		}
		sum += n
	}
	return sum, true
}

// notices hands on what the sender says is withheld of the evidence on subjects.
func (p *Packed) notices() {
	for _, n := range p.withheld.Subjects {
		p.Unproven("evidence on "+n.Subject, p.sender(), "evidence withheld: %d rows that bear on this subject are not in the pack, so its band is unresolved whatever a finding says; ask: %s",
			n.Rows, strings.Join(n.Ask, "; "))
	}
}
