package extent

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"comity/internal/comity"
)

// Month is what was done in one month of UTC. Sessions count where they begin.
type Month struct {
	Month     YearMonth `json:"month"`
	Sessions  int64     `json:"sessions"`
	Days      int64     `json:"days"`
	Payments  int64     `json:"payments"`
	Elsewhere int64     `json:"elsewhere,omitempty"` // of the days, those without a hit at the claimed connection
	Uncertain int64     `json:"uncertain,omitempty"` // of the days, those on uncertain hits alone
}

// YearMonth is a month of UTC: the months since January of the year 0.
type YearMonth int64

// AppendText implements encoding.TextAppender: "2004-11".
func (y YearMonth) AppendText(b []byte) ([]byte, error) {
	year, month := y/12, y%12+1
	for least := YearMonth(1000); least > 1 && year < least; least /= 10 {
		b = append(b, '0')
	}
	b = append(strconv.AppendInt(b, int64(year), 10), '-')
	return append(b, byte('0'+month/10), byte('0'+month%10)), nil
}

// MarshalText implements encoding.TextMarshaler.
func (y YearMonth) MarshalText() ([]byte, error) { return y.AppendText(nil) }

// String is the month as "2004-11".
func (y YearMonth) String() string {
	b, _ := y.AppendText(nil) // it never fails
	return string(b)
}

// UnmarshalText implements encoding.TextUnmarshaler.
func (y *YearMonth) UnmarshalText(b []byte) error {
	var year, month YearMonth
	if _, err := fmt.Sscanf(string(b), "%d-%d", &year, &month); err != nil || month < 1 || month > 12 || year < 0 || year > 1<<20 {
		return comity.Errorf(comity.Input, "month %.20q is not like 2004-11", b)
	}
	*y = year*12 + month - 1
	return nil
}

// sum adds up, in place, what belongs to one month; never nil.
func sum(months []Month) []Month {
	if months == nil {
		return []Month{}
	}
	slices.SortFunc(months, func(a, b Month) int { return cmp.Compare(a.Month, b.Month) })
	out := months[:0]
	for _, m := range months {
		if len(out) == 0 || out[len(out)-1].Month != m.Month {
			out = append(out, m)
			continue
		}
		last := &out[len(out)-1]
		last.Sessions += m.Sessions
		last.Days += m.Days
		last.Payments += m.Payments
		last.Elsewhere += m.Elsewhere
		last.Uncertain += m.Uncertain
	}
	return out
}

// dayOf numbers the days of UTC, also those before 1970.
func dayOf(i comity.Instant) int64 {
	d := int64(i / comity.Day)
	if i%comity.Day < 0 {
		d--
	}
	return d
}

// monthOf is the month of UTC that an instant lies in. Before the year 0 there is none.
func monthOf(i comity.Instant) YearMonth {
	year, month, _ := i.Time().Date()
	return max(0, YearMonth(year)*12+YearMonth(month)-1)
}
