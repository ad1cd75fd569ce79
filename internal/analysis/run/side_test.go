package run_test

import (
	"encoding/json"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/records/record"
)

// One statement that came with signed sums, with sums in two columns and with a word beside them counts once; a row
// of both sides is a reject that cites it.
func TestSidesDeliveredTwice(t *testing.T) {
	billed := func(ref, text string, columns map[string][]string, values map[string]map[string]string) run.Exhibit {
		e := exhibit(ref, record.Payments, "csv", text)
		e.Source.Columns, e.Source.Values, e.Source.Provider = columns, values, "bank"
		return e
	}
	const both = "t3;2004-01-01T10:30:00Z;rose@mail.example;5.00;7.00"
	signed := billed("bank/1", "id;time;email;amount;type\nt1;2004-01-01T09:59:00Z;rose@mail.example;24.90;sale\nt2;2004-01-01T10:10:00Z;rose@mail.example;-24.90;refund\n", nil, nil)
	two := billed("bank/2", "id;time;email;Dare;Avere\nt1;2004-01-01T09:59:00Z;rose@mail.example;0.00;24.90\nt2;2004-01-01T10:10:00Z;rose@mail.example;24.90;\n"+both+"\n",
		map[string][]string{"debit": {"Dare"}, "credit": {"Avere"}}, nil)
	word := billed("bank/3", "id;time;email;Betrag;S/H\nt1;2004-01-01T09:59:00Z;rose@mail.example;24.90;H\nt2;2004-01-01T10:10:00Z;rose@mail.example;24.90;S\n",
		map[string][]string{"amount": {"Betrag"}, "sign": {"S/H"}}, map[string]map[string]string{"sign": {"S": "debit", "H": "credit"}})
	one, _ := compute(t, run.Input{Exhibits: append(smallCase(), signed)})
	all, out := compute(t, run.Input{Exhibits: append(smallCase(), signed, two, word)})
	a, b := one.Manifest.Counts, all.Manifest.Counts
	if b.Duplicates-a.Duplicates != 4 || b.Rejects-a.Rejects != 1 || b.Possible != 0 || b.Events != a.Events {
		t.Errorf("%+v, once %+v", b, a)
	}
	for line := range strings.Lines(out[run.RejectsFile].String()) {
		var r run.Reject
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		if r.Cite.Exhibit != two.Source.Exhibit {
			continue
		}
		s := "id;time;email;Dare;Avere\nt1;2004-01-01T09:59:00Z;rose@mail.example;0.00;24.90\nt2;2004-01-01T10:10:00Z;rose@mail.example;24.90;\n" + both + "\n"
		if got := s[r.Cite.Offset:][:r.Cite.Length]; got != both || !strings.Contains(line, "both debit and credit") {
			t.Errorf("%s cites %q", line, got)
		}
	}
	if strings.Count(out[run.RejectsFile].String(), "both debit and credit") != 1 {
		t.Error(out[run.RejectsFile])
	}
}
