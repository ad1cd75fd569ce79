package attribution

import "testing"

// A line of a firm, an office or a public house is no household's; initials and short
// surnames make nobody a firm.
func TestFirms(t *testing.T) {
	c := New()
	for name, want := range map[string]bool{
		"Rossi Trasporti S.r.l.": true, "ROSSI TRASPORTI SRL": true, "Müller GmbH & Co. KG": true, "Novák s.r.o.": true, "Kowalski Sp. z o.o.": true,
		"Μακρής Α.Ε.": true, "Мебели ЕООД": true, "Bar Centrale": true, "Caffè Greco": true, "Hotel zur Post": true, "Zandwerk AG": true,
		"Anna Rossi": false, "A. G. Müller": false, "S. A. Rossi": false, "Müller, A.": false, "Ag Nguyen": false, "ROSSI ANNA": false, "Γεώργιος Παπαδόπουλος": false, "": false,
	} {
		if got := c.isFirm(c.intern(name)); got != want {
			t.Errorf("%q is a firm: %v, want %v", name, got, want)
		}
	}
}
