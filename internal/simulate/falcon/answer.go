package falcon

import (
	"cmp"
	"io"
	"slices"
	"strconv"

	"comity/internal/simulate/export"
)

// style is how a provider's tables look. Drawn per provider.
type style struct {
	assignments, answers, format string
	delim                        byte
	utc, quoteAll, crlf, ascii   bool
}

var styles = []style{
	{assignments: "ip=address start=start end=end PORTS subscriber=customer name=name street=street town=city country=country =tariff",
		answers: "asked_ip=address asked_port=port asked_time=asked_time SPAN subscriber=customer name=name street=street town=city country=country", delim: ',', utc: true},
	{assignments: "subscriber=Kundennummer name=Vorname|Nachname street=Strasse town=Ort country=Land ip=IP start=Beginn end=Ende PORTS",
		answers: "asked_time=Zeitpunkt asked_ip=IP asked_port=Port subscriber=Kundennummer SPAN name=Vorname|Nachname street=Strasse town=Ort country=Land",
		format:  "02.01.2006 15:04:05", delim: ';', ascii: true},
	{assignments: "start=debut end=fin ip=adresse_ip PORTS subscriber=abonne name=titulaire street=voie town=commune country=pays",
		answers: "asked_ip=adresse_ip asked_port=port asked_time=horodatage SPAN subscriber=abonne name=titulaire street=voie town=commune country=pays",
		format:  export.Epoch, delim: '\t', utc: true},
	{assignments: "ip=ip_addr subscriber=subscriber_id name=surname_first street=addr1 town=town country=cc start=from_time end=to_time PORTS =remarks",
		answers: "asked_time=query_time asked_ip=ip_addr asked_port=src_port subscriber=subscriber_id SPAN name=surname_first street=addr1 town=town country=cc =remarks",
		format:  "2006-01-02T15:04:05Z07:00", delim: ',', quoteAll: true},
	{assignments: "ip=indirizzo start=inizio end=fine PORTS subscriber=utenza name=nome|cognome street=via town=comune country=stato",
		answers: "asked_ip=indirizzo asked_port=porta asked_time=istante subscriber=utenza SPAN name=nome|cognome street=via town=comune country=stato",
		format:  "02/01/2006 15:04:05", delim: ';', crlf: true},
}

// questions adds payments and sign-ups to the log-ins and sorts them by provider.
func (w *world) questions(asked []question) [][]question {
	for i := range w.payments {
		p := &w.payments[i]
		asked = append(asked, question{seat: p.from, t: p.t, port: p.port})
	}
	for i := range w.accounts {
		if a := &w.accounts[i]; a.signup >= w.start && a.signup < w.end {
			asked = append(asked, question{seat: a.joinedAt, t: a.signup})
		}
	}
	by := make([][]question, len(w.providers))
	for _, q := range asked {
		if q.seat.line < 0 || !q.seat.addr.IsValid() {
			continue
		}
		n := w.lines[q.seat.line].provider
		p := &w.providers[n]
		if p.format == "answers" && (!p.mobile || p.ports && q.port) && w.covers(q) {
			by[n] = append(by[n], q)
		}
	}
	for i := range by {
		slices.SortStableFunc(by[i], func(a, b question) int {
			return cmp.Or(cmp.Compare(a.t, b.t), a.seat.addr.Compare(b.seat.addr), cmp.Compare(a.named(), b.named()), cmp.Compare(a.seat.line, b.seat.line))
		})
		by[i] = slices.CompactFunc(by[i], func(a, b question) bool { // nobody asks the same twice
			return a.t == b.t && a.seat.line == b.seat.line && a.seat.addr == b.seat.addr && a.named() == b.named()
		})
	}
	return by
}

// answersOnPage is how many answers a page of a letter has.
const answersOnPage = 12

// covers reports whether the line had the address at the time asked about: a
// payment comes some minutes after the sign-up whose connection it used.
func (w *world) covers(q question) bool {
	l := &w.lines[q.seat.line]
	if l.width > 0 {
		return true
	}
	le := l.at(q.t)
	if le == nil {
		return false
	}
	if q.seat.addr.Is6() {
		return w.prefix(l, le.slot).Masked().Contains(q.seat.addr) || w.providers[l.provider].six(le.slot).Contains(q.seat.addr)
	}
	return w.providers[l.provider].public(le.slot) == q.seat.addr
}

func (w *world) writeAnswers(f io.Writer, e *export.Exhibit, p *provider, asked []question) error {
	t := export.NewTable(f, e, w.damage)
	var last []string
	for n, q := range asked {
		last = w.row(e, p, q.seat.line, func(key string) string {
			switch key {
			case "page":
				return strconv.Itoa(n/answersOnPage + 1)
			case "asked_ip":
				return q.seat.addr.String()
			case "asked_time":
				return e.Time(q.t)
			case "asked_port":
				if q.port {
					return strconv.Itoa(int(q.seat.port))
				}
			case "start", "end":
				return w.spanText(e, q, key)
			}
			return ""
		})
		t.Row(last...)
		if le := w.lines[q.seat.line].at(q.t); le != nil && p.spans {
			w.backwards.note(e, t.Lines(), le.from, le.to())
		}
	}
	return t.Close(last...)
}

func (w *world) spanText(e *export.Exhibit, q question, key string) string {
	l := &w.lines[q.seat.line]
	le := l.at(q.t)
	switch {
	case le == nil && key == "start":
		return e.Time(l.from)
	case le == nil:
		return "" // still runs
	case key == "start":
		return e.Time(le.from)
	}
	return e.Time(le.to())
}

// row fills the columns that depend on the line alone, and asks for the rest.
func (w *world) row(e *export.Exhibit, p *provider, id int32, rest func(key string) string) []string {
	l := &w.lines[id]
	row := make([]string, 0, 12)
	for _, c := range e.Columns {
		switch c.Key {
		case "subscriber":
			row = append(row, l.number)
		case "name":
			row = append(row, w.contractName(id, len(c.Names), e.TimeFormat == "02.01.2006 15:04:05")...)
		case "street":
			row = append(row, l.street)
		case "town":
			row = append(row, l.town)
		case "country":
			row = append(row, w.countries[p.country].code)
		case "":
			row = append(row, []string{"basic", "plus", "max"}[id%3])
		default:
			row = append(row, rest(c.Key))
		}
	}
	return row
}
