package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"strings"
)

// A statement costs far more than a row, so findings go in by the hundred.
const (
	rowsAtOnce = 100
	columns    = 7
	insert     = "INSERT INTO finding (run, kind, id, offset, length, rank, band) VALUES "
	oneRow     = "(?, ?, ?, ?, ?, ?, ?)"
)

// inserter collects the findings of one run. It lives for one Batch.
type inserter struct {
	ctx  context.Context
	run  int64
	many *sql.Stmt
	one  *sql.Stmt
	args []any
}

func (b *Batch) inserter(run int64) (*inserter, error) {
	many, err := b.tx.PrepareContext(b.ctx, insert+strings.Repeat(oneRow+", ", rowsAtOnce-1)+oneRow)
	if err != nil {
		return nil, err
	}
	one, err := b.tx.PrepareContext(b.ctx, insert+oneRow)
	if err != nil {
		return nil, errors.Join(err, many.Close())
	}
	return &inserter{ctx: b.ctx, run: run, many: many, one: one}, nil
}

func (i *inserter) add(f finding, offset int64, length int) error {
	i.args = append(i.args, i.run, f.kind, f.id, offset, length, f.rank, f.band)
	if len(i.args) < rowsAtOnce*columns {
		return nil
	}
	_, err := i.many.ExecContext(i.ctx, i.args...)
	i.args = i.args[:0]
	return err
}

// flush inserts what is left.
func (i *inserter) flush() error {
	for ; len(i.args) > 0; i.args = i.args[columns:] {
		if _, err := i.one.ExecContext(i.ctx, i.args[:columns]...); err != nil {
			return err
		}
	}
	return nil
}

func (i *inserter) close() error { return errors.Join(i.many.Close(), i.one.Close()) }
