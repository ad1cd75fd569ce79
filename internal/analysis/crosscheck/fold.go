package crosscheck

import (
	"bytes"
	"hash/maphash"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// Event is one line of a log, as a Folder takes it.
type Event struct {
	Addr   comity.Addr
	Time   clock.Span
	Others []clock.Span // Time under the other kept readings of the log's clock; good until Add returns
	Port   uint16       // of the client; 0: not logged
	User   []byte       // empty: nobody was logged in
	Site   []byte       // empty: the source's own site
	Agent  []byte       // the program as it calls itself; empty: not logged
	Place  record.Place
}

// Hit is one or more events of one user from one address with one answer, no
// further apart than the session gap. Candidates are in the order of Lookup.
type Hit struct {
	Addr        comity.Addr
	Port        uint16 // of the first event; 0: not logged
	User, Site  string
	Agent       Program // of the first event
	Answer      Answer
	Candidates  []Candidate
	First, Last comity.Instant // earliest and latest instant that the events may lie at
	Width       comity.Instant // of the interval in which the first event may lie
	Count       int64
	From, To    record.Place // first and last line, in the order of the exhibit
	Doubt       Doubt
}

// Folder resolves the lines of one block after another and folds them. One
// goroutine uses it. A session's next line nearly always has the answer of the
// line before: a folded entry remembers how long its answer is good for, and
// the index is asked again only outside that window.
type Folder struct {
	index    *Index
	gap      comity.Instant
	seed     maphash.Seed
	table    []uint32 // 1 + number of the entry, 0 where free; length a power of two
	entries  []entry
	found    []Candidate // scratch
	out      []Hit
	tally    Tally              // of the block
	said     []byte             // scratch of agent
	All      bool               // put out hits that no assignment covers, too
	Named    bool               // put out those of them whose user is known
	names    map[string]string  // copies of users and sites, made once per block
	programs map[string]Program // some of those that lines named, as they wrote them
}

// Tally counts events of a block.
type Tally struct {
	Unassigned int64    // no assignment covers them
	Doubts     [4]int64 // by Doubt
}

// entry is a hit that is still open. What every line touches stands first and
// close together; a short user is copied into it, for the line that it was read
// from has long left the processor's cache.
type entry struct {
	hash   uint64
	addr   comity.Addr
	window clock.Span
	short  [22]byte // the user, where it fits
	length uint16   // of the user
	first  comity.Instant
	last   comity.Instant
	count  int64
	to     record.Place

	from       record.Place
	port       uint16
	user, site []byte // into the block
	agent      []byte
	width      comity.Instant // of the first event's time
	answer     Answer
	doubt      Doubt
	candidates []Candidate
}

// is reports whether the entry is of e's user, address and site.
func (en *entry) is(hash uint64, e *Event) bool {
	if en.hash != hash || en.addr != e.Addr || int(en.length) != min(len(e.User), 1<<16-1) {
		return false
	}
	if len(e.User) <= len(en.short) {
		return string(en.short[:en.length]) == string(e.User) && sameSite(en.site, e.Site)
	}
	return bytes.Equal(en.user, e.User) && sameSite(en.site, e.Site)
}

// sameSite compares sites; most logs are of one site and name none.
func sameSite(a, b []byte) bool { return len(a)+len(b) == 0 || bytes.Equal(a, b) }

// NewFolder makes a Folder over x; gap is the idle time that ends a session.
func NewFolder(x *Index, gap comity.Instant) *Folder {
	return &Folder{index: x, gap: gap, seed: maphash.MakeSeed(), table: make([]uint32, 4096), names: map[string]string{}, programs: map[string]Program{}}
}

// Add resolves one event and folds it. The slices of e must stay valid until
// Flush.
func (f *Folder) Add(e *Event) {
	h := f.hash(e)
	mask := uint64(len(f.table) - 1)
	i := h & mask
	for ; f.table[i] != 0; i = (i + 1) & mask {
		en := &f.entries[f.table[i]-1]
		if en.is(h, e) {
			f.join(en, e)
			return
		}
	}
	if 2*len(f.entries) >= len(f.table) {
		f.grow()
		f.Add(e)
		return
	}
	f.entries = append(f.entries, entry{hash: h, addr: e.Addr, length: uint16(min(len(e.User), 1<<16-1)), user: e.User, site: e.Site})
	f.table[i] = uint32(len(f.entries))
	en := &f.entries[len(f.entries)-1]
	copy(en.short[:], e.User)
	f.resolve(en, e)
	en.begin(e)
}

// hash picks the slot where an entry is looked for. What is found there is compared whole, and
// entries are told in their order: nothing that is told hangs on the seed.
func (f *Folder) hash(e *Event) uint64 {
	h := maphash.Bytes(f.seed, e.User) ^ (e.Addr.Lo*0x9e3779b97f4a7c15 + e.Addr.Hi*0xc2b2ae3d27d4eb4f)
	if len(e.Site) > 0 {
		h ^= maphash.Bytes(f.seed, e.Site) << 1
	}
	return h ^ h>>29
}

func (f *Folder) grow() {
	f.table = make([]uint32, 4*len(f.table))
	mask := uint64(len(f.table) - 1)
	for n := range f.entries {
		i := f.entries[n].hash & mask
		for f.table[i] != 0 {
			i = (i + 1) & mask
		}
		f.table[i] = uint32(n + 1)
	}
}

// join adds e to the entry, or closes the entry's hit and begins the next one.
func (f *Folder) join(en *entry, e *Event) {
	same := e.Port == 0 && len(e.Others) == 0 && e.Time.Lo >= en.window.Lo && e.Time.Hi <= en.window.Hi
	near := e.Time.Lo-en.last <= f.gap && en.first-e.Time.Hi <= f.gap
	if same && near {
		en.extend(e)
		return
	}
	if !same && near {
		before, answer, doubt := en.candidates, en.answer, en.doubt
		f.resolve(en, e)
		if en.answer == answer && en.doubt == doubt && sameCandidates(before, en.candidates) {
			en.extend(e)
			return
		}
		after, newAnswer, newDoubt := en.candidates, en.answer, en.doubt
		en.candidates, en.answer, en.doubt = before, answer, doubt
		f.close(en)
		en.candidates, en.answer, en.doubt = after, newAnswer, newDoubt
		en.begin(e)
		return
	}
	f.close(en)
	if !same {
		f.resolve(en, e)
	}
	en.begin(e)
}

func (f *Folder) resolve(en *entry, e *Event) {
	res := f.index.Resolve(f.found[:0], en.addr, e.Port, e.Time, e.Others)
	f.found = res.Candidates
	en.answer, en.window, en.doubt = res.Answer, res.Window, res.Doubt
	if e.Port != 0 || res.Doubt != NoDoubt {
		en.window = never // it holds for events without a port
	}
	en.candidates = nil
	if len(res.Candidates) > 0 {
		en.candidates = slices.Clone(res.Candidates)
	}
}

func sameCandidates(a, b []Candidate) bool {
	return slices.EqualFunc(a, b, func(a, b Candidate) bool { return a.Row == b.Row && a.Certain == b.Certain })
}

func (en *entry) begin(e *Event) {
	en.first, en.last, en.count = e.Time.Lo, e.Time.Hi, 1
	en.from, en.to, en.port = e.Place, e.Place, e.Port
	en.agent, en.width = e.Agent, e.Time.Hi-e.Time.Lo
}

func (en *entry) extend(e *Event) {
	en.first, en.last = min(en.first, e.Time.Lo), max(en.last, e.Time.Hi)
	en.count++
	en.to = e.Place
}

// close puts the entry's hit out, unless no assignment covers it.
func (f *Folder) close(en *entry) {
	f.tally.Doubts[en.doubt] += en.count
	if en.answer == Unassigned {
		f.tally.Unassigned += en.count
		if !f.All && (!f.Named || len(en.user) == 0) {
			return
		}
	}
	f.out = append(f.out, Hit{
		Addr: en.addr, Port: en.port, User: f.name(en.user), Site: f.name(en.site), Agent: f.agent(en.agent), Answer: en.answer, Candidates: en.candidates,
		First: en.first, Last: en.last, Width: en.width, Count: en.count, From: en.from, To: en.to, Doubt: en.doubt,
	})
}

func (f *Folder) name(b []byte) string {
	if s, ok := f.names[string(b)]; ok {
		return s
	}
	s := string(b)
	f.names[s] = s
	return s
}

// Flush ends the block: it returns its hits, in the order in which they were
// closed, and counts of its events; and forgets the block. The hits keep nothing
// of it.
func (f *Folder) Flush() (hits []Hit, counts Tally) {
	for i := range f.entries {
		f.close(&f.entries[i])
	}
	hits, counts = f.out, f.tally
	f.out, f.tally = make([]Hit, 0, len(hits)+len(hits)/8), Tally{} // the next block is much like this one
	clear(f.table)
	clear(f.entries)
	f.entries = f.entries[:0]
	clear(f.names)
	return hits, counts
}
