package intake

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// hostCount counts names of hosts at one place of an access log's lines.
type hostCount struct {
	lines int
	seen  map[string]int
}

func (h *hostCount) add(host string) {
	if !domainLike(host) {
		return
	}
	if h.lines++; h.seen == nil {
		h.seen = map[string]int{}
	}
	if host = strings.ToLower(host); h.seen[host] > 0 || len(h.seen) < 1000 {
		h.seen[host]++
	}
}

// list are the hosts, the most frequent first.
func (h *hostCount) list() []string {
	out := sortedKeys(h.seen)
	slices.SortStableFunc(out, func(a, b string) int { return h.seen[b] - h.seen[a] })
	return out
}

// identOf is the field behind the address of a line that begins with one: that of identd, or,
// as lighttpd writes it, the host that was asked for.
func identOf(line []byte) string {
	list := strings.Fields(string(line[:min(len(line), 400)]))
	if len(list) < 2 || !address(list[0]) {
		return ""
	}
	return list[1]
}

// targetOf is the host in the first line of a request that names it, as a cache and a proxy
// write it.
func targetOf(line []byte) string {
	_, rest, ok := bytes.Cut(line, []byte(`] "`))
	if !ok {
		return ""
	}
	request, _, _ := bytes.Cut(rest, []byte{'"'})
	if _, rest, ok = bytes.Cut(request, []byte("://")); !ok || bytes.IndexByte(request, '?') >= 0 && bytes.IndexByte(request, '?') < bytes.Index(request, []byte("://")) {
		return ""
	}
	if i := bytes.IndexAny(rest, "/ :?"); i >= 0 {
		rest = rest[:i]
	}
	return string(rest)
}

// askHosts asks about the site of lines that name hosts where the format reads none. It reports
// whether they do.
func (n *fronted) askHosts(f *File) bool {
	for _, h := range []struct {
		where string
		count *hostCount
	}{{"behind the address", &n.idents}, {"in the request", &n.targets}} {
		if h.count.lines*2 <= n.lines {
			continue
		}
		list := h.count.list()
		text := fmt.Sprintf("%s stand names of hosts, which the format does not read: %s (%d)", h.where, quoted(list[0]), h.count.seen[list[0]])
		if len(list) == 1 {
			f.ask("site", text+": is that the site?", list...)
			return true
		}
		f.ask("kind", fmt.Sprintf("%s, and %d more; accounts would all be of one site. Make a log of each host in a copy, and seal all: this file is then a document; if one site answers to all of them: access", text, len(list)-1), "access", "document")
		return true
	}
	return false
}
