package table

import (
	"bytes"
	"slices"
)

// namers are the keys whose value says who or which one it is: two rows with the same one
// are about the same.
var namers = [...]key{kSubscriber, kDevice, kID, kRef, kAccount, kEmail, kName, kHolder, kIBAN, kPhone, kSite, kSession, kLeft, kRight}

// faulty reports whether a cell that names somebody or something shows that a spreadsheet
// could not compute it. All rows of which that is so would be taken for one person's.
// What the source's values map is no fault.
func (r *Reader) faulty() bool {
	for _, k := range r.namers {
		for _, i := range r.columns(k) {
			c := r.cells[i]
			if len(c) > 2 && (c[0] == '#' || c[0] <= ' ') && isFault(trim(c)) && (r.at[k] < 0 || isFault(r.cell(k))) {
				return true
			}
		}
	}
	return false
}

// faults are what spreadsheets show in place of a value, in their several languages.
var faults = [][]byte{
	[]byte("#N/A"), []byte("#REF!"), []byte("#VALUE!"), []byte("#DIV/0!"), []byte("#NAME?"), []byte("#NULL!"), []byte("#NUM!"), []byte("#SPILL!"), []byte("#CALC!"),
	[]byte("#NV"), []byte("#BEZUG!"), []byte("#WERT!"), []byte("#ZAHL!"), // German
	[]byte("#N/D"), []byte("#RIF!"), []byte("#VALORE!"), []byte("#NOME?"), []byte("#NULLO!"), // Italian
	[]byte("#VALEUR!"), []byte("#NOM?"), []byte("#NOMBRE!"), []byte("#NUL!"), // French
	[]byte("#¡REF!"), []byte("#¡VALOR!"), []byte("#¡DIV/0!"), []byte("#¿NOMBRE?"), []byte("#¡NUM!"), []byte("#¡NULO!"), // Spanish
	[]byte("#VALOR!"), []byte("#NÚM!"), []byte("#NULO!"), // Portuguese
	[]byte("#N/B"), []byte("#VERW!"), []byte("#WAARDE!"), []byte("#DEEL/0!"), []byte("#NAAM?"), []byte("#GETAL!"), []byte("#LEEG!"), // Dutch
}

func isFault(b []byte) bool {
	return len(b) > 0 && b[0] == '#' && slices.ContainsFunc(faults, func(f []byte) bool { return bytes.Equal(f, b) })
}
