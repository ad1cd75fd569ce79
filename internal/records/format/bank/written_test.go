package bank_test

import (
	"testing"

	"comity/internal/records/format/bank"
)

func TestWritten(t *testing.T) {
	for _, c := range []struct {
		n              int64
		currency, want string
	}{
		{2990, "EUR", "29.90"}, {-5, "EUR", "-0.05"}, {0, "EUR", "0.00"}, {-2700, "JPY", "-2700"}, {1234, "KWD", "1.234"}, {1, "", "0.01"},
	} {
		if got := bank.Written(c.n, c.currency); got != c.want {
			t.Errorf("%d %s: %s, want %s", c.n, c.currency, got, c.want)
		}
	}
}
