package twins

import (
	"io"
	"sort"
	"strconv"
	"time"

	"comity/internal/simulate/capture"
)

// sighting is where a state first saw a file.
type sighting struct {
	at   int64
	name int32
}

// listed is a list of hashes: what a state seized, or a set that its owner keeps.
type listed struct {
	path, format, owner, version string
	state                        int // -1: a set
	later                        bool
	date                         int64
	seen                         map[int32]sighting
	rows                         []where
	files                        []int32
}

// sets are the known sets; the last is a later edition of the first.
var sets = []struct {
	owner, path, format, version string
	later                        bool
	of                           int // index into file.known
}{
	{"Garden Picture Register", "sets/register.csv", "csv", "4", false, 0},
	{"Hobby Archive Index", "sets/index.md5", "hashlist", "2007b", false, 1},
	{"Model Image Base", "sets/base.json", "vics", "12", false, 2},
	{"Garden Picture Register", "sets/register-5.csv", "csv", "5", true, 0},
}

// sight notes that a capture shows a file.
func (w *world) sight(c *shot, i int32) {
	m := &c.board.messages[i]
	if m.file < 0 {
		return
	}
	for len(w.lists) < w.spec.States {
		w.lists = append(w.lists, listed{state: len(w.lists), seen: map[int32]sighting{}})
	}
	seen := w.lists[c.state].seen
	if old, ok := seen[m.file]; c.board.main && (!ok || m.at < old.at) {
		seen[m.file] = sighting{m.at, m.name}
	}
}

// seize adds what states found on computers rather than on the board: some of what
// members posted, as of that time.
func (w *world) seize() {
	b := w.boards[0]
	for len(w.lists) < w.spec.States {
		w.lists = append(w.lists, listed{state: len(w.lists), seen: map[int32]sighting{}})
	}
	for k := range w.lists {
		s := w.stream("computers", k)
		for i := range b.messages {
			m := &b.messages[i]
			if m.file < 0 || !s.Chance(90) {
				continue
			}
			if old, ok := w.lists[k].seen[m.file]; !ok || m.at < old.at {
				w.lists[k].seen[m.file] = sighting{m.at, m.name}
			}
		}
	}
}

// writeHashes writes the lists of the states, and the sets.
func (w *world) writeHashes() error {
	w.seize()
	for i := range w.lists {
		l := &w.lists[i]
		code := lower(states[i].code)
		l.format = []string{"csv", "vics", "hashlist", "csv", "vics", "csv", "hashlist"}[i]
		l.path = code + "/seized/hashes" + map[string]string{"csv": ".csv", "vics": ".json", "hashlist": ".md5"}[l.format]
		s := w.stream("seized", i)
		for id := range l.seen {
			l.files = append(l.files, id)
		}
		sort.Slice(l.files, func(a, b int) bool { return l.files[a] < l.files[b] })
		kept := l.files[:0]
		for _, id := range l.files {
			if s.Chance(750) {
				kept = append(kept, id)
			}
		}
		if l.files = kept; len(kept) == 0 {
			continue // who seized nothing hands no list over
		}
		if err := w.writeList(l); err != nil {
			return err
		}
	}
	for k, set := range sets {
		l := listed{path: set.path, format: set.format, owner: set.owner, version: set.version, state: -1, later: set.later, date: w.start - int64(40+k*20)*day}
		if set.later {
			l.date = w.end + 60*day
		}
		s := w.stream("set", k)
		for id := range w.files {
			f := &w.files[id]
			if f.known[set.of] || set.later && f.first >= 0 && s.Chance(400) {
				l.files = append(l.files, int32(id))
			}
		}
		if err := w.writeList(&l); err != nil {
			return err
		}
		w.lists = append(w.lists, l)
	}
	return nil
}

// writeList writes one list; sets have others between, that nobody on the board has.
func (w *world) writeList(l *listed) error {
	title := l.owner + " " + l.version
	if l.state >= 0 {
		title = states[l.state].code + " seized"
	}
	return w.file(l.path, func(f io.Writer) error {
		h := capture.NewHashes(f, l.format, title)
		for _, id := range l.files {
			for range w.spec.Members / 100 * b2i(l.state < 0) {
				w.stray(h, l)
			}
			r := w.hashRow(l, id)
			l.rows = append(l.rows, where{l.path, h.Row(&r)})
			w.result.Hashes++
		}
		return h.Finish()
	})
}

// hashRow is a file as a list has it.
func (w *world) hashRow(l *listed, id int32) capture.HashRow {
	f := &w.files[id]
	r := capture.HashRow{MD5: f.md5, SHA1: f.sha1, SHA256: f.sha256, Perceptual: f.perceptual, Size: f.size, Label: w.label(l, id)}
	if seen, ok := l.seen[id]; ok {
		r.FirstSeen = time.Unix(seen.at, 0).UTC()
		r.Member = w.boards[0].names[seen.name].nick
	}
	return r
}

// label is what the list's owner calls a file: as most do, or one up or down.
func (w *world) label(l *listed, id int32) string {
	s := w.stream("label "+l.path, int(id))
	k := int(w.files[id].label[0] - 'A')
	if s.Chance(110) {
		k = (k + 1 + s.N(2)) % 3
	}
	return string(rune('A' + k))
}

// stray writes a file that nothing else speaks of.
func (w *world) stray(h *capture.Hashes, l *listed) {
	s := w.stream("stray "+l.path, int(h.Size()))
	hex := func(n int) string {
		b := make([]byte, 0, n)
		for len(b) < n {
			b = strconv.AppendUint(b, s.Uint64()|1<<63, 16)
		}
		return string(b[:n])
	}
	h.Row(&capture.HashRow{MD5: hex(32), SHA1: hex(40), SHA256: hex(64), Perceptual: hex(64), Label: "C", Size: int64(s.Between(9000, 900_000))})
}
