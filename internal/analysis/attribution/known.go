package attribution

// Where too few occasions leave one subscriber, the name stated with the accounts
// may: of those who were behind the addresses each time, one bears it.

// A subscriber of the name has to be behind the addresses on two occasions, and
// that may not be chance by itself: a thief types a victim's name, and the victim
// may be the provider's customer as well.
const (
	knownOccasions = 2
	knownChance    = 6 // that it is there so often must be less probable than one in two to this power
)

// ResolveNamed is Resolve for uses between whose subscribers a name decides. To be
// called once, after Resolve, and after Person for those that Resolve named.
func (c *Case) ResolveNamed(workers int) {
	c.eliminate(workers, func(e *elimination, k *clustering) {
		r := &register{by: map[providerPart][]int32{}, size: map[string]int{}}
		for i := range int32(k.size()) {
			e.begin(k.uses.at(i))
			e.eachFit(func(sub int32, _ int) { r.add(c, sub) })
		}
		for i := range int32(k.size()) {
			e.names = c.namesOf(e.names[:0], k.principals.at(i))
			e.resolve(k.uses.at(i), func() (int32, bool) { return e.bearer(r) }, func(int32) {})
		}
	})
}

// namesOf adds the names stated with the principals.
func (c *Case) namesOf(to []nameID, principals []Node) []nameID {
	for _, n := range principals {
		to = append(to, c.nodes[n].users()...)
	}
	return to
}

// eachFit calls do for those who may be of nearly all occasions, more often than
// chance would have it, with how many.
func (e *elimination) eachFit(do func(sub int32, n int)) {
	all := len(e.occasions)
	if all < knownOccasions {
		return
	}
	_, _, _, people := e.count(anyUse)
	e.each(anyUse, func(sub int32, n int) {
		if n >= knownOccasions && enoughOf(n, all) && e.chance(sub, n, all, people) < -knownChance*256 {
			do(sub, n)
		}
	})
}

// assignmentOf is an assignment of the occasions that names sub.
func (e *elimination) assignmentOf(sub int32) int32 {
	for _, i := range e.occasions {
		if p := find(e.c.uses[i].Alternatives, sub); p != nil {
			return p.Assignment
		}
	}
	return -1
}

// bearer is the one of those who fit that bears a name stated with the accounts.
// Somebody of that name is among them by chance as often as other people's lists
// hold one; together with the chance of being there so often that has to be as small
// as where no name is known.
func (e *elimination) bearer(r *register) (who int32, ok bool) {
	most, second, all := 0, 0, len(e.occasions)
	own := 0
	e.eachFit(func(sub int32, n int) {
		switch {
		case !e.isNamed(sub):
			return
		case n > most:
			who, most, second = sub, n, most
		case n > second:
			second = n
		}
		own++
	})
	if most == 0 || second > 0 && most-second < commonMargin {
		return who, false
	}
	_, _, _, people := e.count(anyUse)
	s := &e.c.subscribers[who]
	names := log2(uint64(r.bearers(e, s.Provider)-own+1)) + 1 - log2(uint64(r.size[s.Provider]+1))
	return who, e.chance(who, most, all, people)+log2(uint64(people))+1+names < -commonChance*256
}

func (e *elimination) isNamed(sub int32) bool {
	person := e.c.subscribers[sub].person
	return person != noName && e.c.bestLikeness(e.names, person) == same
}

// register finds, by parts of their names, the subscribers who fit somebody's
// occasions.
type register struct {
	by   map[providerPart][]int32 // ascending by when they were added
	size map[string]int           // by provider: how many have a name
	in   map[int32]bool
}

type providerPart struct{ provider, part string }

func (r *register) add(c *Case, sub int32) {
	s := &c.subscribers[sub]
	if s.person == noName || r.in[sub] {
		return
	}
	if r.in == nil {
		r.in = map[int32]bool{}
	}
	r.in[sub] = true
	r.size[s.Provider]++
	for _, part := range c.names[s.person].parts {
		key := providerPart{s.Provider, part}
		r.by[key] = append(r.by[key], sub)
	}
}

// bearers is how many of a provider's bear one of the names at hand.
func (r *register) bearers(e *elimination, provider string) int {
	found := map[int32]bool{}
	for _, n := range e.names {
		for _, part := range e.c.names[n].parts {
			for _, sub := range r.by[providerPart{provider, part}] {
				if !found[sub] && e.isNamed(sub) {
					found[sub] = true
				}
			}
		}
	}
	return len(found)
}
