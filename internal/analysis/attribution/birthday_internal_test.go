package attribution

import "testing"

// Two days of birth are two people's where no slip makes one of them the other.
func TestBornFarApart(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1950-02-01", "1980-03-09", true}, {"1950-02-01", "1980-02-01", true}, {"1950-02-01", "1951-03-01", true}, {"1950-02-01", "1950-05-17", true},
		{"1950-02-01", "1950-02-01", false}, {"1950-02-01", "1950-01-02", false}, {"1950-02-01", "1950-02-07", false}, {"1950-02-12", "1950-02-21", false},
		{"1950-02-01", "1951-02-01", false}, {"1958-02-01", "1985-02-01", true}, {"1989-02-01", "1998-02-01", false}, {"1950-02-01", "1960-02-01", false},
		{"1950-02-01", "1.2.1950", false}, {"1950-02-01", "02/01/1950", false}, {"1950-02-01", "1.2.1980", true},
		{"1950-02-01", "", false}, {"1950-02-01", "1970-01-01", false}, {"1900-01-01", "1970-01-01", false},
		{"1950-02-01", "1.2.80", false}, {"1950-02-01", "1980", false}, {"1950-02-01", "1980-13-41", false}, {"1950-02-01", "1980-02-0x", false},
	} {
		for _, turned := range []bool{false, true} {
			if turned {
				c.a, c.b = c.b, c.a
			}
			if got := bornFarApart(c.a, c.b); got != c.want {
				t.Errorf("%q, %q: %v, want %v", c.a, c.b, got, c.want)
			}
		}
	}
}
