package attribution

import "comity/internal/comity"

// A score is a sum of rows that were fitted one beside the other, and what it is
// worth differs by what was seen. Curves say how often claims of a score were right
// in worlds that no figure of docs/accuracy.md comes from, one for each kind of claim:
// docs/decisions/0042-who-pays-is-somebody.md, 0051-a-firms-connection.md, 0058-who-began-on-one-day.md, 0059-whose-own-and-what-is-open.md, 0061-as-many-on-each.md. They change no score and no band.

// CurveVersion names the curves; a change of any step is a new version.
const CurveVersion = "15"

// Step says what scores from one on are worth, until the next step.
type Step struct {
	From     comity.Weight // of the first step: the lowest score seen; lower ones count with it
	PerMille int           // so many of a thousand are right: Worth of the counts
	Subjects int           // in the worlds of the fit
	Right    int           // of these
	Lines    int           // connections that they are claimed of: of many on one, all are right or none
}

// Worth is how many of a thousand are right, as far as so many connections can tell: their
// share among one more that is right and one that is not. Never none, and never all.
func (s Step) Worth() int {
	return min(max(1000*(s.Right*s.Lines+s.Subjects)/(s.Subjects*(s.Lines+2)), 1), 999)
}

// Claim is what its worth is told by.
type Claim struct {
	Score    comity.Weight
	Named    bool // a connection is claimed
	Used     bool // the accounts were used from it, not only paid for or opened: test c of the top band
	Disputed bool // selectors stand with it that are not shown to be the subject's own
	Accounts int  // of its own selectors; 0: all that is known is who paid
	Emails   int
	Cards    int
	Others   int  // how many other people's accounts were used from it: People of what the claim says
	Alike    bool // a name stated with the accounts is the subscriber's, or shares a part with it
	Unlike   bool // none resembles it
	Open     bool // more look-ups leave open who it was than name the subscriber
	Company
}

// Count adds the subject's own selectors.
func (c *Claim) Count(selectors []comity.Selector) {
	for _, s := range selectors {
		switch s.Type {
		case comity.SelectorAccount:
			c.Accounts++
		case comity.SelectorEmail:
			c.Emails++
		case comity.SelectorCard:
			c.Cards++
		}
	}
}

// Say notes what an argument for or against the claim says.
func (c *Claim) Say(text string) {
	switch text {
	case texts[rowNameSame], texts[rowNameFamily]:
		c.Alike = true
	case texts[rowNameUnlike]:
		c.Unlike = true
	}
	if figures.ReplaceAllString(text, "#") == texts[rowMostlyOpen] {
		c.Open = true
	}
	c.Others = max(c.Others, others(text))
}

// isMixed reports whether an account stands with a card and with more addresses than one: the
// card was paid with under another address too, mostly by its holder, whom somebody else's
// account then stands with.
func (c *Claim) isMixed() bool { return c.Accounts <= 1 && c.Emails > c.Accounts && c.Cards > 0 }

// isBurst reports whether fewer days than half of them saw somebody of the crowd begin: one hand
// makes accounts by the dozen, and people of a place come one by one.
func (c *Company) isBurst() bool { return c.Begun > 0 && c.Begun < 50 }

// isShop reports whether of a quarter of the crowd and more nothing but payment and sign-up came
// from there: who makes accounts for others pays for them at home, and people of a place use theirs.
func (c *Company) isShop() bool { return c.Held >= 25 }

// isSeries reports whether the case has more connections with such a crowd: one hand makes as many
// accounts on each that it has, and of people of a place there are as many as come.
func (c *Company) isSeries() bool { return c.Like >= 3 || c.isShop() && c.Like > 0 }

// isBare reports whether accounts have no address of their own: all that stand with them are
// others', as where one made them and another uses them. Whichever of the two is claimed has them.
func (c *Claim) isBare() bool { return c.Accounts > 0 && c.Emails == 0 }

// Kind is a kind of claim that has a curve.
type Kind uint8

// The kinds of claim, by what was seen and by who else uses the claimed connection:
// nobody, a household, a crowd (an office, a café, a few accounts of one hand), or so
// many that it is one hand's doing or a public place. Guests and who only pays there tell
// which: see Company.
const (
	Used           Kind = iota // used from the claimed connection, by nobody else
	UsedApart                  // the same, and selectors stand with it that are others' as well
	UsedHome                   // and accounts of some others were too
	Held                       // accounts that were only paid for or opened from there
	HeldHome                   //
	OpenHome                   // used where some others used theirs, and most look-ups leave open who it was
	GuestsHome                 // accounts, used or not, where some others used theirs, and guests come
	Unlike                     // used or held, by nobody else, in no name that resembles the subscriber's
	UnlikeHome                 // the same where some others used theirs
	Alike                      // where others used theirs, few or many, in a name that is the subscriber's in part
	Bare                       // where others used theirs: accounts without an address of their own, not used from there
	BareUsed                   // the same, used
	BareCrowd                  // used, where a crowd or many used theirs
	Crowd                      // accounts, used or not, where a crowd used theirs, whoever holds the connection
	CrowdHeld                  // and a quarter of them, or more, were only paid for or opened there
	Series                     // one or the other, and other connections of the case had crowds as large
	Many                       // and where many did
	Mixed                      // where a crowd or many did, and a card's holder may be taken for the hand
	Guest                      // where a crowd or many did, and one of them lives elsewhere
	Guests                     // and more do, or there are so many that counting stopped: a whole network
	Lasting                    // where a crowd or many did, each on many days, and selectors stand with it that are others' as well
	LastingOwn                 // the same, with selectors of its own alone
	Burst                      // where a crowd or many did, most of whom began on a day on which others did
	Beside                     // where a crowd or many did, and somebody without an account paid
	House                      // where others used theirs, and the connection is a firm's or a public house's
	Nameless                   // where many used theirs, and whose connection it is nobody states
	NamelessGuest              // and one of them lives elsewhere
	NamelessGuests             // and more do, or there are so many that counting stopped
	Paid                       // no account, all that is known is who paid
	PaidAmong                  // and others paid from there, or used their accounts
	Kinds                      // how many there are
)

// String is the kind's word in tables.
func (k Kind) String() string {
	return [...]string{
		"Used", "UsedApart", "UsedHome", "Held", "HeldHome", "OpenHome", "GuestsHome", "Unlike", "UnlikeHome", "Alike", "Bare", "BareUsed", "BareCrowd", "Crowd", "CrowdHeld", "Series", "Many",
		"Mixed", "Guest", "Guests", "Lasting", "LastingOwn", "Burst", "Beside", "House", "Nameless", "NamelessGuest", "NamelessGuests", "Paid", "PaidAmong",
	}[k]
}

// manyOthers is from how many others on a crowd is mostly of one hand's making.
const manyOthers = 9

// lastingDays is from on how many days each, in the mean, those of a crowd are people of a
// place more often than one hand's accounts.
const lastingDays = 6

// someGuests is from how many guests on a connection is more than a friend's.
const someGuests = 2

// Kind of a claim that names a connection.
func (c Claim) Kind() Kind {
	crowd := c.Others >= crowdSize
	switch {
	case c.Accounts == 0 && !c.Used:
		return or(c.Others > 0 || c.Payers > 0, PaidAmong, Paid)
	case c.Others == 0:
		return c.alone()
	case c.Firm:
		return House
	case crowd && c.Payers > 0:
		return Beside
	case c.isBare():
		return or(!c.Used, Bare, or(crowd, BareCrowd, BareUsed))
	case c.Alike:
		return Alike
	case crowd:
		return c.crowded()
	case c.Unlike:
		return UnlikeHome
	case c.Used && c.Open:
		return OpenHome
	case c.Guests >= someGuests:
		return GuestsHome
	}
	return or(c.Used, UsedHome, HeldHome)
}

// alone is the kind of accounts where nobody else used any.
func (c *Claim) alone() Kind {
	switch {
	case c.Used && c.Disputed:
		return UsedApart
	case c.Unlike:
		return Unlike
	}
	return or(c.Used, Used, Held)
}

// crowded is the kind of accounts where a crowd or many used theirs.
func (c *Claim) crowded() Kind {
	switch {
	case c.isMixed():
		return Mixed
	case c.Guests >= someGuests || c.Others >= enough:
		return or(c.Nameless, NamelessGuests, Guests)
	case c.Days >= lastingDays:
		return or(c.Disputed, Lasting, LastingOwn)
	case c.isBurst():
		return Burst
	case c.Guests > 0:
		return or(c.Nameless, NamelessGuest, Guest)
	case c.Others >= manyOthers:
		return or(c.Nameless, Nameless, Many)
	case c.isSeries():
		return Series
	}
	return or(c.isShop(), CrowdHeld, Crowd)
}

// or is a where is holds, else b.
func or(is bool, a, b Kind) Kind {
	if is {
		return a
	}
	return b
}

// Curve returns the steps of a kind; the caller must not change them.
func (k Kind) Curve() []Step { return curves[k] }

// worthless is what a claim without a connection is worth: none can be right.
const worthless = 1 // in a thousand

// PerMille is how many of a thousand such claims are right.
func (c Claim) PerMille() int {
	if !c.Named {
		return worthless
	}
	steps := c.Kind().Curve()
	out := steps[0].PerMille
	for _, s := range steps {
		if c.Score < s.From {
			break
		}
		out = s.PerMille
	}
	return out
}
