package attribution

import "slices"

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

// roomy is list with room for one more element: twice as much as before where it is full. append's quarter more would copy
// a list of hundreds of thousands a dozen times, each time into memory that is touched for the first time.
func roomy[T any](list []T) []T {
	if len(list) == cap(list) {
		return slices.Grow(list, len(list)+1)
	}
	return list
}
