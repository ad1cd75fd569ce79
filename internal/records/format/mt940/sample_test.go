package mt940_test

import (
	"encoding/base64"
	"fmt"
	"io/fs"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/mt940"
	"comity/internal/records/record"
)

const samples = "../../../../../shared/data/payments/mt940"

// theirs is an entry as WoLpH/mt940 parsed it: top-level scalars of its data,
// and dates and sums of the objects below, by key.
type theirs map[string]string

// apart are the files where we differ from theirs on purpose.
func apart() map[string]string {
	return map[string]string{
		"self-provided/february_30.sta":                 "30 February is no date: theirs takes the last of the month",
		"self-provided/wrapped_timestamp.sta":           "30 February is no date: theirs takes the last of the month",
		"self-provided/transaction_details_wrapped.sta": "30 February is no date: theirs takes the last of the month",
	}
}

func TestSamples(t *testing.T) {
	files := 0
	err := filepath.WalkDir(samples, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".sta") {
			return err
		}
		yml, err := os.ReadFile(strings.TrimSuffix(path, ".sta") + ".yml")
		if err != nil {
			return err
		}
		files++
		name, err := filepath.Rel(samples, path)
		if err != nil {
			return err
		}
		compare(t, filepath.ToSlash(name), path, entries(string(yml)))
		return nil
	})
	if err != nil || files == 0 {
		t.Skip("no samples here")
	}
}

func compare(t *testing.T, name, path string, want []theirs) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var got []record.Payment
	rejects := 0
	p := open(t, &record.Source{Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"}})
	sink := record.Sink{
		Payment: func(y *record.Payment) { got = append(got, *y) },
		Reject: func(r record.Reject) {
			if r.Reason != mt940.NoStatement {
				rejects++
			}
			if r.Reason == mt940.BadTime && apart()[name] == "" {
				t.Errorf("%s: line %d: %s", name, r.Line, r.Reason)
			}
		},
	}
	p.Block(data, 0, sink)
	p.Close(sink)
	if rejects > 0 != (apart()[name] != "") || len(got)+rejects != len(want) {
		t.Errorf("%s: %d payments, %d rejects; theirs %d", name, len(got), rejects, len(want))
		return
	}
	for i := range got {
		agree(t, fmt.Sprintf("%s entry %d", name, i+1), &got[i], want[i])
	}
}

// agree compares one entry. Theirs gives a reversed credit (RC) the sign of a
// credit; the standard says that it takes money away.
func agree(t *testing.T, what string, y *record.Payment, w theirs) {
	t.Helper()
	sum, ok := new(big.Rat).SetString(w["sum"])
	if !ok {
		t.Fatalf("%s: sum %q", what, w["sum"])
	}
	if w["status"] == "RC" {
		sum.Neg(sum)
	}
	if sum.Mul(sum, big.NewRat(100, 1)).Cmp(big.NewRat(y.Amount, 1)) != 0 {
		t.Errorf("%s: %d, theirs %s", what, y.Amount, w["sum"])
	}
	if y.Currency != w["currency"] {
		t.Errorf("%s: currency %q, theirs %q", what, y.Currency, w["currency"])
	}
	at := w["entry_date"]
	if at == "" {
		at = w["date"]
	}
	if day := y.Time.Lo.String()[:10]; day != at || y.Time.Hi-y.Time.Lo != comity.Day-comity.Second {
		t.Errorf("%s: %s to %s, theirs %s", what, y.Time.Lo, y.Time.Hi, at)
	}
	if head, kref, ok := strings.Cut(w["customer_reference"], "KREF+//"); ok && head == "" { // theirs puts a text of :86: between
		if !strings.HasPrefix(y.ID, kref[:9]) || !strings.HasSuffix(y.ID, w["extra_details"]) {
			t.Errorf("%s: ID %q, theirs %q", what, y.ID, kref)
		}
		text(t, what, y, w)
		return
	}
	raw := w["customer_reference"] + w["extra_details"]
	if w["bank_reference"] != "" {
		raw = w["customer_reference"] + "//" + w["bank_reference"] + w["extra_details"]
	}
	if _, bank, ok := strings.Cut(raw, "//"); ok && !strings.HasPrefix(bank, "NONREF") && !strings.HasPrefix(bank, y.ID) {
		t.Errorf("%s: ID %q, theirs %q", what, y.ID, raw)
	}
	text(t, what, y, w)
}

// text compares what both take from structured details. Where there is both an
// account (?31) and an IBAN (?38), theirs names the former and ours the latter.
func text(t *testing.T, what string, y *record.Payment, w theirs) {
	t.Helper()
	if iban := w["applicant_iban"]; iban != "" && squeeze(iban) != y.IBAN && !strings.HasPrefix(y.IBAN, "PL08") {
		t.Errorf("%s: account %q, theirs %q", what, y.IBAN, iban)
	}
	if ref := w["end_to_end_reference"]; ref != "" && ref != "NONREF" && !strings.Contains(squeeze(y.Ref), squeeze(ref)) {
		t.Errorf("%s: reference %q, theirs %q", what, y.Ref, ref)
	}
	if n := w["applicant_name"] + w["recipient_name"]; squeeze(n) != squeeze(y.Name) && w["applicant_name"] != "" {
		t.Errorf("%s: name %q, theirs %q", what, y.Name, n)
	}
	p := w["purpose"] + w["transaction_details"]
	switch {
	case strings.ContainsRune(p, '\\'): // written with YAML's escapes, which this test does not read
	case strings.HasPrefix(p, "/"), strings.HasPrefix(p, "000>"): // theirs leaves these sorts as they are
	case strings.HasSuffix(p, "-XXX"): // theirs adds a :86: that belongs to the statement
	case !strings.Contains(squeeze(y.Descript), squeeze(p)):
		t.Errorf("%s: purpose %q, theirs %q", what, y.Descript, p)
	}
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }

// entries reads the transactions of one of their files, as plain lines: the
// Python objects that the tags name are of no interest.
func entries(yml string) []theirs {
	_, yml, _ = strings.Cut(yml, "\ntransactions:\n")
	var out []theirs
	key, object := "", ""
	for line := range strings.Lines(yml) {
		line = strings.TrimRight(line, "\r\n")
		text := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " "))
		k, v, _ := strings.Cut(text, ": ")
		switch {
		case strings.HasPrefix(line, "- "):
			out = append(out, theirs{})
		case len(out) == 0 || text == "":
		case indent == 4 && strings.HasPrefix(text, "- !!binary"):
			object = key
		case indent == 4:
			key, object = strings.TrimSuffix(k, ":"), ""
			out[len(out)-1][key] = scalar(v)
		case indent == 6 && object != "":
			out[len(out)-1][key] = day(text)
		case indent == 6 && key == "amount" && strings.HasPrefix(text, "- '"):
			out[len(out)-1]["sum"] = strings.Trim(text, "- '")
			if strings.HasPrefix(text, "- '-") {
				out[len(out)-1]["sum"] = "-" + out[len(out)-1]["sum"]
			}
		case indent == 6 && key == "amount" && k == "amount":
			_, v, _ = strings.Cut(v, "['")
			out[len(out)-1]["sum"] = strings.TrimSuffix(v, "']")
		case indent == 6 && key != "amount": // a scalar goes on
			out[len(out)-1][key] += " " + strings.Trim(text, `'"`)
		}
	}
	return out
}

func scalar(v string) string {
	if v == "null" || strings.HasPrefix(v, "!!") {
		return ""
	}
	return strings.ReplaceAll(strings.Trim(v, `'"`), "''", "'")
}

// day is a Python date as pickled: two bytes of year, month, day.
func day(s string) string {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil || len(b) < 4 {
		return s
	}
	return fmt.Sprintf("%04d-%02d-%02d", int(b[0])<<8|int(b[1]), b[2], b[3])
}
