package attribution

import (
	"slices"
	"strings"
	"unicode"
)

// script is what a name is written in, as a place in scripts.
type script uint8

// The scripts that are told apart. Greek and Cyrillic have one customary way into
// Latin letters, give or take what sound folds; names in the others are not compared
// with names in another script.
const (
	latin script = iota
	greek
	cyrillic
	beyond // and all after
)

var scripts = [...]*unicode.RangeTable{
	unicode.Latin, unicode.Greek, unicode.Cyrillic,
	unicode.Arabic, unicode.Hebrew, unicode.Armenian, unicode.Georgian, unicode.Devanagari, unicode.Bengali, unicode.Tamil,
	unicode.Thai, unicode.Hangul, unicode.Han, unicode.Hiragana, unicode.Katakana,
}

// scriptOf is that of the first letter which is not Latin: a Latin A in a Greek
// name is a slip of the keyboard. An apostrophe that is a letter is of no script.
func scriptOf(s string) script {
	for _, r := range s {
		if r <= unicode.MaxLatin1 || !unicode.IsLetter(r) || unicode.In(r, unicode.Latin, unicode.Lm) {
			continue
		}
		if i := slices.IndexFunc(scripts[:], func(t *unicode.RangeTable) bool { return unicode.Is(t, r) }); i >= 0 {
			return script(i)
		}
		return script(len(scripts))
	}
	return latin
}

// romanised are the letters of Greek and Cyrillic, in lower case and without
// marks, as they are customarily written in Latin ones. Pairs come first.
var romanised = strings.NewReplacer(
	"ου", "u", "αι", "e", "ει", "i", "οι", "i", "υι", "i", "αυ", "av", "ευ", "ev",
	"γγ", "ng", "γκ", "g", "γχ", "nch", "μπ", "b", "ντ", "d", "τζ", "tz",
	"α", "a", "β", "v", "γ", "g", "δ", "d", "ε", "e", "ζ", "z", "η", "i", "θ", "th", "ι", "i", "κ", "k", "λ", "l", "μ", "m",
	"ν", "n", "ξ", "x", "ο", "o", "π", "p", "ρ", "r", "σ", "s", "ς", "s", "τ", "t", "υ", "y", "φ", "f", "χ", "ch", "ψ", "ps", "ω", "o",
	"а", "a", "б", "b", "в", "v", "г", "g", "ґ", "g", "д", "d", "е", "e", "є", "ie", "ж", "zh", "з", "z", "и", "i", "і", "i", "к", "k",
	"л", "l", "м", "m", "н", "n", "о", "o", "п", "p", "р", "r", "с", "s", "т", "t", "у", "u", "ф", "f", "х", "kh", "ц", "ts", "ч", "ch",
	"ш", "sh", "щ", "shch", "ъ", "", "ы", "y", "ь", "", "э", "e", "ю", "iu", "я", "ia", "ђ", "d", "ј", "j", "љ", "lj", "њ", "nj", "ћ", "c", "џ", "dz",
)

// folded are the Latin spellings between which people choose who write a name of
// another script: y or i, ou or u, ch, kh or h.
var folded = strings.NewReplacer(
	"shch", "sh", "sch", "s", "sh", "s", "zh", "z", "ch", "h", "kh", "h", "ph", "v", "th", "t", "ck", "k", "tz", "ts",
	"ou", "u", "oo", "u", "ee", "i", "ei", "i", "oi", "i", "yi", "i", "iy", "i", "ij", "i", "ai", "e", "ay", "e", "au", "av", "eu", "ev",
	"mp", "b", "mb", "b", "nt", "d", "nd", "d", "ng", "g", "nk", "g", "gk", "g", "x", "ks", "c", "k", "q", "k", "w", "v", "f", "v", "y", "i", "j", "i",
)

// romanisations are those of them between which the rules differ by which one name is
// written in Latin letters: Nikolay and Nikolai. The rest of folded makes one of names that
// are two in Latin letters: Fink and Wink, Conti and Codi.
var romanisations = strings.NewReplacer(
	"kh", "h", "ch", "h", "ph", "f", "ou", "u", "iy", "i", "ij", "i", "yi", "i", "y", "i", "j", "i",
)

// shortest is from how many letters on the first one is folded as well: in short names it
// is half of what tells them apart, as Yang and Jang, Chan and Han.
const shortest = 5

// spell is a part of a name as spelt by one rule.
func spell(s string) string {
	if out := romanisations.Replace(s); s == "" || len(out) >= shortest {
		return out
	}
	return s[:1] + romanisations.Replace(s[1:])
}

// sound is how a part of a name in plain, folded Latin letters sounds, by and large: equal
// for the customary spellings of one name of another script. The s at the end,
// which a Greek name loses when it is a woman's or is addressed, is left out.
func sound(s string) string {
	out := make([]byte, 0, len(s))
	for i := range len(s) { // a doubled letter sounds once
		if i == 0 || s[i] != s[i-1] {
			out = append(out, s[i])
		}
	}
	return strings.TrimSuffix(string(out), "s")
}

// sameSound compares sounds: equal but for one slip, or of the same consonants and
// the same last vowel, which tells Maria from Mario.
func sameSound(a, b string) bool {
	if samePart(a, b) {
		return true
	}
	ca, va := consonants(a)
	cb, vb := consonants(b)
	return len(ca) > 1 && ca == cb && va == vb
}

// consonants are those of s, and its last letter where that is a vowel.
func consonants(s string) (string, byte) {
	const vowels = "aeiou"
	var last byte
	if s != "" && strings.IndexByte(vowels, s[len(s)-1]) >= 0 {
		last = s[len(s)-1]
	}
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(vowels, r) {
			return -1
		}
		return r
	}, s), last
}
