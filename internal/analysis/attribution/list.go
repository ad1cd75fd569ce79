package attribution

import (
	"cmp"
	"slices"
)

// lists are numbered lists in one piece of memory.
type lists[T cmp.Ordered] struct {
	start []int // where list i starts; one more at the end
	items []T
}

// gather makes n lists. each calls put for every element; it is called twice,
// to count and to place, and must say the same both times.
func gather[T cmp.Ordered](n int, each func(put func(list int32, v T))) lists[T] {
	l := lists[T]{start: make([]int, n+1)}
	each(func(list int32, _ T) { l.start[list]++ })
	end := 0
	for i, count := range l.start {
		l.start[i] = end
		end += count
	}
	l.items = make([]T, end)
	each(func(list int32, v T) {
		l.items[l.start[list]] = v
		l.start[list]++
	})
	copy(l.start[1:], l.start) // each start has moved to its list's end
	l.start[0] = 0
	return l
}

// at is list i; nobody may append to it in place.
func (l *lists[T]) at(i int32) []T {
	from, to := l.start[i], l.start[i+1]
	return l.items[from:to:to]
}

// sort puts each list in ascending order, each element once.
func (l *lists[T]) sort() {
	end := 0
	for i := range len(l.start) - 1 {
		list := l.at(int32(i))
		slices.Sort(list)
		l.start[i] = end
		end += copy(l.items[end:], slices.Compact(list))
	}
	l.start[len(l.start)-1] = end
	l.items = l.items[:end]
}

// ascending sorts a list, each element once.
func ascending[T cmp.Ordered](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}

// few is how many elements are put into a list one by one, and searched one by one: beyond it,
// sorting or a map is faster.
const few = 32

// both is what is in either of two ascending lists. It may use the memory of the longer one, which
// grows a little each time as clusters do.
func both[T cmp.Ordered](a, b []T) []T {
	if len(a) < len(b) {
		a, b = b, a
	}
	if len(b) > few {
		return ascending(slices.Concat(a, b))
	}
	for _, v := range b {
		a = insert(a, v)
	}
	return a
}

// insert puts v into the ascending list where it is not yet.
func insert[T cmp.Ordered](list []T, v T) []T {
	i, found := slices.BinarySearch(list, v)
	if found {
		return list
	}
	return slices.Insert(list, i, v)
}
