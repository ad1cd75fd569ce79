package catalogue

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"slices"
	"strings"

	"modernc.org/sqlite"

	"comity/internal/comity"
)

// Inspect opens the index at path to compare it with what it is derived from;
// nothing is written. It is nil where there is none, or one that Open drops
// because it is empty or of another version.
func Inspect(ctx context.Context, path string) (*Catalogue, error) {
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if info.Size() == 0 {
		return nil, nil
	}
	db, err := connect(path, url.Values{"mode": {"rw"}, "_pragma": {"busy_timeout(10000)"}})
	if err != nil {
		return nil, err
	}
	c := &Catalogue{db: db}
	var version int
	if err := db.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if version != schemaVersion {
		return nil, db.Close()
	}
	if err := c.sound(ctx); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return c, nil
}

// Busy reports whether err says that another process is writing the index.
func Busy(err error) bool {
	const busy = 5 // SQLITE_BUSY; the higher bits say more
	var e *sqlite.Error
	return errors.As(err, &e) && e.Code()&0xff == busy
}

// sound checks the file by SQLite's own rules, and that its tables are ours: a
// view or trigger among them could answer as it liked.
func (c *Catalogue) sound(ctx context.Context) (err error) {
	var verdict string
	if err := c.db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return fmt.Errorf("%.200s", verdict)
	}
	ours, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, ours.Close()) }()
	ours.SetMaxOpenConns(1)
	if _, err := ours.ExecContext(ctx, schema); err != nil {
		return err
	}
	want, err := texts(ctx, ours, tablesOf)
	if err != nil {
		return err
	}
	got, err := texts(ctx, c.db, tablesOf)
	if err == nil && !slices.Equal(got, want) {
		err = errors.New("its tables were changed")
	}
	return err
}

const tablesOf = "SELECT type || ' ' || name || ' ' || ifnull(sql, '') FROM sqlite_schema ORDER BY 1"

// texts is the only column of a query.
func texts(ctx context.Context, db *sql.DB, query string, args ...any) (out []string, err error) {
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		out = append(out, strings.TrimSpace(s))
	}
	return out, rows.Err()
}

// Runs are the indexed runs, sorted.
func (c *Catalogue) Runs(ctx context.Context) (out []comity.Digest, err error) {
	all, err := texts(ctx, c.db, "SELECT digest FROM run ORDER BY digest")
	for _, s := range all {
		d, err := comity.ParseDigest(s)
		if err != nil {
			return nil, err
		}
		out = append(out, d)
	}
	return out, err
}

// errDiffers ends a comparison.
var errDiffers = errors.New("differs")

// Same reports whether the index holds exactly the findings that r, a
// findings.jsonl, gives for the run.
func (c *Catalogue) Same(ctx context.Context, run comity.Digest, r io.Reader) (same bool, err error) {
	const query = `SELECT kind, id, offset, length, rank, band FROM finding JOIN run ON run.n = finding.run
		WHERE run.digest = ? ORDER BY offset, kind, id`
	rows, err := c.db.QueryContext(ctx, query, run.String())
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	err = eachFinding(r, func(want finding, offset int64, length int) error {
		var got finding
		var at, n int64
		if !rows.Next() {
			return errors.Join(errDiffers, rows.Err())
		}
		if err := rows.Scan(&got.kind, &got.id, &at, &n, &got.rank, &got.band); err != nil {
			return err
		}
		if got != want || at != offset || n != int64(length) {
			return errDiffers
		}
		return nil
	})
	if errors.Is(err, errDiffers) {
		return false, rows.Err()
	}
	return err == nil && !rows.Next(), errors.Join(err, rows.Err())
}
