package board

import (
	"fmt"
	"maps"
	"slices"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/language"
	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// report puts together what was computed.
func (c *computation) report() *Report {
	a := c.whole.archive
	r := &Report{Version: Version, Board: c.Board, Baseline: append([]string{}, c.others...), Lexicon: c.phrases(), Notice: Notice,
		Members: []Member{}, Group: []Indicator{}, Archive: a}
	r.Messages = counted(a)
	r.Contributors = contributors(a)
	r.Members = c.members()
	r.Unlisted = unlisted(r.Members, c.lexicon.Languages())
	for _, i := range group.Indicators(a, c.whole.hits, c.base, c.baseHits, c.lexicon) {
		r.Group = append(r.Group, c.indicator(i))
	}
	return r
}

// phrases is the digest of the lists of phrases: of what is spoken of, and of how people vouch.
func (c *computation) phrases() comity.Digest {
	return comity.DigestOf([]byte(c.lexicon.Digest.String() + c.vouches.Digest.String()))
}

// unlisted are the languages that at least one message in a thousand is in and that are not among listed.
func unlisted(members []Member, listed []string) (out []Unlisted) {
	milli, all := map[string]int{}, 0
	for _, m := range members {
		all += m.Posts
		for _, l := range m.Languages {
			milli[l.Lang] += m.Posts * int(l.Share)
		}
	}
	for _, lang := range slices.Sorted(maps.Keys(milli)) {
		if n := (milli[lang] + 500) / 1000; n > 0 && 1000*n >= all && lang != language.Undetermined && !slices.Contains(listed, lang) {
			out = append(out, Unlisted{lang, n})
		}
	}
	return out
}

func counted(a *archive.Archive) Messages {
	m := Messages{Captured: a.Captured, Distinct: len(a.Messages), Threads: a.Threads, Open: a.Open}
	for i := range a.Messages {
		x := a.Messages[i].Conflict
		m.Conflicts.Clock += one(x&message.Clock != 0)
		m.Conflicts.Author += one(x&message.Author != 0)
		m.Conflicts.Words += one(x&message.Words != 0)
	}
	return m
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// contributors lists who gave what of the board, and what nobody else has. Who holds nothing of it is none of its contributors:
// without it everything stands as it is, so no range knows it.
func contributors(a *archive.Archive) []Contributor {
	out := make([]Contributor, len(a.Contributors))
	for i, name := range a.Contributors {
		out[i] = Contributor{Name: name, Exhibits: []ExhibitRefs{}}
	}
	for i := range a.Exhibits {
		e := &a.Exhibits[i]
		c := &out[e.Contributor]
		c.Exhibits = append(c.Exhibits, ExhibitRefs{e.Source.Ref, int64(e.Shift / comity.Second)})
	}
	for i := range a.Messages {
		has := map[int32]bool{}
		for _, x := range a.Messages[i].Captures {
			who := a.Exhibits[x.Exhibit].Contributor
			out[who].Captures++
			has[who] = true
		}
		for who := range has {
			out[who].Messages++
			out[who].Alone += one(len(has) == 1)
		}
	}
	held := holders(a)
	return slices.DeleteFunc(out, func(c Contributor) bool { return !held[c.Name] })
}

// holders are those who have anything of the board.
func holders(a *archive.Archive) map[string]bool {
	held := map[string]bool{}
	for i := range a.Messages {
		for _, x := range a.Messages[i].Captures {
			held[a.Contributor(x)] = true
		}
	}
	for i := range a.Profiles {
		held[a.Contributor(a.Profiles[i].Capture)] = true
	}
	for i := range a.Deeds {
		for _, x := range a.Deeds[i].Captures {
			held[a.Contributor(x)] = true
		}
	}
	return held
}

func (c *computation) indicator(i group.Indicator) Indicator {
	a, t := c.whole.archive, c.lexicon.Topics[i.Topic]
	out := Indicator{Indicator: t.Name, Kind: string(t.Kind), Text: t.Text, Messages: i.Messages, Rate: Micro(i.Rate),
		Months: []Month{}, Members: []Partner{}, Examples: []comity.Citation{}, Phrases: []string{}}
	low, high := c.rateSpan(i.Topic, int64(i.Rate))
	out.Low, out.High = Micro(low), Micro(high)
	if i.Compared {
		b := Micro(i.Baseline)
		out.Baseline = &b
	}
	for _, m := range i.Months {
		out.Months = append(out.Months, Month{fmt.Sprintf("%04d-%02d", m.Year, m.Month), m.All, m.With})
	}
	for _, m := range i.Members {
		out.Members = append(out.Members, Partner{Name: a.Names[m.Name].Shown, Messages: m.Messages})
	}
	for _, h := range i.Examples {
		out.Examples = append(out.Examples, a.Cite(h.Message))
		out.Phrases = append(out.Phrases, h.Words)
	}
	return out
}
