package role

import (
	"slices"
	"strings"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/vouch"
	"comity/internal/analysis/chance"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// reasons lists what speaks for and against a name in a role; those without points say nothing. Points are a scale for ranking
// within one role, set by hand: what a board itself says of a member weighs most, then what only that role does, then
// what the network suggests.
func (j *judge) reasons(r Role, n int32) []Reason {
	switch r {
	case Administrator:
		return j.administrator(n)
	case Moderator:
		return j.moderator(n)
	case Teacher:
		return j.teacher(n)
	case Broker:
		return j.broker(n)
	case Producer:
		return j.producer(n)
	case Newcomer:
		return j.newcomer(n)
	}
	return nil
}

func (j *judge) administrator(n int32) []Reason {
	return backed([]Reason{
		j.titled(n, "title-administrator", 200, "admin", "amministrat", "gestor", "beheer", "betreiber", "owner", "root", "sysop", "fondat", "founder"),
		j.deeds(n, "promotes", 40, 6, record.Promote, record.Demote),
		j.deeds(n, "bans", 15, 8, record.Ban),
		j.deeds(n, "sets-topics", 8, 6, record.Topic),
		j.deeds(n, "locks-deletes", 6, 8, record.Lock, record.Delete),
		j.central(n, 30),
		j.against(n, "was-banned", 80, record.Ban, record.Kick, record.Demote),
	}, j.core(n, 10))
}

func (j *judge) moderator(n int32) []Reason {
	return backed([]Reason{
		j.titled(n, "title-moderator", 200, "moderat", "modo", "mods"),
		j.deeds(n, "locks-deletes", 15, 12, record.Lock, record.Delete),
		j.deeds(n, "kicks-bans", 15, 12, record.Kick, record.Ban),
		j.deeds(n, "promotes", -25, 6, record.Promote, record.Demote), // that is for administrators
		j.against(n, "was-banned", 80, record.Ban, record.Demote),
	}, j.core(n, 10))
}

// teacher weighs advice by how far it exceeds what the whole board's talk would lead one to expect of so many posts.
func (j *judge) teacher(n int32) []Reason {
	posts, advice := len(j.Archive.Names[n].Posts), len(j.advice[n])
	if advice == 0 || posts == 0 {
		return nil
	}
	expected := int64(j.all) * int64(posts) / int64(max(len(j.Archive.Messages), 1)) // messages
	excess := Reason{Kind: "security-advice", Count: advice, Examples: j.read(j.advice[n])}
	if int64(advice) > expected {
		excess.Points = int64(advice) * (chance.Log2(uint64(2*advice+1)) - chance.Log2(uint64(2*expected+1))) / chance.One
	}
	out := []Reason{excess}
	if excess.Points > 0 {
		out = append(out, Reason{Kind: "topics-of-advice", Count: len(j.topics[n]), Points: 4 * int64(len(j.topics[n])-1)},
			Reason{Kind: "advice-answered-by", Count: j.thanks[n], Points: 2 * int64(min(j.thanks[n], 20))})
	}
	if advice < 3 {
		out = append(out, Reason{Kind: "little-advice", Count: advice, Points: -excess.Points / 2})
	}
	return out
}

func (j *judge) broker(n int32) []Reason {
	brought := Reason{Kind: "inviter-of", Count: len(j.brought[n]), Points: 20 * int64(min(len(j.brought[n]), 10)), Examples: first(j.brought[n])}
	out := []Reason{
		j.deeds(n, "vouches-invites", 20, 12, record.Vouch, record.Invite),
		j.said("vouches-in-words", j.spokeFor[n], 15, 12),
		brought,
		{Kind: "between-others", Count: int(j.net.between[n]), Points: j.net.between[n] * 30 / 1000},
	}
	banned := 0
	for _, k := range []record.DeedKind{record.Vouch, record.Invite} {
		for _, d := range j.did[n][k] {
			if to := j.Archive.Deeds[d].Target; to != archive.None && len(j.suffered[to][record.Ban]) > 0 {
				banned++
			}
		}
	}
	for _, s := range j.spokeFor[n] {
		if len(j.suffered[s.To][record.Ban]) > 0 {
			banned++
		}
	}
	return backed(append(out, Reason{Kind: "brought-were-banned", Count: banned, Points: -10 * int64(banned)}), j.bridges(n, 15))
}

func (j *judge) producer(n int32) []Reason {
	var fresh, known []comity.Citation
	for _, f := range j.firsts[n] {
		if f.New {
			fresh = append(fresh, f.Cite)
		} else {
			known = append(known, f.Cite)
		}
	}
	return []Reason{
		{Kind: "first-with-new-items", Count: len(fresh), Points: 20 * int64(len(fresh)), Cites: fresh[:min(len(fresh), examples)]},
		{Kind: "first-with-known-items", Count: len(known), Points: -int64(len(known)) * 4, Cites: known[:min(len(known), examples)]},
	}
}

// titled is whether a profile names a rank or group that contains one of the words.
func (j *judge) titled(n int32, kind string, points int64, words ...string) Reason {
	r := Reason{Kind: kind}
	for _, i := range j.Archive.Names[n].Profile {
		p := &j.Archive.Profiles[i]
		said := strings.Join(lexicon.Words(p.Rank+" "+strings.Join(p.Groups, " ")), " ")
		if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(said, w) }) {
			r.Count++
			r.Examples = append(r.Examples, p.Capture)
		}
	}
	if r.Count > 0 {
		r.Points = points
	}
	r.Examples = first(r.Examples)
	return r
}

// deeds counts what a name did, at points each and for at most so many.
func (j *judge) deeds(n int32, kind string, points int64, most int, kinds ...record.DeedKind) Reason {
	r := Reason{Kind: kind}
	for _, k := range kinds {
		for _, d := range j.did[n][k] {
			r.Count++
			r.Examples = append(r.Examples, j.Archive.Deeds[d].Captures[0])
		}
	}
	r.Points = points * int64(min(r.Count, most))
	r.Examples = first(r.Examples)
	return r
}

// said counts what was vouched in words, at points each and for at most so many.
func (j *judge) said(kind string, list []vouch.Said, points int64, most int) Reason {
	r := Reason{Kind: kind, Count: len(list), Points: points * int64(min(len(list), most))}
	for _, s := range list[:min(len(list), examples)] {
		r.Examples = append(r.Examples, j.Archive.Messages[s.Message].Captures[0])
	}
	return r
}

// against counts what was done to a name, once.
func (j *judge) against(n int32, kind string, points int64, kinds ...record.DeedKind) Reason {
	r := Reason{Kind: kind}
	for _, k := range kinds {
		for _, d := range j.suffered[n][k] {
			r.Count++
			r.Examples = append(r.Examples, j.Archive.Deeds[d].Captures[0])
		}
	}
	if r.Count > 0 {
		r.Points = -points
	}
	r.Examples = first(r.Examples)
	return r
}

// central is a place among the first of a hundred by who is answered, as far as that suggests anything at all.
func (j *judge) central(n int32, points int64) Reason {
	place := int64(j.net.rank[n])
	return Reason{Kind: "much-answered", Count: int(place) + 1, Points: max(0, points-place)}
}

// read is where messages lie.
func (j *judge) read(messages []int32) (out []archive.Capture) {
	for _, m := range messages[:min(len(messages), examples)] {
		out = append(out, j.Archive.Messages[m].Captures[0])
	}
	return out
}

func first(c []archive.Capture) []archive.Capture { return c[:min(len(c), examples)] }
