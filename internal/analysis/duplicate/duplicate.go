// Package duplicate tells rows that were delivered twice from things that
// happened twice. The same export may come again in another order or format, and
// logs that were rotated overlap: what is counted, and what is taken for a second
// source, must be what happened.
//
// Rows of tables are told by what names them (Rows). Lines of logs name nothing:
// two equal lines of one log are two requests, and equal lines of two logs of one
// site are delivered twice as often as the log that has fewer of them has them
// (Lines).
package duplicate

import (
	"hash/maphash"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Origin is where a row was delivered first.
type Origin struct {
	Source int // number of the source
	Place  record.Place
}

// Key is built of the fields that name a row, and of the others that it may
// have. A key is used for one row and then built anew.
type Key struct {
	a, b     maphash.Hash
	at       moment
	own      string
	clock    *Clock // nil: one whose stamps are compared as they are
	numbered bool
	meant    []comity.Instant
	rest     []uint64
}

// Text adds a field that names the row.
func (k *Key) Text(s string) {
	for _, h := range [...]*maphash.Hash{&k.a, &k.b} {
		h.WriteString(s)
		h.WriteByte(0)
	}
}

// Int adds a number that names the row.
func (k *Key) Int(n int64) {
	var b [8]byte
	for i := range b {
		b[i] = byte(n >> (8 * i))
	}
	k.Text(string(b[:]))
}

// At adds when it happened: the middle of the span that its stamp means, and how
// wide that is without the skew of the clock. Two exports may write the same stamp
// with seconds and without.
func (k *Key) At(middle, width comity.Instant) {
	k.at = moment{middle, width}
}

// Maybe adds a field that one delivery of a row may have and another may lack;
// where both have it, it must be the same. It is told by 63 bits of a hash: what a run
// counts must not hang on its seed.
func (k *Key) Maybe(s string) {
	n := uint64(0)
	if s != "" {
		n = maphash.String(k.a.Seed(), s) | 1
	}
	k.rest = append(k.rest, n)
}

// Own adds the bank account that a statement is of; empty where the row is of no statement. Two deliveries
// may write it otherwise: as an IBAN, or as a number of the country's own.
func (k *Key) Own(stated string) { k.own = stated }

// Rows remembers rows. The zero value is ready. Memory grows with the distinct
// rows.
type Rows struct {
	seen     map[name][]row
	meant    map[name][]spot // rows of wrong clocks, by what their stamps mean
	widest   comity.Instant  // how far what a stamp means may lie from its middle
	accounts accounts
	key      Key
}

type name struct{ a, b uint64 }

type row struct {
	Origin
	at    moment
	clock *Clock
	meant *[]comity.Instant // by a clock that is wrong
	own   uint32            // number of the account
	rest  []uint64
}

// Key begins the key of the next row.
func (r *Rows) Key() *Key {
	if r.seen == nil {
		r.seen = map[name][]row{}
	}
	r.key.a.Reset()
	r.key.b.Reset()
	r.key.rest, r.key.at, r.key.own = r.key.rest[:0], moment{}, ""
	r.key.clock, r.key.meant, r.key.numbered = nil, r.key.meant[:0], false
	return &r.key
}

// Verdict says what a row is beside those that were delivered before.
type Verdict uint8

// The verdicts.
const (
	New      Verdict = iota
	Again            // delivered before
	Possible         // perhaps delivered before by another source: all agrees but the seconds, which one of the two may have cut off, or what the account is called, or by whose clock
)

// Seen is Judge where only what was surely delivered before matters.
func (r *Rows) Seen(o Origin) (first Origin, again bool) {
	first, v := r.Judge(o)
	return first, v == Again
}

// Judge reports whether the row of the key begun last was delivered before, and
// where; otherwise it is remembered as delivered at o. Rows that bear one name
// and contradict each other are different rows. What one delivery lacked and
// another had is remembered of both: a third must not contradict it either.
func (r *Rows) Judge(o Origin) (first Origin, v Verdict) {
	own := r.accounts.number(r.key.own)
	first = o
	var found *row
	judge := func(before *row) (enough bool) {
		switch r.against(before, own) {
		case Again:
			found = before
		case Possible:
			if v == New && before.Source != o.Source {
				first, v = before.Origin, Possible
			}
		}
		return found != nil
	}
	n := r.key.name(r.key.at.middle / comity.Minute)
	for i := range r.seen[n] {
		if judge(&r.seen[n][i]) {
			break
		}
	}
	if found == nil {
		r.elsewhere(judge)
	}
	if found != nil {
		found.learn(&r.key)
		found.own = r.accounts.learn(found.own, own)
		return found.Origin, Again
	}
	b := row{o, r.key.at, r.key.clock, nil, own, append([]uint64(nil), r.key.rest...)}
	r.keep(&b, spot{n, len(r.seen[n])})
	r.seen[n] = append(r.seen[n], b)
	return first, v
}

// against says what the row of the key begun last, of the account numbered own, is beside one before.
func (r *Rows) against(before *row, own uint32) Verdict {
	if !agree(before.rest, r.key.rest) {
		return New
	}
	at, account := r.key.when(before), r.accounts.against(before.own, own)
	switch {
	case at == New || account == New:
		return New
	case at == Possible || account == Possible:
		return Possible
	}
	return Again
}

// learn takes over what the delivery before did not say.
func (b *row) learn(k *Key) {
	for i := range b.rest {
		b.rest[i] |= k.rest[i] // where both are there they are equal
	}
	if k.at.width < b.at.width && !wrong(b.clock, k.clock) {
		b.at = k.at
	}
}

func agree(a, b []uint64) bool {
	for i := range a {
		if a[i] != b[i] && a[i] != 0 && b[i] != 0 {
			return false
		}
	}
	return true
}
