package scene

import (
	"bufio"
	"strconv"
)

const (
	maxAddresses = 1 << 17    // 198.18.0.0/15, the range kept for benchmarks
	firstAddress = 0xC6120000 // 198.18.0.0
)

// table is the provider's side: in each slot of time every subscriber has one address of the pool, and the pool is
// dealt anew for the next slot. The pool's size is a power of two, so that an odd factor deals it without repeats.
type table struct {
	rows  int64
	pool  int64 // addresses, and subscribers
	slots int64
	width int64 // of a slot, seconds
}

func newTable(rows int64) table {
	pool := int64(1)
	for pool < maxAddresses && pool*16 <= rows {
		pool *= 2
	}
	slots := (rows + pool - 1) / pool
	return table{rows: rows, pool: pool, slots: slots, width: Length / slots}
}

// lease is what subscriber who has in a slot; ok is false where the table ends before it.
func (t table) lease(who, slot int64) (address uint32, start, end int64, ok bool) {
	if slot >= t.slots || slot*t.pool+who >= t.rows {
		return 0, 0, 0, false
	}
	deal := mix(uint64(slot) + 1)
	address = firstAddress + uint32((uint64(who)*(deal|1)+deal>>32)&uint64(t.pool-1))
	jitter := mix(uint64(slot)<<32 | uint64(address))
	start = Start + slot*t.width + int64(jitter%uint64(t.width/8+1))
	end = start + t.width*5/8 + int64((jitter>>32)%uint64(t.width/4))
	return address, start, end, true
}

func (t table) writeTo(w *bufio.Writer) error {
	if _, err := w.WriteString("address,start,end,subscriber\n"); err != nil {
		return err
	}
	var row []byte
	for n := range t.rows {
		address, start, end, _ := t.lease(n%t.pool, n/t.pool)
		row = append(appendAddress(row[:0], address), ',')
		row = append(appendRFC3339(row, start), ',')
		row = append(appendRFC3339(row, end), ",sub-"...)
		row = append(strconv.AppendInt(row, 100000+n%t.pool, 10), '\n')
		if _, err := w.Write(row); err != nil {
			return err
		}
	}
	return nil
}

// mix is the finaliser of SplitMix64: a fixed, well-spread function of n.
func mix(n uint64) uint64 {
	n += 0x9e3779b97f4a7c15
	n = (n ^ n>>30) * 0xbf58476d1ce4e5b9
	n = (n ^ n>>27) * 0x94d049bb133111eb
	return n ^ n>>31
}
