package casefile

import (
	"archive/zip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// forwardedTable is a table whose case holds one archive that an office forwarded: a member of
// one provider and a member of another, each under a reference and conditions of its own.
func forwardedTable(t *testing.T) *Case {
	t.Helper()
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "forwarded.zip"))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for _, user := range []string{"rosa", "pino"} {
		w, err := z.Create(user + ".csv")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte("account,time\n" + user + ",2004-02-03 17:50:00\n")); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	tb := newTable(t)
	c := tb.open("Rossi")
	sealText(t, c, dir, member("A", "forwarded.zip", "rosa.csv", `handling = ["H2"]`)+member("B", "forwarded.zip", "pino.csv", ""))
	return c
}

func member(ref, path, name, more string) string {
	return "[[exhibit]]\nref = \"" + ref + "\"\npath = \"" + path + "\"\nmember = \"" + name + `"
basis = "order-7"
kind = "members"
format = "csv"
site = "garden.example"
obtained = 2004-04-05
clock = { zone = "UTC", basis = "letter" }
` + more + "\n"
}

func sealText(t *testing.T, c *Case, dir, exhibits string) {
	t.Helper()
	name := filepath.Join(dir, "evidence.toml")
	if err := os.WriteFile(name, []byte(`[[basis]]
id = "order-7"
instrument = "production order"
authority = "Tribunale di Esempio"
reference = "7/2004"
date = 2004-04-02
data = ["members"]
from = 2004-01-01
to = 2004-03-31

`+exhibits), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Seal(t.Context(), name); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// rowOf cites the row of a member.
func rowOf(t *testing.T, c *Case, ref string) string {
	t.Helper()
	v, _ := c.state.byRef(ref)
	d, err := c.describe(v)
	if err != nil {
		t.Fatal(err)
	}
	of := d.Source.Stream()
	if of.Inner == "" {
		t.Fatalf("%s is no member: %+v", ref, d.Source)
	}
	return comity.Citation{Exhibit: of.Exhibit, Inner: of.Inner, Offset: 13, Length: 20}.String()
}

// TestMemberThatIsLeftOutIsNotTold: that another member of its archive is in force does not make
// what was restricted tellable, nor the archive that holds it.
func TestMemberThatIsLeftOutIsNotTold(t *testing.T) {
	c := forwardedTable(t)
	b, _ := c.state.byRef("B")
	whole, bytes := b.body.Exhibit.String(), b.body.Exhibit.String()+":0+40"
	if _, err := c.Restrict(t.Context(), WithdrawParams{Item: "B", Reason: "contested"}); err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{"B", rowOf(t, c, "B"), whole, bytes} {
		if may, err := c.MaySend(t.Context(), item, "DE"); err != nil || may.Allowed || may.Rule != ruleLeftOut {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
	}
	for _, item := range []string{"A", rowOf(t, c, "A")} { // its own contributor's rule, and not that of B
		if may, err := c.MaySend(t.Context(), item, "DE"); err != nil || may.Rule != "handling-h2" {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
	}
}

// TestSupersededMemberKeepsItsConditions: others of the archive are in force, and speak for
// themselves; what was superseded is told under what it was given for.
func TestSupersededMemberKeepsItsConditions(t *testing.T) {
	c := forwardedTable(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "rosa.csv"), []byte("account,time\nrosa,2004-02-03 17:51:00\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	row, whole := rowOf(t, c, "A"), strings.SplitN(rowOf(t, c, "A"), ":", 2)[0]
	sealText(t, c, dir, strings.Replace(member("C", "rosa.csv", "", `supersedes = "A"`), "member = \"\"\n", "", 1))
	for _, item := range []string{"A", row, whole, whole + ":0+40"} {
		if may, err := c.MaySend(t.Context(), item, "DE"); err != nil || may.Allowed || may.Rule != "handling-h2" {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
	}
	for _, item := range []string{"B", rowOf(t, c, "B"), "C"} {
		if may, err := c.MaySend(t.Context(), item, "DE"); err != nil || !may.Allowed {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
	}
}

func TestStreamOfCitation(t *testing.T) {
	src := record.Source{Exhibit: comity.DigestOf([]byte("x")), Packing: "zip/a.xlsx", Format: record.Workbook, Sheet: "Lines 2003"}
	row := comity.Citation{Exhibit: src.Exhibit, Inner: string(comity.AppendRow([]byte(src.Inner()), 3)), Length: -1}
	if got := record.StreamOf(row); got != src.Stream() {
		t.Errorf("%+v, want %+v", got, src.Stream())
	}
}
