package verify

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify/history"
)

// ErrUnrecorded says that more acts are missing from the log than any crash leaves.
var ErrUnrecorded = comity.Errorf(comity.Negative,
	"the node's log (or receipts) is missing: this history cannot be shown to be whole")

// log compares the acts with what the node's log says of them.
func (v *Verification) log(ctx context.Context) error {
	receipts, err := v.receipts(v.cfg.Keys.Log)
	if err != nil {
		return err
	}
	var proven []proof.Receipt
	var upTo int64
	for _, r := range receipts {
		if r.Receipt != nil {
			proven = append(proven, *r.Receipt)
			upTo = max(upTo, r.Seq)
		}
	}
	v.proven = upTo
	whole := v.BadActs || v.History.OneCommand(upTo)
	if !whole {
		v.Row(false, "receipts", "%s; no receipt covers the acts after %06d, which are more than one command's", ErrUnrecorded, upTo)
	}
	if v.cfg.Log == nil {
		v.noLog(upTo)
		return nil
	}
	reader := proof.Open(v.cfg.Log, v.cfg.Keys.Log)
	cp, err := reader.Check(ctx, proven...)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, fs.ErrNotExist) && len(proven) == 0:
		if whole {
			v.Row(true, "log", "nothing is recorded in the node's log yet")
		}
		return nil
	case err != nil:
		v.Row(false, "log", "%s", err)
		return nil
	}
	v.Row(true, "log", "%d entries under the signed root, no past one changed", cp.Size)
	found, err := reader.Find(ctx, v.cfg.Case)
	if err != nil {
		return err
	}
	v.heads(found, receipts, whole)
	return nil
}

// noLog says what receipts alone leave open.
func (v *Verification) noLog(upTo int64) {
	by := v.History.Open.Authority
	if upTo > 0 {
		v.Unproven("log", by, "the node's log is not here: receipts show that act %06d went into it, as its own key signed", upTo)
	} else {
		v.Unproven("log", by, "the node's log is not here, and no receipt shows that anything went into it")
	}
	v.Unproven("head", by, "that no act came after %06d, and that the log has no other history of this case, is shown by the log or its witnesses, not by this copy",
		v.History.Head())
}

// receipts checks each receipt by itself and returns those that can be read.
func (v *Verification) receipts(vkey string) ([]history.Receipt, error) {
	names, err := v.list(history.ReceiptDir)
	if err != nil {
		return nil, err
	}
	var out []history.Receipt
	for _, n := range names {
		name := path.Join(history.ReceiptDir, n)
		r, err := v.receipt(name, vkey)
		if err != nil {
			v.Row(false, name, "%s", err)
			continue
		}
		out = append(out, r)
		if r.Receipt == nil {
			v.Row(true, name, "act %06d is not yet recorded in the node's log; the next command does it", r.Seq)
			continue
		}
		v.Row(true, name, "act %06d is entry %d of the node's log", r.Seq, r.Receipt.Index)
	}
	return out, nil
}

func (v *Verification) receipt(name, vkey string) (history.Receipt, error) {
	b, err := disk.ReadWithin(v.cfg.FS, name, history.MaxFile)
	if err != nil {
		return history.Receipt{}, comity.Errorf(comity.Negative, "it cannot be read: %w", err)
	}
	r, err := history.ParseReceipt(b)
	if err != nil {
		return r, err
	}
	if history.ReceiptName(r.Seq) != name {
		return r, comity.Errorf(comity.Negative, "it is the receipt of act %06d", r.Seq)
	}
	if got, ok := v.digestOf(r.Seq); ok && got != r.Act {
		return r, comity.Errorf(comity.Negative, "act %06d is another than the one that was recorded", r.Seq)
	} else if !ok && !v.BadActs {
		return r, comity.Errorf(comity.Negative, "act %06d was recorded and is gone: the case was rewound", r.Seq)
	}
	if r.Receipt == nil {
		return r, nil
	}
	return r, r.Receipt.Verify(r.Entry(v.cfg.Case), vkey)
}

// digestOf is the digest of the sound act seq.
func (v *Verification) digestOf(seq int64) (comity.Digest, bool) {
	for _, a := range v.History.Acts {
		if a.Seq == seq {
			return a.Digest, true
		}
	}
	return comity.Digest{}, false
}

// heads holds every entry of this case in the log against the case. Each must
// be opened by a receipt; the newest must not be newer than the acts. whole is
// false where it has been said already that receipts are missing.
func (v *Verification) heads(found []proof.Found, receipts []history.Receipt, whole bool) {
	opened := map[comity.Digest]bool{}
	for _, r := range receipts {
		opened[r.Entry(v.cfg.Case).Head] = true
	}
	var head, recorded int64
	for _, a := range v.History.Acts {
		head = max(head, a.Seq)
	}
	ok := whole
	for _, f := range found {
		recorded = max(recorded, f.Entry.Seq)
		if opened[f.Entry.Head] {
			continue
		}
		ok = false
		v.Row(false, "log entry "+fmt.Sprint(f.Index),
			"the node's log knows an act %06d of this case that no receipt here opens: %s is lost or damaged, or this case was rewound or forked",
			f.Entry.Seq, history.ReceiptName(f.Entry.Seq))
	}
	switch {
	case recorded > head && !v.BadActs:
		v.Row(false, "head", "the node's log knows act %06d, this case ends with act %06d: it was rewound", recorded, head)
	case ok && recorded < head:
		v.Row(true, "head", "acts %06d to %06d are not yet recorded in the node's log; the next command does it", recorded+1, head)
	case ok:
		v.Row(true, "head", "the last act is the one that the node's log knows")
	}
}
