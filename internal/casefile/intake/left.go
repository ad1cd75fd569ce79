package intake

import (
	"fmt"
	"slices"
	"strings"
)

// leftOver asks about columns that no key took and whose values look like one
// that is free; of the others it only notes the names.
func (l *lexicon) leftOver(f *File, m *mapping, cols []*column) {
	used := map[*column]bool{}
	for _, c := range m.taken {
		m.mark(used, c.col, cols)
	}
	for _, c := range cols {
		if slices.ContainsFunc(f.Questions, func(q Question) bool {
			return strings.HasPrefix(q.Key, "columns.") && slices.Contains(q.Choices, joinNames(c.names()))
		}) {
			m.mark(used, c, cols)
		}
	}
	var idle []string
	guesses := map[string][]string{}
	for _, c := range cols {
		if used[c] || c.joined != nil {
			continue
		}
		if m.sides != nil && (c == m.sides.sign || m.sides.holds(c)) && c != m.signAsked {
			idle = append(idle, c.name)
			continue
		}
		if askLists(f, m, c) || l.calledLike(f, m, c) {
			continue
		}
		key := l.looksLike(m, c)
		if key == "" {
			idle = append(idle, c.name)
			continue
		}
		guesses[key] = append(guesses[key], c.name)
	}
	for _, key := range sortedKeys(guesses) {
		if cur := f.Columns[key]; len(cur) == 1 && cur[0] == ask {
			f.widen("columns."+key, guesses[key])
			continue
		}
		f.ask("columns."+key, "no key took the column; its values look like "+key+l.words(m, key, guesses[key], cols)+m.people(key, guesses[key], cols), guesses[key]...)
		f.Columns[key] = []string{ask}
	}
	if len(idle) > 0 {
		f.why("not mapped: %s", strings.Join(short(idle), ", "))
	}
}

// people says where a column of few words belongs that are names: who pays again and again looks
// like a sort of payments.
func (m *mapping) people(key string, names []string, cols []*column) string {
	if (key == "type" || key == "result") && free(m, "name") && slices.ContainsFunc(cols, func(c *column) bool { return c.joined == nil && c.share(cPerson) && slices.Contains(names, c.name) }) {
		return "; where these are people, write name = in place of " + key + " ="
	}
	return ""
}

// askLists asks about a column that holds several addresses in a cell.
func askLists(f *File, m *mapping, c *column) bool {
	if !c.lists() {
		return false
	}
	text := fmt.Sprintf("%s holds several addresses in one cell, which is not read: make a row of each in a copy, and seal both", quoted(c.name))
	for _, key := range []string{"ip", "asked_ip", "last_ip"} {
		if free(m, key) && f.Columns[key] == nil {
			f.ask("columns."+key, text)
			f.Columns[key] = []string{ask}
			return true
		}
	}
	f.why("%s", text)
	return true
}

// statuses reports whether the values are a few of HTTP's status codes: of 401
// depends whose an event is.
func (c *column) statuses() bool {
	return len(c.distinct) <= 40 && !slices.ContainsFunc(sortedKeys(c.distinct), func(v string) bool {
		return len(v) != 3 || v[0] < '1' || v[0] > '5' || strings.Trim(v, "0123456789") != ""
	})
}

// looksLike is the free key that an unmapped column's values suggest, "" where
// its name says that it is something else, or nothing suggests itself.
func (l *lexicon) looksLike(m *mapping, c *column) string {
	if free(m, "amount") && c.charged() {
		return "amount" // a fee may be all that was paid
	}
	for _, p := range c.parts {
		if p.has("note") || p.has("duration") || p.has("zip") || p.has("zone") || p.has("settle") || p.has("bytes") || p.has("reply") || p.has("fee") || p.has("balance") || p.has("tax") || p.has("rate") {
			return ""
		}
	}
	if c.has("sim") {
		return "" // a card in a telephone is neither the telephone nor its number
	}
	if c.has("dest") && (m.kind == "payments" || m.kind == "members") {
		return "" // a server's
	}
	if c.has("deal") && c.forms.stampy(c.filled) {
		return "" // when somebody became a customer
	}
	if c.filled == 0 || c.halves() || c.share(cAgent) && !slices.Contains(kindKeys[m.kind], "agent") {
		return ""
	}
	if (m.kind == "assignments" || m.kind == "answers") && c.share(cClock) && free(m, "end") {
		return "end" // a time of day for which there is no date
	}
	if (m.kind == "assignments" || m.kind == "answers") && free(m, "end") && free(m, "duration") && c.lengths() && unitOf(c.name) != "" {
		return "duration" // seconds of what isn't said, where no end is
	}
	if key := l.inPayments(m, c); key != "" {
		return key
	}
	if m.kind == "holders" && free(m, "reported") && c.recent() {
		return "reported"
	}
	order := []string{"ip", "asked_ip", "last_ip", "time", "start", "asked_time", "end", "last_time", "from", "to", "email", "iban", "card", "born"}
	for _, k := range order {
		if free(m, k) && fits(k, m.kind, c) {
			return k
		}
	}
	if c.running() {
		return ""
	}
	person := c.share(cPerson) && len(c.distinct) > 3
	for _, g := range []struct {
		key string
		ok  bool
	}{
		{"status", m.kind == "access" && c.statuses()}, {"name", person}, {"holder", person}, {"street", c.share(cPlace)}, {"agent", c.share(cAgent)}, {"path", c.share(cPath)}, {"method", c.share(cMethod)},
		{"amount", c.marked()}, {"currency", c.share(cCurrency)}, {"country", c.share(cNation)}, {"site", c.share(cDomain)},
		{"phone", c.share(cPhone) && c.unique()}, {"town", c.share(cProper) && len(c.distinct) > 5},
		{"port_from", portRange(c) || c.share(cPorts)}, {"asked_port", portRange(c) || c.share(cPorts)}, {"port", portRange(c)}, {"port_to", portRange(c) && (!c.has("port") || c.has("end"))},
		{"account", c.share(cWord) && c.share(cText) && !c.share(cCountry) && len(c.distinct) > 10 && (c.unique() || m.kind == "access" || m.kind == "payments")},
		{"subscriber", !c.has("port") && c.share(cWord) && c.unique() && c.filled > 5}, {"device", !c.has("port") && c.share(cWord) && c.unique() && c.filled > 10},
		{"result", c.share(cWord) && c.share(cText) && len(c.distinct) < 6 && len(c.parts) > 0 && c.parts[0] == nil},
		{"status", c.share(cWord) && c.share(cText) && len(c.distinct) < 6 && len(c.parts) > 0 && c.parts[0] == nil},
		{"name", c.share(cProper) && len(c.distinct) > 5}, {"holder", c.share(cProper) && len(c.distinct) > 5},
		{"descriptor", c.share(cText) && len(c.distinct) > 5}, {"ref", c.share(cWord) && len(c.distinct) > 20 && c.longest() > 4},
	} {
		if g.ok && free(m, g.key) {
			return g.key
		}
	}
	return ""
}

func portRange(c *column) bool {
	if !c.share(cPort) || len(c.distinct) < 3 || slices.ContainsFunc(c.parts, func(p part) bool {
		return p.has("card") || p.has("last") || p.has("inside") || p.has("nas") || p.has("zip") || p.has("house") || p.has("txn")
	}) {
		return false
	}
	high := 0
	for v := range c.distinct {
		if strings.Trim(v, "0123456789") == "" && len(v) <= 5 {
			high = max(high, atoi(v))
		}
	}
	return high > 1023
}

// free reports whether the kind has key and no column took it.
func free(m *mapping, key string) bool {
	c, taken := m.taken[key]
	if _, sides := m.taken["debit"]; sides && key == "amount" {
		return false
	}
	return !taken && slices.Contains(kindKeys[m.kind], key) || taken && c.points < sure && len(c.col.names()) == 0
}

var kindKeys = map[string][]string{
	"access":      strings.Fields("time ip port account method path status bytes referer agent site session"),
	"assignments": strings.Fields("ip start end duration port_from port_to subscriber name street town country phone email device"),
	"answers":     strings.Fields("asked_ip asked_port asked_time subscriber start end duration name street town country phone email device"),
	"payments":    strings.Fields("id time type site account email name card amount debit credit sign currency country ip port result ref descriptor issuer_country"),
	"holders":     strings.Fields("card iban holder born street town country phone email status reported"),
	"members":     strings.Fields("account site email name time ip last_time last_ip country born status"),
	"network":     strings.Fields("left relation right left_kind right_kind from to country role"),
}
