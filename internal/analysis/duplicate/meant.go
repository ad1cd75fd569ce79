package duplicate

import "comity/internal/comity"

// Clock is one that made the stamps of some sources. Sources whose clocks are read alike share
// one: what it showed tells of two of their stamps whether they are one. Of two clocks, one of them
// Wrong, that does not tell: they are compared by the moment as well.
type Clock struct {
	Skew  comity.Instant // largest deviation either way, beyond what a stamp means
	Wrong bool           // it is known to be, or read in several ways
}

// mostApart is how far two deliveries of a moment may be looked for. A clock that is known less well
// is compared as far.
const mostApart = 5 * comity.Minute

// By adds the clock that At tells of. numbered says that the row bears a number that its system gave to it alone.
func (k *Key) By(c *Clock, numbered bool) { k.clock, k.numbered = c, numbered }

// Means adds what the row's stamp means by one of the clock's readings: the middle of its span.
func (k *Key) Means(middle comity.Instant) { k.meant = append(k.meant, middle) }

// name is that under which rows of the key are kept that were told in the minute.
func (k *Key) name(minute comity.Instant) name {
	const odd, other = 0x9e3779b97f4a7c15, 0xc2b2ae3d27d4eb4f
	return name{k.a.Sum64() + uint64(minute)*odd, k.b.Sum64() + uint64(minute)*other}
}

// spot is where a row is kept.
type spot struct {
	name name
	at   int
}

// wrong reports whether one of two clocks is.
func wrong(a, b *Clock) bool { return a != b && (a != nil && a.Wrong || b != nil && b.Wrong) }

// when says of two rows whether their times are one. Stamps of two clocks may look alike and mean two
// moments, or mean one moment and look different: then a number decides that the rows
// are one, and without it nobody can tell.
func (k *Key) when(before *row) Verdict {
	shown := before.at.against(k.at)
	if !wrong(before.clock, k.clock) {
		return shown
	}
	meant := k.means(before)
	switch {
	case shown == Again && meant == Again, k.numbered && (shown == Again || meant == Again):
		return Again
	case shown != New || meant != New:
		return Possible
	}
	return New
}

// means compares two rows by what their stamps mean, as far as their clocks are known.
func (k *Key) means(before *row) (v Verdict) {
	near := (k.at.width+before.at.width)/2 + k.clock.skew() + before.clock.skew()
	for _, m := range before.moments() {
		for _, o := range k.meant {
			switch apart := max(m, o) - min(m, o); {
			case apart <= near:
				return Again
			case (moment{m, before.at.width}).against(moment{o, k.at.width}) == Possible:
				v = Possible
			}
		}
	}
	return v
}

func (c *Clock) skew() comity.Instant {
	if c == nil {
		return 0
	}
	return c.Skew
}

// moments are what the row's stamp means.
func (b *row) moments() []comity.Instant {
	if b.meant == nil {
		return []comity.Instant{b.at.middle}
	}
	return *b.meant
}

// keep remembers where a row of a wrong clock is kept by what its stamp means, too.
func (r *Rows) keep(b *row, at spot) {
	r.widest = max(r.widest, b.at.width/2+b.clock.skew())
	if b.clock == nil || !b.clock.Wrong {
		return
	}
	meant := append([]comity.Instant(nil), r.key.meant...)
	b.meant = &meant
	if r.meant == nil {
		r.meant = map[name][]spot{}
	}
	for _, m := range meant {
		n := r.key.name(m / comity.Minute)
		r.meant[n] = append(r.meant[n], at)
	}
}

// elsewhere calls each for the rows that may be the key's by the moment, until it says that it has seen
// enough. Where no clock is wrong there are none.
func (r *Rows) elsewhere(each func(before *row) (enough bool)) {
	k := &r.key
	own := k.clock != nil && k.clock.Wrong
	if !own && len(r.meant) == 0 {
		return
	}
	reach := min(mostApart, k.at.width/2+k.clock.skew()+r.widest)
	for _, m := range k.meant {
		for minute := (m - reach) / comity.Minute; minute <= (m+reach)/comity.Minute; minute++ {
			n := k.name(minute)
			for _, s := range r.meant[n] {
				if each(&r.seen[s.name][s.at]) {
					return
				}
			}
			for i := range r.seen[n] {
				if own && each(&r.seen[n][i]) {
					return
				}
			}
		}
	}
}
