package falcon

import (
	"cmp"
	"io"
	"net/netip"
	"slices"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// columns reads "key=own name|own name" pairs; a key of "" is a column that
// no key of the contract names.
func columns(spec string) []export.Column {
	var list []export.Column
	for _, part := range words(spec) {
		key, own, _ := strings.Cut(part, "=")
		list = append(list, export.Column{Key: key, Names: strings.Split(own, "|")})
	}
	return list
}

// dialects are the words two kinds of processor use for types and results.
var dialects = []struct{ types, results []string }{
	{words("sale renewal refund chargeback test"), words("approved declined error")},
	{words("SALE REBILL CREDIT CB AUTHTEST"), words("OK NOK ERR")},
}

func (w *world) paymentExhibit(dialect int) *export.Exhibit {
	e := &export.Exhibit{Path: "billing/transactions.csv", Kind: "payments", Format: "csv", Provider: "billing processor", Country: "US",
		Basis: "mla-payments", Clock: w.clock(sourceProcessor, "America/New_York"), ClockBasis: "processor's letter on its time stamps", Skew: "2s", Delim: ',',
		Columns: columns("id=txn_id time=created type=txn_type site=merchant account=username email=email name=name_on_card card=card_no " +
			"issuer_country=bin_country amount=amount currency=cur country=country ip=remote_addr port=remote_port result=status ref=orig_txn descriptor=descriptor =batch")}
	if dialect > 0 {
		e.Columns[1].Names[0], e.Columns[12].Names[0], e.QuoteAll = "trans_time", "client_ip", true
		for _, v := range []struct {
			column string
			of     func(int) []string
		}{{"result", func(d int) []string { return dialects[d].results }}, {"type", func(d int) []string { return dialects[d].types }}} {
			for i, own := range v.of(dialect) {
				e.Values = append(e.Values, export.Value{Column: v.column, Own: own, Means: v.of(0)[i]})
			}
		}
	}
	w.addBasis(e.Basis, "mutual legal assistance", "US Department of Justice", []string{"payments"}, w.start-w.reach(400), w.end+w.reach(400))
	w.claim(e)
	w.form(e, len(w.payments), false)
	w.exhibit(e)
	return e
}

func (w *world) writePayments() error {
	s := w.stream("processor")
	dialect := s.N(2)
	e := w.paymentExhibit(dialect)
	w.result.Payments = int64(len(w.payments))
	order := make([]int32, len(w.payments))
	for i := range order {
		order[i] = int32(i)
	}
	lines, err := w.paymentTable(e, dialect, order)
	if err != nil || !w.spec.All || !s.Chance(w.p.copies*3) || len(order) > mostRows {
		return err
	}
	return w.paymentsAgain(e, dialect, order, lines, &s)
}

// paymentTable writes payments in an order and returns the line of each.
func (w *world) paymentTable(e *export.Exhibit, dialect int, order []int32) ([]int64, error) {
	lines := make([]int64, len(w.payments))
	return lines, w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, w.damage)
		var last []string
		for _, i := range order {
			last = w.paymentRow(e, &w.payments[i], dialect)
			t.Row(last...)
			lines[i] = t.Lines()
		}
		return t.Close(last...)
	})
}

// paymentsAgain is a second delivery of the payments, by account.
func (w *world) paymentsAgain(e *export.Exhibit, dialect int, order []int32, lines []int64, s *draw.Stream) error {
	c := w.again(e, s)
	w.exhibit(c)
	slices.SortStableFunc(order, func(a, b int32) int { return cmp.Compare(w.payments[a].account, w.payments[b].account) })
	second, err := w.paymentTable(c, dialect, order)
	if len(lines) > 100_000 {
		w.copies = append(w.copies, truth.Duplicate{Path: c.Where(), OfPath: e.Where(), Rows: int64(len(lines))})
		return err
	}
	for i := range lines {
		w.copies = append(w.copies, truth.Duplicate{Path: c.Where(), Line: second[i], OfPath: e.Where(), OfLine: lines[i]})
	}
	return err
}

func (w *world) paymentRow(e *export.Exhibit, p *payment, dialect int) []string {
	card, person := &w.cards[p.card], &w.people[p.profile]
	holder := person.name()
	if o := card.owner; o >= 0 {
		holder = w.people[o].name()
	}
	site, user, port, ref, addr := "", "", "", "", ""
	if p.account >= 0 {
		a := &w.accounts[p.account]
		site, user = w.sites[a.site].domain, a.user
	} else {
		site = w.shops[p.shop].domain
	}
	if p.from.addr.IsValid() {
		if addr = p.from.addr.String(); p.port {
			port = strconv.Itoa(int(p.from.port))
		}
	}
	if p.ref >= 0 {
		ref = transaction(p.ref)
	}
	return []string{transaction(p.id), e.Time(p.t), dialects[dialect].types[p.kind], site, user, p.email, holder, card.number,
		w.countries[w.banks[card.bank].country].code, amount(e, p.cents), "EUR", w.countries[person.country].code, addr, port,
		dialects[dialect].results[p.result], ref, "STAPELPAY*" + strings.ToUpper(strings.TrimSuffix(site, ".example")), strconv.Itoa(int(p.t/day) % 1000)}
}

func transaction(n int32) string { return "T" + strconv.Itoa(10_000_000+int(n)) }

func cents(n int32) string {
	s := strconv.Itoa(int(n) % 100)
	return strconv.Itoa(int(n)/100) + "." + strings.Repeat("0", 2-len(s)) + s
}

// amount prints cents with the exhibit's decimal mark.
func amount(e *export.Exhibit, n int32) string {
	if e.Decimal == "," {
		return strings.Replace(cents(n), ".", ",", 1)
	}
	return cents(n)
}

// writeMembers writes the company's list of all members, and the own lists of
// the sites that keep one.
func (w *world) writeMembers() error {
	w.addBasis("mla-members", "mutual legal assistance", "US Department of Justice", []string{"members"}, w.start-1100*day, w.end+3*day+w.reach(400))
	e := &export.Exhibit{Path: "sites/members.csv", Kind: "members", Format: "csv", Provider: "billing processor", Country: "US", Basis: "mla-members",
		Clock: w.clock(sourceMembers, "UTC"), ClockBasis: "database stores UTC", Skew: "1s", Delim: ';',
		Columns: columns("account=login site=site email=mail name=full_name time=joined ip=join_ip last_time=last_login last_ip=last_ip country=country born=birthdate status=state")}
	var all []int32
	for i := range w.sites {
		if !w.sites[i].members {
			all = append(all, w.sites[i].accounts...)
			continue
		}
		if err := w.ownMembers(i); err != nil {
			return err
		}
	}
	return w.memberList(e, all)
}

// ownMembers is the list of a site that keeps one: a table, or its board's dump.
func (w *world) ownMembers(i int) error {
	e := w.ownList(i)
	if w.dumpList(e, i) {
		return w.writeDump(e, i)
	}
	return w.memberList(e, w.sites[i].accounts)
}

func (w *world) ownList(i int) *export.Exhibit {
	v := &w.servers[w.sites[i].server]
	return &export.Exhibit{Path: "sites/" + w.sites[i].domain + "/members.csv", Kind: "members", Format: "csv", Provider: "Stapelhost", Country: v.cc,
		Basis: "mla-members", Site: w.sites[i].domain, Clock: w.clock(sourceList+strconv.Itoa(i), v.zone), ClockBasis: "host's letter", Skew: "2s", Delim: ',', TimeFormat: "01/02/2006 15:04:05",
		CRLF:    w.spec.Dirt,
		Columns: columns("account=user email=email name=name time=created ip=created_from last_time=seen last_ip=seen_from country=cc born=dob status=status =newsletter")}
}

func (w *world) memberList(e *export.Exhibit, accounts []int32) error {
	w.claim(e)
	w.form(e, len(accounts), false)
	w.exhibit(e)
	return w.file(e.Path, func(f io.Writer) error {
		t := export.NewTable(f, e, w.damage)
		var last []string
		for _, id := range accounts {
			last = w.memberRow(e, id)
			t.Row(last...)
		}
		return t.Close(last...)
	})
}

func (w *world) memberRow(e *export.Exhibit, id int32) []string {
	a := &w.accounts[id]
	p := &w.people[a.profile]
	seen, seenAt, status := "", "", "active"
	if a.seen > 0 {
		seen, seenAt = e.Time(a.seen), addressText(a.seenAt)
	}
	if a.end < w.end {
		status = "cancelled"
	}
	born := p.born
	if id%11 == 3 { // not everybody tells their birthday
		born = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	row := []string{a.user}
	if e.Site == "" {
		row = append(row, w.sites[a.site].domain)
	}
	row = append(row, a.email, p.name(), e.Time(a.signup), a.joinedAt.addr.String(), seen, seenAt,
		w.countries[p.country].code, born.Format(time.DateOnly), status)
	if e.Site != "" {
		row = append(row, "0")
	}
	return row
}

func addressText(a netip.Addr) string {
	if !a.IsValid() {
		return ""
	}
	return a.String()
}

// writeHolders writes what issuers say about the cards that occur.
func (w *world) writeHolders() error {
	for c := range w.countries {
		if !w.banks[2*c].answers {
			continue
		}
		cc := w.countries[c].code
		e := &export.Exhibit{Path: "banks/holders-" + lower(cc) + ".csv", Kind: "holders", Format: "csv", Provider: "card issuers " + cc, Country: cc,
			Basis: "bank-" + lower(cc), Clock: clockIn(w.countries[c].zone), ClockBasis: "issuer's cover letter", Skew: "60s", Delim: ";,"[c%2],
			CRLF: w.spec.Dirt && c%3 == 0, TimeFormat: "2006-01-02", QuoteAll: c%2 == 1,
			Columns: columns("card=pan holder=holder born=born street=street town=town country=country status=status reported=reported_on")}
		w.addBasis(e.Basis, "court order", w.court(c), []string{"holders"}, w.start-3650*day, w.end+90*day)
		w.form(e, len(w.cards), w.latin(c))
		w.exhibit(e)
		if err := w.file(e.Path, func(f io.Writer) error { return w.holders(f, e, c) }); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) holders(f io.Writer, e *export.Exhibit, c int) error {
	t := export.NewTable(f, e, w.damage)
	var last []string
	for i := range w.cards {
		card := &w.cards[i]
		if !card.used || card.owner < 0 || w.prepaid(i) || w.banks[card.bank].country != c {
			continue
		}
		p := &w.people[card.owner]
		status, reported := "active", ""
		if card.reported > 0 {
			status, reported = "reported", e.Time(card.reported)
		}
		last = []string{card.number, p.name(), p.born.Format(time.DateOnly), p.street, p.town, w.countries[p.country].code, status, reported}
		t.Row(last...)
	}
	return t.Close(last...)
}
