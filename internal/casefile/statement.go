package casefile

import (
	"context"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// What a statement is (Directive (EU) 2016/680, article 7): what a record says,
// or what somebody, or the engine, makes of it.
const (
	Fact       = "fact"
	Assessment = "assessment"
)

// Statement says what sort of statement an act makes. The zero value is an
// assessment, whose author is the actor; a fact needs a Source.
type Statement struct {
	Fact     bool
	Source   string   // a citation, an exhibit's reference or id, or in words: who says so, where it is written
	Handling []string // conditions of who said it, of a verdict or note: what rests on its item carries them
}

// kind is "fact" or "assessment", as acts hold it.
func (s Statement) kind() string {
	if s.Fact {
		return Fact
	}
	return Assessment
}

// check refuses a fact that nobody could look up.
func (s Statement) check() error {
	if s.Fact && strings.TrimSpace(s.Source) == "" {
		return comity.Errorf(comity.Usage, "a fact needs a source").
			WithHint("give --source: a citation, an exhibit's reference, or who says so and where; without --fact it is an assessment of yours")
	}
	return comity.MayKeep("the source", s.Source)
}

// mustCite wants the bytes to be there where the source is a citation.
func (c *Case) mustCite(ctx context.Context, source string) error {
	cite, err := comity.ParseCitation(source)
	if err != nil {
		return nil //nolint:nilerr // a source in words
	}
	_, err = c.copyCited(ctx, cite, io.Discard)
	return err
}

// firstOf is the statement given, or an assessment. A citation that is noted as a
// fact is its own source.
func firstOf(item string, given []Statement) Statement {
	var s Statement
	if len(given) > 0 {
		s = given[0]
	}
	if _, err := comity.ParseCitation(item); err == nil && s.Fact && s.Source == "" {
		s.Source = item
	}
	return s
}

// spoken is what a verdict or note says beside its text.
type spoken struct {
	Statement string   // fact, assessment
	Source    string   // of a fact
	Handling  []string // the codes that it is under
}

// saidAs is what sort of statement a verdict or note is, the source of a fact, and its codes.
func saidAs(a act.Act) (b spoken, err error) {
	if err := json.Unmarshal(a.Body, &b); err != nil {
		return b, comity.Errorf(comity.Negative, "act %06d cannot be read: %w", a.Seq, err).WithHint("%s", verifyHint)
	}
	b.Statement, err = statementOf(b.Statement)
	return b, err
}

// statementOf is what an act says it is; acts before this was asked are assessments.
func statementOf(s string) (string, error) {
	switch {
	case s == "":
		return Assessment, nil
	case slices.Contains([]string{Fact, Assessment}, s):
		return s, nil
	}
	return "", comity.Errorf(comity.Negative, "a statement is neither fact nor assessment").WithHint("%s", verifyHint)
}

// Statements says of each part of what is shown whether it is a fact (what a
// record says) or an assessment (what the engine makes of records, or whom it
// takes them for), by the part's name in JSON. Verdicts, notes and outcomes say
// it for themselves.
func Statements() map[string]string {
	out := map[string]string{}
	for _, part := range []string{"lines", "assignments", "duplicates", "cards"} {
		out[part] = Fact
	}
	for _, part := range []string{
		"band", "score", "probability", "selectors", "disputed", "subscribers", "for", "against", "argument", "rivals", "eliminated", "named", "hit", "hits", "extent", "person",
	} {
		out[part] = Assessment
	}
	return out
}

// statements is Statements of the parts named.
func statements(parts ...string) map[string]string {
	all, out := Statements(), map[string]string{}
	for _, p := range parts {
		out[p] = all[p]
	}
	return out
}
