package score

import (
	"encoding/json"
	"io"
	"slices"

	"comity/internal/comity"
)

// subject is what is scored of a finding.
type subject struct {
	Rank        int               `json:"rank"`
	Score       int64             `json:"score"`
	Probability float64           `json:"probability"` // 0: not said
	Missing     []string          `json:"missing"`
	For         []weight          `json:"for"`
	Against     []weight          `json:"against"`
	Rivals      []rival           `json:"rivals"`
	Band        comity.Band       `json:"band"`
	Selectors   []comity.Selector `json:"selectors"`
	Disputed    []comity.Selector `json:"disputed"`
	Subscribers []connection      `json:"subscribers"`
	Company     struct {
		Guests   int  `json:"guests"`
		Payers   int  `json:"payers"`
		Days     int  `json:"days"`
		Begun    int  `json:"begun"`
		Held     int  `json:"held"`
		Like     int  `json:"like"`
		Firm     bool `json:"firm"`
		Nameless bool `json:"nameless"`
	} `json:"company"`
}

// rival is another explanation that the subject names.
type rival struct {
	Kind    string   `json:"kind"`
	Verdict string   `json:"verdict"` // ahead, possible, excluded
	Rows    []weight `json:"rows"`    // none where nothing was observed
}

// judged is a subject beside the truth.
type judged struct {
	*subject
	owner  *person // nil: nobody
	right  bool
	means  []*person // victims and bystanders that the subject means
	appear []*person // victims with a card, e-mail or connection in the subject
}

// readSubjects returns the subjects by rank.
func readSubjects(findings io.Reader) ([]subject, error) {
	var list []subject
	err := readLines("findings", findings, func(line []byte) error {
		var f struct {
			Subject *subject `json:"subject"`
		}
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		if f.Subject != nil {
			list = append(list, *f.Subject)
		}
		return nil
	})
	slices.SortStableFunc(list, func(a, b subject) int { return a.Rank - b.Rank })
	return list, err
}

// tally counts what a person has of a subject.
type tally struct{ accounts, emails, all int }

// beats compares as the definition of owner says.
func (t tally) beats(o tally) bool {
	return t.accounts > o.accounts || t.accounts == o.accounts && t.emails > o.emails
}

func (ps *people) judge(s *subject) judged {
	tallies, total, order := ps.tally(s)
	var first []*person
	if len(s.Subscribers) > 0 {
		first = ps.at(s.Subscribers[0])
	}
	j := judged{subject: s, owner: owner(tallies, order, first)}
	most := func(p *person) bool { return 2*tallies[p].all > total }
	j.right = j.owner != nil && most(j.owner) && slices.Contains(first, j.owner)
	for _, p := range order {
		if most(p) && !slices.Contains(first, p) {
			j.mean(p)
		}
	}
	for _, p := range first {
		j.mean(p)
	}
	j.appear = ps.appear(s, order)
	return j
}

// mean notes that the subject means p, where p is one who did nothing.
func (j *judged) mean(p *person) {
	if p.Role == victim || p.Role == bystander && !(j.right && j.owner != p) {
		j.means = append(j.means, p)
	}
}

// tally counts per person, over the distinct selectors that a person can own;
// order lists the persons as they come up.
func (ps *people) tally(s *subject) (tallies map[*person]tally, total int, order []*person) {
	tallies = map[*person]tally{}
	seen := map[comity.Selector]bool{}
	for _, sel := range s.Selectors {
		sel.Cite = cardCite(sel)
		if !ownable(sel.Type) || seen[sel] {
			continue
		}
		seen[sel] = true
		total++
		for _, p := range ps.has[plain(sel)] {
			t, ok := tallies[p]
			if !ok {
				order = append(order, p)
			}
			t.all++
			switch sel.Type {
			case comity.SelectorAccount:
				t.accounts++
			case comity.SelectorEmail:
				t.emails++
			}
			tallies[p] = t
		}
	}
	return tallies, total, order
}

// cardCite keeps the citation where it tells two cards with the same ends apart.
func cardCite(s comity.Selector) string {
	if s.Type == comity.SelectorCard {
		return s.Cite
	}
	return ""
}

func ownable(t comity.SelectorType) bool {
	return t == comity.SelectorAccount || t == comity.SelectorEmail || t == comity.SelectorCard
}

// owner is the one person with most accounts, then most e-mails. Where several have as many, as
// of an account that one made and another uses, it is the one of them whose connection is
// named; nil where it is nobody's of them.
func owner(tallies map[*person]tally, order, named []*person) *person {
	var best []*person
	for _, p := range order {
		t := tallies[p]
		switch {
		case t.accounts == 0 && t.emails == 0:
		case len(best) == 0 || t.beats(tallies[best[0]]):
			best = append(best[:0], p)
		case !tallies[best[0]].beats(t):
			best = append(best, p)
		}
	}
	if len(best) > 1 {
		best = slices.DeleteFunc(best, func(p *person) bool { return !slices.Contains(named, p) })
	}
	if len(best) == 0 {
		return nil
	}
	return best[0]
}

// appear lists the victims who have a selector or any connection in s.
func (ps *people) appear(s *subject, order []*person) []*person {
	var list []*person
	add := func(p *person) {
		if p.Role == victim && !slices.Contains(list, p) {
			list = append(list, p)
		}
	}
	for _, p := range order {
		add(p)
	}
	for _, c := range s.Subscribers {
		for _, p := range ps.at(c) {
			add(p)
		}
	}
	return list
}
