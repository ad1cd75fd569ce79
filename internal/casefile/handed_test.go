package casefile_test

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// A pack that shows rows of what is left out is named, with the subjects in it that
// rested on it, and its recipient is to be told; one that shows none is not.
func TestLeftOutNamesPacks(t *testing.T) {
	_, c, dir := newCase(t)
	exhibits, err := c.Exhibits(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var subject string
	if err := c.Subjects(t.Context(), func(s run.Subject) error { subject = s.ID; return nil }); err != nil || subject == "" {
		t.Fatal(subject, err)
	}
	hand := func(to string, held comity.Digest) {
		t.Helper()
		p := casefile.HandoverParams{To: to, Out: filepath.Join(filepath.Dir(dir), to), Urgent: true}
		if _, err := c.HandOver(t.Context(), p, func(_ context.Context, _ *casefile.Handover, w io.Writer) (casefile.Made, error) {
			_, err := io.WriteString(w, "rows")
			return casefile.Made{Items: []casefile.HandedItem{{Kind: "subject", Item: subject}}, Held: []comity.Digest{held}}, err
		}); err != nil {
			t.Fatal(err)
		}
	}
	hand("DE", exhibits[0].ID)
	hand("FR", exhibits[1].ID)
	rep, err := c.Restrict(t.Context(), casefile.WithdrawParams{Item: exhibits[0].Ref, Reason: "a test"})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, s := range rep.Said {
		if s.Kind != "pack" {
			t.Errorf("%+v", s)
		}
		told = append(told, s.State)
	}
	if len(told) == 0 || slices.ContainsFunc(told, func(s string) bool { return s != "DE" }) {
		t.Errorf("packs for %v rest on it", told)
	}
	if len(rep.Notices) != 1 {
		t.Errorf("notices %v", rep.Notices)
	}
}

// What the case keeps of a pack names no account, and the ledger finds it all the same.
func TestHandedItemsStandUnderTags(t *testing.T) {
	_, c, dir := newCase(t)
	const kind, account = "account", "garden.example:anna"
	p := casefile.HandoverParams{To: "DE", Out: filepath.Join(filepath.Dir(dir), "de"), Urgent: true}
	if _, err := c.HandOver(t.Context(), p, func(context.Context, *casefile.Handover, io.Writer) (casefile.Made, error) {
		return casefile.Made{Items: []casefile.HandedItem{{Kind: kind, Item: account}}}, nil
	}); err != nil {
		t.Fatal(err)
	}
	lists, err := filepath.Glob(filepath.Join(dir, "packs", "*.json"))
	if err != nil || len(lists) != 1 {
		t.Fatal(lists, err)
	}
	if b, err := os.ReadFile(lists[0]); err != nil || strings.Contains(string(b), "garden") {
		t.Errorf("%s %v", b, err)
	}
	s, err := c.Survey(t.Context(), "ledger")
	if err != nil {
		t.Fatal(err)
	}
	for known, want := range map[string]bool{account: true, "garden.example:berta": false} {
		told, err := s.Tellings(func(yield func(kind, item string) bool) { yield(kind, known) })
		if err != nil || len(told) != 1 || (told[0].Item == known) != want || told[0].State != "DE" {
			t.Errorf("%s: %+v, %v", known, told, err)
		}
	}
}
