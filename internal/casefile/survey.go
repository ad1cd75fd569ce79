package casefile

import (
	"context"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"time"

	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/verify"
)

// Survey is a case as one must know it who tells other states: every exhibit that
// the latest check read, every finding of it, since when each is known, and what
// was told. It is for one goroutine.
type Survey struct {
	c        *Case
	body     checkBody
	live     []sealed
	exhibits []Surveyed
	key      [32]byte
	outward  *strings.Replacer // from digests to the names by which others know exhibits; nil: digests stay
}

// Surveyed is one exhibit of a survey.
type Surveyed struct {
	Source record.Source
	Since  comity.Instant // of the first check that read it
}

// Telling is one communication to a state.
type Telling struct {
	Act         int64
	Item, State string
	Kind        string // of the item; "": not known
	At          time.Time
}

// Survey begins a survey of the latest check. What was sealed since is not in it.
// The look is logged under what.
func (c *Case) Survey(ctx context.Context, what string) (*Survey, error) {
	body, err := c.lookAtLatest(ctx, what, "")
	if err != nil {
		return nil, err
	}
	s := &Survey{c: c, body: body}
	if s.key, err = c.keys.Get(tokenKeyID()); err != nil {
		return nil, comity.Wrapf("the case's card-token key: %w", err)
	}
	last := c.state.checks[len(c.state.checks)-1]
	s.live = c.state.live(last.act.Seq)
	for _, v := range s.live {
		d, err := c.describe(v)
		if err != nil {
			return nil, err
		}
		s.exhibits = append(s.exhibits, Surveyed{d.Source, c.firstRead(v)})
	}
	return s, nil
}

// firstRead is when a check first read an exhibit, or what it takes the place of: a
// correction makes nothing younger.
func (c *Case) firstRead(v sealed) comity.Instant {
	refs := []string{v.body.Ref}
	for old := v.body.Supersedes; old != "" && !slices.Contains(refs, old); {
		refs = append(refs, old)
		before, _ := c.state.byRef(old)
		old = before.body.Supersedes
	}
	for _, k := range c.state.checks {
		for _, l := range c.state.live(k.act.Seq) {
			if slices.Contains(refs, l.body.Ref) {
				return comity.InstantOf(k.act.Time.Time())
			}
		}
	}
	return comity.Latest // no check has
}

// Country is the state that holds the case.
func (s *Survey) Country() string { return s.c.state.open.Country }

// Missing are the references whose records are not in the survey though they are
// not superseded: left out by an act, erased ones aside, or sealed since the latest check.
func (s *Survey) Missing() (leftOut, unchecked []string) {
	state, last := &s.c.state, s.c.state.checks[len(s.c.state.checks)-1].act.Seq
	for _, v := range state.seals {
		_, erased := state.erasedBy(v.body.Ref)
		_, out := state.asideOf(v.body.Ref)
		switch {
		case erased || state.supersededBy(v.body.Ref) != "":
		case out:
			leftOut = append(leftOut, v.body.Ref)
		case v.act.Seq > last:
			unchecked = append(unchecked, v.body.Ref)
		}
	}
	return leftOut, unchecked
}

// Exhibits are those that the latest check read, in the order of their seals.
func (s *Survey) Exhibits() []Surveyed { return s.exhibits }

// Records hands over the records of the i-th exhibit that lie inside its scope; of
// a kind that no format reads, none. The sealed bytes are read again and compared
// with their seal. A record is valid during the call.
func (s *Survey) Records(ctx context.Context, i int, each func(*run.Row)) error {
	if !format.Reads(&s.exhibits[i].Source) {
		return nil
	}
	x, err := s.c.exhibit(s.live[i])
	if err != nil {
		return err
	}
	_, err = run.Search(ctx, x, run.Query{Cards: verify.NewCards(s.key), Workers: 1, Bare: true,
		Matcher: func() run.Matcher { return every{each} }})
	return err
}

// every hands each record over and keeps none.
type every struct{ each func(*run.Row) }

func (every) Line([]byte) bool      { return true }
func (every) Excerpt([]byte) string { return "" }
func (e every) Row(r *run.Row) bool { e.each(r); return false }

// Findings hands over the findings of the latest run; since is when a check first
// found them, of a hit when the latest run did.
func (s *Survey) Findings(ctx context.Context, each func(f run.Finding, since comity.Instant) error) error {
	at := s.firstRun(s.body.Run)
	return s.c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		return s.c.eachLine(ctx, s.body, findingsFile, func(line []byte) error {
			var f run.Finding
			if s.outward != nil {
				line = []byte(s.outward.Replace(string(line)))
			}
			if err := json.Unmarshal(line, &f); err != nil {
				return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", s.body.Run.Short()).WithHint("%s", verifyHint)
			}
			if f.Subject == nil {
				return each(f, at)
			}
			since, err := s.firstFound(ctx, cat, f.Subject.ID)
			if err != nil {
				return err
			}
			return each(f, since)
		})
	})
}

func (s *Survey) firstRun(id comity.Digest) comity.Instant {
	for _, k := range s.c.state.checks {
		if k.body.Run == id {
			return comity.InstantOf(k.act.Time.Time())
		}
	}
	return comity.Latest
}

// firstFound is when a check first found a subject.
func (s *Survey) firstFound(ctx context.Context, cat *catalogue.Catalogue, id string) (comity.Instant, error) {
	seen := map[comity.Digest]bool{}
	for _, k := range s.c.state.checks {
		if seen[k.body.Run] {
			continue
		}
		seen[k.body.Run] = true
		if _, ok, err := cat.Find(ctx, k.body.Run, kindSubject, id); ok || err != nil {
			return comity.InstantOf(k.act.Time.Time()), err
		}
	}
	return s.firstRun(s.body.Run), nil
}

// Tellings are the communications to states, oldest first: those recorded by Tell,
// the items of packs, and the outcomes that say that a state was informed. Items of
// packs are found among the known ones, which are given with their kinds; what is known
// no more keeps its tag.
func (s *Survey) Tellings(known iter.Seq2[string, string]) ([]Telling, error) {
	tags, err := s.c.tagger()
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for kind, item := range known {
		names[tags.tag(kind, item)] = item
	}
	var out []Telling
	for _, a := range s.c.state.acts {
		told, err := tellingOf(a)
		if err != nil {
			return nil, err
		}
		if told != nil {
			out = append(out, Telling{Act: a.Seq, Item: told.Item, State: told.State, Kind: told.Kind, At: a.Time.Time()})
			continue
		}
		if a.Kind == actPack {
			var b handoverBody
			if err := a.Decode(&b); err != nil {
				return nil, err
			}
			h, err := s.c.handed(&b)
			if err != nil {
				return nil, err
			}
			for _, it := range h.Items {
				out = append(out, Telling{Act: a.Seq, Item: first(names[it.Item], it.Item), State: b.To, Kind: it.Kind, At: a.Time.Time()})
			}
			continue
		}
		row, ok, err := outcomeOf(a)
		if err != nil {
			return nil, err
		}
		if ok && row.Outcome == Informed {
			out = append(out, Telling{Act: row.Act, Item: row.Item, State: row.State, Kind: kindSubject, At: row.Time})
		}
	}
	return out, nil
}
