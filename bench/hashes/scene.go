package main

import "encoding/binary"

// scene is a set of digests and what is asked of it; both follow from the numbers alone.
type scene struct {
	known, asked int64
	width        int
}

// digest is the one numbered i, spread as digests are; below known they are in the set.
func (s scene) digest(i int64, to []byte) []byte {
	to = to[:0]
	x := uint64(i) * 4
	for len(to) < s.width {
		x++
		to = binary.BigEndian.AppendUint64(to, mix(x))
	}
	return to[:s.width]
}

// question is the q-th that is asked: every other is there, in no order.
func (s scene) question(q int64, to []byte) []byte {
	if q%2 == 0 {
		return s.digest(int64(mix(uint64(q)+1<<60)%uint64(s.known)), to)
	}
	return s.digest(s.known+q, to)
}

// mix is the finish of splitmix64: one to one, and every bit depends on all.
func mix(x uint64) uint64 {
	x *= 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
