package table

import (
	"bytes"
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/format/bank"
	"comity/internal/records/record"
)

// sides are the contract's words for which way the money went: debit where it left the
// account, credit where it came to it.
var sides = [...]string{"debit", "credit"}

// siding is how a table says which way the money went.
type siding uint8

const (
	ownSign    siding = iota // the sum bears its sign, or none
	twoColumns               // one sum in either of the columns debit and credit
	wordBeside               // a word in another column
	wordInside               // a word in the cell of the sum
)

// stated are the keys that only the manifest gives to a column: tables have had columns of
// these names before the keys were there, and other sums beside them.
func stated(k key) bool { return k == kDebit || k == kCredit || k == kSign }

// sidings finds out how the table says which way the money went.
func (r *Reader) sidings(src *record.Source) error {
	has := func(k key) bool { return r.at[k] != absent }
	_, summed := src.Columns[kAmount.String()]
	switch {
	case has(kDebit) != has(kCredit):
		return comity.Errorf(comity.Input, "debit and credit go together, and only one of them has a column").
			WithHint("a table whose sums stand in one column has amount, with sign where another column says which way the money went")
	case has(kDebit) && (summed || has(kSign)):
		return comity.Errorf(comity.Input, "a sum stands either under amount, perhaps with sign, or under debit and credit").
			WithHint("leave out the keys that are not about the payments' own sums")
	case has(kDebit) && slices.Equal(r.columns(kDebit), r.columns(kCredit)):
		return comity.Errorf(comity.Input, "debit and credit are one column").WithHint("where another column says which way the money went: amount and sign")
	case has(kSign) && !has(kAmount):
		return comity.Errorf(comity.Input, "sign has a column, and amount has none").WithHint("name the column of the sums: columns = { amount = ... }")
	case has(kDebit):
		r.siding, r.at[kAmount] = twoColumns, absent
	case has(kSign) && slices.Equal(r.columns(kSign), r.columns(kAmount)):
		r.siding = wordInside
		r.inside(src)
	case has(kSign):
		r.siding = wordBeside
	}
	return nil
}

// inside lists the words that may stand in the cell of a sum, the longest first.
func (r *Reader) inside(src *record.Source) {
	for w := range src.Words(kSign.String()) {
		if w != "" {
			r.marks = append(r.marks, []byte(w))
		}
	}
	for _, w := range sides {
		r.marks = append(r.marks, []byte(w))
	}
	slices.SortFunc(r.marks, func(a, b []byte) int { return cmp.Or(cmp.Compare(len(b), len(a)), bytes.Compare(a, b)) })
}

// money reads the sum of a payment, below zero where the money left the account. typ is what
// the side makes of the payment, as on a statement (docs/formats/camt.md); empty where nothing says one.
func (r *Reader) money() (v int64, typ string, why record.Reason) {
	var credit, said bool
	switch r.siding {
	case twoColumns:
		v, why = r.eitherColumn()
		credit, said = v > 0, true
	case wordBeside, wordInside:
		v, credit, said, why = r.signed()
	default:
		var ok bool
		if v, ok = r.amount(kAmount); !ok {
			why = BadAmount
		}
	}
	if said {
		typ = bank.Entry{Credit: credit}.Type()
	}
	return v, typ, why
}

// eitherColumn reads a sum that stands in one of two columns. Nothing and zero are the same.
// A minus under debit says again what the column says; under credit it would deny it.
func (r *Reader) eitherColumn() (int64, record.Reason) {
	out, okOut := r.amount(kDebit)
	in, okIn := r.amount(kCredit)
	switch {
	case !okOut || !okIn:
		return 0, BadAmount
	case out != 0 && in != 0:
		return 0, BothSides
	case out == 0 && in == 0:
		return 0, NeitherSide
	case in < 0:
		return 0, SignsDiffer
	case out != 0:
		return min(out, -out), ""
	}
	return in, ""
}

// signed reads a sum whose sign is a word. A sum that bears a minus as well must agree with it.
func (r *Reader) signed() (v int64, credit, said bool, why record.Reason) {
	sum, word := r.cell(kAmount), r.cell(kSign)
	if r.siding == wordInside {
		sum, word = r.parted(sum)
	}
	v, ok := r.sum(sum)
	if !ok {
		return 0, false, false, BadAmount
	}
	side, ok := r.choiceOf(kSign, word, sides[:])
	switch {
	case !ok:
		why = BadSign
	case side == "" && v != 0:
		why = NoSign
	case side == "credit" && v < 0:
		why = SignsDiffer
	case side == "debit" && v > 0:
		v = -v
	}
	return v, side == "credit", side != "", why
}

// parted takes the word off that says in the cell of a sum which way the money went, as what
// the source's values make of it: 12,50 S, CR 12.50.
func (r *Reader) parted(cell []byte) (sum, word []byte) {
	said := r.values[kSign]
	mean := func(w []byte) []byte {
		if ours, ok := said[string(w)]; ok {
			return ours
		}
		return w
	}
	for _, w := range r.marks {
		if rest, ok := bytes.CutSuffix(cell, w); ok && parted(rest, false) {
			return trim(rest), mean(w)
		}
		if rest, ok := bytes.CutPrefix(cell, w); ok && parted(rest, true) {
			return trim(rest), mean(w)
		}
	}
	return cell, mean(nil)
}
