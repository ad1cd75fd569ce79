package casefile

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/comity"
)

// permitted is a checked case, one of its subjects and an exhibit that it rests on,
// whose contributor has to agree before it is passed on.
func permitted(t *testing.T) (tb *table, c *Case, subject, ref string) {
	t.Helper()
	tb, c = checkedTable(t)
	for _, item := range c.gate.graph.Items() {
		if list := c.gate.graph.Rests(item); item[0] == 's' && !strings.Contains(item, "/") && len(list) > 0 {
			subject, ref = item, c.gate.exhibits[list[0]][0].desc.Source.Ref
			break
		}
	}
	if subject == "" {
		t.Fatal("no subject")
	}
	if err := c.Note(t.Context(), ref, "as agreed on the telephone", Statement{Handling: []string{"H2"}}); err != nil {
		t.Fatal(err)
	}
	return tb, c, subject, ref
}

// allowed says whether the subject may be told to DE.
func allowed(t *testing.T, c *Case, item, state string) bool {
	t.Helper()
	p, err := c.MaySend(t.Context(), item, state)
	if err != nil {
		t.Fatal(err)
	}
	return p.Allowed
}

// TestCodesOfNotesAreCarried: a code on a note or verdict is carried by what rests on
// its item, is asked about, and binds no more once its author agreed.
func TestCodesOfNotesAreCarried(t *testing.T) {
	_, c, subject, _ := permitted(t)
	head := c.state.head()
	p, err := c.MaySend(t.Context(), subject, "DE")
	if err != nil || p.Allowed || p.Rule != "handling-h2" || len(p.Contributors) != 1 || p.Contributors[0] != "Rossi" || !strings.Contains(p.Request, "what you said on") {
		t.Fatalf("%+v, %v", p, err)
	}
	codes, err := c.Handling(t.Context(), subject)
	v, verr := c.Subject(t.Context(), subject)
	if err != nil || verr != nil || !codes.Restricts("H2") || strings.Join(v.Handling, ", ") != codes.String() {
		t.Errorf("%s and %q, %v, %v", codes, v.Handling, err, verr)
	}
	if rows, err := c.Notes(t.Context()); err != nil || len(rows) != 1 || rows[0].Handling[0] != "H2" {
		t.Errorf("%+v, %v", rows, err)
	}
	refusedBy(t, c.Outcome(t.Context(), subject, Informed, "DE", "told"), "handling-h2")
	refusedBy(t, c.Tell(t.Context(), TellParams{Item: subject, Kind: kindSubject, State: "DE", Reference: "letter"}), "handling-h2")
	permit := PermitParams{Of: "0" + strings.Repeat("0", 3) + itoa(head), State: "DE", Reference: "his word"}
	if err := c.Permit(t.Context(), permit); err != nil {
		t.Fatal(err)
	}
	if !allowed(t, c, subject, "DE") || allowed(t, c, subject, "FR") {
		t.Error("who was to be told is told, and nobody else")
	}
	if err := c.Outcome(t.Context(), subject, Informed, "DE", "told"); err != nil {
		t.Error(err)
	}
	for _, of := range []string{"1", "99", "x", "DE/404"} {
		permit.Of = of
		if err := c.Permit(t.Context(), permit); comity.KindOf(err) != comity.Negative && comity.KindOf(err) != comity.Input {
			t.Errorf("%s: %v", of, err)
		}
	}
}

func itoa(n int64) string { return string(rune('0'+n/10%10)) + string(rune('0'+n%10)) }

// TestPermission: a contributor's yes holds of one state, of one item where one is
// named, until its last day, and until it is taken back; other contributors' codes stand.
func TestPermission(t *testing.T) {
	tb, c := checkedTable(t)
	var subject string
	for _, item := range c.gate.graph.Items() {
		if item[0] == 's' && !strings.Contains(item, "/") && len(c.gate.graph.Rests(item)) > 1 {
			subject = item
		}
	}
	rests := c.gate.graph.Rests(subject)
	bind := func() {
		if err := c.openGate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for _, d := range rests {
			for i := range c.gate.exhibits[d] {
				c.gate.exhibits[d][i].codes, c.gate.exhibits[d][i].read = mustCodes(t, "H2"), true
			}
		}
	}
	may := func(state string) bool { t.Helper(); bind(); return allowed(t, c, subject, state) }
	if may("DE") {
		t.Fatal("nobody has agreed")
	}
	var refs []string
	for _, d := range rests {
		for _, x := range c.gate.exhibits[d] {
			refs = append(refs, x.desc.Source.Ref)
		}
	}
	say := func(p PermitParams) {
		t.Helper()
		p.State, p.Reference = "DE", "letter"
		if err := c.Permit(t.Context(), p); err != nil {
			t.Fatal(err)
		}
	}
	for i, ref := range refs {
		if may("DE") {
			t.Fatalf("%d of %d have agreed", i, len(refs))
		}
		say(PermitParams{Of: ref, Until: "2026-03-05"})
	}
	if !may("DE") || may("FR") {
		t.Error("all have agreed for DE")
	}
	tb.at = tb.at.AddDate(0, 0, 10)
	if may("DE") {
		t.Error("it has run out")
	}
	for _, ref := range refs {
		say(PermitParams{Of: ref, Item: subject})
	}
	if !may("DE") {
		t.Error("of this item all have agreed")
	}
	say(PermitParams{Of: refs[0], End: true})
	if may("DE") {
		t.Error("one has taken it back")
	}
	for _, ref := range refs {
		say(PermitParams{Of: ref, Item: "another"})
	}
	if may("DE") {
		t.Error("of another item they agreed")
	}
}

// TestWhoWasToldIsNoticed: also of what was told by other means, and of an account;
// a forged notice is damage.
func TestWhoWasToldIsNoticed(t *testing.T) {
	tb, c := checkedTable(t)
	d := sortedDigests(c.gate.exhibits)[0]
	other := sortedDigests(c.gate.exhibits)[1]
	ref := c.gate.exhibits[d][0].desc.Source.Ref
	for state, from := range map[string][]comity.Digest{"DE": {d}, "FR": {other}, "NL": {other, d}} {
		if err := c.Tell(t.Context(), TellParams{Item: "garden.example:rosa", Kind: "account", State: state, Reference: "letter", Exhibits: from}); err != nil {
			t.Fatal(err)
		}
	}
	rep, err := c.Withdraw(t.Context(), WithdrawParams{Item: ref, Reason: "annulled", Urgent: true})
	if err != nil {
		t.Fatal(err)
	}
	if len(rep.Notices) != 2 || !strings.HasSuffix(rep.Notices[0], "-DE.json") || !strings.HasSuffix(rep.Notices[1], "-NL.json") {
		t.Errorf("%q", rep.Notices)
	}
	tb.verified("")
	name := filepath.Join(tb.dir, rep.Notices[0])
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	b[strings.Index(string(b), "payload\"")+30] ^= 1
	if err := os.Chmod(name, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	tb.verified(rep.Notices[0])
}

// TestLeftOutIsNotTold: an exhibit that is restricted, and a row of it, are told to
// nobody until the restriction is lifted.
func TestLeftOutIsNotTold(t *testing.T) {
	_, c := checkedTable(t)
	d := sortedDigests(c.gate.exhibits)[0]
	ref := c.gate.exhibits[d][0].desc.Source.Ref
	p := WithdrawParams{Item: ref, Reason: "contested"}
	if _, err := c.Restrict(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{ref, d.String(), d.String() + ":0+5"} {
		may, err := c.MaySend(t.Context(), item, "DE")
		if err != nil || may.Allowed || may.Rule != ruleLeftOut {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
		refusedBy(t, may.Refusal("DE"), ruleLeftOut)
	}
	if _, err := c.Lift(t.Context(), p); err != nil {
		t.Fatal(err)
	}
	for _, item := range []string{ref, d.String(), d.String() + ":0+5"} {
		if may, err := c.MaySend(t.Context(), item, "DE"); err != nil || !may.Allowed {
			t.Errorf("%s: %+v, %v", item, may, err)
		}
	}
}
