package attribution

import (
	"cmp"
	"slices"

	"comity/internal/analysis/crosscheck"
)

// Client tells programs apart, with their versions and what they run on, as they call
// themselves to servers: equal ones are one program. It says little alone: many people use the
// same one, and anybody may make it up. Two of them at once are two computers at work, or one
// and a telephone. The zero one is that of a use whose record does not say.
type Client crosscheck.Program

// isSaid reports whether the use's record says it.
func (c Client) isSaid() bool { return c != Client{} }

// atOnce reports whether one of the accounts was used from two connections at once, with two
// programs. Both must stand in one log: another's clock may be off.
func (c *Case) atOnce(p *profile) bool {
	var all []int32
	for i := range p.tallies {
		all = append(all, p.tallies[i].sessions...)
	}
	if len(p.tallies) < 2 || len(all) < 2 {
		return false
	}
	slices.SortStableFunc(all, func(a, b int32) int { return cmp.Compare(c.uses[a].First, c.uses[b].First) })
	for i := range all {
		a := &c.uses[all[i]]
		for j := i + 1; j < min(len(all), i+enough) && c.uses[all[j]].First < a.Last; j++ {
			if b := &c.uses[all[j]]; a.anotherComputer(b) && a.surelyAt(b) && b.surelyAt(a) {
				return true
			}
		}
	}
	return false
}

// anotherComputer reports whether b, by the same log, is the same account's with another
// program and from another connection.
func (u *Use) anotherComputer(b *Use) bool {
	return u.Node == b.Node && u.Hit.Source == b.Hit.Source && u.Subscriber != b.Subscriber &&
		u.Client != b.Client && u.Client.isSaid() && b.Client.isSaid()
}

// surelyAt reports whether u had begun before b ended, wherever in their intervals its first
// and b's last event lie.
func (u *Use) surelyAt(b *Use) bool { return u.First+u.Width < b.Last-b.Width }
