package seal

import (
	"bytes"
	"encoding/hex"
	"strconv"

	"comity/internal/comity"
)

// fileHeader begins the file of a tree's segments; docs/formats/rows.md.
const fileHeader = "comity-tree v1"

// SegmentText is the content of the file that keeps the segments:
//
//	comity-tree v1 <rule> <leaves> <root>
//	<offset> <root of a segment>
func (t *Tree) SegmentText() []byte {
	b := append(append(append([]byte(nil), fileHeader+" "...), t.Rule...), ' ')
	b = append(strconv.AppendInt(b, t.Leaves, 10), ' ')
	b = append(hex.AppendEncode(b, t.Root[:]), '\n')
	for i := range t.Segments {
		b = append(strconv.AppendInt(b, t.Segments[i].Offset, 10), ' ')
		b = append(hex.AppendEncode(b, t.Segments[i].Root[:]), '\n')
	}
	return b
}

// WithSegments returns t with the segments of such a file. A Negative error says that it
// is another tree's, or that its segments do not come out at the root of t.
func (t Tree) WithSegments(text []byte) (Tree, error) {
	bad := comity.Errorf(comity.Negative, "the row tree's segments are not those that were sealed")
	t.Segments = nil
	lines := bytes.Split(text, []byte("\n"))
	for _, line := range lines[1:] {
		at, root, _ := bytes.Cut(line, []byte(" "))
		offset, ok := number(at)
		s := Segment{Offset: offset}
		if !ok || !unhex(s.Root[:], root) {
			break
		}
		t.Segments = append(t.Segments, s)
	}
	if !bytes.Equal(t.SegmentText(), text) || !t.Whole() {
		return t, bad
	}
	return t, nil
}
