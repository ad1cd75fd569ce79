package intake

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"comity/internal/comity"
)

// extras is what stands behind the known fields of an access log's lines, by its place.
type extras struct {
	lines int
	each  []*extraField
}

// extraField is what was seen at one place.
type extraField struct {
	seen    int
	count   map[string]int // what a value is → how often
	example string
	hosts   map[string]bool
}

// mostExtras is how many fields behind a line are told apart.
const mostExtras = 20

// behindKnown is where the fields of the known formats end: behind status and size, and
// behind referer and agent where these follow.
var behindKnown = regexp.MustCompile(`" \d{3} (?:\d+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?( .*)?$`)

// extraFields parts what stands behind the known fields of a line; nil where nothing does.
func extraFields(line []byte) []string {
	m := behindKnown.FindSubmatch(bytes.TrimRight(line, "\r\n"))
	if m == nil {
		return nil
	}
	return words(string(m[1]))
}

// words parts a text at blanks, but for those in quotes and square brackets.
func words(s string) []string {
	var out []string
	start, inside := -1, byte(0)
	for i := range len(s) {
		switch c := s[i]; {
		case inside != 0:
			if c == inside {
				inside = 0
			}
		case c == ' ' || c == '\t':
			if start >= 0 {
				out, start = append(out, s[start:i]), -1
			}
			continue
		case c == '"':
			inside = '"'
		case c == '[' && start < 0:
			inside = ']'
		}
		if start < 0 {
			start = i
		}
	}
	if start >= 0 {
		out = append(out, s[start:])
	}
	return out
}

// bareValue is a field without its quotes, and without the name before its value.
func bareValue(w string) string {
	if name, v, ok := strings.Cut(w, "="); ok && !strings.ContainsAny(name, `"[ `) {
		w = v
	}
	return strings.Trim(w, `"`)
}

func (x *extras) add(line []byte) {
	x.lines++
	for i, v := range extraFields(line) {
		if i == mostExtras {
			return
		}
		if i == len(x.each) {
			x.each = append(x.each, &extraField{count: map[string]int{}, hosts: map[string]bool{}})
		}
		x.each[i].add(strings.Trim(v, `"`))
	}
}

func (f *extraField) add(v string) {
	f.seen++
	what := logWord(v)
	f.count[what]++
	if f.example == "" && v != "-" && v != "" {
		f.example = v
	}
	if what == "host names" && len(f.hosts) < 100 {
		f.hosts[strings.ToLower(v)] = true
	}
}

// what is what most of the values are.
func (f *extraField) what() string {
	best := "nothing"
	for _, w := range sortedKeys(f.count) {
		if w != "nothing" && (best == "nothing" || f.count[w] > f.count[best]) {
			best = w
		}
	}
	return best
}

// say tells which further fields there are, and asks about the site where one names it.
func (x *extras) say(f *File) {
	var list []string
	for i, e := range x.each {
		what := e.what()
		if e.seen*5 < x.lines {
			break
		}
		if e.example != "" {
			what += ", as " + quoted(plainText(e.example, 40))
		}
		list = append(list, fmt.Sprintf("%d: %s", i+1, what))
	}
	if list == nil {
		return
	}
	f.why("behind the line stand further fields, which stay in the cited bytes and are not read: %s", strings.Join(list, "; "))
	for _, e := range x.each {
		if e.count["host names"]*2 < x.lines || f.Site != ask || len(f.question("site")) > 0 {
			continue
		}
		hosts := sortedKeys(e.hosts)
		f.ask("site", fmt.Sprintf("behind the line stand names of hosts: of the site, or of the server that answered? There are %d; where they are of several sites, a log for each in a copy, and seal both", len(hosts)), hosts[:min(len(hosts), 5)]...)
		return
	}
}

// logWord says what a field of a log may be.
func logWord(v string) string {
	first, _, _ := strings.Cut(v, ",")
	switch {
	case v == "" || v == "-":
		return "nothing"
	case address(strings.TrimSpace(first)):
		return "addresses"
	case endpoint(v):
		return "addresses with a port"
	case strings.Trim(v, "0123456789.,") == "":
		return "numbers"
	case domainLike(v):
		return "host names"
	case strings.HasPrefix(v, "[") && strings.ContainsAny(v, ":/"):
		return "times"
	case slices.ContainsFunc([]string{" HTTP/", "GET ", "POST "}, func(w string) bool { return strings.Contains(v, w) }):
		return "requests"
	case strings.Contains(v, "Mozilla/") || strings.Contains(v, "curl/"):
		return "programs"
	case strings.HasPrefix(v, "http://") || strings.HasPrefix(v, "https://"):
		return "URLs"
	case strings.IndexByte(v, '=') > 0:
		return "named values"
	case strings.IndexFunc(v, unicode.IsLetter) >= 0:
		return "words"
	}
	return "marks"
}

// ahead counts lines that name another address in front: for the site, or between the one
// that was read and the user.
func (n *fronted) ahead(line []byte, site []byte, own comity.Addr) {
	if s := string(site); s != "" {
		raw, _, _ := strings.Cut(string(line), " ")
		if host := strings.TrimRight(s, ","); address(host) && (raw == s || strings.HasSuffix(raw, ",")) || s == "-" {
			n.before++
			return
		}
		if strings.HasSuffix(raw, ":") || strings.Contains(raw, "/") {
			n.sites, n.site = n.sites+1, raw
		}
	}
	front, _, _ := bytes.Cut(line, []byte(" ["))
	list := strings.Fields(string(front))
	at := slices.IndexFunc(list, func(w string) bool { a, ok := comity.ParseAddr(w); return ok && a == own })
	if at >= 0 && at+1 < len(list)-1 && passedOn(list[at+1], own.String()) {
		n.before++
	}
}
