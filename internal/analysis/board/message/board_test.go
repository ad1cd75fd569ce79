package message_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// day is an instant on the d-th day, at the given second.
func day(d, second int) comity.Instant {
	return comity.Instant(d)*comity.Day + comity.Instant(second)*comity.Second
}

// TestMerge states, case by case, what is one message and what is not.
func TestMerge(t *testing.T) {
	const hello = "The platform at Gleis sieben is closed for the season"
	fine := func(stream int, at comity.Instant, author, text, id string) message.Capture {
		return message.Capture{Stream: int32(stream), At: at, Grain: comity.Second, Author: author, Text: text, ID: id}
	}
	wide := func(stream int, at comity.Instant, author, text string) message.Capture {
		return message.Capture{Stream: int32(stream), At: at, Grain: comity.Minute, Author: author, Text: text}
	}
	for _, c := range []struct {
		name     string
		captures []message.Capture
		want     []int32 // of each capture: number of its message
	}{
		{"nothing", nil, nil},
		{"same words, speaker and second", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(1, 1), "tulip", hello, "")}, []int32{0, 0}},
		{"same words, another speaker", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(1, 0), "fern", hello, "")}, []int32{0, 1}},
		{"same words, another day", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(2, 0), "tulip", hello, "")}, []int32{0, 1}},
		{"cut", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(1, 0), "tulip", hello[:20]+"…", "")}, []int32{0, 0}},
		{"edited", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(1, 0), "tulip", hello+" (edit: until May)", "")}, []int32{0, 0}},
		{"other words in the same second", []message.Capture{fine(0, day(1, 0), "tulip", hello, ""), fine(1, day(1, 0), "tulip", "roses need sun", "")}, []int32{0, 1}},
		{"other encoding", []message.Capture{fine(0, day(1, 0), "Jürgen", "Grüße vom Bahnhof, später mehr", ""), fine(1, day(1, 0), "J\ufffdrgen", "Gr??e vom Bahnhof, sp\u00c3\u00a4ter mehr", "")}, []int32{0, 0}},
		{"a script that the encoding lacks", []message.Capture{fine(0, day(1, 0), "☆fern☆", "Поезд придёт завтра, около семи", ""), fine(1, day(1, 0), "?fern?", "????? ?????? ??????, ????? ????", "")}, []int32{0, 0}},
		{"another text of that script", []message.Capture{fine(0, day(1, 0), "fern", "Поезд придёт завтра, около семи", ""), fine(1, day(1, 0), "fern", "????? ??????, ????? ?????? ????", "")}, []int32{0, 1}},
		{"a script read in another encoding", []message.Capture{fine(0, day(1, 0), "fern", "\u0395ί\u03bdαι το τρένο εδώ", ""), fine(1, day(1, 0), "fern", "\u0395\u03b9\u0301ναι το τρε\u0301νο εδω\u0301", "")}, []int32{0, 0}},
		{"question mark is lost letter or question", []message.Capture{wide(0, day(1, 0), "tulip", "what"), wide(0, day(1, 0), "tulip", "what?")}, []int32{0, 1}},
		{"twice in one exhibit, once in the other", []message.Capture{
			wide(0, day(1, 0), "tulip", "ok"), wide(0, day(1, 0), "tulip", "ok"), wide(1, day(1, 0), "tulip", "ok")}, []int32{0, 1, 2}},
		{"twice in both", []message.Capture{
			wide(0, day(1, 0), "tulip", "ok"), wide(0, day(1, 0), "tulip", "ok"), wide(1, day(1, 0), "tulip", "ok"), wide(1, day(1, 0), "tulip", "ok")}, []int32{0, 1, 0, 1}},
		{"order decides", []message.Capture{
			wide(0, day(1, 0), "tulip", "ok"), wide(0, day(1, 0), "fern", hello), wide(0, day(1, 0), "tulip", "ok"),
			wide(1, day(1, 0), "fern", hello), wide(1, day(1, 0), "tulip", "ok")}, []int32{0, 1, 2, 1, 2}},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := message.Merge(t.Context(), c.captures, 2)
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Of, c.want) {
				t.Errorf("messages %v, want %v", got.Of, c.want)
			}
		})
	}
}

// garden speaks about gardens; the same speaker never says two posts alike but by chance.
var garden = strings.Fields("tulip fern rose hedge gravel spade compost the a of in under near early late with without pruned watered planted moved sold and but then perhaps never always train signal track points station wagon")

// world is a board and what seven contributors hold of it: each with faults of its own.
func world(r *rand.Rand, posts int) (captures []message.Capture, truth []int) {
	type post struct {
		at           comity.Instant
		author, text string
	}
	var all []post
	at := day(12000, 0)
	for range posts {
		at += comity.Instant(r.IntN(1200)) * comity.Second
		var text []string
		for range 1 + r.IntN(30) {
			text = append(text, garden[r.IntN(len(garden))])
		}
		all = append(all, post{at, fmt.Sprintf("member%d", r.IntN(60)), strings.Join(text, " ")})
		if r.IntN(100) == 0 { // sent twice
			all = append(all, post{at + comity.Second, all[len(all)-1].author, all[len(all)-1].text})
		}
	}
	middle := all[len(all)/2].at
	clocks := []func(comity.Instant) comity.Instant{
		func(t comity.Instant) comity.Instant { return t },
		func(t comity.Instant) comity.Instant { return t - 2*comity.Hour },                          // zone
		func(t comity.Instant) comity.Instant { return t + 431*comity.Second },                      // skew
		func(t comity.Instant) comity.Instant { return t + (t-middle)/comity.Day*10*comity.Second }, // drift
		func(t comity.Instant) comity.Instant { // summer time misread
			if t > middle {
				return t + comity.Hour
			}
			return t
		},
		func(t comity.Instant) comity.Instant { return t },
		func(t comity.Instant) comity.Instant { return t + comity.Second },
	}
	for s, clock := range clocks {
		lo, hi := r.IntN(posts/3), len(all)-r.IntN(posts/3)
		for i := lo; i < hi; i++ {
			if r.IntN(20) == 0 {
				continue
			}
			p := all[i]
			c := message.Capture{Stream: int32(s), At: clock(p.at), Grain: comity.Second, Author: p.author, Text: p.text}
			switch r.IntN(40) {
			case 0:
				c.Text = c.Text[:len(c.Text)/2]
			case 1:
				c.Text += " edited later"
			case 2:
				c.Text = strings.ToUpper(c.Text[:1]) + c.Text[1:] + "."
			}
			if s >= 5 {
				c.ID = fmt.Sprint(i) // two copies of one server
			}
			captures = append(captures, c)
			truth = append(truth, i)
		}
	}
	return captures, truth
}

// TestBoard holds the floors on invented boards; COMITY_SEEDS asks for more of them.
func TestBoard(t *testing.T) {
	seeds, err := strconv.Atoi(cmp.Or(os.Getenv("COMITY_SEEDS"), "3"))
	if err != nil {
		t.Fatal(err)
	}
	for seed := range uint64(seeds) {
		captures, truth := world(rand.New(rand.NewPCG(seed, 7)), 4000)
		got, err := message.Merge(t.Context(), captures, 7)
		if err != nil {
			t.Fatal(err)
		}
		right, found, both := pairs(truth, got.Of)
		recall := float64(both) / float64(right)
		t.Logf("seed %d: %d captures, recall %.5f, false %d, open %d", seed, len(captures), recall, found-both, got.Open)
		if recall < 0.995 || found != both {
			t.Errorf("seed %d: recall %.5f (at least 0.995), %d false pairs (none)", seed, recall, found-both)
		}
	}
}

// TestMinutesAreMost has a channel of which the longest log keeps minutes, beside a forum whose clocks agree most: the
// logs that keep seconds still find each other.
func TestMinutesAreMost(t *testing.T) {
	const posts = 2000
	r := rand.New(rand.NewPCG(9, 7))
	texts, at := make([]string, 2*posts), make([]comity.Instant, 2*posts) // the channel's, then the forum's
	for i := range texts {
		if at[i] = day(12000, r.IntN(200)); i%posts > 0 {
			at[i] = at[i-1] + comity.Instant(1+r.IntN(200))*comity.Second
		}
		for range 1 + r.IntN(12) {
			texts[i] += garden[r.IntN(len(garden))] + " "
		}
	}
	var captures []message.Capture
	var truth []int
	for s, log := range []struct {
		lo, hi int
		skew   comity.Instant
		wide   bool
	}{
		{posts, 2 * posts, 0, false}, {posts, 2 * posts, 0, false},
		{0, posts, 420 * comity.Second, true}, {posts / 5, posts, 0, false}, {posts / 4, 4 * posts / 5, -200 * comity.Second, false}, {0, posts / 2, 0, true},
	} {
		for i := log.lo; i < log.hi; i++ {
			c := message.Capture{Stream: int32(s), At: at[i] + log.skew, Grain: comity.Second, Author: fmt.Sprintf("member%d", i*7%23), Text: texts[i]}
			if log.wide {
				c.Grain, c.At = comity.Minute, c.At/comity.Minute*comity.Minute
			}
			captures, truth = append(captures, c), append(truth, i)
		}
	}
	got, err := message.Merge(t.Context(), captures, 6)
	if err != nil {
		t.Fatal(err)
	}
	right, found, both := pairs(truth, got.Of)
	if recall := float64(both) / float64(right); recall < 0.995 || found != both {
		t.Errorf("recall %.5f (at least 0.995), %d false pairs (none)", recall, found-both)
	}
}
