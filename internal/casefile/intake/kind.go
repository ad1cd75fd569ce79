package intake

import (
	"cmp"
	"slices"
	"strings"
)

// tableKinds are the kinds that a table is held against, in the order in which
// ties are named.
var tableKinds = []string{"payments", "assignments", "answers", "holders", "members", "access", "network", "hashes"}

// needs lists the keys that a kind cannot do without; of an inner list one.
var needs = map[string][][]string{
	"payments": {{"id"}, {"time"}}, "assignments": {{"ip"}, {"start"}, {"subscriber"}},
	"answers": {{"asked_ip"}, {"asked_time"}, {"subscriber"}}, "holders": {{"card", "iban"}, {"holder"}},
	"members": {{"account"}}, "access": {{"time"}, {"ip"}}, "network": {{"left"}, {"relation"}, {"right"}},
	"hashes": {{"md5", "sha1", "sha256"}},
}

// marks lists the keys that tell a kind from the others: one is needed to take
// a table for it.
var marks = map[string][]string{
	"payments": {"amount", "card", "currency", "credit"}, "assignments": {"start"}, "answers": {"asked_time"}, "holders": {"card", "iban"},
	"members": {"email", "name", "time", "last_time", "born", "last_ip"},
	"access":  {"path", "method", "agent", "session", "referer", "bytes", "status", "account"}, "network": {"relation"}, "hashes": {"md5", "sha1", "sha256"},
}

// sure is from how many points on a name and its values settle a key without a
// question; near is how far ahead of the next it must be.
const (
	sure = 70
	near = 12
	weak = 40
)

// claim is a column's claim to a key.
type claim struct {
	key    string
	col    *column
	points int
	named  bool
}

// mapping is what a table would be as one kind.
type mapping struct {
	kind   string
	taken  map[string]claim
	rivals map[string][]claim // other columns that could be a taken key
	total  int
	lack   []string // needed keys without a column
	inner  bool     // rows bear an address inside a network beside another
	all    []*column

	sides     *siding  // where the sums do not say by themselves which way the money went
	beside    []string // columns of sums beside those of the two sides
	signAsked *column  // that may say a side, and is asked about
}

// mapAs gives the kind's keys to columns, the surest claim first.
func (l *lexicon) mapAs(kind string, cols []*column) *mapping {
	m := &mapping{kind: kind, taken: map[string]claim{}, rivals: map[string][]claim{}}
	if m.all = cols; kind == "payments" {
		m.sides = l.sides(cols)
	}
	claims := l.claims(kind, m.sides.rest(cols))
	used := map[*column]bool{}
	for _, c := range claims {
		if c.points < weak {
			break
		}
		if _, has := m.taken[c.key]; has || m.uses(used, c.col) || m.again(c) {
			continue
		}
		m.taken[c.key] = c
		m.mark(used, c.col, cols)
	}
	m.halves(kind)
	for _, c := range claims {
		if t, has := m.taken[c.key]; has && t.col != c.col && c.points >= weak && !used[c.col] && !overlaps(t.col, c.col) {
			m.rivals[c.key] = append(m.rivals[c.key], c)
		}
	}
	m.takeSides()
	for key, c := range m.taken {
		if key != "debit" && key != "sign" {
			m.total += c.points
		}
	}
	m.lack = m.lacking()
	m.inner = slices.ContainsFunc(cols, func(c *column) bool { return c.within && !c.has("nas") && len(c.distinct) > 2 })
	return m
}

// again reports whether c is a second column of whole names, and no half of the first;
// or one of accounts' names.
func (m *mapping) again(c claim) bool {
	if c.key != "given" && c.key != "family" || !c.col.has("name") {
		return false
	}
	if c.col.has("user") {
		return true // the account's
	}
	for _, whole := range []string{"name", "holder"} {
		if t, ok := m.taken[whole]; ok && t.col.has("name") {
			return true
		}
	}
	return false
}

// uses reports whether c or a column that it joins is taken.
func (m *mapping) uses(used map[*column]bool, c *column) bool {
	if used[c] {
		return true
	}
	for _, t := range m.taken {
		if overlaps(t.col, c) {
			return true
		}
	}
	return false
}

func (m *mapping) mark(used map[*column]bool, c *column, cols []*column) {
	used[c] = true
	for _, o := range cols {
		if overlaps(o, c) {
			used[o] = true
		}
	}
}

// overlaps reports whether one column is part of the other. Two times of day may
// share the column of their date.
func overlaps(a, b *column) bool {
	switch {
	case a == b:
		return true
	case a.joined == nil:
		return slices.Contains(b.joined, a.name)
	case b.joined == nil:
		return slices.Contains(a.joined, b.name)
	}
	return a.joined[1] == b.joined[1]
}

// rulesOf are the rules of a kind, and those of people where it is about them.
func (l *lexicon) rulesOf(kind string) []rule {
	if kind == "assignments" || kind == "answers" || kind == "holders" {
		return append(slices.Clip(l.rules[kind]), l.rules["person"]...)
	}
	return l.rules[kind]
}

func (l *lexicon) claims(kind string, cols []*column) []claim {
	rules := l.rulesOf(kind)
	var out []claim
	for _, c := range cols {
		extra := implied(c)
		best := map[string]claim{}
		for i := range rules {
			r := &rules[i]
			if kind == "holders" && (r.key == "device") {
				continue
			}
			points, named := r.score(c, extra)
			if (r.key == "subscriber" || r.key == "device") && c.running() || kind == "payments" && r.key == "account" && !c.has("user") && c.counts() {
				continue
			}
			if (r.key == "name" || r.key == "holder") && slices.Equal(r.atoms, []string{"sub"}) && c.coded() {
				continue // a number of a line or a contract
			}
			if r.key == "subscriber" && c.share(cPerson) {
				points -= 20 // a name, where another column may number the customers
			}
			if constant(r.key, c, cols) || c.fixed(r.key) || c.lone(r.key, cols) || r.key == "account" && c.has("civil") {
				points = min(points, sure-15)
			}
			if points > best[r.key].points && fits(r.key, kind, c) {
				best[r.key] = claim{r.key, c, points, named}
			}
		}
		for _, b := range best {
			if b.key == "id" && kind == "payments" && !c.unique() {
				b.points /= 2
			}
			if kind == "payments" && (b.key == "type" || b.key == "result") && c.filled > 0 && l.meansSome(b.key, c) {
				b.points = min(b.points+near, 99) // its words are known, whatever another one is called
			}
			out = append(out, b)
		}
	}
	switch kind {
	case "payments":
		numbered(out)
	case "assignments":
		logged(out)
	}
	slices.SortFunc(out, func(a, b claim) int {
		return cmp.Or(cmp.Compare(b.points, a.points), cmp.Compare(a.col.number, b.col.number), cmp.Compare(len(b.col.joined), len(a.col.joined)), cmp.Compare(half(a.key), half(b.key)), strings.Compare(a.key, b.key))
	})
	return out
}

// logged takes the time of a log-in for a beginning where that of a log-out is an end.
func logged(claims []claim) {
	if !slices.ContainsFunc(claims, func(c claim) bool { return c.key == "end" && c.named && c.points >= sure }) {
		return
	}
	for i := range claims {
		if c := &claims[i]; c.key == "start" && c.named && c.col.has("seen") && c.points >= weak {
			c.points = max(c.points, sure+10)
		}
	}
}

// numbered takes a reference for the number of a payment where no column is called
// that. Few payments refer to another one: a reference that each has, and has to itself, is its own.
func numbered(claims []claim) {
	refers := func(col *column, points int) bool {
		return slices.ContainsFunc(claims, func(c claim) bool { return c.key == "ref" && c.col == col && c.points > points })
	}
	if slices.ContainsFunc(claims, func(c claim) bool { return c.key == "id" && c.points >= sure && !refers(c.col, c.points) }) {
		return
	}
	for i := range claims {
		c := &claims[i]
		switch own := c.col.unique() && c.col.filled > 1 && !slices.Contains(c.col.samples, ""); {
		case own && c.key == "ref":
			c.points /= 2
		case own && c.key == "id" && c.points >= weak && !c.col.has("result"): // no code of who approved it
			c.points = sure + 5
		}
	}
}

// half ranks the halves of a name behind the whole.
func half(key string) int {
	if key == "given" || key == "family" || key == "house" {
		return 1
	}
	return 0
}

// halves joins given and family name, street and house number. A column that is
// called no more than "name" is the family's where another holds given names.
func (m *mapping) halves(kind string) {
	name := "name"
	if kind == "holders" {
		name = "holder"
	}
	m.join(name, "given", "family")
	m.join("street", "street", "house")
	delete(m.taken, "house")
}

func (m *mapping) join(key, first, second string) {
	a, okA := m.taken[first]
	b, okB := m.taken[second]
	if whole, ok := m.taken[key]; ok && key != first && okA != okB {
		if okA {
			b, okB = whole, true
		} else {
			a, okA = whole, true
		}
		delete(m.taken, key)
	}
	if key != first {
		delete(m.taken, first)
		delete(m.taken, second)
	}
	switch {
	case okA && okB && (key == first || m.taken[key].col == nil):
		m.taken[key] = claim{key, &column{name: a.col.name, number: a.col.number, filled: a.col.filled, joined: append(slices.Clone(a.col.names()), b.col.names()...)}, min(a.points, b.points), a.named && b.named}
	case okA && key != first && m.taken[key].col == nil:
		m.taken[key] = claim{key, a.col, a.points / 2, a.named}
	case okB && key != first && m.taken[key].col == nil:
		m.taken[key] = claim{key, b.col, b.points / 2, b.named}
	}
}

// names are the file's own names that a column stands for.
func (c *column) names() []string {
	if c.joined != nil {
		return c.joined
	}
	return []string{c.name}
}

// lacking lists the needed keys that no column claims.
func (m *mapping) lacking() []string {
	var out []string
	for _, any := range needs[m.kind] {
		if !slices.ContainsFunc(any, func(k string) bool { return m.taken[k].points >= weak }) {
			out = append(out, any[0])
		}
	}
	return out
}

func (m *mapping) marked() bool {
	return slices.ContainsFunc(marks[m.kind], func(k string) bool { return m.taken[k].points > 0 })
}

// decide holds the columns against every kind: the best, the second where it is as
// good, and the others that are half as good. A table that lacks one needed key is
// taken where none has all. only is the one kind to hold them against, "" for all.
func (l *lexicon) decide(cols []*column, only string) (best, second *mapping, others []string) {
	var list []*mapping
	for lack := 0; lack < 2 && len(list) == 0; lack++ {
		for _, k := range tableKinds {
			if only != "" && k != only {
				continue
			}
			m := l.mapAs(k, cols)
			if len(m.lack) <= lack && m.marked() && plausible(m, cols) && (lack == 0 || m.total >= 200) {
				list = append(list, m)
			}
		}
	}
	list = l.asPayments(list, cols)
	slices.SortStableFunc(list, func(a, b *mapping) int { return cmp.Compare(b.rank(), a.rank()) })
	if len(list) == 0 {
		return nil, nil, nil
	}
	for _, m := range list[1:] {
		if m.rank()*2 >= list[0].rank() {
			others = append(others, m.kind)
		}
	}
	if len(list) > 1 && list[1].rank()*100 >= list[0].rank()*93 {
		second = list[1]
	}
	if second == nil {
		second = l.twin(list[0], cols)
	}
	if second == nil && list[0].enrolled() {
		second = l.mapAs("members", cols)
	}
	if second == nil && (list[0].kind == "holders" || list[0].kind == "members" || list[0].kind == "assignments" && list[0].users()) && slices.ContainsFunc(cols, (*column).owed) {
		second = l.mapAs("payments", cols)
	}
	if i := slices.IndexFunc(list, func(m *mapping) bool { return m.kind == "payments" && len(m.lack) > 0 }); second == nil && i > 0 {
		second = list[i] // sums, and no number: which of both nobody can tell
	}
	return list[0], second, others
}

// rank is the sum of the claims, with more for the marks of the kind.
func (m *mapping) rank() int {
	n := m.total
	for _, k := range marks[m.kind] {
		n += m.taken[k].points / 3
	}
	for _, any := range needs[m.kind] {
		for _, k := range any {
			n += m.taken[k].points / 2
		}
	}
	return n
}

// plausible refuses what the values speak against.
func plausible(m *mapping, cols []*column) bool {
	switch m.kind {
	case "access": // a log repeats its visitors and does not know where they live; a list does
		for _, key := range []string{"path", "method", "agent"} {
			if m.taken[key].points > 0 {
				return true
			}
		}
		repeats := m.taken["account"].col.visitors()
		return !slices.ContainsFunc(cols, func(c *column) bool {
			return c.share(cEmail) && !repeats || !c.share(cRange) && (c.has("street") || c.has("legal") || c.has("born") || c.has("holder") || c.has("phone") || c.has("town") || c.has("addr"))
		})
	case "answers": // whoever logs in comes again; customers are looked up one by one
		c := m.taken["subscriber"].col
		return c == nil || !c.has("user") || c.has("sub") || c.full || c.filled < 12 || len(c.distinct)*3 > c.filled || m.taken["end"].points >= sure
	case "assignments": // a subscriber's address is none that somebody signed up from
		start, ip := m.taken["start"].col, m.taken["ip"].col
		return start == nil || ip == nil || !start.has("join") || !ip.has("join") && !ip.has("last")
	case "members":
		if m.taken["account"].col == nil { // who signed up with an address alone
			return m.taken["email"].points >= sure && m.taken["email"].col.unique() && (m.taken["time"].points >= sure || m.taken["name"].points >= sure)
		}
		if m.taken["time"].points >= 90 && m.taken["ip"].points >= 90 && m.taken["time"].col.has("join") && m.taken["ip"].col.has("join") {
			return true
		}
		return m.taken["account"].col.filled == 0 || m.taken["account"].col.filled < 20 || len(m.taken["account"].col.distinct)*2 > m.taken["account"].col.filled || m.taken["account"].col.full
	case "payments":
		return m.taken["amount"].points > 0 || m.taken["credit"].points > 0 || m.taken["card"].points > 0 && m.taken["id"].points >= sure
	}
	return true
}

// visitors reports whether a column of users names the same ones again and again, as
// those who log in are named and customers in a list are not.
func (c *column) visitors() bool {
	return c != nil && c.has("user") && (c.full || c.filled >= 12 && len(c.distinct)*3 <= c.filled)
}
