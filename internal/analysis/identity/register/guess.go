package register

import (
	"slices"
	"strings"
	"unicode"

	"comity/internal/analysis/identity"
)

// known are names of columns, in letters and digits only, by what such columns hold.
var known = map[identity.Sort]string{
	identity.Given:    "given givenname firstname forename forenames nome prenom vorname",
	identity.Surname:  "surname lastname familyname cognome nom nachname",
	identity.Name:     "name fullname holder customer nominativo intestatario",
	identity.Born:     "born dob dateofbirth birthdate birthday datadinascita natoil geburtsdatum",
	identity.Street:   "street address address1 address2 addressline1 addressline2 via indirizzo strasse",
	identity.Number:   "number streetnumber housenumber civico numerocivico hausnummer",
	identity.Town:     "town city suburb citta comune ort stadt birthplace",
	identity.Postcode: "postcode postalcode zip zipcode cap plz postcodefake",
	identity.Region:   "region state province country provincia regione paese",
	identity.Phone:    "phone phonenumber telephone tel mobile telefono cellulare",
	identity.Email:    "email emailaddress mail postaelettronica",
	identity.Code:     "taxcode codicefiscale ssn socsecid nationalid passport card iban account",
}

// guess takes the columns whose names are known. The columns of ids and truth
// are never compared.
func (r *Register) guess(names []string, p *plan) {
	for i, n := range names {
		if i == p.id || i == p.truth {
			continue
		}
		plain := strings.Map(func(c rune) rune {
			if !unicode.IsLetter(c) && !unicode.IsDigit(c) {
				return -1
			}
			return unicode.ToLower(c)
		}, n)
		for _, s := range identity.Sorts() {
			if slices.Contains(strings.Fields(known[s]), plain) {
				r.Fields = append(r.Fields, identity.Field{Column: n, Is: s})
				p.at = append(p.at, i)
				break
			}
		}
	}
}
