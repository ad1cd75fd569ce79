package table

// most bounds how many distinct strings a parser remembers. Beyond it the
// memory starts anew: strings are then allocated again, nothing else changes.
const most = 1 << 18

// words remembers strings that repeat from row to row.
type words struct{ seen map[string]string }

func newWords() words { return words{seen: map[string]string{}} }

func (w *words) of(b []byte) string {
	if len(b) == 0 {
		return ""
	}
	if s, ok := w.seen[string(b)]; ok {
		return s
	}
	if len(w.seen) >= most {
		clear(w.seen)
	}
	s := string(b)
	w.seen[s] = s
	return s
}
