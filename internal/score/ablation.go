package score

import (
	"cmp"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"comity/internal/comity"
)

// Row is what would become of a run if one row of the weights did not exist:
// neither for the claims nor for the rivals that have it. The claimed
// connections stay what they are.
type Row struct {
	Of         string `json:"of"`         // "claim", or the kind of rival
	Text       string `json:"text"`       // what the row says, with # for figures; "" for the run as it is
	Subjects   int64  `json:"subjects"`   // that have the row
	Moved      int64  `json:"moved"`      // that would be in another band
	Top        int64  `json:"top"`        // would be corroborated
	TopRight   int64  `json:"top_right"`  // of these, right
	Next       int64  `json:"next"`       // would be supported
	NextRight  int64  `json:"next_right"` // of these, right
	Victims    int64  `json:"victims"`    // that a corroborated subject would mean
	Bystanders int64  `json:"bystanders"`
}

// oneBan is by how much a claim leads a rival that is excluded (docs/terms.md).
const oneBan = 1000

// Ablation leaves out one row after another. The first row of the result is the
// run as it is; the others are in the order of claim and kinds, then of texts.
func Ablation(run Run, truth fs.FS) ([]Row, error) {
	people, err := readPeople(truth)
	if err != nil {
		return nil, err
	}
	subjects, err := readSubjects(run.Findings)
	if err != nil {
		return nil, err
	}
	found := make([]judged, len(subjects))
	keys := map[weightKey]bool{{}: true}
	for i := range subjects {
		found[i] = people.judge(&subjects[i])
		subjects[i].plain()
		subjects[i].keys(keys)
	}
	list := make([]weightKey, 0, len(keys))
	for k := range keys {
		list = append(list, k)
	}
	slices.SortFunc(list, func(a, b weightKey) int { return cmp.Or(cmp.Compare(a.of, b.of), cmp.Compare(a.text, b.text)) })
	out := make([]Row, len(list))
	for i, k := range list {
		out[i] = without(found, k)
	}
	return out, nil
}

// weightKey names a row by what it is of and what it says.
type weightKey struct{ of, text string }

// weight is a row as findings show it.
type weight struct {
	Weight int64  `json:"weight"`
	Text   string `json:"text"`
}

const claim = "claim"

// keys adds the rows of s.
func (s *subject) keys(to map[weightKey]bool) {
	for _, w := range s.For[min(1, len(s.For)):] { // without the prior
		to[weightKey{claim, w.Text}] = true
	}
	for _, w := range s.Against {
		to[weightKey{claim, w.Text}] = true
	}
	for _, r := range s.Rivals {
		for _, w := range r.Rows[min(1, len(r.Rows)):] {
			to[weightKey{r.Kind, w.Text}] = true
		}
	}
}

var figures = regexp.MustCompile(`[0-9]+( or more)?`)

// plain puts # in the place of figures, so that a row has one text.
func (s *subject) plain() {
	lists := [][]weight{s.For, s.Against}
	for _, r := range s.Rivals {
		lists = append(lists, r.Rows)
	}
	for _, list := range lists {
		for i := range list {
			list[i].Text = figures.ReplaceAllString(list[i].Text, "#")
		}
	}
}

// without counts the bands that a run without the row would have.
func without(found []judged, k weightKey) Row {
	row := Row{Of: k.of, Text: k.text}
	meant := map[*person]bool{}
	for i := range found {
		j := &found[i]
		band, has := j.without(k)
		if has {
			row.Subjects++
		}
		if band != j.Band {
			row.Moved++
		}
		switch band {
		case comity.Corroborated:
			row.Top, row.TopRight = row.Top+1, row.TopRight+count(j.right)
			for _, p := range j.means {
				meant[p] = true
			}
		case comity.Supported:
			row.Next, row.NextRight = row.Next+1, row.NextRight+count(j.right)
		}
	}
	for p := range meant {
		row.Victims += count(p.Role == victim)
		row.Bystanders += count(p.Role == bystander)
	}
	return row
}

func count(is bool) int64 {
	if is {
		return 1
	}
	return 0
}

// without is the band that s would have, and whether it has the row.
func (s *subject) without(k weightKey) (comity.Band, bool) {
	score, has := s.Score, false
	if k.of == claim {
		for _, w := range append(slices.Clone(s.For), s.Against...) {
			if w.Text == k.text {
				score, has = score-w.Weight, true
			}
		}
	}
	ahead, possible := false, false
	for _, r := range s.Rivals {
		sum, pro := int64(0), false
		for i, w := range r.Rows {
			if r.Kind == k.of && w.Text == k.text {
				has = true
				continue
			}
			sum, pro = sum+w.Weight, pro || i > 0 && w.Weight > 0
		}
		ahead = ahead || pro && sum > score
		possible = possible || pro && sum > score-oneBan || r.Kind != k.of && r.stays(s.Score)
	}
	if !has {
		return s.Band, false
	}
	return s.decide(ahead, possible), true
}

// stays reports whether the rival is possible though a claim of that score leads it:
// then no weight decides.
func (r *rival) stays(score int64) bool {
	sum := int64(0)
	for _, w := range r.Rows {
		sum += w.Weight
	}
	return r.Verdict == "possible" && sum <= score-oneBan
}

// decide applies the precedence of the bands to what is left. What only the
// computation knows of a subject (that nothing resolved but payments, that a kept
// reading names somebody else) is taken from its band and its tests.
func (s *subject) decide(ahead, possible bool) comity.Band {
	missing := int64(len(strings.Join(s.Missing, ""))) - count(slices.Contains(s.Missing, "d"))
	was := missing + count(slices.Contains(s.Missing, "d"))
	now := missing + count(possible)
	switch {
	case ahead && len(s.Subscribers) > 0:
		return comity.Contradicted
	case s.Band == comity.Unresolved && was < 2, slices.Contains(s.Missing, "c") && !s.opened():
		return comity.Unresolved
	case now == 0:
		return comity.Corroborated
	case now == 1:
		return comity.Supported
	}
	return comity.Unresolved
}

// opened reports whether a sign-up came from the claimed connection.
func (s *subject) opened() bool {
	return slices.ContainsFunc(s.For, func(w weight) bool { return strings.HasPrefix(w.Text, "the account was opened") })
}
