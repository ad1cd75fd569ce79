package seal

import (
	"slices"

	"comity/internal/comity"
)

// node is the root of a complete subtree of 2^level leaves, the index-th of its level.
type node struct {
	level uint8
	index int64
	hash  comity.Digest
}

// first is the subtree's first leaf.
func (n *node) first() int64 { return n.index << n.level }

// stack joins nodes that come from left to right without a gap. It holds one node a
// binary digit of the leaves taken in: constant memory.
type stack struct {
	hasher
	nodes []node
	// segment, where not nil, is called with every node of the segments' level.
	segment func(node)
}

// push takes the next node in and joins it with the sibling before it, and so on up.
func (s *stack) push(n node) {
	for {
		if n.level == segmentLevel && s.segment != nil {
			s.segment(n)
		}
		top := len(s.nodes) - 1
		if top < 0 || n.index&1 == 0 || s.nodes[top].level != n.level || s.nodes[top].index != n.index-1 {
			break
		}
		n = node{n.level + 1, n.index >> 1, s.node(&s.nodes[top].hash, &n.hash)}
		s.nodes = s.nodes[:top]
	}
	s.nodes = append(s.nodes, n)
}

// root is that of all that was pushed from leaf 0 on (RFC 6962, section 2.1).
func (s *stack) root() comity.Digest {
	if len(s.nodes) == 0 {
		return comity.DigestOf(nil)
	}
	return s.fold(s.nodes)
}

// fold joins complete subtrees of falling size from the right.
func (s *stack) fold(nodes []node) comity.Digest {
	acc := nodes[len(nodes)-1].hash
	for _, n := range slices.Backward(nodes[:len(nodes)-1]) {
		acc = s.node(&n.hash, &acc)
	}
	return acc
}

// tail is the root of the leaves behind the last whole segment.
func (s *stack) tail() (root comity.Digest, ok bool) {
	i := slices.IndexFunc(s.nodes, func(n node) bool { return n.level < segmentLevel })
	if i < 0 {
		return root, false
	}
	return s.fold(s.nodes[i:]), true
}

// cover appends the fewest complete subtrees of at most 2^top leaves that
// cover the leaves whose hashes are given, the first of which has number first.
// It uses hashes up.
func (h *hasher) cover(dst []node, first int64, hashes []comity.Digest, top uint8) []node {
	var right [64]node
	rights := 0
	for level := uint8(0); len(hashes) > 0; level++ {
		if level == top {
			for i, d := range hashes {
				dst = append(dst, node{level, first + int64(i), d})
			}
			break
		}
		if first&1 == 1 {
			dst = append(dst, node{level, first, hashes[0]})
			first, hashes = first+1, hashes[1:]
		}
		if n := len(hashes); n&1 == 1 {
			right[rights] = node{level, first + int64(n-1), hashes[n-1]}
			rights, hashes = rights+1, hashes[:n-1]
		}
		for i := range len(hashes) / 2 {
			hashes[i] = h.node(&hashes[2*i], &hashes[2*i+1])
		}
		first, hashes = first>>1, hashes[:len(hashes)/2]
	}
	for _, n := range slices.Backward(right[:rights]) {
		dst = append(dst, n)
	}
	return dst
}
