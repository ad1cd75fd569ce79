package role_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/group"
	"comity/internal/analysis/board/lexicon"
	"comity/internal/analysis/board/role"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// board is a small board on which everybody does one thing.
func board(t *testing.T) (*archive.Archive, *lexicon.Lexicon) {
	t.Helper()
	b := archive.NewBuilder()
	src := &record.Source{Ref: "it", Country: "IT", Kind: record.Board, Format: "boardjson"}
	line := int64(0)
	place := func() record.Place {
		line++
		return record.Place{Offset: line * 100, Length: 99, Line: line}
	}
	at := 12000 * comity.Day
	say := func(author, text, id, parent string) {
		at += comity.Hour
		b.Post(src, &record.Post{Place: place(), Author: author, Text: text, ID: id, Parent: parent, Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
	}
	do := func(kind record.DeedKind, actor, target string) {
		b.Deed(src, &record.Deed{Place: place(), Kind: kind, Actor: actor, Target: target, Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
	}
	for i := range 40 {
		say(fmt.Sprintf("guest%d", i%7), "The roses need water, and the hedge wants cutting.", fmt.Sprint("g", i), "")
		if i%4 == 0 {
			say("locksmith", "Use full disk encryption and a long passphrase, and a VPN.", fmt.Sprint("s", i), fmt.Sprint("g", i))
			say(fmt.Sprintf("guest%d", i%5), "Thank you, that works.", fmt.Sprint("t", i), fmt.Sprint("s", i))
		}
	}
	for i := range 5 {
		do(record.Vouch, "host", fmt.Sprintf("guest%d", i))
		do(record.Lock, "warden", fmt.Sprintf("guest%d", i))
		do(record.Promote, "chief", fmt.Sprintf("guest%d", i))
	}
	do(record.Ban, "chief", "weed")
	for range 9 {
		do(record.Promote, "ChanServ", "guest3")
		do(record.Ban, "Q", "weed")
	}
	b.Profile(src, &record.Profile{Place: place(), Name: "chief", Rank: "Board Administrator"})
	b.Profile(src, &record.Profile{Place: place(), Name: "guest1", Inviter: "host"})
	say("late", "Hello, I am new here, I was vouched for.", "z", "")
	do(record.Vouch, "host", "late")
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	l, err := lexicon.Open()
	if err != nil {
		t.Fatal(err)
	}
	return a, l
}

func TestRank(t *testing.T) {
	a, l := board(t)
	firsts := []role.First{{Name: a.Find("potter"), New: true}, {Name: a.Find("guest2"), New: true}, {Name: a.Find("guest2"), New: true}}
	got := role.Rank(role.Input{Archive: a, Lexicon: l, Hits: group.NewReader(l).Read(a, 1), Firsts: firsts})
	want := map[role.Role]string{role.Administrator: "chief", role.Moderator: "warden", role.Teacher: "locksmith", role.Broker: "host", role.Producer: "guest2", role.Newcomer: "late"}
	for _, r := range role.Roles() {
		if len(got[r]) == 0 {
			t.Errorf("%s: nobody", r)
			continue
		}
		if name := a.Names[got[r][0].Name].Shown; name != want[r] {
			t.Errorf("%s: first is %s, want %s: %+v", r, name, want[r], got[r][0])
		}
		for _, x := range got[r] {
			sum := int64(0)
			for _, why := range x.Reasons {
				sum += why.Points
			}
			if sum != x.Points {
				t.Errorf("%s: %s has %d points, its reasons sum up to %d", r, a.Names[x.Name].Shown, x.Points, sum)
			}
		}
	}
	for _, x := range got[role.Administrator] {
		if a.Names[x.Name].Shown == "weed" {
			t.Error("who was banned administers nothing")
		}
	}
	for _, x := range append(got[role.Administrator], got[role.Moderator]...) {
		if name := a.Names[x.Name].Shown; name == "ChanServ" || name == "Q" {
			t.Errorf("%s is a programme of the network", name)
		}
	}
}
