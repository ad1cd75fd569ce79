package casefile

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"comity/internal/analysis/material"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// MostKnown is how many digests Known takes at a time.
const MostKnown = 1_000_000

// KnownReport is what `comity known --json` prints.
type KnownReport struct {
	Case     string         `json:"case"`
	Notice   string         `json:"notice"`
	Handling []string       `json:"handling"` // the codes of the sets, joined
	Sets     []material.Set `json:"sets"`     // that were asked
	Known    int            `json:"known"`    // of the digests asked
	Asked    []KnownDigest  `json:"asked"`
	Exhibits []BoardExhibit `json:"exhibits"`
	Notes    []string       `json:"-"`
}

// KnownDigest is what the sets say of a digest.
type KnownDigest struct {
	Digest string         `json:"digest"`
	Known  bool           `json:"known"`
	Sets   []material.Hit `json:"sets"`
}

// Known asks the sets of known files that are sealed in the case about digests of MD5, SHA-1 or SHA-256, in hex. The rules
// are those of Material: a row that holds the digest, or leads to it by hashes that rows of the sets share, makes it known.
// The look is logged with the digests, as far as they fit.
func (c *Case) Known(ctx context.Context, digests []string) (rep KnownReport, err error) {
	if len(digests) > MostKnown {
		return rep, comity.Errorf(comity.Input, "more than %d digests at a time", MostKnown).WithHint("seal them as a list, of kind = \"hashes\", and run comity material")
	}
	if err := c.authorise(policy.Show); err != nil {
		return rep, err
	}
	lower := make([]string, len(digests))
	for i, text := range digests {
		if _, err := digestRow(i, text); err != nil {
			return rep, err
		}
		lower[i] = strings.ToLower(text)
	}
	digests = lower
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	in, err := c.input(c.state.head())
	if err != nil {
		return rep, err
	}
	if err := c.look("known", lookedUp(digests)); err != nil {
		return rep, err
	}
	j, err := c.collate(ctx, in, collating{seq: c.state.head(), asked: []func(*material.Builder){func(b *material.Builder) {
		for i, text := range digests {
			if h, err := digestRow(i, text); err == nil {
				b.Digest(&h)
			}
		}
	}}})
	if err != nil {
		return rep, err
	}
	if len(j.taken) == 0 {
		return rep, comity.Errorf(comity.Input, "no set of known files is sealed in this case").
			WithHint("seal one of kind = \"hashes\" with notes = \"known set, version V of DATE\"")
	}
	rep.Case, rep.Notice, rep.Exhibits, rep.Notes = c.id, materialNotice, boardExhibits(j.taken, nil), j.notes
	if rep.Handling, err = c.conditions(rep.Exhibits, record.Hashes); err != nil {
		return rep, err
	}
	hits, err := j.Hits(ctx)
	if err != nil {
		return rep, err
	}
	rep.answer(digests, j.Sets(), hits)
	return rep, nil
}

// answer takes the hits over, digest by digest.
func (rep *KnownReport) answer(digests []string, sets []material.Set, hits [][]material.Hit) {
	rep.Sets, rep.Asked = sets, make([]KnownDigest, 0, len(digests))
	for i, d := range digests {
		k := KnownDigest{Digest: d, Known: len(hits[i]) > 0, Sets: hits[i]}
		if k.Known {
			rep.Known++
		}
		rep.Asked = append(rep.Asked, k)
	}
}

// digestRow is the i-th digest as a row of a list.
func digestRow(i int, text string) (h record.Hashed, err error) {
	h = record.Hashed{FirstSeen: record.Absent(), Size: -1, Place: record.Place{Offset: int64(i), Length: 1}}
	switch len(text) {
	case 2 * len(h.MD5):
		h.HasMD5 = unhex(h.MD5[:], text)
	case 2 * len(h.SHA1):
		h.HasSHA1 = unhex(h.SHA1[:], text)
	case 2 * len(h.SHA256):
		h.HasSHA256 = unhex(h.SHA256[:], text)
	}
	if !h.HasMD5 && !h.HasSHA1 && !h.HasSHA256 {
		return h, comity.Errorf(comity.Usage, "digest %d, %.80q, is no MD5, SHA-1 or SHA-256", i+1, text).WithHint("write it as 32, 40 or 64 digits and letters a to f")
	}
	return h, nil
}

func unhex(to []byte, text string) bool {
	_, err := hex.Decode(to, []byte(text))
	return err == nil
}

// lookedUp is how the log of looks names digests: those of a long list by the digest of all, with blanks between.
func lookedUp(digests []string) string {
	const most = 16
	if len(digests) <= most {
		return strings.Join(digests, " ")
	}
	all := sha256.New()
	w := bufio.NewWriter(all)
	for i, d := range digests {
		if i > 0 {
			_ = w.WriteByte(' ') // a hash takes everything
		}
		_, _ = w.WriteString(d)
	}
	_ = w.Flush()
	return comity.Digest(all.Sum(nil)).String()
}
