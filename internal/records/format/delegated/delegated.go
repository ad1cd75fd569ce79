// Package delegated reads the statistics that the regional internet registries
// publish of what they have allotted: one file a registry and day, without
// history. The form and every rule are in docs/formats/delegated.md; its source is
// the registries' "RIR Statistics Exchange Format".
//
// Each line stands for itself; the day of the file comes from its first line.
package delegated

import (
	"bytes"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Why a line could not be read.
const (
	Fields     record.Reason = "not the seven fields of an allotment"
	BadAddress record.Reason = "bad address"
	BadValue   record.Reason = "bad count of addresses or prefix length"
	BadCountry record.Reason = "bad country code"
	BadType    record.Reason = "unknown type of resource"
	NULByte    record.Reason = "NUL byte"
	Head       record.Reason = "version or count of the file, no allotment" // set aside, as is:
	Network    record.Reason = "a number of a network, which holds no address"
)

// Parser reads one file of statistics.
type Parser struct {
	day int32
	out record.Allotment
}

// Open makes a parser for src, which must hold allotments; head is the start of
// the stream, whose first line names the day.
func Open(head []byte, src *record.Source) (*Parser, error) {
	if src.Kind != record.Allotments {
		return nil, comity.Errorf(comity.Input, "exhibit %s: delegated statistics hold allotments, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "allotments"`)
	}
	day, ok := version(head)
	if !ok {
		return nil, comity.Errorf(comity.Input, "exhibit %s: the file does not begin with version, registry and day", src.Ref).
			WithHint(`seal the file as the registry published it: its first line is "2|registry|day|records|first day|last day|offset"`)
	}
	return &Parser{day: day}, nil
}

// Clone is another parser of the same stream.
func (p *Parser) Clone() *Parser { return &Parser{day: p.day} }

// Sniff reports whether head begins a file of delegated statistics.
func Sniff(head []byte) bool {
	_, ok := version(head)
	return ok
}

// version reads the day as of which the file stands: its last day, or, where it
// names none, its serial, which is a day with every registry.
func version(head []byte) (day int32, ok bool) {
	for line := range bytes.Lines(record.Unmarked(head)) {
		line = bytes.TrimSpace(line)
		if len(line) == 0 || line[0] == '#' {
			continue
		}
		f := strings.Split(string(line), "|")
		if len(f) != 7 || strings.Trim(f[0], "0123456789.") != "" || f[0] == "" || f[1] == "" {
			return 0, false
		}
		if day, ok = date(f[5]); ok && day > 0 {
			return day, true
		}
		return date(f[2])
	}
	return 0, false
}

// date reads YYYYMMDD as days since 1970-01-01.
func date(s string) (int32, bool) {
	t, err := time.Parse("20060102", s)
	if err != nil {
		return 0, false
	}
	return int32(t.Unix() / 86400), true
}

// Block reads whole lines; base is the offset of data in the stream, and lines
// count from 1 at its start. What goes to the sink is used again for the next line.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	sink = sink.Complete()
	line := int64(0)
	for pos := 0; pos < len(data); {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		line++
		text := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		p.line(text, record.Place{Offset: base + int64(pos), Length: int32(len(text)), Line: line}, sink)
		pos = next
	}
}

// Close has nothing to hand over.
func (p *Parser) Close(record.Sink) {}

func (p *Parser) line(text []byte, at record.Place, sink record.Sink) {
	if text = bytes.TrimSpace(record.Unmarked(text)); len(text) == 0 || text[0] == '#' {
		return
	}
	if bytes.IndexByte(text, 0) >= 0 {
		sink.Reject(record.Reject{Place: at, Reason: NULByte})
		return
	}
	f := strings.SplitN(string(text), "|", 9)
	switch {
	case head(f):
		sink.Aside(record.Reject{Place: at, Reason: Head})
		return
	case len(f) < 7:
		sink.Reject(record.Reject{Place: at, Reason: Fields})
		return
	case f[2] == "asn":
		sink.Aside(record.Reject{Place: at, Reason: Network}) // no address lies in them
		return
	}
	if reason := p.allotment(f, at); reason != "" {
		sink.Reject(record.Reject{Place: at, Reason: reason})
		return
	}
	sink.Allotment(&p.out)
}

// head reports whether a line is the version or a summary.
func head(f []string) bool {
	if len(f) == 6 && f[1] == "*" && f[3] == "*" && f[5] == "summary" {
		return true
	}
	return len(f) == 7 && strings.Trim(f[0], "0123456789.") == "" && f[0] != ""
}

func (p *Parser) allotment(f []string, at record.Place) record.Reason {
	first, err := netip.ParseAddr(f[3])
	value, verr := strconv.ParseUint(f[4], 10, 64)
	four := f[2] == "ipv4"
	switch {
	case !four && f[2] != "ipv6":
		return BadType
	case err != nil || first.Zone() != "" || first.Is4() != four || first.Is4In6():
		return BadAddress
	case verr != nil || value == 0:
		return BadValue
	case f[1] != "" && f[1] != "*" && !country(f[1]):
		return BadCountry
	}
	last, ok := end(first, value)
	if !ok {
		return BadValue
	}
	allotted, _ := date(f[5]) // often empty or zeros: then not known
	p.out = record.Allotment{
		Place: at, Day: p.day, Registry: f[0], Country: strings.ToUpper(strings.Trim(f[1], "*")), Status: f[6],
		First: comity.AddrOf(first), Last: comity.AddrOf(last), Allotted: allotted,
	}
	return ""
}

func country(s string) bool {
	s = strings.ToUpper(s)
	return len(s) == 2 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// end is the last address of an allotment: value counts the addresses of IPv4,
// any number of them, and is the length of an IPv6 prefix.
func end(first netip.Addr, value uint64) (last netip.Addr, ok bool) {
	a := comity.AddrOf(first)
	if first.Is4() {
		if value > 1<<32-uint64(a.V4()) {
			return last, false
		}
		return comity.AddrV4(uint32(uint64(a.V4()) + value - 1)).Netip(), true
	}
	if value > 128 || a.Mask(int(value)) != a {
		return last, false
	}
	hi, lo := ^uint64(0), ^uint64(0)
	if value >= 64 {
		hi, lo = 0, lo>>min(value-64, 64)
		if value == 128 {
			lo = 0
		}
	} else {
		hi >>= value
	}
	return comity.Addr{Hi: a.Hi | hi, Lo: a.Lo | lo}.Netip(), true
}
