package clock

import (
	"archive/zip"
	"bytes"
	_ "embed"
	"io"
	"strings"
	"sync"
	"time"

	"comity/internal/comity"
)

// The zone rules are our own copy, tzdata 2025c as Go 1.26 ships it: package
// time prefers the rules of the machine it runs on, and the same exhibit must
// give the same instants everywhere. Changing this file changes results.
//
//go:embed zoneinfo.zip
var zoneinfo []byte

func location(zone string) (*time.Location, error) {
	switch zone {
	case "unknown":
		return nil, nil
	case "":
		return nil, comity.Errorf(comity.Input, "clock statement has no zone").
			WithHint(`write clock = { zone = "Europe/Rome", basis = "who says so" }; zone = "unknown" is an answer`)
	case "UTC", "Z":
		return time.UTC, nil
	}
	if t, err := time.Parse("-07:00", zone); err == nil {
		_, off := t.Zone()
		return time.FixedZone(zone, off), nil
	}
	if k, ok := asked.Load(zone); ok {
		return k.(*zoneRules).loc, nil
	}
	base, twice := strings.CutSuffix(zone, Twice)
	loc, err := load(base)
	if err == nil && twice {
		loc, err = doubled(loc)
	}
	if err != nil {
		return nil, comity.Errorf(comity.Input, "clock zone %.60q is not known", zone).
			WithHint(`use an IANA name such as "Europe/Rome", "UTC", an offset such as "+02:00", or "unknown"`)
	}
	k, _ := asked.LoadOrStore(zone, &zoneRules{loc: loc})
	return k.(*zoneRules).loc, nil
}

// asked are the zones that were asked for, by name: every source of a case asks for some,
// and the rules are ours, so that there are no more than some hundreds.
var asked sync.Map // of *zoneRules

// zoneRules are a zone whose rules were read.
type zoneRules struct {
	loc   *time.Location
	once  sync.Once
	index *stretched
}

// indexOf is the index of the stretches of loc.
func indexOf(loc *time.Location) *stretched {
	k, ok := asked.Load(loc.String())
	if !ok || k.(*zoneRules).loc != loc {
		return index(stretches(loc))
	}
	one := k.(*zoneRules)
	one.once.Do(func() { one.index = index(stretches(loc)) })
	return one.index
}

// load reads the rules of an IANA zone from the embedded copy.
func load(zone string) (*time.Location, error) {
	z, err := zip.NewReader(bytes.NewReader(zoneinfo), int64(len(zoneinfo)))
	if err != nil {
		return nil, err
	}
	f, err := z.Open(zone)
	if err != nil {
		return nil, err
	}
	rules, err := io.ReadAll(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return nil, err
	}
	return time.LoadLocationFromTZData(zone, rules)
}

// fixedOffset tells whether loc has the same offset all the year round, for
// ever; only then may the hot path skip the zone rules.
func fixedOffset(loc *time.Location) (comity.Instant, bool) {
	if loc == nil {
		return 0, false
	}
	if loc == time.UTC {
		return 0, true
	}
	if t, err := time.Parse("-07:00", loc.String()); err == nil {
		_, off := t.Zone()
		return comity.Instant(off) * comity.Second, true
	}
	return 0, false
}

// OneOffset reports whether a zone is known and has the same offset all the year round.
func OneOffset(zone string) bool {
	loc, err := location(zone)
	if err != nil {
		return false
	}
	_, fixed := fixedOffset(loc)
	return fixed
}

// stretch is a run of wall-clock times, from lo up to but not including hi,
// that one offset explains and no other: the bulk of each year. What lies
// between stretches is an hour that occurs twice, or not at all. name is what the
// rules call the offset; 0 where they have two names for it, or none of capitals.
type stretch struct {
	lo, hi, off comity.Instant
	name        Name
}

// lastListed is 2038-01-01: from then on the rules are two changes a year, months
// apart, and package time takes longer to answer.
const lastListed = 2_145_916_800 * comity.Second

// stretches lists them for the plausible years, so that the hot path finds an
// offset by binary search instead of asking package time four times.
func stretches(loc *time.Location) []stretch {
	var out []stretch
	lo, end := Civil(firstYear-1, 12, 1), Civil(lastYear+1, 2, 1)
	off := offsetAt(loc, lo)
	before, name := off, nameAt(loc, lo)
	step := comity.Day // finds the shortest suspension of summer time on record
	for day := lo; day < end; day += step {
		if day > lastListed {
			step = 7 * comity.Day
		}
		after := offsetAt(loc, day+step)
		if after == off {
			if name != nameAt(loc, day+step) {
				name = 0
			}
			continue
		}
		hi := change(loc, day, day+step)
		out = append(out, stretch{lo + max(off, before), hi + min(off, after), off, name})
		lo, before, off, name = hi, off, after, nameAt(loc, day+step)
	}
	return append(out, stretch{lo + max(off, before), end + off, off, name})
}

// change is the first second after lo, up to hi, from which the offset at hi
// holds. Not Time.ZoneBounds: in Go 1.26 it names an end before the asked time
// on the last day of a leap year.
func change(loc *time.Location, lo, hi comity.Instant) comity.Instant {
	off := offsetAt(loc, hi)
	for hi-lo > comity.Second {
		mid := lo + (hi-lo)/(2*comity.Second)*comity.Second
		if offsetAt(loc, mid) == off {
			hi = mid
		} else {
			lo = mid
		}
	}
	return hi
}

// offsetAt is how far loc's wall clock is ahead of UTC at i.
func offsetAt(loc *time.Location, i comity.Instant) comity.Instant {
	_, off := i.Time().In(loc).Zone()
	return comity.Instant(off) * comity.Second
}

// nameAt is what loc calls its offset at i; 0 where that is no Name.
func nameAt(loc *time.Location, i comity.Instant) Name {
	name, _ := i.Time().In(loc).Zone()
	if len(name) > longestName || strings.Trim(name, upper) != "" {
		return 0
	}
	return nameOf(name)
}

// stretched finds stretches: first is, for each slice of time from the start of
// the plausible years on, the first stretch that ends in it or later. So most
// times take a look or two.
type stretched struct {
	list  []stretch
	first []int
}

const (
	firstSlice = 631_152_000*comity.Second - 62*comity.Day // before 1990 wherever the clock stands
	sliceBits  = 43                                        // of a slice's length: 102 days
)

func index(list []stretch) *stretched {
	s := &stretched{list: list}
	at := 0
	for lo := firstSlice; at < len(list); lo += 1 << sliceBits {
		for at < len(list) && list[at].hi <= lo {
			at++
		}
		s.first = append(s.first, at)
	}
	return s
}

// sole finds the one offset of a wall-clock time; ok is false where the zone's
// rules leave a choice.
func (s *stretched) sole(c comity.Instant) (off comity.Instant, ok bool) {
	if one := s.at(c); one != nil {
		return one.off, c >= one.lo
	}
	return 0, false
}

// called is sole for a time that is said to be of a zone's name, where that is the
// name of the one offset and of those of the days around.
func (s *stretched) called(c comity.Instant, name Name) (off comity.Instant, ok bool) {
	const around = 2 * comity.Day
	if one := s.at(c); one != nil && one.name == name && c >= one.lo+around && c < one.hi-around {
		return one.off, true
	}
	return 0, false
}

// at is the first stretch that ends behind c; nil where none of the list does.
func (s *stretched) at(c comity.Instant) *stretch {
	slice := (c - firstSlice) >> sliceBits
	if slice < 0 || slice >= comity.Instant(len(s.first)) {
		return nil
	}
	for i := s.first[slice]; i < len(s.list); i++ {
		if c < s.list[i].hi {
			return &s.list[i]
		}
	}
	return nil
}
