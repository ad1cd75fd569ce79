package twins

import (
	"encoding/json"
	"io"
	"sort"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/voice"
)

func digits(n int64) string { return strconv.FormatInt(n, 10) }

func personID(id int) string {
	s := strconv.Itoa(id + 1)
	return "P" + strings.Repeat("0", max(0, 6-len(s))) + s
}

// truePerson is one line of truth/persons.jsonl.
type truePerson struct {
	Person    string   `json:"person"`
	Board     string   `json:"board"`
	Country   string   `json:"country"`
	Zone      string   `json:"zone"`
	Standard  int      `json:"standard"`
	Summer    int      `json:"summer"`
	Rhythm    string   `json:"rhythm"`
	Languages []string `json:"languages"`
	Names     []string `json:"names"`
	Roles     []string `json:"roles"`
}

// trueName is one line of truth/names.jsonl.
type trueName struct {
	Name      string     `json:"name"`
	Board     string     `json:"board"`
	Person    string     `json:"person"`
	Member    string     `json:"member"` // the board's own number
	Joined    string     `json:"joined"`
	First     string     `json:"first,omitempty"`
	Last      string     `json:"last,omitempty"`
	Posts     int64      `json:"posts"`
	Captured  int64      `json:"captured"`
	Offset    int64      `json:"offset"`
	Languages []langPart `json:"languages"`
	Role      string     `json:"role,omitempty"`
	Strength  int        `json:"strength,omitempty"`
	Shown     int64      `json:"shown,omitempty"`
	Rank      string     `json:"rank"`
	Inviter   string     `json:"inviter,omitempty"`
	Email     string     `json:"email"`
	ICQ       string     `json:"icq"`
	Shop      bool       `json:"shop,omitempty"`
}

type langPart struct {
	Lang  string `json:"lang"`
	Posts int64  `json:"posts"`
}

// trueAlias is one line of truth/aliases.jsonl: the names of one person.
type trueAlias struct {
	Person    string   `json:"person"`
	Names     []string `json:"names"`
	Kind      string   `json:"kind"` // parallel, sequence
	Disguised bool     `json:"disguised,omitempty"`
	Shared    []string `json:"shared,omitempty"`
}

type trueVouch struct {
	From string `json:"from"`
	To   string `json:"to"`
	Also string `json:"also,omitempty"`
	Kind string `json:"kind"`
	Time string `json:"time"`
}

// trueMonth is one line of truth/group.jsonl: what was planted in 30 days of a board.
type trueMonth struct {
	Board    string           `json:"board"`
	From     string           `json:"from"`
	Messages int64            `json:"messages"`
	Counts   map[string]int64 `json:"counts"`
}

type trueSelector struct {
	Type  string   `json:"type"`
	Value string   `json:"value"`
	Names []string `json:"names"`
	Shop  bool     `json:"shop,omitempty"`
}

type trueCapture struct {
	State    string `json:"state"`
	Path     string `json:"path"`
	Format   string `json:"format"`
	Board    string `json:"board"`
	From     string `json:"from,omitempty"`
	To       string `json:"to"`
	AsOf     string `json:"as_of,omitempty"`
	CopyOf   string `json:"copy_of,omitempty"`
	Messages int64  `json:"messages"`
}

// writeTruth writes truth/, but for the messages, which are written as they go.
func (w *world) writeTruth() error {
	w.result.Rejects = int64(len(w.rejects))
	sort.SliceStable(w.rejects, func(i, j int) bool {
		if w.rejects[i].Path != w.rejects[j].Path {
			return w.rejects[i].Path < w.rejects[j].Path
		}
		return w.rejects[i].Line < w.rejects[j].Line
	})
	captured := w.tally()
	for _, f := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{"persons", func(f io.Writer) error { return lines(f, w.truePersons()) }},
		{"names", func(f io.Writer) error { return lines(f, w.trueNames(captured)) }},
		{"aliases", func(f io.Writer) error { return lines(f, w.trueAliases()) }},
		{"vouching", func(f io.Writer) error { return lines(f, w.trueVouching()) }},
		{"deeds", func(f io.Writer) error { return lines(f, w.deeds) }},
		{"group", func(f io.Writer) error { return lines(f, w.trueGroup()) }},
		{"selectors", func(f io.Writer) error { return lines(f, w.trueSelectors()) }},
		{"hashes", func(f io.Writer) error { return lines(f, w.trueHashes()) }},
		{"captures", func(f io.Writer) error { return lines(f, w.trueCaptures()) }},
		{"clocks", func(f io.Writer) error { return lines(f, w.faultTruth()) }},
		{"rejects", func(f io.Writer) error { return lines(f, w.rejects) }},
	} {
		if err := w.file("truth/"+f.name+".jsonl", f.fill); err != nil {
			return err
		}
	}
	return nil
}

func lines[T any](f io.Writer, rows []T) error {
	enc := json.NewEncoder(f)
	enc.SetEscapeHTML(false)
	for i := range rows {
		if err := enc.Encode(&rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) truePersons() []truePerson {
	var list []truePerson
	for i := range w.persons {
		p := &w.persons[i]
		b := w.boards[p.board]
		standard, summer := offsets(p.zone, w.start)
		t := truePerson{Person: personID(p.id), Board: b.site, Country: p.country, Zone: p.zone.String(), Standard: standard, Summer: summer,
			Rhythm: p.rhythm.kind, Languages: p.langs, Roles: []string{}}
		for _, n := range p.names {
			w.result.Names++
			t.Names = append(t.Names, b.names[n].nick)
			if r := b.names[n].role; r != "" && !contains(t.Roles, r) {
				t.Roles = append(t.Roles, r)
			}
		}
		w.result.Persons++
		list = append(list, t)
	}
	return list
}

// tallied is what the captured messages of a name add up to.
type tallied struct {
	n, offsets, shown int64
	langs             map[uint8]int64
}

// tally counts, board by board and name by name, the messages that a state has.
func (w *world) tally() [][]tallied {
	list := make([][]tallied, len(w.boards))
	for k, b := range w.boards {
		list[k] = make([]tallied, len(b.names))
		for i := range b.messages {
			m := &b.messages[i]
			if !w.seen(b, int32(i)) {
				continue
			}
			t := &list[k][m.name]
			if t.langs == nil {
				t.langs = map[uint8]int64{}
			}
			_, o := time.Unix(m.at, 0).In(b.names[m.name].person.zone).Zone()
			t.n, t.offsets = t.n+1, t.offsets+int64(o)
			t.langs[m.lang]++
			if m.shows(b.names[m.name].role) {
				t.shown++
			}
		}
	}
	return list
}

// seen reports whether any state has message i.
func (w *world) seen(b *board, i int32) bool {
	for _, c := range w.captures {
		if c.board == b && c.sees(i, &b.messages[i]) {
			return true
		}
	}
	return false
}

// shows reports whether a message is of the kind by which a role shows.
func (m *message) shows(role string) bool {
	switch role {
	case teacher:
		return m.kind == advice
	case producer:
		return m.kind == newFile
	case broker:
		return m.kind == introduce || m.kind == trade || m.kind == vouch || m.kind == invite
	case admin, moderator:
		return m.kind == lock || m.kind == warn || m.kind == ban || m.kind == promote || m.kind == kick || m.kind == welcome || m.kind == rules
	case newcomer:
		return m.kind == apply
	}
	return false
}

func (w *world) trueNames(captured [][]tallied) []trueName {
	var list []trueName
	for k, b := range w.boards {
		for i := range b.names {
			n, c := &b.names[i], captured[k][i]
			t := trueName{Name: n.nick, Board: b.site, Person: personID(n.person.id), Member: digits(int64(i) + 2), Joined: stamp(n.joined), Posts: n.posts, Captured: c.n,
				Languages: []langPart{}, Role: n.role, Strength: n.strength, Shown: c.shown, Rank: n.rank, Email: n.mail, ICQ: n.im, Shop: n.shop}
			if n.posts > 0 {
				t.First, t.Last = stamp(n.first), stamp(n.last)
			}
			if c.n > 0 {
				t.Offset = c.offsets / c.n
			}
			if n.inviter >= 0 {
				t.Inviter = b.names[n.inviter].nick
			}
			for id, lang := range w.book.Langs() {
				if c.langs[uint8(id)] > 0 {
					t.Languages = append(t.Languages, langPart{lang, c.langs[uint8(id)]})
				}
			}
			list = append(list, t)
		}
	}
	return list
}

func (w *world) trueAliases() []trueAlias {
	list := []trueAlias{}
	for i := range w.persons {
		p := &w.persons[i]
		if p.alias == nil {
			continue
		}
		t := trueAlias{Person: personID(p.id), Kind: "sequence", Disguised: p.alias.disguised, Shared: p.alias.shared}
		if p.alias.parallel {
			t.Kind = "parallel"
		}
		for _, n := range p.names {
			t.Names = append(t.Names, w.boards[p.board].names[n].nick)
		}
		list = append(list, t)
	}
	return list
}

func (w *world) trueVouching() []trueVouch {
	list := []trueVouch{}
	b := w.boards[0]
	for _, v := range b.sorted() {
		t := trueVouch{From: b.names[v.from].nick, To: b.names[v.to].nick, Kind: v.kind, Time: stamp(v.at)}
		if v.kind == "introduce" {
			t.Also = b.names[v.also].nick
		}
		list = append(list, t)
	}
	return list
}

func (w *world) trueGroup() []trueMonth {
	var list []trueMonth
	for _, b := range w.boards {
		i := 0
		for from := w.start; from < w.end; from += 30 * day {
			t := trueMonth{Board: b.site, From: stamp(from), Counts: map[string]int64{}}
			for _, x := range voice.Security() {
				t.Counts["sec."+x] = 0
			}
			for _, x := range voice.Indicators() {
				t.Counts["janis."+x] = 0
			}
			for ; i < len(b.messages) && b.messages[i].at < from+30*day; i++ {
				m := &b.messages[i]
				t.Messages++
				switch m.kind {
				case advice, groupthink, rules, apply, vouch, invite, welcome, dissent, calm:
					t.Counts[m.section()]++
				}
			}
			list = append(list, t)
		}
	}
	return list
}

func (w *world) trueSelectors() []trueSelector {
	var list []trueSelector
	at := map[string]int{}
	b := w.boards[0]
	for i := range b.names {
		n := &b.names[i]
		for _, s := range []trueSelector{{Type: "email", Value: n.mail, Shop: n.shop}, {Type: "icq", Value: n.im}} {
			k, known := at[s.Value]
			if !known {
				k = len(list)
				at[s.Value] = k
				list = append(list, s)
			}
			list[k].Names = append(list[k].Names, n.nick)
		}
	}
	return list
}

func (w *world) trueCaptures() []trueCapture {
	var list []trueCapture
	for _, c := range w.captures {
		t := trueCapture{State: states[c.state].code, Path: c.path, Format: c.format, Board: c.board.site, To: stamp(c.to), CopyOf: c.copyOf, Messages: c.n}
		if c.from > 0 {
			t.From = stamp(c.from)
		}
		if c.asOf > 0 {
			t.AsOf = stamp(c.asOf)
		}
		list = append(list, t)
	}
	return list
}
