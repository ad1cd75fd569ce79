package alias

import (
	"bufio"
	"cmp"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

// said is one line of the licensed channel.
type said struct {
	at         comity.Instant
	nick, text string
}

// channel reads the licensed chat; nicknames that differ by marks and figures at their end are one where joined.
func channel(t *testing.T, joined bool) (out []said) {
	t.Helper()
	line := regexp.MustCompile(`^\[(\d\d:\d\d)\] <([^>]+)> (.*)$`)
	files, _ := filepath.Glob("../../../../../shared/data/chat/ubuntu-irc-train/*.txt")
	if len(files) == 0 {
		t.Skip("the licensed chat is not here")
	}
	slices.Sort(files)
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<20)
		for in.Scan() {
			m := line.FindStringSubmatch(in.Text())
			if m == nil {
				continue
			}
			at, err := time.Parse("2006-01-02 15:04", filepath.Base(name)[:10]+" "+m[1])
			if err != nil {
				continue
			}
			out = append(out, said{comity.InstantOf(at), fold(m[2], joined), m[3]})
		}
		_ = f.Close()
	}
	slices.SortStableFunc(out, func(x, y said) int { return cmp.Compare(x.at, y.at) })
	return out
}

func fold(nick string, joined bool) string {
	nick = strings.ToLower(nick)
	if joined {
		head, _, _ := strings.Cut(nick, "|")
		if short := strings.TrimRight(head, "_`^-0123456789"); len(short) > 2 {
			return short
		}
	}
	return nick
}

// split gives everybody with between twice words and limit words (0: no limit) two names: for the first words and for the
// last. Others stay as names without posts, so that what mentions them is masked.
func split(all []said, words, limit int) (a *archive.Archive, twins [][2]int32) {
	total := map[string]int{}
	for _, s := range all {
		total[s.nick] += len(strings.Fields(s.text))
	}
	a = &archive.Archive{}
	index, half := map[string]int32{}, map[string]int32{}
	for _, nick := range slices.Sorted(maps.Keys(total)) {
		index[nick] = int32(len(a.Names))
		a.Names = append(a.Names, archive.Name{Key: nick})
		if n := total[nick]; n >= 2*words && (limit == 0 || n < limit) {
			half[nick] = int32(len(a.Names))
			twins = append(twins, [2]int32{int32(len(a.Names)), int32(len(a.Names)) + 1})
			a.Names = append(a.Names, archive.Name{Key: nick + " 1"}, archive.Name{Key: nick + " 2"})
		}
	}
	done := map[string]int{}
	side := func(nick string) int32 {
		h, split := half[nick]
		switch {
		case !split:
			return index[nick]
		case 2*done[nick] < total[nick]:
			return h
		}
		return h + 1
	}
	for _, s := range all {
		h, split := half[s.nick]
		before := done[s.nick]
		n := len(strings.Fields(s.text))
		if split && (before < words || before >= total[s.nick]-words-n/2) {
			m := archive.Message{At: s.at, Author: h, Thread: archive.None, Parent: archive.None, Text: s.text}
			if before >= words {
				m.Author++
			}
			head, _, _ := strings.Cut(s.text, " ")
			if to := strings.ToLower(strings.TrimRight(head, ":,")); len(to) < len(head) {
				if _, known := index[to]; known && to != s.nick {
					m.Answers = []int32{side(to)}
				}
			}
			a.Names[m.Author].Posts = append(a.Names[m.Author].Posts, int32(len(a.Messages)))
			a.Messages = append(a.Messages, m)
		}
		done[s.nick] += n
	}
	return a, twins
}

// open takes the second name of every third pair from the comparison.
func absent(n int) bool { return n%3 == 2 }

// figures are what is measured.
type figures struct {
	candidates, first, ten int // of second names, whose own first is sought among all first
	queries, right         int // open set: found at 95 % precision
	brier                  float64
	bins                   [10][3]float64 // sum of scores, truths, pairs
}

func measure(t *testing.T, f *field, twins [][2]int32) (out figures) {
	t.Helper()
	rows := make([][2]int, 0, len(twins))
	for _, p := range twins {
		i, ok := f.row[p[0]]
		j, both := f.row[p[1]]
		if ok && both {
			rows = append(rows, [2]int{i, j})
		}
	}
	out.candidates = len(rows)
	type answer struct {
		order int64
		right bool
	}
	var answers []answer
	for n, q := range rows {
		rank, bestAt := 0, -1
		var best, second int64 = -1 << 40, -1 << 40
		for m, c := range rows {
			l := int64(f.logit[q[1]][c[0]])
			if l > int64(f.logit[q[1]][q[0]]) {
				rank++
			}
			if m == n && absent(n) {
				continue
			}
			if l > best {
				best, second, bestAt = l, best, m
			} else if l > second {
				second = l
			}
		}
		if rank == 0 {
			out.first++
		}
		if rank < 10 {
			out.ten++
		}
		if !absent(n) {
			out.queries++
		}
		logit := stands[0]*best + stands[1]*max(min(best-second, 10_000), -10_000)
		right := bestAt == n
		answers = append(answers, answer{logit, right})
		p := float64(chance(logit/1000+stands[2])) / 1000
		y := 0.0
		if right {
			y = 1
		}
		out.brier += (p - y) * (p - y)
		b := &out.bins[min(int(p*10), 9)]
		b[0] += p
		b[1] += y
		b[2]++
	}
	out.brier /= float64(len(answers))
	slices.SortFunc(answers, func(x, y answer) int { return cmp.Compare(y.order, x.order) })
	right := 0
	for n, x := range answers {
		if x.right {
			right++
		}
		if 100*right >= 95*(n+1) {
			out.right = right
		}
	}
	return out
}

func (x figures) log(t *testing.T, what, floor string) {
	t.Helper()
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	t.Logf("%s: %d candidates, first %.1f %%, in ten %.1f %%; a third absent: recall %.1f %% at 95 %% precision, Brier %.3f (%s)", what, x.candidates,
		share(x.first, x.candidates), share(x.ten, x.candidates), share(x.right, x.queries), x.brier, floor)
	for n, b := range x.bins {
		if b[2] > 0 {
			t.Logf("  said %d–%d %%: %.0f answers, mean %.0f %%, right %.0f %%", n*10, n*10+10, b[2], 100*b[0]/b[2], 100*b[1]/b[2])
		}
	}
}

// TestChannel prints the figures of docs/aliases.md (make aliases).
func TestChannel(t *testing.T) {
	if os.Getenv("COMITY_ALIASES") == "" {
		t.Skip("minutes of work: make aliases")
	}
	for _, x := range []struct {
		words  int
		joined bool
		floor  string
	}{{300, false, "floors 55 and 85"}, {600, false, "floor 35"}, {600, true, "floor 35"}} {
		a, twins := split(channel(t, x.joined), x.words, 0)
		f, err := newField(t.Context(), a, 2)
		if err != nil {
			t.Fatal(err)
		}
		f.combine(false)
		what := "300 words"
		if x.words == 600 {
			what = "600 words"
		}
		if x.joined {
			what += ", like nicknames joined"
		}
		measure(t, f, twins).log(t, what, x.floor)
	}
}
