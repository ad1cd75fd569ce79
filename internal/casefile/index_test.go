package casefile_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
)

// alter edits the index as somebody with an SQLite shell would.
func alter(t *testing.T, dir, statement string) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(dir, catalogue.File))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(t.Context(), statement); err != nil {
		t.Error(err)
	}
	if err := db.Close(); err != nil {
		t.Error(err)
	}
}

func firstSubject(t *testing.T, c *casefile.Case) (id string) {
	t.Helper()
	if err := c.Subjects(t.Context(), func(s run.Subject) error { id = s.ID; return nil }); err != nil || id == "" {
		t.Fatal(id, err)
	}
	return id
}

// TestAlteredIndex: an index that was edited is answered with the truth or
// with a refusal, and fails verification until it is rebuilt.
func TestAlteredIndex(t *testing.T) {
	n, c, dir := newCase(t)
	id := firstSubject(t, c)
	if err := c.Decide(t.Context(), id, "no", "a café"); err != nil {
		t.Fatal(err)
	}
	want := answers(t, reopen(t, n, dir))
	for name, statement := range map[string]string{
		"no subjects":    "DELETE FROM finding WHERE kind = 'subject'",
		"one renamed":    "UPDATE finding SET id = 'x' WHERE kind = 'subject' AND rank = 1",
		"no hits":        "DELETE FROM finding WHERE kind = 'hit'",
		"moved":          "UPDATE finding SET offset = offset + 1",
		"huge":           "UPDATE finding SET length = 1 << 62",
		"negative":       "UPDATE finding SET length = -1",
		"decision":       "UPDATE decision SET verdict = 'yes'",
		"no decision":    "DELETE FROM decision",
		"another head":   "UPDATE head SET seq = 2",
		"trigger":        "CREATE TRIGGER t AFTER INSERT ON finding BEGIN DELETE FROM finding; END",
		"another run":    "INSERT INTO run (digest) VALUES ('" + strings.Repeat("0", 64) + "')",
		"one more":       "INSERT INTO finding SELECT run, kind, 'x', offset, length, rank, band FROM finding WHERE rank = 1",
		"one swapped in": "UPDATE finding SET offset = (SELECT f.offset FROM finding f WHERE f.kind = 'hit' LIMIT 1) WHERE rank = 1",
	} {
		t.Run(name, func(t *testing.T) {
			alter(t, dir, statement)
			rep := verify(t, reopen(t, n, dir), false)
			if rep.OK || !names(failed(rep), "index") {
				t.Errorf("verified: %+v", rep.Checks)
			}
			k := reopen(t, n, dir)
			v, err := k.Subject(t.Context(), id)
			switch {
			case err != nil && (comity.KindOf(err) != comity.Negative || !strings.Contains(comity.HintOf(err), "rebuild")):
				t.Errorf("%v, hint %q", err, comity.HintOf(err))
			case err == nil && (len(v.Decisions) != 1 || v.Decisions[0].Verdict != "no"):
				t.Errorf("decisions %+v", v.Decisions)
			}
			if err := k.Rebuild(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got := answers(t, k); got != want {
				t.Errorf("rebuilt, it answers\n%s\nnot\n%s", got, want)
			}
			if rep := verify(t, reopen(t, n, dir), false); !rep.OK {
				t.Errorf("rebuilt: %+v", failed(rep))
			}
		})
	}
}

func TestSubjectsMissingFromTheIndexAreMissed(t *testing.T) {
	for name, statement := range map[string]string{
		"none":  "DELETE FROM finding WHERE kind = 'subject'",
		"fewer": "DELETE FROM finding WHERE kind = 'subject' AND rank = 1",
	} {
		t.Run(name, func(t *testing.T) {
			n, c, dir := newCase(t)
			firstSubject(t, c)
			alter(t, dir, statement)
			err := reopen(t, n, dir).Subjects(t.Context(), func(run.Subject) error { t.Error("shown"); return nil })
			if comity.KindOf(err) != comity.Negative || !strings.Contains(comity.HintOf(err), "rebuild") {
				t.Errorf("%v, hint %q", err, comity.HintOf(err))
			}
		})
	}
}
