package zone

import "comity/internal/analysis/chance"

// life is a way to spend a week: how many posts of about a thousand fall into each hour of local time, from Monday to Friday
// and at the weekend, and how many of a hundred people live so. docs/boards.md says what is known of it and by whom; the
// numbers are round, and none is fitted to any person.
type life struct {
	people     int64
	work, free [24]int64
}

// Hours of a day by the way it is spent.
var (
	evening = [24]int64{35, 18, 8, 4, 3, 4, 10, 18, 22, 24, 26, 28, 34, 36, 34, 36, 42, 52, 66, 86, 108, 116, 100, 66}
	allDay  = [24]int64{28, 14, 8, 5, 5, 7, 16, 30, 42, 50, 54, 55, 54, 55, 56, 57, 58, 58, 58, 60, 64, 66, 60, 45}
	atWork  = [24]int64{8, 4, 2, 2, 2, 4, 14, 38, 78, 98, 100, 92, 74, 82, 92, 88, 76, 52, 32, 28, 30, 30, 22, 14}
	byNight = [24]int64{88, 78, 58, 36, 20, 10, 6, 6, 8, 12, 18, 24, 32, 38, 42, 44, 46, 48, 50, 54, 60, 70, 80, 88}
	early   = [24]int64{4, 2, 2, 4, 14, 42, 72, 78, 66, 58, 56, 52, 48, 46, 46, 46, 50, 56, 64, 70, 60, 36, 16, 8}
	freeDay = [24]int64{38, 22, 12, 6, 5, 5, 8, 16, 30, 44, 54, 58, 58, 56, 56, 56, 57, 58, 60, 62, 64, 66, 62, 50} // nights of free days come an hour later
)

func lives() []life {
	return []life{
		{35, evening, freeDay}, {30, allDay, freeDay}, {15, atWork, freeDay}, {10, byNight, byNight}, {10, early, early},
	}
}

// late is how many of a thousand people live by so many half-hours earlier or later than others who spend their days alike,
// from three hours earlier to three later.
func late() [13]int64 { return [13]int64{10, 20, 40, 70, 110, 150, 170, 150, 110, 70, 50, 30, 20} }

const (
	even = 40 // hundredths of a post an hour that any life has at any time, in thousandths: nobody is a clock
	sure = 12 // occasions from which a life's own ways outweigh what more of them add
	thin = 16 // of how many further occasions one counts
)

// effective is how many independent occasions n count for: those of one person are not independent.
func effective(n int) int64 {
	if n <= sure {
		return int64(n)
	}
	return sure + int64(min(n, 400)-sure)/thin
}

// at is the logarithm of how likely a life has a post in a half-hour of the local week.
func (l *life) logs() (out [week]int64) {
	for _, day := range [2]struct {
		hours      *[24]int64
		first, end int
	}{{&l.work, 0, 5}, {&l.free, 5, 7}} {
		total := int64(0)
		for _, w := range day.hours {
			total += w + even/10
		}
		for s := day.first * slots; s < day.end*slots; s++ {
			h := s % slots / 2
			lean := h + 23 + s%2*2 // the second half-hour leans to the next hour, the first to the one before
			w := (3*day.hours[h] + day.hours[lean%24]) / 4
			out[s] = chance.Log2(uint64(w+even/10)) - chance.Log2(uint64(total))
		}
	}
	return out
}

// fits are the logarithms to the base of 2, in 256ths, of how well each offset explains the weeks of somebody who lives so.
func (l *life) fits(w *Week, n int) (out [slots]int64) {
	logs := l.logs()
	for o := range out {
		sum := int64(0)
		for s, c := range w {
			if c > 0 {
				sum += int64(c) * logs[(s+o+western/step+week)%week]
			}
		}
		out[o] = sum * effective(n) / int64(n)
	}
	return out
}
