// Package duckdb asks DuckDB the bench's question, in the fastest form found.
//
// The form: both files through the native CSV reader with types given and nothing sniffed (the log with a blank as
// delimiter and a quotation mark as quote), the log's stamp through strptime, each assignment repeated for every day that
// it touches, a hash join on address and day, and the range as the join's remaining condition; input order is not kept.
// Everything stands in one statement: bucketing into a temporary table first was slower, for it writes the buckets down
// before the join reads them. Figures of the other forms are in docs/performance.md.
package duckdb

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "github.com/duckdb/duckdb-go/v2" // the driver "duckdb"

	"comity/bench/scene"
)

// Result is what the timed question answers: how many lines lie in an assignment, and the sum of all pairs in a form
// that does not depend on their order.
type Result struct {
	Pairs    int64  `json:"pairs"`
	Checksum uint64 `json:"checksum"`
}

// Group is all lines of one account in the assignments of one subscriber; times are seconds since 1970.
type Group struct {
	Subscriber, Account string
	Count               int64
	First, Last         int64
}

// from is the join; %LOG% and %ASSIGNMENTS% stand for the files.
const from = `
FROM (
  SELECT address, account, strptime(stamp, '[%d/%b/%Y:%H:%M:%S') AS t
  FROM read_csv('%LOG%', delim = ' ', quote = '"', escape = '"', header = false, auto_detect = false,
    columns = {'address': 'VARCHAR', 'ident': 'VARCHAR', 'account': 'VARCHAR', 'stamp': 'VARCHAR', 'zone': 'VARCHAR',
      'request': 'VARCHAR', 'status': 'VARCHAR', 'bytes': 'VARCHAR', 'referer': 'VARCHAR', 'agent': 'VARCHAR'})
) event
JOIN (
  SELECT address, s, e, subscriber, unnest(range(epoch_us(s) // 86400000000, epoch_us(e) // 86400000000 + 1)) AS day
  FROM read_csv('%ASSIGNMENTS%', delim = ',', quote = '', escape = '', header = true, auto_detect = false,
    columns = {'address': 'VARCHAR', 's': 'TIMESTAMP', 'e': 'TIMESTAMP', 'subscriber': 'VARCHAR'})
) lease
ON lease.address = event.address AND lease.day = epoch_us(event.t) // 86400000000 AND event.t >= lease.s AND event.t < lease.e`

// Join answers the timed question on so many threads.
func Join(ctx context.Context, s scene.Scene, threads int) (r Result, err error) {
	db, err := open(ctx, threads)
	if err != nil {
		return r, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	row := db.QueryRowContext(ctx, "SELECT count(*), bit_xor(hash(account, subscriber, t))"+join(s))
	return r, row.Scan(&r.Pairs, &r.Checksum)
}

// Groups calls each for every pair of subscriber and account that the join brings together, in the order of both.
func Groups(ctx context.Context, s scene.Scene, threads int, each func(Group) error) (err error) {
	db, err := open(ctx, threads)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	rows, err := db.QueryContext(ctx, `SELECT subscriber, account, count(*), epoch_us(min(t)) // 1000000, epoch_us(max(t)) // 1000000`+
		join(s)+` GROUP BY ALL ORDER BY subscriber, account`)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var g Group
		if err := rows.Scan(&g.Subscriber, &g.Account, &g.Count, &g.First, &g.Last); err != nil {
			return err
		}
		if err := each(g); err != nil {
			return err
		}
	}
	return rows.Err()
}

func open(ctx context.Context, threads int) (*sql.DB, error) {
	db, err := sql.Open("duckdb", "")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1) // settings belong to a connection
	set := fmt.Sprintf("SET threads = %d; SET preserve_insertion_order = false", threads)
	if _, err := db.ExecContext(ctx, set); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func join(s scene.Scene) string {
	quote := func(path string) string { return strings.ReplaceAll(path, "'", "''") }
	return strings.NewReplacer(
		"%LOG%", quote(s.Path(scene.LogFile)),
		"%ASSIGNMENTS%", quote(s.Path(scene.AssignmentsFile)),
	).Replace(from)
}
