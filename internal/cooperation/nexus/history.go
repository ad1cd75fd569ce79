package nexus

import (
	"cmp"
	"fmt"
	"math/bits"
	"net/netip"
	"slices"
	"time"

	"github.com/gaissmai/bart"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// History is what the registries had allotted, as of each day for which there is a
// file. Files hold no history, so the one nearest to the date of an event speaks.
type History struct {
	files map[fileID]*file
	order map[string][]*file // by registry, by day; nil until asked
}

type fileID struct {
	registry string
	day      int32
}

// file is one registry's allotments as of one day.
type file struct {
	fileID
	since comity.Instant // when a check first read it
	table bart.Table[entry]
}

type entry struct{ country, status string }

// Add takes in one allotment of an exhibit that a check first read at since. Of
// two that allot the same range in one file the first holds.
func (h *History) Add(a *record.Allotment, since comity.Instant) {
	if h.files == nil {
		h.files = map[fileID]*file{}
	}
	h.order = nil
	id := fileID{a.Registry, a.Day}
	f := h.files[id]
	if f == nil {
		f = &file{fileID: id, since: since}
		h.files[id] = f
	}
	f.since = min(f.since, since)
	for p := range prefixesOf(a.First, a.Last) {
		if _, there := f.table.Get(p); !there {
			f.table.Insert(p, entry{a.Country, a.Status})
		}
	}
}

// Empty reports whether no file was taken in.
func (h *History) Empty() bool { return len(h.files) == 0 }

// Answer is what one file says of an address.
type Answer struct {
	Code     string // country as the file has it; "": none
	Status   string
	Registry string
	Day      int32 // of the file
	Distance int32 // days between it and the event
	Tie      bool  // another file is as near
	since    comity.Instant
}

// At is what the files nearest to an event's day (days since 1970-01-01) say of an
// address: of each registry its nearest file, two where they are as near. Of
// several that hold the address the nearest speak; none do where it is in none.
func (h *History) At(addr comity.Addr, day int32) []Answer {
	h.sort()
	var out []Answer
	ip := addr.Netip()
	for _, files := range h.order {
		for _, f := range nearest(files, day) {
			if e, ok := f.table.Lookup(ip); ok {
				out = append(out, Answer{Code: e.country, Status: e.status, Registry: f.registry, Day: f.day, Distance: distance(f.day, day), since: f.since})
			}
		}
	}
	slices.SortFunc(out, func(a, b Answer) int {
		return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Registry, b.Registry), cmp.Compare(a.Day, b.Day))
	})
	n := 0
	for n < len(out) && out[n].Distance == out[0].Distance {
		n++
	}
	for i := range out[:n] {
		out[i].Tie = n > 1
	}
	return out[:n]
}

func (h *History) sort() {
	if h.order != nil {
		return
	}
	h.order = map[string][]*file{}
	for _, f := range h.files {
		h.order[f.registry] = append(h.order[f.registry], f)
	}
	for _, files := range h.order {
		slices.SortFunc(files, func(a, b *file) int { return cmp.Compare(a.day, b.day) })
	}
}

// nearest are the files of one registry that lie nearest to a day: two where it is
// in the middle.
func nearest(files []*file, day int32) []*file {
	i, _ := slices.BinarySearchFunc(files, day, func(f *file, day int32) int { return cmp.Compare(f.day, day) })
	switch {
	case i == 0:
		return files[:1]
	case i == len(files):
		return files[i-1:]
	}
	before, after := distance(files[i-1].day, day), distance(files[i].day, day)
	switch {
	case before < after:
		return files[i-1 : i]
	case after < before:
		return files[i : i+1]
	}
	return files[i-1 : i+1]
}

func distance(a, b int32) int32 { return max(a-b, b-a) }

// dayOf is the day of an instant, in UTC.
func dayOf(at comity.Instant) int32 {
	d := at / comity.Day
	if at%comity.Day < 0 {
		d--
	}
	return int32(d)
}

func yearOf(day int32) int { return time.Unix(int64(day)*86400, 0).UTC().Year() }

func date(day int32) string { return time.Unix(int64(day)*86400, 0).UTC().Format(time.DateOnly) }

// says is an answer for people.
func (a Answer) says(code string) string {
	text := fmt.Sprintf("%s in %s's file of %s", code, a.Registry, date(a.Day))
	if a.Tie {
		text += ", one of several as near to the use"
	}
	return text
}

// prefixesOf cuts a range of addresses into prefixes.
func prefixesOf(first, last comity.Addr) func(yield func(netip.Prefix) bool) {
	return func(yield func(netip.Prefix) bool) {
		if first.Is4() != last.Is4() {
			return
		}
		if !first.Is4() { // allotments of IPv6 are prefixes
			yield(netip.PrefixFrom(first.Netip(), prefixLen(first, last)))
			return
		}
		for from, to := uint64(first.V4()), uint64(last.V4()); from <= to; {
			size := bits.TrailingZeros64(from | 1<<32)
			for from+1<<size-1 > to {
				size--
			}
			if !yield(netip.PrefixFrom(comity.AddrV4(uint32(from)).Netip(), 32-size)) {
				return
			}
			from += 1 << size
		}
	}
}

// prefixLen is how many bits the ends of a prefix share.
func prefixLen(first, last comity.Addr) int {
	if x := first.Hi ^ last.Hi; x != 0 {
		return bits.LeadingZeros64(x)
	}
	return 64 + bits.LeadingZeros64(first.Lo^last.Lo)
}
