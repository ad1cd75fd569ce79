package material

import (
	"comity/internal/analysis/material/known"
	"comity/internal/records/record"
)

// digest is a cryptographic hash with its length in front, so that equal ones are of the same file.
type digest [33]byte

// digests numbers the digests of rows as they come.
type digests struct {
	number map[digest]int32
	keys   known.Keys // by number
}

// of are the numbers of a row's MD5, SHA-1 and SHA-256; none where it has not, or where it never came.
func (d *digests) of(h *record.Hashed) [3]int32 {
	return [3]int32{d.find(h.HasMD5, h.MD5[:]), d.find(h.HasSHA1, h.SHA1[:]), d.find(h.HasSHA256, h.SHA256[:])}
}

func (d *digests) find(has bool, hash []byte) int32 {
	if has {
		if n, known := d.number[digestOf(hash)]; known {
			return n
		}
	}
	return none
}

// add is of, and numbers those that never came.
func (d *digests) add(h *record.Hashed) [3]int32 {
	return [3]int32{d.give(h.HasMD5, h.MD5[:]), d.give(h.HasSHA1, h.SHA1[:]), d.give(h.HasSHA256, h.SHA256[:])}
}

func (d *digests) give(has bool, hash []byte) int32 {
	if !has {
		return none
	}
	of := digestOf(hash)
	n, known := d.number[of]
	if !known {
		n = int32(len(d.keys))
		d.number[of] = n
		d.keys.Add(hash)
	}
	return n
}

func digestOf(b []byte) (d digest) {
	d[0] = byte(len(b))
	copy(d[1:], b)
	return d
}
