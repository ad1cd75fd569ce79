package clock_test

import (
	"testing"

	"comity/internal/records/clock"
)

// Months are read in the words of many languages where the layout has January, and in no other.
func TestMonthsInWords(t *testing.T) {
	for _, c := range []struct{ stamp, layout, want string }{
		{"22. Januar 2024 11:31:52", "2. January 2006 15:04:05", "2024-01-22T11:31:52Z"},
		{"3. März 2024 14:05:09", "2. January 2006 15:04:05", "2024-03-03T14:05:09Z"},
		{"3. MÄRZ 2024 14:05:09", "2. January 2006 15:04:05", "2024-03-03T14:05:09Z"},
		{"3. ma\u0308rz 2024 14:05:09", "2. January 2006 15:04:05", "2024-03-03T14:05:09Z"},
		{"3 févr. 2024 à 14:05", "2 January 2006 à 15:04", "2024-02-03T14:05:00Z"},
		{"3 mars 2024 à 14:05", "2 January 2006 à 15:04", "2024-03-03T14:05:00Z"},
		{"20 de enero de 2024 11:35:22", "2 de January de 2006 15:04:05", "2024-01-20T11:35:22Z"},
		{"5 października 2024 10:00", "2 January 2006 15:04", "2024-10-05T10:00:00Z"},
		{"5. října 2024 10:00", "2. January 2006 15:04", "2024-10-05T10:00:00Z"},
		{"5 января 2024 10:00", "2 January 2006 15:04", "2024-01-05T10:00:00Z"},
		{"2024. május 3. 10:00", "2006. January 2. 15:04", "2024-05-03T10:00:00Z"},
		{"2024 m. sausio 3 d. 14:05", "2006 m. January 2 d. 15:04", "2024-01-03T14:05:00Z"},
		{"3 Ağustos 2024 14:05", "2 January 2006 15:04", "2024-08-03T14:05:00Z"},
		{"3 KASIM 2024 14:05", "2 January 2006 15:04", "2024-11-03T14:05:00Z"},
		{"3 January 2024 14:05", "2 January 2006 15:04", "2024-01-03T14:05:00Z"},
		{"3 mei 2024 14:05", "2 Jan 2006 15:04", ""},
		{"3 listopada 2024 14:05", "2 January 2006 15:04", ""}, // October, or November
		{"3 mai juin 2024 14:05", "2 January 2006 15:04", ""},
		{"31 février 2024 14:05", "2 January 2006 15:04", ""},
		{"3 jardin 2024 14:05", "2 January 2006 15:04", ""},
	} {
		st, ok := clock.Parse(c.stamp, c.layout)
		got := ""
		if ok {
			got = st.Civil.String()
		}
		if got != c.want {
			t.Errorf("%q as %q: %q, want %q", c.stamp, c.layout, got, c.want)
		}
	}
}
