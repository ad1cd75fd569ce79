package crosscheck

import (
	"iter"
	"math/bits"
	"slices"

	"comity/internal/comity"
)

// buildWide groups the rows that cover more than one IPv4 address, and all
// IPv6 rows, by prefix. There are few of them: subscribers' delegations and
// static ranges.
func (x *Index) buildWide(batches []*Batch, bases []uint32) {
	var counts []uint32
	total := 0
	for _, b := range batches {
		total += len(b.wide)
		for i := range b.wide {
			p := b.wide[i].prefix
			g, ok := x.byPrefix[p]
			if !ok {
				g = uint32(len(counts))
				x.byPrefix[p] = g
				counts = append(counts, 0)
				x.useLength(p)
			}
			counts[g]++
			x.wide.anyOpen = x.wide.anyOpen || b.wide[i].row.open || b.wide[i].row.inForce
		}
	}
	next := x.wide.layOut(counts, total)
	for bi, b := range batches {
		rows := make([]staged, len(b.wide))
		for i := range b.wide {
			st := &b.wide[i]
			rows[i] = st.staged
			rows[i].row.name += bases[bi]
			x.wide.put(next, x.byPrefix[st.prefix], &rows[i], bi, i)
		}
		x.wide.read = append(x.wide.read, rows)
		b.wide = nil
	}
	x.wide.sortGroups()
}

func (x *Index) useLength(p prefix) {
	lengths := &x.lengths6
	if p.addr.Is4() {
		lengths = &x.lengths4
	}
	if i, found := slices.BinarySearch(*lengths, p.bits); !found {
		*lengths = slices.Insert(*lengths, i, p.bits)
	}
}

// prefixes splits the range from first to last, both included, into the fewest
// prefixes. A range whose ends are swapped is empty.
func prefixes(first, last comity.Addr) iter.Seq[prefix] {
	return func(yield func(prefix) bool) {
		for first.Compare(last) <= 0 {
			n := spanBits(first, last)
			if !yield(prefix{first, 128 - n}) {
				return
			}
			next, wrapped := addBlock(first, n)
			if wrapped {
				return
			}
			first = next
		}
	}
}

// spanBits is the largest n such that the block of 2^n addresses at first is
// aligned and does not reach behind last.
func spanBits(first, last comity.Addr) int {
	n := trailingZeros(first)
	for n > 0 && blockEnd(first, n).Compare(last) > 0 {
		n--
	}
	return n
}

func trailingZeros(a comity.Addr) int {
	if a.Lo != 0 {
		return bits.TrailingZeros64(a.Lo)
	}
	return 64 + bits.TrailingZeros64(a.Hi)
}

// blockEnd is the last address of the block of 2^n addresses at a.
func blockEnd(a comity.Addr, n int) comity.Addr {
	if n >= 64 {
		return comity.Addr{Hi: a.Hi | (1<<(n-64) - 1), Lo: ^uint64(0)}
	}
	return comity.Addr{Hi: a.Hi, Lo: a.Lo | (1<<n - 1)}
}

func addBlock(a comity.Addr, n int) (next comity.Addr, wrapped bool) {
	end := blockEnd(a, n)
	lo, carry := bits.Add64(end.Lo, 1, 0)
	hi, carry := bits.Add64(end.Hi, 0, carry)
	return comity.Addr{Hi: hi, Lo: lo}, carry != 0
}
