package table_test

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// sums reads payments of src and says what came of each: sum and type, or why it was rejected.
func sums(t testing.TB, src record.Source, names string, lines ...string) []string {
	t.Helper()
	src.Kind, src.Clock = record.Payments, clock.Statement{Zone: "UTC", Basis: "letter"}
	r, err := table.Open(strings.Split(names, "|"), &src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	r.Into(record.Sink{
		Payment: func(p *record.Payment) { got = append(got, strings.TrimSpace(fmt.Sprint(p.Amount, " ", p.Type))) },
		Reject:  func(j record.Reject) { got = append(got, string(j.Reason)) },
	})
	for i, l := range lines {
		cells := [][]byte{[]byte("P" + strconv.Itoa(i)), []byte("2004-03-01 10:00:00")}
		for c := range strings.SplitSeq(l, "|") {
			cells = append(cells, []byte(c))
		}
		r.Row(cells, record.Place{})
	}
	return got
}

// The sum stands in one of two columns, and which one says which way the money went.
func TestTwoColumns(t *testing.T) {
	src := record.Source{Decimal: ",", Columns: map[string][]string{"debit": {"Dare"}, "credit": {"Avere"}}}
	for cells, want := range map[string]string{
		"|29,90": "2990 sale", "29,90|": "-2990 refund", "-29,90|": "-2990 refund", "0,00|29,90": "2990 sale", "1.029,90 |0": "-102990 refund", "| + 29,90 EUR": "2990 sale",
		"1,00|29,90": "both debit and credit hold a sum", "|": "neither debit nor credit holds a sum", "0,00|0,00": "neither debit nor credit holds a sum",
		"|-29,90": "the sum is below zero, and its side is credit", "|29,905": "bad amount", "x|29,90": "bad amount",
	} {
		if got := sums(t, src, "id|time|Dare|Avere", cells); !cmp.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
}

// In a workbook a sum with the decimal comma is a text, and may mark its thousands; one without may be a number.
func TestGroupedTextsOfWorkbooks(t *testing.T) {
	src := record.Source{Format: record.Workbook, Decimal: ","}
	if diff := cmp.Diff([]string{"123456", "bad amount", "2990"}, sums(t, src, "id|time|amount", "1.234,56", "1.234", "29,90")); diff != "" {
		t.Error(diff)
	}
}

// A word in another column says which way the money went.
func TestSignColumn(t *testing.T) {
	src := record.Source{Columns: map[string][]string{"amount": {"sum"}, "sign": {"Kz"}}, Values: map[string]map[string]string{"sign": {"S": "debit", "H": "credit", "-": "debit", "*": ""}}}
	for cells, want := range map[string]string{
		"29.90|H": "2990 sale", "29.90|S": "-2990 refund", "29.90|Credit": "2990 sale", "29.90|debit": "-2990 refund", "29.90| - ": "-2990 refund", "-29.90|S": "-2990 refund",
		"-29.90|H": "the sum is below zero, and its side is credit", "29.90|": "sum without its sign", "29.90|*": "sum without its sign", "|": "0", "0.00|S": "0 refund", "|H": "0 sale",
		"29.90|X": "sign is neither debit nor credit", "1,5|H": "bad amount",
	} {
		if got := sums(t, src, "id|time|sum|Kz", cells); !cmp.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", cells, got, want)
		}
	}
	src.Values["sign"][""] = "credit"
	if diff := cmp.Diff([]string{"2990 sale", "-1990 refund"}, sums(t, src, "id|time|sum|Kz", "29.90|", "19.90|-")); diff != "" {
		t.Error(diff)
	}
}

// The word may stand in the cell of the sum, where both keys name that column.
func TestSignInCell(t *testing.T) {
	src := record.Source{Decimal: ".", Columns: map[string][]string{"amount": {"sum"}, "sign": {"sum"}}, Values: map[string]map[string]string{"sign": {"CR": "credit", "C": "credit", "DR": "debit", "S": "debit"}}}
	for cell, want := range map[string]string{
		"29.90 CR": "2990 sale", "29.90CR": "2990 sale", "CR 29.90": "2990 sale", "1,029.90 DR": "-102990 refund", "EUR 29.90 S": "-2990 refund", "29.90 EUR S": "-2990 refund", "29.90 C": "2990 sale",
		"29.90": "sum without its sign", "29.90 X": "bad amount", "29.90 XCR": "bad amount", "29.90 SCR": "sum without its sign", "CR": "bad amount", "-29.90 CR": "the sum is below zero, and its side is credit", "": "0",
	} {
		if got := sums(t, src, "id|time|sum", cell); !cmp.Equal(got, []string{want}) {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
	src.Values["sign"][""] = "debit"
	if diff := cmp.Diff([]string{"-2990 refund", "1990 sale"}, sums(t, src, "id|time|sum", "29.90", "19.90 CR")); diff != "" {
		t.Error(diff)
	}
}

// What the type says of a payment counts before what the side says.
func TestSideAndType(t *testing.T) {
	src := record.Source{Columns: map[string][]string{"debit": {"out"}, "credit": {"in"}}}
	if diff := cmp.Diff([]string{"-2990 chargeback", "2990 renewal", "-500 refund"}, sums(t, src, "id|time|out|in|type", "29.90||chargeback", "|29.90|renewal", "5||")); diff != "" {
		t.Error(diff)
	}
}

// The keys are only those columns that the manifest names, and only together.
func TestSidesAreStated(t *testing.T) {
	if diff := cmp.Diff([]string{"0", "0"}, sums(t, record.Source{}, "id|time|debit|credit|sign", "1||-", "|1|+")); diff != "" {
		t.Error(diff)
	}
	for _, c := range []map[string][]string{
		{"debit": {"a"}}, {"credit": {"a"}}, {"debit": {"a"}, "credit": {"b"}, "amount": {"c"}}, {"debit": {"a"}, "credit": {"b"}, "sign": {"c"}}, {"sign": {"a"}}, {"debit": {"a"}, "credit": {"a"}},
	} {
		src := record.Source{Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"}, Columns: c}
		_, err := table.Open([]string{"id", "time", "a", "b", "c"}, &src, table.Config{})
		var e *comity.Error
		if !errors.As(err, &e) || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%v: %v", c, err)
		}
	}
	src := record.Source{Columns: map[string][]string{"debit": {"a"}, "credit": {"b"}}}
	if diff := cmp.Diff([]string{"100 sale"}, sums(t, src, "id|time|a|b|amount", "|1|7")); diff != "" {
		t.Error(diff)
	}
}

// FuzzSides: whatever stands in the cells, a row is one payment or one reject, and its sum is on the side
// that the cells say, as large as they say.
func FuzzSides(f *testing.F) {
	for _, s := range [][2]string{{"29.90", ""}, {"", "29.90"}, {"-5", "0.00"}, {"12.50 CR", "CR"}, {"(5)", "DR"}, {"EUR 1,000.00 DR", ""}, {"-", "+"}, {"0", "-0"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if strings.ContainsRune(a+b, '|') {
			return
		}
		words := map[string]map[string]string{"sign": {"CR": "credit", "DR": "debit", "-": "debit"}}
		line := a + "|" + b
		plain := func(cell string) (int64, bool) {
			got := sums(t, record.Source{Decimal: ".", Columns: map[string][]string{"amount": {"a"}}}, "id|time|a|b", cell+"|")
			v, err := strconv.ParseInt(got[0], 10, 64)
			return v, err == nil
		}
		two := sums(t, record.Source{Decimal: ".", Columns: map[string][]string{"debit": {"a"}, "credit": {"b"}}}, "id|time|a|b", line)
		out, okA := plain(a)
		in, okB := plain(b)
		want := ""
		switch {
		case !okA || !okB || (out != 0) == (in != 0) || in < 0:
		case in > 0:
			want = fmt.Sprint(in, " sale")
		default:
			want = fmt.Sprint(min(out, -out), " refund")
		}
		if len(two) != 1 || want != "" && two[0] != want || want == "" && (strings.HasSuffix(two[0], "sale") || strings.HasSuffix(two[0], "refund")) {
			t.Errorf("%q: %q, want %q", line, two, want)
		}
		for _, same := range []string{"a", "b"} { // in the cell, and beside it
			got := sums(t, record.Source{Decimal: ".", Columns: map[string][]string{"amount": {"a"}, "sign": {same}}, Values: words}, "id|time|a|b", line)
			if len(got) != 1 || strings.HasPrefix(got[0], "-") && strings.HasSuffix(got[0], "sale") || strings.HasSuffix(got[0], "refund") && got[0][0] != '-' && got[0] != "0 refund" {
				t.Errorf("%q, sign in %s: %q", line, same, got)
			}
		}
	})
}
