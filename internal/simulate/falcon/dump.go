package falcon

import (
	"io"
	"strconv"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
)

// signatures are what members put under their posts. Some hold what a dump escapes.
var signatures = []string{"", "", "It's spring; (really) it is!", "C:\\garden\\roses", "steam\nand \"signals\"", "'); -- ,(1,2),"}

// dumpList makes a site's own member list the dump of its board, where the draw says so.
func (w *world) dumpList(e *export.Exhibit, site int) bool {
	if !w.dumped(site) {
		return false
	}
	e.Path, e.Format, e.Sheet = "sites/"+e.Site+"/board.sql", export.Dump, "phpbb_users"
	e.Clock, e.ClockBasis, e.TimeFormat, e.CRLF, e.Delim = w.clock(sourceList+strconv.Itoa(site), "UTC"), "the board stores seconds since 1970", export.Epoch, false, 0
	e.Columns = columns("=user_id account=username =user_password email=user_email time=user_regdate ip=user_ip last_time=user_lastvisit " +
		"name=user_realname born=user_birthday country=user_country =user_sig")
	return true
}

func (w *world) dumped(site int) bool {
	s := w.stream("dump", site)
	return w.spec.All && s.Chance(w.p.dumps)
}

func (w *world) writeDump(e *export.Exhibit, site int) error {
	w.claim(e)
	w.exhibit(e)
	s := w.stream("users", site)
	newer := s.N(2) == 0
	return w.file(e.Path, func(f io.Writer) error {
		out := export.NewUsers(f, e, newer, time.Unix(w.start-900*day, 0), w.damage)
		for n, id := range w.sites[site].accounts {
			out.Row(w.userRow(e, n, id, &s)...)
		}
		return out.Close()
	})
}

func (w *world) userRow(e *export.Exhibit, n int, id int32, s *draw.Stream) []string {
	a := &w.accounts[id]
	p := &w.people[a.profile]
	seen := ""
	if a.seen > 0 {
		seen = e.Time(a.seen)
	}
	return []string{strconv.Itoa(n + 2), a.user, "$H$9" + strconv.FormatUint(s.Uint64(), 36), a.email, e.Time(a.signup), a.joinedAt.addr.String(), seen,
		p.name(), p.born.Format(time.DateOnly), w.countries[p.country].code, draw.Pick(s, signatures)}
}
