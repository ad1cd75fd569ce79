package lease

import "comity/internal/comity"

// shelves are found by what they hold: those of one whole address, which most
// are, by that alone, for a map of short keys takes half the memory to look at.
type shelves struct {
	whole map[comity.Addr]*shelf
	other map[key]*shelf
}

func newShelves() shelves { return shelves{map[comity.Addr]*shelf{}, map[key]*shelf{}} }

func (k key) whole() bool { return k.first == k.last && k.port == 0 && k.lane == 0 }

// at is the shelf of k; nil where there is none.
func (s *shelves) at(k key) *shelf {
	if k.whole() {
		return s.whole[k.first]
	}
	return s.other[k]
}

func (s *shelves) set(k key, sh *shelf) {
	if k.whole() {
		s.whole[k.first] = sh
		return
	}
	s.other[k] = sh
}

func (s *shelves) remove(k key) {
	if k.whole() {
		delete(s.whole, k.first)
		return
	}
	delete(s.other, k)
}
