package verify

import (
	"cmp"
	"context"
	"path"
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/verify/history"
)

// receipts checks the proofs that acts went into the sender's log, and which acts they
// cover: the one that they name, and those before it as far as the chain is in the pack.
func (p *Packed) receipts(context.Context) error {
	n, held := 0, map[int64]bool{}
	for _, name := range p.cfg.Files.Names() {
		if dir, _ := path.Split(name); dir != "custody/receipts/" {
			continue
		}
		r, err := p.receipt(name)
		if err != nil {
			p.Row(false, name, "%s", err)
			continue
		}
		n, held[r.Seq] = n+1, true
		if err := p.judge(r); err != nil {
			p.Row(false, name, "%s", err)
		}
	}
	p.cover(held)
	var open []int64
	for _, a := range p.acts {
		if p.covered[a.Seq] == 0 {
			open = append(open, a.Seq)
		}
	}
	if len(open) > 0 {
		p.Row(false, "receipts", "no receipt shows that acts %v were ever in the sender's log", open)
		return nil
	}
	p.Row(true, "receipts", "%d receipts show that all %d acts are in the sender's log, under checkpoints that its key signed", n, len(p.acts))
	return nil
}

func (p *Packed) receipt(name string) (history.Receipt, error) {
	b, err := p.read(name)
	if err != nil {
		return history.Receipt{}, err
	}
	r, err := history.ParseReceipt(b)
	switch {
	case err != nil:
		return r, err
	case path.Join("custody", history.ReceiptName(r.Seq)) != name:
		return r, comity.Errorf(comity.Negative, "it is the receipt of act %06d", r.Seq)
	case r.Receipt == nil:
		return r, comity.Errorf(comity.Negative, "it proves nothing: the act was not in the log yet")
	}
	if i := p.find(r.Seq); i < 0 || p.acts[i].Digest != r.Act {
		return r, comity.Errorf(comity.Negative, "the act that it proves, %06d, is not in the pack, or is another", r.Seq)
	}
	return r, r.Receipt.Verify(r.Entry(p.info.Case), p.keys.Log)
}

// find is where the first act of a number is; -1: it is not in the pack.
func (p *Packed) find(seq int64) int {
	i, ok := slices.BinarySearchFunc(p.acts, seq, func(a act.Act, seq int64) int { return cmp.Compare(a.Seq, seq) })
	if !ok {
		return -1
	}
	return i
}

// cover notes which receipt shows each act: the first behind it whose checkpoint meets the policy, else the first, as far as
// each act on the way is named by the next.
func (p *Packed) cover(held map[int64]bool) {
	var near, met int64 // 0: none
	for i := len(p.acts) - 1; i >= 0; i-- {
		a := &p.acts[i]
		if i+1 < len(p.acts) && (p.acts[i+1].Seq != a.Seq+1 || p.acts[i+1].Prev != a.Digest) {
			near, met = 0, 0
		}
		if held[a.Seq] && p.find(a.Seq) == i {
			if near = a.Seq; p.stood[a.Seq].Met {
				met = a.Seq
			}
		}
		if by := cmp.Or(met, near); by > 0 {
			p.covered[a.Seq] = by
		}
	}
}
