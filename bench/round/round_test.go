package round

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/bench/duckdb"
	"comity/bench/scene"
)

func TestMedian(t *testing.T) {
	m := []measure{{seconds: 9}, {seconds: 1}, {seconds: 3}}
	if got := median(m); got != 3 {
		t.Errorf("median of three = %v, want 3", got)
	}
	if got := median(m[:2]); got != 5 {
		t.Errorf("median of two = %v, want 5", got)
	}
}

// One hit too few, one line too many: the comparison notices both.
func TestCompare(t *testing.T) {
	s, err := scene.Make(t.TempDir(), scene.Size{Lines: 2000, Assignments: 1000})
	if err != nil {
		t.Fatal(err)
	}
	var rows []string
	err = duckdb.Groups(t.Context(), s, 1, func(g duckdb.Group) error {
		rows = append(rows, finding(g))
		return nil
	})
	if err != nil || len(rows) < 2 {
		t.Fatalf("%d groups, %v", len(rows), err)
	}
	fuller := strings.Replace(rows[0], `"count":`, `"count":1`, 1)
	tests := []struct {
		name string
		rows []string
		ok   bool
	}{
		{"equal", rows, true},
		{"a hit is missing", rows[1:], false},
		{"a hit has more lines", append([]string{fuller}, rows[1:]...), false},
		{"a hit too many", append([]string{finding(duckdb.Group{Subscriber: "sub-0", Account: "nobody", Count: 1})}, rows...), false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := rounds{cfg: Config{Log: new(bytes.Buffer)}, scene: s, work: t.TempDir(), pairs: s.Covered}
			run := r.path("checked", "case", "runs", "d")
			if err := os.MkdirAll(run, 0o700); err != nil {
				t.Fatal(err)
			}
			text := `{"subject":{"id":"s1"}}` + "\n" + strings.Join(tt.rows, "\n") + "\n"
			if err := os.WriteFile(filepath.Join(run, "findings.jsonl"), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			if err := r.compare(t.Context()); (err == nil) != tt.ok {
				t.Errorf("compare: %v", err)
			}
		})
	}
}

func finding(g duckdb.Group) string {
	at := func(second int64) string { return time.Unix(second, 0).UTC().Format(time.RFC3339) }
	return fmt.Sprintf(`{"hit":{"id":"h","event":"access","account":"roses.example:%s","answer":"unique","first":%q,"last":%q,"count":%d,`+
		`"candidates":[{"provider":"Provider One","subscriber":%q}]}}`, g.Account, at(g.First), at(g.Last), g.Count, g.Subscriber)
}
