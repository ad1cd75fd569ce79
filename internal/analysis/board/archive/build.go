package archive

import (
	"cmp"
	"context"
	"slices"

	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// Selection says what of the records an archive is made of.
type Selection struct {
	Without string   // leaves out the exhibits of this contributor; "": of nobody
	Boards  []string // only these; none: all
	Rival   *Rival   // the other reading of a clock to follow; nil: none
}

// Build makes the archive of what was given.
func (b *Builder) Build(ctx context.Context, of Selection) (*Archive, error) {
	x := &builder{Builder: b, of: of, streams: map[string]int32{}, threads: newForest(), addresses: b.addressed()}
	x.sources(of.Without)
	x.captures()
	merged, err := message.Merge(ctx, x.merging, len(x.streams))
	if err != nil {
		return nil, err
	}
	x.merged = merged
	x.out.Captured, x.out.Open = len(x.merging), merged.Open
	x.names()
	x.messages()
	x.answers()
	x.members()
	x.done()
	out := x.out // by itself, so that what it was made with is not held
	return &out, nil
}

// builder is one archive in the making.
type builder struct {
	*Builder
	of        Selection
	out       Archive
	at        []int32 // of each exhibit of Builder: its number in out; None: left out
	streams   map[string]int32
	stream    []int32 // of each capture: the clock it is of
	kept      []int32 // of each capture to merge: its number among posts
	merging   []message.Capture
	merged    *message.Result
	captured  []Capture // room for those of the messages to come
	spellings map[string]*spelled
	byID      map[string]string // stream and a member's key on the board → the folded name
	threads   *forest
	addresses map[string][]string // by folded name: the addresses under which mail bears it
}

// sources lists the exhibits that are kept and who gave them.
func (x *builder) sources(without string) {
	for i := range x.exhibits {
		src := &x.exhibits[i]
		who := ContributorOf(src)
		if without != "" && who == without {
			x.at = append(x.at, None)
			continue
		}
		x.at = append(x.at, int32(len(x.out.Exhibits)))
		x.out.Exhibits = append(x.out.Exhibits, Exhibit{Source: *src})
		x.out.Contributors = append(x.out.Contributors, who)
	}
	slices.Sort(x.out.Contributors)
	x.out.Contributors = slices.Compact(x.out.Contributors)
	for i := range x.out.Exhibits {
		e := &x.out.Exhibits[i]
		n, _ := slices.BinarySearch(x.out.Contributors, ContributorOf(&e.Source))
		e.Contributor = int32(n)
	}
}

// keeps reports whether a record of an exhibit and a board is part of the archive.
func (x *builder) keeps(exhibit int32, board string) bool {
	return x.at[exhibit] != None && (len(x.of.Boards) == 0 || slices.Contains(x.of.Boards, board))
}

// captures lists what is to be merged.
func (x *builder) captures() {
	x.byID = map[string]string{}
	for i := range x.profiles {
		p := &x.profiles[i]
		if x.keeps(p.exhibit, p.Board) && p.ID != "" && p.Name != "" {
			x.byID[x.key(p.exhibit, p.Board)+"\x00"+p.ID] = p.Name
		}
	}
	streams := map[stand]int32{}
	n := x.count()
	x.kept, x.stream, x.merging = make([]int32, 0, n), make([]int32, 0, n), make([]message.Capture, 0, n)
	for i := range int32(x.given) {
		p := x.post(i)
		if !x.keeps(p.exhibit, x.texts.all[p.board]) {
			continue
		}
		if p.stated {
			x.out.Exhibits[x.at[p.exhibit]].Stated = true
		}
		s, known := streams[stand{p.exhibit, p.board}]
		if !known {
			s = x.clock(p.exhibit, x.texts.all[p.board])
			streams[stand{p.exhibit, p.board}] = s
		}
		x.kept = append(x.kept, i)
		x.stream = append(x.stream, s)
		x.merging = append(x.merging, message.Capture{
			Stream: s, Exhibit: p.exhibit, At: x.when(i), Grain: p.width(), Author: x.author(p), Text: x.texts.all[p.text], ID: x.texts.all[p.id], Folded: x.texts.folded[p.text],
		})
	}
}

// stand is where a capture stands: the clock is told from it.
type stand struct {
	exhibit int32
	board   number
}

// count is how many captures are kept.
func (x *builder) count() (n int) {
	for _, posts := range x.posts {
		for i := range posts {
			if x.keeps(posts[i].exhibit, x.texts.all[posts[i].board]) {
				n++
			}
		}
	}
	return n
}

// clock is the number of the clock that an exhibit's stamps are of.
func (x *builder) clock(exhibit int32, board string) int32 {
	key := x.key(exhibit, board)
	n, known := x.streams[key]
	if !known {
		n = int32(len(x.streams))
		x.streams[key] = n
	}
	return n
}

func (x *builder) key(exhibit int32, board string) string { return stream(&x.exhibits[exhibit], board) }

// author is who wrote a post: by name, by what the board says of its key, by mail address; "?": the source says nothing.
func (x *builder) author(p *post) string {
	if p.author != 0 {
		name := x.texts.all[p.author]
		if by := message.Name(name); x.mailed(p) && len(x.addresses[by]) > 1 {
			return parted(name, x.texts.all[p.email])
		}
		return name
	}
	if id := x.texts.all[p.authorID]; id != "" {
		return cmp.Or(x.byID[x.key(p.exhibit, x.texts.all[p.board])+"\x00"+id], "#"+id)
	}
	return cmp.Or(x.texts.all[p.email], "?")
}

// messages makes one message of each group of captures.
func (x *builder) messages() {
	x.out.Messages = make([]Message, 0, len(x.merged.Messages))
	x.captured = make([]Capture, len(x.merging))
	for n := range x.merged.Messages {
		x.out.Messages = append(x.out.Messages, x.message(&x.merged.Messages[n]))
	}
	for n := range x.out.Messages {
		a := x.out.Messages[n].Author
		x.out.Names[a].Posts = append(x.out.Names[a].Posts, int32(n))
	}
}

func (x *builder) message(g *message.Message) Message {
	m := Message{At: g.At, Thread: None, Parent: None, Said: None, Conflict: g.Conflict, Grain: comity.Latest}
	thread := int32(None)
	m.Captures, x.captured = x.captured[:0:len(g.Captures)], x.captured[len(g.Captures):]
	for _, c := range g.Captures {
		p := x.post(x.kept[c])
		m.Captures = append(m.Captures, Capture{x.at[p.exhibit], p.place})
		m.Grain = min(m.Grain, p.width())
		if text := x.texts.all[p.text]; len(text) > len(m.Text) || m.Said == None {
			m.Text, m.Said = text, int32(p.text)
		}
		m.Forum, m.Subject = cmp.Or(m.Forum, x.texts.all[p.forum]), cmp.Or(m.Subject, x.texts.all[p.subject])
		m.Signed, m.Email = cmp.Or(m.Signed, x.texts.all[p.signs]), cmp.Or(m.Email, x.texts.all[p.email])
		m.Action = m.Action || p.action
		if p.stated && !m.Stated {
			m.Offset, m.Stated = p.offset, true
		}
		if p.thread != 0 {
			t := x.threads.node(x.stream[c], p.thread)
			if thread != None {
				x.threads.join(thread, t)
			}
			thread = t
		}
	}
	m.Thread = thread
	m.Author = x.name(x.said(g.Captures))
	slices.SortFunc(m.Captures, func(a, b Capture) int {
		return cmp.Or(cmp.Compare(a.Exhibit, b.Exhibit), cmp.Compare(a.Place.Offset, b.Place.Offset), cmp.Compare(a.Place.Line, b.Place.Line))
	})
	return m
}

// said is the author as the first capture has him that lost no letter of his name, else as the first.
func (x *builder) said(captures []int32) string {
	for _, c := range captures {
		name := x.merging[c].Author
		if _, whole := message.Lost(message.Name(name)); whole {
			return name
		}
	}
	return x.merging[captures[0]].Author
}

// done numbers the threads and tells each exhibit's clock.
func (x *builder) done() {
	number := map[int32]int32{}
	for i := range x.out.Messages {
		m := &x.out.Messages[i]
		if m.Thread == None {
			continue
		}
		root := x.threads.root(m.Thread)
		n, known := number[root]
		if !known {
			n = int32(len(number))
			number[root] = n
		}
		m.Thread = n
	}
	x.out.Threads = len(number)
	x.shifts()
}

// shifts says by how much the clock of each exhibit was put right, at the middle of its posts.
func (x *builder) shifts() {
	first, last := map[int32]int32{}, map[int32]int32{}
	for c := range x.merging {
		e := x.at[x.merging[c].Exhibit]
		if _, seen := first[e]; !seen {
			first[e] = int32(c)
		}
		last[e] = int32(c)
	}
	for e := range x.out.Exhibits {
		a, seen := first[int32(e)]
		if !seen {
			continue
		}
		middle := &x.merging[(a+last[int32(e)])/2]
		x.out.Exhibits[e].Shift = x.merged.Correct(middle.Stream, middle.At) - middle.At
	}
}
