package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format"
)

// askFields asks which address of a log in the W3C's form is the visitor's, where a field
// holds one that another server passed on, and whether addresses were cut short.
func (f *File) askFields(head []byte) {
	if f.Format != format.IIS || len(f.Columns) > 0 {
		return
	}
	var names []string
	own, n := -1, 0
	others := map[string]int{}
	var short cutting
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if rest, ok := strings.CutPrefix(text, "#Fields:"); ok {
			names = strings.Fields(rest)
			own = slices.Index(names, "c-ip")
			continue
		}
		cells := strings.Fields(text)
		if own < 0 || len(cells) != len(names) || strings.HasPrefix(text, "#") {
			continue
		}
		n++
		if a, ok := comity.ParseAddr(cells[own]); ok {
			short.add(a)
		}
		for i, name := range names {
			if forwards(name) && passedOn(strings.ReplaceAll(cells[i], "+", ""), cells[own]) {
				others[name]++
			}
		}
	}
	var choices []string
	for _, name := range sortedKeys(others) {
		if others[name]*2 > n {
			choices = append(choices, name)
		}
	}
	switch {
	case choices != nil:
		f.Columns = map[string][]string{"ip": {ask}}
		f.ask("columns.ip", fmt.Sprintf("%q and %q differ: the former may be of a server in front, the latter can be written by the visitor; which is the visitor's?", "c-ip", choices[0]), append([]string{"c-ip"}, choices...)...)
	case short.all():
		f.Columns = map[string][]string{"ip": {ask}}
		f.ask("columns.ip", short.text(), "c-ip")
	}
}

// askHost asks which field of a log in the W3C's form names the site, where one beside the host
// that the format reads names others: a network of delivery writes its own name there, and what
// the visitor asked for in another field.
func (f *File) askHost(head []byte) {
	if f.Format != format.IIS {
		return
	}
	names, rows := w3cRows(head)
	own := slices.IndexFunc(names, func(n string) bool { return strings.EqualFold(n, "cs-host") || strings.EqualFold(n, "cs(Host)") })
	for i, name := range names {
		low := strings.ToLower(name)
		if i == own || !strings.Contains(low, "host") || strings.Contains(low, "computer") || strings.HasPrefix(low, "s-") || strings.HasPrefix(low, "r-") {
			continue // s-, r-: what a server is called
		}
		other := 0
		for _, r := range rows {
			if domainLike(r[i]) && (own < 0 || !strings.EqualFold(r[i], r[own])) {
				other++
			}
		}
		if other*2 <= len(rows) {
			continue
		}
		if f.Columns == nil {
			f.Columns = map[string][]string{}
		}
		if own < 0 {
			f.Columns["site"] = []string{name}
			f.why("site: the field %s", quoted(name))
			return
		}
		f.Columns["site"] = []string{ask}
		f.ask("columns.site", fmt.Sprintf("%s and %s name different hosts: which one did the visitor ask for? That of a server in front is no site", quoted(names[own]), quoted(name)), name, names[own])
		return
	}
}

// w3cRows are the names of the last #Fields line in head, and some of the rows that have as many
// fields.
func w3cRows(head []byte) (names []string, rows [][]string) {
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if rest, ok := strings.CutPrefix(text, "#Fields:"); ok {
			names, rows = strings.Fields(rest), nil
			continue
		}
		if cells := strings.Fields(text); len(cells) == len(names) && len(cells) > 0 && cells[0][0] != '#' && len(rows) < jsonRows {
			rows = append(rows, cells)
		}
	}
	return names, rows
}

// clientless says of a log in the W3C's form that is none of web requests what keeps it from
// being read; "" of others. Where a field of another name holds addresses, whose they are is asked.
func (f *File) clientless(head []byte) string {
	names, rows := w3cRows(head)
	has := func(want string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, want) })
	}
	if len(names) == 1 && strings.Count(names[0], ",") > 2 {
		return "a log in the W3C's form whose fields are parted by commas (" + plainText(names[0], 100) + "), as Exchange writes it, which is not read: without the lines that begin with #, and under the names behind #Fields: as its first line, a copy is a table (CSV); seal both" + forPeople
	}
	if len(names) == 0 || has("c-ip") && has("time") {
		return ""
	}
	var choices []string
	for i, name := range names {
		n := 0
		for _, r := range rows {
			if address(r[i]) {
				n++
			}
		}
		if n*2 > len(rows) && !has("c-ip") {
			choices = append(choices, name)
		}
	}
	if !has("time") || choices == nil {
		return "a log in the W3C's form without a time or a client's address (" + plainText(strings.Join(names, " "), 100) + "): " + asTable
	}
	f.Columns = map[string][]string{"ip": {ask}}
	f.ask("columns.ip", "the log names no c-ip; these fields hold addresses: which is the visitor's?", choices...)
	return ""
}
