package attribution

// slab keeps many small lists in few pieces of memory.
type slab[T any] struct{ free []T }

// slabSize is how many elements a new piece holds at least.
const slabSize = 512

// keep copies a list to stay; nobody may append to it in place.
func (s *slab[T]) keep(list []T) []T {
	if len(list) == 0 {
		return nil
	}
	if cap(s.free)-len(s.free) < len(list) {
		s.free = make([]T, 0, max(slabSize, len(list)))
	}
	from := len(s.free)
	s.free = append(s.free, list...)
	return s.free[from:len(s.free):len(s.free)]
}
