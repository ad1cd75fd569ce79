package pack_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"
)

// oracle says whom each row of a world concerns, by the simulator's truth and by what the raw rows
// say; nothing of it is asked of comity. must is what the truth names (truth/nexus.jsonl); may is what
// some row, register or person says in any way: wider than the nexus, and blind to findings.
type oracle struct {
	users map[string]bool
	rows  [][]rawRow // by exhibit
	cards []string   // full numbers
}

// rawRow is a row of the raw files: leaves from to to.
type rawRow struct {
	from, to  int
	text      string
	names     bool // of columns, a directive, or blank
	of        map[string]bool
	must, may map[string]bool
}

// shares reports whether a row names what somebody is known by.
func (r *rawRow) shares(names map[string]bool) bool {
	for e := range r.of {
		if names[e] && !strings.HasPrefix(e, "word ") {
			return true
		}
	}
	return false
}

var (
	spanRun = regexp.MustCompile(`([0-9a-f.:]{7,})\s*-\s*([0-9a-f.:]{7,})`)
	netRun  = regexp.MustCompile(`[0-9a-f.:]{7,}/[0-9]{1,3}\b`)
	wordRun = regexp.MustCompile(`[\p{L}\p{N}._@:+*-]+`)
	dataRun = regexp.MustCompile(`\d{4}|\d\.\d+\.\d`) // what stands in data and in no name of a column
	cardRun = regexp.MustCompile(`\b\d(?:[ -]?\d){12,18}\b`)
)

// entitiesOf are the accounts, addresses, e-mails, cards and other words that a text names.
func entitiesOf(text string, users map[string]bool) map[string]bool {
	out := map[string]bool{}
	for _, number := range cardRun.FindAllString(text, -1) {
		if d := strings.NewReplacer(" ", "", "-", "").Replace(number); luhn(d) {
			out["card "+d[:6]+"******"+d[len(d)-4:]] = true
		}
	}
	for _, w := range wordRun.FindAllString(text, -1) {
		w = strings.ToLower(strings.Trim(w, ".:"))
		if a, err := netip.ParseAddr(w); err == nil {
			out["address "+a.Unmap().String()] = true
			continue
		}
		for _, part := range strings.Split(w, ":") { // with a port, or a word in front
			if a, err := netip.ParseAddr(part); err == nil {
				out["address "+a.String()] = true
			}
		}
		if _, user, ok := strings.Cut(w, ":"); ok && users[user] {
			out["account "+user] = true
		}
		switch {
		case users[w]:
			out["account "+w] = true
		case strings.Contains(w, "@"):
			out["email "+w] = true
		case strings.Contains(w, "******"):
			out["card "+w] = true
		case len(w) > 3:
			out["word "+w] = true
		}
	}
	return out
}

func luhn(d string) bool {
	sum := 0
	for i := range len(d) {
		n := int(d[len(d)-1-i] - '0')
		if i%2 == 1 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return sum%10 == 0
}

func jsonLines[T any](t *testing.T, name string) (out []T) {
	t.Helper()
	b := got[[]byte](t)(os.ReadFile(name))
	for line := range bytes.Lines(b) {
		var v T
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatal(name, err)
		}
		out = append(out, v)
	}
	return out
}

type known map[string]map[string]bool // entity → states

func (k known) add(e, state string) {
	if k[e] == nil {
		k[e] = map[string]bool{}
	}
	k[e][state] = true
}

func readOracle(t *testing.T, dir string, exhibits []raw, states []string) *oracle {
	t.Helper()
	o := &oracle{users: map[string]bool{}}
	must, may := known{}, known{}
	for _, p := range jsonLines[struct {
		Country                 string
		Accounts, Emails, Cards []string
	}](t, filepath.Join(dir, "truth", "persons.jsonl")) {
		for _, a := range p.Accounts {
			_, user, _ := strings.Cut(strings.ToLower(a), ":")
			o.users[user] = true
			may.add("account "+user, p.Country)
		}
		for _, e := range p.Emails {
			may.add("email "+strings.ToLower(e), p.Country)
		}
		for _, c := range p.Cards {
			may.add("card "+c, p.Country)
		}
	}
	for _, n := range jsonLines[struct {
		Item  struct{ Type, Value string }
		State string
	}](t, filepath.Join(dir, "truth", "nexus.jsonl")) {
		value := strings.ToLower(n.Item.Value)
		switch n.Item.Type {
		case "account":
			_, value, _ = strings.Cut(value, ":")
			o.users[value] = true
		case "address":
			value = netip.MustParseAddr(value).String()
		case "card":
		default:
			continue // names of a network are several words: may only, by their row's country
		}
		must.add(n.Item.Type+" "+value, n.State)
		may.add(n.Item.Type+" "+value, n.State)
	}
	o.read(exhibits)
	o.covered()
	for i := range exhibits {
		for k := range o.rows[i] {
			r := &o.rows[i][k]
			for _, s := range r.stated(&exhibits[i], states) {
				for e := range r.of {
					may.add(e, s)
				}
			}
		}
	}
	o.allotted(t, dir, may)
	o.spread(exhibits, must, may)
	return o
}

// read cuts the exhibits into rows.
func (o *oracle) read(exhibits []raw) {
	numbers := map[string]bool{}
	for i := range exhibits {
		x := &exhibits[i]
		rule := "line"
		if x.Format == "csv" {
			rule = "cell"
		}
		var list []rawRow
		for k, l := range x.cut(rule) {
			if n := len(list); n > 0 && x.rowNumber(rule, k) == x.rowNumber(rule, k-1) {
				list[n-1].to, list[n-1].text = k+1, list[n-1].text+l.text+" "
				continue
			}
			list = append(list, rawRow{from: k, to: k + 1, text: l.text + " "})
		}
		data := false // a row of data was seen
		for k := range list {
			r := &list[k]
			r.of = entitiesOf(r.text, o.users)
			for _, n := range cardRun.FindAllString(r.text, -1) {
				if luhn(n) {
					numbers[n] = true
				}
			}
			first := !data && (x.Format == "csv" || x.Format == "xlsx") && !dataRun.MatchString(r.text)
			r.names = first || strings.HasPrefix(strings.TrimSpace(r.text), "#") || strings.TrimSpace(r.text) == "" || x.Format == "kea" && k == 0
			data = data || !r.names
		}
		o.rows = append(o.rows, list)
	}
	for n := range numbers {
		o.cards = append(o.cards, n)
	}
	slices.Sort(o.cards)
}

// used are the addresses that rows name.
func (o *oracle) used() map[netip.Addr]bool {
	out := map[netip.Addr]bool{}
	for _, list := range o.rows {
		for i := range list {
			for e := range list[i].of {
				if a, err := netip.ParseAddr(strings.TrimPrefix(e, "address ")); err == nil {
					out[a] = true
				}
			}
		}
	}
	return out
}

// covered gives rows of a range of addresses those of them that any row names.
func (o *oracle) covered() {
	used := o.used()
	for _, list := range o.rows {
		for i := range list {
			r := &list[i]
			for _, m := range spanRun.FindAllStringSubmatch(r.text, -1) {
				first, err := netip.ParseAddr(m[1])
				last, err2 := netip.ParseAddr(m[2])
				for a := range used {
					if err == nil && err2 == nil && first.Compare(a) <= 0 && a.Compare(last) <= 0 {
						r.of["address "+a.String()] = true
					}
				}
			}
			for _, m := range netRun.FindAllString(r.text, -1) {
				if p, err := netip.ParsePrefix(m); err == nil {
					for a := range used {
						if p.Masked().Contains(a) {
							r.of["address "+a.String()] = true
						}
					}
				}
			}
		}
	}
}

// rowNumber is that of a leaf's row.
func (x *raw) rowNumber(rule string, k int) int {
	if x.cutOnce == nil {
		x.cutOnce = x.cut(rule)
	}
	return x.cutOnce[k].row
}

// stated are the states that a row or its source names in any way: a cell that is a code, the end of a
// name of the net, the beginning of a telephone number, the country of who answered.
func (r *rawRow) stated(x *raw, states []string) (out []string) {
	if x.Kind == "assignments" || x.Kind == "answers" || x.Kind == "holders" {
		out = append(out, x.Country)
	}
	if x.Kind == "access" || x.Kind == "allotments" {
		return out
	}
	words := strings.FieldsFunc(strings.ToUpper(r.text), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, s := range states {
		if slices.Contains(words, s) || dialled(r.text, s) {
			out = append(out, s)
		}
	}
	return out
}

// dialled reports whether a text holds what a telephone number of a state begins with.
func dialled(text, state string) bool {
	code := map[string]string{"IT": "39", "DE": "49", "FR": "33", "ES": "34", "NL": "31", "AT": "43", "SE": "46", "PL": "48", "PT": "351", "BE": "32", "US": "1", "CA": "1"}[state]
	return code != "" && (strings.Contains(text, "+"+code) || strings.Contains(text, "00"+code))
}

// allotted takes in to whom any file of allotments gives each address.
func (o *oracle) allotted(t *testing.T, dir string, may known) {
	t.Helper()
	used := o.used()
	names := got[[]string](t)(filepath.Glob(filepath.Join(dir, "delegated", "*")))
	for _, name := range names {
		for s := bufio.NewScanner(bytes.NewReader(got[[]byte](t)(os.ReadFile(name)))); s.Scan(); {
			c := strings.Split(s.Text(), "|")
			if len(c) != 7 || c[1] == "*" || c[2] != "ipv4" && c[2] != "ipv6" {
				continue
			}
			first := netip.MustParseAddr(c[3])
			n, _ := strconv.Atoi(c[4])
			for a := range used {
				for _, s := range successors(c[1]) {
					if within(a, first, n) {
						may.add("address "+a.String(), s)
					}
				}
			}
		}
	}
}

func successors(code string) []string {
	switch code {
	case "YU", "CS":
		return []string{"RS", "ME"}
	}
	return []string{code}
}

// within reports whether an address is one of n from first on; of the sixth version n is the prefix.
func within(a, first netip.Addr, n int) bool {
	if a.Is4() != first.Is4() {
		return false
	}
	if a.Is6() {
		return netip.PrefixFrom(first, n).Contains(a)
	}
	num := func(a netip.Addr) uint64 {
		b := a.As4()
		return uint64(b[0])<<24 | uint64(b[1])<<16 | uint64(b[2])<<8 | uint64(b[3])
	}
	return num(a) >= num(first) && num(a) < num(first)+uint64(n)
}

// spread says of each row whom it concerns: by what it names, and of an account by the addresses that
// it was used from.
func (o *oracle) spread(exhibits []raw, must, may known) {
	from := known{}
	for i := range exhibits {
		for _, r := range o.rows[i] {
			for user := range r.of {
				for e := range r.of {
					if strings.HasPrefix(user, "account ") && !strings.HasPrefix(e, "word ") {
						for s := range may[e] {
							from.add(user, s)
						}
					}
				}
			}
		}
	}
	for i := range exhibits {
		x := &exhibits[i]
		for k := range o.rows[i] {
			r := &o.rows[i][k]
			r.must, r.may = map[string]bool{}, map[string]bool{}
			for e := range r.of {
				if strings.HasPrefix(e, "word ") && x.Kind != "network" {
					continue
				}
				for s := range may[e] {
					r.may[s] = true
				}
				for s := range from[e] {
					r.may[s] = true
				}
				if x.Kind == "network" {
					continue
				}
				for s := range must[e] {
					r.must[s] = true
				}
			}
		}
	}
}
