package casefile

import (
	"context"
	"errors"
	"io"
	"path"
	"path/filepath"
	"slices"

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

func (j *journal) add(ctx context.Context, list []proof.Entry) ([]proof.Receipt, error) {
	if j.log == nil {
		l, err := log.Open(log.Config{Path: j.node.logPath(), Signer: j.node.keys.LogSigner})
		if err != nil {
			return nil, err
		}
		j.log = l
	}
	return j.log.AddAll(ctx, list)
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

// record puts every act into the node's log that is not there, each under a receipt
// of its own: so none has to be shown for another's sake. Receipts that a killed
// command left open are completed first.
func (c *Case) record(ctx context.Context) error {
	if c.state.head() == 0 {
		return nil
	}
	last, open, err := c.openReceipts()
	if err != nil {
		return err
	}
	if err := c.complete(ctx, open); err != nil {
		return err
	}
	if c.node.book != nil {
		if err := c.confess(ctx); err != nil {
			return err
		}
	}
	var next []receipt
	for _, a := range c.state.acts[min(last.Seq, c.state.head()):] {
		r := receipt{Seq: a.Seq, Act: a.Digest}
		if last.Seq > 0 {
			r.Prev = last.Entry(c.id).Head
		}
		if _, err := io.ReadFull(c.node.cfg.Rand, r.Salt[:]); err != nil {
			return comity.Errorf(comity.Fault, "draw a salt: %w", err)
		}
		next, last = append(next, r), r
	}
	for _, r := range next {
		if err := c.writeReceipt(r); err != nil {
			return err
		}
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

// openReceipts are the newest receipts, oldest first, as far as they have no proof yet, and the
// last of all; its Seq is 0 where there is none.
func (c *Case) openReceipts() (last receipt, open []receipt, err error) {
	names, err := c.list(receiptDir)
	if err != nil {
		return last, nil, err
	}
	for _, name := range slices.Backward(names) {
		r, err := c.readReceipt(path.Join(receiptDir, name))
		if err != nil {
			return last, nil, err
		}
		if last.Seq == 0 {
			last = r
		}
		if r.Receipt != nil {
			break
		}
		open = append(open, r)
	}
	slices.Reverse(open)
	return last, open, nil
}

func (c *Case) writeReceipt(r receipt) error {
	b, err := r.Bytes()
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(c.fsys, receiptDir, 0o700); err != nil {
		return err
	}
	return disk.ReplaceFile(c.fsys, history.ReceiptName(r.Seq), 0o400, func(w io.Writer) error { _, err := w.Write(b); return err })
}

// complete adds the receipts' entries to the log and keeps the proofs.
func (c *Case) complete(ctx context.Context, list []receipt) error {
	if len(list) == 0 {
		return nil
	}
	c.node.cfg.Progress("record", 0, 1)
	entries := make([]proof.Entry, 0, len(list))
	for _, r := range list {
		entries = append(entries, r.Entry(c.id))
	}
	got, err := c.node.journal.add(ctx, entries)
	if err != nil {
		return errors.Join(err, ctx.Err())
	}
	var size uint64
	for i := range list {
		list[i].Receipt, size = &got[i], max(size, got[i].Index+1)
		if err := c.writeReceipt(list[i]); err != nil {
			return err
		}
	}
	if c.node.book != nil { // killed here, they are recorded locally, and the next command asks
		if _, err := c.node.book.Cover(ctx, size); err != nil {
			return err
		}
		for _, r := range list {
			if _, err := c.countersign(ctx, r); err != nil {
				return err
			}
		}
	}
	c.node.cfg.Progress("record", 1, 1)
	return nil
}
