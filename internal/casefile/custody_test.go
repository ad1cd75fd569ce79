package casefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"comity/internal/casefile"
)

// TestCustody: what the case can say of its exhibits comes from acts, descriptions, the
// log and the stored bytes as they are now.
func TestCustody(t *testing.T) {
	n, c, dir := newCase(t)
	list, err := c.Custody(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	exhibits, err := c.Exhibits(t.Context())
	if err != nil || len(list) != len(exhibits) {
		t.Fatalf("%d of %d exhibits, %v", len(list), len(exhibits), err)
	}
	for i, x := range list {
		e := exhibits[i]
		if x.Ref != e.Ref || x.Exhibit != e.ID || x.Act != e.Act || !x.Intact || x.Receipt < x.Act || x.Basis.ID != e.Basis || x.Actor != "inspector" || len(x.Remarks) > 0 {
			t.Errorf("%+v", x)
		}
		if x.Run.IsZero() && e.SupersededBy == "" {
			t.Errorf("%s: the latest run does not read it", x.Ref)
		}
	}
	first := exhibits[0]
	if err := c.Note(t.Context(), first.Ref, "custody: by courier"); err != nil {
		t.Fatal(err)
	}
	if err := c.Note(t.Context(), first.ID.String(), "translation: none needed"); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(dir, "vault", first.Object.String()[:2], first.Object.String())
	if err := os.Remove(name); err != nil {
		t.Fatal(err)
	}
	if list, err = reopen(t, n, dir).Custody(t.Context()); err != nil {
		t.Fatal(err)
	}
	if list[0].Intact || !list[1].Intact || len(list[0].Remarks) != 2 || len(list[1].Remarks) != 0 || list[0].Remarks[0].Text != "custody: by courier" {
		t.Errorf("%+v", list[:2])
	}
}

// TestCustodyOfErased: an erased exhibit is not damaged, and the act says so.
func TestCustodyOfErased(t *testing.T) {
	_, c, _ := newCase(t)
	exhibits, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	rep, err := c.Erase(t.Context(), casefile.WithdrawParams{Item: exhibits[0].Ref, Reason: "by order", Urgent: true})
	if err != nil {
		t.Fatal(err)
	}
	list, err := c.Custody(t.Context())
	if err != nil || list[0].Erased != rep.Act || list[0].Intact || list[1].Erased != 0 || !list[1].Intact {
		t.Errorf("%+v, %v", list, err)
	}
}
