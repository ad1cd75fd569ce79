package attribution

import (
	"encoding/binary"
	"slices"
)

// memory is what is asked again for each of the many subjects that have accounts under
// one selector: to compare the names of each with those of each other would take the square of
// their number. Names alike in all that is compared are one, whatever their text is.
type memory struct {
	unders    map[Node]*under
	strangers map[question][]Node  // see profiler.disputing
	buyers    map[question][]int32 // see profiler.buyers
	alike     map[nameID]int32     // by name: those that are alike have one number
	lists     map[string]int32     // numbers of names, and of lists of those, by what they are made of
	key       []byte
	of        []int32 // scratch
}

// question is what is asked of a selector for a list of names.
type question struct {
	selector Node
	names    int32
}

// mostAnswers is how many answers of a kind are remembered: then they are forgotten. Where so
// many lists of names are different, few are asked for twice.
const mostAnswers = 1 << 16

// under are the principals under a selector.
type under struct {
	contested bool // they are of several clusters
	groups    []group
}

// group are those of them whose users bear the same names. Groups are in the order of their first.
type group struct {
	users    []nameID
	accounts []Node  // ascending
	clusters []int32 // that they are of: the first, one more than make a crowd
}

// under lists the principals under a selector.
func (m *profiler) under(selector Node) *under {
	c := &m.memory
	if u := c.unders[selector]; u != nil {
		return u
	}
	if c.unders == nil {
		c.unders, c.strangers, c.buyers = map[Node]*under{}, map[question][]Node{}, map[question][]int32{}
	}
	u, at := &under{}, map[int32]int{}
	for _, p := range m.k.tied.at(int32(selector)) {
		if !m.k.is[p] {
			continue
		}
		users := m.c.nodes[p].users()
		list := c.listed(m.c, users)
		i, is := at[list]
		if !is {
			i, at[list] = len(u.groups), len(u.groups)
			u.groups = append(u.groups, group{users: users})
		}
		g, number := &u.groups[i], m.k.number[p]
		g.accounts = append(g.accounts, p)
		if len(g.clusters) <= crowdSize && !slices.Contains(g.clusters, number) {
			g.clusters = append(g.clusters, number)
		}
		u.contested = u.contested || number != u.groups[0].clusters[0]
	}
	c.unders[selector] = u
	return u
}

// listed is the number of a list of names: lists of names that are alike, in the same order,
// have one.
func (c *memory) listed(in *Case, names []nameID) int32 {
	c.of = c.of[:0]
	for _, n := range names {
		c.of = append(c.of, c.likes(in, n))
	}
	c.key = append(c.key[:0], 'l')
	for _, n := range c.of {
		c.key = binary.LittleEndian.AppendUint32(c.key, uint32(n))
	}
	return c.number()
}

// likes is the number of a name: those that are alike in all that is compared have one.
func (c *memory) likes(in *Case, n nameID) int32 {
	if c.alike == nil {
		c.alike, c.lists = map[nameID]int32{}, map[string]int32{}
	}
	number, known := c.alike[n]
	if !known {
		c.key = in.names[n].appendKey(append(c.key[:0], 'n'))
		number = c.number()
		c.alike[n] = number
	}
	return number
}

// number is that of the key.
func (c *memory) number() int32 {
	n, known := c.lists[string(c.key)]
	if !known {
		if c.lists == nil {
			c.alike, c.lists = map[nameID]int32{}, map[string]int32{}
		}
		n = int32(len(c.lists))
		c.lists[string(c.key)] = n
	}
	return n
}

// different are the names without those that are alike another before them.
func (c *memory) different(in *Case, names []nameID) (out []nameID) {
	seen := map[int32]bool{}
	for _, n := range names {
		if like := c.likes(in, n); !seen[like] {
			seen[like] = true
			out = append(out, n)
		}
	}
	return out
}

// Marks between the words in the key of a name, whose words hold letters alone.
const (
	wordMark byte = iota
	usualMark
	lostMark
	initialMark
	shortMark
)

// appendKey appends what a name is compared by: spellings and sounds follow from its parts.
func (n *name) appendKey(to []byte) []byte {
	to = append(to, byte(n.script))
	if n.lost {
		to = append(to, lostMark)
	}
	for i, p := range n.parts {
		to = append(append(to, wordMark), p...)
		if n.isUsual(i) {
			to = append(to, usualMark)
		}
		if i < len(n.rare) {
			to = append(to, n.rare[i]...)
		}
	}
	for _, w := range n.short {
		to = append(append(to, shortMark), w...)
	}
	for _, w := range n.initials {
		to = append(append(to, initialMark), w...)
	}
	return to
}

// compares reports whether two names are alike in all that is compared.
func (n *name) compares(as *name) bool {
	return n.script == as.script && n.lost == as.lost && slices.Equal(n.parts, as.parts) && slices.Equal(n.usual, as.usual) && slices.Equal(n.rare, as.rare) && slices.Equal(n.initials, as.initials) && slices.Equal(n.short, as.short)
}

// nameSet is a list of names, each once.
type nameSet struct {
	list []nameID
	in   map[nameID]bool // where they are not few
}

func (s *nameSet) clear() { s.list, s.in = s.list[:0], nil }

func (s *nameSet) add(n nameID) {
	if len(s.list) < few {
		if !slices.Contains(s.list, n) {
			s.list = append(s.list, n)
		}
		return
	}
	if s.in == nil {
		s.in = map[nameID]bool{}
		for _, n := range s.list {
			s.in[n] = true
		}
	}
	if !s.in[n] {
		s.in[n] = true
		s.list = append(s.list, n)
	}
}
