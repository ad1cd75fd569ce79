package camt_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

const samples = "../../../../../shared/data/payments/camt"

// theirs is an entry as genkgo/camt parsed it (samples' README): a second
// opinion, not the standard.
type theirs struct {
	GetAmount                    *money
	GetBookingDate, GetValueDate *struct {
		At string `json:"0"`
	}
	GetAccountServicerReference string
	GetStatus                   string
	GetTransactionDetail        *struct {
		GetReference *struct{ GetEndToEndID string }
	}
	GetTransactionDetails []any
}

type money struct {
	GetAmount   string
	GetCurrency struct{ GetCode string }
}

// ours is what both say of an entry.
type ours struct {
	Sum      int64
	Currency string
	Time     string
	ID       string // where the bank gave one
	Ref      string
}

// apart are the samples whose outcome is not a payment for each entry.
func apart() map[string]string {
	return map[string]string{
		"camt052.v4.xml":                            "aside: pending",
		"camt052.v6.xml":                            "aside: pending",
		"camt052.v6.Amt-zero.xml":                   "aside: pending",
		"camt054.v8-with-UETR.xml":                  "reject: neither booking date nor value date",
		"camt054.v8-with-financial-institution.xml": "reject: neither booking date nor value date",
		"camt052.v2.with-account-name.xml":          "reject: neither booking date nor value date",
		"camt054.v2.with-account-name.xml":          "reject: neither booking date nor value date",
		"camt053.v2.multi.statement.xml":            "two statements, of which theirs lists the entry of the last",
		"camt053.v2.wrong.xml":                      "reject: no statement in the document",
		"camt054.v2.xml":                            "reject: transaction of a batch without a sum of its own",
		"camt054.v4.xml":                            "batch",
		"camt054.v8.xml":                            "batch",
	}
}

func TestSamples(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(samples, "*.xml"))
	if err != nil || len(files) == 0 {
		t.Skip("no samples here")
	}
	for _, f := range files {
		name := filepath.Base(f)
		got, asides, rejects := read(t, f)
		want := expected(t, strings.TrimSuffix(f, ".xml")+".json")
		for i := range min(len(got), len(want)) {
			if want[i].ID == "" {
				got[i].ID = "" // where the bank gave none, ours is made
			}
		}
		outcome := ""
		switch {
		case len(rejects) > 0:
			outcome = "reject: " + rejects[0]
		case asides > 0:
			outcome = "aside: pending"
		case len(got) == 2:
			outcome = "two statements, of which theirs lists the entry of the last"
		case len(got) > len(want):
			outcome = "batch"
		}
		if outcome != apart()[name] {
			t.Errorf("%s: %s", name, outcome)
		}
		switch {
		case strings.HasPrefix(outcome, "two"):
			got[1].ID = ""
			if diff := cmp.Diff(want, got[1:]); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		case outcome == "batch":
			batch(t, name, got)
		case outcome != "":
			if len(got) != 0 || name != "camt053.v2.wrong.xml" && asides+len(rejects) < len(want) {
				t.Errorf("%s: %d payments, %d aside, %q", name, len(got), asides, rejects)
			}
		default:
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
	}
}

// batch checks the one entry of three transactions that three samples share.
func batch(t *testing.T, name string, got []ours) {
	t.Helper()
	for i, g := range got {
		if g.Currency != "CHF" || g.Sum != []int64{310, 320, 320}[i] || !strings.HasPrefix(g.Time, "2007-10-18") {
			t.Errorf("%s: %+v", name, g)
		}
	}
}

func read(t *testing.T, file string) (got []ours, asides int, rejects []string) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	src := &record.Source{Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"}}
	p := open(t, data, src)
	sink := record.Sink{
		Payment: func(y *record.Payment) {
			o := ours{Sum: y.Amount, Currency: y.Currency, Time: y.Time.Lo.String(), ID: y.ID, Ref: y.Ref}
			got = append(got, o)
		},
		Aside:  func(record.Reject) { asides++ },
		Reject: func(r record.Reject) { rejects = append(rejects, string(r.Reason)) },
	}
	p.Block(data, 0, sink)
	p.Close(sink)
	if lack := p.Err(); (lack != nil) != strings.HasSuffix(file, "camt053.v2.wrong.xml") {
		t.Errorf("%s: %v", file, lack)
	}
	return got, asides, rejects
}

func expected(t *testing.T, file string) (want []ours) {
	t.Helper()
	data, err := os.ReadFile(file)
	if err != nil {
		return nil // the one that must be refused has none
	}
	var doc struct{ GetEntries []theirs }
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(file, err)
	}
	for _, e := range doc.GetEntries {
		o := ours{Currency: e.GetAmount.GetCurrency.GetCode}
		if o.Sum, err = strconv.ParseInt(e.GetAmount.GetAmount, 10, 64); err != nil {
			t.Fatal(err)
		}
		if e.GetBookingDate != nil {
			var at comity.Instant
			if err := at.UnmarshalText([]byte(e.GetBookingDate.At)); err != nil {
				t.Fatal(err)
			}
			o.Time = at.String()
		}
		if d := e.GetTransactionDetail; d != nil && d.GetReference != nil {
			o.Ref = d.GetReference.GetEndToEndID
		}
		o.ID = e.GetAccountServicerReference
		want = append(want, o)
	}
	return want
}
