// Package catalogue is a case's index, case.db: an SQLite file that answers
// where a finding stands in its run and what was decided about it.
//
// It is derived from acts and runs and may be deleted at any time. An index
// that is missing, damaged or of another schema is dropped and made again, so
// there are no migrations; see docs/decisions/0004-index-is-dropped-and-rebuilt.md.
package catalogue

import (
	"context"
	"database/sql"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"time"

	_ "modernc.org/sqlite" // the driver, without cgo

	"comity/internal/comity"
)

// File is the index's name in the directory of a case.
const File = "case.db"

// schemaVersion is stored in the file as SQLite's user_version.
const schemaVersion = 3

//go:embed schema.sql
var schema string

// Catalogue is an open index.
type Catalogue struct {
	db *sql.DB
}

// Open opens the index at path and makes an empty one where none is, or where
// what is there cannot be used.
func Open(ctx context.Context, path string) (*Catalogue, error) {
	c, err := open(ctx, path)
	if err == nil {
		return c, nil
	}
	if err := Remove(path); err != nil {
		return nil, err
	}
	if c, err = open(ctx, path); err != nil {
		return nil, comity.Errorf(comity.Fault, "open the index %s: %w", path, err)
	}
	return c, nil
}

// Remove deletes the index at path; none being there is fine.
func Remove(path string) error {
	for _, suffix := range []string{"", "-journal", "-wal", "-shm"} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return comity.Errorf(comity.Fault, "remove the index: %w", err)
		}
	}
	return nil
}

func open(ctx context.Context, path string) (*Catalogue, error) {
	if err := reserve(path); err != nil {
		return nil, err
	}
	db, err := connect(path, url.Values{"_pragma": {"busy_timeout(10000)", "synchronous(full)", "journal_mode(delete)"}, "_txlock": {"immediate"}})
	if err != nil {
		return nil, err
	}
	c := &Catalogue{db: db}
	if err := c.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

func connect(path string, q url.Values) (*sql.DB, error) {
	db, err := sql.Open("sqlite", (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: path}).EscapedPath(), RawQuery: q.Encode()}).String())
	if err == nil {
		db.SetMaxOpenConns(1)
	}
	return db, err
}

// reserve makes the file readable by its owner only before SQLite would make
// it readable by all: decisions stand in it.
func reserve(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	return f.Close()
}

// prepare makes the schema in an empty file and refuses any other version.
func (c *Catalogue) prepare(ctx context.Context) error {
	return c.transact(ctx, func(tx *sql.Tx) error {
		var version, tables int
		if err := tx.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
			return err
		}
		if err := tx.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
			return err
		}
		switch {
		case version == schemaVersion:
			return nil
		case version != 0 || tables != 0:
			return fmt.Errorf("schema version %d", version)
		}
		if _, err := tx.ExecContext(ctx, schema); err != nil {
			return err
		}
		_, err := tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", schemaVersion))
		return err
	})
}

func (c *Catalogue) transact(ctx context.Context, do func(*sql.Tx) error) error {
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}

// Close closes the index.
func (c *Catalogue) Close() error { return c.db.Close() }

// Head is the act up to which the index goes: 0 and the zero digest where it
// is empty.
func (c *Catalogue) Head(ctx context.Context) (seq int64, digest comity.Digest, err error) {
	var hex string
	err = c.db.QueryRowContext(ctx, "SELECT seq, digest FROM head").Scan(&seq, &hex)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, digest, nil
	}
	if err == nil {
		digest, err = comity.ParseDigest(hex)
	}
	return seq, digest, err
}

// Place is where in findings.jsonl a finding stands, in bytes.
type Place struct{ Offset, Length int64 }

// Find looks a finding of a run up; ok is false where the run has none of that kind and id.
func (c *Catalogue) Find(ctx context.Context, run comity.Digest, kind, id string) (p Place, ok bool, err error) {
	const query = `SELECT offset, length FROM finding JOIN run ON run.n = finding.run
		WHERE run.digest = ? AND kind = ? AND id = ?`
	err = c.db.QueryRowContext(ctx, query, run.String(), kind, id).Scan(&p.Offset, &p.Length)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, err
}

// Subjects are the places of a run's subjects, by rank.
func (c *Catalogue) Subjects(ctx context.Context, run comity.Digest) (out []Place, err error) {
	const query = `SELECT offset, length FROM finding JOIN run ON run.n = finding.run
		WHERE run.digest = ? AND kind = 'subject' ORDER BY rank, id`
	rows, err := c.db.QueryContext(ctx, query, run.String())
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var p Place
		if err := rows.Scan(&p.Offset, &p.Length); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, rows.Err()
}

// Decision is a verdict on an item, or a note where Verdict is "".
type Decision struct {
	Act                        int64
	Item, Actor, Verdict, Text string
	Time                       time.Time
}

// Decisions lists what was decided and noted, oldest first.
func (c *Catalogue) Decisions(ctx context.Context) (out []Decision, err error) {
	rows, err := c.db.QueryContext(ctx, "SELECT act, item, time, actor, verdict, text FROM decision ORDER BY act")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var d Decision
		var at string
		if err := rows.Scan(&d.Act, &d.Item, &at, &d.Actor, &d.Verdict, &d.Text); err != nil {
			return nil, err
		}
		if d.Time, err = time.Parse(time.RFC3339Nano, at); err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, rows.Err()
}

// IDs are the ids of a run's findings of a kind that begin with prefix, by rank
// and id, at most limit of them.
func (c *Catalogue) IDs(ctx context.Context, run comity.Digest, kind, prefix string, limit int) ([]string, error) {
	const query = `SELECT id FROM finding JOIN run ON run.n = finding.run
		WHERE run.digest = ? AND kind = ? AND substr(id, 1, length(?)) = ? ORDER BY rank, id LIMIT ?`
	return texts(ctx, c.db, query, run.String(), kind, prefix, prefix, limit)
}
