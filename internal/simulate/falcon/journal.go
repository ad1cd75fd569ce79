package falcon

import (
	"cmp"
	"io"
	"slices"
	"sync"

	"comity/internal/simulate/export"
)

// login is one log-in as the site and the billing company both see it.
type login struct {
	t       int64
	account int32
	seat    seat
}

// journal notes the log-ins among a visit's requests, where clocks are faulty:
// the billing company's journal of them is what site clocks can be told by.
func (w *world) journal(hits []hit, out *logged) {
	if !w.spec.Faulty {
		return
	}
	for i := range hits {
		if h := &hits[i]; h.page == pageMember {
			out.logins = append(out.logins, login{t: h.t, account: h.account, seat: h.seat})
		}
	}
}

// journaled reports whether the billing company keeps a journal for a site.
func (w *world) journaled(site int32) bool {
	s := w.stream("journal", int(site))
	return s.Chance(w.p.journals)
}

// writeJournal writes the log-ins of most sites as the billing company's
// database has them. Sites with faulty clocks only; clean worlds have none.
func (w *world) writeJournal() error {
	keeps := make([]bool, len(w.sites))
	for i := range keeps {
		keeps[i] = w.journaled(int32(i))
	}
	var rows []login
	for _, l := range w.logins {
		if keeps[w.accounts[l.account].site] {
			rows = append(rows, l)
		}
	}
	if len(rows) == 0 {
		return nil
	}
	slices.SortStableFunc(rows, func(a, b login) int { return cmp.Or(cmp.Compare(a.t, b.t), cmp.Compare(a.account, b.account)) })
	e := &export.Exhibit{Path: "billing/logins.csv", Kind: "access", Format: "csv", Provider: "billing processor", Country: "US", Basis: "mla-access",
		Clock: w.clock(sourceJournal, "UTC"), ClockBasis: "database stores UTC", Skew: "1s", Delim: ',', Columns: columns("time=at site=site account=login ip=ip")}
	w.claim(e)
	w.form(e, len(rows), true)
	w.exhibit(e)
	return w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, w.damage)
		var last []string
		for i := range rows {
			a := &w.accounts[rows[i].account]
			last = []string{e.Time(rows[i].t), w.sites[a.site].domain, a.user, rows[i].seat.addr.String()}
			t.Row(last...)
		}
		return t.Close(last...)
	})
}

// reach is by how much legal bases are wider where clocks are faulty, in
// seconds: rows must not fall outside because their stamps are wrong.
func (w *world) reach(days int64) int64 {
	if !w.spec.Faulty {
		return 0
	}
	return days * day
}

// claim is what the manifest says of a clock that is off: that it is exact, or
// nothing. It also gives a table whose days and months are swapped the form in
// which that happens.
func (w *world) claim(e *export.Exhibit) {
	f := e.Clock.Fault
	if f == nil {
		return
	}
	switch f.Kind {
	case export.Skew, export.Drift:
		if e.Skew = ""; len(e.Path)%2 == 0 {
			e.Skew, e.ClockBasis = "0s", "the clock is said to be exact"
		}
	case export.Swapped:
		if e.TimeFormat == "" {
			e.TimeFormat = "02/01/2006 15:04:05"
		}
	}
}

// halved reports whether a row's end may be read as before its start.
func halved(e *export.Exhibit) bool {
	f := e.Clock.Fault
	return f != nil && (f.Kind == export.HalfDay || f.Kind == export.Swapped)
}

// backwards are rows whose end the manifest's statement puts before their
// start. Nobody can read them who believes it.
type backwards struct {
	mu   sync.Mutex
	list []export.Reject
}

func (b *backwards) note(e *export.Exhibit, line, from, to int64) {
	if e.Clock.Fault == nil || e.Clock.Read(from) <= e.Clock.Read(to) {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.list = append(b.list, export.Reject{Path: e.Where(), Line: line, Reason: "ends before it begins, by the stated clock", Clock: true})
}
