package bank_test

import (
	"testing"

	"comity/internal/records/format/bank"
)

func TestMinor(t *testing.T) {
	for _, c := range []struct {
		sum, currency string
		want          int64
		ok            bool
	}{
		{"29.90", "EUR", 2990, true}, {"29.9", "EUR", 2990, true}, {"29.", "EUR", 2900, true}, {"29", "EUR", 2900, true},
		{"29.90000", "EUR", 2990, true}, {"29.905", "EUR", 0, false}, {"000000001213.28", "EUR", 121328, true},
		{"2700", "JPY", 2700, true}, {"2700.00", "JPY", 2700, true}, {"2700.5", "JPY", 0, false},
		{"1.234", "KWD", 1234, true}, {"1.2", "CLF", 12000, true}, {"0", "", 0, true}, {"1.5", "", 150, true},
		{"", "EUR", 0, false}, {".5", "EUR", 0, false}, {"1.2.3", "EUR", 0, false}, {"-1", "EUR", 0, false}, {"1,5", "EUR", 0, false},
		{"1.x", "EUR", 0, false}, {"12345678901234", "EUR", 1234567890123400, true}, {"123456789012345", "EUR", 0, false},
	} {
		if got, ok := bank.Minor([]byte(c.sum), '.', []byte(c.currency)); ok != c.ok || ok && got != c.want {
			t.Errorf("%s %s: %d, %v", c.sum, c.currency, got, ok)
		}
	}
}

func TestEntry(t *testing.T) {
	for e, want := range map[bank.Entry]string{
		{Credit: true}: "sale", {}: "refund", {Returned: true}: "chargeback", {Credit: true, Returned: true}: "refund",
	} {
		if e.Type() != want || e.Sign() > 0 != e.Credit {
			t.Errorf("%+v: %s %d", e, e.Type(), e.Sign())
		}
	}
}

func TestCurrency(t *testing.T) {
	for s, want := range map[string]bool{"EUR": true, "eur": false, "EU": false, "EURO": false, "E R": false, "": false} {
		if bank.Currency([]byte(s)) != want {
			t.Error(s)
		}
	}
}

func TestBlanks(t *testing.T) {
	for s, want := range map[string]string{
		"": "", " \n": "", "a": "a", " a ": "a", "a b": "a b", "a  b": "a b", "a\r\n\tb\n": "a b", "\na b\nc  d ": "a b c d",
		"a\x00b": "a\x00b", "a \x01": "a \x01",
	} {
		if got := string(bank.Blanks([]byte(s))); got != want {
			t.Errorf("%q: %q", s, got)
		}
	}
}

func TestStrings(t *testing.T) {
	var s bank.Strings
	for _, want := range []string{"one", "another"} {
		var a, b, c string
		s.Set(&a, []byte(want))
		s.Set(&b, nil)
		s.Set(&c, []byte("c"))
		s.Done()
		if a != want || b != "" || c != "c" {
			t.Errorf("%q %q %q", a, b, c)
		}
	}
}
