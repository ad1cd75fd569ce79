package casefile

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
)

// witnesses holds the case and the node's log against what partners co-signed:
// which acts are recorded, whether the log has only grown since, whether times of
// acts fit, and whether the log knows two continuations of this case.
func (v *verification) witnesses(ctx context.Context) error {
	if err := v.forks(ctx); err != nil || v.BadActs {
		return err
	}
	if v.c.node.book == nil {
		v.row(true, "witnesses", "node.toml names no partner: acts are recorded locally")
		return nil
	}
	all, err := v.c.standings(ctx)
	if err != nil {
		return v.damage("witnesses", err)
	}
	if err := v.grown(ctx); err != nil {
		return err
	}
	v.recorded(all)
	bad, err := v.c.misdated(all)
	if err != nil {
		return v.damage("witnesses", err)
	}
	for _, m := range bad {
		v.time(m)
	}
	return nil
}

// damage makes a row of what is wrong with what was read; what is no damage is an error.
func (v *verification) damage(name string, err error) error {
	if comity.KindOf(err) == comity.Fault {
		return err
	}
	v.row(false, name, "%s", err)
	return nil
}

// grown compares the log with every checkpoint that is kept.
func (v *verification) grown(ctx context.Context) error {
	kept, err := v.c.node.book.Kept()
	if err != nil {
		return v.damage("witnesses", err)
	}
	var past []proof.Receipt
	for _, cp := range kept {
		past = append(past, proof.Receipt{Size: cp.Size, Root: cp.Root, Checkpoint: cp.Text})
	}
	if len(past) == 0 {
		return nil
	}
	reader := proof.Open(os.DirFS(v.c.node.logPath()), v.c.node.book.LogKey())
	if _, err := reader.Check(ctx, past...); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		v.row(false, "witnesses", "what partners were shown is not the log that is here: %s", err)
	}
	return nil
}

// recorded says up to which act partners have seen the case's history.
func (v *verification) recorded(all []stood) {
	var last int64
	for _, s := range all {
		if s.Met {
			last = max(last, s.Seq)
		}
	}
	_, by := over(all, max(last, 1))
	quorum := v.c.node.book.Policy().Quorum
	if last > 0 {
		v.row(true, "witnesses", "acts 000001 to %06d are recorded: co-signed by %s", last, signers(by))
	}
	if head := v.c.state.head(); last < head {
		_, by := over(all, head)
		v.row(true, "witnesses", "acts %06d to %06d are recorded locally: co-signed by %s, of %d other countries needed", last+1, head, signers(by), quorum)
	}
}

func signers(by []proof.Cosigned) string {
	var out []string
	for _, b := range by {
		out = append(out, fmt.Sprintf("%s (%s, %s)", b.Witness, b.Country, b.Time.Format(time.RFC3339)))
	}
	if len(out) == 0 {
		return "nobody"
	}
	return strings.Join(out, ", ")
}

// time says what a witness's clock says against an act's.
func (v *verification) time(m misdated) {
	name, seen := fmt.Sprintf("time of act %06d", m.seq), m.seen.Format(time.RFC3339)
	switch {
	case m.future:
		v.row(false, name, "a witness saw it at %s, before the time that it states", seen)
	case v.c.state.confessed(m.seq):
		v.row(true, name, "it was recorded late, as an act of kind late says: its time rests on the node's word alone; a witness saw the log without it at %s", seen)
	default:
		v.row(false, name, "it was back-dated, or recorded late without saying so: a witness saw the log without it at %s", seen)
	}
}

// forks looks for two heads of this case with one predecessor.
func (v *verification) forks(ctx context.Context) error {
	key, err := v.c.node.keys.Log()
	if err != nil {
		return err
	}
	found, err := proof.Open(os.DirFS(v.c.node.logPath()), key.String()).Find(ctx, v.c.id)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil // step log has said so
	case ctx.Err() != nil:
		return ctx.Err()
	case err != nil:
		return v.damage("fork", err)
	}
	for _, f := range proof.Forks(found) {
		v.row(false, "fork", "the node's log knows two continuations of this case: entries %d (act %06d) and %d (act %06d) follow the same head; it was copied, or rewound, and continued twice",
			f.A.Index, f.A.Entry.Seq, f.B.Index, f.B.Entry.Seq)
	}
	return nil
}
