package intake_test

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// drafted is the draft of a folder, parsed, and its preview.
func drafted(t *testing.T, files map[string][]byte) (*intake.Report, []intake.Shown) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
	if err != nil {
		t.Fatalf("%v\n%s", err, r.Draft(""))
	}
	shown, err := intake.Preview(context.Background(), dir, m)
	if err != nil {
		t.Fatal(err)
	}
	return r, shown
}

func TestMembersNamedWithBackslashes(t *testing.T) {
	r, shown := drafted(t, map[string][]byte{"a.zip": zipped(t, map[string]string{`in\t.csv`: table}, `in\t.csv`)})
	if len(r.Files) != 1 || r.Files[0].Member != "in/t.csv" || len(shown) != 1 || shown[0].Read != 2 {
		t.Errorf("%+v %+v %+v", r.Files, r.Skipped, shown)
	}
}

func TestHeaderInWindows1252(t *testing.T) {
	text := "teilnehmer;adresse;beginn;ende;stra\xdfe\n"
	for range 12 {
		text += "K-1;198.18.0.7;2004-03-13 10:00:00;2004-03-14 10:00:00;M\xfchlstra\xdfe 4\n"
	}
	r, _ := drafted(t, map[string][]byte{"t.csv": []byte(text)})
	if len(r.Files) != 1 || r.Files[0].Kind != "assignments" || !asks(r.Files[0], "encoding") {
		t.Errorf("%+v, unknown %+v", r.Files, r.Unknown)
	}
}

func TestFormatsInUTCAskForNoZone(t *testing.T) {
	text := "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n" +
		"198.18.0.7,00:00:5e:00:53:01,,3600,1078000000,1,0,0,,0,\n198.18.0.8,00:00:5e:00:53:02,,3600,1078000000,1,0,0,,0,\n"
	r, _ := drafted(t, map[string][]byte{"leases.csv": []byte(text)})
	if len(r.Files) != 1 || r.Files[0].Format != "kea" || asks(r.Files[0], "clock.zone") {
		t.Errorf("%+v", r.Files)
	}
}

func TestPreviewSaysWhatFails(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "t.csv"), []byte(table), 0o600); err != nil {
		t.Fatal(err)
	}
	m, _, err := manifest.ParseDraft("m.toml", []byte(`[defaults]
basis = "b"
provider = "P"
country = "IT"
obtained = 2004-05-01
clock = { zone = "UTC", basis = "letter" }

[[basis]]
id = "b"
instrument = "court order"
authority = "A"
reference = "1"
date = 2004-01-01
data = ["assignments"]
from = 2004-03-14
to = 2004-04-01

[[exhibit]]
ref = "IT/1"
path = "t.csv"
kind = "assignments"
format = "csv"
columns = { ip = "nowhere" }

[[exhibit]]
ref = "IT/2"
path = "t.csv"
kind = "assignments"
format = "csv"

[[exhibit]]
ref = "IT/3"
path = "t.csv"
kind = "assignments"
format = "csv"
date_order = "dmy"
`))
	if err != nil {
		t.Fatal(err)
	}
	shown, err := intake.Preview(context.Background(), dir, m)
	if err != nil {
		t.Fatal(err)
	}
	if !shown[0].Failed || shown[0].Note == "" || shown[1].Failed || shown[1].Read != 2 || !shown[2].Failed || shown[2].Read != 0 {
		t.Errorf("%+v", shown)
	}
}
