package casefile_test

import (
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
)

// officers is a table of every role, and one who is assigned elsewhere.
const officers = `
[[officer]]
name = "inv"
roles = ["investigator"]
[[officer]]
name = "ana"
roles = ["analyst"]
[[officer]]
name = "sup"
roles = ["supervisor"]
[[officer]]
name = "sup2"
roles = ["supervisor"]
[[officer]]
name = "dpo"
roles = ["data-protection-officer"]
[[officer]]
name = "away"
roles = ["investigator"]
cases = ["0123"]
`

// governed gives the home of a node a table of officers.
func governed(t testing.TB, home, more string) {
	t.Helper()
	f, err := os.OpenFile(filepath.Join(home, "node.toml"), os.O_APPEND|os.O_WRONLY, 0o600)
	if err == nil {
		_, err = f.WriteString(officers + more)
	}
	if err == nil {
		err = f.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
}

// as opens the case as somebody, for a purpose.
func as(t *testing.T, home, dir, actor, purpose string) *casefile.Case {
	t.Helper()
	cfg := config(home)
	cfg.Actor, cfg.Purpose = actor, purpose
	return reopen(t, openNode(t, cfg), dir)
}

// uses are the use cases of a case by the act that each is.
func uses(t *testing.T, c *casefile.Case, subject string) map[string][]func() error {
	ctx := t.Context()
	return map[string][]func() error{
		"list": {
			func() error { _, err := c.Exhibits(ctx); return err },
			func() error { _, err := c.Acts(ctx); return err },
			func() error { _, err := c.Runs(ctx); return err },
			func() error { _, err := c.Quarantine(ctx); return err },
			func() error { return c.QuarantineRows(ctx, func(casefile.QuarantineRow) error { return nil }) },
			func() error { _, err := c.References(ctx); return err },
			func() error { _, err := c.IDs(ctx, "subject", "s", 5); return err },
		},
		"verify":  {func() error { _, err := c.Verify(ctx, false); return err }},
		"rebuild": {func() error { return c.Rebuild(ctx) }},
		"seal":    {func() error { _, err := c.Seal(ctx, smallManifest); return err }},
		"check":   {func() error { _, err := c.Check(ctx); return err }},
		"show": {
			func() error { return c.Subjects(ctx, func(run.Subject) error { return nil }) },
			func() error { _, err := c.Notes(ctx); return err },
			func() error { _, err := c.Decisions(ctx); return err },
			func() error { _, err := c.Outcomes(ctx); return err },
			func() error { _, err := c.Report(ctx); return err },
			func() error { _, err := c.Clocks(ctx); return err },
			func() error { return c.RunRejects(ctx, func(run.Reject) error { return nil }) },
			func() error { return c.Rejects(ctx, func(run.Reject) error { return nil }) },
		},
		"find": {func() error { _, err := c.Find(ctx, casefile.FindParams{What: "garden"}); return err }},
		"cat": {func() error {
			rows, err := c.Exhibits(ctx)
			if err != nil {
				return err
			}
			return c.Cat(ctx, comity.Citation{Exhibit: rows[0].ID, Length: 4}, io.Discard)
		}},
		"note":   {func() error { return c.Note(ctx, subject, "seen") }},
		"decide": {func() error { return c.Decide(ctx, subject, "unsure", "too early") }},
	}
}

// TestAuthorised: every use case asks before it acts, and names the rule.
func TestAuthorised(t *testing.T) {
	_, c, dir := newCase(t)
	home, subject := filepath.Join(filepath.Dir(dir), "home"), firstSubject(t, c)
	governed(t, home, "")
	for _, tt := range []struct{ actor, purpose, rule, allowed string }{
		{"inv", "investigation: gardens", "permitted-by-role", "list verify rebuild seal check show find cat note decide"},
		{"ana", "investigation", "permitted-by-role", "list verify rebuild check show find cat note"},
		{"dpo", "investigation", "permitted-by-role", "list verify show"},
		{"nobody", "investigation", "permitted-by-role", ""},
		{"inv", "", "purpose-stated", "list verify rebuild"},
		{"inv", "defence", "purpose-of-defence", "list verify rebuild show find cat"},
		{"sup", "oversight", "purpose-of-oversight", "list verify rebuild show"},
		{"away", "investigation", "assigned-case", ""},
	} {
		c := as(t, home, dir, tt.actor, tt.purpose)
		if tt.purpose == "" {
			c = as(t, home, dir, tt.actor, " ")
		}
		for act, all := range uses(t, c, subject) {
			for i, use := range all {
				err := use()
				if strings.Contains(" "+tt.allowed+" ", " "+act+" ") {
					if err != nil {
						t.Errorf("%s for %q: %s %d: %v", tt.actor, tt.purpose, act, i, err)
					}
					continue
				}
				if err == nil || comity.KindOf(err) != comity.Refused || !strings.Contains(err.Error(), "refused by rule "+tt.rule+": ") || comity.HintOf(err) == "" {
					t.Errorf("%s for %q: %s %d: %v", tt.actor, tt.purpose, act, i, err)
				}
			}
		}
	}
}

// TestNodeSettings: what is not understood in node.toml or among a node's rules
// opens nothing, because it would bind nobody.
func TestNodeSettings(t *testing.T) {
	for _, tt := range []struct{ more, rules, want string }{
		{"[[oficer]]\nname = \"x\"\n", "", `unknown key "oficer`},
		{"[[officer]]\nname = \"x\"\nrole = [\"analyst\"]\n", "", `unknown key "officer.role"`},
		{"[[officer]]\nname = \"x\"\nroles = [\"boss\"]\n", "", `unknown role "boss"`},
		{"[[officer]]\nname = \"x\"\n", "", "has no role"},
		{"[[officer]]\nroles = [\"analyst\"]\n", "", "has no name"},
		{"[[officer]]\nname = \"inv\"\nroles = [\"analyst\"]\n", "", "there twice"},
		{"", `permit (principal, action, resource);`, "policy/own.cedar:1"},
		{"", `forbid if it is late`, "policy/own.cedar"},
	} {
		home := filepath.Join(t.TempDir(), "home")
		n := openNode(t, config(home))
		if n.Actor() != "inspector" {
			t.Fatal(n.Actor())
		}
		governed(t, home, tt.more)
		writeRules(t, home, tt.rules)
		_, err := casefile.OpenNode(t.Context(), config(home))
		if err == nil || comity.KindOf(err) != comity.Input || !strings.Contains(err.Error(), tt.want) || comity.HintOf(err) == "" {
			t.Errorf("%q, %q: %v (%s)", tt.more, tt.rules, err, comity.HintOf(err))
		}
	}
}

func writeRules(t *testing.T, home, text string) {
	t.Helper()
	if text == "" {
		return
	}
	dir := filepath.Join(home, "policy")
	err := os.MkdirAll(dir, 0o700)
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, "own.cedar"), []byte(text), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// TestNodesOwnRule: a rule of the node's own binds, also where no officer is named.
func TestNodesOwnRule(t *testing.T) {
	_, _, dir := newCase(t)
	home := filepath.Join(filepath.Dir(dir), "home")
	writeRules(t, home, `@id("no-search") @says("nothing is searched here") forbid (principal, action == Action::"find", resource);`)
	c := as(t, home, dir, "inspector", "test")
	_, err := c.Find(t.Context(), casefile.FindParams{What: "garden"})
	if err == nil || err.Error() != "refused by rule no-search: find: nothing is searched here" {
		t.Error(err)
	}
	if _, err := c.Notes(t.Context()); err != nil {
		t.Error(err)
	}
}
