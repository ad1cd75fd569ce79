package verify

import (
	"context"
	"errors"
	"fmt"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// packTree is one exhibit of a pack.
type packTree struct {
	number  int
	source  record.Source
	bytes   int64 // of the exhibit, as its description says; -1: its leaves are over another stream
	private int   // values of its description that are withheld
	sealed  history.SealBody
	act     int64
	sum     seal.Summary // zero: its rows do not hold
	ok      bool
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
		b.Exhibit = b.Outward()
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
		Bytes  int64         `json:"bytes"`
		Source record.Source `json:"source"`
		Tree   *seal.Tree    `json:"tree"`

		Private *history.Held `json:"private"`
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
	t.sealed.Exhibit = t.sealed.Outward()
	t.source, t.act = d.Source, a.Seq
	if d.Source.Exhibit != t.sealed.Exhibit || d.Tree == nil || t.sealed.Tree == nil || !d.Tree.Same(t.sealed.Tree) {
		return comity.Errorf(comity.Negative, "act %06d sealed another exhibit or other rows than its description says", a.Seq)
	}
	if d.Private != nil {
		if t.private = d.Private.Values; t.private < 0 {
			return comity.Errorf(comity.Negative, "the description says that %d values of it are withheld", t.private)
		}
	}
	if t.bytes = d.Bytes; d.Source.Packing != "" || format.OfSheet(d.Tree) {
		t.bytes = -1
	}
	return p.rows(t)
}

// rows reads the pruned tree once, and ticks off what findings rest on.
func (p *Packed) rows(t *packTree) error {
	f, err := p.cfg.Files.File(exhibitName(t.number, "rows.txt"))
	if err != nil {
		return comity.Errorf(comity.Negative, "its rows are missing: %w", err)
	}
	c, cards := citing{cited: p.cited[t.number], src: &t.source, bytes: t.bytes, rule: t.sealed.Tree.Rule}, false
	sum, err := seal.ReadRows(f, func(l seal.Leaf) error {
		cards = cards || comity.HoldsCard(l.Bytes)
		return c.leaf(&l)
	})
	if err = errors.Join(err, f.Close()); err == nil {
		err = c.close(sum.Leaves)
	}
	if err != nil {
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
	if c.loose > 0 {
		p.Unproven(name, p.sender(), "%s: that %d of the rows' leaves are those with these numbers is proven; at which byte they stand is what the sender says", t.sealed.Ref, c.loose)
	}
	if p.onWord[t.number] = c.onWord; len(c.onWord) > 0 {
		p.Unproven(name, p.sender(), "%s: %d rows that findings cite are not shown but stated whole, leaf %d first", t.sealed.Ref, len(c.onWord), c.first())
	}
	return nil
}

func (p *Packed) when(seq int64) string {
	if i := p.find(seq); i >= 0 {
		return p.acts[i].Time.String()
	}
	return ""
}
