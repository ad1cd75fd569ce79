package message_test

import (
	"bufio"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"testing"
	"time"

	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// said is one line of the licensed channel.
type said struct {
	at         comity.Instant
	nick, text string
}

var line = regexp.MustCompile(`^\[(\d\d):(\d\d)\] <([^>]+)> (.*)$`)

// channel reads the licensed chat, a quarter of its days, or all with COMITY_ALL=1.
func channel(t *testing.T) (days [][]said) {
	t.Helper()
	files, _ := filepath.Glob("../../../../../shared/data/chat/ubuntu-irc-train/*.txt")
	if len(files) == 0 {
		t.Skip("the licensed chat is not here")
	}
	slices.Sort(files)
	for n, name := range files {
		if n%4 != 0 && os.Getenv("COMITY_ALL") == "" {
			continue
		}
		day, err := time.Parse("2006-01-02", filepath.Base(name)[:10])
		if err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		var out []said
		at, last := comity.InstantOf(day), -1
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			m := line.FindStringSubmatch(in.Text())
			if m == nil {
				continue
			}
			minute := (int(m[1][0]-'0')*10+int(m[1][1]-'0'))*60 + int(m[2][0]-'0')*10 + int(m[2][1]-'0')
			if minute < last-600 {
				at += comity.Day
			}
			last = minute
			out = append(out, said{at + comity.Instant(minute)*comity.Minute, m[3], m[4]})
		}
		_ = f.Close()
		days = append(days, out)
	}
	return days
}

// share is what one contributor captured.
type share struct {
	shift  comity.Instant // its clock is wrong by this
	loss   float64        // share of lines it does not have
	narrow bool           // it kept seconds
}

// split deals the days out to contributors, each a run of lines of most days.
func split(days [][]said, r *rand.Rand, shares []share) (captures []message.Capture, truth []int) {
	for s, sh := range shares {
		n := 0
		for d, day := range days {
			lo := r.IntN(len(day)/3 + 1)
			hi := len(day) - r.IntN(len(day)/3+1)
			if r.IntN(10) == 0 {
				lo, hi = 0, 0
			}
			for i, l := range day {
				if i >= lo && i < hi && r.Float64() >= sh.loss {
					seconds := comity.Instant(i%3*17) * comity.Second // every line has a second of its own, which minutes hide
					at := l.at + seconds + sh.shift
					grain := comity.Second
					if !sh.narrow {
						grain = comity.Minute
						at = at / comity.Minute * comity.Minute
					}
					captures = append(captures, message.Capture{Stream: int32(s), Exhibit: int32(d), At: at, Grain: grain, Author: l.nick, Text: l.text})
					truth = append(truth, n+i)
				}
			}
			n += len(day)
		}
	}
	return captures, truth
}

// pairs counts pairs of captures: of one message in truth, in what was found, and in both.
func pairs(truth []int, of []int32) (right, found, both int) {
	type cell struct {
		t int
		f int32
	}
	ts, fs, cs := map[int]int{}, map[int32]int{}, map[cell]int{}
	for i := range truth {
		ts[truth[i]]++
		fs[of[i]]++
		cs[cell{truth[i], of[i]}]++
	}
	for _, n := range ts {
		right += n * (n - 1) / 2
	}
	for _, n := range fs {
		found += n * (n - 1) / 2
	}
	for _, n := range cs {
		both += n * (n - 1) / 2
	}
	return right, found, both
}

// TestChat splits the licensed channel into overlapping captures with clocks that are wrong by hours, minutes and seconds.
func TestChat(t *testing.T) {
	days := channel(t)
	for name, loss := range map[string]float64{"whole": 0, "lossy": 0.03} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			shares := []share{{0, loss, false}, {comity.Hour, loss, false}, {-5 * comity.Hour, loss, false}, {7 * comity.Second, loss, false},
				{2*comity.Hour + 37*comity.Second, loss, false}, {-90 * comity.Minute, loss, false}, {-431 * comity.Second, loss, false}}
			captures, truth := split(days, r, shares)
			start := time.Now()
			got, err := message.Merge(t.Context(), captures, len(shares))
			if err != nil {
				t.Fatal(err)
			}
			right, found, both := pairs(truth, got.Of)
			t.Logf("%d captures, %d messages, %d pairs: recall %.5f, false %d, open %d, %v", len(captures), len(got.Messages), right,
				float64(both)/float64(right), found-both, got.Open, time.Since(start).Round(time.Millisecond))
			if recall := float64(both) / float64(right); recall < 0.995 || found != both {
				t.Errorf("recall %.5f (at least 0.995), %d false pairs (none)", recall, found-both)
			}
		})
	}
}
