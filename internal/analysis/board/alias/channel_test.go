package alias

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"hash/fnv"
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

// channel reads the licensed chat.
func channel(t *testing.T) (out []said) {
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
			out = append(out, said{comity.InstantOf(at), strings.ToLower(m[2]), m[3]})
		}
		_ = f.Close()
	}
	slices.SortStableFunc(out, func(x, y said) int { return cmp.Compare(x.at, y.at) })
	return out
}

// half is the half of the authors that somebody is of: weights were fitted on half 0 and are measured on half 1.
func half(nick string) int {
	sum := sha256.Sum256([]byte("alias " + nick))
	return int(sum[3] % 2)
}

// trial says how a scene is made.
type trial struct {
	words      int // that each name wrote, at least
	limit      int // nobody who wrote as much or more gets two names; 0: no limit
	candidates int // first names, of those who are there, and names of others who wrote enough for one name
	absent     int // 0, 1 or 2: the third whose first names are taken away
	only       int // the half of the authors that there is; -1: all
}

// scene is the channel with two names for everybody who wrote enough.
type scene struct {
	archive    *archive.Archive
	names      []int32 // that are compared
	queries    []query
	candidates []int32
}

// query is a second name.
type query struct {
	name, partner int32 // partner: None when absent
	half          int
}

// set gives everybody with at least twice the words two names, for his first and his last words. Others who wrote enough for
// one name are candidates too. All else that was said stays, by names that are not compared; what the two names' owner said
// between is nobody's.
func set(all []said, x trial) (s scene) {
	total := map[string]int{}
	for _, l := range all {
		total[l.nick] += len(strings.Fields(l.text))
	}
	s.archive = &archive.Archive{}
	a := s.archive
	index, first := map[string]int32{}, map[string]int32{}
	var spare []string
	n := 0
	for _, nick := range slices.Sorted(maps.Keys(total)) {
		index[nick] = int32(len(a.Names))
		a.Names = append(a.Names, archive.Name{Key: nick})
		if x.only >= 0 && half(nick) != x.only || x.limit > 0 && total[nick] >= x.limit {
			continue
		}
		if total[nick] >= 2*x.words {
			f := int32(len(a.Names))
			first[nick] = f
			a.Names = append(a.Names, archive.Name{Key: nick + " 1"}, archive.Name{Key: nick + " 2"})
			q := query{f + 1, f, half(nick)}
			s.names = append(s.names, f+1)
			if n%3 == x.absent {
				q.partner = archive.None
			} else {
				s.names, s.candidates = append(s.names, f), append(s.candidates, f)
			}
			s.queries = append(s.queries, q)
			n++
		} else if total[nick] >= x.words {
			spare = append(spare, nick)
		}
	}
	slices.SortFunc(spare, func(x, y string) int { return cmp.Or(cmp.Compare(mixed(x), mixed(y)), cmp.Compare(x, y)) })
	spare = spare[:max(min(x.candidates-len(s.candidates), len(spare)), 0)]
	cut := map[string]bool{}
	for _, nick := range spare {
		cut[nick] = true
		s.names, s.candidates = append(s.names, index[nick]), append(s.candidates, index[nick])
	}
	slices.Sort(s.names)
	s.speak(all, x.words, total, index, first, cut)
	return s
}

func mixed(nick string) uint32 {
	h := fnv.New32a()
	h.Write([]byte("spare: " + nick))
	return h.Sum32()
}

// speak fills in what was said.
func (s *scene) speak(all []said, words int, total map[string]int, index, first map[string]int32, cut map[string]bool) {
	a := s.archive
	there := map[int32]bool{}
	for _, n := range s.names {
		there[n] = true
	}
	done := map[string]int{}
	side := func(nick string) int32 {
		f, split := first[nick]
		switch {
		case !split:
			return index[nick]
		case 2*done[nick] >= total[nick]:
			return f + 1
		case !there[f]:
			return archive.None
		}
		return f
	}
	for _, l := range all {
		before, n := done[l.nick], len(strings.Fields(l.text))
		author := index[l.nick]
		switch f, split := first[l.nick]; {
		case split && before < words && 2*before < total[l.nick]:
			author = f
		case split && before >= total[l.nick]-words-n/2 && 2*before >= total[l.nick]:
			author = f + 1
		case split, cut[l.nick] && before >= words:
			author = archive.None
		}
		if author != archive.None && first[l.nick] == author && !there[author] && first[l.nick] > 0 {
			author = archive.None
		}
		m := archive.Message{At: l.at, Author: author, Thread: archive.None, Parent: archive.None, Text: l.text}
		head, _, _ := strings.Cut(l.text, " ")
		if to := strings.ToLower(strings.TrimRight(head, ":,")); len(to) < len(head) && to != l.nick {
			if _, known := index[to]; known {
				if at := side(to); at != archive.None {
					m.Answers = []int32{at}
				}
			}
		}
		if author != archive.None {
			a.Names[author].Posts = append(a.Names[author].Posts, int32(len(a.Messages)))
		}
		a.Messages = append(a.Messages, m)
		done[l.nick] = before + n
	}
}

// compared compares the names of a scene.
func (s *scene) compared(t *testing.T) *field {
	t.Helper()
	f, err := newField(t.Context(), s.archive, s.names, 2)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// answer is what is said of one query: its best candidate.
type answer struct {
	logit int64
	right bool
}

// figures are what is measured.
type figures struct {
	candidates, queries, there, first, ten int
	answers                                []answer
}

// ask adds what the queries of a half get as answers (-1: of both).
func (x *figures) ask(s *scene, f *field, w *table, half int) {
	f.combine(w, false)
	x.candidates = len(s.candidates)
	for _, q := range s.queries {
		if half >= 0 && q.half != half {
			continue
		}
		i := f.row[q.name]
		best, at := int64(-1<<40), int32(archive.None)
		var own int64 = -1 << 40
		if q.partner != archive.None {
			own = f.stands(w, i, f.row[q.partner])
		}
		rank := 0
		for _, c := range s.candidates {
			l := f.stands(w, i, f.row[c])
			if l > own {
				rank++
			}
			if l > best {
				best, at = l, c
			}
		}
		x.queries++
		if q.partner != archive.None {
			x.there++
			if rank == 0 {
				x.first++
			}
			if rank < 10 {
				x.ten++
			}
		}
		x.answers = append(x.answers, answer{best, at == q.partner && q.partner != archive.None})
	}
}

// found is how many partners are found where 95 of 100 answers are right.
func (x *figures) found() (out int) {
	slices.SortFunc(x.answers, func(x, y answer) int { return cmp.Compare(y.logit, x.logit) })
	right := 0
	for n, a := range x.answers {
		if a.right {
			right++
		}
		if 100*right >= 95*(n+1) {
			out = right
		}
	}
	return out
}

func (x *figures) log(t *testing.T, what string, calibrated bool) {
	t.Helper()
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	brier := 0.0
	var bins [10][3]float64
	for _, a := range x.answers {
		p, y := float64(chance(a.logit))/1000, truth(a.right)
		brier += (p - y) * (p - y)
		b := &bins[min(int(p*10), 9)]
		b[0], b[1], b[2] = b[0]+p, b[1]+y, b[2]+1
	}
	t.Logf(" %s: %d candidates, %d names asked, each three times, once without its partner", what, x.candidates, x.queries/3)
	t.Logf("  first %.1f %%, in ten %.1f %%, recall at 95 %% precision %.1f %%", share(x.first, x.there), share(x.ten, x.there), share(x.found(), x.there))
	if !calibrated {
		return
	}
	t.Logf("  Brier %.3f", brier/float64(max(len(x.answers), 1)))
	for n, b := range bins {
		if b[2] > 0 {
			t.Logf("  said %d–%d %%: %.0f answers, mean %.0f %%, right %.0f %%", n*10, n*10+10, b[2], 100*b[0]/b[2], 100*b[1]/b[2])
		}
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// writing is a table without when and with whom.
func writing(w table) *table {
	w.kinds[hours], w.kinds[pace], w.kinds[partners] = 0, 0, 0
	return &w
}

// TestChannel prints the figures of docs/aliases.md (make aliases).
func TestChannel(t *testing.T) {
	if os.Getenv("COMITY_ALIASES") == "" {
		t.Skip("a minute of work: make aliases")
	}
	all := channel(t)
	other := fit(t, all, 1)
	for _, x := range []struct {
		words, candidates int
		floor             string
	}{{300, 390, "floors: first 55, in ten 85"}, {600, 126, "floor: recall 35"}} {
		var held, both, alone figures
		for absent := range 3 {
			s := set(all, trial{x.words, 0, x.candidates, absent, -1})
			f := s.compared(t)
			held.ask(&s, f, &weights, 1)
			both.ask(&s, f, &weights, 1)
			both.ask(&s, f, &other, 0)
			alone.ask(&s, f, writing(weights), 1)
		}
		t.Logf("%d words a name; %s", x.words, x.floor)
		held.log(t, "authors that no weight was fitted on", true)
		both.log(t, "all authors, each half by weights fitted on the other", true)
		alone.log(t, "authors that no weight was fitted on, by their writing alone", false)
	}
}
