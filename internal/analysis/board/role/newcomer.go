package role

import (
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// newcomer weighs how late a name came, by its first post and by when the board says that it joined: hardly at all in the
// first half of the time that the archive covers, and the more the nearer its end. Who vouched for it and that it speaks of
// how one gets in weigh as much as it is new.
func (j *judge) newcomer(n int32) []Reason {
	a := j.Archive
	posts := a.Names[n].Posts
	if len(posts) == 0 {
		return nil
	}
	spoke := a.Messages[posts[0]].At
	fresh := j.fresh(spoke)
	came := Reason{Kind: "first-post-late", Count: int(j.late(spoke)), Points: fresh / 20, Examples: j.read(posts[:1])}
	out := []Reason{came}
	if at, where := j.joined(n); where != nil {
		since := min(at, spoke) // a board that moved may have set all dates anew
		joined := Reason{Kind: "joined-late", Count: int(j.late(since)), Points: j.fresh(since) / 100, Examples: where}
		if gone := fresh - j.fresh(since); gone >= 20 {
			joined.Kind, joined.Points = "joined-before-first-post", -gone/20 // it may have read for long
		}
		fresh = j.fresh(since)
		out = append(out, joined)
	}
	if fresh == 0 {
		return nil
	}
	spoken := j.said("was-vouched-for-in-words", j.spokenOf[n], 1, 3)
	spoken.Points = fresh * spoken.Points / 60
	vouched := len(j.suffered[n][record.Vouch]) + len(j.suffered[n][record.Invite])
	out = append(out,
		Reason{Kind: "was-vouched-for", Count: vouched, Points: fresh * int64(min(vouched, 3)) / 50}, spoken,
		Reason{Kind: "speaks-of-entry", Count: j.entry[n], Points: fresh * int64(min(j.entry[n], 4)) / 200},
		Reason{Kind: "posts-much", Count: len(posts), Points: -min(max(int64(len(posts))-20, 0)/4, 20)})
	return backed(out, j.core(n, -5))
}

// late is where a time lies in what the archive covers, in permille of it; 0: at its beginning, or before.
func (j *judge) late(t comity.Instant) int64 {
	all := j.Archive.Messages
	begin, end := all[0].At, all[len(all)-1].At
	span := int64(end-begin) / 1000
	if span == 0 {
		return 0
	}
	return max(0, min(int64(t-begin)/span, 1000))
}

// fresh is how new somebody is who came at a time, in permille: the fourth power of late, so that half-way through is a
// sixteenth.
func (j *judge) fresh(t comity.Instant) int64 {
	square := j.late(t) * j.late(t)
	return square / 1000 * square / 1_000_000
}

// joined is the earliest time at which a profile says that a name joined, and where; nil: none says.
func (j *judge) joined(n int32) (at comity.Instant, where []archive.Capture) {
	for _, i := range j.Archive.Names[n].Profile {
		p := &j.Archive.Profiles[i]
		switch since := p.Joined.Lo; {
		case since <= 0 || since == comity.Latest:
		case where == nil || since < at:
			at, where = since, []archive.Capture{p.Capture}
		}
	}
	return at, where
}
