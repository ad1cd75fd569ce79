package intake

import (
	"slices"
	"strings"
)

// covers reports whether the answers for f serve other, a table of the same names
// in a file of the same name but for numbers, of which less could be told: the
// rest of a month has too few rows to show the order of dates, or which of two
// columns is the number. Nothing that other's rows show may be otherwise in f.
func (f *File) covers(other *File) bool {
	if f.header == "" || f.header != other.header || f.folder() != other.folder() || stem(f.Path) != stem(other.Path) || stem(f.Member) != stem(other.Member) ||
		f.Kind != other.Kind || f.Format != other.Format || f.timed != other.timed || f.offsets != other.offsets || encodingKey(f) != encodingKey(other) ||
		f.Delimiter != other.Delimiter || f.HeaderRows != other.HeaderRows || f.Site != other.Site || !agree(f.words(), other) {
		return false
	}
	for _, pair := range [][3]string{
		{"date_order", f.DateOrder, other.DateOrder}, {"time_format", f.TimeFormat, other.TimeFormat}, {"decimal", f.Decimal, other.Decimal},
		{"amount_unit", f.AmountUnit, other.AmountUnit}, {"duration_unit", f.LengthUnit, other.LengthUnit},
	} {
		if key, mine, theirs := pair[0], pair[1], pair[2]; mine != theirs && (theirs != "" || key != "decimal") && !other.leavesOpen(key, theirs, mine) {
			return false
		}
	}
	for _, key := range sortedKeys(other.Columns) {
		mine, theirs, q := joinNames(f.Columns[key]), joinNames(other.Columns[key]), "columns."+key
		if mine != theirs && !other.leavesOpen(q, theirs, mine) || mine == ask && theirs == ask && !sameChoices(f.question(q), other.question(q)) {
			return false
		}
	}
	return f.answersFor(other)
}

// leavesOpen reports whether the file asks for what key is, and other's answer is
// among those that suggest themselves.
func (f *File) leavesOpen(key, own, other string) bool {
	return own == ask && other != "" && slices.ContainsFunc(f.question(key), func(q Question) bool { return slices.Contains(q.Choices, other) })
}

// sameChoices reports whether two questions suggest an answer in common.
func sameChoices(as, bs []Question) bool {
	return slices.ContainsFunc(as, func(a Question) bool {
		return slices.ContainsFunc(bs, func(b Question) bool {
			return len(a.Choices) == len(b.Choices) && len(a.Choices) == 0 ||
				slices.ContainsFunc(a.Choices, func(c string) bool { return slices.Contains(b.Choices, c) })
		})
	})
}

// answersFor reports whether f settles or asks whatever other asks, and says of no
// column that other's rows show to be something else what it is.
func (f *File) answersFor(other *File) bool {
	taken := map[string]bool{}
	for _, names := range other.Columns {
		for _, n := range names {
			taken[n] = true
		}
	}
	for key, names := range f.Columns {
		if _, has := other.Columns[key]; !has && slices.ContainsFunc(names, func(n string) bool { return taken[n] && n != ask }) {
			return false
		}
	}
	return !slices.ContainsFunc(other.Questions, func(q Question) bool {
		column, of := strings.CutPrefix(q.Key, "columns.")
		settled := of && len(f.Columns[column]) > 0 && f.Columns[column][0] != ask || slices.Contains([]string{"date_order", "time_format", "decimal"}, q.Key)
		return !settled && !strings.HasPrefix(q.Key, "values.") && len(f.question(q.Key)) == 0
	})
}
