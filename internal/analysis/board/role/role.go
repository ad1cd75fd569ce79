// Package role ranks a board's names by what they do there: who administers, moderates, teaches security, brings people in, is
// the first with new items, or has just come. Each rank comes with what speaks for it and against it.
//
// A role is a lead for an analyst: it tells whom to read first, and never who somebody is.
package role

import (
	"cmp"
	"slices"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/vouch"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// Role is what somebody does on a board.
type Role string

// The roles.
const (
	Administrator Role = "administrator"
	Moderator     Role = "moderator"
	Teacher       Role = "security-teacher"
	Broker        Role = "broker"
	Producer      Role = "producer-candidate"
	Newcomer      Role = "newcomer"
)

// Roles lists them in the order in which they are shown.
func Roles() []Role { return []Role{Administrator, Moderator, Teacher, Broker, Producer, Newcomer} }

// Reason is one thing that speaks for a role, or, where Points are below zero, against it.
type Reason struct {
	Kind     string // what it is: a name for it that is put into words where it is shown
	Count    int    // how often
	Points   int64
	Examples []archive.Capture // where to read it; at most five
	Cites    []comity.Citation // where to read it, outside the board; at most five
}

// Ranked is a name in a role.
type Ranked struct {
	Name    int32
	Points  int64 // the sum of its reasons
	Reasons []Reason
}

// First is an item that was seen first with a name.
type First struct {
	Name int32
	New  bool // in no named set
	Cite comity.Citation
}

// Input is what roles are read from.
type Input struct {
	Archive *archive.Archive
	Lexicon *lexicon.Lexicon
	Hits    []group.Hit
	Vouched []vouch.Said // in words
	Firsts  []First
}

// Rank lists the names of each role, by points; names without points are in none, and a network's services neither
// administer nor moderate.
func Rank(in Input) map[Role][]Ranked {
	j := newJudge(in)
	out := map[Role][]Ranked{}
	for _, r := range Roles() {
		var list []Ranked
		for n := range in.Archive.Names {
			if (r == Administrator || r == Moderator) && programme(&in.Archive.Names[n]) {
				continue
			}
			x := Ranked{Name: int32(n)}
			for _, why := range j.reasons(r, int32(n)) {
				if why.Points != 0 {
					x.Reasons = append(x.Reasons, why)
					x.Points += why.Points
				}
			}
			if x.Points > 0 {
				list = append(list, x)
			}
		}
		slices.SortFunc(list, func(a, b Ranked) int {
			return cmp.Or(cmp.Compare(b.Points, a.Points), cmp.Compare(a.Name, b.Name))
		})
		out[r] = list
	}
	return out
}

// examples is how many places a reason shows.
const examples = 5

// judge holds what the reasons are counted from.
type judge struct {
	Input
	did      []map[record.DeedKind][]int32 // of each name: deeds it did
	suffered []map[record.DeedKind][]int32
	brought  [][]archive.Capture // of each name: profiles that call it their inviter
	firsts   [][]First
	spokeFor [][]vouch.Said // of each name: for whom it vouched in words where no deed says so, each once
	spokenOf [][]vouch.Said // of each name: who vouched for it so
	advice   [][]int32      // of each name: messages of security
	topics   []map[int32]bool
	thanks   []int // of each name: names that answered its advice
	entry    []int // of each name: messages about how one gets in
	all      int   // messages of security
	net      network
}

func newJudge(in Input) *judge {
	n := len(in.Archive.Names)
	j := &judge{
		Input: in, did: make([]map[record.DeedKind][]int32, n), suffered: make([]map[record.DeedKind][]int32, n),
		brought: make([][]archive.Capture, n), firsts: make([][]First, n), advice: make([][]int32, n), topics: make([]map[int32]bool, n), thanks: make([]int, n), entry: make([]int, n),
	}
	for i := range in.Archive.Deeds {
		d := &in.Archive.Deeds[i]
		note(j.did, d.Actor, d.Kind, int32(i))
		note(j.suffered, d.Target, d.Kind, int32(i))
	}
	for i := range in.Archive.Profiles {
		p := &in.Archive.Profiles[i]
		if by := in.Archive.Find(p.Inviter); p.Inviter != "" && by != archive.None {
			j.brought[by] = append(j.brought[by], p.Capture)
		}
	}
	for _, f := range in.Firsts {
		if f.Name != archive.None {
			j.firsts[f.Name] = append(j.firsts[f.Name], f)
		}
	}
	j.words()
	j.taught()
	j.network()
	return j
}

func note(to []map[record.DeedKind][]int32, name int32, k record.DeedKind, deed int32) {
	if name == archive.None {
		return
	}
	if to[name] == nil {
		to[name] = map[record.DeedKind][]int32{}
	}
	to[name][k] = append(to[name][k], deed)
}

// words takes who vouched for whom in words, where the board's own deeds do not say the same.
func (j *judge) words() {
	n := len(j.Archive.Names)
	j.spokeFor, j.spokenOf = make([][]vouch.Said, n), make([][]vouch.Said, n)
	known := map[[2]int32]bool{}
	for i := range j.Archive.Deeds {
		if d := &j.Archive.Deeds[i]; d.Kind == record.Vouch || d.Kind == record.Invite {
			known[[2]int32{d.Actor, d.Target}] = true
		}
	}
	for _, s := range j.Vouched {
		if pair := [2]int32{s.From, s.To}; !known[pair] {
			known[pair] = true
			j.spokeFor[s.From] = append(j.spokeFor[s.From], s)
			j.spokenOf[s.To] = append(j.spokenOf[s.To], s)
		}
	}
}

// taught counts advice on security and who answered it.
func (j *judge) taught() {
	a := j.Archive
	advice := map[int32]bool{}
	for _, h := range j.Hits {
		who := a.Messages[h.Message].Author
		switch j.Lexicon.Topics[h.Topic].Kind {
		case lexicon.Entry:
			j.entry[who]++
			continue
		case lexicon.Groupthink:
			continue
		}
		if !advice[h.Message] {
			advice[h.Message] = true
			j.advice[who] = append(j.advice[who], h.Message)
			j.all++
		}
		if j.topics[who] == nil {
			j.topics[who] = map[int32]bool{}
		}
		j.topics[who][h.Topic] = true
	}
	answered := make([]map[int32]bool, len(a.Names))
	for n := range a.Messages {
		m := &a.Messages[n]
		if m.Parent == archive.None || !advice[m.Parent] {
			continue
		}
		who := a.Messages[m.Parent].Author
		if answered[who] == nil {
			answered[who] = map[int32]bool{}
		}
		if m.Author != who && !answered[who][m.Author] {
			answered[who][m.Author] = true
			j.thanks[who]++
		}
	}
}
