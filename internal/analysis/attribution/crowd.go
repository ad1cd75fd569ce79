package attribution

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
	burst    bool  // accounts in several names were opened within a day
	sequence bool  // cards with numbers in sequence were paid with

	uses     []int32 // the first use of each of the people
	openings []int32 // sign-ups
	payments []int32
}

// countCrowds counts for each subscriber.
func (c *Case) countCrowds(workers int, profiles []profile) []crowd {
	at := gather(len(c.subscribers), func(put func(int32, int32)) {
		for i := range profiles {
			for j := range profiles[i].tallies {
				put(profiles[i].tallies[j].sub, int32(i))
			}
		}
	})
	out := make([]crowd, len(c.subscribers))
	each(workers, len(out), func(_, sub int) {
		if here := at.at(int32(sub)); len(here) > 1 {
			out[sub] = c.countCrowd(int32(sub), profiles, here)
		}
	})
	return out
}

// countCrowd counts for one subscriber, from the profiles that used it.
func (c *Case) countCrowd(sub int32, profiles []profile, here []int32) (out crowd) {
	var all, opened, paid [][]nameID
	var ends []string
	var openings []opening
	person := c.subscribers[sub].person
	for _, i := range here {
		p := &profiles[i]
		t := p.tally(sub)
		if n := len(all); n < enough {
			if all = c.addPerson(all, p.names); len(all) > n {
				out.uses = append(out.uses, t.uses[0])
			}
		}
		out.own = out.own || person != noName && c.bestLikeness(p.names, person) != unlike
		for _, u := range t.signUps {
			openings = append(openings, opening{c.uses[u].First, u, p.names})
		}
		if len(t.signUps) > 0 {
			opened = c.addPerson(opened, p.names)
		}
		if len(t.payments) > 0 && len(paid) < enough {
			paid = c.addPerson(paid, p.owners())
			ends = c.appendEnds(ends, p.cards)
			out.payments = append(out.payments, t.payments...)
		}
	}
	out.people, out.signUps, out.cards = int32(len(all)), int32(len(opened)), int32(len(paid))
	out.openings, out.burst = c.burst(openings)
	out.sequence = inSequence(ends)
	return out
}

// owners are whose the cards are: the holders whom issuers name, else the names
// stated with the accounts.
func (p *profile) owners() []nameID {
	if len(p.holders) > 0 {
		return p.holders
	}
	return p.names
}

func (c *Case) addPerson(people [][]nameID, names []nameID) [][]nameID {
	if len(people) >= enough {
		return people
	}
	for _, have := range people {
		if c.bestLikeness(have, names...) == same {
			return people
		}
	}
	return append(people, names)
}
