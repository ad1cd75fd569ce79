package attribution

import (
	"slices"
	"strings"

	"comity/internal/analysis/chance"
	"comity/internal/comity"
)

// timesApart is how far apart occasions are that have nothing to do with each other: who
// is behind an address in the evening is there all evening.
const timesApart = 12 * comity.Hour

// onlyOne reports whether f alone was there each time, oftener than chance has the line
// of somebody whose name was typed by another. The name says beforehand who is meant:
// that any of those behind the addresses might have been there so often need not be
// ruled out, but for as many as bear the name by chance. Who typed it was there as well,
// so that f alone fits only if that one's line is in no list; an answer to a question is
// none.
func (e *elimination) onlyOne(f fitting, people int) bool {
	_, most, second, _ := e.count(always)
	if f.n < most || second >= most || !e.means(f.sub) {
		return false
	}
	times, listed := e.times(f.sub)
	if times < commonOccasions || !listed {
		return false
	}
	namesakes := max(0, chance.Log2(uint64(people))+1+f.name)
	all := e.occasionsOf(f.sub) - (f.n - times)
	return e.chance(f.sub, times, all, people)+int64(times)*e.longer(f.sub)+namesakes < -knownOne*chance.One
}

// means reports whether all names stated with the accounts are the full name of the line's
// holder, and hardly anybody else's: none of their letters are lost, and they have one part
// more at most. A name that fits many was not said beforehand.
func (e *elimination) means(sub int32) bool {
	holder := &e.c.names[e.c.subscribers[sub].person]
	if holder.hasLost() {
		return false
	}
	for _, id := range e.names {
		n := &e.c.names[id]
		if likenessOf(n, holder) != same || n.hasLost() || len(n.parts) > len(holder.parts)+1 {
			return false
		}
	}
	return true
}

// hasLost reports whether letters of the name are lost.
func (n *name) hasLost() bool {
	return n.lost || slices.ContainsFunc(n.parts, func(p string) bool { return strings.IndexByte(p, lostLetter) >= 0 })
}

// times is on how many of the occasions the line was there by another assignment than on
// all before, and half a day after the last of these; listed says that none of them rests
// on answers to questions.
func (e *elimination) times(sub int32) (n int, listed bool) {
	seen, last := map[int32]bool{}, comity.Instant(0)
	for i, o := range e.occasions {
		p := find(o, sub)
		if p == nil {
			continue
		}
		if e.asked[i] {
			return n, false
		}
		if at := e.begins[i]; !seen[p.Assignment] && (n == 0 || at-last >= timesApart) {
			n, last = n+1, at
		}
		seen[p.Assignment] = true
	}
	return n, true
}

// longer is how many times as long as those of others the lists of these occasions are, as a
// logarithm, 0 where they are no longer: a clock with several readings has the people of each
// in its lists, and everybody is in them so much oftener.
func (e *elimination) longer(sub int32) int64 {
	provider := e.c.subscribers[sub].Keeper
	var mine int64
	for _, o := range e.occasions {
		if e.c.subscribers[o[0].Subscriber].Keeper == provider {
			mine += int64(len(o))
		}
	}
	here, others := int64(e.of[provider]), int64(e.all[provider]-e.ownAll[provider])
	theirs := e.listed[provider] - e.ownListed[provider]
	if mine*others <= theirs*here || theirs == 0 {
		return 0
	}
	return chance.Log2(uint64(mine*others)) + 1 - chance.Log2(uint64(theirs*here))
}
