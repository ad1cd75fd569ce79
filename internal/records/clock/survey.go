package clock

import "comity/internal/comity"

// Survey counts what the written stamps of a source look like. From it follows
// what a reader of the export cannot see in any one row: that no hour is above
// twelve, that no day is. The zero value is empty; adding is cheap enough for
// every row.
type Survey struct {
	Hours  [24]int64 // stamps by hour as written; those with an offset or the name of a zone are not counted, for a machine wrote them
	Days   [32]int64 // by day of the month
	Months [13]int64
	Either [13][13]int64 // by month and day as stated, where the day can be a month
	Count  int64
	First  comity.Instant // earliest civil time, 0 where Count is
	Last   comity.Instant

	Upright int64 // rows that end after they begin as written only, and would not if day and month changed places
	Turned  int64 // rows that do so only if they did

	Begun order // rows by when they began, in the order of the file

	day, month, of int // of the last date: the next row is nearly always of the same one
}

// Add counts a stamp.
func (v *Survey) Add(s Stamp) {
	if s.HasOffset || s.Name != 0 || s.Sub > comity.Hour {
		return
	}
	if v.Count == 0 || s.Civil < v.First {
		v.First = s.Civil
	}
	v.Last = max(v.Last, s.Civil)
	v.Hours[hour(s.Civil)]++
	v.Count++
}

// AddDate is Add for a source whose dates are numbers in an order that is stated.
func (v *Survey) AddDate(s Stamp) {
	if n := int(s.Civil / comity.Day); n != v.day {
		_, m, d := s.Civil.Time().Date()
		v.day, v.month, v.of = n, int(m), d
	}
	v.Days[v.of]++
	v.Months[v.month]++
	if v.of < len(v.Either) {
		v.Either[v.month][v.of]++
	}
	v.Add(s)
}

// AddPeriod counts a row that began and ended, by the digits written, where that tells how its
// dates were written. What ends less than a day too early may be a matter of clocks that were put back.
func (v *Survey) AddPeriod(from, to comity.Instant) {
	switch turned := swapped(from) > swapped(to); {
	case from <= to && turned:
		v.Upright++
	case from > to+comity.Day && !turned:
		v.Turned++
	}
}

// Merge adds another survey of the same source.
func (v *Survey) Merge(o *Survey) {
	if o.Count == 0 {
		return
	}
	if v.Count == 0 || o.First < v.First {
		v.First = o.First
	}
	v.Last = max(v.Last, o.Last)
	v.Count += o.Count
	v.Upright += o.Upright
	v.Turned += o.Turned
	v.Begun.merge(&o.Begun)
	for i, n := range o.Hours {
		v.Hours[i] += n
	}
	for i, n := range o.Days {
		v.Days[i] += n
	}
	for i, n := range o.Months {
		v.Months[i] += n
	}
	for m := range o.Either {
		for d, n := range o.Either[m] {
			v.Either[m][d] += n
		}
	}
}

// fewest is how many stamps it takes before it means something that no hour is
// above twelve: were hours spread evenly, twenty would all lie below thirteen
// once in two hundred thousand exports.
const fewest = 20

// fewestRows is how many rows it takes that stand in order only if day and month changed places.
const fewestRows = 8

// LostHalf reports whether the export may have lost AM and PM: no hour above
// twelve, hours of both dials' ends, and stamps enough for that to be no chance.
func (v *Survey) LostHalf() bool {
	if v.Count < fewest {
		return false
	}
	for _, n := range v.Hours[13:] {
		if n > 0 {
			return false
		}
	}
	return v.spread() >= 6
}

// spread is on how many different hours there are stamps.
func (v *Survey) spread() (n int) {
	for _, c := range v.Hours {
		if c > 0 {
			n++
		}
	}
	return n
}

// Dates is how many of the stamps had a date in an order that is stated.
func (v *Survey) Dates() (count int64) {
	for _, n := range v.Days {
		count += n
	}
	return count
}

// LostOrder reports whether day and month may be exchanged: dates were counted,
// no day is above twelve, and read the other way they do not scatter over more
// months than they do as stated. A week of one month, read the other way, is a
// day in each of seven.
func (v *Survey) LostOrder() bool {
	var days, months int
	for d, n := range v.Days {
		if n == 0 {
			continue
		}
		if d > 12 {
			return false
		}
		days++
	}
	for _, n := range v.Months {
		if n > 0 {
			months++
		}
	}
	return days > 0 && v.Count >= fewest && days <= months
}

// Exchanged reports whether the written dates themselves say that day and month changed
// places wherever both can be a month. A day above twelve can't be one: the months in which
// there are such days, and those beside them, are those that the source is of. Dates that
// lie in them only when read the other way, spread over months as days are, are of an export
// that took them for the other order. So are rows of which many end before they begin, as they are
// written, and none would if their dates changed places: that also tells of dates as ISO writes them,
// of which nobody states an order. So is a list that is in the order of time only when read the other way.
func (v *Survey) Exchanged() bool {
	if v.Turned >= fewestRows && v.Turned > 20*v.Upright || v.Begun.exchanged() {
		return true
	}
	of, late := v.certain()
	var early, stated, other int64
	var spread [13]bool
	for m := range v.Either {
		for d, n := range v.Either[m] {
			early += n
			switch {
			case of[m] && !of[d]:
				stated += n
			case of[d] && !of[m] && n > 0:
				other, spread[m] = other+n, true
			}
		}
	}
	months := 0
	for _, is := range spread {
		if is {
			months++
		}
	}
	return 2*late >= early && months >= 4 && other >= fewest && other > 20*stated
}

// certain are the months in which there are days above twelve, and those beside them, and
// how many stamps have such a day.
func (v *Survey) certain() (of [13]bool, late int64) {
	for m := 1; m <= 12; m++ {
		n := v.Months[m]
		for _, e := range v.Either[m] {
			n -= e
		}
		if n > 0 {
			of[m], of[m%12+1], of[(m+10)%12+1] = true, true, true
			late += n
		}
	}
	return of, late
}
