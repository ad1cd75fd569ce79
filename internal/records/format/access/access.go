// Package access reads the access logs of web servers: the NCSA common log,
// Apache's combined log and its vhost_combined variant.
//
// A Parser turns one line into one record.Event without allocating: the fields point
// into the line. The grammar, what is accepted beyond it and why, stands in
// docs/formats/access.md; it follows Apache's mod_log_config, formats
//
//	%h %l %u %t "%r" %>s %b                                   clf
//	%h %l %u %t "%r" %>s %b "%{Referer}i" "%{User-Agent}i"    combined
//	%v:%p %h %l %u %t "%r" %>s %O "%{Referer}i" "%{User-Agent}i"  vhost_combined
//
// and each of these with further fields behind it (clf_extra, combined_extra,
// vhost_combined_extra), which are not read.
package access

import (
	"bytes"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Format names a log's layout.
type Format string

// The formats.
const (
	Common        Format = "clf"
	Combined      Format = "combined"
	VhostCombined Format = "vhost_combined"

	CommonExtra   Format = "clf_extra"
	CombinedExtra Format = "combined_extra"
	VhostExtra    Format = "vhost_combined_extra"
)

// Formats lists the formats from the one with most fields to the one with
// fewest, the order in which detection tries them; behind them those that say
// least of what a line holds.
func Formats() []Format {
	return []Format{VhostCombined, Combined, Common, VhostExtra, CombinedExtra, CommonExtra}
}

// Why a line is rejected. The empty reason is success.
const (
	ok           record.Reason = ""
	BadVhost     record.Reason = "no virtual host at the start of the line"
	BadAddress   record.Reason = "client is not an IP address"
	BadIdent     record.Reason = "line ends before the time"
	BadTime      record.Reason = "time is not of the form [02/Jan/2006:15:04:05 -0700]"
	BadRequest   record.Reason = "request is not a quoted text with a status of three digits behind it"
	BadSize      record.Reason = "size is neither a number nor -"
	BadReferer   record.Reason = "referer is not a closed quoted text"
	BadAgent     record.Reason = "user agent is not a closed quoted text"
	TrailingText record.Reason = "text after the last field"
	NoExtra      record.Reason = "no further field behind the last one"
	TwoLines     record.Reason = "another line behind the last field"
	LineTooLong  record.Reason = "line is longer than 1 MiB"
	unauthorized               = 401
	stampLength                = len("[02/Jan/2006:15:04:05 -0700]")
	maxLine                    = 1 << 20
)

// Parser parses lines of one format. It keeps the last date and offset, which
// in a log are nearly always those of the next line. Not for concurrent use.
type Parser struct {
	vhosts bool     // a line begins with its site
	common bool     // nothing of the line is read behind the size
	extra  bool     // further fields stand behind the line
	date   [11]byte // "02/Jan/2006" that day belongs to
	day    comity.Instant
	zone   [5]byte // "-0700" that offset belongs to
	offset int32
}

// New returns a parser for the format; any other name is an Input error.
func New(f Format) (*Parser, error) {
	for _, known := range Formats() {
		if f == known {
			p := &Parser{
				vhosts: f == VhostCombined || f == VhostExtra, common: f == Common || f == CommonExtra,
				extra: f == CommonExtra || f == CombinedExtra || f == VhostExtra,
			}
			// What is remembered is of some line from the start: none would be what a stamp of NULs says.
			_, _ = p.newDate([]byte("01/Jan/1990")), p.newZone([]byte("+0000"))
			return p, nil
		}
	}
	return nil, comity.Errorf(comity.Input, "access log format %.40q is not known", f).
		WithHint("use clf, combined or vhost_combined, with _extra behind it where further fields follow")
}

// Parse reads one line, without its line end, into e. The reason is empty on
// success; e is then complete.
func (p *Parser) Parse(line []byte, e *record.Event) record.Reason {
	if len(line) > maxLine {
		return LineTooLong
	}
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	e.Site, e.Port, e.Agent = nil, 0, nil
	whole := line
	if p.vhosts {
		// Asked first: behind a stamp in one word stands the machine, perhaps as an address, where the
		// visitor's would be.
		if rest := behindHeader(record.Unmarked(line)); rest != nil {
			return p.Parse(rest, e)
		}
		if line = p.vhost(record.Unmarked(line), e); line == nil {
			return BadVhost
		}
	}
	n := address(line, &e.Addr)
	if n == 0 {
		line = record.Unmarked(line)
		n = address(line, &e.Addr)
	}
	if n == 0 {
		if rest := behindHeader(record.Unmarked(whole)); rest != nil {
			return p.Parse(rest, e)
		}
		return BadAddress
	}
	return p.afterAddress(line[n:], e)
}

func (p *Parser) vhost(line []byte, e *record.Event) []byte {
	sp := bytes.IndexByte(line, ' ')
	if sp <= 0 {
		return nil
	}
	e.Site = line[:sp]
	if c := bytes.LastIndexByte(e.Site, ':'); c > 0 {
		e.Site = e.Site[:c]
	}
	return line[sp+1:]
}

// afterAddress reads from the blank behind the client's address.
func (p *Parser) afterAddress(line []byte, e *record.Event) record.Reason {
	// ident ends at the first blank; the user may itself hold blanks and
	// brackets, so it ends where a stamp and an opening quote follow. Servers
	// escape quotes in the user, so nobody can log in under a name that does.
	ident := 2 // "-", as nearly always
	if len(line) < 3 || line[1] != '-' || line[2] != ' ' {
		ident = bytes.IndexByte(line[1:], ' ') + 1
	}
	if ident == 0 {
		return BadIdent
	}
	user, stamp := p.findStamp(line, ident+1, e)
	if stamp < 0 {
		if user < 0 {
			return BadIdent
		}
		return BadTime
	}
	e.User = line[ident+1 : user]
	reason := p.afterStamp(line[stamp:], e)
	if len(e.User) == 1 && e.User[0] == '-' || len(e.User) == 0 || e.Status == unauthorized {
		e.User = nil
	}
	return reason
}

// findStamp looks for " [stamp]" from position from on. It returns where the
// user ends and where the text behind the stamp begins; both -1 where there is
// no bracket, stamp -1 where none can be read.
func (p *Parser) findStamp(line []byte, from int, e *record.Event) (user, stamp int) {
	start := from
	user = -1
	for {
		i := bytes.IndexByte(line[from:], '[')
		if i < 0 {
			return user, -1
		}
		at := from + i
		if at > start && line[at-1] == ' ' {
			user = at - 1
			if end := at + stampLength; p.stamp(line[at:], e) && opens(line[end:]) {
				return user, end
			}
		}
		from = at + 1
	}
}

// afterStamp reads ` "request" status size` and, but for clf, ` "referer" "agent"`.
func (p *Parser) afterStamp(s []byte, e *record.Event) record.Reason {
	var good bool
	whole := s
	if s, good = quoted(s, request); !good {
		return BadRequest
	}
	e.Request = whole[2 : len(whole)-len(s)-1]
	e.Status = int(s[1]-'0')*100 + int(s[2]-'0')*10 + int(s[3]-'0')
	if s, e.Size, good = size(s[4:]); !good {
		return BadSize
	}
	switch {
	case p.common && p.extra && opens(s):
		return TrailingText // the referer, by all appearance
	case p.common && p.extra:
		return extra(s)
	case p.common && len(s) != 0:
		return TrailingText
	case p.common:
		return ok
	}
	if s, good = quoted(s, referer); !good {
		return BadReferer
	}
	if p.extra {
		whole = s
		if s, good = quoted(s, agent); !good {
			return BadAgent
		}
		e.Agent = stated(whole[2 : len(whole)-len(s)-1])
		return extra(s)
	}
	if !quotedToEnd(s) {
		return BadAgent
	}
	e.Agent = stated(s[2 : len(s)-1])
	return ok
}

// stated is nil for what servers write where a client says nothing.
func stated(s []byte) []byte {
	if len(s) == 0 || len(s) == 1 && s[0] == '-' {
		return nil
	}
	return s
}

// extra reads the fields behind the last one that is known: they may be anything but
// nothing, and but another line whose break was lost.
func extra(s []byte) record.Reason {
	switch {
	case len(s) < 2 || s[0] != ' ':
		return NoExtra
	case bytes.Contains(s, []byte(`] "`)) && bytes.IndexByte(s, '[') >= 0:
		return TwoLines
	}
	return ok
}

// opens reports whether ` "` stands at the start of s.
func opens(s []byte) bool { return len(s) > 1 && s[0] == ' ' && s[1] == '"' }

// field is a quoted field; what must follow it tells where it ends.
type field uint8

const (
	request field = iota // ` 200 `
	referer              // ` "`
	agent                // ` `, where more follows
)

func (f field) closedBy(s []byte) bool {
	switch f {
	case agent:
		return len(s) == 0 || s[0] == ' '
	case request:
		return len(s) > 4 && s[0] == ' ' && digits3(s[1:4]) && s[4] == ' '
	}
	return opens(s)
}

// quoted reads ` "text"` and returns what follows. A backslash escapes the next
// byte; servers of the 1990s wrote quotes without one, so a quote closes the
// text only where what must follow does follow.
func quoted(s []byte, f field) (rest []byte, good bool) {
	if !opens(s) {
		return nil, false
	}
	for i := 2; ; {
		q := bytes.IndexByte(s[i:], '"')
		if q < 0 {
			return nil, false
		}
		q += i
		if closes(s, q) && f.closedBy(s[q+1:]) {
			return s[q+1:], true
		}
		i = q + 1
	}
}

// quotedToEnd reports whether s is ` "text"`. Only a quote at the end can close the
// text, so that those within need not be looked for.
func quotedToEnd(s []byte) bool {
	last := len(s) - 1
	return opens(s) && last >= 2 && s[last] == '"' && closes(s, last)
}

// closes reports whether no backslash escapes the quote at s[q], of the text that
// begins at s[2].
func closes(s []byte, q int) bool { return s[q-1] != '\\' || evenBackslashes(s[2:q]) }

func digits3(s []byte) bool { return s[0]-'1' <= 8 && s[1]-'0' <= 9 && s[2]-'0' <= 9 }

func evenBackslashes(s []byte) bool {
	n := 0
	for n < len(s) && s[len(s)-1-n] == '\\' {
		n++
	}
	return n%2 == 0
}

// size reads ` 2326` or ` -`, which is -1.
func size(s []byte) (rest []byte, n int64, good bool) {
	if len(s) < 2 || s[0] != ' ' {
		return nil, 0, false
	}
	if s[1] == '-' {
		return s[2:], -1, len(s) == 2 || s[2] == ' '
	}
	i := 1
	for ; i < len(s) && s[i]-'0' <= 9; i++ {
		n = n*10 + int64(s[i]-'0')
	}
	return s[i:], n, i > 1 && i <= 19 && (i == len(s) || s[i] == ' ')
}
