package archive_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// source is an exhibit of a state.
func source(country, ref string) *record.Source {
	return &record.Source{Ref: ref, Country: country, Kind: record.Board, Format: "boardjson", Exhibit: comity.Digest{byte(len(ref)), country[0]}}
}

// post is one capture: id, parent and thread are the exhibit's own.
func post(line int64, at comity.Instant, author, text, id, parent, thread string, quotes ...record.Quote) *record.Post {
	return &record.Post{Place: record.Place{Offset: line * 100, Length: 99, Line: line}, Time: clock.Span{Lo: at, Hi: at}, Grain: 1,
		Author: author, Text: text, ID: id, Parent: parent, Thread: thread, Quotes: quotes}
}

const noon = 12000*comity.Day + 12*comity.Hour

func two() *archive.Builder {
	b := archive.NewBuilder()
	it, de := source("IT", "it"), source("DE", "de")
	b.Post(it, post(1, noon, "Tulip", "When do you prune roses?", "1", "", "a"))
	b.Post(it, post(2, noon+comity.Minute, "fern", "In March, as the sap rises.", "2", "1", "a"))
	b.Deed(it, &record.Deed{Kind: record.Vouch, Actor: "tulip", Target: "moss", Time: clock.Span{Lo: noon}, Place: record.Place{Offset: 300, Length: 9}})
	b.Profile(it, &record.Profile{Name: "moss", ID: "u3", Place: record.Place{Offset: 400, Length: 9}})
	b.Post(de, post(1, noon+comity.Minute, "fern", "In March, as the sap rises.", "x", "", "b"))
	b.Post(de, post(2, noon+2*comity.Minute, "", "fern: Thank you, and when is the exchange?", "y", "", "b"))
	b.Post(de, post(3, noon+3*comity.Minute, "tulip", "In May.", "z", "", "b", record.Quote{Author: "moss", Text: "when is the exchange?"}))
	b.Deed(de, &record.Deed{Kind: record.Vouch, Actor: "tulip", Target: "moss", Time: clock.Span{Lo: noon + comity.Second}, Place: record.Place{Offset: 500, Length: 9}})
	return b
}

func TestBuild(t *testing.T) {
	b := two()
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range a.Messages {
		line := a.Names[m.Author].Shown + ": "
		for _, n := range m.Answers {
			line += "@" + a.Names[n].Shown + " "
		}
		for _, c := range m.Captures {
			line += a.Contributor(c)
		}
		got = append(got, line+string(rune('0'+m.Thread)))
	}
	want := []string{"tulip: IT0", "fern: @tulip ITDE0", "?: @fern DE0", "tulip: @moss DE0"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if len(a.Deeds) != 1 || len(a.Deeds[0].Captures) != 2 {
		t.Errorf("deeds %v: one vouching that two states tell of", a.Deeds)
	}
	if a.Captured != 5 || a.Threads != 1 {
		t.Errorf("%d captures in %d threads, not 5 in 1", a.Captured, a.Threads)
	}
	if n := a.Find("TULIP"); n == archive.None || a.Names[n].Shown != "tulip" || len(a.Names[n].Also) != 1 {
		t.Errorf("the name Tulip: %v", n)
	}
}

// TestWithout: leaving a state out gives what it would be had it given nothing.
func TestWithout(t *testing.T) {
	got, err := two().Build(t.Context(), archive.Selection{Without: "DE"})
	if err != nil {
		t.Fatal(err)
	}
	alone := archive.NewBuilder()
	it := source("IT", "it")
	alone.Post(it, post(1, noon, "Tulip", "When do you prune roses?", "1", "", "a"))
	alone.Post(it, post(2, noon+comity.Minute, "fern", "In March, as the sap rises.", "2", "1", "a"))
	alone.Deed(it, &record.Deed{Kind: record.Vouch, Actor: "tulip", Target: "moss", Time: clock.Span{Lo: noon}, Place: record.Place{Offset: 300, Length: 9}})
	alone.Profile(it, &record.Profile{Name: "moss", ID: "u3", Place: record.Place{Offset: 400, Length: 9}})
	want, err := alone.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(record.Post{}), cmp.Comparer(func(a, b comity.Addr) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

// mail is one capture of a list.
func mail(line int64, author, email, id, parent, thread string) *record.Post {
	p := post(line, noon+comity.Instant(line)*comity.Minute, author, "What "+id+" has to say of roses, and more of it.", id, parent, thread)
	p.Email = email
	return p
}

// TestAddresses: one name at two addresses is two members; where the archive hides the address, it is neither.
func TestAddresses(t *testing.T) {
	b := archive.NewBuilder()
	src := source("IT", "it")
	src.Format = "mbox"
	b.Post(src, mail(1, "Moss", "moss@one.example", "1@x", "", "1@x"))
	b.Post(src, mail(2, "moss", "Moss@One.example", "2@x", "1@x", "1@x"))
	b.Post(src, mail(3, "Moss", "moss@two.example", "3@x", "", "3@x"))
	b.Post(src, mail(4, "Moss", "", "4@x", "", "4@x"))
	b.Post(src, mail(5, "Fern", "fern@one.example", "5@x", "", "5@x"))
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]int{}
	for i := range a.Names {
		got[a.Names[i].Shown+" of "+a.Names[i].Bearing()] = len(a.Names[i].Posts)
	}
	want := map[string]int{"Fern of fern": 1, "Moss of moss": 1, "Moss <moss@one.example> of moss": 2, "Moss <moss@two.example> of moss": 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestChain: mails that answer each other are one discussion, as far apart as they are.
func TestChain(t *testing.T) {
	b := archive.NewBuilder()
	src := source("IT", "it")
	src.Format = "hypermail"
	for i, m := range [][3]string{{"1@x", "", "1@x"}, {"2@x", "1@x", "1@x"}, {"3@x", "2@x", "2@x"}, {"4@x", "", "4@x"}, {"5@x", "lost@x", "lost@x"}, {"6@x", "lost@x", "lost@x"}} {
		b.Post(src, mail(int64(i), "Fern", "", m[0], m[1], m[2]))
	}
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	var got []int32
	for i := range a.Messages {
		got = append(got, a.Messages[i].Thread)
	}
	if diff := cmp.Diff([]int32{0, 0, 0, 1, 2, 2}, got); diff != "" || a.Threads != 3 {
		t.Errorf("%d threads: %s", a.Threads, diff)
	}
}

// TestOpeners: "no, …" speaks to nobody, also where somebody is called so.
func TestOpeners(t *testing.T) {
	b := archive.NewBuilder()
	src := source("IT", "it")
	b.Post(src, post(1, noon, "No", "When do you prune roses?", "1", "", "a"))
	b.Post(src, post(2, noon+comity.Minute, "fern", "no, in March, as the sap rises.", "2", "", "a"))
	b.Post(src, post(3, noon+2*comity.Minute, "no", "fern, and the gloves?", "3", "", "a"))
	a, err := b.Build(t.Context(), archive.Selection{})
	if err != nil {
		t.Fatal(err)
	}
	if x, y := a.Messages[1].Answers, a.Messages[2].Answers; len(x) != 0 || len(y) != 1 {
		t.Errorf("answers %v and %v", x, y)
	}
}
