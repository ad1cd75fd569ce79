package archive

import (
	"strings"

	"comity/internal/analysis/board/message"
)

// number is that of a text among texts; 0 is the empty one.
type number int32

// texts keeps each text once, however many captures have it: several contributors hold the same messages, and names and
// threads come again and again.
type texts struct {
	all    []string
	folded []message.Folded // of each; zero where it is no message's own words
	known  map[string]number
	room   *strings.Builder // where the latest lie
	folder *message.Folder
}

func newTexts() texts {
	t := texts{folder: message.NewFolder()}
	t.done()
	t.add("")
	return t
}

// add keeps a text, as a copy of its own where it is new, and gives its number.
func (t *texts) add(text string) number {
	n, known := t.known[text]
	if !known {
		n = number(len(t.all))
		text = t.keep(text)
		t.all, t.folded = append(t.all, text), append(t.folded, message.Folded{})
		t.known[text] = n
	}
	return n
}

// room is how many bytes of texts are kept as one.
const room = 1 << 16

// keep copies a text to where others lie: many are short, and there are millions.
func (t *texts) keep(text string) string {
	if t.room == nil || t.room.Cap()-t.room.Len() < len(text) {
		t.room = &strings.Builder{}
		t.room.Grow(max(room, len(text)))
	}
	at := t.room.Len()
	t.room.WriteString(text)
	return t.room.String()[at:]
}

// fold is add for a message's own words.
func (t *texts) fold(text string) number {
	n := t.add(text)
	if t.folded[n] == (message.Folded{}) {
		t.folded[n] = t.folder.Fold(text)
	}
	return n
}

// done forgets which texts are known.
func (t *texts) done() { t.known = map[string]number{} }
