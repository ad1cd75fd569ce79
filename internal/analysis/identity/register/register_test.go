package register_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/identity"
	"comity/internal/analysis/identity/register"
	"comity/internal/comity"
)

const small = "no;Cognome;nome;data di nascita;remarks\n" +
	"a1;Rossi;Anna;3/2/1970;x\n" +
	"a2;Rossi;Anna;1970-02-03;y\n" +
	"\n" +
	"a3;Verdi;Zeno\n" +
	"a4;Ver\xe8;Zeno;1980-01-01;\n"

func TestRead(t *testing.T) {
	r, err := register.Read([]byte(small), register.Config{ID: "NO"}, "remarks")
	if err != nil {
		t.Fatal(err)
	}
	want := []identity.Field{{Column: "Cognome", Is: identity.Surname}, {Column: "nome", Is: identity.Given}, {Column: "data di nascita", Is: identity.Born}}
	if d := cmp.Diff(want, r.Fields); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"no", "remarks"}, r.Left); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"a1", "a2"}, r.Labels); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"x", "y"}, r.Truth); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]register.Reject{{Row: 3, Reason: "wrong number of cells"}, {Row: 4, Reason: "not UTF-8"}}, r.Rejects); d != "" {
		t.Error(d)
	}
	latin, err := register.Read([]byte(small), register.Config{Encoding: "windows-1252"}, "")
	if err != nil || latin.Bad != 1 || len(latin.Labels) != 3 || latin.Labels[2] != "4" {
		t.Errorf("%v %d %v", err, latin.Bad, latin.Labels)
	}
}

func TestWorkbook(t *testing.T) {
	data, err := os.ReadFile("../../../../cmd/comity/testdata/small/assigned.xlsx")
	if err != nil {
		t.Fatal(err)
	}
	cfg, err := register.Parse("c.toml", []byte("header_row = 3\n[[field]]\ncolumn = \"name\"\nis = \"name\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	r, err := register.Read(data, cfg, "")
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Labels) == 0 || r.Bad != 0 {
		t.Errorf("%v: %d rows, %v", err, len(r.Labels), r.Rejects)
	}
}

func TestWhatIsRefused(t *testing.T) {
	for _, c := range []struct{ config, data, want string }{
		{"colour = 1", "name\nx", "c.toml:1: this key is not known"},
		{"id = ", "name\nx", "c.toml:1"},
		{"threshold = -1", "name\nx", "are positive"},
		{"", "", "no header line"},
		{"", "a,b\n1,2\n", "no column has a name"},
		{"id = \"b\"", "name\nx", "is not in the header line"},
		{"truth_pattern = \"(\"", "name\nx", "truth_pattern"},
		{"encoding = \"morse\"", "name\nx", "is not known"},
		{"[[field]]\ncolumn = \"name\"\nis = \"colour\"", "name\nx", "is no sort of column"},
		{"", "n\x00ame\nx", "NUL"},
		{"", "PK\x03\x04 no book", "no xlsx workbook"},
	} {
		cfg, err := register.Parse("c.toml", []byte(c.config))
		if err == nil {
			_, err = register.Read([]byte(c.data), cfg, "")
		}
		if comity.KindOf(err) != comity.Input || !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%q %q: %v, not %q", c.config, c.data, err, c.want)
		}
		if strings.HasPrefix(fmt.Sprint(err), "c.toml") && comity.HintOf(err) == "" {
			t.Errorf("%q: no way out of %v", c.config, err)
		}
	}
}

func TestDecisions(t *testing.T) {
	r, err := register.Read([]byte("id,name\na,x\nb,y\nb,z\nc,w\n"), register.Config{ID: "id"}, "")
	if err != nil {
		t.Fatal(err)
	}
	got, err := r.Decisions("log", []byte(`{"a":"a","b":"c","same":"no"}`+"\n\n"+`{"a":"c","b":"a","same":"unsure"}`))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]identity.Decision{{A: 0, B: 3, Same: identity.Refused}, {A: 3, B: 0}}, got); d != "" {
		t.Error(d)
	}
	for _, c := range []struct{ line, want string }{
		{"{", "log:1: this is no decision"}, {`{"a":"a","b":"c","same":"maybe"}`, "no verdict"},
		{`{"a":"a","b":"q","same":"no"}`, "no row is named"}, {`{"a":"a","b":"b","same":"no"}`, "several rows"},
	} {
		if _, err := r.Decisions("log", []byte(c.line)); !strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%s: %v, not %q", c.line, err, c.want)
		}
	}
}

// FuzzRead: whatever table, configuration and log come, each row is read or
// rejected once, and resolving what was read does not fail.
func FuzzRead(f *testing.F) {
	f.Add([]byte(small), []byte("id = \"no\""), []byte(`{"a":"a1","b":"a2","same":"no"}`))
	f.Add([]byte("name|email\n\"a\nb\"|x@y.example\n\"|\"\n"), []byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, data, config, log []byte) {
		cfg, err := register.Parse("c.toml", config)
		if err != nil {
			return
		}
		r, err := register.Read(data, cfg, "")
		if err != nil {
			if comity.KindOf(err) != comity.Input {
				t.Errorf("not an input error: %v", err)
			}
			return
		}
		if n := len(r.Labels); n != r.Table.Rows() || n+r.Bad > strings.Count(string(data), "\n")+1 && !strings.HasPrefix(string(data), "PK") || n > 500 {
			if n <= 500 {
				t.Errorf("%d rows, %d labels, %d rejects", r.Table.Rows(), n, r.Bad)
			}
			return
		}
		d, err := r.Decisions("log", log)
		if err != nil {
			return
		}
		if _, err := identity.Resolve(r.Table, identity.Config{Decisions: d}); err != nil && comity.KindOf(err) != comity.Input {
			t.Error(err)
		}
	})
}
