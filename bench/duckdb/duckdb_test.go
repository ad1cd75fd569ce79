package duckdb_test

import (
	"testing"

	"comity/bench/duckdb"
	"comity/bench/scene"
)

func TestJoinFindsWhatTheSceneCovers(t *testing.T) {
	s, err := scene.Make(t.TempDir(), scene.Size{Lines: 20_000, Assignments: 10_000})
	if err != nil {
		t.Fatal(err)
	}
	first, err := duckdb.Join(t.Context(), s, 2)
	if err != nil {
		t.Fatal(err)
	}
	if first.Pairs != s.Covered {
		t.Errorf("%d pairs, the scene covers %d lines", first.Pairs, s.Covered)
	}
	if again, err := duckdb.Join(t.Context(), s, 1); err != nil || again != first {
		t.Errorf("on one thread %+v, %v; on two %+v", again, err, first)
	}
	var lines int64
	err = duckdb.Groups(t.Context(), s, 2, func(g duckdb.Group) error { lines += g.Count; return nil })
	if err != nil || lines != s.Covered {
		t.Errorf("groups hold %d lines, %v; want %d", lines, err, s.Covered)
	}
}
