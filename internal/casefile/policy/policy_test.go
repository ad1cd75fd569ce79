package policy_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// table is a table of docs/policy.md: row, column, cell.
type table map[string]map[string]string

// tables reads the tables of a page in their order. A row is known by what
// stands before its first colon, but for codes, which have colons.
func tables(t *testing.T, page string) []table {
	t.Helper()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	var out []table
	var head []string
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") {
			head = nil
			continue
		}
		cells := strings.Split(strings.Trim(line, "|"), "|")
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		switch {
		case head == nil:
			head = cells
			out = append(out, table{})
		case strings.HasPrefix(cells[0], "---"):
		default:
			row, _, _ := strings.Cut(cells[0], ": ")
			out[len(out)-1][row] = map[string]string{}
			for i, c := range cells[1:] {
				out[len(out)-1][row][head[i+1]] = c
			}
		}
	}
	return out
}

func newPolicy(t testing.TB, files ...policy.File) *policy.Policy {
	t.Helper()
	p, err := policy.New(files...)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// codesIn are the codes of the third table, and none.
func codesIn(codes table) []string {
	out := []string{""}
	for c := range codes {
		out = append(out, c)
	}
	slices.Sort(out)
	return out
}

// forbidden says what the third table says of one cell.
func forbidden(codes table, code string, act policy.Act, purpose string) bool {
	cell := codes[code][string(act)]
	return cell == "always" || slices.Contains(strings.Split(cell, ", "), purpose)
}

func request(act policy.Act, role, purpose, code string) policy.Request {
	r := policy.Request{Actor: "R. Verdi", Governed: true, Roles: []string{role}, Act: act, Case: "c1", Purpose: purpose}
	if purpose == policy.NoPurpose {
		r.Purpose = ""
	}
	if purpose == policy.OtherPurpose {
		r.Purpose = "weekly review: prosecution"
	}
	switch {
	case strings.HasPrefix(code, "TLP"):
		r.TLP = code
	case code != "":
		r.H = []string{code}
	}
	return r
}

// TestEveryCell: every act, role, purpose and code is decided as the tables say
// that a lawyer can read.
func TestEveryCell(t *testing.T) {
	p, tabs := newPolicy(t), tables(t, "../../../docs/policy.md")
	if len(tabs) != 3 {
		t.Fatalf("%d tables", len(tabs))
	}
	byRole, byPurpose, byCode := tabs[0], tabs[1], tabs[2]
	if len(byRole) != len(policy.Acts()) || len(byPurpose) != len(policy.Acts()) || len(byCode) != 9 {
		t.Fatalf("%d, %d, %d rows", len(byRole), len(byPurpose), len(byCode))
	}
	purposes, cells, allowed := append(policy.Purposes(), policy.OtherPurpose, policy.NoPurpose), 0, 0
	for _, act := range policy.Acts() {
		for _, role := range policy.Roles() {
			for _, purpose := range purposes {
				for _, code := range codesIn(byCode) {
					for _, cell := range []string{byRole[string(act)][role], byPurpose[string(act)][purpose]} {
						if cell != "yes" && cell != "no" {
							t.Fatalf("%s, %s, %s: the table says %q", act, role, purpose, cell)
						}
					}
					want := byRole[string(act)][role] == "yes" && byPurpose[string(act)][purpose] == "yes" && !forbidden(byCode, code, act, purpose)
					got := p.Decide(request(act, role, purpose, code))
					if got.Allowed != want || got.Allowed != (got.Rule == "") || len(got.Rules) == 0 {
						t.Errorf("%s by %s for %s under %q: %+v, want allowed %v", act, role, purpose, code, got, want)
					}
					if cells++; want {
						allowed++
					}
				}
			}
		}
	}
	t.Logf("%d cells, %d allowed", cells, allowed)
}

// TestOpenNode: where no actor is named, contributors' conditions bind and nothing else.
func TestOpenNode(t *testing.T) {
	p, byCode := newPolicy(t), tables(t, "../../../docs/policy.md")[2]
	for _, act := range policy.Acts() {
		for _, purpose := range append(policy.Purposes(), policy.OtherPurpose, policy.NoPurpose) {
			for _, code := range codesIn(byCode) {
				r := request(act, "", purpose, code)
				r.Governed, r.Roles, r.Cases = false, nil, []string{"another"}
				if got, want := p.Decide(r), !forbidden(byCode, code, act, purpose); got.Allowed != want {
					t.Errorf("%s for %s under %q: %+v", act, purpose, code, got)
				}
				r.Agreed = true
				if got := p.Decide(r); !got.Allowed {
					t.Errorf("%s for %s under %q, with permission: %+v", act, purpose, code, got)
				}
			}
		}
	}
}

// TestRoles: two roles are what either is, but for the log of looks; nobody unnamed does anything.
func TestRoles(t *testing.T) {
	p, tabs := newPolicy(t), tables(t, "../../../docs/policy.md")
	for _, a := range policy.Roles() {
		for _, b := range policy.Roles() {
			for _, act := range policy.Acts() {
				r := request(act, a, "prosecution", "")
				r.Roles = []string{a, b}
				if act == policy.Looks {
					r.Purpose = "oversight"
				}
				want := tabs[0][string(act)][a] == "yes" || tabs[0][string(act)][b] == "yes"
				if act == policy.Looks {
					want = tabs[0][string(act)][a] == "yes" && tabs[0][string(act)][b] == "yes"
				}
				if got := p.Decide(r); got.Allowed != want {
					t.Errorf("%s by %s and %s: %+v", act, a, b, got)
				}
			}
		}
	}
	for _, act := range policy.Acts() {
		for _, role := range []string{"", "Investigator", "root"} {
			if got := p.Decide(request(act, role, "investigation", "")); got.Allowed || got.Rule == "" {
				t.Errorf("%s by %q: %+v", act, role, got)
			}
		}
	}
	for _, act := range []policy.Act{"", "destroy", "SHOW"} {
		if got := p.Decide(request(act, "supervisor", "investigation", "")); got.Rule != policy.RuleComplete {
			t.Errorf("%q: %+v", act, got)
		}
	}
}

func TestAssignedCase(t *testing.T) {
	p := newPolicy(t)
	for _, tt := range []struct {
		cases []string
		act   policy.Act
		rule  string
	}{
		{nil, policy.Show, ""},
		{[]string{"c1"}, policy.Show, ""},
		{[]string{"c2", "c1"}, policy.Show, ""},
		{[]string{"c2"}, policy.Show, "assigned-case"},
		{[]string{"c2"}, policy.List, "assigned-case"},
		{[]string{"c2"}, policy.Init, ""},
	} {
		r := request(tt.act, "investigator", "investigation", "")
		r.Cases = tt.cases
		if got := p.Decide(r); got.Rule != tt.rule {
			t.Errorf("%v: %+v", tt, got)
		}
	}
}

// TestAllRules: a decision names all rules, in the order of the file, whatever the order Cedar gives.
func TestAllRules(t *testing.T) {
	p := newPolicy(t)
	r := request(policy.Pack, "analyst", "", "")
	r.Purpose, r.H, r.TLP = "", []string{"H0", "H1", "H2", "H3"}, "TLP:RED"
	want := []string{"purpose-stated", "purpose-of-passing-on", "handling-h0", "handling-h2", "handling-h3", "handling-tlp"}
	for range 50 {
		if got := p.Decide(r); !cmp.Equal(want, got.Rules) || got.Says == "" {
			t.Fatalf("%+v", got)
		}
	}
}

func TestNodesOwnRules(t *testing.T) {
	night := policy.File{Name: "night.cedar", Text: []byte(`@id("no-search") @says("nobody searches here") forbid (principal, action == Action::"find", resource);`)}
	p := newPolicy(t, night)
	if got := p.Decide(request(policy.Find, "investigator", "investigation", "")); got.Rule != "no-search" || got.Says != "nobody searches here" {
		t.Errorf("%+v", got)
	}
	if got := p.Decide(request(policy.Show, "investigator", "investigation", "")); !got.Allowed {
		t.Errorf("%+v", got)
	}
	for _, tt := range []struct{ text, want string }{
		{`@id("x") permit (principal, action, resource);`, `own.cedar:1: rule "x" permits`},
		{`forbid (principal, action, resource);`, "own.cedar:1: a rule has no id"},
		{`@id("handling-h2") forbid (principal, action, resource);`, `two rules "handling-h2"`},
		{"@id(\"x\") forbid (principal, action, resource)\nwhen {", "own.cedar"},
		{`permit it`, "own.cedar"},
	} {
		_, err := policy.New(policy.File{Name: "own.cedar", Text: []byte(tt.text)})
		if err == nil || comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), tt.want) || comity.HintOf(err) == "" {
			t.Errorf("%s: %v", tt.text, err)
		}
	}
}

// TestErrorDenies: a node's own forbid that cannot be evaluated, in whatever
// way, denies what everything else allows.
func TestErrorDenies(t *testing.T) {
	for i, when := range []string{
		`context.weekday == "Sunday"`, `principal.clearance > 3`, `resource.country == "IT"`, `resource.owner.name == "x"`,
		`context.tlp > 3`, `context.h + 1 == 2`, `principal.roles.contains(principal.rank)`, `9223372036854775807 + 1 == 0`,
		`decimal(context.tlp).lessThan(decimal("1.0"))`, `ip(context.purpose).isLoopback()`, `context.purpose`, `if context.purpose then true else true`,
		`context.governed && context.weekday == "Sunday"`, `Actor::"nobody".roles.contains("x")`,
	} {
		own := policy.File{Name: "own.cedar", Text: []byte(fmt.Sprintf("@id(\"own-%d\") forbid (principal, action, resource) when { %s };", i, when))}
		p := newPolicy(t, own)
		for _, act := range policy.Acts() {
			r := request(act, "supervisor", "prosecution", "")
			if act == policy.Looks {
				r = request(act, "auditor", "oversight", "")
			}
			if got := newPolicy(t).Decide(r); !got.Allowed {
				t.Fatalf("%s is not allowed to begin with: %+v", act, got)
			}
			if got := p.Decide(r); got.Allowed || got.Rule != policy.RuleEvaluates || !strings.Contains(got.Says, fmt.Sprintf("own-%d", i)) {
				t.Errorf("%s when %s: %+v", act, when, got)
			}
		}
	}
}

func TestClassOf(t *testing.T) {
	for in, want := range map[string]string{
		"": "none", "  ": "none", "investigation": "investigation", "investigation: the billing company": "investigation",
		" oversight ": "oversight", "Investigation": "other", "investigations": "other", "an investigation": "other", "none": "other", ":": "other",
		"imminent-harm:x": "imminent-harm",
	} {
		if got := policy.ClassOf(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

// BenchmarkDecide: what does one decision cost?
func BenchmarkDecide(b *testing.B) {
	p, r := newPolicy(b), request(policy.Tell, "investigator", "investigation", "H1")
	for b.Loop() {
		if !p.Decide(r).Allowed {
			b.Fatal("denied")
		}
	}
}
