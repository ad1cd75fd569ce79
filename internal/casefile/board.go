package casefile

import (
	"context"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// BoardParams say which board of a case is looked at.
type BoardParams struct {
	Board    string  // as sources name it; "": the one with the most posts
	Baseline string  // the board to compare with; "": all others of the case
	Contacts []*Case // other cases of the node, whose subjects may state what members used
}

// BoardReport is what `comity board --json` prints.
type BoardReport struct {
	Case     string   `json:"case"`
	Handling []string `json:"handling"` // the codes of all that it rests on, joined
	*board.Report
	Exhibits []BoardExhibit `json:"exhibits"`
	Contacts *ContactReport `json:"contacts,omitempty"` // with the cases that were asked
}

// BoardExhibit says what was read of an exhibit.
type BoardExhibit struct {
	Ref         string   `json:"ref"`
	Format      string   `json:"format"`
	Unread      bool     `json:"unread,omitempty"` // no format reads it
	Rows        int64    `json:"rows"`
	Rejects     int64    `json:"rejects"`
	Quarantined int64    `json:"quarantined"`
	Withdrawn   int64    `json:"withdrawn,omitempty"`
	Aside       int64    `json:"aside,omitempty"`          // rows that are no part of the board: private messages, posts never shown, programs
	Readings    int      `json:"other_readings,omitempty"` // of its clock, which the profile does not follow
	Handling    []string `json:"handling"`                 // its contributor's codes
}

// Board makes the profile of a closed board from the sealed bytes of the board exhibits in force: read again, compared
// with their digests, without what is outside the basis or was withdrawn. The look is logged.
func (c *Case) Board(ctx context.Context, p BoardParams) (rep BoardReport, err error) {
	if err := c.authorise(policy.Show); err != nil {
		return rep, err
	}
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	in, err := c.input(c.state.head())
	if err != nil {
		return rep, err
	}
	if err := c.mayMeet(ctx, p.Contacts); err != nil {
		return rep, err
	}
	if err := c.look("board", p.Board); err != nil {
		return rep, err
	}
	if err := c.lookForContacts(p.Contacts); err != nil {
		return rep, err
	}
	b := archive.NewBuilder()
	if rep.Exhibits, err = readBoard(ctx, in, func(*record.Source) []*archive.Builder { return []*archive.Builder{b} }); err != nil {
		return rep, err
	}
	if err := sought(b.Boards(), p, rep.Exhibits); err != nil {
		return rep, err
	}
	rep.Case = c.id
	if rep.Handling, err = c.conditions(rep.Exhibits, record.Board, record.Hashes); err != nil {
		return rep, err
	}
	if rep.Report, err = c.computeBoard(ctx, in, p, b); err != nil {
		return rep, err
	}
	if err := c.decided(rep.Report); err != nil {
		return rep, err
	}
	return rep, c.contacts(ctx, &rep, p.Contacts)
}

// readBoard hands the records of the board exhibits to the builders that of names for each.
func readBoard(ctx context.Context, in run.Input, of func(*record.Source) []*archive.Builder) ([]BoardExhibit, error) {
	readings := map[string]int{}
	taken, err := run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Board}, Row: func(src *record.Source, r *run.Row) error {
		if r.Post != nil {
			readings[src.Ref] = max(readings[src.Ref], len(r.Post.Others))
		}
		for _, b := range of(src) {
			switch {
			case r.Post != nil:
				b.Post(src, r.Post)
			case r.Profile != nil:
				b.Profile(src, r.Profile)
			case r.Deed != nil:
				b.Deed(src, r.Deed)
			}
		}
		return nil
	}})
	if err != nil {
		return nil, err
	}
	if len(taken) == 0 {
		return nil, comity.Errorf(comity.Input, "no exhibit of kind board is in force in this case").WithHint("seal exhibits of kind = \"board\"; `comity show CASE acts` lists what was withdrawn or erased")
	}
	return boardExhibits(taken, readings), nil
}

// computeBoard makes the profile of what a builder was given of an input.
func (c *Case) computeBoard(ctx context.Context, in run.Input, p BoardParams, b *archive.Builder) (*board.Report, error) {
	firsts, err := c.firsts(ctx, in)
	if err != nil {
		return nil, err
	}
	return board.Compute(ctx, board.Config{Firsts: firsts, Board: p.Board, Baseline: p.Baseline, Workers: c.node.workers(), Aliases: board.Alike(c.node.workers())}, b)
}

// firsts judges the file hashes of the case, with all contributors and without each: who was first with what, and was it new.
func (c *Case) firsts(ctx context.Context, in run.Input) (func(without string) []board.First, error) {
	j, err := c.collate(ctx, in, collating{seq: c.state.head()})
	if err != nil {
		return nil, err
	}
	out := map[string][]board.First{"": nil}
	for i := range in.Exhibits {
		out[archive.ContributorOf(&in.Exhibits[i].Source)] = nil
	}
	for without := range out {
		firsts, err := j.Firsts(ctx, func(src *record.Source) bool { return without != "" && without == archive.ContributorOf(src) })
		if err != nil {
			return nil, err
		}
		for _, f := range firsts {
			out[without] = append(out[without], board.First{Member: f.Member, New: f.New, Cite: f.Cite})
		}
	}
	return func(without string) []board.First { return out[without] }, nil
}

func boardExhibits(taken []run.Taken, readings map[string]int) []BoardExhibit {
	out := []BoardExhibit{}
	for _, t := range taken {
		out = append(out, BoardExhibit{Ref: t.Source.Ref, Format: t.Source.Format, Unread: t.Unread, Rows: t.Rows, Rejects: t.Rejects,
			Quarantined: t.Quarantined, Withdrawn: t.Withdrawn, Aside: t.Aside, Readings: readings[t.Source.Ref]})
	}
	return out
}
