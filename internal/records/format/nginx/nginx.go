// Package nginx reads access logs whose every line is a JSON object, as nginx
// writes them under `log_format … escape=json` and as many other servers and
// shippers do. The members that are read, what is accepted and why stand in
// docs/formats/nginx-json.md; the grammar is RFC 8259.
//
// A Parser scans a line once and allocates nothing for it: values point into the
// line, and only those written with a backslash are copied.
package nginx

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/jsonline"
	"comity/internal/records/record"
)

// Why a line is rejected. The empty reason is success.
const (
	ok          record.Reason = ""
	LineTooLong record.Reason = "line is longer than 1 MiB"
	NotObject   record.Reason = "line is no JSON object"
	BadJSON                   = jsonline.Bad
	TooDeep     record.Reason = "values are nested deeper than 32"
	Repeated    record.Reason = "a member that is read stands twice"
	NoTime      record.Reason = "no time"
	BadTime     record.Reason = "bad time"
	NoAddress   record.Reason = "no client address"
	BadAddress  record.Reason = "client is not an IP address"
	BadPort     record.Reason = "bad port"
	BadStatus   record.Reason = "status is not three digits"
	BadSize     record.Reason = "size is not a number"
	NoSite      record.Reason = "account without a site"
)

const (
	maxLine      = 1 << 20
	unauthorized = 401
)

// Parser parses lines. What a line gives does not depend on the lines before
// it. Not for concurrent use; Clone gives another goroutine its own.
type Parser struct {
	layout // what the source says; shared by clones, never changed

	values  [][]byte // by slot; nil: the line has no such member
	path    []byte   // names of the members around the one at hand
	scratch []byte   // values and names that had to be unescaped or joined
	kept    map[string][]byte
	dates   clock.Dates
	text    [32]byte // a stamp without its fraction
}

// Open makes a parser for src, which holds access. Where the source states no
// site and no line of head, the start of the stream, names a host, that is an
// Input error: an account is only a name of one site's.
func Open(head []byte, src *record.Source) (*Parser, error) {
	l, err := newLayout(src)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "exhibit %s: %w", src.Ref, err)
	}
	p := l.parser()
	if src.Site == "" && len(bytes.TrimSpace(head)) > 0 && !p.namesHost(head) {
		return nil, comity.Errorf(comity.Input, "exhibit %s: no site, and no line of the first %d bytes names a host", src.Ref, len(head)).
			WithHint(`write site = "domain of the site"`)
	}
	return p, nil
}

// Clone returns a parser for another goroutine.
func (p *Parser) Clone() *Parser { return p.layout.parser() }

func (l layout) parser() *Parser {
	return &Parser{layout: l, values: make([][]byte, l.width), kept: map[string][]byte{}}
}

// namesHost reports whether a line of head says which site it is of.
func (p *Parser) namesHost(head []byte) bool {
	for line := range bytes.Lines(head) {
		if p.members(bytes.TrimSuffix(line, []byte{'\n'})) == ok && p.site() != nil {
			return true
		}
	}
	return false
}

// Parse reads one line, without its line end, into e. The reason is empty on
// success; e is then complete. User, Site and Agent of e stay as they are when the next
// lines are read; Request does not.
func (p *Parser) Parse(line []byte, e *record.Event) record.Reason {
	if len(line) > maxLine {
		return LineTooLong
	}
	if why := p.members(line); why != ok {
		return why
	}
	return p.event(e)
}

// event reads what the members hold.
func (p *Parser) event(e *record.Event) record.Reason {
	*e = record.Event{Size: -1}
	at, good := p.value(fTime), false
	if at == nil {
		return NoTime
	}
	if e.Stamp, good = p.stamp(at); !good {
		return BadTime
	}
	ip := p.value(fIP)
	if ip == nil {
		return NoAddress
	}
	if e.Addr, good = address(ip); !good {
		return BadAddress
	}
	if why := p.numbers(e); why != ok {
		return why
	}
	e.Site = p.site()
	if user := p.value(fAccount); user != nil && e.Status != unauthorized {
		e.User = p.lasting(user)
	}
	if agent := p.value(fAgent); agent != nil {
		e.Agent = p.lasting(agent)
	}
	e.Request = p.request()
	if e.User != nil && e.Site == nil && !p.sited {
		return NoSite
	}
	return ok
}

// numbers reads port, status and size, each of which may be missing.
func (p *Parser) numbers(e *record.Event) record.Reason {
	if b := p.value(fPort); b != nil {
		n, good := record.Digits(b, 5)
		if !good || n > 65535 {
			return BadPort
		}
		e.Port = uint16(n)
	}
	if b := p.value(fStatus); b != nil {
		n, good := record.Digits(b, 3)
		if !good || len(b) != 3 {
			return BadStatus
		}
		e.Status = int(n)
	}
	if b := p.value(fBytes); b != nil {
		n, good := record.Digits(b, 18)
		if !good {
			return BadSize
		}
		e.Size = n
	}
	return ok
}

// request is method, target and protocol; where the line has no such member,
// method and target.
func (p *Parser) request() []byte {
	if b := p.value(fRequest); b != nil {
		return b
	}
	method, path := p.value(fMethod), p.value(fPath)
	if method == nil && path == nil {
		return nil
	}
	from := len(p.scratch)
	p.scratch = append(append(append(p.scratch, method...), ' '), path...)
	return p.scratch[from:]
}
