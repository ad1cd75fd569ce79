package casefile

import (
	"context"
	"crypto/rand"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/verify/history"
)

// table is a case that several persons work on, with one clock.
type table struct {
	t         *testing.T
	home, dir string
	at        time.Time
}

func newTable(t *testing.T) *table {
	t.Helper()
	root := t.TempDir()
	tb := &table{t: t, home: filepath.Join(root, "home"), dir: filepath.Join(root, "case"), at: time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)}
	n := tb.node("Rossi")
	if _, err := n.Init(t.Context(), tb.dir, InitParams{Title: "Garden", Country: "IT", Authority: "Polizia Postale"}); err != nil {
		t.Fatal(err)
	}
	return tb
}

func (tb *table) node(actor string) *Node {
	tb.t.Helper()
	n, err := OpenNode(tb.t.Context(), Config{Home: tb.home, Actor: actor, Purpose: "investigation", Rand: rand.Reader,
		Now: func() time.Time { tb.at = tb.at.Add(time.Second); return tb.at }})
	if err != nil {
		tb.t.Fatal(err)
	}
	tb.t.Cleanup(func() { _ = n.Close() })
	return n
}

func (tb *table) open(actor string) *Case {
	tb.t.Helper()
	c, err := tb.node(actor).Open(tb.t.Context(), tb.dir)
	if err != nil {
		tb.t.Fatal(err)
	}
	return c
}

// do is a use case that takes four eyes, as withdraw is one.
func (tb *table) do(actor string, op operation) (approval, error) {
	tb.t.Helper()
	var got approval
	c := tb.open(actor)
	err := c.write(tb.t.Context(), func(ctx context.Context) (err error) {
		if got, err = c.fourEyes(ctx, op); err != nil {
			return err
		}
		return c.append(ctx, op.What, map[string]any{"item": op.Item, "reason": op.Reason, "approval": got})
	})
	return got, err
}

func (tb *table) rows() []ProposalRow {
	tb.t.Helper()
	rows, err := tb.open("Bianchi").Proposals(tb.t.Context())
	if err != nil {
		tb.t.Fatal(err)
	}
	return rows
}

func (tb *table) verified(bad string) {
	tb.t.Helper()
	rep, err := tb.open("Bianchi").Verify(tb.t.Context(), false)
	if err != nil {
		tb.t.Fatal(err)
	}
	var texts []string
	for _, r := range rep.Checks {
		if !r.OK {
			texts = append(texts, r.Name+": "+r.Text)
		}
	}
	if all := strings.Join(texts, "\n"); bad == "" && all != "" || !strings.Contains(all, bad) {
		tb.t.Errorf("verify: %q, want %q", all, bad)
	}
}

func refusedBy(t *testing.T, err error, rule string) {
	t.Helper()
	if err == nil || comity.KindOf(err) != comity.Refused || !strings.HasPrefix(err.Error(), "refused by rule "+rule+": ") || comity.HintOf(err) == "" {
		t.Errorf("%v (%s), want a refusal by %s", err, comity.HintOf(err), rule)
	}
}

var withdrawal = operation{What: "withdraw", Item: "DE/1", Reason: "the court of appeal annulled the order"}

func TestFourEyes(t *testing.T) {
	tb := newTable(t)
	for range 2 { // saying it twice proposes once
		_, err := tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
		if !strings.Contains(comity.HintOf(err), "comity approve CASE p2 --actor OTHER") {
			t.Error(comity.HintOf(err))
		}
	}
	for _, same := range []string{"Rossi", "ROSSI", " rossi "} {
		refusedBy(t, tb.open(same).Approve(t.Context(), "p2"), "four-eyes")
	}
	if rows := tb.rows(); len(rows) != 1 || rows[0].State != "open" || rows[0].By != "Rossi" {
		t.Fatalf("%+v", rows)
	}
	for range 2 { // approving twice approves once
		if err := tb.open("Verdi").Approve(t.Context(), "p2"); err != nil {
			t.Fatal(err)
		}
	}
	if rows := tb.rows(); rows[0].State != "approved" || !cmp.Equal(rows[0].Approved, []string{"Verdi"}) {
		t.Fatalf("%+v", rows)
	}
	other := withdrawal
	other.Reason = "another reason"
	_, err := tb.do("Rossi", other)
	refusedBy(t, err, "four-eyes")
	got, err := tb.do("Rossi", withdrawal)
	if want := (approval{Proposal: "p2", By: []string{"Rossi", "Verdi"}}); err != nil || !cmp.Equal(want, got) {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = tb.do("Rossi", withdrawal) // one proposal lets one act pass
	refusedBy(t, err, "four-eyes")
	rows := tb.rows()
	if len(rows) != 3 || rows[0].State != "done" || rows[0].Done != 5 || rows[1].State != "open" || rows[2].ID != "p6" {
		t.Errorf("%+v", rows)
	}
	tb.verified("")
	if err := tb.open("Verdi").Approve(t.Context(), "p99"); comity.KindOf(err) != comity.Negative {
		t.Error(err)
	}
}

func TestUrgent(t *testing.T) {
	tb := newTable(t)
	op := withdrawal
	op.Urgent = true
	got, err := tb.do("Rossi", op)
	if want := (approval{Proposal: "p2", By: []string{"Rossi"}, Owed: true}); err != nil || !cmp.Equal(want, got) {
		t.Fatalf("%+v, %v", got, err)
	}
	rows := tb.rows()
	if rows[0].State != "owed" || rows[0].Done != 3 || rows[0].Due.Sub(rows[0].Time) != SecondWithin {
		t.Errorf("%+v", rows)
	}
	tb.verified("")
	tb.at = tb.at.Add(9 * time.Hour)
	if rows := tb.rows(); rows[0].State != "overdue" {
		t.Errorf("%+v", rows)
	}
	if err := tb.open("Verdi").Approve(t.Context(), "p2"); err != nil {
		t.Fatal(err)
	}
	if rows := tb.rows(); rows[0].State != "done" || rows[0].Due != nil {
		t.Errorf("%+v", rows)
	}
	tb.verified("")
}

// TestForgedFourEyes: what was not signed by two persons, each with a key of their
// own, lets nothing pass and does not verify.
func TestForgedFourEyes(t *testing.T) {
	say := func(c *Case, kind string, body any) {
		t.Helper()
		if err := c.write(t.Context(), func(ctx context.Context) error { return c.append(ctx, kind, body) }); err != nil {
			t.Fatal(err)
		}
	}
	t.Run("no approval", func(t *testing.T) {
		tb := newTable(t)
		say(tb.open("Rossi"), "withdraw", map[string]any{"item": "DE/1"})
		tb.verified("act 000002: withdraw takes two persons, and it names no proposal")
	})
	t.Run("approval of nothing", func(t *testing.T) {
		tb := newTable(t)
		say(tb.open("Rossi"), "erase", map[string]any{"approval": approval{Proposal: "p1", By: []string{"Rossi", "Verdi"}}})
		tb.verified("act 000002: the proposal \"p1\" let no such act pass")
	})
	t.Run("one signature", func(t *testing.T) {
		tb := newTable(t)
		_, err := tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
		say(tb.open("Rossi"), "withdraw", map[string]any{"approval": approval{Proposal: "p2", By: []string{"Rossi"}}})
		tb.verified("act 000003: it passed without the two signatures")
	})
	t.Run("another act", func(t *testing.T) {
		tb := newTable(t)
		_, err := tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
		if err := tb.open("Verdi").Approve(t.Context(), "p2"); err != nil {
			t.Fatal(err)
		}
		say(tb.open("Rossi"), "erase", map[string]any{"approval": approval{Proposal: "p2", By: []string{"Rossi", "Verdi"}}})
		tb.verified("act 000004: the proposal \"p2\" let no such act pass")
	})
	t.Run("another item", func(t *testing.T) {
		for _, body := range []map[string]any{{"item": "DE/2", "reason": withdrawal.Reason}, {"item": withdrawal.Item, "reason": "another"}} {
			tb := newTable(t)
			_, err := tb.do("Rossi", withdrawal)
			refusedBy(t, err, "four-eyes")
			if err := tb.open("Verdi").Approve(t.Context(), "p2"); err != nil {
				t.Fatal(err)
			}
			body["approval"] = approval{Proposal: "p2", By: []string{"Rossi", "Verdi"}}
			say(tb.open("Rossi"), "withdraw", body)
			tb.verified("act 000004: the proposal \"p2\" let no such act pass")
		}
	})
	t.Run("unsigned approval", func(t *testing.T) {
		tb := newTable(t)
		_, err := tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
		c := tb.open("Verdi")
		if err := c.load(t.Context()); err != nil {
			t.Fatal(err)
		}
		say(c, actApprove, approveBody{Proposal: "p2", Digest: c.state.acts[1].Digest})
		tb.verified("act 000003: its actor did not sign it")
		_, err = tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
	})
	t.Run("another's signature", func(t *testing.T) {
		tb := newTable(t)
		_, err := tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
		rossi, verdi := tb.open("Rossi"), tb.open("Verdi")
		if err := rossi.load(t.Context()); err != nil {
			t.Fatal(err)
		}
		body := approveBody{Proposal: "p2", Digest: rossi.state.acts[1].Digest}
		if body.Signature, err = rossi.signed(actApprove, body); err != nil {
			t.Fatal(err)
		}
		say(verdi, actApprove, body)
		tb.verified("act 000003: ")
		_, err = tb.do("Rossi", withdrawal)
		refusedBy(t, err, "four-eyes")
	})
}

// TestSamePerson: nobody becomes a second person by how the name is written.
func TestSamePerson(t *testing.T) {
	for _, other := range []string{"jürg müller", " Jürg  Müller", "Ju\u0308rg Mu\u0308ller", "Jürg\u00a0Müller", "Jürg Mü\u200bller", "\u202eJürg Müller", "Ｊürg Müller"} {
		if !history.SamePerson("Jürg Müller", other) {
			t.Errorf("%q is another", other)
		}
	}
	if history.SamePerson("Jürg Müller", "Jörg Müller") {
		t.Error("two persons are one")
	}
}

// TestFourEyesGoverned: who may not withdraw cannot propose it either, nor
// approve who may not.
func TestFourEyesGoverned(t *testing.T) {
	tb := newTable(t)
	n := tb.node("Rossi")
	n.officers = []Officer{{Name: "Rossi", Roles: []string{"analyst"}}}
	c, err := n.Open(t.Context(), tb.dir)
	if err != nil {
		t.Fatal(err)
	}
	err = c.write(t.Context(), func(ctx context.Context) error { _, err := c.fourEyes(ctx, withdrawal); return err })
	refusedBy(t, err, "permitted-by-role")
	refusedBy(t, c.Approve(t.Context(), "p2"), "permitted-by-role")
	if rows := tb.rows(); len(rows) != 0 {
		t.Errorf("%+v", rows)
	}
}
