package duplicate

import "strings"

// account is one at a bank, by what a statement calls it: its IBAN, a number of the
// country's own, perhaps behind its bank's (12030000/202051), or a name that the bank
// gave it.
type account struct {
	iban   bool
	bank   string // what stands before the last stroke; not of an IBAN
	number string // no zeros before it, but for an IBAN's
}

// accounts numbers those that were stated, from 1. Memory grows with the distinct ones.
type accounts struct {
	numbers map[string]uint32
	list    []account
}

// number is that of the account stated so; 0 where none is.
func (a *accounts) number(stated string) uint32 {
	if stated == "" {
		return 0
	}
	n, ok := a.numbers[stated]
	if !ok {
		if a.numbers == nil {
			a.numbers = map[string]uint32{}
		}
		a.list = append(a.list, readAccount(stated))
		n = uint32(len(a.list))
		a.numbers[strings.Clone(stated)] = n
	}
	return n
}

// against says whether rows of accounts m and n may be one: Again where nothing
// speaks against it, New where the accounts differ. A name of the bank's own and a
// number may be one account's or two: Possible.
func (a *accounts) against(m, n uint32) Verdict {
	if m == n || m == 0 || n == 0 {
		return Again
	}
	x, y := a.list[m-1], a.list[n-1]
	switch {
	case x.iban && y.iban:
		return is(x.number == y.number, New)
	case x.iban:
		return y.in(x.number)
	case y.iban:
		return x.in(y.number)
	}
	if x.named() != y.named() {
		return Possible
	}
	return is(x.one(y) || y.joins(x) || x.joins(y), New)
}

// learn is which of two names of one account tells more.
func (a *accounts) learn(m, n uint32) uint32 {
	switch {
	case n == 0 || m == n:
		return m
	case m == 0 || a.list[n-1].iban:
		return n
	case !a.list[m-1].iban && a.list[m-1].bank == "":
		return n
	}
	return m
}

func is(same bool, otherwise Verdict) Verdict {
	if same {
		return Again
	}
	return otherwise
}

// named reports whether the bank gave it a name instead of a number.
func (x account) named() bool { return strings.Trim(x.number, "0123456789") != "" }

// one reports whether two that are no IBANs have one number at one bank.
func (x account) one(y account) bool {
	return x.number == y.number && (x.bank == "" || y.bank == "" || x.bank == y.bank)
}

// joins reports whether x is the bank's number and the account's of y in one.
func (x account) joins(y account) bool {
	return x.bank == "" && y.bank != "" && strings.HasPrefix(x.number, y.bank) && strings.HasSuffix(x.number, y.number)
}

// in says whether an IBAN is the account's: made of its number, behind zeros where that is short, and of
// its bank's. Where the number stands elsewhere in it, or is short, or is a name, nobody can tell.
func (x account) in(iban string) Verdict {
	const told = "000000" // so many digits chance does not repeat
	number := told[:max(0, len(told)-len(x.number))] + x.number
	ok := strings.HasSuffix(iban[len("DE02"):], number)
	switch {
	case !strings.Contains(iban, x.bank), !x.named() && !strings.Contains(iban, x.number):
		return New
	case ok:
		return Again
	}
	return Possible
}

// readAccount reads an account as a statement writes it. Banks put blanks and dashes between its parts, and
// the currency behind it.
func readAccount(stated string) account {
	s := strings.ToUpper(stated)
	all := bare(s)
	for _, cut := range [...]string{all, withoutCurrency(all)} {
		if isIBAN(cut) {
			return account{iban: true, number: cut}
		}
	}
	a := account{number: all}
	if i := strings.LastIndexByte(s, '/'); i >= 0 {
		a.bank, a.number = bare(s[:i]), bare(s[i+1:])
		if strings.Trim(a.bank, "0123456789") != "" { // its code, which no account's number is made of
			a.bank = ""
		}
	}
	if n := strings.TrimLeft(withoutCurrency(a.number), "0"); n != "" {
		a.number = n
	}
	return a
}

// bare keeps letters and digits.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r > '~' {
			return r
		}
		return -1
	}, s)
}

// withoutCurrency takes three letters away that stand behind a digit.
func withoutCurrency(s string) string {
	n := len(s) - len("EUR")
	if n > 0 && s[n-1] >= '0' && s[n-1] <= '9' && strings.Trim(s[n:], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == "" {
		return s[:n]
	}
	return s
}

// isIBAN tests form and check digits (ISO 13616).
func isIBAN(s string) bool {
	if len(s) < 15 || len(s) > 34 || strings.Trim(s[:2], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return false
	}
	rest := 0
	for _, c := range s[4:] + s[:4] {
		switch {
		case c >= '0' && c <= '9':
			rest = (rest*10 + int(c-'0')) % 97
		case c >= 'A' && c <= 'Z':
			rest = (rest*100 + int(c-'A') + 10) % 97
		default:
			return false
		}
	}
	return rest == 1
}
