package board

import (
	"context"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/zone"
	"comity/internal/comity"
)

// mostRivals is how many other readings of clocks are looked at: each is a merge of its own.
const mostRivals = 8

// reading is when everybody posted under another reading of a clock.
type reading struct {
	archive.Rival
	at map[string][]comity.Instant // by key of the name
}

// rival merges anew under each other reading of a clock. One that other contributors' clocks contradict, while they agree
// with the first, is none.
func (c *computation) rival(ctx context.Context) error {
	all := c.builder.Rivals()
	for i := range all[:min(len(all), mostRivals)] {
		a, err := c.builder.Build(ctx, archive.Selection{Rival: &all[i], Boards: []string{c.Board}})
		if err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if shifted(a) > shifted(c.whole.archive)+contradicts {
			continue
		}
		r := reading{all[i], map[string][]comity.Instant{}}
		for n := range a.Names {
			at := make([]comity.Instant, 0, len(a.Names[n].Posts))
			for _, m := range a.Names[n].Posts {
				at = append(at, a.Messages[m].At)
			}
			r.at[a.Names[n].Key] = at
		}
		c.rivals = append(c.rivals, r)
	}
	return nil
}

// contradicts is by how much more clocks must be put right under another reading for others to contradict it.
const contradicts = 30 * comity.Minute

// shifted is by how much all clocks were put right together.
func shifted(a *archive.Archive) (sum comity.Instant) {
	for i := range a.Exhibits {
		sum += max(a.Exhibits[i].Shift, -a.Exhibits[i].Shift)
	}
	return sum
}

// hours counts half-hours with posts by hour of UTC.
func hours(at []comity.Instant) (out [24]int) {
	h, _ := zone.Count(at)
	for s, k := range h {
		out[s/2] += int(k)
	}
	return out
}

// reread tells of each other reading under which a member's hours move, and widens the band of its clock to hold under
// every one. What its own stamps state does not hang on a source's clock.
func (c *computation) reread(m *Member, name *archive.Name) {
	for _, r := range c.rivals {
		at := r.at[name.Key]
		o := OtherReading{Exhibits: r.Exhibits, Reading: r.Reading, Hours: hours(at)}
		if o.Hours == m.Hours {
			continue
		}
		if z, ok := zone.Estimate(at, tongues(m.Languages)); ok && m.Zone != nil {
			byHours := zoneBand(z.Hours)
			if m.Zone.Basis != "stated" {
				band := zoneBand(z.Band)
				o.Zone = &band
				m.Zone.Widened = m.Zone.widen(band) || m.Zone.Widened
			}
			if m.Zone.ByHours != nil {
				m.Zone.ByHours.widen(byHours)
			}
		}
		m.Readings = append(m.Readings, o)
	}
}

// widen makes the band hold another, on the clock's face; it reports whether it had to.
func (b *ZoneBand) widen(o ZoneBand) bool {
	const day, half = 24 * 60, 12 * 60
	by := Hours(0)
	for o.Offset+by-b.Offset > half {
		by -= day
	}
	for o.Offset+by-b.Offset < -half {
		by += day
	}
	low, high := min(b.Low, o.Low+by), max(b.High, o.High+by)
	if high-low >= day {
		low, high = b.Offset-half, b.Offset+half
	}
	moved := low != b.Low || high != b.High
	b.Low, b.High = low, high
	return moved
}
