package seal

import (
	"bufio"
	"context"
	"encoding/base64"
	"encoding/hex"
	"io"
	"strconv"

	"comity/internal/comity"
)

// maxLevel is that of the highest subtree that a line of a pruned tree may name.
// Offsets and numbers of leaves stay far from the end of 64 bits.
const maxLevel = 56

// header begins a pruned tree; docs/formats/rows.md.
const header = "comity-rows v1"

// Show is what becomes of a leaf in a pruned tree. The zero value withholds it.
type Show struct {
	Leaf   bool   // its bytes and salt are shown
	Stated []byte // what the sender says instead of a leaf that is withheld, with its delimiter; nil: nothing
}

// alone reports whether the leaf has a line of its own.
func (s *Show) alone() bool { return s.Leaf || s.Stated != nil }

// Prune reads the stream that tree was built over once and writes the pruned
// tree: leaves that show names, and in place of all others the fewest hashes that
// lead to the root. show is called for each leaf in order, from one goroutine;
// the bytes are valid during the call only. A stream that does not come out at
// the tree's root is a Negative error.
func Prune(ctx context.Context, w io.Writer, r io.Reader, tree Tree, cfg Config, show func(index, offset int64, leaf []byte) Show) error {
	cfg.Rule, cfg.Delimiter = tree.Rule, tree.Delimiter
	cfg, err := cfg.complete()
	if err != nil {
		return err
	}
	p := &pruner{w: bufio.NewWriterSize(w, 64<<10)}
	p.start(tree)
	if err := (pass{cfg: cfg, ask: show}).walk(ctx, r, p.unit); err != nil {
		return err
	}
	p.flush()
	if p.leaves != tree.Leaves || p.all.root() != tree.Root {
		return comity.Errorf(comity.Negative, "the exhibit's rows do not come out at the root that was sealed")
	}
	if err := p.w.Flush(); err != nil {
		return comity.Errorf(comity.Fault, "write rows: %w", err)
	}
	return nil
}

// pruner writes the lines of a pruned tree. It lives for one call.
type pruner struct {
	w        *bufio.Writer
	line     []byte
	leaves   int64
	all      stack // of everything, for the root
	withheld stack // not written yet
}

func (p *pruner) start(t Tree) {
	p.line = append(append(append(p.line[:0], header+" "...), t.Rule...), ' ')
	p.line = append(strconv.AppendInt(p.line, t.Leaves, 10), ' ')
	p.end(hex.AppendEncode(p.line, t.Root[:]))
}

// end writes a line. What fails is told by Flush.
func (p *pruner) end(line []byte) {
	p.line = append(line, '\n')
	p.w.Write(p.line)
}

func (p *pruner) unit(u *unit) error {
	p.leaves += int64(len(u.ends))
	for _, n := range u.nodes {
		p.all.push(n)
		if i := int(n.first() - u.first); n.level == 0 && u.shows[i].alone() {
			p.flush()
			p.shown(u, i, n)
			continue
		}
		p.withheld.push(n)
	}
	return nil
}

func (p *pruner) shown(u *unit, i int, n node) {
	if s := u.shows[i]; !s.Leaf {
		p.line = append(strconv.AppendInt(append(p.line[:0], "stated "...), n.index, 10), ' ')
		p.end(base64.StdEncoding.AppendEncode(p.line, s.Stated))
		p.node(n)
		return
	}
	p.line = append(strconv.AppendInt(append(p.line[:0], "leaf "...), n.index, 10), ' ')
	p.line = append(strconv.AppendInt(p.line, u.at(i), 10), ' ')
	p.line = append(hex.AppendEncode(p.line, u.salt(i)), ' ')
	p.end(base64.StdEncoding.AppendEncode(p.line, u.leaf(i)))
}

func (p *pruner) node(n node) {
	p.line = append(strconv.AppendInt(append(p.line[:0], "node "...), int64(n.level), 10), ' ')
	p.line = append(strconv.AppendInt(p.line, n.index, 10), ' ')
	p.end(hex.AppendEncode(p.line, n.hash[:]))
}

// flush writes what is withheld so far.
func (p *pruner) flush() {
	for _, n := range p.withheld.nodes {
		p.node(n)
	}
	p.withheld.nodes = p.withheld.nodes[:0]
}
