package casefile

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/message"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// samePrefix begins the id of a pair of names of a board: names:SITE:A:B, each part escaped as in a URL's query, the
// names folded and in order. Verdicts on it say whether the two are one person.
const samePrefix = "names:"

// sameName is a pair of names of a board about which somebody decides.
type sameName struct{ site, a, b string }

func newSameName(site, a, b string) sameName {
	a, b = message.Name(a), message.Name(b)
	return sameName{site, min(a, b), max(a, b)}
}

// String is the pair's id.
func (s sameName) String() string {
	return samePrefix + url.QueryEscape(s.site) + ":" + url.QueryEscape(s.a) + ":" + url.QueryEscape(s.b)
}

// parseSameName reads a pair's id, with the names in any order and spelling.
func parseSameName(id string) (sameName, error) {
	parts := strings.Split(strings.TrimPrefix(id, samePrefix), ":")
	var failed error
	for i, p := range parts {
		text, err := url.QueryUnescape(p)
		failed = cmp.Or(failed, err)
		parts[i] = text
	}
	if len(parts) != 3 || failed != nil || slices.Contains(parts, "") {
		return sameName{}, comity.Errorf(comity.Usage, "%.80q is not names:SITE:A:B", id).WithHint("`comity board CASE --member NAME` lists the ids of candidates")
	}
	s := newSameName(parts[0], parts[1], parts[2])
	if s.a == s.b {
		return s, comity.Errorf(comity.Usage, "%.80q names one name twice", id).WithHint("spellings that differ in case or encoding are one name already")
	}
	return s, comity.MayKeep("the names", strings.Join(parts, "\n"))
}

// mustHaveSpoken wants both names on the board, in some exhibit in force.
func (c *Case) mustHaveSpoken(ctx context.Context, s sameName) error {
	in, err := c.input(c.state.head())
	if err != nil {
		return err
	}
	heard := map[string]bool{}
	_, err = run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Board}, Row: func(_ *record.Source, r *run.Row) error {
		site, names := namesIn(r)
		for _, n := range names {
			if k := message.Name(n); site == s.site && (k == s.a || k == s.b) {
				heard[k] = true
			}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	for _, n := range []string{s.a, s.b} {
		if !heard[n] {
			return comity.Errorf(comity.Negative, "nobody on the board %.80q is called %.80q", s.site, n).WithHint("`comity board CASE --all` lists the names")
		}
	}
	return nil
}

// namesIn are the site that a record of a board speaks of, and the names there of whom it is.
func namesIn(r *run.Row) (site string, names []string) {
	switch {
	case r.Post != nil:
		return r.Post.Board, []string{cmp.Or(r.Post.Author, r.Post.Email)}
	case r.Profile != nil:
		return r.Profile.Board, []string{r.Profile.Name}
	case r.Deed != nil:
		return r.Deed.Board, []string{r.Deed.Actor, r.Deed.Target}
	}
	return "", nil
}

// decided gives each candidate its id and the verdict in force: the last one. Pairs that somebody decided on and that are
// no candidates stand among them without a score.
func (c *Case) decided(rep *board.Report) error {
	verdicts := map[sameName]string{}
	for _, a := range c.state.acts {
		d, ok, err := decisionOf(a)
		if err != nil {
			return err
		}
		if !ok || a.Kind != actDecide || !strings.HasPrefix(d.Item, samePrefix) {
			continue
		}
		s, err := parseSameName(d.Item)
		if err != nil {
			return err
		}
		verdicts[s] = d.Verdict
	}
	shown := map[string]string{}
	for _, m := range rep.Members {
		shown[message.Name(m.Name)] = m.Name
	}
	for i := range rep.Members {
		m := &rep.Members[i]
		told := map[sameName]bool{}
		for k := range m.Aliases {
			s := newSameName(rep.Board, m.Name, m.Aliases[k].Name)
			m.Aliases[k].Item, m.Aliases[k].Decision = s.String(), verdicts[s]
			told[s] = true
		}
		m.Aliases = append(m.Aliases, others(message.Name(m.Name), rep.Board, verdicts, told, shown)...)
	}
	return nil
}

// others are the pairs of a name that were decided on and not told yet, by the other's name.
func others(key, site string, verdicts map[sameName]string, told map[sameName]bool, shown map[string]string) (out []board.AliasOf) {
	for s, v := range verdicts {
		other := s.a
		if s.a == key {
			other = s.b
		}
		if s.site == site && (s.a == key || s.b == key) && !told[s] && shown[other] != "" {
			out = append(out, board.AliasOf{Name: shown[other], Why: []string{}, Item: s.String(), Decision: v})
		}
	}
	slices.SortFunc(out, func(x, y board.AliasOf) int { return cmp.Compare(x.Name, y.Name) })
	return out
}
