package casefile_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/analysis/derivation"
	"comity/internal/casefile"
)

// A claim on hits that name several subscribers leads to the assignment that
// elimination gives them to, though the hits do not name it.
func TestClaimLeadsToWhatEliminationFinds(t *testing.T) {
	// Behind one address one line is there every day, and behind another, which
	// many others use, it never is.
	const days, others = 12, 60
	leases, log := "ip,start,end,subscriber\n", ""
	lease := func(addr string, day int, subscriber string) {
		leases += fmt.Sprintf("%s,2004-02-%02d 10:00:00,2004-02-%02d 20:00:00,%s\n", addr, day, day, subscriber)
	}
	visit := func(addr string, day int, user string) {
		log += fmt.Sprintf(`%s - %s [%02d/Feb/2004:18:00:05 +0000] "GET /members/ HTTP/1.1" 200 5120 "-" "Mozilla/4.0"`+"\n", addr, user, day)
	}
	for day := 1; day <= days; day++ {
		lease("198.18.4.7", day, "C-1001")
		for n := range 20 {
			lease("198.18.4.7", day, fmt.Sprintf("C-%d-%d", day, n))
			lease("198.18.4.8", day, fmt.Sprintf("D-%d-%d", day, n))
		}
		visit("198.18.4.7", day, "rosa")
		for n := range others {
			visit("198.18.4.8", day, fmt.Sprint("other", n))
		}
	}
	dir, manifest := folder(t)
	c, rosa := checkedRosa(t, dir, manifest, map[string]string{"leases.csv": leases, "access.log": log})
	v, err := c.Claim(t.Context(), rosa+"/for/2")
	if err != nil || len(v.Hits) != days || len(v.Eliminated) != days {
		t.Fatalf("%+v, %v", v, err)
	}
	for i, w := range v.Walk {
		last := w.Assignments[len(w.Assignments)-1]
		if len(w.Assignments) != len(v.Hits[i].Candidates)+1 || last.Cite != v.Eliminated[i].Assignment || last.Ref != "B" || !strings.HasSuffix(string(last.Bytes), ",C-1001") {
			t.Errorf("%s: %d assignments, the last %s", w.Hit, len(w.Assignments), last.Bytes)
		}
	}
}

// A claim by whose the connection is leads to the row that says so, where none of its hits' own does.
func TestClaimLeadsToTheRowThatNamesTheSubscriber(t *testing.T) {
	dir, manifest := folder(t)
	leases := "ip,start,end,subscriber,name\n198.18.4.9,2004-03-20 10:00:00,2004-03-20 20:00:00,C-1001,Rosa Marini\n"
	log := ""
	for day := 1; day <= 6; day++ {
		leases += fmt.Sprintf("198.18.4.7,2004-02-%02d 10:00:00,2004-02-%02d 20:00:00,C-1001,\n", day, day)
		log += fmt.Sprintf(`198.18.4.7 - rosa [%02d/Feb/2004:18:00:05 +0000] "GET /members/ HTTP/1.1" 200 5120 "-" "Mozilla/4.0"`+"\n", day)
	}
	edit(t, manifest, `"access", "assignments"`, `"access", "assignments", "members"`)
	edit(t, manifest, "[[exhibit]]\nref = \"A\"", `[[exhibit]]
ref = "M"
path = "members.csv"
basis = "order-1"
kind = "members"
format = "csv"
site = "garden.example"
obtained = 2004-04-05
clock = { zone = "UTC", basis = "stated by the host" }

[[exhibit]]
ref = "A"`)
	c, rosa := checkedRosa(t, dir, manifest, map[string]string{"leases.csv": leases, "access.log": log, "members.csv": "account,name\nrosa,Rosa Marini\n"})
	s, err := c.Subject(t.Context(), rosa)
	if err != nil || len(s.Subject.Named) != 1 {
		t.Fatalf("%+v, %v", s.Subject.Named, err)
	}
	led := 0
	for i := range s.Subject.For {
		v, err := c.Claim(t.Context(), fmt.Sprintf("%s/for/%d", s.Subject.ID, i+1))
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range v.Graph.Nodes[0].Rests {
			if l.As == derivation.Named && l.May && l.To == derivation.NodeID(derivation.Record, s.Subject.Named[0].Row.String()) {
				led++
			}
		}
	}
	if led == 0 || led == len(s.Subject.For) {
		t.Errorf("%d of %d arguments lead to the row", led, len(s.Subject.For))
	}
}

// checkedRosa checks a case of the files, and returns it with the subject of rosa's account.
func checkedRosa(t *testing.T, dir, manifest string, files map[string]string) (c *casefile.Case, subject string) {
	t.Helper()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c, _ = emptyCase(t)
	if _, err := c.Seal(t.Context(), manifest); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	found, err := c.Find(t.Context(), casefile.FindParams{What: "garden.example:rosa", In: []string{casefile.InSubjects}})
	if err != nil || len(found.Rows) != 1 {
		t.Fatalf("%+v, %v", found, err)
	}
	return c, found.Rows[0].Item
}
