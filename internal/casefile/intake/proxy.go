package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format"
)

// forwarding are parts of the names under which servers keep the address that
// another one in front of them passed on.
var forwarding = []string{"forwarded", "realip", "connectingip", "trueclientip", "xff", "originalip"}

// forwards reports whether a member is called after a passed-on address.
func forwards(name string) bool {
	name = strings.Join(tokenise(name), "")
	return slices.ContainsFunc(forwarding, func(w string) bool { return strings.Contains(name, w) })
}

// askForwarded asks which address of lines of JSON is the visitor's, where a server
// in front passed on another one than wrote the line.
func (f *File) askForwarded(head []byte) {
	if f.Format != format.NginxJSON || len(f.Columns) > 0 {
		return
	}
	g, at := &grid{}, map[string]int{}
	for line := range bytes.Lines(head) {
		if row, ok := g.object(line, at); ok && len(g.rows) < jsonRows {
			g.rows = append(g.rows, row)
		}
	}
	own := slices.IndexFunc([]string{"remote_addr", "client_ip", "remote_ip", "clientip", "ip"}, func(n string) bool { _, ok := at[n]; return ok })
	if own < 0 {
		return
	}
	mine := []string{"remote_addr", "client_ip", "remote_ip", "clientip", "ip"}[own]
	var short cutting
	for _, r := range g.rows {
		if at[mine] < len(r) {
			if a, ok := comity.ParseAddr(r[at[mine]]); ok {
				short.add(a)
			}
		}
	}
	if short.all() {
		f.Columns = map[string][]string{"ip": {ask}}
		f.ask("columns.ip", short.text(), mine)
		return
	}
	var choices, lists []string
	for _, name := range g.names {
		if !forwards(name) {
			continue
		}
		others, several := 0, 0
		for _, r := range g.rows {
			if at[name] < len(r) && at[mine] < len(r) && passedOn(r[at[name]], r[at[mine]]) {
				if others++; strings.Contains(r[at[name]], ",") {
					several++
				}
			}
		}
		switch {
		case others*2 <= len(g.rows):
		case several*2 > others:
			lists = append(lists, name)
		default:
			choices = append(choices, name)
		}
	}
	if choices == nil {
		f.askHops(mine, lists)
		return
	}
	f.Columns = map[string][]string{"ip": {ask}}
	f.ask("columns.ip", fmt.Sprintf("%q and %q differ: the former may be of a server in front, the latter can be written by the visitor; which is the visitor's?", mine, choices[0]), append([]string{mine}, choices...)...)
}

// askAbout asks what lines of JSON with a time and an address are that name nothing of a request, and something
// that is said of customers or of payments.
func (l *lexicon) askAbout(f *File, head []byte) {
	if f.Format != format.NginxJSON || len(f.question("kind")) > 0 {
		return
	}
	g, at := &grid{}, map[string]int{}
	for line := range bytes.Lines(head) {
		if row, ok := g.object(line, at); ok && len(g.rows) < jsonRows {
			g.rows = append(g.rows, row)
		}
	}
	var about []string
	for _, n := range g.names {
		for _, p := range l.parts(n) {
			if slices.ContainsFunc([]string{"path", "method", "agent", "bytes", "referer", "status"}, p.has) {
				return
			}
			if slices.ContainsFunc([]string{"sub", "street", "legal", "born", "phone", "card", "amount", "asked", "reply"}, p.has) && !slices.Contains(about, n) {
				about = append(about, n)
			}
		}
	}
	if len(about) < 2 {
		return
	}
	f.ask("kind", fmt.Sprintf("each line has a time and an address, no request, and what is said of customers or payments (%s): a log of who came? Lines of JSON are read as a log alone; for anything else make a table in a copy, and seal both", strings.Join(short(about), ", ")), "access", "document")
	f.Kind = ask
}

// askHops asks which address is the visitor's where those that were passed on stand as a list in one text, which is
// not read.
func (f *File) askHops(mine string, lists []string) {
	if lists == nil {
		return
	}
	f.Columns = map[string][]string{"ip": {ask}}
	f.ask("columns.ip", fmt.Sprintf("%s and %s differ: the former may be of a server in front, the latter holds several addresses, can be written by the visitor and is not read: write the one that is the visitor's alone in a copy, and seal both", quoted(mine), quoted(lists[0])), mine)
}

// askListed asks which address is the visitor's where a member that is mapped as such stands
// beside a list of addresses that were passed on, or is named after one itself.
func (f *File) askListed(g *grid) {
	mapped := f.Columns["ip"]
	if len(mapped) != 1 || mapped[0] == ask {
		return
	}
	own := slices.Index(g.names, mapped[0])
	for _, name := range sortedKeys(g.passed) {
		others, all := 0, 0
		for _, row := range g.rows {
			if own >= 0 && row[own] != "" {
				all++
				if g.passed[name][row[own]] == 0 {
					others++
				}
			}
		}
		if all > 0 && others*2 > all {
			f.Columns["ip"] = []string{ask}
			f.ask("columns.ip", fmt.Sprintf("%s and the list %s differ: the former may be of a server in front, the latter can be written by the visitor and is not read: bring its first address to the top of each line in a copy, and seal both, if that is the visitor's", quoted(mapped[0]), quoted(name)), mapped[0])
			return
		}
	}
}

// passedOn reports whether a value, or the first of a list, is another address than
// the line's own.
func passedOn(value, own string) bool {
	first, _, _ := strings.Cut(value, ",")
	a, ok := comity.ParseAddr(strings.TrimSpace(first))
	b, known := comity.ParseAddr(own)
	return ok && known && a != b
}

// fronted counts what lines of an access log say of a server in front.
type fronted struct {
	lines, before, behind int
	sites                 int    // of lines whose site is no name of a host
	site                  string // one of them
	named                 map[string]int
	short                 cutting
	idents, targets       hostCount // names of hosts where the ident stands, and in front of the path
}

// add takes note of one line and the address that was read of it.
func (n *fronted) add(line, site []byte, addr comity.Addr) {
	n.lines++
	own := addr.String()
	if slices.ContainsFunc(extraFields(line), func(w string) bool { return passedOn(bareValue(w), own) }) {
		n.behind++
	}
	n.short.add(addr)
	if len(site) > 0 && len(n.named) < 1000 {
		if n.named == nil {
			n.named = map[string]int{}
		}
		n.named[string(site)]++
	}
	n.idents.add(identOf(line))
	n.targets.add(targetOf(line))
	n.ahead(line, site, addr)
}

// ask asks whose addresses these are.
func (n *fronted) ask(f *File) {
	if len(n.named) > 0 {
		list := sortedKeys(n.named)
		slices.SortStableFunc(list, func(a, b string) int { return n.named[b] - n.named[a] })
		var said []string
		for _, s := range list[:min(len(list), 5)] {
			said = append(said, fmt.Sprintf("%s (%d)", quoted(plainText(s, 60)), n.named[s]))
		}
		f.why("%d sites in the sample: %s", len(list), strings.Join(said, ", "))
	}
	unnamed := 0
	for _, s := range []string{"_", "*", "-", "default", "_default_"} {
		unnamed += n.named[s]
	}
	switch {
	case unnamed > 0 && unnamed*2 <= n.lines:
		f.ask("kind", fmt.Sprintf("%d of %d lines are of a server without a name, and their accounts would be of a site of their own: take them into a file of their own in a copy, without what stands in front, and say there which site it is; if they are to stay: access", unnamed, n.lines), "access", "document")
	case n.before*2 > n.lines:
		f.ask("kind", fmt.Sprintf("in %d of %d lines two addresses stand in front, or none where the site would be: one may be of a server in between, and the format reads the one before the user. If that is the visitor's, and what stands before it the site: access. "+
			"Else make a table with the other address as ip in a copy, and seal both; this file is then a document", n.before, n.lines), "access", "document")
	case n.sites*2 > n.lines:
		f.ask("kind", fmt.Sprintf("where the site would be stands %s, which is no name of a host: grep and its like put the name of the file there. Take it off in a copy, and seal both; if it is the site: access", quoted(n.site)), "access", "document")
	case n.short.all():
		f.ask("kind", n.short.text(), "access", "document")
	case n.behind*2 > n.lines:
		f.ask("kind", fmt.Sprintf("in %d of %d lines another address stands behind the rest, which the format does not read: that in front may be of a server in between, and then no line says whose visit it was. If it is the visitor's: access. "+
			"Else make a table with the other address as ip in a copy, and seal both; this file is then a document", n.behind, n.lines), "access", "document")
	case len(n.named) == 0 && n.askHosts(f):
	}
}
