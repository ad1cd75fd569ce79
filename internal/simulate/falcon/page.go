package falcon

import (
	"strconv"
	"strings"

	"comity/internal/simulate/export"
)

// agents are the browsers of the time. The last is odd in a way that the log
// formats allow: a quote in it, which servers escape.
var agents = []string{
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)",
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows 98)",
	"Mozilla/4.0 (compatible; MSIE 5.5; Windows NT 5.0)",
	"Mozilla/5.0 (Windows; U; Windows NT 5.1; en-US; rv:1.7) Gecko/20040614 Firefox/0.9",
	"Mozilla/5.0 (X11; U; Linux i686; en-US; rv:1.6) Gecko/20040113",
	"Mozilla/5.0 (Macintosh; U; PPC Mac OS X; en) AppleWebKit/125.2 (KHTML, like Gecko) Safari/125.8",
	"Opera/7.54 (Windows NT 5.1; U)",
	"Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.0; .NET CLR 1.1.4322)",
}

const (
	robot  = "Gartenspider/1.2 (+http://spider.example/about)"
	health = "healthcheck/0.3"
	quoted = `Mozilla/4.0 (compatible; \"Blue Browser\" 2.0; C:\\TEMP)`
)

// fill writes h into r, whose buffers it reuses.
func (w *world) fill(r *export.Request, h *hit) {
	v := &w.sites[h.site]
	r.Time, r.Address, r.Vhost, r.User = h.t, h.seat.addr, v.domain, ""
	r.Port = h.seat.port
	r.Method, r.Status, r.Path, r.Referer = "GET", 200, r.Path[:0], r.Referer[:0]
	r.Agent = w.agent(h)
	if !h.public {
		r.User = w.accounts[h.account].user
		if h.account%97 == 0 { // types a capital; the sites do not mind
			r.User = strings.ToUpper(r.User[:1]) + r.User[1:]
		}
	}
	r.Bytes = 600 + int(h.n%7919)*3
	w.path(r, h)
	if h.n%13 == 5 && r.Method == "GET" && h.page != pageIssue {
		r.Status, r.Bytes = 304, -1
	}
	if h.n%211 == 7 {
		r.Status, r.Bytes = 404, 312
	}
}

func (w *world) path(r *export.Request, h *hit) {
	v := &w.sites[h.site]
	switch h.page {
	case pageHome:
		r.Path = append(r.Path, '/')
	case pageJoin:
		r.Path = append(r.Path, "/join.html"...)
	case pageLogin:
		r.Path = append(r.Path, "/login"...)
		r.Method, r.Status = "POST", 302
		r.Referer = append(append(append(r.Referer, "http://"...), v.domain...), '/')
	case pageMember:
		r.Path = append(r.Path, "/members/"...)
	case pageIssue:
		r.Path = issuePath(r.Path, h.n)
		r.Referer = append(append(append(r.Referer, "http://"...), v.domain...), "/members/"...)
	case pageImage:
		r.Path = strconv.AppendUint(append(r.Path, "/members/img/"...), uint64(h.n), 10)
		r.Path = append(r.Path, ".jpg"...)
		r.Referer = append(append(append(r.Referer, "http://"...), v.domain...), "/members/issue/"...)
		r.Referer = strconv.AppendUint(r.Referer, uint64(h.n/1000), 10)
	case pageStyle:
		r.Path = append(r.Path, "/style.css"...)
	case pageRobots:
		r.Path = append(r.Path, "/robots.txt"...)
	case pageHealth:
		r.Path, r.Method, r.Bytes = append(r.Path, "/alive"...), "HEAD", -1
	}
}

func issuePath(b []byte, n uint32) []byte {
	b = strconv.AppendUint(append(b, "/members/issue/"...), uint64(n/100), 10)
	b = strconv.AppendUint(append(b, "/page"...), uint64(n%100), 10)
	return append(b, ".html"...)
}

func (w *world) agent(h *hit) string {
	switch {
	case h.page == pageHealth:
		return health
	case h.page == pageRobots:
		return robot
	case h.agent == 17 && w.spec.Dirt:
		return quoted
	}
	return agents[int(h.agent)%len(agents)]
}
