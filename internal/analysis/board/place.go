package board

import (
	"cmp"
	"maps"
	"slices"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/zone"
	"comity/internal/comity"
)

// Of stamps that state their offset from UTC.
const (
	leastStated  = 5  // messages before they say anything of a member
	statedShare  = 60 // hundredths of a member's messages in sources of such stamps that must state one
	gatewayShare = 80 // hundredths of the authors that may share an offset before it is taken for a machine's
	leastAuthors = 10
	mostOffsets  = 10 // that are listed of a member
)

// zoned says where the clock on a member's wall may stand: by what its messages' stamps state, where its own programme
// wrote them, and else by its hours and where what it writes in is spoken. nil: too little to say.
func zoned(a *archive.Archive, name *archive.Name, spoken []Language, gateway bool) *Zone {
	var at []comity.Instant
	var minutes []int32
	could := 0 // messages in sources whose stamps state offsets: chat and forums say nothing against mail
	for _, i := range name.Posts {
		m := &a.Messages[i]
		at = append(at, m.At)
		if slices.ContainsFunc(m.Captures, func(c archive.Capture) bool { return a.Exhibits[c.Exhibit].Stated }) {
			could++
		}
		if m.Stated {
			minutes = append(minutes, m.Offset/60)
		}
	}
	z, ok := zone.Estimate(at, tongues(spoken))
	own := !gateway && len(minutes) >= leastStated && 100*len(minutes) >= statedShare*could
	if !ok && !own {
		return nil
	}
	out := &Zone{Basis: "hours", Occasions: z.Occasions, Stated: stated(minutes, len(at), gateway)}
	out.Summer = [...]string{zone.Unsure: "", zone.North: "north", zone.South: "south", zone.Fixed: "fixed"}[z.Summer]
	out.Pattern = [...]string{zone.Night: "", zone.Shifting: "shifting", zone.Tireless: "tireless"}[z.Regular]
	if ok {
		hours := zoneBand(z.Hours)
		out.ZoneBand, out.ByHours = zoneBand(z.Band), &hours
	}
	if z.Tongue != "" {
		out.Basis, out.Language = "language", z.Tongue
	}
	if own {
		out.Basis, out.Language = "stated", ""
		out.Offset, out.Low, out.High = statedBand(minutes)
	}
	return out
}

func tongues(spoken []Language) (out []zone.Tongue) {
	for _, l := range spoken {
		out = append(out, zone.Tongue{Language: l.Lang, Permille: int(l.Share)})
	}
	return out
}

func zoneBand(b zone.Band) ZoneBand { return ZoneBand{Hours(b.Offset), Hours(b.Low), Hours(b.High)} }

// stated counts the offsets that stamps state; nil: none does.
func stated(minutes []int32, of int, gateway bool) *Stated {
	if len(minutes) == 0 {
		return nil
	}
	n := map[int32]int{}
	for _, m := range minutes {
		n[m]++
	}
	s := &Stated{Messages: len(minutes), Of: of, Machine: gateway, Offsets: []StatedOffset{}}
	for _, m := range slices.SortedFunc(maps.Keys(n), func(x, y int32) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) }) {
		if len(s.Offsets) < mostOffsets {
			s.Offsets = append(s.Offsets, StatedOffset{Hours(m), n[m]})
		}
	}
	return s
}

// statedBand is the mean of stated offsets and the ends of those that are not rare.
func statedBand(minutes []int32) (offset, low, high Hours) {
	slices.Sort(minutes)
	sum := int64(0)
	for _, m := range minutes {
		sum += int64(m)
	}
	n := len(minutes)
	return Hours(sum / int64(n)), Hours(minutes[n/20]), Hours(minutes[n-1-n/20])
}

// gateway reports whether stated offsets are those of one machine through which everybody's messages went: then nearly
// all authors share them, summer and winter.
func gateway(a *archive.Archive) bool {
	usual := map[int32]int{} // offset that a member states most → members
	authors := 0
	for i := range a.Names {
		n := map[int32]int{}
		for _, p := range a.Names[i].Posts {
			if a.Messages[p].Stated {
				n[a.Messages[p].Offset]++
			}
		}
		if len(n) == 0 {
			continue
		}
		authors++
		usual[slices.SortedFunc(maps.Keys(n), func(x, y int32) int { return cmp.Or(cmp.Compare(n[y], n[x]), cmp.Compare(x, y)) })[0]]++
	}
	most := 0
	for o, k := range usual {
		most = max(most, k+usual[o+3600])
	}
	return authors < leastAuthors || 100*most >= gatewayShare*authors
}
