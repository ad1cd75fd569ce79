package casefile_test

import (
	"bytes"
	"os"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// TestWalkToTheBytes goes from the subjects to every line behind them and
// compares each with the plain file.
func TestWalkToTheBytes(t *testing.T) {
	_, c, _ := newCase(t)
	plain := map[string][]byte{}
	rows, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		if plain[r.Ref], err = os.ReadFile("testdata/small/" + r.Path); err != nil {
			t.Fatal(err)
		}
	}
	lines := 0
	err = c.Subjects(t.Context(), func(s run.Subject) error {
		v, err := c.Subject(t.Context(), s.ID)
		if err != nil {
			return err
		}
		if len(v.Cards) != 1 || bytes.Contains(v.Cards[0], []byte("400000")) {
			t.Errorf("%s: cards %s", s.ID, v.Cards)
		}
		for _, h := range v.Hits {
			hv, err := c.Hit(t.Context(), h.ID)
			if err != nil {
				return err
			}
			if int64(len(hv.Lines)) != h.Count || len(hv.Assignments) != len(h.Candidates) {
				t.Errorf("%s: %d lines of %d", h.ID, len(hv.Lines), h.Count)
			}
			for _, l := range append(hv.Lines, hv.Assignments...) {
				lines++
				want := plain[l.Ref][l.Cite.Offset : l.Cite.Offset+l.Cite.Length]
				var got bytes.Buffer
				if err := c.Cat(t.Context(), l.Cite, &got); err != nil {
					return err
				}
				if !bytes.Equal(l.Bytes, want) || !bytes.Equal(got.Bytes(), want) {
					t.Errorf("%s: %q and %q, want %q", l.Cite, l.Bytes, got.Bytes(), want)
				}
			}
		}
		return nil
	})
	if err != nil || lines < 10 {
		t.Fatal(lines, err)
	}
}

func TestWhatTheCheckCounts(t *testing.T) {
	_, c, _ := newCase(t)
	quarantine, err := c.Quarantine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	// A payment before the period; a lease of an address outside the order's.
	if len(quarantine) != 2 || quarantine[0].Ref != "IT/PP/2004-7/2" || quarantine[1].Ref != "IT/PP/2004-7/4" {
		t.Errorf("%+v", quarantine)
	}
	var lines []int64
	if err := c.Rejects(t.Context(), func(r run.Reject) error { lines = append(lines, r.Line); return nil }); err != nil {
		t.Fatal(err)
	}
	if len(lines) != 2 || lines[0] != 6 || lines[1] != 6 {
		t.Errorf("rejects at lines %v", lines)
	}
	if err := c.Decide(t.Context(), "s-none", "yes", "because"); comity.KindOf(err) != comity.Negative {
		t.Errorf("a decision on nothing: %v", err)
	}
	if err := c.Decide(t.Context(), "s-none", "maybe", "because"); comity.KindOf(err) != comity.Usage {
		t.Errorf("a verdict that is none: %v", err)
	}
}
