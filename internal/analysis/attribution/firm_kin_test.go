package attribution_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/attribution"
)

// A firm has no family: a part of its name is a guest's, an employee's or its founder's, and
// names nobody. The claim is *supported* at most, however often the line was used. Whose
// full name is the firm's trades in it. What may be a person's name is taken for one.
func TestAFirmHasNoFamily(t *testing.T) {
	for _, c := range []struct{ holder, user, want string }{
		{"Hotel Rossi S.r.l.", "Anna Rossi", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"Rossi Trasporti GmbH", "Anna Rossi", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"Hotel Anna", "Anna Rossi", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"Anna Rossi Trasporti S.r.l.", "Anna Rossi", "corroborated [] line l1: [rose] rivals []"},
		{"Trasporti di Rossi Anna & C. Snc", "Anna Rossi", "corroborated [] line l1: [rose] rivals []"},
		{"García López S.L.U.", "Ana García López", "supported [d] line l1: [rose] rivals [shared-address]"},
		{"Ana García López S.L.U.", "Ana García López", "corroborated [] line l1: [rose] rivals []"},
		{"ANA GARCIA LOPEZ SLU", "Ana García", "corroborated [] line l1: [rose] rivals []"},
		{"Bert Rossi", "Anna Rossi", "corroborated [] line l1: [rose] rivals []"},
		{"Bar Rossi", "Anna Rossi", "corroborated [] line l1: [rose] rivals []"},
		{"Hotel Bosch", "Anna Rossi", "contradicted [d] line l1: [rose] rivals [shared-address]"},
	} {
		for _, days := range [][]int{{1, 3}, {1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 40}} {
			t.Run(fmt.Sprint(c.holder, ", ", len(days), " days"), func(t *testing.T) {
				s := newStory()
				s.use(s.account("rose", c.user, "1111"), attribution.Access, s.line("isp", "l1", c.holder), days...)
				if got := s.tell(); len(got) != 1 || got[0] != c.want {
					t.Errorf("got %q, want %q", got, c.want)
				}
			})
		}
	}
}
