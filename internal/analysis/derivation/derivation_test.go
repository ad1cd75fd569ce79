package derivation_test

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

var (
	log, leases, members, holders, unread = comity.Digest{1}, comity.Digest{2}, comity.Digest{3}, comity.Digest{4}, comity.Digest{5}
	other                                 = comity.Digest{6}
)

var rose = comity.Selector{Type: comity.SelectorAccount, Value: "garden.example:rose"}

func at(d comity.Digest) comity.Citation { return comity.Citation{Exhibit: d, Length: 1} }

// A world of one log, one provider, one member list, one table of holders.
func graph() *derivation.Graph {
	g := derivation.New([]derivation.Exhibit{
		{ID: log, Kind: record.Access}, {ID: leases, Kind: record.Assignments},
		{ID: members, Kind: record.Members, Site: "garden.example"}, {ID: holders, Kind: record.Holders},
	})
	hit := func(id string, cite comity.Citation, to ...comity.Digest) run.Finding {
		h := &run.Hit{ID: id, Account: rose.Value, Cite: cite, LastCite: cite}
		for _, d := range to {
			h.Candidates = append(h.Candidates, run.Candidate{Assignment: at(d)})
		}
		return run.Finding{Hit: h}
	}
	g.Add(hit("h1", at(log), leases))
	g.Add(hit("h2", at(log)))
	g.Add(run.Finding{Subject: &run.Subject{
		ID:         "s1",
		For:        []run.Argument{{Text: "before any evidence", Weight: -1000}, {Text: "the account was used from here in 3 sessions", Weight: 200, Hits: []string{"h2", "h1", "h1"}}},
		Against:    []run.Argument{{Text: "2 sessions resolve to other connections", Weight: -300, Hits: []string{"h2"}}},
		Selectors:  []comity.Selector{rose},
		Eliminated: []run.Elimination{{Hit: "h2", Assignment: at(leases)}},
	}})
	g.Add(run.Finding{Subject: &run.Subject{
		ID:        "s2",
		Selectors: []comity.Selector{{Type: comity.SelectorAccount, Value: "train.example:fern"}},
		Disputed:  []comity.Selector{{Type: comity.SelectorCard, Value: "411111******1111", Cite: at(log).String()}},
	}})
	g.Add(run.Finding{Subject: &run.Subject{ID: "s4", Selectors: []comity.Selector{rose}, Named: []run.Named{{Row: at(leases)}},
		For: []run.Argument{{Text: "the name stated with the account is the subscriber's", Weight: 800, Hits: []string{"h2"}}, {Text: "of another version", Hits: []string{"h2"}}},
	}})
	return g
}

func TestWhatAnItemRestsOn(t *testing.T) {
	g := graph()
	for item, want := range map[string][]comity.Digest{
		"h1":           {log, leases},
		"h2":           {log},
		"s1":           {log, leases, members},
		"s1/for/1":     nil,
		"s1/for/2":     {log, leases},
		"s1/against/1": {log, leases}, // given to a subscriber by elimination
		"s2":           {log, holders},
		"s3":           nil,
		"s4":           {log, leases, members},
		"s4/for/1":     {log},
	} {
		if diff := cmp.Diff(want, g.Rests(item)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", item, diff)
		}
	}
	if !g.Has("s1/for/1") || g.Has("s3") {
		t.Error("the prior is an item of the run, s3 is none")
	}
	if diff := cmp.Diff([]string{"h1", "h2"}, g.Hits("s1/for/2")); diff != "" {
		t.Error(diff)
	}
}

// An argument about a name tells what the row says that states it, though it rests on its hits; so
// may one of a table that nobody knows.
func TestWhatAnItemLetsBeKnown(t *testing.T) {
	g := graph()
	for item, want := range map[string][]comity.Digest{
		"s1/for/1": nil, "s1/for/2": {log, leases}, "s1/against/1": {log, leases}, "s4": {log, leases, members}, "s4/for/1": {log, leases, members}, "s4/for/2": {log, leases, members}, "h2": {log}, "s3": nil,
	} {
		if diff := cmp.Diff(want, g.Told(item)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", item, diff)
		}
	}
}

// Who counts as unrelated is told by names that may stand in any table of people: what counts others
// tells of all such tables, and so does the subject of it, by a rival too. It rests on none of them by name.
func TestWhatCountsOthersTellsWhoTheyAre(t *testing.T) {
	const elsewhere = "train.example:fern"
	for name, tc := range map[string]struct {
		add     func(*run.Subject)
		own     []comity.Digest // of the argument
		subject []comity.Digest
	}{
		"a crowd on the connection": {
			add: func(s *run.Subject) {
				s.Against = []run.Argument{{Text: "accounts of 4 unrelated people were used from the connection", Weight: -2100, Hits: []string{"own", "other"}}}
			},
			own: []comity.Digest{log, leases, members, holders, other}, subject: []comity.Digest{log, leases, members, holders, other},
		},
		"its own use alone": {
			add: func(s *run.Subject) {
				s.Against = []run.Argument{{Text: "of a version that nobody knows", Weight: -100, Hits: []string{"own"}}}
			},
			own: []comity.Digest{log, members}, subject: []comity.Digest{log, members},
		},
		"a card of others": {
			add: func(s *run.Subject) {
				s.Against = []run.Argument{{Text: "2 of its e-mail addresses or cards stand with accounts in other names", Weight: -1500}}
				s.Disputed = []comity.Selector{{Type: comity.SelectorEmail, Value: "rose@garden.example"}}
			},
			own: []comity.Digest{members, holders, other}, subject: []comity.Digest{members, holders, other},
		},
		"a rival": {
			add: func(s *run.Subject) {
				s.Against = []run.Argument{{Text: "never used from this connection beyond paying", Weight: -100}}
				s.Rivals = []run.Rival{{Rows: []run.Argument{{Text: "accounts of four people", Weight: 2000, Hits: []string{"other"}}}}}
			},
			own: []comity.Digest{members}, subject: []comity.Digest{log, leases, members, holders, other},
		},
	} {
		t.Run(name, func(t *testing.T) {
			g := derivation.New([]derivation.Exhibit{
				{ID: log, Kind: record.Access}, {ID: leases, Kind: record.Assignments}, {ID: members, Kind: record.Members, Site: "garden.example"},
				{ID: holders, Kind: record.Holders}, {ID: other, Kind: record.Payments, Site: "train.example"},
			})
			g.Add(run.Finding{Hit: &run.Hit{ID: "own", Account: rose.Value, Cite: at(log), LastCite: at(log)}})
			g.Add(run.Finding{Hit: &run.Hit{ID: "other", Account: elsewhere, Cite: at(log), LastCite: at(log), Candidates: []run.Candidate{{Assignment: at(leases)}}}})
			s := run.Subject{ID: "s", Selectors: []comity.Selector{rose}}
			tc.add(&s)
			g.Add(run.Finding{Subject: &s})
			if diff := cmp.Diff(tc.own, g.Told("s/against/1")); diff != "" {
				t.Errorf("the argument (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tc.subject, g.Told("s")); diff != "" {
				t.Errorf("the subject (-want +got):\n%s", diff)
			}
			if slices.Contains(g.Rests("s"), other) {
				t.Error("rests on a table that is not cited")
			}
		})
	}
}

func TestWhatRestsOnAnExhibit(t *testing.T) {
	g := graph()
	for d, want := range map[comity.Digest][]string{
		log:     {"h1", "h2", "s1", "s1/against/1", "s1/for/2", "s2", "s4", "s4/for/1", "s4/for/2"},
		leases:  {"h1", "s1", "s1/against/1", "s1/for/2", "s4"},
		members: {"s1", "s4"},
		holders: {"s2"},
		unread:  nil,
	} {
		if diff := cmp.Diff(want, g.Dependents(d)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", d.Short(), diff)
		}
	}
}

// An exhibit of which nothing is known may stand behind anything.
func TestUnknownKindShapesAll(t *testing.T) {
	s := comity.Selector{Type: comity.SelectorIP, Value: "192.0.2.1"}
	if !(derivation.Exhibit{ID: unread}).Shapes(s) {
		t.Error("taken for harmless")
	}
	if (derivation.Exhibit{ID: members, Kind: record.Members}).Shapes(s) {
		t.Error("a member list says no address of a subject")
	}
}
