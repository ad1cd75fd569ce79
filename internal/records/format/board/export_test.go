package board

import "strings"

// What fast ways stand in, and what the plain ones may use.
var (
	Fields   = fields
	Blanks   = blanks
	Commas   = commas
	Hyphens  = hyphens
	ValidDay = validDay
	NumberOf = numberOf
	MonthOf  = monthOf
	TimeOf   = timeOf
	OffsetOf = offsetOf
	Zones    = zones

	Unscrubbed  = unscrubbed
	Footless    = footless
	Signature   = signature
	First       = first
	NameIn      = nameIn
	Quoted      = quoted
	IsQuote     = isQuote
	Attribution = attribution
	LastVerb    = lastVerb
	Verbs       = verbs
	AddQuote    = (*Message).quote

	FirstWord = firstWord
)

// StripBy is Strip with another way to read what stands between tags: keep says that line ends stay, begun that the
// line at hand holds something.
func StripBy(text func(s string, keep bool, quotes int, begun bool) (out string, nowBegun bool), s string, preformatted bool) string {
	o := stripper{pre: preformatted}
	for s != "" {
		between, rest, more := strings.Cut(s, "<")
		out, begun := text(between, o.pre || o.inPre > 0, o.quotes, o.begun)
		o.out, o.begun = append(o.out, out...), begun
		if s = ""; more {
			s = o.tag("<" + rest)
		}
	}
	return strings.TrimSpace(string(o.out))
}
