package derivation_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

var (
	log, leases, members, holders, unread = comity.Digest{1}, comity.Digest{2}, comity.Digest{3}, comity.Digest{4}, comity.Digest{5}
)

func at(d comity.Digest) comity.Citation { return comity.Citation{Exhibit: d, Length: 1} }

// A world of one log, one provider, one member list, one table of holders.
func graph() *derivation.Graph {
	g := derivation.New([]derivation.Exhibit{
		{ID: log, Kind: record.Access}, {ID: leases, Kind: record.Assignments},
		{ID: members, Kind: record.Members, Site: "garden.example"}, {ID: holders, Kind: record.Holders},
	})
	hit := func(id string, cite comity.Citation, to ...comity.Digest) run.Finding {
		h := &run.Hit{ID: id, Cite: cite, LastCite: cite}
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
		Selectors:  []comity.Selector{{Type: comity.SelectorAccount, Value: "garden.example:rose"}},
		Eliminated: []run.Elimination{{Hit: "h2", Assignment: at(leases)}},
	}})
	g.Add(run.Finding{Subject: &run.Subject{
		ID:        "s2",
		Selectors: []comity.Selector{{Type: comity.SelectorAccount, Value: "train.example:fern"}},
		Disputed:  []comity.Selector{{Type: comity.SelectorCard, Value: "411111******1111", Cite: at(log).String()}},
	}})
	g.Add(run.Finding{Subject: &run.Subject{ID: "s4", Named: []run.Named{{Row: at(leases)}},
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
		"s4":           {log, leases},
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
		"s1/for/1": nil, "s1/for/2": {log, leases}, "s1/against/1": {log, leases}, "s4": {log, leases}, "s4/for/1": {log, leases}, "s4/for/2": {log, leases}, "h2": {log}, "s3": nil,
	} {
		if diff := cmp.Diff(want, g.Told(item)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", item, diff)
		}
	}
}

func TestWhatRestsOnAnExhibit(t *testing.T) {
	g := graph()
	for d, want := range map[comity.Digest][]string{
		log:     {"h1", "h2", "s1", "s1/against/1", "s1/for/2", "s2", "s4", "s4/for/1", "s4/for/2"},
		leases:  {"h1", "s1", "s1/against/1", "s1/for/2", "s4"},
		members: {"s1"},
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
