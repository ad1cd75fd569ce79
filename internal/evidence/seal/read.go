package seal

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"strconv"

	"comity/internal/comity"
)

// Summary says what a pruned tree holds, once it came out at its root.
type Summary struct {
	Rule   Rule
	Leaves int64 // of the whole exhibit
	Shown  int64
	Stated int64 // withheld, with something stated instead
	Root   comity.Digest
}

// Withheld is the number of leaves that are not shown: proven, because every
// leaf is under some line.
func (s Summary) Withheld() int64 { return s.Leaves - s.Shown }

// maxLine is the number of bytes that no line of a pruned tree exceeds.
const maxLine = MaxLeaf/3*4 + 256

// ReadRows reads a pruned tree in constant memory, and calls each for every leaf
// that is shown or stated, in order; its Bytes are valid during the call only.
// Nothing is proven before ReadRows returned without error: what each receives
// must be kept apart until then. The root of the Summary is the one that the text
// itself names: whether it is the sealed one, the caller compares.
//
// A Negative error says that the text is not in the form, or that its lines do
// not cover every leaf once, or do not come out at the root.
func ReadRows(r io.Reader, each func(Leaf) error) (Summary, error) {
	p := &rowReader{in: bufio.NewReaderSize(r, 64<<10), each: each, place: placed{exact: true}}
	if err := p.header(); err != nil {
		return Summary{}, err
	}
	for {
		line, err := p.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err == nil {
			err = p.row(line)
		}
		if err != nil {
			return Summary{}, err
		}
	}
	return p.sum, p.close()
}

// rowReader reads a pruned tree. It lives for one call.
type rowReader struct {
	hasher
	in    *bufio.Reader
	each  func(Leaf) error
	sum   Summary
	tree  stack
	lines int64
	at    int64  // the leaf that is next
	place placed // where the stream goes on
	said  bool   // the line before stated something
	bytes []byte
	long  []byte // a line that does not fit the reader's buffer
}

// placed is what is known of where the next leaf begins.
type placed struct {
	offset int64
	exact  bool // the leaf before was shown
}

func (p *rowReader) bad(format string, args ...any) error {
	return comity.Errorf(comity.Negative, "rows, line %d: %w", p.lines, comity.Errorf(comity.Negative, format, args...))
}

// next returns a line without its line feed, valid until the next call.
func (p *rowReader) next() ([]byte, error) {
	line, err := p.in.ReadSlice('\n')
	p.lines++
	if errors.Is(err, bufio.ErrBufferFull) {
		line, err = p.rest(line)
	}
	switch {
	case err == nil:
		return line[:len(line)-1], nil
	case errors.Is(err, io.EOF) && len(line) == 0:
		return nil, io.EOF
	case errors.Is(err, io.EOF):
		return nil, p.bad("it has no line end: the text is cut off")
	case errors.Is(err, bufio.ErrBufferFull):
		return nil, p.bad("it is longer than any line may be")
	}
	return nil, err
}

// rest reads on a line that does not fit the reader's buffer.
func (p *rowReader) rest(line []byte) ([]byte, error) {
	p.long = append(p.long[:0], line...)
	for len(p.long) <= maxLine {
		more, err := p.in.ReadSlice('\n')
		p.long = append(p.long, more...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return p.long, err
		}
	}
	return p.long, bufio.ErrBufferFull
}

func (p *rowReader) header() error {
	line, err := p.next()
	if errors.Is(err, io.EOF) {
		return p.bad("the text is empty")
	}
	if err != nil {
		return err
	}
	f := bytes.Split(line, []byte(" "))
	if len(f) != 5 || !bytes.HasPrefix(line, []byte(header+" ")) {
		return p.bad("it does not begin with %q, rule, count and root", header)
	}
	if p.sum.Rule = Rule(f[2]); p.sum.Rule != Line && p.sum.Rule != Cell && p.sum.Rule != Piece && p.sum.Rule != Block {
		return p.bad("rule %.40q is none", f[2])
	}
	leaves, ok := number(f[3])
	if p.sum.Leaves = leaves; !ok || leaves > 1<<maxLevel {
		return p.bad("%.40q is no number of leaves", f[3])
	}
	if !unhex(p.sum.Root[:], f[4]) {
		return p.bad("%.80q is no root", f[4])
	}
	return nil
}

func (p *rowReader) row(line []byte) error {
	name, rest, _ := bytes.Cut(line, []byte(" "))
	said := p.said
	p.said = false
	switch {
	case string(name) == "node":
		return p.node(rest, said)
	case said:
		return p.bad("what is stated is not followed by the hash of its leaf")
	case string(name) == "leaf":
		return p.leaf(rest)
	case string(name) == "stated":
		return p.stated(rest)
	}
	return p.bad("it is neither leaf, node nor stated")
}

func (p *rowReader) leaf(rest []byte) error {
	var f [4][]byte
	l := Leaf{Index: p.at}
	index, ok := p.fields(f[:], rest)
	offset, good := number(f[1])
	if l.Offset = offset; !ok || !good || index != p.at || !unhex(l.Salt[:], f[2]) || !p.text(f[3]) || len(p.bytes) == 0 {
		return p.bad("it is no leaf %d", p.at)
	}
	l.Bytes = p.bytes
	if l.Offset < p.place.offset || p.place.exact && l.Offset != p.place.offset || l.Offset > 1<<maxLevel {
		return p.bad("the leaf stands at byte %d, and those before end at %d", l.Offset, p.place.offset)
	}
	if err := p.push(node{0, p.at, p.hasher.leaf(l.Salt[:], l.Bytes)}); err != nil {
		return err
	}
	p.place = placed{l.Offset + int64(len(l.Bytes)), true}
	p.sum.Shown++
	return p.each(l)
}

func (p *rowReader) stated(rest []byte) error {
	var f [2][]byte
	if index, ok := p.fields(f[:], rest); !ok || index != p.at || p.at >= p.sum.Leaves || !p.text(f[1]) {
		return p.bad("it states nothing about leaf %d", p.at)
	}
	p.said = true
	p.sum.Stated++
	return p.each(Leaf{Index: p.at, Bytes: p.bytes, Stated: true})
}

func (p *rowReader) node(rest []byte, said bool) error {
	var f [3][]byte
	level, ok := p.fields(f[:], rest)
	index, good := number(f[1])
	n := node{level: uint8(min(level, maxLevel+1)), index: index}
	if !ok || !good || level > maxLevel || index > 1<<maxLevel>>level || !unhex(n.hash[:], f[2]) || said && level != 0 {
		return p.bad("it is no node")
	}
	if n.first() != p.at {
		return p.bad("the node begins with leaf %d, and leaf %d is next", n.first(), p.at)
	}
	if err := p.push(n); err != nil {
		return err
	}
	p.place.offset, p.place.exact = p.place.offset+1<<level, false // no leaf is empty
	return nil
}

// push takes a subtree in that begins with the leaf that is next.
func (p *rowReader) push(n node) error {
	if size := int64(1) << n.level; size > p.sum.Leaves-p.at {
		return p.bad("there are more leaves than the %d that the first line names", p.sum.Leaves)
	}
	p.at += int64(1) << n.level
	p.tree.push(n)
	return nil
}

func (p *rowReader) close() error {
	switch {
	case p.said:
		return p.bad("what is stated is not followed by the hash of its leaf")
	case p.at != p.sum.Leaves:
		return p.bad("leaves from %d to %d are missing", p.at, p.sum.Leaves-1)
	case p.tree.root() != p.sum.Root:
		return comity.Errorf(comity.Negative, "rows: leaves and hashes do not come out at the root %s", p.sum.Root)
	}
	return nil
}

// fields cuts a line in as many fields as f has room for, and reads the first.
func (p *rowReader) fields(f [][]byte, line []byte) (first int64, ok bool) {
	for i := range f {
		var more bool
		if f[i], line, more = bytes.Cut(line, []byte(" ")); more != (i < len(f)-1) {
			return 0, false
		}
	}
	return number(f[0])
}

// text decodes a field of base64 into p.bytes.
func (p *rowReader) text(b []byte) (ok bool) {
	var err error
	p.bytes, err = base64.StdEncoding.Strict().AppendDecode(p.bytes[:0], b)
	return err == nil && len(p.bytes) <= MaxLeaf && base64.StdEncoding.EncodedLen(len(p.bytes)) == len(b)
}

// number reads a decimal number as it is written: no sign, no leading zero.
func number(b []byte) (int64, bool) {
	n, err := strconv.ParseInt(string(b), 10, 64)
	return n, err == nil && n >= 0 && (len(b) == 1 || b[0] != '0' && b[0] != '+' && b[0] != '-')
}

// unhex reads lower-case hex of exactly len(dst) bytes.
func unhex(dst, src []byte) bool {
	if len(src) != hex.EncodedLen(len(dst)) || bytes.ContainsAny(src, "ABCDEF") {
		return false
	}
	_, err := hex.Decode(dst, src)
	return err == nil
}
