package falcon

import (
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// booking is one payment that reached one of the biller's bank accounts.
type booking struct {
	export.Entry
	swift bool
}

// writeStatements writes the statements of the biller's two bank accounts:
// what the card processor pays out, what goes on to the sites, and direct
// debits of customers who also take the printed edition. Neither account nor
// address stands there, so that no person comes of it.
func (w *world) writeStatements() error {
	if !w.spec.All {
		return nil
	}
	w.addBasis("bank-statements", "court order", w.court(0), []string{"payments"}, w.start-day, w.end+day)
	list := append(w.payouts(), w.debits()...)
	slices.SortStableFunc(list, func(a, b booking) int { return cmp.Or(cmp.Compare(a.Day, b.Day), strings.Compare(a.Ref, b.Ref)) })
	for _, swift := range []bool{false, true} {
		if !slices.ContainsFunc(list, func(b booking) bool { return b.swift == swift }) {
			continue // a bank hands over no statement of an account that did not move
		}
		e := &export.Exhibit{Path: "banks/statements.xml", Kind: "payments", Format: export.Camt, Provider: w.banks[0].name,
			Country: w.countries[0].code, Basis: "bank-statements", Clock: clockIn(w.countries[0].zone), ClockBasis: "booking days of the bank", Skew: "1s"}
		if swift {
			e.Path, e.Format, e.Provider = "banks/statements.sta", export.MT940, w.banks[1].name
		}
		w.exhibit(e)
		if err := w.file(e.Path, func(f io.Writer) error { return w.statement(f, e, list, swift) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) statement(f io.Writer, e *export.Exhibit, list []booking, swift bool) error {
	out := export.NewStatement(f, e, iban(w.countries[0].code, 7+len(e.Format)), w.damage)
	for i := range list {
		if list[i].swift == swift {
			out.Put(&list[i].Entry)
		}
	}
	return out.Close()
}

// payouts are what the processor pays out each month, in one booking of a part
// for each of a few sites, and what is sent on to their owners.
func (w *world) payouts() []booking {
	var list []booking
	sites := min(len(w.sites), 4)
	sums := map[int64][]int64{}
	for i := range w.payments {
		p := &w.payments[i]
		if p.account < 0 || p.result != approved || p.kind > renewal {
			continue
		}
		month := (p.t - w.start) / (30 * day)
		if sums[month] == nil {
			sums[month] = make([]int64, sites)
		}
		if n := int(w.accounts[p.account].site); n < sites {
			sums[month][n] += int64(p.cents)
		}
	}
	for month := int64(0); w.start+(month+1)*30*day < w.end; month++ {
		if sums[month] == nil {
			continue
		}
		on := w.start + (month+1)*30*day + 3600
		all := booking{Entry: export.Entry{Ref: "P" + strconv.Itoa(int(month)), Day: on}}
		for n, sum := range sums[month] {
			if sum < 2000 {
				continue
			}
			e := export.Entry{Ref: all.Ref + "-" + strconv.Itoa(n+1), Day: on, Cents: sum * 97 / 100, Name: "Stapelpay Acquiring", IBAN: iban("NL", 1), Text: "Payout " + w.sites[n].domain}
			all.Batch, all.Cents = append(all.Batch, e), all.Cents+e.Cents
			e.Ref, e.Cents, e.Debit, e.Name, e.IBAN = "O"+e.Ref[1:], sum*80/100, true, w.owner(n), iban("US", 100+n)
			list = append(list, booking{Entry: e, swift: n%2 == 1})
		}
		if all.Cents > 0 {
			list = append(list, all)
		}
	}
	return list
}

// debits are monthly payments of some subscribers by name; one in twelve comes back.
func (w *world) debits() []booking {
	var list []booking
	for i := range w.people {
		p := &w.people[i]
		s := w.stream("debit", i)
		if p.role != truth.Subscriber || !s.Chance(w.p.debits) {
			continue
		}
		a := &w.accounts[p.accounts[0]]
		b := booking{swift: s.N(2) == 0, Entry: export.Entry{Cents: int64(s.Between(300, 900)), Name: p.name(), IBAN: iban(w.countries[p.country].code, 1000+i),
			Text: "Printed edition " + w.sites[a.site].domain}}
		if b.swift {
			b.Name = ascii.Replace(b.Name)
		}
		first := w.start + int64(s.N(30))*day
		for n := 0; first+int64(n)*30*day+5*day < w.end; n++ {
			b.Ref, b.Day, b.Reversal = "D"+strconv.Itoa(i)+"-"+strconv.Itoa(n), first+int64(n)*30*day, false
			list = append(list, b)
			if s.N(12) == 0 {
				b.Ref, b.Day, b.Reversal = "R"+b.Ref[1:], b.Day+4*day, true
				list = append(list, b)
			}
		}
	}
	return list
}

// iban is an invented account number with right check digits (ISO 13616); no
// bank has the code 99009900.
func iban(cc string, n int) string {
	s := strconv.Itoa(n)
	body := "99009900" + strings.Repeat("0", 10-len(s)) + s
	rest := 0
	for _, c := range body + cc + "00" {
		if c >= 'A' {
			rest = (rest*100 + int(c-'A') + 10) % 97
		} else {
			rest = (rest*10 + int(c-'0')) % 97
		}
	}
	check := strconv.Itoa(98 - rest)
	return cc + strings.Repeat("0", 2-len(check)) + check + body
}

// owner is the company behind a site.
func (w *world) owner(site int) string {
	s := w.stream("owner", site/3)
	return draw.Pick(&s, words("Hortus Vapor Semaphor Petala Arbor Viadukt")) + " Publishing " + strconv.Itoa(site/3+1) + " Ltd"
}
