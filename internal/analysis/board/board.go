// Package board makes the profile of a closed board from what several contributors hold of it: its members, their roles, who
// may be who, what the group speaks of, and how much of all that would stand without any one contributor.
//
// Everything in it is a lead for an analyst and identifies nobody. A report is a pure function of the records, the parameters
// and the lexicons.
package board

import (
	"context"
	"sync"

	"comity/internal/analysis/board/alias"
	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/role"
	"comity/internal/analysis/board/vouch"
	"comity/internal/comity"
)

// Version of the computation; part of every report.
const Version = "0.1.5"

// Config says what to compute.
type Config struct {
	Board    string // the board, as sources name it; "": the one with the most posts
	Baseline string // the board to compare with; "": all others there are
	Workers  int
	// Firsts are items that were seen first with a nickname, for an archive without one contributor; "": of all. May be nil.
	Firsts func(without string) []First
	// Aliases ranks who may be who, with passages to read where these are asked for; nil: nobody is asked.
	Aliases func(ctx context.Context, a *archive.Archive, passages bool) ([]Alias, error)
}

// First is a file hash that was seen first with a member.
type First struct {
	Member string
	New    bool // in no named set
	Cite   comity.Citation
}

// Alias says that two names may be one person.
type Alias struct {
	A, B  int32 // names, A before B
	Score int64 // in thousandths: how often pairs so alike were one person where that is known
	Why   []string
	Read  []archive.Capture // passages that weigh most
}

// Alike ranks by how names write, when and with whom, and what they share.
func Alike(workers int) func(ctx context.Context, a *archive.Archive, passages bool) ([]Alias, error) {
	return func(ctx context.Context, a *archive.Archive, passages bool) (out []Alias, err error) {
		all, err := alias.Rank(ctx, a, workers, passages)
		for _, c := range all {
			x := Alias{A: c.A, B: c.B, Score: c.Score, Why: c.Why}
			for _, m := range c.Read {
				x.Read = append(x.Read, a.Messages[m].Captures[0])
			}
			out = append(out, x)
		}
		return out, err
	}
}

// Compute makes the report of what b was given.
func Compute(ctx context.Context, cfg Config, b *archive.Builder) (*Report, error) {
	lex, err := lexicon.Open()
	if err != nil {
		return nil, err
	}
	vouches, err := vouch.NewReader()
	if err != nil {
		return nil, err
	}
	c := &computation{Config: cfg, builder: b, lexicon: lex, reader: group.NewReader(lex), vouches: vouches}
	b.Done()
	c.boards()
	whole, err := c.view(ctx, "")
	if err != nil {
		return nil, err
	}
	c.whole = whole
	if err := c.rival(ctx); err != nil {
		return nil, err
	}
	if err := c.without(ctx); err != nil {
		return nil, err
	}
	if err := c.compare(ctx); err != nil {
		return nil, err
	}
	return c.report(), nil
}

// computation is one report in the making.
type computation struct {
	Config
	builder  *archive.Builder
	lexicon  *lexicon.Lexicon
	reader   *group.Reader
	vouches  *vouch.Reader
	others   []string // boards that the baseline is
	whole    *view
	rivals   []reading
	reduced  []*standing // without each contributor, in order of their names
	base     *archive.Archive
	baseHits []group.Hit
}

// view is an archive with what is read off it.
type view struct {
	archive *archive.Archive
	hits    []group.Hit
	vouched []vouch.Said
	roles   map[role.Role][]role.Ranked
	aliases []Alias
}

// boards settles which board is looked at and which others there are.
func (c *computation) boards() {
	for n, b := range c.builder.Boards() {
		switch {
		case c.Board == "" && n == 0:
			c.Board = b
		case b != c.Board && (c.Baseline == "" || b == c.Baseline):
			c.others = append(c.others, b)
		}
	}
}

// view makes what there is without one contributor.
func (c *computation) view(ctx context.Context, without string) (*view, error) {
	a, err := c.builder.Build(ctx, archive.Selection{Without: without, Boards: []string{c.Board}})
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil { // merging took long, and so does what follows
		return nil, err
	}
	v := &view{archive: a, hits: c.reader.Read(a, c.Workers), vouched: c.vouches.Read(a, c.Workers)}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	v.roles = role.Rank(role.Input{Archive: a, Lexicon: c.lexicon, Hits: v.hits, Vouched: v.vouched, Firsts: c.firsts(a, without)})
	if c.Aliases != nil {
		v.aliases, err = c.Aliases(ctx, a, without == "")
	}
	return v, err
}

func (c *computation) firsts(a *archive.Archive, without string) (out []role.First) {
	if c.Firsts == nil {
		return nil
	}
	for _, f := range c.Firsts(without) {
		out = append(out, role.First{Name: a.Find(f.Member), New: f.New, Cite: f.Cite})
	}
	return out
}

// large is how many captures make archives so large that only one is made at a time.
const large = 1_500_000

// without computes anew without each contributor, two at a time unless they are large: each needs memory for a whole archive.
func (c *computation) without(ctx context.Context) error {
	names := c.whole.archive.Contributors
	if len(names) < 2 {
		return nil
	}
	c.reduced = make([]*standing, len(names))
	errs := make([]error, len(names))
	most := 2
	if c.builder.Posts() > large {
		most = 1
	}
	slots := make(chan struct{}, min(max(c.Workers, 1), most))
	var wg sync.WaitGroup
	for i, name := range names {
		slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-slots }()
			v, err := c.view(ctx, name)
			if err != nil {
				errs[i] = err
				return
			}
			c.reduced[i] = stand(v)
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// compare reads the boards that this one is compared with.
func (c *computation) compare(ctx context.Context) (err error) {
	if len(c.others) == 0 {
		return nil
	}
	c.base, err = c.builder.Build(ctx, archive.Selection{Boards: c.others})
	if err == nil {
		c.baseHits = c.reader.Read(c.base, c.Workers)
	}
	return err
}
