package round

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"comity/bench/duckdb"
)

// pair is one account in the assignments of one subscriber.
type pair struct{ subscriber, account string }

// span is what is known of a pair: how many lines, from when to when.
type span struct{ count, first, last int64 }

// compare takes the hits of comity's last run together by subscriber and account, and asks DuckDB for the same.
func (r *rounds) compare(ctx context.Context) error {
	found, err := r.findings()
	if err != nil {
		return err
	}
	var lines int64
	var wrong []string
	err = duckdb.Groups(ctx, r.scene, runtime.GOMAXPROCS(0), func(g duckdb.Group) error {
		p, want := pair{g.Subscriber, g.Account}, span{g.Count, g.First, g.Last}
		if got := found[p]; got != want {
			wrong = append(wrong, fmt.Sprintf("%s in %s: comity %+v, duckdb %+v", p.account, p.subscriber, got, want))
		}
		delete(found, p)
		lines += g.Count
		return nil
	})
	if err != nil {
		return err
	}
	for p, got := range found {
		wrong = append(wrong, fmt.Sprintf("%s in %s: comity %+v, duckdb nothing", p.account, p.subscriber, got))
	}
	if len(wrong) > 0 {
		return fmt.Errorf("comity and duckdb differ on %d pairs, such as\n%s", len(wrong), strings.Join(wrong[:min(5, len(wrong))], "\n"))
	}
	if lines != r.pairs || lines != r.scene.Covered {
		return fmt.Errorf("%d lines lie in assignments; duckdb grouped %d and, timed, counted %d", r.scene.Covered, lines, r.pairs)
	}
	fmt.Fprintf(r.cfg.Log, "comity and duckdb agree on %d lines\n", lines)
	return nil
}

// findings reads the hits of the only run of the last checked case.
func (r *rounds) findings() (map[pair]span, error) {
	files, err := filepath.Glob(r.path("checked", "case", "runs", "*", "findings.jsonl"))
	if err != nil || len(files) != 1 {
		return nil, errors.Join(err, fmt.Errorf("the checked case has %d runs, not one", len(files)))
	}
	f, err := os.Open(files[0])
	if err != nil {
		return nil, err
	}
	found := make(map[pair]span)
	in := bufio.NewScanner(f)
	in.Buffer(make([]byte, 0, 1<<20), 1<<28) // a subject's line may be long
	for in.Scan() {
		if err := add(found, in.Bytes()); err != nil {
			return nil, errors.Join(err, f.Close())
		}
	}
	return found, errors.Join(in.Err(), f.Close())
}

// hit is the part of a finding that is compared; docs/formats has the rest.
type hit struct {
	Event       string
	Account     string
	Answer      string
	First, Last time.Time
	Count       int64
	Candidates  []struct{ Subscriber string }
}

func add(found map[pair]span, line []byte) error {
	var f struct{ Hit *hit }
	if err := json.Unmarshal(line, &f); err != nil || f.Hit == nil {
		return err
	}
	h := f.Hit
	if h.Answer != "unique" || len(h.Candidates) == 0 {
		return fmt.Errorf("hit of %s at %s is %s: every line of the scene has one answer", h.Account, h.First, h.Answer)
	}
	_, user, _ := strings.Cut(h.Account, ":")
	p, first, last := pair{h.Candidates[0].Subscriber, user}, h.First.Unix(), h.Last.Unix()
	s, seen := found[p]
	if !seen {
		s = span{first: first, last: last}
	}
	found[p] = span{s.count + h.Count, min(s.first, first), max(s.last, last)}
	return nil
}
