package attribution

// crowdSize is from how many unrelated people on one connection it is no
// household any more.
const crowdSize = 4

// enough is where counting people stops: far beyond any threshold.
const enough = 64

// crowd counts, for one subscriber, the unrelated people whose accounts were
// used or opened from there. People whose names agree count once: one person's
// clusters that no selector ties. Below crowdSize it may stay zero.
type crowd struct {
	people  int32 // everybody
	signUps int32 // whose account was opened there
	cards   int32 // whose card was paid with there
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
func (c *Case) countCrowd(sub int32, profiles []profile, here []int32) crowd {
	var all, opened, paid [][]nameID
	for _, i := range here {
		p := &profiles[i]
		t := p.tally(sub)
		all = c.addPerson(all, p.names)
		if len(t.signUps) > 0 {
			opened = c.addPerson(opened, p.names)
		}
		if len(t.payments) > 0 {
			owner := p.holders
			if len(owner) == 0 {
				owner = p.names
			}
			paid = c.addPerson(paid, owner)
		}
	}
	return crowd{int32(len(all)), int32(len(opened)), int32(len(paid))}
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
