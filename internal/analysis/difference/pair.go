package difference

import (
	"cmp"
	"slices"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Row is a provider's statement, as Pair tells it from others.
type Row struct {
	Cite  comity.Citation
	At    int64 // place in the exhibit, for its order
	Start comity.Instant
	Key   comity.Digest // addresses, ports, subscriber
	Text  comity.Digest // these, and from when to when
}

// RowOf is the Row of an assignment that is cited so.
func RowOf(a *record.Assignment, cite comity.Citation) Row {
	var b []byte
	for _, addr := range []comity.Addr{a.First, a.Last} {
		b = append(addr.Netip().AppendTo(b), 0)
	}
	b = append(b, byte(a.PortFrom>>8), byte(a.PortFrom), byte(a.PortTo>>8), byte(a.PortTo))
	b = append(b, a.Subscriber...)
	r := Row{Cite: cite, At: a.Offset, Start: a.Start.Lo, Key: comity.DigestOf(b)}
	b = append(b, 0)
	for _, at := range []comity.Instant{a.Start.Lo, a.Start.Hi, a.End.Lo, a.End.Hi, a.Asked} {
		for shift := 56; shift >= 0; shift -= 8 {
			b = append(b, byte(uint64(at)>>shift))
		}
	}
	r.Text = comity.DigestOf(b)
	return r
}

// Pair says which row of a corrected export takes the place of which: of one
// address and subscriber first those that say the same, then those that begin at
// one instant, then the others in their order, where as many are left on either side. The rows are in the order of
// their exhibits. Rows into which nothing leads are new.
func Pair(before, after []Row, to map[comity.Citation]comity.Citation) {
	old, now := byKey(before), byKey(after)
	for k, list := range now {
		pairGroup(old[k], list, to)
	}
}

func byKey(rows []Row) map[comity.Digest][]*Row {
	out := map[comity.Digest][]*Row{}
	for i := range rows {
		out[rows[i].Key] = append(out[rows[i].Key], &rows[i])
	}
	return out
}

func pairGroup(old, now []*Row, to map[comity.Citation]comity.Citation) {
	old, now = pairBy(old, now, to, func(r *Row) comity.Digest { return r.Text })
	old, now = pairBy(old, now, to, func(r *Row) comity.Instant { return r.Start })
	if len(old) != len(now) {
		return
	}
	for i, r := range now {
		to[r.Cite] = old[i].Cite
	}
}

// pairBy pairs the rows that are equal in one thing, in their order, and returns
// what is left.
func pairBy[T comparable](old, now []*Row, to map[comity.Citation]comity.Citation, what func(*Row) T) (oldLeft, nowLeft []*Row) {
	equal := map[T][]*Row{}
	for _, r := range old {
		equal[what(r)] = append(equal[what(r)], r)
	}
	used := map[*Row]bool{}
	for _, r := range now {
		same := equal[what(r)]
		if len(same) == 0 {
			nowLeft = append(nowLeft, r)
			continue
		}
		to[r.Cite], used[same[0]] = same[0].Cite, true
		equal[what(r)] = same[1:]
	}
	return slices.DeleteFunc(slices.Clone(old), func(r *Row) bool { return used[r] }), nowLeft
}

// SortRows puts rows into the order of their exhibit.
func SortRows(rows []Row) {
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(cmp.Compare(a.At, b.At), slices.Compare(a.Text[:], b.Text[:]))
	})
}
