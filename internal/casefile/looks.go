package casefile

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"

	"filippo.io/age"

	"comity/internal/casefile/look"
	"comity/internal/comity"
)

type identity = age.Identity

// LooksReport is what `comity looks --json` prints.
type LooksReport struct {
	Case      string        `json:"case"`
	OK        bool          `json:"ok"` // no gaps
	Lines     int64         `json:"lines"`
	Sealed    int64         `json:"sealed"`    // to an officer
	Unchained int64         `json:"unchained"` // written before lines were chained
	Head      comity.Digest `json:"head"`      // of the last line
	Looks     []LookRow     `json:"looks"`
	Gaps      []look.Gap    `json:"gaps"`
}

// LookRow is one look that could be read.
type LookRow struct {
	Line int64 `json:"line"`
	Look
}

// Looks reads and checks the log of looks of the case: the whole of it, in order.
// keyfile is the officer's, as age-keygen writes it; without one a log that has
// sealed lines is refused. seen, where not zero, is the head of an earlier reading,
// which must be in it: what the node did to the end of the log since shows. That somebody read the log is a look of its own, and
// the last one listed.
func (c *Case) Looks(ctx context.Context, keyfile []byte, seen comity.Digest) (rep LooksReport, err error) {
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	var keys []identity
	if keyfile != nil {
		if keys, err = look.Identities(bytes.NewReader(keyfile)); err != nil {
			return rep, err
		}
	}
	if err := c.look("looks", ""); err != nil {
		return rep, err
	}
	rep = LooksReport{Case: c.id, Looks: []LookRow{}}
	found := seen.IsZero()
	chain, _, err := c.walkLooks(func(chain *look.Chain, l look.Line) error {
		if l.Sealed != nil && keys == nil {
			return comity.Errorf(comity.Usage, "the log is sealed to the data-protection officer").
				WithHint("give the officer's key file: --identity FILE, as age-keygen wrote it")
		}
		found = found || chain.Head().Digest == seen
		e, err := c.lookOf(l, keys)
		if err != nil {
			chain.Gap(look.Shut, "%s", err)
			return nil
		}
		rep.Looks = append(rep.Looks, LookRow{Line: chain.Lines, Look: e})
		return nil
	})
	if err != nil {
		return rep, err
	}
	if !found {
		chain.Gaps = append(chain.Gaps, look.Gap{What: look.Cut, Text: "the last line of the earlier reading is not there"})
	}
	rep.OK, rep.Gaps = len(chain.Gaps) == 0, chain.Gaps
	rep.Lines, rep.Sealed, rep.Unchained, rep.Head = chain.Lines, chain.Sealed, chain.Unchained, chain.Head().Digest
	return rep, nil
}

// walkLooks checks the log against itself and against the acts that name its lines.
// A log that is missing is empty.
func (c *Case) walkLooks(each func(*look.Chain, look.Line) error) (chain *look.Chain, torn bool, err error) {
	f, err := os.Open(c.lookFile())
	if errors.Is(err, fs.ErrNotExist) {
		return look.Walk(bytes.NewReader(nil), c.id, c.state.witnesses(), each)
	}
	if err != nil {
		return nil, false, comity.Errorf(comity.Fault, "read the log of looks: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return look.Walk(f, c.id, c.state.witnesses(), each)
}
