package manifest_test

import (
	"strings"
	"testing"

	"comity/internal/casefile/manifest"
	"comity/internal/comity"
)

const source = `[[basis]]
id = "b"
instrument = "court order"
authority = "A"
reference = "1"
date = 2004-01-01
data = ["assignments", "access"]
from = 2004-01-01
to = 2004-04-01

[[exhibit]]
ref = "IT/1"
path = "a.csv"
basis = "b"
kind = "assignments"
format = "csv"
provider = "P"
country = "IT"
obtained = 2004-05-01
handling = ["H1"]
clock = { zone = "Europe/Rome", basis = "letter" }
columns = { ip = "address" }
date_order = "dmy"
totals = ["Sum"]
notes = "the first"

`

// An exhibit that is like another takes over how it is held and read, and nothing
// that is the other file's own.
func TestLike(t *testing.T) {
	m, err := manifest.Parse("m.toml", []byte(source+`[[exhibit]]
ref = "IT/2"
path = "b.csv"
kind = "assignments"
format = "csv"
like = "IT/1"
provider = "Q"

[[exhibit]]
ref = "IT/3"
path = "c.csv"
kind = "assignments"
like = "IT/2"
`))
	if err != nil {
		t.Fatal(err)
	}
	for i, provider := range []string{"P", "Q", "Q"} {
		s, e := m.Source(i), m.Exhibits[i]
		if s.Provider != provider || s.Country != "IT" || s.Clock.Zone != "Europe/Rome" || s.DateOrder != "dmy" || len(s.Columns["ip"]) != 1 ||
			len(s.Totals) != 1 || len(e.Handling) != 1 || e.Basis != "b" || e.ObtainedAt().IsZero() {
			t.Errorf("%d: %+v", i, s)
		}
		if i > 0 && e.Notes != "" {
			t.Errorf("%d: notes %q", i, e.Notes)
		}
	}
	m.Exhibits[1].Columns["ip"] = []string{"other"}
	if got := m.Source(0).Columns["ip"][0]; got != "address" {
		t.Errorf("one exhibit's columns are the other's: %s", got)
	}
}

func TestLikeRefuses(t *testing.T) {
	for name, like := range map[string]string{
		"nobody":  "ref = \"IT/2\"\npath = \"b\"\nkind = \"assignments\"\nlike = \"IT/9\"\n",
		"itself":  "ref = \"IT/2\"\npath = \"b\"\nkind = \"assignments\"\nlike = \"IT/2\"\n",
		"another": "ref = \"IT/2\"\npath = \"b\"\nkind = \"access\"\nlike = \"IT/1\"\n",
	} {
		_, err := manifest.Parse("m.toml", []byte(source+"[[exhibit]]\n"+like))
		if comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), "m.toml:") || comity.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
