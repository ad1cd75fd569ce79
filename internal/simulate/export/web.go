package export

import (
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// Access log formats besides those of Apache: objects of nginx's variables as
// log_format with escape=json writes them, and IIS's W3C extended format.
const (
	JSON = "nginx_json"
	IIS  = "iis"
)

// appendJSON adds a line of nginx: with the names of its variables, or, where
// the exhibit maps columns, with the site's own and the client's port.
func appendJSON(b []byte, ex *Exhibit, r *Request) []byte {
	if len(ex.Columns) > 0 {
		return ownJSON(b, ex, r)
	}
	b = append(ex.Clock.At(r.Time).AppendFormat(append(b, `{"time_iso8601":"`...), time.RFC3339), `","remote_addr":"`...)
	b = append(r.Address.AppendTo(b), `","remote_user":"`...)
	b = append(append(b, r.User...), `","request":"`...)
	b = append(append(append(b, r.Method...), ' '), r.Path...)
	b = append(b, ` HTTP/1.1","status":`...)
	b = append(strconv.AppendInt(b, int64(r.Status), 10), `,"body_bytes_sent":`...)
	b = append(strconv.AppendInt(b, int64(max(0, r.Bytes)), 10), `,"http_referer":"`...)
	b = append(append(b, r.Referer...), `","http_user_agent":"`...)
	return append(append(b, r.Agent...), `"}`...) // escaped alike in both
}

func ownJSON(b []byte, ex *Exhibit, r *Request) []byte {
	b = append(ex.Clock.At(r.Time).AppendFormat(append(b, `{"ts": "`...), time.RFC3339), `", "client": "`...)
	b = append(r.Address.AppendTo(b), `", "client_port": "`...)
	b = append(strconv.AppendInt(b, int64(r.Port), 10), `", "user": "`...)
	b = append(append(b, r.User...), `", "verb": "`...)
	b = append(append(b, r.Method...), `", "uri": "`...)
	b = append(append(b, r.Path...), `", "status": "`...)
	b = append(strconv.AppendInt(b, int64(r.Status), 10), `", "size": "`...)
	b = append(strconv.AppendInt(b, int64(max(0, r.Bytes)), 10), `", "ref": "`...)
	b = append(append(b, r.Referer...), `", "agent": "`...)
	return append(append(b, r.Agent...), `"}`...)
}

// OwnNames maps the names that ownJSON writes.
func OwnNames() []Column {
	var list []Column
	for _, kv := range strings.Fields("time=ts ip=client port=client_port account=user method=verb path=uri status=status bytes=size referer=ref agent=agent") {
		key, own, _ := strings.Cut(kv, "=")
		list = append(list, Column{Key: key, Names: []string{own}})
	}
	return list
}

const (
	iisFields = "date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes"
	iisMore   = " time-taken"
)

// iisHead is what IIS writes when it starts, at the time that its clock shows.
func iisHead(at time.Time, more bool) string {
	fields := iisFields
	if more {
		fields += iisMore
	}
	return "#Software: Microsoft Internet Information Services 6.0\n#Version: 1.0\n#Date: " +
		at.Format(time.DateTime) + "\n#Fields: " + fields + "\n"
}

// appendIIS adds a line in UTC. Blanks in a value are written "+", nothing "-".
func appendIIS(b []byte, ex *Exhibit, r *Request, more bool) []byte {
	b = append(ex.Clock.At(r.Time).AppendFormat(b, time.DateTime), " W3SVC1 10.0.0.9 "...)
	b = append(append(append(b, r.Method...), ' '), r.Path...)
	b = append(orDash(append(b, " - 80 "...), r.User), ' ')
	b = append(r.Address.AppendTo(b), ' ')
	b = append(orDash(b, plainAgent.Replace(r.Agent)), ' ')
	b = append(orDash(b, string(r.Referer)), ' ')
	b = append(strconv.AppendInt(b, int64(r.Status), 10), " 0 0 "...)
	b = strconv.AppendInt(b, int64(max(0, r.Bytes)), 10)
	if more {
		b = strconv.AppendInt(append(b, ' '), int64(r.Bytes%977+1), 10)
	}
	return b
}

// plainAgent takes the log's escapes out of an agent, and its blanks.
var plainAgent = strings.NewReplacer(`\"`, `"`, `\\`, `\`, " ", "+")

// damageJSON and damageIIS turn a line into one that no reader can accept.
func (l *Log) damageJSON(r *Request) ([]byte, string) {
	s := &l.dirt.stream
	switch s.N(4) {
	case 0:
		b := appendJSON(l.buf[:0], l.ex, r)
		return b[:20+s.N(len(b)-30)], "line cut"
	case 1:
		return garbage(s, l.buf[:0], 0), "garbage bytes"
	case 2:
		b := appendJSON(l.buf[:0], l.ex, r)
		copy(b[strings.IndexByte(string(b), 'T')-5:], "02-31T25:61:61")
		return b, "time impossible"
	}
	return wrongHost(string(appendJSON(l.buf[:0], l.ex, r)), r.Address, `"`), "address invalid"
}

func (l *Log) damageIIS(r *Request) ([]byte, string) {
	s := &l.dirt.stream
	b := appendIIS(l.buf[:0], l.ex, r, l.more)
	switch s.N(4) {
	case 0:
		return b[:len("2004-03-01 10:00:00 W3SVC1")+s.N(12)], "line cut"
	case 1:
		return garbage(s, l.buf[:0], 0), "garbage bytes"
	case 2:
		copy(b[5:], "02-31 25:61:61")
		return b, "time impossible"
	}
	return wrongHost(string(b), r.Address, " "), "address invalid"
}

// wrongHost puts an address that is none in the place of the client's.
func wrongHost(line string, ip netip.Addr, mark string) []byte {
	return []byte(strings.Replace(line, mark+ip.String()+mark, mark+"198.18.301.7"+mark, 1))
}
