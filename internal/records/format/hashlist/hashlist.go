// Package hashlist reads plain lists of file hashes, one a line: MD5, SHA-1 or
// SHA-256, alone or as checksum tools and hash databases write them. The forms and
// every rule are in docs/formats/hashlist.md.
package hashlist

import (
	"bytes"
	"math"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// Why a line could not be read.
const (
	NoDigest record.Reason = "line begins with no MD5, SHA-1 or SHA-256"
	LongLine record.Reason = "line longer than 64 KiB"
)

const maxLine = 64 << 10

// Parser reads lines in the order of the stream.
type Parser struct {
	line   int64
	hashed record.Hashed
}

// Open makes a parser for src, which must hold hashes and say nothing of columns.
func Open(src *record.Source) (*Parser, error) {
	if src.Kind != record.Hashes {
		return nil, comity.Errorf(comity.Input, "exhibit %s: format \"hashlist\" holds hashes, not %q", src.Ref, src.Kind).
			WithHint(`write kind = "hashes"`)
	}
	if len(src.Columns) > 0 || len(src.Values) > 0 {
		return nil, comity.Errorf(comity.Input, "exhibit %s: columns and values are not used with format \"hashlist\"", src.Ref).
			WithHint(`leave them out, or write format = "csv" where the list has a header and columns`)
	}
	return &Parser{line: 1}, nil
}

// Skip counts lines that the stream passed over.
func (p *Parser) Skip(lines int64) { p.line += lines }

// Block reads data, the next bytes of the stream, cut at line ends; base is their
// offset. A record is used again for the next one.
func (p *Parser) Block(data []byte, base int64, sink record.Sink) {
	sink = sink.Complete()
	for pos := 0; pos < len(data); p.line++ {
		end, next := len(data), len(data)
		if n := bytes.IndexByte(data[pos:], '\n'); n >= 0 {
			end, next = pos+n, pos+n+1
		}
		text := bytes.TrimSuffix(data[pos:end], []byte{'\r'})
		h := &p.hashed
		*h = record.Hashed{Place: record.Place{Offset: base + int64(pos), Length: int32(min(len(text), math.MaxInt32)), Line: p.line}, FirstSeen: record.Absent(), Size: -1}
		if base+int64(pos) == 0 {
			text = bytes.TrimPrefix(text, []byte("\ufeff"))
		}
		switch why := read(text, h); why {
		case "":
			sink.Hashed(h)
		case record.NoRecord:
		default:
			sink.Reject(record.Reject{Place: h.Place, Reason: why})
		}
		pos = next
	}
}

// Close has nothing to hand over.
func (p *Parser) Close(record.Sink) {}

// read takes a line over into h.
func read(text []byte, h *record.Hashed) record.Reason {
	if len(text) > maxLine {
		return LongLine
	}
	text = bytes.Trim(text, " \t")
	if len(text) == 0 || text[0] == '#' || text[0] == '%' || text[0] == ';' || header(text) {
		return record.NoRecord
	}
	digest := first(text)
	if digest == nil {
		digest = tagged(text)
	}
	ok := false
	switch len(digest) {
	case 32:
		ok = h.SetMD5(digest)
	case 40:
		ok = h.SetSHA1(digest)
	case 64:
		ok = h.SetSHA256(digest)
	default:
		return NoDigest
	}
	if !ok {
		return record.NoHash
	}
	return ""
}

// header reports whether a line heads an index as hfind makes it: zeros, a bar and
// what the index is of.
func header(text []byte) bool {
	zeros, _, parted := bytes.Cut(text, []byte{'|'})
	return parted && len(zeros) >= 32 && len(bytes.Trim(zeros, "0")) == 0
}

// first is the run of hexadecimal digits at the start of text that ends with it or
// before a blank or a mark between fields; nil where there is none.
func first(text []byte) []byte {
	for i, c := range text {
		switch {
		case digit(c):
		case c == ' ' || c == '\t' || c == ',' || c == '|' || c == ';' || c == ':':
			return text[:i]
		default:
			return nil
		}
	}
	return text
}

// tagged is the digest of a line as "MD5 (name) = digest"; nil where it is none.
func tagged(text []byte) []byte {
	i := bytes.LastIndex(text, []byte(") = "))
	if i < 0 || bytes.Index(text, []byte(" (")) <= 0 {
		return nil
	}
	return first(text[i+4:])
}

func digit(c byte) bool { return c-'0' <= 9 || c|32-'a' <= 5 }

// columned reports whether a line that begins with a digest has columns behind it,
// but for the one number that an index of hfind has.
func columned(line []byte) bool {
	rest := bytes.TrimLeftFunc(bytes.TrimSpace(line), func(r rune) bool { return r < 128 && digit(byte(r)) })
	return len(rest) > 0 && (rest[0] == ',' || rest[0] == ';' || rest[0] == '|' && len(bytes.Trim(rest[1:], "0123456789")) > 0)
}

// Sniff reports whether all whole lines of head that say something are of such a
// list, and one at least is. Lines of several columns are a table's.
func Sniff(head []byte) bool {
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	some := false
	var h record.Hashed
	for line := range bytes.Lines(head[:min(len(head), maxLine)]) {
		whole := line[len(line)-1] == '\n' || len(head) < maxLine
		if line = bytes.TrimRight(line, "\r\n"); !whole {
			break
		}
		switch why := read(line, &h); {
		case why == "" && columned(line):
			return false
		case why == "":
			some = true
		case why != record.NoRecord:
			return false
		}
	}
	return some
}
