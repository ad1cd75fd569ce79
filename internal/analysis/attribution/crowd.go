package attribution

import (
	"slices"

	"comity/internal/comity"
)

// crowdSize is from how many unrelated people on one connection it is no
// household any more.
const crowdSize = 4

// bulkSize is from how many names in which accounts were opened it looks like one
// hand at work rather than many guests.
const bulkSize = 10

// largeCrowd is from how many people it is a public place, or a whole network.
const largeCrowd = 25

// enough is where counting people stops: far beyond any threshold.
const enough = 64

// crowd counts, for one subscriber, the unrelated people whose accounts were
// used or opened from there. People whose names agree count once: one person's
// clusters that no selector ties.
type crowd struct {
	people   int32 // everybody
	signUps  int32 // whose account was opened there
	cards    int32 // whose card was paid with there
	own      bool  // somebody of the subscriber's name, or family, is among them
	others   int32 // people who are not, by any name
	stayed   int32 // of them, those who came for more than a visit; no more than two are counted
	burst    bool  // accounts in several names were opened within a day
	sequence bool  // cards with numbers in sequence were paid with

	users    []Node     // whose accounts had sessions there, of the first who make no crowd
	profiles []*profile // of each
	uses     []int32    // the first use of each of the people
	firsts   []int32    // the first use of each of the first two subjects
	openings []int32    // sign-ups
	payments []int32
}

// countCrowds counts for each subscriber.
func (c *Case) countCrowds(workers int, profiles []profile) []crowd {
	at := gather(len(c.subscribers), func(put func(int32, uint64)) {
		for i := range profiles {
			for j := range profiles[i].tallies {
				put(profiles[i].tallies[j].sub, uint64(i)<<32|uint64(j))
			}
		}
	})
	out := make([]crowd, len(c.subscribers))
	each(workers, len(out), func(_, sub int) {
		if here := at.at(int32(sub)); len(here) > 0 {
			out[sub] = c.countCrowd(int32(sub), profiles, here)
		}
	})
	return out
}

// countCrowd counts for one subscriber, from the profiles that used it: their numbers, each with that of the tally.
func (c *Case) countCrowd(sub int32, profiles []profile, here []uint64) (out crowd) {
	var all, opened, paid, stayed [][]nameID
	var unlisted []int32
	var ends []string
	var openings []opening
	nameless, person := 0, c.subscribers[sub].person
	for _, i := range here {
		p := &profiles[i>>32]
		t := &p.tallies[uint32(i)]
		if len(out.firsts) < 2 {
			out.firsts = append(out.firsts, t.uses[0])
		}
		if len(here) > 1 {
			if len(p.names) == 0 {
				nameless++
			}
			all = c.addPerson(all, p.names, nameless, &out.uses, t.uses)
			if len(stayed) < 2 && !visits(p, t) && c.bestLikeness(p.names, person) < family {
				stayed = c.addPerson(stayed, p.names, nameless, &unlisted, t.uses)
			}
		}
		for _, u := range t.sessions {
			if n := c.uses[u].Node; len(out.users) < largeCrowd && !slices.Contains(out.users, n) {
				out.users = append(out.users, n)
				out.profiles = append(out.profiles, p)
			}
		}
		out.own = out.own || person != noName && c.ofHolder(p.names, person)
		opened = c.addPerson(opened, p.names, 1, &out.openings, t.signUps)
		openings = appendOpenings(c, openings, t.signUps, p.names)
		if len(t.payments) > 0 && len(paid) < enough {
			for _, owner := range c.owners(p) {
				paid = c.addPerson(paid, owner, 1, &out.payments, t.payments)
			}
			ends = c.appendEnds(ends, p.cards)
		}
	}
	for _, names := range all {
		if c.bestLikeness(names, person) < family {
			out.others++
		}
	}
	out.stayed = int32(len(stayed))
	out.people, out.signUps, out.cards = int32(len(all)), int32(len(opened)), int32(len(paid))
	var burst []int32
	if burst, out.burst = c.burst(openings); out.burst {
		out.openings = append(out.openings, burst...)
	}
	out.sequence = inSequence(ends)
	return out
}

// visits reports whether the accounts were but once brought to a connection, by somebody at home
// elsewhere: all that came from there came within a day, they were neither opened nor paid for
// from there, and used from other connections that are known more than twice as often. A thief
// at work on somebody's computer opens accounts there, and pays, or hides elsewhere.
func visits(p *profile, t *tally) bool {
	return len(t.signUps)+len(t.payments) == 0 && t.last-t.first < comity.Day && p.resolved > 3*len(t.sessions)
}

// owners are whose the cards are: each holder whom issuers name, else the names
// stated with the accounts. Words that name nobody, as on a card that was sold to nobody in
// particular, are no holder beside others.
func (c *Case) owners(p *profile) (out [][]nameID) {
	for i, h := range p.holders {
		if !namesNobody(c.names[h].text) {
			out = append(out, p.holders[i:i+1])
		}
	}
	if len(out) == 0 {
		return [][]nameID{p.names}
	}
	return out
}

// namelessCrowd is how many accounts without a name make a crowd: fewer may all
// be one person's.
const namelessCrowd = 10

// addPerson adds one who has a use there and whose names agree with nobody's
// before, with the first of the uses. Those of whom no name is known are one
// person, until they are a crowd: nameless is how many there are so far.
func (c *Case) addPerson(people [][]nameID, names []nameID, nameless int, first *[]int32, uses []int32) [][]nameID {
	if len(people) >= enough || len(uses) == 0 {
		return people
	}
	for _, have := range people {
		if len(names) == 0 && len(have) == 0 && nameless < namelessCrowd || c.bestLikeness(have, names...) == same {
			return people
		}
	}
	*first = append(*first, uses[0])
	return append(people, names)
}

// countPeople is how many people the accounts are, by the names stated with them, to
// tell a household from a café and from a public proxy before accounts are tied.
// Those without a name are one person's, until they are a crowd.
func (c *Case) countPeople(accounts []Node) int {
	if len(accounts) < crowdSize {
		return len(accounts)
	}
	names, nameless := map[string]bool{}, 0
	for _, n := range accounts {
		if users := c.nodes[n].users(); len(users) > 0 {
			names[c.nameKey(users[0])] = true
		} else {
			nameless++
		}
	}
	if nameless < namelessCrowd {
		nameless = min(1, nameless)
	}
	return len(names) + nameless
}
