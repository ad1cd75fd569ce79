package xlsx

import (
	"math/bits"
	"strconv"
	"time"
)

// appendNumber appends a number as people write it: an integer as it stands,
// anything else as the shortest decimal that is the same number, without an
// exponent. What is no number is appended as it stands.
func appendNumber(dst, stored []byte) []byte {
	plain := true
	for i, c := range stored {
		switch {
		case c-'0' <= 9 || c == '-' && i == 0:
		case c == '.' || c == '-' || c == '+' || c == 'e' || c == 'E':
			plain = false
		default:
			return append(dst, stored...)
		}
	}
	if plain || len(stored) > 64 {
		return append(dst, stored...)
	}
	f, err := strconv.ParseFloat(string(stored), 64)
	if err != nil || f > 1e21 || f < -1e21 || f != 0 && f < 1e-21 && f > -1e-21 {
		return append(dst, stored...)
	}
	return strconv.AppendFloat(dst, f, 'f', -1, 64)
}

const msPerDay = 86_400_000

// serial reads a serial date: whole days, and the rest of the day in
// milliseconds, rounded. Integers only, for the result reaches a digest.
func serial(stored []byte) (days, ms int64, ok bool) {
	mantissa, scale, ok := decimal(stored)
	if !ok {
		return 0, 0, false
	}
	for ; scale < 0; scale++ {
		if mantissa > lastDay {
			return 0, 0, false
		}
		mantissa *= 10
	}
	if scale > 19 {
		return 0, 0, true
	}
	unit := uint64(1)
	for range scale {
		unit *= 10
	}
	whole := mantissa / unit
	hi, lo := bits.Mul64(mantissa%unit, msPerDay)
	lo, carry := bits.Add64(lo, unit/2, 0)
	part, _ := bits.Div64(hi+carry, lo, unit)
	if part == msPerDay {
		whole, part = whole+1, 0
	}
	return int64(min(whole, lastDay+1)), int64(part), whole <= lastDay
}

// decimal reads a number that is not negative as mantissa / 10^scale, to 18
// digits.
func decimal(b []byte) (mantissa uint64, scale int, ok bool) {
	digits, point, i := 0, false, 0
	for ; i < len(b); i++ {
		c := b[i]
		switch {
		case c-'0' <= 9:
			digits++
			if mantissa < 1e17 {
				mantissa = mantissa*10 + uint64(c-'0')
				if point {
					scale++
				}
			} else if !point {
				scale--
			}
			continue
		case c == '.' && !point:
			point = true
			continue
		}
		break
	}
	if digits == 0 {
		return 0, 0, false
	}
	if i == len(b) {
		return mantissa, scale, true
	}
	if b[i] != 'e' && b[i] != 'E' {
		return 0, 0, false
	}
	e, err := strconv.Atoi(string(b[i+1:]))
	return mantissa, scale - e, err == nil && e > -400 && e < 400
}

// lastDay is 9999-12-31 in the 1900 system, the last day that a workbook knows.
const lastDay = 2_958_465

// appendDate renders a serial number as its style says. ok is false where that
// day is none; then nothing is appended.
//
// In the 1900 system day 1 is 1900-01-01 and day 60 the 29th of February 1900,
// which never was: Lotus 1-2-3 had it, and the file format keeps it (ISO/IEC
// 29500-1, 18.17.4.1). In the 1904 system day 0 is 1904-01-01.
func appendDate(dst, stored []byte, shows style, from1904 bool) (out []byte, ok bool) {
	days, ms, ok := serial(stored)
	if !ok {
		return dst, false
	}
	date := shows&showsDate != 0
	if date && days == 0 && shows&showsTime != 0 {
		date = false // a time of day in a column of dates and times
	}
	if date {
		if dst, ok = appendDay(dst, days, from1904); !ok {
			return dst, false
		}
		if shows&showsTime == 0 {
			return dst, true
		}
		dst = append(dst, ' ')
	}
	return appendClock(dst, ms), true
}

func appendDay(dst []byte, days int64, from1904 bool) ([]byte, bool) {
	const epoch1900, epoch1904 = -25569, -24107 // days from 1970 of 1899-12-30 and 1904-01-01
	switch {
	case from1904 && days > lastDay-epoch1904+epoch1900:
		return dst, false
	case from1904:
		days += epoch1904
	case days == 0:
		return dst, false
	case days == 60:
		return append(dst, "1900-02-29"...), true
	case days < 60:
		days += epoch1900 + 1
	default:
		days += epoch1900
	}
	return time.Unix(days*86400, 0).UTC().AppendFormat(dst, time.DateOnly), true
}

func appendClock(dst []byte, ms int64) []byte {
	layout := time.TimeOnly
	if ms%1000 != 0 {
		layout = "15:04:05.000"
	}
	return time.UnixMilli(ms).UTC().AppendFormat(dst, layout)
}
