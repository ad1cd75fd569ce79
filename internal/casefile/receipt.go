package casefile

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"path/filepath"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/proof"
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

// receipt is receipts/<seq>.json: the salt under which the head of the acts
// went into the node's log, and the proof that it did. The salt is durable
// before the log learns of the head, so every entry of this case in the log
// can be opened; one that cannot shows a rewound or forked case.
type receipt struct {
	Seq     int64          `json:"seq"` // of the act that was the head
	Act     comity.Digest  `json:"act"`
	Salt    salt           `json:"salt"`
	Prev    comity.Digest  `json:"prev,omitzero"`     // head that the log was given before, salted; zero for the first
	Receipt *proof.Receipt `json:"receipt,omitempty"` // absent: asked for, but not known to be in the log
}

// salt is 16 random bytes, in hex.
type salt [16]byte

// MarshalText implements encoding.TextMarshaler.
func (s salt) MarshalText() ([]byte, error) { return []byte(hex.EncodeToString(s[:])), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (s *salt) UnmarshalText(b []byte) error {
	if len(b) != 2*len(s) {
		return comity.Errorf(comity.Input, "salt has %d digits", len(b))
	}
	_, err := hex.Decode(s[:], b)
	return err
}

func (r *receipt) entry(id string) proof.Entry {
	return proof.Entry{Case: id, Seq: r.Seq, Head: proof.Head(r.Salt[:], r.Act), Prev: r.Prev}
}

func receiptName(seq int64) string { return path.Join(receiptDir, fmt.Sprintf("%06d.json", seq)) }

func (r *receipt) bytes() ([]byte, error) {
	b, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write a receipt: %w", err)
	}
	return append(b, '\n'), nil
}

// parseReceipt reads what bytes gives and nothing else, so that no byte of a
// receipt can change unnoticed.
func parseReceipt(b []byte) (receipt, error) {
	var r receipt
	if err := json.Unmarshal(b, &r); err != nil {
		return r, comity.Errorf(comity.Negative, "it cannot be read: %w", err)
	}
	again, err := r.bytes()
	if err == nil && !bytes.Equal(again, b) {
		err = comity.Errorf(comity.Negative, "it is not in the form in which receipts are written")
	}
	return r, err
}

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
		next.Prev = last.entry(c.id).Head
	}
	if _, err := io.ReadFull(c.node.cfg.Rand, next.Salt[:]); err != nil {
		return comity.Errorf(comity.Fault, "draw a salt: %w", err)
	}
	if err := c.writeReceipt(next); err != nil {
		return err
	}
	return c.complete(ctx, next)
}

// errUnrecorded says that more acts are missing from the log than any crash leaves.
var errUnrecorded = comity.Errorf(comity.Negative,
	"the node's log (or receipts) is missing: this history cannot be shown to be whole")

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
		r, err := parseReceipt(b)
		if err != nil {
			return comity.Errorf(comity.Negative, "%s: %w", path.Join(receiptDir, names[i]), err).WithHint("%s", verifyHint)
		}
		if r.Receipt != nil {
			proven = r.Seq
		}
	}
	if !c.state.oneCommand(proven) {
		return comity.Errorf(comity.Negative, "case %s: %w", c.id, errUnrecorded).WithHint("put log and receipts back from a copy")
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
	if r, err = parseReceipt(b); err != nil {
		return r, false, comity.Errorf(comity.Negative, "%s: %w", last, err).WithHint("%s", verifyHint)
	}
	return r, true, nil
}

func (c *Case) writeReceipt(r receipt) error {
	b, err := r.bytes()
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(c.fsys, receiptDir, 0o755); err != nil {
		return err
	}
	return disk.ReplaceFile(c.fsys, receiptName(r.Seq), 0o444, func(w io.Writer) error { _, err := w.Write(b); return err })
}

// complete adds the receipt's entry to the log and keeps the proof.
func (c *Case) complete(ctx context.Context, r receipt) error {
	c.node.cfg.Progress("record", 0, 1)
	got, err := c.node.journal.add(ctx, r.entry(c.id))
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
