package board

import (
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
)

// Report is the profile of a board. Its JSON is the contract's, with more.
type Report struct {
	Version      string        `json:"version"`
	Board        string        `json:"board,omitempty"`
	Baseline     []string      `json:"baseline"`
	Lexicon      comity.Digest `json:"lexicon"`
	Notice       string        `json:"notice"`
	Messages     Messages      `json:"messages"`
	Contributors []Contributor `json:"contributors"`
	Members      []Member      `json:"members"`
	Group        []Indicator   `json:"group"`
	Unlisted     []Unlisted    `json:"unlisted,omitempty"`

	Archive *archive.Archive `json:"-"` // what all of it was read off
}

// Notice stands in every report.
const Notice = "Leads for an analyst, read off what the contributors captured. Scores and ranks identify nobody."

// Messages counts what was said.
type Messages struct {
	Captured  int `json:"captured"` // each time a contributor has it
	Distinct  int `json:"distinct"`
	Threads   int `json:"threads"`
	Open      int `json:"open"` // captures that look like another's message and were left apart
	Conflicts struct {
		Clock  int `json:"clock"`
		Author int `json:"author"`
		Words  int `json:"words"`
	} `json:"conflicts"` // messages whose captures differ
}

// Contributor is who gave what.
type Contributor struct {
	Name     string        `json:"name"`
	Exhibits []ExhibitRefs `json:"exhibits"`
	Captures int           `json:"captures"`
	Messages int           `json:"messages"`
	Alone    int           `json:"alone"` // messages that nobody else has
}

// ExhibitRefs names an exhibit and what its clock was put right by.
type ExhibitRefs struct {
	Ref   string `json:"ref"`
	Shift int64  `json:"clock_shift_seconds"`
}

// Member is one nickname.
type Member struct {
	Name         string         `json:"name"`
	Spelled      []string       `json:"also_spelled,omitempty"`
	Posts        int            `json:"posts"`
	Without      map[string]int `json:"posts_without,omitempty"` // posts that are left without each contributor
	Threads      int            `json:"threads"`
	First        comity.Instant `json:"first,omitzero"`
	Last         comity.Instant `json:"last,omitzero"`
	Languages    []Language     `json:"languages"`
	Zone         *Zone          `json:"zone"`
	Roles        []Role         `json:"roles"`
	Aliases      []AliasOf      `json:"aliases"`
	Selectors    []Selector     `json:"selectors"`
	Answers      []Partner      `json:"answers"`     // whom it answers most
	AnsweredBy   []Partner      `json:"answered_by"` // who answers it most
	Core         int            `json:"core"`        // it belongs to a part in which everybody answers, or is answered by, so many others of it
	Community    int            `json:"community"`   // those who answer each other more than chance would have it share a number
	Ranks        []Rank         `json:"ranks,omitempty"`
	Vouched      []Vouch        `json:"vouched_for,omitempty"`
	VouchedBy    []Vouch        `json:"vouched_for_by,omitempty"`
	Hours        [24]int        `json:"hours"` // occasions in each hour of UTC
	Readings     []OtherReading `json:"other_readings,omitempty"`
	Contributors []string       `json:"contributors"`
	Cite         []string       `json:"citations"` // first and last post, profiles
}

// Unlisted is a language that the lexicons have no phrases in: rates say nothing of messages in it.
type Unlisted struct {
	Lang     string `json:"lang"`
	Messages int    `json:"messages"` // about: of each member the share of it
}

// Language is a share of what a member wrote.
type Language struct {
	Lang  string `json:"lang"`
	Share Milli  `json:"share"`
}

// Zone is where the clock on a member's wall may stand; all in hours east of UTC, over the year.
type Zone struct {
	ZoneBand
	Basis     string    `json:"basis"`              // hours: of posts; language: hours, and where what it writes in is spoken; stated: by the stamps of its messages
	Language  string    `json:"language,omitempty"` // of that basis
	Occasions int       `json:"occasions"`
	Summer    string    `json:"summer,omitempty"`   // north, south, fixed: what its hours do in summer
	Pattern   string    `json:"pattern,omitempty"`  // shifting, tireless: no night to measure by
	ByHours   *ZoneBand `json:"by_hours,omitempty"` // what the hours say by themselves, whatever the basis
	Stated    *Stated   `json:"stated,omitempty"`
	Widened   bool      `json:"widened,omitempty"` // to hold under every reading of the clocks
}

// OtherReading is what a member's hours are where a clock is read in another way than the profile follows.
type OtherReading struct {
	Exhibits []string  `json:"exhibits"` // whose clock it is
	Reading  int       `json:"reading"`  // after the first, from 1
	Hours    [24]int   `json:"hours"`
	Zone     *ZoneBand `json:"zone,omitempty"`
}

// ZoneBand is an offset and a band about it.
type ZoneBand struct {
	Offset Hours `json:"utc_offset"`
	Low    Hours `json:"low"`
	High   Hours `json:"high"`
}

// Stated is what the stamps of a member's messages say of their own clock.
type Stated struct {
	Messages int            `json:"messages"`          // that state an offset
	Of       int            `json:"of"`                // messages
	Machine  bool           `json:"machine,omitempty"` // nearly all members' state the same: it may be a server's
	Offsets  []StatedOffset `json:"offsets"`           // those stated most first
}

// StatedOffset is one offset and how many messages state it.
type StatedOffset struct {
	Offset   Hours `json:"utc_offset"`
	Messages int   `json:"messages"`
}

// Role is a member's place in a role: Rank with all contributors, Low and High the least and greatest without any one.
type Role struct {
	Role    string   `json:"role"`
	Rank    int      `json:"rank"`
	Low     int      `json:"low"`
	High    int      `json:"high"`
	Of      int      `json:"of"` // names with this role
	Points  int64    `json:"points"`
	Gone    []string `json:"gone_without,omitempty"` // contributors without whom the name is not in the list
	For     []Reason `json:"for"`
	Against []Reason `json:"against"`
}

// Reason is one thing that speaks for or against a role.
type Reason struct {
	Kind     string            `json:"kind"`
	Count    int               `json:"count"`
	Points   int64             `json:"points"`
	Examples []comity.Citation `json:"examples,omitempty"`
}

// AliasOf is a name that may be the same person.
type AliasOf struct {
	Name     string            `json:"name"`
	Score    Milli             `json:"score"`
	Low      Milli             `json:"low"`
	High     Milli             `json:"high"`
	Gone     []string          `json:"gone_without,omitempty"`
	Why      []string          `json:"why"`
	Examples []comity.Citation `json:"examples,omitempty"`
	Item     string            `json:"item,omitempty"`     // what an analyst's decision on the two is about
	Decision string            `json:"decision,omitempty"` // an analyst's: yes, no or unsure
}

// Selector is what a member used.
type Selector struct {
	Type  string            `json:"type"`
	Value string            `json:"value"`
	Also  []string          `json:"also_used_by,omitempty"` // other names
	Cite  []comity.Citation `json:"citations"`
}

// Partner is another name, how often, and the first places that show it.
type Partner struct {
	Name     string            `json:"name"`
	Messages int               `json:"messages"`
	Cite     []comity.Citation `json:"citations,omitempty"` // of an indicator's members none: it has examples
}

// Vouch is another name that was vouched for or invited, or that did so, and where that is said.
type Vouch struct {
	Name string            `json:"name"`
	Cite []comity.Citation `json:"citations"`
}

// Rank is a rank or group that the board states of a member, and where.
type Rank struct {
	Rank string            `json:"rank"`
	Cite []comity.Citation `json:"citations"`
}

// Indicator is how much the board speaks of a topic.
type Indicator struct {
	Indicator string            `json:"indicator"`
	Kind      string            `json:"kind"`
	Text      string            `json:"text"`
	Messages  int               `json:"messages"`
	Rate      Micro             `json:"rate"`
	Low       Micro             `json:"low"` // without any one contributor
	High      Micro             `json:"high"`
	Baseline  *Micro            `json:"baseline"` // null: nothing to compare with
	Months    []Month           `json:"months"`
	Members   []Partner         `json:"members"`
	Examples  []comity.Citation `json:"examples"`
	Phrases   []string          `json:"phrases"` // what tells it, of each example
}

// Month is one month's messages.
type Month struct {
	Month    string `json:"month"`
	Messages int    `json:"messages"`
	With     int    `json:"with"`
}
