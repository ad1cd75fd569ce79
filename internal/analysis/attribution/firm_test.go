package attribution

import "testing"

// A line of a firm, an office or a public house is no household's; initials and short
// surnames make nobody a firm.
func TestFirms(t *testing.T) {
	c := New()
	for name, want := range map[string]bool{
		"Rossi Trasporti S.r.l.": true, "ROSSI TRASPORTI SRL": true, "Müller GmbH & Co. KG": true, "Novák s.r.o.": true, "Kowalski Sp. z o.o.": true,
		"Μακρής Α.Ε.": true, "Мебели ЕООД": true, "Bar Centrale": true, "Caffè Greco": true, "Hotel zur Post": true, "Zandwerk AG": true,
		"Μακρής ΑΕ": true, "Bosch GbR": true, "Novák a.s.": true, "Bosch A/S": true, "Müller, A.": false, "Maria A": false,
		"Anna Rossi": false, "A. G. Müller": false, "S. A. Rossi": false, "Ag Nguyen": false, "ROSSI ANNA": false, "Γεώργιος Παπαδόπουλος": false, "": false,
	} {
		if got, _ := c.isFirm(c.intern(name)); got != want {
			t.Errorf("%q is a firm: %v, want %v", name, got, want)
		}
	}
}

// A person's name may look like a firm's: that line is not taken for a public one.
func TestFirmsThatMayBePeople(t *testing.T) {
	c := New()
	for name, want := range map[string]bool{
		"Rossi Trasporti S.r.l.": true, "Müller GmbH & Co. KG": true, "Мебели ЕООД": true, "Caffè Greco": true, "Hotel zur Post": true,
		"Joana Sá": false, "Åsa Lindberg": false, "Sas Péter": false, "Ivanov A.D.": false, "Rossi S.A.": false, "Bar Cohen": false, "Server Djeparov": false, "Ike Turner": false,
	} {
		if _, got := c.isFirm(c.intern(name)); got != want {
			t.Errorf("%q is surely a firm: %v, want %v", name, got, want)
		}
	}
}

// Who is no person by the name: a number stands in no person's.
func TestNamesOfNoPerson(t *testing.T) {
	c := New()
	for name, want := range map[string]bool{
		"Müller GmbH": true, "Textilwerk 4": true, "Café Lotus 2": true, "Anna Rossi": false, "Åsa Lindberg": false, "Sas Péter": false, "": false,
	} {
		if got := c.impersonal(c.intern(name)); got != want {
			t.Errorf("%q is no person: %v, want %v", name, got, want)
		}
	}
	if c.impersonal(noName) {
		t.Error("who is not stated may be a person")
	}
}
