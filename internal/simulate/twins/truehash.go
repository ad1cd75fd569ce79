package twins

import (
	"slices"

	"comity/internal/simulate/capture"
)

// trueHash is one line of truth/hashes.jsonl: a file that some list or message has.
type trueHash struct {
	File       string     `json:"file"`
	MD5        string     `json:"md5"`
	SHA1       string     `json:"sha1"`
	SHA256     string     `json:"sha256"`
	Perceptual string     `json:"perceptual"`
	Near       string     `json:"near,omitempty"` // the file that it is an altered copy of
	Label      string     `json:"label"`          // as most would label it
	Posted     *posted    `json:"posted,omitempty"`
	First      *firstSeen `json:"first,omitempty"`
	Rows       []hashSeen `json:"rows"`
	Known      []knownSet `json:"known"`
	New        bool       `json:"new"`
	Later      []knownSet `json:"later,omitempty"`
}

// posted is the message that brought a file, if it came within the window.
type posted struct {
	Message string `json:"message"`
	Member  string `json:"member"`
	Time    string `json:"time"`
}

// firstSeen is the earliest of what the lists of the states say.
type firstSeen struct {
	State  string `json:"state"`
	Member string `json:"member"`
	Time   string `json:"time"`
}

// hashSeen is one row of a state's list.
type hashSeen struct {
	State string `json:"state"`
	where
	FirstSeen string   `json:"first_seen"`
	Member    string   `json:"member"`
	Stated    bool     `json:"stated"` // the row itself says when and whose
	Label     string   `json:"label,omitempty"`
	Known     []string `json:"known"` // owners of the sets that share a kind of digest with the list
}

// knownSet is one row of a set.
type knownSet struct {
	Owner   string `json:"owner"`
	Version string `json:"version"`
	where
}

// trueHashes lists the files that at least one list has.
func (w *world) trueHashes() []trueHash {
	rows := make([][]hashSeen, len(w.files))
	known, later := make([][]knownSet, len(w.files)), make([][]knownSet, len(w.files))
	for i := range w.lists {
		l := &w.lists[i]
		for k, id := range l.files {
			switch {
			case l.state >= 0:
				rows[id] = append(rows[id], w.hashSeen(l, k, id))
			case l.later:
				later[id] = append(later[id], knownSet{l.owner, l.version, l.rows[k]})
			default:
				known[id] = append(known[id], knownSet{l.owner, l.version, l.rows[k]})
			}
		}
	}
	list := []trueHash{}
	for id := range w.files {
		if len(rows[id])+len(known[id])+len(later[id]) == 0 {
			continue
		}
		f := &w.files[id]
		t := trueHash{File: "f" + digits(int64(id)), MD5: f.md5, SHA1: f.sha1, SHA256: f.sha256, Perceptual: f.perceptual, Label: f.label,
			Rows: rows[id], Known: known[id], New: len(known[id]) == 0, Later: later[id]}
		if t.Rows == nil {
			t.Rows = []hashSeen{}
		}
		if t.Known == nil {
			t.Known = []knownSet{}
		}
		if f.near >= 0 {
			t.Near = "f" + digits(int64(f.near))
		}
		if f.first >= 0 {
			b := w.boards[f.board]
			t.Posted = &posted{b.messageID(f.first), b.names[f.by].nick, stamp(b.messages[f.first].at)}
		}
		for _, r := range t.Rows {
			if t.First == nil || r.FirstSeen < t.First.Time {
				t.First = &firstSeen{r.State, r.Member, r.FirstSeen}
			}
		}
		list = append(list, t)
	}
	return list
}

func (w *world) hashSeen(l *listed, k int, id int32) hashSeen {
	seen := l.seen[id]
	h := hashSeen{State: states[l.state].code, where: l.rows[k], FirstSeen: stamp(seen.at), Member: w.boards[0].names[seen.name].nick,
		Stated: l.format != "hashlist", Known: []string{}}
	if h.Stated {
		h.Label = w.label(l, id)
	}
	for i := range w.lists {
		o := &w.lists[i]
		if o.state < 0 && !o.later && shareKind(l.format, o.format) && has(o.files, id) && !contains(h.Known, o.owner) {
			h.Known = append(h.Known, o.owner)
		}
	}
	return h
}

// shareKind reports whether two formats carry a kind of exact digest in common.
func shareKind(a, b string) bool {
	for _, k := range capture.Kinds(a) {
		if k != "perceptual" && contains(capture.Kinds(b), k) {
			return true
		}
	}
	return false
}

// has reports whether a list's files, which are in order, hold one.
func has(list []int32, v int32) bool {
	_, found := slices.BinarySearch(list, v)
	return found
}
