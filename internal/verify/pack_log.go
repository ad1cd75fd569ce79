package verify

import (
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
	n := 0
	for _, name := range p.cfg.Files.Names() {
		if dir, _ := path.Split(name); dir != "custody/receipts/" {
			continue
		}
		r, err := p.receipt(name)
		if err != nil {
			p.Row(false, name, "%s", err)
			continue
		}
		n++
		if err := p.judge(r); err != nil {
			p.Row(false, name, "%s", err)
		}
		p.cover(r.Seq)
	}
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

func (p *Packed) find(seq int64) int {
	return slices.IndexFunc(p.acts, func(a act.Act) bool { return a.Seq == seq })
}

// cover notes which acts a receipt of act seq shows.
func (p *Packed) cover(seq int64) {
	for i := p.find(seq); i >= 0; i-- {
		if was := p.covered[p.acts[i].Seq]; was == 0 || !p.stood[was].Met && p.stood[seq].Met {
			p.covered[p.acts[i].Seq] = seq
		}
		if i == 0 || p.acts[i-1].Seq != p.acts[i].Seq-1 || p.acts[i-1].Digest != p.acts[i].Prev {
			return
		}
	}
}
