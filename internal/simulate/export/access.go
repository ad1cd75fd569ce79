package export

import (
	"net/netip"
	"strconv"

	"comity/internal/simulate/draw"
)

// Request is one line of a web server's access log, before its clock.
type Request struct {
	Time    int64 // true, seconds since 1970
	Address netip.Addr
	Port    uint16 // the client's, in logs that keep it
	Vhost   string
	User    string // "" is written "-"
	Method  string
	Path    []byte
	Status  int
	Bytes   int // negative is written "-"
	Referer []byte
	Agent   string // escaped as the server writes it
}

// The access log formats of the manifest, as Apache's LogFormat names them in
// https://httpd.apache.org/docs/2.4/mod/mod_log_config.html.
const (
	Common        = "clf"
	Combined      = "combined"
	VhostCombined = "vhost_combined"
)

const stamp = "02/Jan/2006:15:04:05 -0700"

// AppendRequest adds the line of r, without its end, in the given format. It
// returns the offset in b of the request's closing quote.
func AppendRequest(b []byte, format string, c Clock, r *Request) (line []byte, quote int) {
	if format == VhostCombined {
		b = append(append(b, r.Vhost...), ":80 "...)
	}
	b = append(r.Address.AppendTo(b), " - "...)
	b = append(orDash(b, r.User), " ["...)
	b = append(c.At(r.Time).AppendFormat(b, stamp), `] "`...)
	b = append(append(b, r.Method...), ' ')
	b = append(append(b, r.Path...), " HTTP/1.1"...)
	quote = len(b)
	b = append(b, `" `...)
	b = append(strconv.AppendInt(b, int64(r.Status), 10), ' ')
	if r.Bytes < 0 {
		b = append(b, '-')
	} else {
		b = strconv.AppendInt(b, int64(r.Bytes), 10)
	}
	if format == Common {
		return b, quote
	}
	b = append(orDash(append(b, ` "`...), string(r.Referer)), `" "`...)
	return append(append(b, r.Agent...), '"'), quote
}

func orDash(b []byte, s string) []byte {
	if s == "" {
		return append(b, '-')
	}
	return append(b, s...)
}

// DamageRequest turns line, whose request ends at quote, into one that no
// reader of the format can accept, and says how.
func DamageRequest(s *draw.Stream, line []byte, quote int) ([]byte, string) {
	open := indexByte(line, '[')
	switch s.N(6) {
	case 0:
		return line[:open+1+s.N(quote-open-1)], "line cut"
	case 1:
		return garbage(s, line[:0], 0), "garbage bytes"
	case 2:
		copy(line[quote+2:], "2x0")
		return line, "status not a number"
	case 3:
		copy(line[open+1:], "31/Feb")
		return line, "date impossible"
	case 4:
		copy(line[open+13:], "25:61:61")
		return line, "time impossible"
	}
	tail := append([]byte(nil), line[open:]...)
	return append(append(withoutHost(line[:open]), "198.18.301.7 - - "...), tail...), "address invalid"
}

// withoutHost keeps the virtual host in front of a vhost_combined line.
func withoutHost(head []byte) []byte {
	if n := len(head); n > 0 {
		for i, c := range head {
			if c == ' ' {
				if i > 3 && string(head[i-3:i]) == ":80" {
					return head[:i+1]
				}
				break
			}
		}
	}
	return head[:0]
}

func indexByte(b []byte, c byte) int {
	for i, v := range b {
		if v == c {
			return i
		}
	}
	return -1
}
