package casefile

import (
	"context"
	"errors"
	"io"
	"path"
	"path/filepath"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// journal is the node's transparency log, opened when first needed.
type journal struct {
	node *Node
	log  *log.Log
}

func (n *Node) logPath() string { return filepath.Join(n.home, log.Dir) }

func (j *journal) add(ctx context.Context, e proof.Entry) (proof.Receipt, error) {
	if j.log == nil {
		l, err := log.Open(log.Config{Path: j.node.logPath(), Signer: j.node.keys.LogSigner})
		if err != nil {
			return proof.Receipt{}, err
		}
		j.log = l
	}
	return j.log.Add(ctx, e)
}

func (j *journal) close() error {
	if j.log == nil {
		return nil
	}
	err := j.log.Close(context.Background()) // what was added is to be published, whoever cancelled
	j.log = nil
	return err
}

// receipt is receipts/<seq>.json.
type receipt = history.Receipt

// record puts the head of the acts into the node's log, unless it is there. A
// receipt that a killed command left open is completed first; only the newest
// can be.
func (c *Case) record(ctx context.Context) error {
	if c.state.head() == 0 {
		return nil
	}
	last, found, err := c.lastReceipt()
	if err != nil {
		return err
	}
	if found && last.Receipt == nil {
		if err := c.complete(ctx, last); err != nil {
			return err
		}
	}
	if c.node.book != nil {
		if err := c.confess(ctx); err != nil {
			return err
		}
	}
	head := c.state.acts[c.state.head()-1]
	if found && last.Seq >= head.Seq {
		return nil
	}
	next := receipt{Seq: head.Seq, Act: head.Digest}
	if found {
		next.Prev = last.Entry(c.id).Head
	}
	if _, err := io.ReadFull(c.node.cfg.Rand, next.Salt[:]); err != nil {
		return comity.Errorf(comity.Fault, "draw a salt: %w", err)
	}
	if err := c.writeReceipt(next); err != nil {
		return err
	}
	return c.complete(ctx, next)
}

// mayRecord refuses to vouch for a history that lost its receipts: recording
// its head anew would hide what was taken away.
func (c *Case) mayRecord() error {
	names, err := c.list(receiptDir)
	if err != nil {
		return err
	}
	var proven int64
	for i := len(names) - 1; i >= 0 && proven == 0; i-- {
		b, err := disk.ReadFile(c.fsys, path.Join(receiptDir, names[i]))
		if err != nil {
			return comity.Errorf(comity.Fault, "read a receipt: %w", err)
		}
		r, err := history.ParseReceipt(b)
		if err != nil {
			return comity.Errorf(comity.Negative, "%s: %w", path.Join(receiptDir, names[i]), err).WithHint("%s", verifyHint)
		}
		if r.Receipt != nil {
			proven = r.Seq
		}
	}
	if !c.state.oneCommand(proven) {
		return comity.Errorf(comity.Negative, "case %s: %w", c.id, verify.ErrUnrecorded).WithHint("put log and receipts back from a copy")
	}
	return nil
}

func (c *Case) lastReceipt() (r receipt, found bool, err error) {
	names, err := c.list(receiptDir)
	if err != nil || len(names) == 0 {
		return r, false, err
	}
	last := path.Join(receiptDir, names[len(names)-1])
	b, err := disk.ReadFile(c.fsys, last)
	if err != nil {
		return r, false, comity.Errorf(comity.Fault, "read %s: %w", last, err)
	}
	if r, err = history.ParseReceipt(b); err != nil {
		return r, false, comity.Errorf(comity.Negative, "%s: %w", last, err).WithHint("%s", verifyHint)
	}
	return r, true, nil
}

func (c *Case) writeReceipt(r receipt) error {
	b, err := r.Bytes()
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(c.fsys, receiptDir, 0o755); err != nil {
		return err
	}
	return disk.ReplaceFile(c.fsys, history.ReceiptName(r.Seq), 0o444, func(w io.Writer) error { _, err := w.Write(b); return err })
}

// complete adds the receipt's entry to the log and keeps the proof.
func (c *Case) complete(ctx context.Context, r receipt) error {
	c.node.cfg.Progress("record", 0, 1)
	got, err := c.node.journal.add(ctx, r.Entry(c.id))
	if err != nil {
		return errors.Join(err, ctx.Err())
	}
	r.Receipt = &got
	if err := c.writeReceipt(r); err != nil {
		return err
	}
	if c.node.book != nil { // killed here, it is recorded locally, and the next command asks
		if _, err := c.node.book.Cover(ctx, got.Index+1); err != nil {
			return err
		}
		if _, err := c.countersign(ctx, r); err != nil {
			return err
		}
	}
	c.node.cfg.Progress("record", 1, 1)
	return nil
}
