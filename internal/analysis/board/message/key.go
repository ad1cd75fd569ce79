package message

import (
	"crypto/sha256"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
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

// Speaker folds a nickname: captures may spell what is not ASCII in different ways, or have question marks for it.
func Speaker(name string) string {
	name = spoken(name)
	if rest := strings.ReplaceAll(name, "?", ""); rest != "" {
		return rest
	}
	return name
}

func spoken(name string) string {
	name = strings.TrimSpace(name)
	if plain := fold(name); plain != "" {
		return plain
	}
	return name
}

// words folds a text to what survives another encoding, wrapping and case. A text of which nothing would be left, such
// as one in another script, keeps its letters and marks, but those that encodings change or write in two ways.
func words(text string) string {
	if plain := fold(text); 3*len(plain) >= utf8.RuneCountInString(text) && plain != "" {
		return plain
	}
	return letters(text)
}

// letters is a text in small letters without blanks, quotation marks and what is not seen, whatever script it is in.
func letters(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.In(r, unicode.Cf, unicode.Pi, unicode.Pf) || strings.ContainsRune("'\"`„‚", r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFC.String(mended(text)))
	return strings.ReplaceAll(text, "…", "...")
}

// fold keeps the visible ASCII of s in small letters, without quotation marks and dots in a row, which encodings change,
// without the stars that stand for what is bold, and without question marks inside a word, which stand for a letter that
// was lost.
func fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c <= ' ' || c >= 0x7f, c == '\'', c == '"', c == '`', c == '*':
		case c == '.' && (i > 0 && s[i-1] == '.' || i+1 < len(s) && s[i+1] == '.'):
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
