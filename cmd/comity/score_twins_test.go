package main

import (
	"cmp"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// TestTwinsMaterial: what is said of each row of the states' lists is the truth, also in worlds so small that several
// states hold next to nothing. COMITY_SEEDS asks for the first so many worlds instead of one that was refused once.
func TestTwinsMaterial(t *testing.T) {
	seeds := []int{5}
	if n, err := strconv.Atoi(cmp.Or(os.Getenv("COMITY_SEEDS"), "none")); err == nil {
		seeds = nil
		for seed := range n {
			seeds = append(seeds, seed+1)
		}
	}
	day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
	for _, seed := range seeds {
		t.Run(strconv.Itoa(seed), func(t *testing.T) {
			dir := t.TempDir()
			home, world, folder := filepath.Join(dir, "home"), filepath.Join(dir, "world"), filepath.Join(dir, "case")
			var last answer
			for _, args := range [][]string{
				{"simulate", "twins", "--out", world, "--seed", strconv.Itoa(seed), "--members", "24", "--days", "20", "--clocks", "faulty"},
				{"init", folder, "--title", "T", "--country", "IT", "--authority", "A", "--quiet"},
				{"seal", folder, filepath.Join(world, "evidence.toml"), "--quiet"},
				{"score", folder, filepath.Join(world, "truth"), "--json"},
			} {
				if last = call(t, home, day, args...); last.code != 0 {
					t.Fatalf("%v: %s", args, last.err)
				}
			}
			var r struct {
				Material struct {
					Rows  int
					Agree float64
				}
			}
			if err := json.Unmarshal([]byte(last.out), &r); err != nil || r.Material.Rows == 0 || r.Material.Agree != 1 {
				t.Errorf("%+v, %v", r, err)
			}
			t.Logf("%d rows", r.Material.Rows)
		})
	}
}
