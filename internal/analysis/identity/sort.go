package identity

import (
	"slices"
	"strings"

	"comity/internal/comity"
)

// Sort says what a column holds, and so how its values are compared.
type Sort string

// The sorts of columns.
const (
	Given    Sort = "given"    // given name
	Surname  Sort = "surname"  // family name
	Name     Sort = "name"     // whole name in one cell, in any order
	Born     Sort = "born"     // date of birth
	Street   Sort = "street"   // street, or another line of an address
	Number   Sort = "number"   // house number
	Town     Sort = "town"     // town or suburb
	Postcode Sort = "postcode" // postal code
	Region   Sort = "region"   // state, province, country
	Phone    Sort = "phone"    // telephone number
	Email    Sort = "email"    // e-mail address
	Code     Sort = "code"     // number that others gave to a person
	Text     Sort = "text"     // anything else that is written
)

// Sorts lists the sorts.
func Sorts() []Sort {
	return []Sort{Given, Surname, Name, Born, Street, Number, Town, Postcode, Region, Phone, Email, Code, Text}
}

// level is how like two values are: 0 where one is missing, 1 where they differ,
// more for more likeness; the last is equality.
type level = uint8

const (
	missing   level = 0
	differs   level = 1
	exchanged level = 2 // of sorts that have a partner: personLevels, textLevels
	loose     level = 3 // of personLevels
)

// maxLevels is how many levels a sort may have, 0 included; maxFields how many
// fields fit into one pattern.
const (
	maxLevels = 8
	maxFields = 16
)

// Names of levels, in rising order. What each means is in docs/formats/resolve.md.
var (
	personLevels = [...]string{"missing", "differs", "exchanged", "loose", "close", "near", "exact"}
	textLevels   = [...]string{"missing", "differs", "exchanged", "close", "near", "exact"}
	bornLevels   = [...]string{"missing", "differs", "year", "two parts", "slip", "exact"}
	codeLevels   = [...]string{"missing", "differs", "two slips", "slip", "exact"}
	digitLevels  = [...]string{"missing", "differs", "slip", "exact"}
	phoneLevels  = [...]string{"missing", "differs", "slip", "tail", "exact"}
	emailLevels  = [...]string{"missing", "differs", "close", "near", "local part", "exact"}
	equalLevels  = [...]string{"missing", "differs", "exact"}
)

// levels are the names of a sort's levels.
func (s Sort) levels() []string {
	switch s {
	case Given, Surname, Name:
		return personLevels[:]
	case Born:
		return bornLevels[:]
	case Code:
		return codeLevels[:]
	case Number, Postcode:
		return digitLevels[:]
	case Phone:
		return phoneLevels[:]
	case Email:
		return emailLevels[:]
	case Region:
		return equalLevels[:]
	}
	return textLevels[:]
}

// exact is the level of equality.
func (s Sort) exact() level { return level(len(s.levels()) - 1) }

// selector reports whether values are given to one person or line each, so that
// two rows that share one are tied by it.
func (s Sort) selector() bool { return s == Phone || s == Email || s == Code }

// shared reports whether people of one household have a value in common, so
// that all such fields together say no more than that two live together.
func (s Sort) shared() bool {
	switch s {
	case Surname, Street, Number, Town, Postcode, Region, Phone:
		return true
	}
	return false
}

// rarity reports whether equality of a rare value says more than of a frequent one.
func (s Sort) rarity() bool { return s != Born && s != Number }

// plain is a value in the form that is compared; "" where it is missing.
func (s Sort) plain(v, order string) string {
	switch s {
	case Born:
		return date(v, order)
	case Phone:
		return phone(v)
	case Email:
		return comity.Email(fold(v))
	case Name:
		parts := strings.FieldsFunc(fold(v), apart)
		slices.Sort(parts)
		return clip(strings.Join(parts, " "))
	}
	return clip(strings.Join(strings.FieldsFunc(fold(v), apart), ""))
}

// clip keeps what is compared of a long value.
func clip(s string) string {
	var buf [longest]rune
	if len(s) <= longest {
		return s
	}
	return string(runes(s, &buf))
}
