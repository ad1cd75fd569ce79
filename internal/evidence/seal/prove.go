package seal

import (
	"context"
	"errors"
	"io"

	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"

	"comity/internal/comity"
)

// Proof shows that a leaf stands in an exhibit.
type Proof struct {
	Leaf   Leaf
	Leaves int64           // of the whole tree
	Path   []comity.Digest // RFC 6962, section 2.1.1
}

// Verify wants the leaf under root. A Negative error says that it is not. What
// the leaf says of its offset is not proven.
func (p *Proof) Verify(root comity.Digest) error {
	path := make([][]byte, len(p.Path))
	for i := range p.Path {
		path[i] = p.Path[i][:]
	}
	leaf := p.Leaf.Hash()
	err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(p.Leaf.Index), uint64(p.Leaves), leaf[:], path, root[:])
	if err != nil {
		return comity.Errorf(comity.Negative, "leaf %d is not among the %d leaves under the root %s", p.Leaf.Index, p.Leaves, root)
	}
	return nil
}

// Stream gives the stream that a tree is over, from an offset on.
type Stream func(offset int64) (io.Reader, error)

// Prove calls each with a proof of every leaf that has bytes between from and to, in order.
// It reads the segments that these lie in and no others: tree.Segments must be
// there. Where the segments do not come out at the root, or the stream not at its
// segment, the error is Negative.
func Prove(ctx context.Context, stream Stream, tree Tree, cfg Config, from, to int64, each func(Proof) error) error {
	cfg.Rule, cfg.Delimiter = tree.Rule, tree.Delimiter
	cfg, err := cfg.complete()
	if err != nil {
		return err
	}
	p := prover{stream: stream, tree: tree, cfg: cfg, from: from, to: to, each: each}
	if p.top, err = tree.top(); err != nil {
		return err
	}
	for i := range tree.Segments {
		if tree.Segments[i].Offset < to && (i+1 == len(tree.Segments) || from < tree.Segments[i+1].Offset) {
			if err := p.segment(ctx, i); err != nil {
				return err
			}
		}
	}
	return nil
}

// top is the levels of the tree above its segments.
func (t *Tree) top() (levels, error) {
	roots := make([]comity.Digest, len(t.Segments))
	for i := range t.Segments {
		roots[i] = t.Segments[i].Root
	}
	l := newLevels(roots)
	if int64(len(roots)) != (t.Leaves+SegmentLeaves-1)/SegmentLeaves || l.root() != t.Root {
		return nil, comity.Errorf(comity.Negative, "the segments of the row tree do not come out at its root")
	}
	return l, nil
}

// Whole reports whether the segments come out at the root.
func (t *Tree) Whole() bool {
	_, err := t.top()
	return err == nil
}

// prover is one call of Prove.
type prover struct {
	stream   Stream
	tree     Tree
	cfg      Config
	from, to int64
	each     func(Proof) error
	top      levels
}

// errEnough ends a pass that has read what it needs.
var errEnough = errors.New("enough")

func (p *prover) segment(ctx context.Context, i int) error {
	begin := mark{int64(i) * SegmentLeaves, p.tree.Segments[i].Offset}
	want := int(min(SegmentLeaves, p.tree.Leaves-begin.leaf))
	r, err := p.stream(begin.offset)
	if err != nil {
		return err
	}
	if i+1 < len(p.tree.Segments) { // no more than its last leaf needs to be seen whole
		r = io.LimitReader(r, p.tree.Segments[i+1].Offset-begin.offset+Lookahead)
	}
	hashes := make([]comity.Digest, 0, want)
	var found []Leaf
	err = pass{cfg: p.cfg, begin: begin, keep: true}.walk(ctx, r, func(u *unit) error {
		n := min(len(u.ends), want-len(hashes))
		hashes = append(hashes, u.hashes[:n]...)
		for k := range n {
			if at := u.at(k); at < p.to && p.from < at+int64(len(u.leaf(k))) {
				found = append(found, Leaf{
					Index: u.first + int64(k), Offset: at,
					Salt: [SaltSize]byte(u.salt(k)), Bytes: append([]byte(nil), u.leaf(k)...),
				})
			}
		}
		if len(hashes) == want {
			return errEnough
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	return p.prove(i, newLevels(hashes), found)
}

func (p *prover) prove(segment int, l levels, found []Leaf) error {
	if len(l[0]) == 0 || l.root() != p.tree.Segments[segment].Root {
		return comity.Errorf(comity.Negative, "segment %d of the row tree does not come out at its root", segment)
	}
	above := p.top.path(segment)
	for _, leaf := range found {
		path := append(l.path(int(leaf.Index%SegmentLeaves)), above...)
		if err := p.each(Proof{Leaf: leaf, Leaves: p.tree.Leaves, Path: path}); err != nil {
			return err
		}
	}
	return nil
}

// levels are the hashes of a tree, leaves first. A node without a sibling stands
// in the level above as it is, which gives the trees of RFC 6962.
type levels [][]comity.Digest

func newLevels(leaves []comity.Digest) levels {
	var h hasher
	l := levels{leaves}
	for len(leaves) > 1 {
		up := make([]comity.Digest, 0, (len(leaves)+1)/2)
		for i := 0; i+1 < len(leaves); i += 2 {
			up = append(up, h.node(&leaves[i], &leaves[i+1]))
		}
		if len(leaves)&1 == 1 {
			up = append(up, leaves[len(leaves)-1])
		}
		l, leaves = append(l, up), up
	}
	return l
}

func (l levels) root() comity.Digest {
	if len(l[0]) == 0 {
		return comity.DigestOf(nil)
	}
	return l[len(l)-1][0]
}

// path is the inclusion proof of leaf i.
func (l levels) path(i int) (path []comity.Digest) {
	for _, level := range l[:len(l)-1] {
		if i^1 < len(level) {
			path = append(path, level[i^1])
		}
		i >>= 1
	}
	return path
}
