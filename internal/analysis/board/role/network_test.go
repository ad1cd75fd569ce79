package role_test

import (
	"fmt"
	"slices"
	"testing"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/role"
	"comity/internal/analysis/board/vouch"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// garden is a board in the making: a message an hour.
type garden struct {
	t    *testing.T
	b    *archive.Builder
	src  *record.Source
	at   comity.Instant
	line int64
}

func newGarden(t *testing.T) *garden {
	return &garden{t: t, b: archive.NewBuilder(), src: &record.Source{Ref: "it", Country: "IT", Kind: record.Board, Format: "boardjson"}, at: 12000 * comity.Day}
}

func (g *garden) place() record.Place {
	g.line++
	return record.Place{Offset: g.line * 100, Length: 99, Line: g.line}
}

func (g *garden) now() clock.Span { return clock.Span{Lo: g.at, Hi: g.at} }

// say posts a text of its own, which answers whom it addresses.
func (g *garden) say(author, text string) {
	g.at += comity.Hour
	g.b.Post(g.src, &record.Post{Place: g.place(), Author: author, Text: text, ID: fmt.Sprint(g.line), Time: g.now(), Grain: 1})
}

func (g *garden) do(kind record.DeedKind, actor, target string) {
	g.b.Deed(g.src, &record.Deed{Place: g.place(), Kind: kind, Actor: actor, Target: target, Time: g.now(), Grain: 1})
}

// circle has everybody of a circle answer everybody else of it.
func (g *garden) circle(names ...string) {
	for _, from := range names {
		for _, to := range names {
			if from != to {
				g.say(from, fmt.Sprintf("%s: the %dth bed is dug", to, g.line))
			}
		}
	}
}

// rank gives the reasons of a name in a role, by kind, and its place; none: it has none.
func (g *garden) rank() func(r role.Role, name string) (place int, reasons map[string]role.Reason) {
	g.t.Helper()
	a, err := g.b.Build(g.t.Context(), archive.Selection{})
	if err != nil {
		g.t.Fatal(err)
	}
	l, err := lexicon.Open()
	if err != nil {
		g.t.Fatal(err)
	}
	vouches, err := vouch.NewReader()
	if err != nil {
		g.t.Fatal(err)
	}
	ranked := role.Rank(role.Input{Archive: a, Lexicon: l, Hits: group.NewReader(l).Read(a, 1), Vouched: vouches.Read(a, 1)})
	return func(r role.Role, name string) (int, map[string]role.Reason) {
		i := slices.IndexFunc(ranked[r], func(x role.Ranked) bool { return a.Names[x.Name].Shown == name })
		if i < 0 {
			return 0, nil
		}
		out := map[string]role.Reason{}
		for _, why := range ranked[r][i].Reasons {
			out[why.Kind] = why
		}
		return i + 1, out
	}
}

// TestNetwork: the middle of a board speaks for who administers it, and only where something else does; its rim speaks for
// newcomers; ties with several circles speak for who brings people in.
func TestNetwork(t *testing.T) {
	g := newGarden(t)
	circles := [][]string{{"ann", "ben", "cem", "dora", "emil", "fay"}, {"gil", "hana", "ivo", "jana", "karl", "lea"}, {"mia", "nils", "olaf", "pia", "quin", "rosa"}}
	for _, c := range circles {
		g.circle(c...)
	}
	for _, c := range circles {
		for _, to := range c[:4] {
			g.say("bridge", to+": the train leaves from platform "+fmt.Sprint(g.line))
		}
	}
	g.do(record.Vouch, "bridge", "loner")
	g.do(record.Vouch, "emil", "loner")
	g.do(record.Lock, "ann", "loner")
	g.do(record.Lock, "loner", "ann")
	for range 3 {
		g.say("emil", "fay: and the hedge is cut, "+fmt.Sprint(g.line))
	}
	g.say("loner", "ann: may I see the roses?")
	g.say("loner", "I grow beans")
	of := g.rank()
	if _, why := of(role.Moderator, "ann"); why["in-core"].Points <= 0 || why["in-core"].Count < 5 || len(why["in-core"].Examples) == 0 {
		t.Errorf("ann is in the middle: %+v", why)
	}
	if _, why := of(role.Moderator, "loner"); why["at-rim"].Points >= 0 {
		t.Errorf("loner is at the rim: %+v", why)
	}
	if _, why := of(role.Moderator, "gil"); why != nil {
		t.Errorf("gil moderates nothing, however much in the middle: %+v", why)
	}
	if _, why := of(role.Broker, "bridge"); why["bridges-communities"].Points <= 0 || why["bridges-communities"].Count < 2 || len(why["bridges-communities"].Examples) < 2 {
		t.Errorf("bridge has ties with three circles: %+v", why)
	}
	if _, why := of(role.Broker, "emil"); why["bridges-communities"].Points > 0 {
		t.Errorf("emil stays in his circle: %+v", why)
	}
	if _, why := of(role.Newcomer, "loner"); why["at-rim"].Points <= 0 {
		t.Errorf("loner is new and at the rim: %+v", why)
	}
}

// TestNewcomer: who came a little earlier is a little less new, with no step on the way; who had joined long before its
// first post is none.
func TestNewcomer(t *testing.T) {
	g := newGarden(t)
	for i := range 40 {
		g.say(fmt.Sprintf("n%02d", i), "The roses need water, bed "+fmt.Sprint(i))
		g.at += comity.Day
	}
	profile := func(name string, joined comity.Instant) {
		g.b.Profile(g.src, &record.Profile{Place: g.place(), Name: name, Joined: clock.Span{Lo: joined, Hi: joined}})
	}
	profile("n39", g.at-30*comity.Day)
	profile("n37", g.at-3*comity.Day)
	profile("n36", comity.Latest)
	of := g.rank()
	last := -1
	for _, name := range []string{"n10", "n20", "n30", "n31", "n32", "n33", "n34", "n35", "n36", "n38"} {
		_, why := of(role.Newcomer, name)
		points := int(why["first-post-late"].Points)
		if points < last || last > 0 && points-last > 16 {
			t.Errorf("%s: %d points after %d", name, points, last)
		}
		last = points
	}
	if place, why := of(role.Newcomer, "n39"); place > 0 && place < 10 || why != nil && why["joined-before-first-post"].Points >= 0 {
		t.Errorf("n39 joined a month before: place %d, %+v", place, why)
	}
	if _, why := of(role.Newcomer, "n37"); why["joined-late"].Points <= 0 || len(why["joined-late"].Examples) != 1 {
		t.Errorf("n37 joined late: %+v", why)
	}
}

// TestVouchedInWords: who vouches in what it writes brings people in too, each of them once, whatever tells of it.
func TestVouchedInWords(t *testing.T) {
	g := newGarden(t)
	for i := range 10 {
		g.say(fmt.Sprintf("n%d", i), "The roses need water, bed "+fmt.Sprint(i))
	}
	g.say("host", "I vouch for n1 and n2.")
	g.say("host", "Again: I vouch for n2.")
	g.say("host", "I vouch for n3.")
	g.say("host", "I do not vouch for n4.")
	g.say("n4", "I vouch for n4, myself.")
	g.do(record.Vouch, "host", "n3")
	g.do(record.Ban, "n5", "n1")
	g.say("late", "Hello")
	g.say("host", "I vouch for late.")
	of := g.rank()
	if _, why := of(role.Broker, "host"); why["vouches-in-words"].Count != 3 || why["vouches-invites"].Count != 1 || why["brought-were-banned"].Count != 1 || len(why["vouches-in-words"].Examples) != 3 {
		t.Errorf("host vouched for n1, n2 and late in words, for n3 by a deed: %+v", why)
	}
	if _, why := of(role.Broker, "n4"); why != nil {
		t.Errorf("n4 vouches for itself: %+v", why)
	}
	if _, why := of(role.Newcomer, "late"); why["was-vouched-for-in-words"].Count != 1 || why["was-vouched-for-in-words"].Points <= 0 {
		t.Errorf("late was vouched for: %+v", why)
	}
}
