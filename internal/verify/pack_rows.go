package verify

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// packTree is one exhibit of a pack.
type packTree struct {
	number int
	source record.Source
	sealed history.SealBody
	act    int64
	sum    seal.Summary // zero: its rows do not hold
	ok     bool
}

func exhibitName(n int, file string) string { return fmt.Sprintf("exhibits/%03d/%s", n, file) }

// exhibits compares each description with the act that sealed it, and each tree of rows
// with the root in that act.
func (p *Packed) exhibits(ctx context.Context) error {
	seals := map[comity.Digest]act.Act{}
	for _, a := range p.kind(history.Sealing) {
		var b history.SealBody
		if err := a.Decode(&b); err != nil {
			p.Row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
			continue
		}
		seals[b.Digest], p.sealed[b.Ref] = a, b
	}
	n := 1
	for ; p.cfg.Files.Size(exhibitName(n, "description.json")) >= 0; n++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		t := packTree{number: n}
		err := p.exhibit(&t, seals)
		t.ok = err == nil
		p.trees = append(p.trees, t)
		if err != nil {
			p.Row(false, fmt.Sprintf("exhibit %03d", n), "%s", err)
		}
	}
	files := 0
	for _, name := range p.cfg.Files.Names() {
		if len(name) > 9 && name[:9] == "exhibits/" {
			files++
		}
	}
	if files != 2*(n-1) {
		return comity.Errorf(comity.Negative, "exhibits are not numbered from 001 with two files each")
	}
	return nil
}

func (p *Packed) exhibit(t *packTree, seals map[comity.Digest]act.Act) error {
	name := exhibitName(t.number, "description.json")
	text, err := p.read(name)
	if err != nil {
		return err
	}
	var d struct {
		Source record.Source `json:"source"`
		Tree   *seal.Tree    `json:"tree"`
	}
	if err := p.json(name, &d); err != nil {
		return err
	}
	a, ok := seals[comity.DigestOf(text)]
	if !ok {
		return comity.Errorf(comity.Negative, "no act in the pack sealed this description: it was altered, or is of another exhibit or case")
	}
	if err := a.Decode(&t.sealed); err != nil {
		return err
	}
	t.source, t.act = d.Source, a.Seq
	if d.Source.Exhibit != t.sealed.Exhibit || d.Tree == nil || t.sealed.Tree == nil || !d.Tree.Same(t.sealed.Tree) {
		return comity.Errorf(comity.Negative, "act %06d sealed another exhibit or other rows than its description says", a.Seq)
	}
	return p.rows(t)
}

// rows reads the pruned tree once, and ticks off what findings rest on.
func (p *Packed) rows(t *packTree) error {
	f, err := p.cfg.Files.File(exhibitName(t.number, "rows.txt"))
	if err != nil {
		return comity.Errorf(comity.Negative, "its rows are missing: %w", err)
	}
	cited, cards := p.cited[t.number], false
	sum, err := seal.ReadRows(f, func(l seal.Leaf) error {
		if c, ok := cited[l.Index]; ok && (l.Stated || begins(c, l)) {
			delete(cited, l.Index)
		}
		cards = cards || comity.HoldsCard(l.Bytes)
		return nil
	})
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	tree := t.sealed.Tree
	if sum.Root != tree.Root || sum.Leaves != tree.Leaves || sum.Rule != tree.Rule {
		return comity.Errorf(comity.Negative, "its rows come out at %s with %d leaves, and act %06d sealed %s with %d: they are of another exhibit or case",
			sum.Root, sum.Leaves, t.act, tree.Root, tree.Leaves)
	}
	t.sum = sum
	name := fmt.Sprintf("exhibit %03d", t.number)
	p.Row(true, name, "%s: %d of %d leaves are shown, %d withheld; they come out at the root that act %06d sealed on %s",
		t.sealed.Ref, sum.Shown, sum.Leaves, sum.Withheld(), t.act, p.when(t.act))
	if cards {
		p.Row(false, name, "a row shows a card number")
	}
	if sum.Stated > 0 {
		p.Unproven(name, p.sender(), "%s: in place of %d withheld cells stands what the sender states there", t.sealed.Ref, sum.Stated)
	}
	return nil
}

// begins reports whether a leaf is one in which a cited row begins.
func begins(c *comity.Citation, l seal.Leaf) bool {
	if _, _, row, ok := c.Row(); ok {
		return format.ParseBookLeaf(l.Bytes).Row == row
	}
	return l.Offset == c.Offset
}

func (p *Packed) when(seq int64) string {
	if i := p.find(seq); i >= 0 {
		return p.acts[i].Time.String()
	}
	return ""
}

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
	seen, listed, elsewhere := map[int]bool{}, map[string]bool{}, 0
	for _, x := range p.withheld.Exhibits {
		var sum int64
		for _, n := range x.Withheld {
			if n < 0 {
				return comity.Errorf(comity.Negative, "exhibit %q: a negative number of leaves is withheld", x.Ref)
			}
			sum += n
		}
		if sum != x.Leaves-x.Shown {
			return comity.Errorf(comity.Negative, "exhibit %q: %d of %d leaves are shown, and %d are accounted for as withheld", x.Ref, x.Shown, x.Leaves, sum)
		}
		listed[x.Ref] = true
		if b, ok := p.sealed[x.Ref]; ok && (b.Exhibit != x.Exhibit || b.Tree != nil && b.Tree.Leaves != x.Leaves) {
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
	}
	if len(seen) != len(p.trees) {
		return comity.Errorf(comity.Negative, "withheld.json leaves out an exhibit that is in the pack")
	}
	for _, ref := range slices.Sorted(maps.Keys(p.sealed)) {
		if !listed[ref] {
			return comity.Errorf(comity.Negative, "exhibit %q was sealed, and withheld.json does not count it", ref)
		}
	}
	p.Row(true, "withheld", "what is withheld of the %d exhibits in the pack is counted whole: shown and withheld make all leaves", len(seen))
	p.Unproven("withheld rules", p.sender(), "by which rule each leaf is withheld, and that %d more exhibits of the case hold nothing for this recipient, stands on the sender's word", elsewhere)
	p.notices()
	return nil
}

// notices hands on what the sender says is withheld of the evidence on subjects.
func (p *Packed) notices() {
	for _, n := range p.withheld.Subjects {
		p.Unproven("evidence on "+n.Subject, p.sender(), "evidence withheld: %d rows that bear on this subject are not in the pack, so its band is unresolved whatever a finding says; ask: %s",
			n.Rows, strings.Join(n.Ask, "; "))
	}
}
