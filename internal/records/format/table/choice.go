package table

import (
	"slices"
	"strings"

	"comity/internal/records/clock"
)

// The contract's words for the type and result of a payment.
var (
	paymentTypes   = [...]string{"sale", "renewal", "refund", "chargeback", "test"}
	paymentResults = [...]string{"approved", "declined", "error"}
)

// Odd is a word where only the contract's words may stand.
type Odd struct {
	Key   string   // our key
	Word  string   // at most 40 characters of it; empty where it may be about a person
	Words []string // those that may stand there
}

// Odd returns the first such word that this parser met; Key is empty where
// there was none. Its row was rejected as BadType or BadResult.
func (r *Reader) Odd() Odd { return r.odd }

// choice reads one of words, whatever its case and the blanks in it. A missing
// one is empty and ok.
func (r *Reader) choice(k key, words []string) (string, bool) {
	return r.choiceOf(k, r.cell(k), words)
}

// choiceOf reads one of words in what stands under k.
func (r *Reader) choiceOf(k key, b []byte, words []string) (string, bool) {
	if len(b) == 0 {
		return "", true
	}
	for _, w := range words {
		if string(b) == w {
			return w, true
		}
	}
	if i := slices.Index(words, fold(b)); i >= 0 {
		return words[i], true
	}
	if r.odd.Key == "" {
		r.odd = Odd{Key: k.String(), Word: shown(string(b)), Words: words}
	}
	return "", false
}

// fold is b in lower case and without blanks.
func fold(b []byte) string { return strings.ToLower(strings.Join(strings.Fields(string(b)), "")) }

// shown is the part of a word that an error may quote: a column that is mapped
// by mistake may hold addresses, times or numbers of cards.
func shown(s string) string {
	if looksLikeData(s) {
		return ""
	}
	r := []rune(strings.ToValidUTF8(s, "\uFFFD"))
	return string(r[:min(len(r), 40)])
}

// Words that say whether a card was reported, where no date does.
var (
	reportedYes = [...]string{"yes", "true", "1", "stolen", "lost", "reported"}
	reportedNo  = [...]string{"no", "false", "0", "-"}
)

// ReportedWord reports whether s is read as it stands as yes or no, where it says
// whether a card was reported.
func ReportedWord(s string) bool {
	word := fold([]byte(s))
	return slices.Contains(reportedYes[:], word) || slices.Contains(reportedNo[:], word)
}

// dateForms are the dates that a bank may write beside the source's own form:
// that there is one says it, so the order of day and month does not matter.
var dateForms = [...]string{"2006-01-02", "02.01.2006", "02/01/2006", "01/02/2006", "2006-01-02T15:04:05Z07:00"}

// reported is what the issuer says of a card that was reported stolen or lost:
// a date or a word for yes, as written; empty where it says no.
func (r *Reader) reported() (string, bool) {
	b := r.cell(kReported)
	if len(b) == 0 {
		return "", true
	}
	switch word := fold(b); {
	case slices.Contains(reportedNo[:], word):
		return "", true
	case slices.Contains(reportedYes[:], word):
		return string(b), true
	}
	s := string(b)
	_, ok := clock.Parse(s, r.stamps)
	if !ok {
		_, ok = clock.Parse(s, "")
	}
	for i := 0; !ok && i < len(dateForms); i++ {
		_, ok = clock.Parse(s, dateForms[i])
	}
	return s, ok
}
