package identity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/identity"
)

// fields of the tables below.
func fields() []identity.Field {
	return []identity.Field{
		{Column: "given", Is: identity.Given}, {Column: "surname", Is: identity.Surname}, {Column: "born", Is: identity.Born},
		{Column: "street", Is: identity.Street}, {Column: "number", Is: identity.Number}, {Column: "town", Is: identity.Town},
		{Column: "email", Is: identity.Email},
	}
}

// draw is a sequence of numbers below n.
type draw uint64

func (d *draw) n(n int) int {
	*d = *d*6364136223846793005 + 1442695040888963407
	return int(uint64(*d) >> 33 % uint64(n))
}

var syllables = strings.Fields("ba ce di fo gu la me ni po ru sa te vi zo")

func (d *draw) word() string {
	var b strings.Builder
	for range 2 + d.n(2) {
		b.WriteString(syllables[d.n(len(syllables))])
	}
	return b.String()
}

// people is n people, each in up to three rows; who says which row is whose.
func people(n int) (rows [][]string, who []int) {
	d := draw(7)
	for p := range n {
		given, surname := d.word(), d.word()
		row := []string{given, surname, fmt.Sprintf("%d-%02d-%02d", 1940+d.n(60), 1+d.n(12), 1+d.n(28)), d.word() + d.word(),
			fmt.Sprint(1 + d.n(90)), d.word(), fmt.Sprintf("%s.%s%d@mail.example", given, surname, d.n(100))}
		for range 1 + d.n(3) {
			again := slices.Clone(row)
			switch i := d.n(len(row)); d.n(3) {
			case 0:
				again[i] = ""
			case 1:
				again[i] = again[i][1:] + "x"
			}
			rows, who = append(rows, again), append(who, p)
		}
	}
	return rows, who
}

func table(t testing.TB, fields []identity.Field, rows [][]string) *identity.Table {
	t.Helper()
	tab, err := identity.NewTable(fields)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range rows {
		tab.Add(r)
	}
	return tab
}

func resolve(t testing.TB, rows [][]string, cfg identity.Config) *identity.Result {
	t.Helper()
	r, err := identity.Resolve(table(t, fields(), rows), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestPeopleAreFound(t *testing.T) {
	rows, who := people(400)
	for _, whole := range []uint64{0, 1} { // compared whole, and by blocking rules
		r := resolve(t, rows, identity.Config{Whole: whole, Workers: 2})
		wrong := 0
		for i := range rows {
			for j := range i {
				if (r.Cluster[i] == r.Cluster[j]) != (who[i] == who[j]) {
					wrong++
				}
			}
		}
		if r.Whole != (whole == 0) || wrong > 8 {
			t.Errorf("whole %v: %d pairs of rows are wrong", r.Whole, wrong)
		}
	}
}

func TestScoreIsTheSumOfItsWaterfall(t *testing.T) {
	rows, _ := people(300)
	r := resolve(t, rows, identity.Config{})
	if len(r.Ties) < 100 {
		t.Fatalf("%d ties", len(r.Ties))
	}
	for _, tie := range r.Ties {
		steps, sum := r.Explain(tie.A, tie.B)
		for _, s := range steps {
			sum -= s.Weight
		}
		if _, again := r.Explain(tie.B, tie.A); sum != 0 || again != tie.Weight {
			t.Fatalf("rows %d and %d: steps leave %d, weight %d and %d", tie.A, tie.B, sum, tie.Weight, again)
		}
	}
}

func TestOrderOfRowsAndWorkersDoNotCount(t *testing.T) {
	rows, _ := people(300)
	a := resolve(t, rows, identity.Config{Whole: 1})
	turned := slices.Clone(rows)
	slices.Reverse(turned)
	b := resolve(t, turned, identity.Config{Whole: 1, Workers: 4})
	if d := cmp.Diff(a.Fields, b.Fields); d != "" || a.Prior != b.Prior || a.Scored != b.Scored {
		t.Fatalf("training differs (prior %d, %d): %s", a.Prior, b.Prior, d)
	}
	if d := cmp.Diff(contents(rows, a), contents(turned, b)); d != "" {
		t.Error(d)
	}
}

// contents is the clusters by what their rows hold.
func contents(rows [][]string, r *identity.Result) []string {
	in := map[uint32][]string{}
	for i, c := range r.Cluster {
		in[c] = append(in[c], strings.Join(rows[i], "|"))
	}
	var out []string
	for _, list := range in {
		slices.Sort(list)
		out = append(out, strings.Join(list, "\n"))
	}
	slices.Sort(out)
	return out
}

func TestARowLessLeavesOtherComparisons(t *testing.T) {
	rows, _ := people(60)
	all := resolve(t, rows, identity.Config{})
	fewer := resolve(t, rows[1:], identity.Config{})
	for i := 1; i < len(rows); i++ {
		for j := 1; j < i; j++ {
			a, _ := all.Explain(uint32(i), uint32(j))
			b, _ := fewer.Explain(uint32(i-1), uint32(j-1))
			if d := cmp.Diff(levels(a), levels(b)); d != "" {
				t.Fatalf("rows %d and %d: %s", i, j, d)
			}
		}
	}
}

func levels(steps []identity.Step) (out []string) {
	for _, s := range steps {
		if s.Part == "level" {
			out = append(out, s.Level)
		}
	}
	return out
}

func TestLevels(t *testing.T) {
	for _, c := range []struct {
		is   identity.Sort
		a, b string
		want string
	}{
		{identity.Surname, "Müller", "MULLER", "exact"},
		{identity.Surname, "D'Amico", "d amico", "exact"},
		{identity.Surname, "", "Rossi", "missing"},
		{identity.Surname, "Rossi", "Rosso", "near"},
		{identity.Surname, "Rossi", "Verdi", "differs"},
		{identity.Name, "Anna Rossi", "Rossi, Anna", "exact"},
		{identity.Born, "1970-02-03", "19700203", "exact"},
		{identity.Born, "1970-02-03", "3/2/1970", "exact"},
		{identity.Born, "1970-02-03", "1970-03-02", "slip"},
		{identity.Born, "1970-02-03", "1971-02-03", "slip"},
		{identity.Born, "1970-02-03", "1970-02-28", "two parts"},
		{identity.Born, "1970-02-03", "1970-11-28", "year"},
		{identity.Born, "1970-02-03", "1958-11-28", "differs"},
		{identity.Postcode, "10121", "10112", "slip"},
		{identity.Postcode, "10121", "20135", "differs"},
		{identity.Phone, "+39 011 1234567", "0039-011-1234567", "exact"},
		{identity.Phone, "+39 011 1234567", "011 1234567", "tail"},
		{identity.Phone, "011 1234567", "011 1234576", "slip"},
		{identity.Email, "Rose@Mail.example", "rose@mail.example", "exact"},
		{identity.Email, "rose@mail.example", "rose@post.example", "local part"},
		{identity.Email, "rose.hill@mail.example", "rose.hil@mail.example", "near"},
		{identity.Email, "no address", "rose@mail.example", "missing"},
		{identity.Code, "1804974", "1804794", "slip"},
		{identity.Code, "1804974", "1804790", "two slips"},
		{identity.Region, "nsw", "NSW", "exact"},
		{identity.Text, "Волков", "волков", "exact"},
		{identity.Text, "Волкова", "Волков", "near"},
	} {
		tab := table(t, []identity.Field{{Column: "x", Is: c.is}}, [][]string{{c.a}, {c.b}})
		r, err := identity.Resolve(tab, identity.Config{})
		if err != nil {
			t.Fatal(err)
		}
		if steps, _ := r.Explain(0, 1); steps[1].Level != c.want {
			t.Errorf("%s %q %q: %s, not %s", c.is, c.a, c.b, steps[1].Level, c.want)
		}
	}
}

func TestExchangedNames(t *testing.T) {
	rows := [][]string{{"Thomas", "Gabriel"}, {"Gabriel", "Thomas"}}
	r, err := identity.Resolve(table(t, fields()[:2], rows), identity.Config{})
	if err != nil {
		t.Fatal(err)
	}
	steps, _ := r.Explain(0, 1)
	if d := cmp.Diff([]string{"exchanged", "exchanged"}, levels(steps)); d != "" {
		t.Error(d)
	}
}

func TestFieldsThatAreNone(t *testing.T) {
	for _, list := range [][]identity.Field{nil, {{Is: "colour"}}, {{Is: identity.Born, Order: "ydm"}}, make([]identity.Field, 17)} {
		if _, err := identity.NewTable(list); err == nil {
			t.Errorf("%v is taken", list)
		}
	}
}
