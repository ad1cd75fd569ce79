package message

import (
	"crypto/sha256"
	"strings"
	"unicode/utf8"
)

// key stands for who said what.
type key struct{ who, words int32 }

// Folded says what a text is but for encoding, wrapping and case: its class is that of all texts that one Folder finds
// to be the same, from 1.
type Folded struct{ class, size int32 }

// Folder finds texts that are the same but for encoding, wrapping and case. It knows them by a hash that nobody can find
// two texts for, for members choose their words.
type Folder struct{ classes map[[16]byte]int32 }

// NewFolder makes a folder that knows no text yet.
func NewFolder() *Folder { return &Folder{map[[16]byte]int32{}} }

// Fold gives the class of a text.
func (f *Folder) Fold(text string) Folded {
	plain := words(text)
	sum := sha256.Sum256([]byte(plain))
	n, known := f.classes[[16]byte(sum[:16])]
	if !known {
		n = int32(len(f.classes) + 1)
		f.classes[[16]byte(sum[:16])] = n
	}
	return Folded{n, int32(len(plain))}
}

// Speaker folds a nickname: captures may spell what is not ASCII in different ways.
func Speaker(name string) string {
	name = strings.TrimSpace(name)
	if plain := fold(name); plain != "" {
		return plain
	}
	return name
}

// words folds a text to what survives another encoding, wrapping and case. A text of which nothing would be left, such
// as one in another script, stays as it is but for its blanks.
func words(text string) string {
	if plain := fold(text); 3*len(plain) >= utf8.RuneCountInString(text) && plain != "" {
		return plain
	}
	return strings.Join(strings.Fields(text), " ")
}

// fold keeps the visible ASCII of s in small letters, without quotation marks, which encodings change, and without
// question marks inside a word, which stand for a letter that was lost.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ' || c >= 0x7f, c == '\'', c == '"', c == '`':
		case c == '?' && i > 0 && i+1 < len(s) && letter(s[i-1]) && letter(s[i+1]):
		case 'A' <= c && c <= 'Z':
			b.WriteByte(c + 'a' - 'A')
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// letter reports whether c may be part of a word: of a letter outside ASCII all bytes are.
func letter(c byte) bool {
	return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 || c == '?'
}
