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
// break a citation (!, :, % and what is not UTF-8), and those of characters that a
// terminal acts on, are written %XX.
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
		return s, ok && s.Member != "" && s.String() == quiet(part) && (name == Tar || at == 0)
	case Gzip, Zstd, UTF16LE, UTF16BE:
		return s, !archive
	}
	return s, false
}

const hex = "0123456789ABCDEF"

func escape(member string) string {
	return encode(member, func(r rune, n int) bool {
		return r == utf8.RuneError && n == 1 || comity.Acts(r) || strings.ContainsRune("!:%", r)
	})
}

// quiet is how a chain is spelled now in which earlier versions let characters
// stand that a terminal acts on.
func quiet(part string) string {
	return encode(part, func(r rune, _ int) bool { return r >= 0x80 && comity.Acts(r) })
}

// encode writes the bytes of characters that which is true of as %XX.
func encode(s string, which func(r rune, n int) bool) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !which(r, n) {
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		for _, c := range []byte(s[i : i+n]) {
			b.WriteByte('%')
			b.WriteByte(hex[c>>4])
			b.WriteByte(hex[c&15])
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
