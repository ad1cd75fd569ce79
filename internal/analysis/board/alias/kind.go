package alias

// kind is a way in which two names can be alike.
type kind int

const (
	phrases kind = iota
	style
	runs
	shapes
	letterRuns
	habits
	hours
	lengths
	pace
	partners
	imposters
	kinds
)

// buckets is how many n-grams, words and pairs of words are told apart.
const buckets = 1 << 20

// kindOf says how each kind is read. Rare: what counts is what few names have (tf-idf). Else size is how many of the most
// common things are looked at, and what counts is how far from the usual each name's share of them is (Burrows's Delta,
// cosine). Style kinds make up the likeness that General Imposters draw from. None knows any language.
var kindOf = [kinds]struct {
	code  string // in Candidate.Why
	rare  bool
	size  int32
	style bool
}{
	phrases:    {"phrases", true, 0, false},    // two words after one another, as written
	style:      {"style", true, 0, false},      // runs of three to six letters, all but the 150 commonest words hidden
	runs:       {"marks", true, 0, false},      // runs of two to six marks, capitals, blanks; letters hidden
	shapes:     {"marks", false, 800, true},    // the commonest of one to five of these
	letterRuns: {"letters", false, 1500, true}, // the commonest runs of two and three letters
	habits:     {"words", false, 400, true},    // the commonest words and marks around them
	hours:      {"hours", false, 24, false},    // of the day
	lengths:    {"lengths", false, 16, false},  // of posts, in words
	pace:       {"pace", false, 24, false},     // time and others' posts between two own; whether somebody is addressed
	partners:   {"partners", true, 0, false},   // whom both answer, and who answers both
	imposters:  {"imposters", false, 0, false}, // General Imposters over the style kinds
}

// common is how many words are not hidden from style.
const common = 150
