package pack_test

import (
	"context"
	"encoding/json"
	"fmt"
	"path"
	"regexp"
	"strings"
	"testing"

	"comity/internal/analysis/excerpt"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/pack"
	"comity/internal/evidence/seal"
	"comity/internal/records/record"
)

// hostile puts a person of another state, and what else is no recipient's, wherever a manifest takes free words.
func hostile(manifest string) string {
	manifest = regexp.MustCompile(`(?m)^addresses = .*$`).ReplaceAllString(manifest, "")
	manifest = strings.ReplaceAll(manifest, "[[basis]]\n", "[[basis]]\nnotes = \"asked about Zdenkazlatava Nováková of Brnokohoutovice\"\naddresses = [\"0.0.0.0/0\", \"::/0\", \"203.0.113.77/32\"]\n")
	return strings.ReplaceAll(manifest, "[[exhibit]]\n", "[[exhibit]]\nnotes = \"Zdenkazlatava Nováková has a child at the school\"\nrequest = \"2004/Nováková\"\n")
}

// TestDescriptionsTellNothingOfOthers looks in a pack for what free words of a manifest say of a person of a third
// state, for the names of the files, and for references of exhibits that are not in it.
func TestDescriptionsTellNothingOfOthers(t *testing.T) {
	w := newWorld(t, hostile)
	rows, err := w.c.Custody(t.Context())
	if err != nil || len(rows) == 0 {
		t.Fatalf("%d exhibits, %v", len(rows), err)
	}
	for _, x := range rows { // in the case everything is there
		if !strings.Contains(x.Notes, "Nováková") || x.Path == "" || len(x.Basis.Addresses) != 3 || !strings.Contains(x.Basis.Notes, "Brnokohoutovice") {
			t.Fatalf("%+v", x)
		}
	}
	f, rep := w.hand("DE", nil)
	var held pack.Withheld
	f.json(t, pack.WithheldFile, &held)
	in := map[string]bool{}
	for _, x := range held.Exhibits {
		in[x.Ref] = x.Number > 0
		if x.Number > 0 && x.Description < 7 || x.Number == 0 && (x.Ref != "" || !x.Exhibit.IsZero()) {
			t.Errorf("%+v", x)
		}
	}
	if len(held.Exhibits) != len(rows) || rep.Exhibits == 0 || rep.Exhibits == len(rows) {
		t.Fatalf("%d of %d exhibits are in the pack, and %d are counted", rep.Exhibits, len(rows), len(held.Exhibits))
	}
	files := opened(t, f)
	for name, text := range files {
		for _, secret := range []string{"nov\u00e1kov\u00e1", "Nováková", "Zdenkazlatava", "zdenkazlatava", "203.0.113.77", "Brnokohoutovice", "brnokohoutovice"} {
			if strings.Contains(text, secret) {
				t.Errorf("%s tells %s", name, secret)
			}
		}
		for _, x := range rows {
			if strings.Contains(text, strings.ToLower(x.Path)) {
				t.Errorf("%s tells the path %s", name, x.Path)
			}
			if quoted := strings.ToLower(fmt.Sprintf("%q", x.Ref)); !in[x.Ref] && strings.Contains(strings.ToLower(text), quoted) {
				t.Errorf("%s names exhibit %s, which is not in the pack", name, x.Ref)
			}
		}
	}
	checkDescriptions(t, f)
}

// checkDescriptions wants of each description what a recipient needs.
func checkDescriptions(t *testing.T, f *files) {
	t.Helper()
	for n := 1; f.text[excerpt.Folder(n)+"/rows.txt"] != nil; n++ {
		var d struct {
			Source   record.Source
			Basis    struct{ Instrument, Authority, Reference, Date string }
			Obtained string
			Handling []string
			Tree     *seal.Tree
			Private  struct {
				Name   comity.Digest
				Values int
			}
		}
		f.json(t, excerpt.Folder(n)+"/description.json", &d)
		if d.Source.Ref == "" || d.Source.Exhibit.IsZero() || d.Source.Provider == "" || d.Basis.Instrument == "" || d.Basis.Authority == "" || d.Basis.Reference == "" ||
			d.Obtained == "" || d.Tree == nil || d.Private.Name.IsZero() || len(d.Source.Scope.Addresses) > 0 {
			t.Errorf("%d: %+v", n, d)
		}
	}
}

// TestOnlyWantedActsTravel wants in a pack no act that it does not prove: not the sealing of an exhibit that
// is not in it, though one command sealed all.
func TestOnlyWantedActsTravel(t *testing.T) {
	w := newWorld(t, nil)
	refs := map[string]bool{}
	f, rep := w.hand("DE", func(_ context.Context, h *casefile.Handover) {
		for _, x := range h.Exhibits() {
			refs[x.Source.Ref] = true
		}
	})
	sealed, receipts := map[string]bool{}, 0
	for name, text := range opened(t, f) {
		if strings.HasPrefix(name, "custody/receipts/") {
			receipts++
		}
		if path.Dir(name) != "custody/acts" {
			continue
		}
		var a struct {
			Kind string
			Body struct{ Ref string }
		}
		if err := json.Unmarshal([]byte(text), &a); err != nil {
			t.Fatal(err)
		}
		switch a.Kind {
		case "init", "check", "propose", "approve":
		case "seal":
			sealed[a.Body.Ref] = true
		default:
			t.Errorf("%s goes along, of kind %s", name, a.Kind)
		}
	}
	if rep.Exhibits == 0 || len(sealed) != rep.Exhibits || len(refs) <= rep.Exhibits {
		t.Errorf("%d acts of sealing go along, of %d exhibits in the pack and %d in the case", len(sealed), rep.Exhibits, len(refs))
	}
	if receipts < rep.Exhibits {
		t.Errorf("%d receipts for %d exhibits", receipts, rep.Exhibits)
	}
}
