package casefile_test

import (
	"context"
	"crypto/rand"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
)

// reopened is the node and the case, opened anew.
func reopened(t *testing.T, cfg casefile.Config, dir string) (*casefile.Node, *casefile.Case) {
	t.Helper()
	n := openNode(t, cfg)
	c, err := n.Open(t.Context(), dir)
	if err != nil {
		t.Fatal(err)
	}
	return n, c
}

// drawing is config with keys that differ each time.
func drawing(home string) casefile.Config {
	cfg := config(home)
	cfg.Rand = rand.Reader
	return cfg
}

func kinds(t *testing.T, c *casefile.Case) (out []string) {
	t.Helper()
	acts, err := c.Acts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range acts {
		out = append(out, a.Kind)
	}
	return out
}

// sound wants a case that verifies, and returns what verify says of keys.
func sound(t *testing.T, c *casefile.Case, ok bool) (keys []string) {
	t.Helper()
	rep, err := c.Verify(t.Context(), false)
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range rep.Checks {
		if row.Name == "key" {
			keys = append(keys, row.Text)
		}
		if !row.OK && ok {
			t.Errorf("%s: %s", row.Name, row.Text)
		}
	}
	if rep.OK != ok {
		t.Errorf("OK is %v", rep.OK)
	}
	return keys
}

// TestCaseOutlivesItsKey: a case opened under an old key verifies, and is worked
// on under the new one; revoking the old leaves what the log holds.
func TestCaseOutlivesItsKey(t *testing.T) {
	_, first, dir := newCase(t)
	cfg := drawing(filepath.Join(filepath.Dir(dir), "home"))
	before := len(kinds(t, first))
	for range 2 {
		n := openNode(t, cfg)
		if err := n.RotateKey(t.Context(), "act", "yearly"); err != nil {
			t.Fatal(err)
		}
	}
	_, c := reopened(t, cfg, dir)
	if said := sound(t, c, true); len(said) != 0 {
		t.Error(said)
	}
	if err := c.Note(t.Context(), "IT/PP/2004-7/1", "the disk is in room 4"); err != nil {
		t.Fatal(err)
	}
	got := kinds(t, c)
	if n := len(got); n != before+2 && n != before+3 || got[before] != "key" || got[n-1] != "note" {
		t.Errorf("acts: %v", got)
	}
	if said := sound(t, c, true); len(said) != 1 {
		t.Error(said)
	}

	n := openNode(t, cfg)
	rows, err := n.Keys(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var former []string
	for _, r := range rows {
		if r.Key == "act" && r.State == "former" {
			former = append(former, r.ID)
		}
	}
	if len(former) != 2 {
		t.Fatalf("%v", rows)
	}
	stolen := time.Date(2004, 1, 1, 0, 0, 0, 0, time.UTC)
	if err := n.RevokeKey(t.Context(), "act", former[0], stolen, "the laptop was stolen"); err != nil {
		t.Fatal(err)
	}
	if err := n.RevokeKey(t.Context(), "act", "", stolen, "the laptop was stolen"); err != nil { // the present one: rotated too
		t.Fatal(err)
	}
	_, c = reopened(t, cfg, dir)
	if err := c.Note(t.Context(), "IT/PP/2004-7/1", "found again"); err != nil {
		t.Fatal(err)
	}
	said := sound(t, c, true)
	if len(said) != 4 || !strings.Contains(said[2], "is revoked") || !strings.Contains(said[3], "is revoked") {
		t.Errorf("%q", said)
	}
	second, err := openNode(t, cfg).Init(t.Context(), filepath.Join(t.TempDir(), "case"), params())
	if err != nil {
		t.Fatal(err)
	}
	sound(t, second, true)
}

// TestThiefPassesOn: who stole the old key signs that a case passes to a key of
// the thief's; the node, which has another successor, refuses it.
func TestThiefPassesOn(t *testing.T) {
	_, _, dir := newCase(t)
	home := filepath.Join(filepath.Dir(dir), "home")
	stolen := filepath.Join(t.TempDir(), "stolen")
	if err := os.CopyFS(stolen, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	rotate := func(home string) casefile.Config {
		cfg := drawing(home)
		if err := openNode(t, cfg).RotateKey(t.Context(), "act", "yearly"); err != nil {
			t.Fatal(err)
		}
		return cfg
	}
	own, thiefs := rotate(home), rotate(stolen)
	_, c := reopened(t, thiefs, dir)
	if err := c.Note(t.Context(), "IT/PP/2004-7/1", "nothing happened"); err != nil {
		t.Fatal(err)
	}
	_, c = reopened(t, own, dir)
	if said := sound(t, c, false); len(said) == 0 || !strings.Contains(said[0], "no key of this node") {
		t.Error(said)
	}
	if err := c.Note(t.Context(), "IT/PP/2004-7/1", "something did"); comity.KindOf(err) != comity.Negative || err == nil {
		t.Errorf("it is worked on: %v", err)
	}
}

func TestKeysThatStay(t *testing.T) {
	n, _, _ := newCase(t)
	for key, want := range map[string]comity.Kind{"log": comity.Refused, "wrap": comity.Usage, "": comity.Usage} {
		if err := n.RotateKey(t.Context(), key, "yearly"); comity.KindOf(err) != want || comity.HintOf(err) == "" {
			t.Errorf("rotate %q: %v", key, err)
		}
	}
	if err := n.RotateKey(t.Context(), "act", ""); comity.KindOf(err) != comity.Usage {
		t.Errorf("without a reason: %v", err)
	}
	if err := n.RevokeKey(t.Context(), "act", "", time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC), "x"); comity.KindOf(err) != comity.Usage {
		t.Errorf("from a time to come: %v", err)
	}
	if rows, err := n.Keys(t.Context()); err != nil || len(rows) != 2 { // nothing changed
		t.Errorf("%v, %v", rows, err)
	}
}

// TestPartners: two nodes pin each other's cards.
func TestPartners(t *testing.T) {
	open := func(country string) (*casefile.Node, casefile.Partner) {
		t.Helper()
		n := openNode(t, config(t.TempDir()))
		if _, err := n.NewRecipient(false, func([]byte) error { return nil }); err != nil {
			t.Fatal(err)
		}
		if _, err := n.Card(t.Context(), casefile.CardParams{}); comity.KindOf(err) != comity.Usage {
			t.Errorf("without a country: %v", err)
		}
		p, err := n.Card(t.Context(), casefile.CardParams{Country: country, Authority: "Garden Office"})
		if err != nil {
			t.Fatal(err)
		}
		return n, p
	}
	it, _ := open("IT")
	de, card := open("DE")
	text, err := card.Text()
	if err != nil {
		t.Fatal(err)
	}
	mark, err := card.Fingerprint()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := it.AddPartner(t.Context(), text, "", false); comity.KindOf(err) != comity.Refused {
		t.Errorf("not compared: %v", err)
	}
	if _, err := it.AddPartner(t.Context(), text, mark, false); err != nil {
		t.Fatal(err)
	}
	if _, err := de.AddPartner(t.Context(), text, mark, false); comity.KindOf(err) != comity.Input || err == nil {
		t.Errorf("ourselves: %v", err)
	}
	got, err := it.Partners(context.Background())
	if err != nil || len(got) != 1 || got[0].Country != "DE" || got[0].Pinned.By != "inspector" || len(got[0].Recipients()) != 1 {
		t.Fatal(got, err)
	}
	if err := de.RotateKey(t.Context(), "act", "yearly"); err != nil {
		t.Fatal(err)
	}
	after, err := de.Card(t.Context(), casefile.CardParams{Country: "DE", Authority: "Garden Office"})
	if err != nil || len(after.ActKeys()) != 2 || after.ActKeys()[1].String() != got[0].Act {
		t.Errorf("%v, %v", after.Card, err)
	}
	if err := it.RemovePartner(t.Context(), "DE"); err != nil {
		t.Error(err)
	}
}
