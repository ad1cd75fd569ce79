package intake_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// What stands where there is no end is mapped to none or asked about. A column of ends that is
// left out because of it would make every line last until somebody else has the address.
func TestVoidEnds(t *testing.T) {
	for word, c := range map[string]struct {
		draft string
		asked bool
	}{
		"-": {`values = { end = { "-" = "" } }`, false}, "NULL": {`values = { end = { "NULL" = "" } }`, false}, `\N`: {`values = { end = { "\\N" = "" } }`, false},
		"9999-12-31 23:59:59": {`values = { end = { "9999-12-31 23:59:59" = "" } }`, false}, "0000-00-00 00:00:00": {`values = { end = { "0000-00-00 00:00:00" = "" } }`, false},
		"still connected": {`values = { end = { "still connected" = "?" } }`, true},
	} {
		var b strings.Builder
		b.WriteString("customer;ip;start;end\n")
		for i := range 40 {
			end := word
			if i%5 > 0 {
				end = fmt.Sprintf("2004-01-03 10:%02d:00", i)
			}
			fmt.Fprintf(&b, "K%d;198.18.0.%d;2004-01-02 10:00:00;%s\n", i, i, end)
		}
		r, dir := lookAt(t, map[string]string{"f.csv": b.String()})
		draft := string(r.Draft(""))
		if !strings.Contains(draft, c.draft) || !strings.Contains(draft, `end = "end"`) || strings.Contains(draft, "? values.end") != c.asked {
			t.Errorf("%s:\n%s", word, draft[strings.Index(draft, "to = "):])
			continue
		}
		m, _, err := manifest.ParseDraft("draft.toml", []byte(draft))
		if err != nil {
			t.Fatal(err)
		}
		if shown, err := intake.Preview(context.Background(), dir, m); err != nil || !c.asked && (shown[0].Read != 40 || len(shown[0].Rejects) > 0) {
			t.Errorf("%s: %v %+v", word, err, shown)
		}
	}
}

func TestVoidAddresses(t *testing.T) {
	var b strings.Builder
	b.WriteString("txn;created;sum;email;remote_addr\n")
	for i := range 40 {
		from := []string{"unknown", "internal", fmt.Sprintf("198.18.0.%d", i), fmt.Sprintf("198.18.1.%d", i)}[i%4]
		fmt.Fprintf(&b, "%d;2004-01-02 10:%02d:00;29.90;a%d@mail.example;%s\n", i, i, i, from)
	}
	r, _ := lookAt(t, map[string]string{"f.csv": b.String()})
	if draft := string(r.Draft("")); !strings.Contains(draft, `ip = "remote_addr"`) || !strings.Contains(draft, `values = { ip = { "internal" = "?", "unknown" = "" } }`) {
		t.Error(draft[strings.Index(draft, "to = "):])
	}
}

// A dash is no value of any column; words in a column of words are values.
func TestDashes(t *testing.T) {
	r, _ := lookAt(t, map[string]string{"f.csv": "txn;created;sum;email;remote_addr;state\n1;2004-01-02 10:00:00;29.90;-;198.18.0.7;ok\n2;2004-01-03 10:00:00;29.90;b@mail.example;-;NULL\n3;2004-01-04 10:00:00;-;c@mail.example;198.18.0.9;ok\n"})
	draft := string(r.Draft(""))
	for _, want := range []string{`amount = { "-" = "" }`, `email = { "-" = "" }`, `ip = { "-" = "" }`} {
		if !strings.Contains(draft, want) {
			t.Errorf("%s is missing:\n%s", want, draft[strings.Index(draft, "to = "):])
		}
	}
	if strings.Contains(draft, `id = { "-"`) {
		t.Error(draft)
	}
}
