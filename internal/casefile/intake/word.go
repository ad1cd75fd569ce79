package intake

import (
	_ "embed"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// The vocabulary is data: what words in headers mean, and which meanings make
// which key.
var (
	//go:embed word.tsv
	wordTable string
	//go:embed rule.tsv
	ruleTable string
	//go:embed mean.tsv
	meanTable string
)

// lexicon is the vocabulary made ready for look-ups.
type lexicon struct {
	atoms   map[string][]string // folded, squeezed word → what it can mean
	phrases map[string]bool     // entries of several words, parted by blanks
	longest int                 // words that an entry has at most
	rules   map[string][]rule   // kind → rules
	means   map[string]map[string]string
	ways    []way
}

// rule makes a key of the atoms of a header.
type rule struct {
	key    string
	weight int
	atoms  []string
	never  []string
}

// doer is the atom of the word before whom a thing was done by: a name that has it is of neither time nor result.
const doer = "doer"

// filler is the atom of words that say nothing.
const filler = "-"

func newLexicon() *lexicon {
	l := &lexicon{atoms: map[string][]string{}, phrases: map[string]bool{}, rules: map[string][]rule{}, means: map[string]map[string]string{}, ways: newWays()}
	for _, f := range fields(wordTable) {
		for w := range strings.SplitSeq(f[2], ",") {
			if l.word(f[0], w); f[1] == "hr" {
				l.word(f[0], serbian.Replace(w))
			}
		}
	}
	l.unmarked()
	for _, f := range fields(ruleTable) {
		r := rule{key: f[1]}
		for _, c := range f[2] {
			r.weight = r.weight*10 + int(c-'0')
		}
		for a := range strings.FieldsSeq(f[3]) {
			if not, ok := strings.CutPrefix(a, "!"); ok {
				r.never = append(r.never, not)
			} else {
				r.atoms = append(r.atoms, a)
			}
		}
		l.rules[f[0]] = append(l.rules[f[0]], r)
	}
	for _, f := range fields(meanTable) {
		if l.means[f[0]] == nil {
			l.means[f[0]] = map[string]string{}
		}
		for w := range strings.SplitSeq(f[2], ",") {
			l.means[f[0]][strings.Join(tokenise(w), "")] = f[1]
		}
	}
	return l
}

// word takes a word for one of an atom.
func (l *lexicon) word(atom, w string) {
	tokens := tokenise(w)
	l.phrases[strings.Join(tokens, " ")] = true
	l.longest = max(l.longest, len(tokens))
	if s := strings.Join(tokens, ""); !slices.Contains(l.atoms[s], atom) {
		l.atoms[s] = append(l.atoms[s], atom)
	}
}

// unmarked adds to words with ä, ö and ü their letters without marks, as software writes them that has no
// others: osszeg, tarih araligi. What is a word of its own stays that.
func (l *lexicon) unmarked() {
	bare := map[string][]string{}
	for _, f := range fields(wordTable) {
		for w := range strings.SplitSeq(f[2], ",") {
			s := strings.Join(tokenise(umlauts.Replace(w)), "")
			if l.atoms[s] == nil && !slices.Contains(bare[s], f[0]) {
				bare[s] = append(bare[s], f[0])
			}
		}
	}
	maps.Copy(l.atoms, bare)
}

var umlauts = strings.NewReplacer("ä", "a", "ö", "o", "ü", "u", "Ä", "A", "Ö", "O", "Ü", "U")

// serbian writes Latin letters in the Cyrillic ones of Serbian, which has both.
var serbian = strings.NewReplacer(
	"lj", "љ", "nj", "њ", "dž", "џ", "đ", "ђ", "ž", "ж", "č", "ч", "ć", "ћ", "š", "ш",
	"a", "а", "b", "б", "v", "в", "g", "г", "d", "д", "e", "е", "z", "з", "i", "и", "j", "ј", "k", "к", "l", "л", "m", "м",
	"n", "н", "o", "о", "p", "п", "r", "р", "s", "с", "t", "т", "u", "у", "f", "ф", "h", "х", "c", "ц",
)

func fields(table string) [][]string {
	var out [][]string
	for line := range strings.Lines(table) {
		if line = strings.TrimRight(line, "\n"); line != "" && line[0] != '#' {
			out = append(out, strings.Split(line, "\t"))
		}
	}
	return out
}

// part is a stretch of a header and what it can mean; no atoms: unknown.
type part []string

func (p part) has(atom string) bool { return slices.Contains(p, atom) }

// parts takes a header apart: the longest known run of words first; a word that
// is not known whole is parted into known ones, as German writes them.
func (l *lexicon) parts(header string) []part {
	header = zoneless(excepted.ReplaceAllString(pattern.ReplaceAllString(header, " "), " "))
	if bare := capitals.ReplaceAllStringFunc(header, l.unknown); bare != header && slices.ContainsFunc(tokenise(bare), func(w string) bool { return slices.Contains(l.atoms[w], "time") }) {
		header = bare // a zone, of which there are more than anybody lists
	}
	out := l.known(header)
	if apart := acronym.ReplaceAllString(header, "$1 $2"); apart != header && unknowns(out) > 0 {
		if parts := l.known(apart); unknowns(parts) < unknowns(out) {
			return parts
		}
	}
	return out
}

// acronym is a word of capitals with another one behind it that begins with one: IDDaTransação.
var acronym = regexp.MustCompile(`(\p{Lu}+)(\p{Lu}\p{Ll})`)

// unknowns are how many parts nobody knows.
func unknowns(parts []part) (n int) {
	for _, p := range parts {
		if p == nil {
			n++
		}
	}
	return n
}

// done reports whether a word says that something was done, and the next may say by whom.
func done(word string) bool {
	return slices.ContainsFunc([]string{"ed", "sold", "paid", "made", "sent", "bought", "taken", "given"}, func(end string) bool { return strings.HasSuffix(word, end) })
}

// known takes a header apart that holds nothing but words.
func (l *lexicon) known(header string) []part {
	tokens := l.uncoined(tokenise(header))
	var out []part
	for i := 0; i < len(tokens); {
		if i > 0 && tokens[i] == "by" && done(tokens[i-1]) {
			out = append(out, part{doer}) // no town, as it is in Danish
			i++
			continue
		}
		n := min(l.longest, len(tokens)-i)
		for n > 0 && (l.atoms[strings.Join(tokens[i:i+n], "")] == nil || l.runOn(tokens[i:i+n])) {
			n--
		}
		if n > 0 {
			out = append(out, l.atoms[strings.Join(tokens[i:i+n], "")])
			i += n
			continue
		}
		out = append(out, l.compound(tokens[i])...)
		i++
	}
	return slices.DeleteFunc(out, func(p part) bool { return p.has(filler) && len(p) == 1 })
}

// runOn reports whether tokens make a word only where the blank behind an article or a preposition
// is taken out: date de connexion is no déconnexion.
func (l *lexicon) runOn(tokens []string) bool {
	return len(tokens) > 1 && !l.phrases[strings.Join(tokens, " ")] && slices.Contains(l.atoms[tokens[0]], filler)
}

// pattern is how times are written, in brackets behind what they are.
var pattern = regexp.MustCompile(`(?i)[(\[](?:[dmyhsgaitj]{1,4}|24h?|12h?)(?:[-/.:, ](?:[dmyhsgaitj]{1,4}|24h?|12h?))+[)\]]|[(\[](?:24|12) ?h(?:ours)?[)\]]`)

// excepted is what a name says in brackets that its values do not hold.
var excepted = regexp.MustCompile(`(?i)[(\[](?:ohne|without|excluding|excl\.?|exkl\.?|senza|sans|hors|sin|sem|zonder|bez)\s[^)\]]*[)\]]`)

// unknown is a blank in place of a word in brackets of which nothing is known but that it can be
// a zone, and others as they stand: Time (START), and Datum (VON).
func (l *lexicon) unknown(word string) string {
	atoms := l.atoms[strings.ToLower(strings.Trim(word, "()[]"))]
	if len(atoms) == 0 || slices.Contains(atoms, "zone") || slices.Contains(atoms, filler) {
		return " "
	}
	return word
}

// capitals are a few of them in brackets.
var capitals = regexp.MustCompile(`[(\[][A-Z]{2,5}[)\]]`)

// uncoined leaves out the code of a currency that stands beside the name of a sum: Total [HUF],
// amount_eur. It says what the sum is in, and not which one it is.
func (l *lexicon) uncoined(tokens []string) []string {
	code := func(w string) bool { return slices.Contains(currencies, strings.ToUpper(w)) }
	rest := slices.DeleteFunc(slices.Clone(tokens), code)
	for _, w := range rest {
		if len(rest) < len(tokens) && slices.ContainsFunc(l.compoundOrWord(w), func(p part) bool { return p.has("amount") || p.has("minor") || p.has("fee") || p.has("balance") }) {
			return rest
		}
	}
	return tokens
}

// zoneless is a header without the abbreviations of zones in it, in capitals: the
// question about the clock quotes them. One that is nothing else stays.
func zoneless(header string) string {
	bare := zoneWord.ReplaceAllStringFunc(header, func(w string) string {
		if _, known := zoneWords[w]; known && !slices.Contains([]string{"UTC", "GMT", "LOCAL", "LOCALE", "LOKALE", "ORTSZEIT"}, w) {
			return " "
		}
		return w
	})
	if strings.Trim(bare, " ()/-_") == "" {
		return header
	}
	return bare
}

// compound parts one word into known ones; a single unknown part where that
// does not work out. Digits alone say nothing.
func (l *lexicon) compound(word string) []part {
	if strings.Trim(word, "0123456789") == "" {
		return nil
	}
	if out, ok := l.split(word, 0); ok {
		return out
	}
	if bare := strings.TrimRight(word, "0123456789"); bare != word {
		return l.compoundOrWord(bare)
	}
	return []part{nil}
}

func (l *lexicon) compoundOrWord(word string) []part {
	if a := l.atoms[word]; a != nil {
		return []part{a}
	}
	if out, ok := l.split(word, 0); ok {
		return out
	}
	return []part{nil}
}

// split tries the longest first word; words of a compound have at least two
// letters, three but at its ends, and may be joined by s, n, en or e.
func (l *lexicon) split(word string, depth int) ([]part, bool) {
	if depth > 4 || len(word) > 60 {
		return nil, false
	}
	for n := len(word); n >= 2; n-- {
		a := l.atoms[word[:n]]
		if a == nil || n == len(word) && depth == 0 || slices.Contains(a, filler) && n < 3 {
			continue
		}
		if n == len(word) {
			return []part{a}, true
		}
		for _, joint := range []string{"", "s", "n", "en", "e", "x"} {
			rest, ok := strings.CutPrefix(word[n:], joint)
			if !ok || len(rest) < 2 {
				continue
			}
			if tail, ok := l.split(rest, depth+1); ok {
				return append([]part{a}, tail...), true
			}
		}
	}
	return nil, false
}

// tokenise folds case and accents and parts at marks, blanks and where a capital
// begins a word.
func tokenise(s string) []string {
	var out []string
	var b strings.Builder
	flush := func() {
		if b.Len() > 0 {
			out = append(out, b.String())
			b.Reset()
		}
	}
	var before rune
	for _, r := range s {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			flush()
		case unicode.IsUpper(r) && unicode.IsLower(before):
			flush()
			fallthrough
		default:
			b.WriteString(foldRune(r))
		}
		before = r
	}
	flush()
	return out
}

// folds are letters of Latin scripts and what they are without their marks.
var folds = strings.NewReplacer(
	"ä", "ae", "ö", "oe", "ü", "ue", "ß", "ss", "à", "a", "á", "a", "â", "a", "ã", "a", "å", "a", "ą", "a", "æ", "ae",
	"ç", "c", "ć", "c", "č", "c", "è", "e", "é", "e", "ê", "e", "ë", "e", "ę", "e", "ì", "i", "í", "i", "î", "i", "ï", "i",
	"ł", "l", "ñ", "n", "ń", "n", "ò", "o", "ó", "o", "ô", "o", "õ", "o", "ø", "o", "œ", "oe", "ś", "s", "š", "s",
	"ς", "σ", "đ", "d", "ı", "i", "ù", "u", "ú", "u", "û", "u", "ý", "y", "ź", "z", "ż", "z", "ž", "z",
)

// foldRune is a letter in small and without its marks: of those above as their
// languages write it, of others by its decomposition.
func foldRune(r rune) string {
	small := string(unicode.ToLower(r))
	if r < 0x80 {
		return small
	}
	if s := folds.Replace(small); s != small {
		return s
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFD.String(small))
}
