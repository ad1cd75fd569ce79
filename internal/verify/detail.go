package verify

import "strings"

// detail is what an error says in a language, as far as its sentences are known there; what is not stays English. The
// sentence with the most words of its own wins, and what it quotes of another error is told likewise.
func (w Words) detail(said string, depth int) string {
	var best, other string
	var args []string
	for format, own := range w {
		if len(format) < len(best) || len(format) == len(best) && format <= best {
			continue
		}
		if got, ok := spoken(format, said); ok {
			best, other, args = format, own, got
		}
	}
	if best == "" {
		return said
	}
	var out strings.Builder
	for _, a := range args {
		if depth > 0 {
			a = w.detail(a, depth-1)
		}
		at, verb := verbOf(other)
		out.WriteString(other[:at])
		out.WriteString(a)
		other = other[at+len(verb):]
	}
	return out.String() + other
}

// spoken is what stands for the verbs of a format in a text that follows it; ok is false where it does not.
func spoken(format, said string) (args []string, ok bool) {
	for {
		at, verb := verbOf(format)
		if at < 0 {
			return args, format == said
		}
		if !strings.HasPrefix(said, format[:at]) {
			return nil, false
		}
		said, format = said[at:], format[at+len(verb):]
		next, _ := verbOf(format)
		end := len(said)
		if next < 0 {
			end -= len(format)
		} else if end = strings.Index(said, format[:next]); next == 0 {
			return nil, false // two verbs side by side cannot be told apart
		}
		if end <= 0 {
			return nil, false
		}
		args, said = append(args, said[:end]), said[end:]
	}
}

// verbOf is where the first verb of a format stands; -1: there is none.
func verbOf(format string) (at int, verb string) {
	at = strings.IndexByte(format, '%')
	if at < 0 {
		return -1, ""
	}
	end := at + 1
	for end < len(format) && strings.IndexByte("0123456789.", format[end]) >= 0 {
		end++
	}
	return at, format[at:min(end+1, len(format))]
}
