package falcon

import (
	"net/netip"
	"time"

	"comity/internal/simulate/draw"
)

func timeIn(loc *time.Location, t int64) (time.Time, int) {
	at := time.Unix(t, 0).In(loc)
	_, offset := at.Zone()
	return at, offset
}

// place is the line a person is on at a time, -1 for one nobody in the case knows.
func (w *world) place(s *draw.Stream, id int32, t int64) int32 {
	p := &w.people[id]
	if p.away > 0 && t >= p.away && t < p.away+7*day {
		return -1
	}
	if p.vpn && s.N(10) < 8 {
		return w.vpns[int(id)%len(w.vpns)]
	}
	if s.Chance(w.p.homeUse) {
		return w.homeAt(p, t)
	}
	at, _ := timeIn(w.countries[p.country].loc, t)
	working := at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && at.Hour() >= 8 && at.Hour() < 18
	switch {
	case p.office >= 0 && working:
		return p.office
	case p.mobile >= 0 && s.N(10) < 6:
		return p.mobile
	case p.cafe >= 0 && s.N(2) == 0:
		return p.cafe
	case p.friend >= 0 && s.N(3) == 0:
		return p.friend
	}
	return w.homeAt(p, t)
}

func (w *world) homeAt(p *person, t int64) int32 {
	if p.moved > 0 && t >= p.moved {
		return p.next
	}
	return p.home
}

// seatOn finds a seat on a line, later by some minutes where the line is down
// just then. Lines that nobody knows have seats anywhere else.
func (w *world) seatOn(s *draw.Stream, line int32, t int64, six bool, device uint64) (seat, int64) {
	for try := 0; line >= 0 && try < 24; try++ {
		if at, ok := w.sit(line, t, six, device); ok {
			return at, t
		}
		t += int64(s.Between(120, 900))
	}
	return w.elsewhere(s), t
}

// elsewhere is an address of the rest of the world.
func (w *world) elsewhere(s *draw.Stream) seat {
	var a netip.Addr
	switch s.N(3) {
	case 0:
		a = four(192<<24|2<<8, s.N(256))
	case 1:
		a = four(198<<24|51<<16|100<<8, s.N(256))
	default:
		a = four(benchNet+benchSize-spare, s.N(spare))
	}
	return seat{line: -1, addr: a, port: uint16(s.Between(firstPort, 65000))}
}

// schedule finds out from where each account was signed up.
func (w *world) schedule() {
	for i := range w.accounts {
		a := &w.accounts[i]
		s := w.stream("signup", i)
		if a.signup < w.start {
			a.joinedAt = w.before(&s, a)
			continue
		}
		line := a.makerLine
		if line < 0 {
			line = w.place(&s, a.maker, a.signup)
		}
		six := w.servers[w.sites[a.site].server].six
		a.joinedAt, a.signup = w.seatOn(&s, line, a.signup, six, uint64(a.maker)+1)
	}
}

// before is an address from a time that no provider's answer reaches back to.
func (w *world) before(s *draw.Stream, a *account) seat {
	home := &w.lines[w.people[a.maker].home]
	p := &w.providers[home.provider]
	if home.width > 0 || p.slots == 0 {
		return w.elsewhere(s)
	}
	return seat{line: -1, addr: p.public(int32(s.N(p.slots))), port: uint16(s.Between(firstPort, 65000))}
}
