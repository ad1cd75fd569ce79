package attribution

import (
	"cmp"
	"slices"
	"strings"

	"comity/internal/analysis/parallel"
	"comity/internal/comity"
)

// Subject is a lead. Arguments are in the order in which they were weighed.
type Subject struct {
	ID          string
	Band        comity.Band
	Missing     []string // which tests of the top band fail, "a" to "d"
	Score       comity.Weight
	Countries   []string
	Selectors   []comity.Selector
	Subscribers []int32 // the claimed one first; then others used, by number of uses
	For         []Argument
	Against     []Argument
	Rivals      []Rival
}

// Argument is one weight and what it rests on.
type Argument struct {
	Weight comity.Weight
	Text   string
	Hits   []HitRef
}

// Rival is another explanation, weighed.
type Rival struct {
	Kind    string
	Weight  comity.Weight
	Verdict string
	Text    string
}

// The verdicts on a rival.
const (
	Ahead    = "ahead"    // weighs more than the claim
	Possible = "possible" // within one ban of the claim
	Excluded = "excluded"
)

// oneBan is the distance within which a rival keeps a subject out of the top band.
const oneBan comity.Weight = 1000

// Subjects makes the leads, ranked: by band, then score, then id. Each is
// weighed for itself, by up to so many workers; the result is the same for any
// number.
func (c *Case) Subjects(workers int) []Subject {
	clusters := c.clusters()
	profiles := make([]*profile, len(clusters))
	each(workers, len(clusters), func(i int) { profiles[i] = c.profile(clusters[i]) })
	crowd := c.countCrowds(profiles)
	out := make([]Subject, len(profiles))
	each(workers, len(profiles), func(i int) { out[i] = c.subject(profiles[i], crowd) })
	slices.SortFunc(out, func(a, b Subject) int {
		return cmp.Or(cmp.Compare(a.Band.Rank(), b.Band.Rank()), cmp.Compare(b.Score, a.Score), strings.Compare(a.ID, b.ID))
	})
	return out
}

// each is parallel.Each for work that cannot fail.
func each(workers, n int, work func(i int)) {
	if err := parallel.Each(workers, n, func(i int) error { work(i); return nil }); err != nil {
		panic("internal error: work without an error failed: " + err.Error())
	}
}

// SubscriberAt returns what is known about a subscriber number.
func (c *Case) SubscriberAt(i int32) Subscriber { return c.subscribers[i] }

func (c *Case) subject(p *profile, crowd crowd) Subject {
	best := c.argue(p, nil, crowd)
	for _, t := range p.tallies {
		w := c.argue(p, t, crowd)
		if best.tally == nil || w.better(best) {
			best = w
		}
	}
	best.weighRivals()
	s := Subject{
		Selectors: c.selectors(p), For: best.pro, Against: best.con,
		Score: best.score, Rivals: best.rivals, Subscribers: best.subscribers(),
	}
	s.ID = subjectID(s.Selectors)
	s.Countries = c.countries(p, best.tally)
	s.Band, s.Missing = best.band()
	return s
}

// subjectID names a subject by the first of its accounts, so that it keeps its
// name when evidence is added that ties more to it.
func subjectID(selectors []comity.Selector) string {
	first := selectors[0]
	for _, s := range selectors {
		if s.Type == comity.SelectorAccount {
			first = s
			break
		}
	}
	d := comity.DigestOf([]byte(string(first.Type) + "\x00" + first.Value + "\x00" + first.Cite))
	return "s" + d.String()[:15]
}

func (c *Case) selectors(p *profile) []comity.Selector {
	var out []comity.Selector
	for _, n := range slices.Concat(p.principals, p.emails, p.cards) {
		out = append(out, c.nodes[n].selector)
	}
	for _, h := range p.holders {
		out = append(out, comity.Selector{Type: comity.SelectorHolder, Value: h})
	}
	slices.SortFunc(out, comity.Selector.Compare)
	return slices.Compact(out)
}

func (c *Case) countries(p *profile, t *tally) []string {
	var out []string
	if t != nil {
		if cc := c.subscribers[t.sub].Country; cc != "" {
			out = append(out, cc)
		}
	}
	if p.country != "" && !slices.Contains(out, p.country) {
		out = append(out, p.country)
	}
	return out
}
