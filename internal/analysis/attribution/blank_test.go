package attribution_test

import "testing"

// What cards that were sold to nobody are embossed with, what forms are filled in with, and a
// telephone that nobody registered name nobody: they neither differ from a name nor resemble
// one. Whose name is withheld is not told, so that the claim is supported at most.
func TestWordsThatNameNobody(t *testing.T) {
	const (
		open  = "supported [d] line l1: [rose] rivals [shared-address]"
		other = "contradicted [d] line l1: [rose] rivals [shared-address]"
	)
	for _, c := range []struct{ stated, holder, want string }{
		{"xx xx", "Anna Vasilev", open},
		{"GIFT CARD", "Anna Vasilev", open},
		{"Valued Customer", "Anna Vasilev", open},
		{"test", "Anna Vasilev", open},
		{"Anna Vasilev", "Prepaid", open},
		{"John Smith", "Anna Vasilev", other},
		{"Orson Card", "Anna Vasilev", other},
		{"Gift", "Anna Vasilev", other},
		{"Bo Oo", "Anna Vasilev", other},
	} {
		t.Run(c.stated+" "+c.holder, func(t *testing.T) {
			s := newStory()
			s.useAt(s.account("rose", c.stated, "1111"), s.line("isp", "l1", c.holder), 4)
			if got := one(t, s, "rose"); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}
