package crosscheck

import (
	"cmp"
	"slices"
	"sync"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// openReach is how long after the last sign of life a session without a stated
// end may possibly have gone on: providers drop a session that is silent for a day.
const openReach = comity.Day

// maxWays is how many ways to read a row are told apart; of more none is certain.
const maxWays = 1<<8 - 1

// maxName is the longest name of a subscriber, in bytes.
const maxName = 1024

// NameTooLong says why Batch.Add refuses an assignment.
const NameTooLong record.Reason = "subscriber's name is longer than 1024 bytes"

// Batch collects assignments. One goroutine fills it; many batches, in a fixed
// order, make an Index.
type Batch struct {
	exactly [shards][]staged
	wide    []stagedWide
	names   []byte
	rows    int64
}

// staged is a row and when it possibly holds: from start until before end.
type staged struct {
	start, end comity.Instant
	row        Row
}

type stagedWide struct {
	prefix
	staged
}

// NewBatch makes a batch with room for about so many rows.
func NewBatch(rows int) *Batch {
	b := &Batch{names: make([]byte, 0, 12*rows)}
	for i := range b.exactly {
		b.exactly[i] = make([]staged, 0, rows/shards+rows/shards/8+4)
	}
	return b
}

// Add puts an assignment into the batch; source is its source's number. It
// copies what it needs. The reason is empty on success.
func (b *Batch) Add(a *record.Assignment, source uint16) record.Reason {
	if len(a.Subscriber) > maxName {
		return NameTooLong
	}
	st := b.stage(a, source)
	if a.Reading == 0 {
		b.rows++ // the others are the same statement, read otherwise
	}
	if a.First == a.Last && a.First.Is4() {
		st.row.key = a.First.V4()
		s := mix(st.row.key) >> (32 - shardBits)
		b.exactly[s] = append(b.exactly[s], st)
		return ""
	}
	for p := range prefixes(a.First, a.Last) {
		b.wide = append(b.wide, stagedWide{p, st})
	}
	return ""
}

// Rename gives the rows for which to returns a name another one. It is asked once for each
// row, with its source, the subscriber's name, and the start of when the row possibly holds.
func (b *Batch) Rename(to func(source uint16, name []byte, at comity.Instant) (string, bool)) {
	rename := func(st *staged) {
		r := &st.row
		name, ok := to(r.Source, b.names[r.name:r.name+uint32(r.nameLen)], st.start)
		if ok && len(name) <= maxName {
			r.name, r.nameLen = uint32(len(b.names)), uint16(len(name))
			b.names = append(b.names, name...)
		}
	}
	for i := range b.exactly {
		for j := range b.exactly[i] {
			rename(&b.exactly[i][j])
		}
	}
	for i := range b.wide {
		rename(&b.wide[i].staged)
	}
}

func (b *Batch) stage(a *record.Assignment, source uint16) staged {
	end := a.End
	switch {
	case a.Point:
		end = clock.Span{Lo: a.Start.Hi + 1, Hi: a.Start.Hi + 1}
	case a.InForce:
		end = clock.Span{Lo: comity.Latest, Hi: comity.Latest}
	case a.Open:
		end.Hi += openReach
	}
	r := Row{
		Offset: a.Offset, Length: a.Length,
		startEdge: edge(a.Start.Hi - a.Start.Lo), endEdge: edge(end.Hi - end.Lo),
		name: uint32(len(b.names)), nameLen: uint16(len(a.Subscriber)),
		Source: source, PortFrom: a.PortFrom, PortTo: a.PortTo, open: a.Open, inForce: a.InForce,
		doubtful: a.Doubtful, asked: uint32(a.Asked / comity.Second),
	}
	if a.Ways <= maxWays {
		r.ways = uint8(a.Ways)
	}
	r.reading = uint8(min(a.Reading, maxWays))
	if a.Point {
		// The provider was asked about that very stamp: certain where it lies inside.
		r.startEdge, r.endEdge, r.point = 0, 0, true
	}
	b.names = append(b.names, a.Subscriber...)
	return staged{a.Start.Lo, end.Hi, r}
}

// Build makes the index of all batches, in their order, with up to workers
// goroutines. It takes the batches over. providers names the provider of each
// source number.
func Build(batches []*Batch, providers []string, workers int) (*Index, error) {
	x := &Index{providers: providers, byPrefix: map[prefix]uint32{}}
	bases := make([]uint32, len(batches))
	total := 0
	for i, b := range batches {
		bases[i] = uint32(total)
		total += len(b.names)
		x.rows += b.rows
	}
	if total >= 1<<32 {
		return nil, comity.Errorf(comity.Input, "names of subscribers exceed 4 GiB").
			WithHint("check fewer assignment exhibits at a time, or on a cluster")
	}
	var naming sync.WaitGroup
	naming.Go(func() {
		x.names = make([]byte, 0, total)
		for _, b := range batches {
			x.names = append(x.names, b.names...)
		}
	})
	x.buildExact(batches, bases, workers)
	naming.Wait()
	x.buildWide(batches, bases)
	x.settle(workers)
	return x, nil
}

func (x *Index) buildExact(batches []*Batch, bases []uint32, workers int) {
	var wg sync.WaitGroup
	next := make(chan int)
	for range max(workers, 1) {
		wg.Go(func() {
			for i := range next {
				x.exactly[i].build(batches, bases, i)
			}
		})
	}
	for i := range shards {
		next <- i
	}
	close(next)
	wg.Wait()
}

// build groups the rows of one shard by address, in two passes: count, then
// place. Exports are mostly in order of time, so groups mostly come out sorted.
func (s *shard) build(batches []*Batch, bases []uint32, n int) {
	var counts []uint32
	total := 0
	for _, b := range batches {
		rows := b.exactly[n]
		total += len(rows)
		for i := range rows {
			g := s.find(rows[i].row.key, &counts)
			rows[i].row.key = g
			s.anyOpen = s.anyOpen || rows[i].row.open || rows[i].row.inForce
			counts[g]++
		}
	}
	next := s.layOut(counts, total)
	for bi, b := range batches {
		for i := range b.exactly[n] {
			st := &b.exactly[n][i]
			s.put(next, st.row.key, st, bi, i)
			st.row.name += bases[bi]
		}
		s.read = append(s.read, b.exactly[n])
	}
	s.sortGroups()
}

// layOut allocates the shard for groups of the given sizes and returns where
// the first row of each goes.
func (s *shard) layOut(counts []uint32, total int) []uint32 {
	s.starts, s.ends, s.order = make([]comity.Instant, total), make([]comity.Instant, total), make([]place, total)
	s.group = make([]uint32, len(counts)+1)
	for g, c := range counts {
		s.group[g+1] = s.group[g] + c
	}
	return slices.Clone(s.group[:len(counts)])
}

// put places row i of batch b behind the rows of its group.
func (s *shard) put(next []uint32, group uint32, st *staged, b, i int) {
	at := next[group]
	next[group]++
	s.starts[at], s.ends[at], s.order[at] = st.start, st.end, place(b)<<32|place(i)
}

// find returns the group of key, making it where it is new.
func (s *shard) find(key uint32, counts *[]uint32) uint32 {
	if 2*len(*counts) >= len(s.table) {
		s.grow()
	}
	mask := uint32(len(s.table) - 1)
	for i := mix(key) & mask; ; i = (i + 1) & mask {
		switch sl := &s.table[i]; {
		case sl.group == 0:
			*counts = append(*counts, 0)
			*sl = slot{key, uint32(len(*counts))}
			return sl.group - 1
		case sl.key == key:
			return sl.group - 1
		}
	}
}

func (s *shard) grow() {
	old := s.table
	s.table = make([]slot, max(64, 4*len(old)))
	mask := uint32(len(s.table) - 1)
	for _, sl := range old {
		if sl.group == 0 {
			continue
		}
		i := mix(sl.key) & mask
		for s.table[i].group != 0 {
			i = (i + 1) & mask
		}
		s.table[i] = sl
	}
}

// sortGroups orders the rows of every address by start.
func (s *shard) sortGroups() {
	for g := range len(s.group) - 1 {
		s.sortGroup(int(s.group[g]), int(s.group[g+1]))
	}
}

// closeGroups ends what is open where something follows, and notes how far rows
// reach. It comes after rows that were delivered twice are gone: one must not
// end the other.
func (x *Index) closeGroups(s *shard) {
	nested := false
	for g := range len(s.group) - 1 {
		from, to := int(s.group[g]), int(s.group[g+1])
		x.closeGroup(s, from, to)
		for i := from + 1; i < to; i++ {
			nested = nested || s.ends[i] < s.ends[i-1]
		}
	}
	if nested {
		s.setReach()
	}
}

// sortGroup orders rows from..to by start; rows that start together stay in
// the order of the exhibits.
func (s *shard) sortGroup(from, to int) {
	if !slices.IsSorted(s.starts[from:to]) {
		type line struct {
			start, end comity.Instant
			row        place
		}
		lines := make([]line, to-from)
		for i := range lines {
			lines[i] = line{s.starts[from+i], s.ends[from+i], s.order[from+i]}
		}
		slices.SortStableFunc(lines, func(a, b line) int { return cmp.Compare(a.start, b.start) })
		for i, l := range lines {
			s.starts[from+i], s.ends[from+i], s.order[from+i] = l.start, l.end, l.row
		}
	}
}

// closeGroup ends an open row where the next row of the address certainly
// starts, for an address serves one session at a time. What a source says by
// another of its readings is not next, nor what its provider answered of the same line.
func (x *Index) closeGroup(s *shard, from, to int) {
	for i := from; s.anyOpen && i < to-1; i++ {
		r := s.row(i)
		if !r.open && !r.inForce || r.hasPorts() {
			continue
		}
		next := i + 1
		for next < to && (r.readOtherwise(s.row(next)) || x.answersFor(r, s.row(next))) {
			next++
		}
		if next < to {
			s.closeAt(i, r, s.starts[next], s.row(next).startEdge)
		}
	}
}

// readOtherwise reports whether two rows are of one source, by different readings of its clock.
func (r *Row) readOtherwise(o *Row) bool {
	return r.doubtful && o.doubtful && r.Source == o.Source && r.reading != o.reading
}

// answersFor reports whether o is an answer about one moment that says what r does: that the address was
// this subscriber's then. It says nothing of when that began or ended.
func (x *Index) answersFor(r, o *Row) bool {
	return o.point && x.Provider(o) == x.Provider(r) && string(x.Subscriber(o)) == string(x.Subscriber(r))
}

// closeAt ends row i, whose end is not stated, where the next row of its address
// starts: possibly at start, certainly at the end of its edge. A session's last
// sign of life bounds the stretch in which it certainly holds; a line in force
// holds until it is replaced.
func (s *shard) closeAt(i int, r *Row, start comity.Instant, startEdge uint32) {
	replaced := start + edgeLength(startEdge)
	if r.inForce {
		if replaced < s.ends[i] {
			s.ends[i], r.endEdge = replaced, startEdge
		}
		return
	}
	certain := s.ends[i] - edgeLength(r.endEdge)
	if end := max(replaced, certain); end < s.ends[i] {
		r.endEdge = edge(end - certain)
		s.ends[i] = end
	}
}

func (s *shard) setReach() {
	s.reach = make([]comity.Instant, len(s.ends))
	for g := range len(s.group) - 1 {
		reach := comity.Earliest
		for i := s.group[g]; i < s.group[g+1]; i++ {
			reach = max(reach, s.ends[i])
			s.reach[i] = reach
		}
	}
}
