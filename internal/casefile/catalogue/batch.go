package catalogue

import (
	"bufio"
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"time"

	"comity/internal/comity"
)

// Batch adds to the index; all of it or nothing becomes visible.
type Batch struct {
	ctx context.Context
	tx  *sql.Tx
}

// Update runs do in one transaction.
func (c *Catalogue) Update(ctx context.Context, do func(*Batch) error) error {
	return c.transact(ctx, func(tx *sql.Tx) error { return do(&Batch{ctx: ctx, tx: tx}) })
}

// Head sets the act up to which the index goes.
func (b *Batch) Head(seq int64, digest comity.Digest) error {
	return b.exec("INSERT OR REPLACE INTO head (one, seq, digest) VALUES (1, ?, ?)", seq, digest.String())
}

// Decision adds a verdict or note.
func (b *Batch) Decision(d Decision) error {
	return b.exec("INSERT OR REPLACE INTO decision (act, item, time, actor, verdict, text) VALUES (?, ?, ?, ?, ?, ?)",
		d.Act, d.Item, d.Time.UTC().Format(time.RFC3339Nano), d.Actor, d.Verdict, d.Text)
}

func (b *Batch) exec(query string, args ...any) error {
	_, err := b.tx.ExecContext(b.ctx, query, args...)
	return err
}

// Run indexes the findings of a run, once: a run that is known already is
// left alone, and open is not called.
func (b *Batch) Run(run comity.Digest, open func() (io.ReadCloser, error)) (err error) {
	res, err := b.tx.ExecContext(b.ctx, "INSERT OR IGNORE INTO run (digest) VALUES (?)", run.String())
	if err != nil {
		return err
	}
	if added, err := res.RowsAffected(); err != nil || added == 0 {
		return err
	}
	n, err := res.LastInsertId()
	if err != nil {
		return err
	}
	f, err := open()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return b.findings(n, f)
}

// findings adds the findings of a run.
func (b *Batch) findings(run int64, r io.Reader) (err error) {
	rows, err := b.inserter(run)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.close()) }()
	if err := eachFinding(r, rows.add); err != nil {
		return err
	}
	return rows.flush()
}

// eachFinding reads findings.jsonl line by line; a line longer than the buffer
// is read whole all the same.
func eachFinding(r io.Reader, each func(f finding, offset int64, length int) error) error {
	in, offset := bufio.NewReaderSize(r, 1<<20), int64(0)
	for {
		line, readErr := in.ReadBytes('\n')
		if body := bytes.TrimSuffix(line, []byte("\n")); len(body) > 0 {
			f, err := parse(body)
			if err != nil {
				return err
			}
			if err := each(f, offset, len(body)); err != nil {
				return err
			}
		}
		offset += int64(len(line))
		switch {
		case errors.Is(readErr, io.EOF):
			return nil
		case readErr != nil:
			return readErr
		}
	}
}

// finding is what the index keeps of a line of findings.jsonl.
type finding struct {
	kind, id, band string
	rank           int
}

// parse takes the id of a hit from where the format puts it, because a run may
// have millions; anything else goes the long way.
func parse(line []byte) (finding, error) {
	if rest, ok := bytes.CutPrefix(line, []byte(`{"hit":{"id":"`)); ok {
		if end := bytes.IndexByte(rest, '"'); end > 0 && bytes.IndexByte(rest[:end], '\\') < 0 {
			return finding{kind: "hit", id: string(rest[:end])}, nil
		}
	}
	var f struct {
		Subject *struct {
			ID, Band string
			Rank     int
		}
		Hit *struct{ ID string }
	}
	if err := json.Unmarshal(line, &f); err != nil {
		return finding{}, comity.Errorf(comity.Negative, "a line of the findings is not JSON: %w", err)
	}
	switch {
	case f.Subject != nil:
		return finding{kind: "subject", id: f.Subject.ID, rank: f.Subject.Rank, band: f.Subject.Band}, nil
	case f.Hit != nil:
		return finding{kind: "hit", id: f.Hit.ID}, nil
	}
	return finding{}, comity.Errorf(comity.Negative, "a line of the findings is neither subject nor hit")
}
