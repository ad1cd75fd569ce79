package casefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
)

// log compares the acts with what the node's log says of them.
func (v *verification) log(ctx context.Context) error {
	key, err := v.c.node.keys.Log()
	if err != nil {
		return err
	}
	receipts, err := v.receipts(key.String())
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
	whole := v.badActs || v.c.state.oneCommand(upTo)
	if !whole {
		v.row(false, "receipts", "%s; no receipt covers the acts after %06d, which are more than one command's", errUnrecorded, upTo)
	}
	reader := proof.Open(os.DirFS(v.c.node.logPath()), key.String())
	cp, err := reader.Check(ctx, proven...)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.Is(err, fs.ErrNotExist) && len(proven) == 0:
		if whole {
			v.row(true, "log", "nothing is recorded in the node's log yet")
		}
		return nil
	case err != nil:
		v.row(false, "log", "%s", err)
		return nil
	}
	v.row(true, "log", "%d entries under the signed root, no past one changed", cp.Size)
	found, err := reader.Find(ctx, v.c.id)
	if err != nil {
		return err
	}
	v.heads(found, receipts, whole)
	return nil
}

// receipts checks each receipt by itself and returns those that can be read.
func (v *verification) receipts(vkey string) ([]receipt, error) {
	names, err := v.c.list(receiptDir)
	if err != nil {
		return nil, err
	}
	var out []receipt
	for _, n := range names {
		name := path.Join(receiptDir, n)
		r, err := v.receipt(name, vkey)
		if err != nil {
			v.row(false, name, "%s", err)
			continue
		}
		out = append(out, r)
		if r.Receipt == nil {
			v.row(true, name, "act %06d is not yet recorded in the node's log; the next command does it", r.Seq)
			continue
		}
		v.row(true, name, "act %06d is entry %d of the node's log", r.Seq, r.Receipt.Index)
	}
	return out, nil
}

func (v *verification) receipt(name, vkey string) (receipt, error) {
	b, err := disk.ReadFile(v.c.fsys, name)
	if err != nil {
		return receipt{}, comity.Errorf(comity.Negative, "it cannot be read: %w", err)
	}
	r, err := parseReceipt(b)
	if err != nil {
		return r, err
	}
	if receiptName(r.Seq) != name {
		return r, comity.Errorf(comity.Negative, "it is the receipt of act %06d", r.Seq)
	}
	if got, ok := v.digestOf(r.Seq); ok && got != r.Act {
		return r, comity.Errorf(comity.Negative, "act %06d is another than the one that was recorded", r.Seq)
	} else if !ok && !v.badActs {
		return r, comity.Errorf(comity.Negative, "act %06d was recorded and is gone: the case was rewound", r.Seq)
	}
	if r.Receipt == nil {
		return r, nil
	}
	return r, r.Receipt.Verify(r.entry(v.c.id), vkey)
}

// digestOf is the digest of the sound act seq.
func (v *verification) digestOf(seq int64) (comity.Digest, bool) {
	for _, a := range v.c.state.acts {
		if a.Seq == seq {
			return a.Digest, true
		}
	}
	return comity.Digest{}, false
}

// heads holds every entry of this case in the log against the case. Each must
// be opened by a receipt; the newest must not be newer than the acts. whole is
// false where it has been said already that receipts are missing.
func (v *verification) heads(found []proof.Found, receipts []receipt, whole bool) {
	opened := map[comity.Digest]bool{}
	for _, r := range receipts {
		opened[r.entry(v.c.id).Head] = true
	}
	var head, recorded int64
	for _, a := range v.c.state.acts {
		head = max(head, a.Seq)
	}
	ok := whole
	for _, f := range found {
		recorded = max(recorded, f.Entry.Seq)
		if opened[f.Entry.Head] {
			continue
		}
		ok = false
		v.row(false, "log entry "+fmt.Sprint(f.Index),
			"the node's log knows an act %06d of this case that no receipt here opens: %s is lost or damaged, or this case was rewound or forked",
			f.Entry.Seq, receiptName(f.Entry.Seq))
	}
	switch {
	case recorded > head && !v.badActs:
		v.row(false, "head", "the node's log knows act %06d, this case ends with act %06d: it was rewound", recorded, head)
	case ok && recorded < head:
		v.row(true, "head", "acts %06d to %06d are not yet recorded in the node's log; the next command does it", recorded+1, head)
	case ok:
		v.row(true, "head", "the last act is the one that the node's log knows")
	}
}
