package unpack

import (
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
)

// The packings.
const (
	Gzip    = "gzip"
	Zstd    = "zstd"
	Zip     = "zip"
	Tar     = "tar"
	UTF16LE = "utf-16le"
	UTF16BE = "utf-16be"
)

// MaxDepth is how many packings a chain may have.
const MaxDepth = 4

// Step is one packing; Member is the path inside an archive, "" for the others.
type Step struct{ Packing, Member string }

// String is the step as a chain holds it. In a member the bytes that would
// break a citation (!, :, %, controls and what is not UTF-8) are written %XX.
func (s Step) String() string {
	if s.Member == "" {
		return s.Packing
	}
	return s.Packing + "/" + escape(s.Member)
}

// Join adds a step to a chain.
func Join(chain string, s Step) string {
	if chain == "" {
		return s.String()
	}
	return chain + "!" + s.String()
}

// Random reports whether the chain needs its plain bytes in another order than
// from first to last.
func Random(chain string) bool { return strings.HasPrefix(chain, Zip+"/") }

// Parse reads a chain: the steps from the outermost in; none for "". What Join
// would not write is an Input error.
func Parse(chain string) ([]Step, error) {
	if chain == "" {
		return nil, nil
	}
	parts := strings.SplitN(chain, "!", MaxDepth+1)
	if len(parts) > MaxDepth {
		return nil, comity.Errorf(comity.Input, "packing %.120q has more than %d layers", chain, MaxDepth).
			WithHint("unpack the outer layers first, and seal what comes out")
	}
	steps := make([]Step, len(parts))
	for i, part := range parts {
		var ok bool
		if steps[i], ok = parseStep(part, i); !ok {
			return nil, comity.Errorf(comity.Input, "packing %.120q cannot be opened: %.120q is none that is known there", chain, part).
				WithHint("known: gzip, zstd, tar/MEMBER, utf-16le, utf-16be; and, outermost only, zip/MEMBER")
		}
	}
	return steps, nil
}

func parseStep(part string, at int) (Step, bool) {
	name, escaped, archive := strings.Cut(part, "/")
	s := Step{Packing: name}
	switch name {
	case Zip, Tar:
		var ok bool
		s.Member, ok = unescape(escaped)
		return s, ok && s.Member != "" && s.String() == part && (name == Tar || at == 0)
	case Gzip, Zstd, UTF16LE, UTF16BE:
		return s, !archive
	}
	return s, false
}

const hex = "0123456789ABCDEF"

func escape(member string) string {
	var b strings.Builder
	for i := 0; i < len(member); {
		r, n := utf8.DecodeRuneInString(member[i:])
		if r == utf8.RuneError && n == 1 || r < ' ' || r == 0x7f || strings.ContainsRune("!:%", r) {
			b.WriteByte('%')
			b.WriteByte(hex[member[i]>>4])
			b.WriteByte(hex[member[i]&15])
		} else {
			b.WriteString(member[i : i+n])
		}
		i += n
	}
	return b.String()
}

func unescape(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			b = append(b, s[i])
			continue
		}
		if i+2 >= len(s) {
			return "", false
		}
		hi, lo := strings.IndexByte(hex, s[i+1]), strings.IndexByte(hex, s[i+2])
		if hi < 0 || lo < 0 {
			return "", false
		}
		b = append(b, byte(hi<<4|lo))
		i += 2
	}
	return string(b), true
}
