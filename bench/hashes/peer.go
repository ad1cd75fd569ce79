package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"
)

// askSQLite holds the digests as blobs, the key of a table without other rows, and asks with a join from the questions:
// its fastest form. Loading the questions is not counted. Two processes ask half each.
func askSQLite(ctx context.Context, dir string, s scene) (r side, err error) {
	r = side{name: "SQLite", known: s.known, asked: s.asked}
	db := filepath.Join(dir, "known.db")
	start := time.Now()
	load := command(ctx, "sqlite3", db)
	if _, err := feed(load, func(w io.Writer) {
		fmt.Fprintln(w, "pragma journal_mode=off; pragma synchronous=off; pragma cache_size=-500000; create table raw(h blob); begin;")
		inserts(w, "raw", 0, s.known, s.digest)
		fmt.Fprintln(w, "commit; create table known(h blob primary key) without rowid; insert into known select h from raw order by h; drop table raw; vacuum;")
	}); err != nil {
		return r, err
	}
	r.built = time.Since(start)
	if info, err := os.Stat(db); err == nil {
		r.bytes = info.Size()
	}
	var said [askers]string
	err = together(func(k int64) error {
		out, err := feed(command(ctx, "sqlite3", "-readonly", db), func(w io.Writer) {
			fmt.Fprintln(w, "pragma mmap_size=4000000000; pragma cache_size=-500000; pragma temp_store=memory; create temp table q(h blob); begin;")
			inserts(w, "q", k*s.asked/askers, (k+1)*s.asked/askers, s.question)
			fmt.Fprintln(w, "commit;\n.timer on\nselect 'found', count(*) from q cross join known on known.h = q.h;")
		})
		said[k] = out
		return err
	})
	if err != nil {
		return r, err
	}
	for _, out := range said {
		for line := range strings.Lines(out) {
			if n, ok := strings.CutPrefix(strings.TrimSpace(line), "found|"); ok {
				found, _ := strconv.ParseInt(n, 10, 64)
				r.found += found
			}
			if f := strings.Fields(line); len(f) > 3 && f[0] == "Run" {
				took, _ := strconv.ParseFloat(f[3], 64)
				r.took = max(r.took, time.Duration(took*float64(time.Second)))
			}
		}
	}
	return r, nil
}

// inserts writes digests from to to as rows of a table.
func inserts(w io.Writer, table string, from, to int64, digest func(int64, []byte) []byte) {
	var room []byte
	for i := from; i < to; i++ {
		switch {
		case (i-from)%400 == 0 && i > from:
			fmt.Fprintf(w, ";\ninsert into %s values", table)
		case i == from:
			fmt.Fprintf(w, "insert into %s values", table)
		default:
			fmt.Fprint(w, ",")
		}
		room = digest(i, room)
		fmt.Fprintf(w, "(x'%x')", room)
	}
	fmt.Fprintln(w, ";")
}

// askHfind holds the digests as md5sum writes them, with hfind's index, and asks from a file; the whole process counts,
// for it tells of no less (its quick form gives one word for all). Two processes ask half each.
func askHfind(ctx context.Context, dir string, s scene) (r side, err error) {
	r = side{name: "hfind", known: s.known, asked: s.asked}
	db := filepath.Join(dir, "known.md5")
	start := time.Now()
	if err := lines(db, 0, s.known, s.digest, "  x"); err != nil {
		return r, err
	}
	if out, err := command(ctx, "hfind", "-i", "md5sum", db).CombinedOutput(); err != nil {
		return r, fmt.Errorf("hfind -i: %w: %s", err, out)
	}
	r.built = time.Since(start)
	for _, name := range []string{db, db + "-md5.idx"} {
		if info, err := os.Stat(name); err == nil {
			r.bytes += info.Size()
		}
	}
	asked := func(k int64) string { return fmt.Sprintf("%s.%d", db, k) }
	for k := range int64(askers) {
		if err := lines(asked(k), k*s.asked/askers, (k+1)*s.asked/askers, s.question, ""); err != nil {
			return r, err
		}
	}
	var found [askers]int64
	start = time.Now()
	err = together(func(k int64) error {
		out, err := command(ctx, "hfind", "-f", asked(k), db).Output()
		for line := range bytes.Lines(out) {
			if !bytes.Contains(line, []byte("Not Found")) {
				found[k]++
			}
		}
		return err
	})
	r.took, r.found = time.Since(start), found[0]+found[1]
	return r, err
}

// lines writes digests as text, one a line.
func lines(name string, from, to int64, digest func(int64, []byte) []byte, after string) error {
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	var room []byte
	for i := from; i < to; i++ {
		room = digest(i, room)
		fmt.Fprintf(w, "%x%s\n", room, after)
	}
	return w.Flush()
}

func command(ctx context.Context, name string, args ...string) *exec.Cmd {
	return exec.CommandContext(ctx, name, args...)
}

// feed runs a command with what write writes, and returns what it says.
func feed(c *exec.Cmd, write func(io.Writer)) (string, error) {
	r, w := io.Pipe()
	c.Stdin = r
	go func() {
		b := bufio.NewWriterSize(w, 1<<20)
		write(b)
		w.CloseWithError(b.Flush())
	}()
	out, err := c.CombinedOutput()
	r.CloseWithError(io.ErrClosedPipe)
	if err != nil {
		return "", fmt.Errorf("%s: %w: %.300s", c.Path, err, out)
	}
	return string(out), nil
}

func together(f func(k int64) error) error {
	var g errgroup.Group
	for k := range int64(askers) {
		g.Go(func() error { return f(k) })
	}
	return g.Wait()
}
