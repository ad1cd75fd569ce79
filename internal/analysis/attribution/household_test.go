package attribution_test

import (
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
)

// A card under accounts of two names is a household's where both used theirs from one
// connection; a reseller's where each was used from somewhere else, wherever opened.
func TestAHouseholdsCard(t *testing.T) {
	for _, c := range []struct {
		name string
		tell func(s *story, mine, other attribution.Node)
		want string
	}{
		{"both at home", func(s *story, mine, other attribution.Node) {
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(mine, attribution.Access, home, 1, 3, 9, 12, 15)
			s.use(other, attribution.Access, home, 2, 5)
		}, "supported [d] line l1: [rose] rivals [reseller]"},
		{"each elsewhere", func(s *story, mine, other attribution.Node) {
			s.use(mine, attribution.Access, s.line("isp", "l1", "Anna Rossi"), 1, 3, 9, 12, 15)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 2, 5)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
		{"the other was there on one day", func(s *story, mine, other attribution.Node) {
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(mine, attribution.Access, home, 1, 3, 9, 12, 15)
			s.use(other, attribution.Access, home, 2, 2)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
		{"the other is at home elsewhere", func(s *story, mine, other attribution.Node) {
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(mine, attribution.Access, home, 1, 3, 9, 12, 15)
			s.use(other, attribution.Access, home, 2, 5)
			s.use(other, attribution.Access, s.line("isp", "l2", "Bert Bosch"), 3, 4, 8)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
		{"the other was opened there and never used", func(s *story, mine, other attribution.Node) {
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(mine, attribution.Access, home, 1, 3, 9, 12, 15)
			s.use(other, attribution.SignUp, home, 2)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
		{"the other works in an office oftener", func(s *story, mine, other attribution.Node) {
			home, office := s.line("isp", "l1", "Anna Rossi"), s.line("isp", "office", "")
			s.use(mine, attribution.Access, home, 1, 3, 9, 12, 15)
			s.use(other, attribution.Access, home, 2, 6)
			s.use(other, attribution.Access, office, 5, 8, 11)
			for _, name := range []string{"Cleo Dahl", "Dora Egge", "Emil Falk"} {
				s.use(s.account(name[:4], name, ""), attribution.Access, office, 7)
			}
		}, "supported [d] line l1: [rose] rivals [reseller]"},
		{"on two days only", func(s *story, mine, other attribution.Node) {
			home := s.line("isp", "l1", "Anna Rossi")
			s.use(mine, attribution.Access, home, 1, 3)
			s.use(other, attribution.Access, home, 2, 5)
		}, "contradicted [d] line l1: [rose] rivals [reseller]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := newStory()
			mine, other := s.account("rose", "Anna Rossi", "1111"), s.account("moss", "Bert Bosch", "1111")
			c.tell(s, mine, other)
			got := ""
			for _, line := range s.tell() {
				if strings.Contains(line, "[rose]") {
					got = line
				}
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}
