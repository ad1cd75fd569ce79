package casefile_test

import (
	"bytes"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// holding names the files below a folder that hold any of the words, as they are
// or in capitals.
func holding(t *testing.T, root string, words []string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(root, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		b = bytes.ToLower(b)
		for _, w := range words {
			if bytes.Contains(b, []byte(strings.ToLower(w))) {
				out = append(out, p+": "+w)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// checkedCase is a case below root with the exhibits of a folder sealed and checked.
func checkedCase(t *testing.T, root, files string) (*casefile.Node, *casefile.Case) {
	t.Helper()
	n := openNode(t, config(filepath.Join(root, "home")))
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), params())
	if err == nil {
		_, err = c.Seal(t.Context(), filepath.Join(files, "evidence.toml"))
	}
	if err == nil {
		_, err = c.Check(t.Context())
	}
	if err == nil {
		err = c.Rebuild(t.Context()) // so that the index holds what was found
	}
	if err != nil {
		t.Fatal(err)
	}
	return n, c
}

// planting adds rows to the billing export of the small case.
func planting(t *testing.T, rows string) (files string) {
	t.Helper()
	files = t.TempDir()
	copyTree(t, "testdata/small", files)
	f, err := os.OpenFile(filepath.Join(files, "billing", "transactions.csv"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString(rows); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return files
}

const billing = "IT/PP/2004-7/2"

func TestErasedIsFoundNowhere(t *testing.T) {
	t.Parallel()
	words := []string{"hyacinth77", "quince@orchard.example", "400000******4448", "Quincyadams"}
	root := t.TempDir()
	n, c := checkedCase(t, root, planting(t,
		"t6,2004-02-03 12:57:00,garden.example,hyacinth77,Quincyadams,Marsh,quince@orchard.example,4000002222224448,24.90,EUR,198.18.4.7,sale,ok\n"))
	if len(holding(t, root, words)) == 0 {
		t.Fatal("nothing of it is there before")
	}
	subjects := 0
	if err := c.Subjects(t.Context(), func(s run.Subject) error {
		subjects++
		return c.Outcome(t.Context(), s.ID, casefile.Informed, "DE", "letter")
	}); err != nil || subjects == 0 {
		t.Fatal(subjects, err)
	}
	rep, err := c.Erase(t.Context(), casefile.WithdrawParams{Item: billing, Reason: "erasure date reached", Urgent: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Gone) != 1 || len(rep.Notices) != 1 {
		t.Errorf("gone %v, notices %v", rep.Gone, rep.Notices)
	}
	if err := c.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, at := range holding(t, root, words) {
		t.Errorf("still there: %s", at)
	}
	if v := verify(t, reopen(t, n, filepath.Join(root, "case")), true); !v.OK {
		t.Errorf("%+v", failed(v))
	}
	if err := c.Cat(t.Context(), comity.Citation{Exhibit: rep.Exhibit, Length: 10}, io.Discard); comity.KindOf(err) != comity.Refused {
		t.Errorf("its bytes are asked for: %v", err)
	}
}

// TestQuarantinedIsFoundNowhere plants rows outside the period of the order, one of them
// of a known account, and looks for what they say in all files and answers.
func TestQuarantinedIsFoundNowhere(t *testing.T) {
	t.Parallel()
	words := []string{"hyacinth77", "quince@orchard.example", "400000******4448", "198.18.77.201", "Quincyadams"}
	root := t.TempDir()
	_, c := checkedCase(t, root, planting(t,
		"t6,2003-11-03 12:57:00,garden.example,hyacinth77,Quincyadams,Marsh,quince@orchard.example,4000002222224448,24.90,EUR,198.18.77.201,sale,ok\n"+
			"t7,2003-11-04 12:57:00,garden.example,rosa,Quincyadams,Marsh,quince@orchard.example,4000002222224448,24.90,EUR,198.18.77.201,sale,ok\n"))
	for _, at := range holding(t, root, words) {
		t.Errorf("it is in %s", at)
	}
	rows, err := c.Quarantine(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if rows[0].Ref != billing || rows[0].Rows != 3 {
		t.Errorf("quarantined: %+v", rows)
	}
	for _, w := range append(words, "4000002222224448") {
		rep, err := c.Find(t.Context(), casefile.FindParams{What: w})
		if err != nil {
			t.Fatal(w, err)
		}
		for place, total := range rep.Total {
			if total != 0 {
				t.Errorf("%s is found in %s", w, place)
			}
		}
	}
	quarantinedAnswers(t, c, words)
}

// quarantinedAnswers looks for words in what the case answers.
func quarantinedAnswers(t *testing.T, c *casefile.Case, words []string) {
	t.Helper()
	var said []any
	err := c.Subjects(t.Context(), func(s run.Subject) error {
		v, err := c.Subject(t.Context(), s.ID)
		said = append(said, s, v)
		return err
	})
	if err == nil {
		err = c.Rejects(t.Context(), func(r run.Reject) error { said = append(said, r); return nil })
	}
	if err == nil {
		err = c.Duplicates(t.Context(), func(d run.Duplicate) error { said = append(said, d); return nil })
	}
	if err != nil || len(said) < 2 {
		t.Fatal(said, err)
	}
	text, err := json.Marshal(said)
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range words {
		if bytes.Contains(text, []byte(w)) {
			t.Errorf("%s is in an answer", w)
		}
	}
}

// TestWithdrawnRowIsLeftOut leaves one payment out, and counts it.
func TestWithdrawnRowIsLeftOut(t *testing.T) {
	t.Parallel()
	const unread = "t7,2004-02-03 12:58:00,garden.example,hyacinth77,Quincyadams,Marsh,quince@orchard.example,4000002222224448,2_4.9,EUR,198.18.4.7,sale,ok\n"
	row := "t6,2004-02-03 12:57:00,garden.example,hyacinth77,Quincyadams,Marsh,quince@orchard.example,4000002222224448,24.90,EUR,198.18.4.7,sale,ok"
	files, root := planting(t, row+"\n"+unread), t.TempDir()
	_, c := checkedCase(t, root, files)
	b, err := os.ReadFile(filepath.Join(files, "billing", "transactions.csv"))
	if err != nil {
		t.Fatal(err)
	}
	cite := comity.Citation{Exhibit: comity.DigestOf(b), Offset: int64(bytes.Index(b, []byte(row))) + 3, Length: 4}
	cite.Length = int64(len(row)) // into the row after, which could not be read
	rep, err := c.Withdraw(t.Context(), casefile.WithdrawParams{Item: cite.String(), Reason: "another customer's", Urgent: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Dependents) == 0 {
		t.Error("nothing rested on it")
	}
	after := filepath.Join(root, "case", "runs", rep.After.String())
	for _, at := range holding(t, after, []string{"hyacinth77", "quince@", "t7,2004"}) {
		t.Errorf("still there: %s", at)
	}
	m, err := os.ReadFile(filepath.Join(after, run.ManifestFile))
	if err != nil || !bytes.Contains(m, []byte(`"withdrawn": 2`)) || !bytes.Contains(m, []byte(cite.String())) {
		t.Errorf("the manifest does not say it: %v", err)
	}
	if err := c.Rejects(t.Context(), func(r run.Reject) error {
		if run.Touches(r.Cite, cite) {
			t.Errorf("a reject inside the row stands: %+v", r)
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if found, err := c.Find(t.Context(), casefile.FindParams{What: "hyacinth77"}); err != nil || found.Total[casefile.InRecords] != 0 {
		t.Errorf("it is found: %+v %v", found, err)
	}
	if v := verify(t, c, true); !v.OK {
		t.Errorf("%+v", failed(v))
	}
}
