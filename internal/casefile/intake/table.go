package intake

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"comity/internal/records/format/sheet"
)

// grid is a table as intake sees it: names, and rows of its head, middle and end.
type grid struct {
	names []string
	rows  [][]string
	more  [][]string // rows that are only glanced at
	odd   int        // rows of another width
	book  bool       // of a sheet

	others [][]string // some of the rows of another width
	titles []string   // what stands above each row that repeats the names, alone in its row

	only string // the one kind that its format can hold; "": any

	passed map[string]map[string]int // of lines of JSON: addresses that were passed on in a list, by the member's name
}

// gridOf parts the sample of delimited text.
func gridOf(s *sample, l *sheet.Layout) *grid {
	g := &grid{names: l.Names}
	for i, piece := range s.pieces {
		most := 1200
		if i > 0 {
			most = 300
		}
		line, title := 1, ""
		for len(piece) > 0 && len(g.more) < 20_000 {
			cells, n := sheet.Cells(piece, l.Delimiter, l.Width+1)
			if before := line; i == 0 && before < l.HeaderRow+l.Lines {
				line += strings.Count(string(piece[:n]), "\n")
				piece = piece[n:]
				continue
			}
			piece = piece[n:]
			above := title
			title = alone(cells, title)
			switch {
			case slices.Equal(cells, l.Names):
				g.titles = append(g.titles, above)
				continue
			case len(cells) == 1 && cells[0] == "":
				continue
			case len(cells) != l.Width:
				if g.odd++; len(g.others) < 200 {
					g.others = append(g.others, cells)
				}
				continue
			case strings.ContainsRune(strings.Join(cells, ""), 0):
				continue
			}
			if most--; most < 0 {
				g.more = append(g.more, cells)
			} else {
				g.rows = append(g.rows, cells)
			}
		}
	}
	return g
}

// leaveOut drops rows that begin as totals do, but for those that fill each cell that the first row
// fills: people and firms are called so too.
func (g *grid) leaveOut(totals []string) {
	if len(totals) == 0 || len(g.rows) == 0 {
		return
	}
	first := g.rows[0]
	begins := func(row []string) bool {
		i := slices.IndexFunc(row, func(c string) bool { return c != "" })
		full := len(row) >= len(first)
		for k := 0; full && k < len(first); k++ {
			full = first[k] == "" || row[k] != ""
		}
		return i >= 0 && !full && slices.ContainsFunc(totals, func(t string) bool { return strings.HasPrefix(row[i], t) })
	}
	g.rows, g.more = slices.DeleteFunc(g.rows, begins), slices.DeleteFunc(g.more, begins)
}

// columns tells what each column holds, and adds a virtual column for each date
// that has its time of day in the column beside it.
func (l *lexicon) columns(g *grid) []*column {
	cols := make([]*column, len(g.names))
	for i, n := range g.names {
		cols[i] = &column{name: n, number: i, distinct: map[string]int{}, parts: l.parts(n)}
		for _, r := range g.rows {
			cols[i].add(r[i])
		}
		for _, r := range g.more {
			cols[i].glance(r[i])
		}
	}
	timed := slices.ContainsFunc(cols, func(c *column) bool { return c.forms.stampy(c.filled) })
	for i := range cols {
		cols[i].unclocked()
		cols[i].numbered(!timed)
		cols[i].partVoids()
		cols[i].bared()
		if cols[i].share(cHost) && (cols[i].count[cEndpoint] > 0 || cols[i].bare != "") { // what its name says of a port is said of the same cell
			cols[i].parts = slices.DeleteFunc(cols[i].parts, func(p part) bool { return p.has("port") || p.has("host") })
		}
		l.takeWays(cols[i])
		cols[i].dotted()
		cols[i].compact()
		cols[i].otherTimes()
		l.tailed(cols[i])
	}
	if g.book {
		for _, c := range cols {
			c.midnights()
		}
	}
	insiders(cols)
	both := l.joined(cols)
	for _, c := range both {
		c.otherTimes()
	}
	return append(cols, both...)
}

// table decides what a table holds and fills f.
func (l *lexicon) table(f *File, g *grid) {
	if f.Reason = g.asText(); f.Reason != "" {
		return
	}
	cols := l.columns(g)
	best, second, others := l.decide(cols, g.only)
	f.header = strings.Join(g.names, "\x00")
	f.why("%d rows sampled", len(g.rows)+len(g.more))
	if len(g.rows) == 0 {
		f.why("no row below the names of the columns: was the export empty?")
	}
	if g.odd > 0 {
		f.why("%d sampled rows have another number of cells than the header", g.odd)
	}
	f.Reason = cmp.Or(entityValues(g.names), periods(cols, best), unread(cols, best))
	if f.Reason != "" {
		return
	}
	if best == nil && telling(cols) {
		f.Kind = ask
		if text := l.eventText(cols); text != "" {
			f.why("%s", text)
		}
		f.ask("kind", "the header is not understood, but there are addresses or cards, and times; the columns: "+strings.Join(short(g.names), ", "), tableKinds[:6]...)
		return
	}
	serial := serials(cols)
	if best == nil {
		f.Reason = "a table of which no kind can be told; its columns: " + strings.Join(short(g.names), ", ") +
			serial + roundedNames(cols) + nested(cols) + "; if it holds one, state kind and columns"
		return
	}
	for _, s := range []string{serial, nested(cols)} {
		if s != "" {
			f.why("%s", s[2:])
		}
	}
	l.askKind(f, best, second, others)
	l.fill(f, best, cols)
}

// fill takes over what a table is as one kind, and asks for what is open.
func (l *lexicon) fill(f *File, best *mapping, cols []*column) {
	f.Kind = best.kind
	best.settleGross(f)
	best.takeInside()
	l.pairSums(best, cols)
	best.pairGross()
	l.settleRefers(f, best, cols)
	l.askColumns(f, best)
	f.askRefers()
	l.askPairs(f, best, cols)
	askHandles(f, best, cols)
	askOwn(f, best, cols)
	l.askSides(f, best)
	askElsewhere(f, best, cols)
	l.askLesser(f, best, cols)
	askMixed(f, best)
	askSettled(f, best, cols)
	askCounted(f, best, cols)
	askStrangers(f, best, cols)
	askSooner(f, best)
	askLongAgo(f, best)
	l.askNobodys(f, best)
	l.askBoth(f, best)
	l.askWhat(f, best, cols)
	f.askPorts(best, cols)
	askBlock(f, best)
	askFormats(f, best)
	askHours(f, best, cols)
	askTurned(f, best)
	askHalves(f, best, cols)
	askZones(f, best, cols)
	askDuration(f, best)
	if best.kind == "payments" {
		askDecimal(f, best)
		askAmountUnit(f, best)
	}
	l.askValues(f, best)
	askVoids(f, best)
	f.askFurther(best, cols)
	l.leftOver(f, best, cols)
	l.adviseWords(f, cols)
	sayCurrency(f, best)
	describe(f, best, cols)
	l.askEvents(f, best, cols)
	l.instead(f, best, cols)
	f.keepIDs(best)
}

func short(names []string) []string {
	var out []string
	for i, n := range names {
		if i == 40 {
			return append(out, "…")
		}
		out = append(out, plainText(n, 40))
	}
	return out
}

// askKind asks where two kinds are as likely, or a needed key is not sure.
func (l *lexicon) askKind(f *File, best, second *mapping, others []string) {
	open := slices.Clone(best.lack) // needed keys of which the header is not sure
	for _, any := range needs[best.kind] {
		for _, k := range any {
			if c, ok := best.taken[k]; ok && (c.points < sure || !c.named && c.points < 90) {
				open = append(open, k)
			}
		}
	}
	unsure := len(open) > 0
	if best.kind == "members" {
		unsure = unsure || !slices.ContainsFunc([]string{"email", "born", "last_time", "last_ip"}, func(k string) bool { return best.taken[k].points >= sure }) && best.taken["time"].points < 90
	}
	switch {
	case best.kind == "answers" && !asking(best):
		choices := []string{"answers", "assignments"}
		text := "one time for each address: answers to questions, or assignments that began then?"
		if c := best.taken["subscriber"].col; c == nil || c.has("user") && (!c.has("sub") || best.taken["asked_time"].col.has("seen")) {
			choices = append(choices, "access")
			text = "one time for each address and user: answers to questions, assignments that began then, or a log of who came?"
		}
		if second != nil && second.kind == "payments" {
			choices, text = append([]string{"payments"}, choices...), text+" There are sums as well"
		}
		f.ask("kind", text, choices...)
	case best.kind == "access" && best.taken["site"].points == 0 && best.taken["path"].points == 0 && best.taken["agent"].points == 0 && best.surely():
		f.ask("kind", "one time for each address and user: a log of who came, assignments that began then, or answers to questions?", "access", "assignments", "answers")
	case best.visits():
		f.ask("kind", "each row is a log-in and a log-out of a user: of a provider's customers, or of a site's visitors?", "assignments", "access")
	case best.tunnelled():
		f.ask("kind", "the rows hold a user, an address inside a network and another: was the latter the user's for that time, or did they come from it?", "assignments", "access")
	case second != nil:
		f.ask("kind", fmt.Sprintf("it could be %s or %s", best.kind, second.kind), best.kind, second.kind)
	case unsure && best.plainSides():
	case unsure || best.kind == "access" && !best.surely():
		text := fmt.Sprintf("it looks like %s, but the header does not name all that these need", best.kind)
		if len(open) > 0 {
			text += ": " + strings.Join(open, ", ")
		}
		f.ask("kind", text, append([]string{best.kind}, others...)...)
	}
	if q := f.question("kind"); len(q) == 1 && best.moneyed() && !slices.Contains(q[0].Choices, "payments") {
		f.drop("kind")
		f.ask("kind", q[0].Text+" There are sums as well", append(slices.Clone(q[0].Choices), "payments")...)
	}
}

// visits reports whether assignments begin with a log-in of somebody of whom nothing says that
// they are a customer: sites keep such lists of their visitors, too.
func (m *mapping) visits() bool {
	start, who := m.taken["start"].col, m.taken["subscriber"].col
	return m.kind == "assignments" && start != nil && who != nil && start.has("seen") && !start.has("start") && who.has("user") && !who.has("sub")
}

// surely reports whether one of the marks of the kind is sure.
func (m *mapping) surely() bool {
	return slices.ContainsFunc(marks[m.kind], func(k string) bool {
		c := m.taken[k]
		return c.points >= sure && (c.col.filled > 0 || len(c.col.samples) == 0)
	})
}

// asking reports whether a header says that something was asked, or each row has
// a time beside start and end.
func asking(m *mapping) bool {
	if m.taken["start"].points >= sure && m.taken["end"].points >= sure {
		return true
	}
	for _, key := range []string{"asked_time", "asked_ip", "asked_port"} {
		point := func(p part) bool { return p.has("point") && !m.users() && !m.begun() }
		if c := m.taken[key].col; c != nil && slices.ContainsFunc(c.parts, func(p part) bool { return p.has("asked") || point(p) }) {
			return true
		}
	}
	return false
}

// telling reports whether a table is about addresses or cards, and times.
func telling(cols []*column) bool {
	who, when := false, false
	for _, c := range cols {
		who = who || c.share(cRange) || c.share(cCard) && len(c.distinct) > 3
		when = when || c.forms.stampy(c.filled) || c.strange
	}
	return who && when
}

// askColumns takes over what is sure and asks for the rest.
func (l *lexicon) askColumns(f *File, m *mapping) {
	f.Columns = map[string][]string{}
	for _, key := range sortedKeys(m.taken) {
		c := m.taken[key]
		rivals := closeRivals(key, c, m.rivals[key])
		switch {
		case len(rivals) > 0:
			choices := []string{joinNames(c.col.names())}
			for _, r := range rivals {
				choices = append(choices, joinNames(r.col.names()))
			}
			if name := choices[0]; !slices.ContainsFunc(choices, func(c string) bool { return c != name }) {
				f.ask("columns."+key, fmt.Sprintf("%s stands more than once among the names, which are all that tells columns apart: name them apart in a copy, and seal both", quoted(name)))
				break
			}
			f.ask("columns."+key, "several columns could be "+key, choices...)
		case f.twice(c.col) != "":
			f.ask("columns."+key, fmt.Sprintf("%s stands more than once among the names, which are all that tells columns apart: name them apart in a copy, and seal both", quoted(f.twice(c.col))))
		case slices.Contains([]string{"ip", "asked_ip", "last_ip"}, key) && c.col.cut().all():
			f.ask("columns."+key, c.col.cut().text(), joinNames(c.col.names()))
		case c.col.bare != "":
			f.ask("columns."+key, fmt.Sprintf("%s holds addresses of IPv6, as %s, of which nobody can tell whether a port stands behind: turn them into [2001:db8::1]:8080 in a copy, and seal both; where they are whole addresses, write the column", quoted(joinNames(c.col.names())), quoted(c.col.bare)), joinNames(c.col.names()))
		case !c.named:
			f.ask("columns."+key, fmt.Sprintf("the values of %s look like %s; its name does not say so", quoted(c.col.name), key), joinNames(c.col.names()))
		case c.col.filled == 0 && len(c.col.samples) > 0 && m.need(key):
			f.ask("columns."+key, fmt.Sprintf("%s is empty in all rows, and %s need a value", quoted(joinNames(c.col.names())), m.kind))
		case m.need(key) && c.col.gaps():
			f.ask("columns."+key, fmt.Sprintf("%d of %d rows have nothing in %s, and %s need it: such rows are rejected", len(c.col.samples)-c.col.filled, len(c.col.samples), quoted(joinNames(c.col.names())), m.kind)+f.merged(), append([]string{joinNames(c.col.names())}, m.fuller(key, c.col)...)...)
		case c.points < sure, c.col.filled == 0 && (c.points < 84 || len(c.col.name) < 3):
			f.ask("columns."+key, fmt.Sprintf("%s may be %s", quoted(joinNames(c.col.names())), key)+m.repeats(key), joinNames(c.col.names()))
		case (key == "country" || key == "issuer_country") && c.col.federal():
			f.ask("columns."+key, fmt.Sprintf("%s may hold states of the USA, as %s: countries, or these?", quoted(c.col.name), most(c.col)), c.col.name)
		case key == "country" && c.col.has("status") && c.col.filled > 0 && !c.col.share(cNation):
			f.ask("columns."+key, fmt.Sprintf("%s may hold countries, parts of one, or how things stand, as %s", quoted(c.col.name), most(c.col))+m.orStatus(c.col), c.col.name)
		case key == "card" && !c.col.share(cCard) && c.col.filled > 0:
			f.ask("columns.card", quoted(c.col.name)+" holds numbers whose check digits are wrong: card numbers, or account numbers?", c.col.name)
		case (key == "ip" || key == "last_ip") && (m.kind == "payments" || m.kind == "members") && c.col.partly():
			f.ask("columns."+key, fmt.Sprintf("part of the name of %s is not understood: are its addresses the customers', or those of a server, a till or whoever served them?", quoted(joinNames(c.col.names()))), joinNames(c.col.names()))
		case key == "ip" && m.whoseVisit():
			f.ask("columns.ip", quoted(c.col.name)+" may be of the sign-up or of the last visit, and there are times of both: the former is ip, the latter last_ip", joinNames(c.col.names()))
		default:
			f.Columns[key] = c.col.names()
			continue
		}
		f.Columns[key] = []string{ask}
	}
	for _, key := range m.lack {
		if c, ok := m.taken["name"]; ok && key == "subscriber" {
			f.ask("columns.subscriber", "no column was found for the number of a customer, line or contract, and "+m.kind+" need one, or else what names them", joinNames(c.col.names()))
		} else if c, ok := m.taken["email"]; ok && key == "account" {
			f.ask("columns.account", "no column was found for the account, and members need one: where they log in with their address, write its column", joinNames(c.col.names()))
		} else {
			f.ask("columns."+key, "no column was found for "+key+", and "+m.kind+" need it"+m.unnumbered(key), m.numberers(key)...)
		}
		f.Columns[key] = []string{ask}
	}
	f.offerCustomers(m)
}

// twice is a name of c that other columns bear as well, "" where there is none.
func (f *File) twice(c *column) string {
	names := strings.Split(f.header, "\x00")
	for _, n := range c.names() {
		if first := slices.Index(names, n); n != "" && first >= 0 && slices.Contains(names[first+1:], n) {
			return n
		}
	}
	return ""
}

// unnumbered is the way out for payments that no column numbers, as banks deliver them.
func (m *mapping) unnumbered(key string) string {
	if m.kind != "payments" || key != "id" {
		return ""
	}
	return ": number the rows in a copy, and seal both"
}

// repeats warns of a column that may number the payments, and whose values stand again and again.
func (m *mapping) repeats(key string) string {
	if c := m.taken[key].col; m.kind != "payments" || key != "id" || c.filled < 10 || c.unique() {
		return ""
	}
	return "; its values repeat, and each payment needs a number of its own: where no column has that, number the rows in a copy, and seal both"
}

// orStatus says under which key a column belongs that is called like a country and tells how
// things stand.
func (m *mapping) orStatus(c *column) string {
	if !free(m, "status") {
		return ""
	}
	return ": in the latter case write status = in place of country ="
}

// whoseVisit reports whether a list of members has times of sign-up and of a last
// visit, and one address whose name says neither.
func (m *mapping) whoseVisit() bool {
	c := m.taken["ip"].col
	if c != nil && c.name == "user_ip" && m.taken["time"].col != nil && m.taken["time"].col.name == "user_regdate" {
		return false // phpBB keeps that of the sign-up
	}
	return m.kind == "members" && c != nil && !c.has("join") && m.taken["time"].points > 0 && m.taken["last_time"].points > 0 && m.taken["last_ip"].points == 0
}

// need reports whether the kind cannot do without key.
func (m *mapping) need(key string) bool {
	return slices.ContainsFunc(needs[m.kind], func(any []string) bool { return len(any) == 1 && any[0] == key })
}

// closeRivals are the columns that could be key as well as c.
func closeRivals(key string, c claim, list []claim) []claim {
	margin := near
	if key == "time" || key == "start" || key == "end" || key == "asked_time" || key == "last_time" {
		margin = 45
	}
	if key == "id" && c.named && c.col.has("txn") { // an order's number, and a payment's
		margin = 25
		list = slices.DeleteFunc(slices.Clone(list), func(r claim) bool {
			return r.points+near < c.points && !(r.col.has("txn") && r.col.has("id") && r.col.unique())
		})
	}
	if key == "reported" { // a day, or whether at all: where a card was not, its day is of something else
		list = slices.Clone(list)
		for i, r := range list {
			if r.named && r.col.share(cFlag) != c.col.share(cFlag) {
				list[i].points = max(r.points, c.points)
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(list), func(r claim) bool {
		return r.col.filled == 0 && c.col.filled > 0 || r.points < 50 && r.named || r.points+margin < c.points || !r.named && c.points >= sure
	})
}

// timeKeys are the keys that hold times which the source's format describes.
var timeKeys = map[string][]string{
	"payments": {"time"}, "members": {"time", "last_time"}, "assignments": {"start", "end"}, "answers": {"asked_time", "start", "end"},
	"access": {"time"}, "network": {"from", "to"}, "holders": {"reported"},
}

// askFormats states how the times are written, or asks.
func askFormats(f *File, m *mapping) {
	var all stampTally
	filled := 0
	offsets := 0
	var named []choice
	for _, key := range timeKeys[m.kind] {
		c, ok := m.taken[key]
		if !ok || c.col.filled == 0 || key == "reported" && c.col.share(cFlag) {
			continue
		}
		named = append(named, c.col.forms.choose(c.col.filled))
		all.merge(&c.col.forms)
		filled, offsets = filled+c.col.filled, offsets+c.col.forms.offsets
	}
	if filled == 0 {
		if b, ok := m.taken["born"]; ok && m.kind == "holders" && b.col.filled > 0 {
			if b.col.yearFirst() {
				f.DateOrder = "ymd"
			}
		}
		return
	}
	f.offsets = offsets*100 >= filled*99
	f.names = all.names
	one := all.choose(filled)
	if !all.offset(one) { // of some forms none is read
		f.offsets, offsets = false, 0
	}
	f.span(&all, one)
	f.halves(&all)
	for _, key := range timeKeys[m.kind] {
		if c, ok := m.taken[key]; ok {
			f.hint(strings.Join(c.col.names(), " "))
		}
	}
	if !f.offsets && offsets > 0 {
		f.clockFact = fmt.Sprintf("%d of %d carry no offset from UTC", filled-offsets, filled)
	}
	switch {
	case all.millis*2 > filled && !one.fit:
		f.ask("time_format", "the times seem to be milliseconds since 1970, but not all of them")
		f.TimeFormat = ask
	case !one.fit && strangeTimes(f, m):
	case !one.fit || slices.ContainsFunc(named, func(c choice) bool { return !c.fit }):
		one, other := unlike(m, &all)
		f.askAlike(one, other)
	case f.unlikeBelow(m, one):
	case one.doubt != "" || len(one.forms) > 1 && !one.forms[0].order:
		text := "more than one form fits all values"
		switch {
		case one.doubt != "":
			text = one.doubt
		case one.forms[0].layout == "excel":
			text = "numbers of days, as spreadsheets keep times: counted from 1900, or from 1904, as those of old Macintoshes do?"
		}
		f.ask("time_format", text, layouts(one.forms)...)
		f.TimeFormat = ask
	case otherCalendar(f, &all, one):
	case len(one.forms) == 1:
		f.state(one)
	default:
		f.ask("date_order", one.why, layouts(one.forms)...)
		f.DateOrder = ask
	}
}

// yearFirst reports whether all values are dates that begin with the year.
func (c *column) yearFirst() bool {
	return c.share(cDate) && !slices.ContainsFunc(c.samples, func(v string) bool { return v != "" && (len(v) < 8 || strings.IndexAny(v, "-./") != 4) })
}

func (f *File) state(c choice) {
	if c.forms[0].order {
		f.DateOrder = c.forms[0].layout
	} else {
		f.TimeFormat = c.forms[0].layout
	}
	f.why("times: %s", c.why)
}

func layouts(list []form) []string {
	var out []string
	for _, f := range list {
		out = append(out, f.layout)
	}
	return out
}

// merge adds what was seen in another column.
func (t *stampTally) merge(o *stampTally) {
	if o.fit == nil {
		return
	}
	if t.fit == nil {
		*t = stampTally{}
		t.ready()
	}
	for i, n := range o.fit {
		t.fit[i] += n
	}
	for k, n := range o.only {
		t.only[k] += n
	}
	t.hours, t.days, t.hourly, t.dated = t.hours|o.hours, t.days|o.days, t.hourly+o.hourly, t.dated+o.dated
	t.any, t.millis, t.inside, t.offsets, t.zoned = t.any+o.any, t.millis+o.millis, t.inside+o.inside, t.offsets+o.offsets, t.zoned+o.zoned
	t.names.merge(o.names)
	for i := range o.reach {
		t.reach[i].merge(&o.reach[i])
	}
	if o.first != "" && (t.first == "" || o.low.Civil < t.low.Civil) {
		t.first, t.low = o.first, o.low
	}
	if o.last != "" && (t.last == "" || o.high.Civil > t.high.Civil) {
		t.last, t.high = o.last, o.high
	}
}
