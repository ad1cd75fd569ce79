package board

import (
	"cmp"
	"slices"

	"comity/internal/analysis/board/role"
)

// standing is what is kept of a computation without one contributor.
type standing struct {
	posts   map[string]int               // by key of the name
	ranks   map[role.Role]map[string]int // places, from 1
	aliases map[[2]string]int64
	topics  map[int32]int // messages by topic
	all     int           // messages
}

func stand(v *view) *standing {
	s := &standing{posts: map[string]int{}, ranks: map[role.Role]map[string]int{}, aliases: map[[2]string]int64{}, topics: map[int32]int{}, all: len(v.archive.Messages)}
	for i := range v.archive.Names {
		s.posts[v.archive.Names[i].Key] = len(v.archive.Names[i].Posts)
	}
	for r, list := range v.roles {
		s.ranks[r] = map[string]int{}
		for i, x := range list {
			s.ranks[r][v.archive.Names[x.Name].Key] = place(list, i)
		}
	}
	for _, a := range v.aliases {
		s.aliases[pair(v.archive.Names[a.A].Key, v.archive.Names[a.B].Key)] = a.Score
	}
	for _, h := range v.hits {
		s.topics[h.Topic]++
	}
	return s
}

func pair(a, b string) [2]string { return [2]string{min(a, b), max(a, b)} }

// place is the rank of the i-th in a list: equals share the better one.
func place(list []role.Ranked, i int) int {
	p, _ := slices.BinarySearchFunc(list, list[i].Points, func(x role.Ranked, points int64) int { return cmp.Compare(points, x.Points) })
	return p + 1
}

// span is the least and the greatest of what stands with all contributors and without each.
type span struct {
	low, high int
	gone      []string // contributors without whom nothing of it is left
}

// rankSpan is how a name's place in a role moves.
func (c *computation) rankSpan(r role.Role, key string, here int) span {
	s := span{low: here, high: here}
	for i, without := range c.reduced {
		p, ranked := without.ranks[r][key]
		if !ranked {
			s.gone = append(s.gone, c.whole.archive.Contributors[i])
			continue
		}
		s.low, s.high = min(s.low, p), max(s.high, p)
	}
	return s
}

// aliasSpan is how a pair's score moves.
func (c *computation) aliasSpan(a, b string, here int64) (low, high int64, gone []string) {
	low, high = here, here
	for i, without := range c.reduced {
		s, there := without.aliases[pair(a, b)]
		if !there {
			gone = append(gone, c.whole.archive.Contributors[i])
			continue
		}
		low, high = min(low, s), max(high, s)
	}
	return low, high, gone
}

// rateSpan is how a topic's rate moves, in millionths.
func (c *computation) rateSpan(topic int32, here int64) (low, high int64) {
	low, high = here, here
	for _, without := range c.reduced {
		if without.all == 0 {
			continue
		}
		r := (int64(without.topics[topic])*1_000_000 + int64(without.all)/2) / int64(without.all)
		low, high = min(low, r), max(high, r)
	}
	return low, high
}
