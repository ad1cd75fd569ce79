package intake_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
	"comity/internal/comity"
)

// TestNothingHoldsCardNumbers: they stand in the header, in every column, among few
// words and in names of files, and neither draft nor report nor preview says one.
func TestNothingHoldsCardNumbers(t *testing.T) {
	const pan, dotted = "4111111111111111", "4111.1111.1111.1111"
	dir := t.TempDir()
	for name, text := range map[string]string{
		"payments.csv": "txn_id,created,txn_type,site,username,name_on_card,card_no,amount,currency,status," + pan + "\n" +
			strings.Repeat("T1,2004-01-02 10:00:00,"+pan+",garden.example,"+pan+","+dotted+","+pan+",19.90,EUR,"+dotted+",x\n", 20),
		"members.csv":   pan + "," + dotted + ",a@mail.example,2004-01-02 10:00:00\n" + strings.Repeat("rose,"+pan+",b@mail.example,2004-01-02 10:00:00\n", 20),
		dotted + ".csv": "a,b\n1,2\n", "exe\u202egpj.csv": "login,site,mail,joined\nrose,garden.example,a@mail.example,2004-01-02 10:00:00\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	report, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	draft := r.Draft("")
	m, _, err := manifest.ParseDraft("draft", draft)
	if err != nil {
		t.Fatalf("%v\n%s", err, draft)
	}
	shown, err := intake.Preview(context.Background(), dir, m)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := json.Marshal(shown)
	if err != nil {
		t.Fatal(err)
	}
	for what, text := range map[string][]byte{"report": report, "draft": draft, "preview": rows} {
		if comity.HoldsCard(text) {
			t.Errorf("the %s holds %s\n%s", what, comity.CardNumber(string(text)), text)
		}
	}
	if strings.ContainsRune(string(draft), 0x202e) || !strings.Contains(string(draft), `path = "exe\u202Egpj.csv"`) {
		t.Errorf("the name is not escaped:\n%s", draft)
	}
	if len(r.Skipped) != 1 || !strings.Contains(r.Skipped[0].Reason, "rename a copy") {
		t.Errorf("skipped: %+v", r.Skipped)
	}
}
