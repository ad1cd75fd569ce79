package casefile

import (
	"cmp"
	"slices"
	"strings"

	"comity/internal/analysis/board"
	"comity/internal/comity"
)

// contactNotice stands wherever contacts are shown.
const contactNotice = "A contact is a selector that both a board and a case hold: a lead for an analyst, never an identification. Nothing is merged."

// contactCap is how many members of the board, or subjects of a case, may share a selector before it tells nobody from another.
const contactCap = 5

// contactCites is how many rows a contact shows.
const contactCites = 5

// nickname is what a member's name is compared with: the user's part of an account, on whatever site. It is the weakest of all,
// for names are chosen alike.
const nickname = comity.SelectorNickname

// Comparison says that selectors of a kind, as boards name it, are compared with those of a type that a case states.
type Comparison struct {
	Board string              `json:"board"`
	Case  comity.SelectorType `json:"case"`
}

// comparisons are all that is compared. What is not here is compared with nothing: an ICQ number is no telephone's, and cards
// stay in the vault.
func comparisons() []Comparison {
	return []Comparison{
		{"account", comity.SelectorAccount}, // a member's name, where the case knows the board's site
		{"email", comity.SelectorEmail}, {"mail", comity.SelectorEmail},
		{"jabber", comity.SelectorEmail}, {"xmpp", comity.SelectorEmail}, {"msn", comity.SelectorEmail}, // written as addresses, often the same
		{"mobile", comity.SelectorPhone}, {"phone", comity.SelectorPhone}, {"signal", comity.SelectorPhone}, {"sms", comity.SelectorPhone},
		{"tel", comity.SelectorPhone}, {"whatsapp", comity.SelectorPhone},
		{"nickname", comity.SelectorAccount}, // a member's name and the user's part of an account elsewhere
	}
}

// ContactReport is what a board and other cases have in common.
type ContactReport struct {
	Notice     string         `json:"notice"`
	Compared   []Comparison   `json:"compared"`
	Uncompared map[string]int `json:"uncompared"` // kind of a member's selector → values that nothing is compared with, or that are not in the kind's form
	Cap        int            `json:"cap"`
	Cases      []ContactCase  `json:"cases"`  // by id
	Found      []ContactRow   `json:"found"`  // by case, type, value, member, subject
	Capped     []Capped       `json:"capped"` // by case, type, value
}

// ContactCase says what of a case was compared.
type ContactCase struct {
	Case     string                      `json:"case"`
	Title    string                      `json:"title"`
	Run      comity.Digest               `json:"run"` // the latest, whose findings were read
	Subjects int64                       `json:"subjects"`
	Stated   map[comity.SelectorType]int `json:"stated"`   // selectors that its subjects state, cards among them
	Withheld []Withheld                  `json:"withheld"` // by rule
}

// Withheld counts what a rule keeps in its case.
type Withheld struct {
	Rule     string   `json:"rule"`
	Contacts int      `json:"contacts,omitempty"`
	Exhibits int      `json:"exhibits,omitempty"` // of which no row is shown
	Ask      []string `json:"ask,omitempty"`      // who can permit it, sorted
}

// ContactRow is one selector that a member of the board used and a subject of a case states.
type ContactRow struct {
	Case     string              `json:"case"`
	Type     comity.SelectorType `json:"type"` // account, email, phone; nickname: a name like the user's part of an account
	Value    string              `json:"value"`
	Member   string              `json:"member"`
	Said     []string            `json:"said"` // citations of the board's statements
	Subject  string              `json:"subject"`
	Band     comity.Band         `json:"band"`   // in that case
	Stated   []string            `json:"stated"` // the case's selectors
	Disputed bool                `json:"disputed,omitempty"`
	Person   Person              `json:"person"`
	Rows     []comity.Citation   `json:"rows"` // the first of the case's rows that state it
	Handling []string            `json:"handling"`
}

// Capped is a selector that too many share to mean anything.
type Capped struct {
	Case     string              `json:"case"`
	Type     comity.SelectorType `json:"type"`
	Value    string              `json:"value"`
	Members  int                 `json:"members"`
	Subjects int64               `json:"subjects"`
}

// meeting is a selector in the form in which board and case are compared.
type meeting struct {
	typ   comity.SelectorType
	value string
}

func compareMeetings(a, b meeting) int {
	return cmp.Or(cmp.Compare(a.typ, b.typ), cmp.Compare(a.value, b.value))
}

// usedBy is a member that used a selector.
type usedBy struct {
	member string
	said   []string
}

// boardSelectors are a board's selectors, canonical; uncompared counts those that are left over.
type boardSelectors struct {
	site       string
	used       map[meeting][]usedBy
	uncompared map[string]int
}

// selectorsOf collects what the members of a board used, and their names.
func selectorsOf(rep *board.Report) *boardSelectors {
	out := &boardSelectors{site: rep.Board, used: map[meeting][]usedBy{}, uncompared: map[string]int{}}
	as := map[string]comity.SelectorType{}
	for _, c := range comparisons() {
		as[c.Board] = c.Case
	}
	for i := range rep.Members {
		m := &rep.Members[i]
		for _, s := range m.Selectors {
			said := make([]string, len(s.Cite))
			for n, c := range s.Cite {
				said[n] = c.String()
			}
			value := canonical(as[s.Type], s.Value)
			if value == "" {
				out.uncompared[s.Type]++
				continue
			}
			out.add(meeting{as[s.Type], value}, m.Name, said)
		}
		if account := comity.Account(rep.Board, m.Name); account != "" {
			out.add(meeting{comity.SelectorAccount, account}, m.Name, m.Cite)
			out.add(meeting{nickname, userOf(account)}, m.Name, m.Cite)
		}
	}
	return out
}

// add notes a use, each member's once: two kinds may say the same.
func (b *boardSelectors) add(at meeting, member string, said []string) {
	list := b.used[at]
	if n := len(list); n > 0 && list[n-1].member == member {
		for _, s := range said {
			if !slices.Contains(list[n-1].said, s) {
				list[n-1].said = append(list[n-1].said, s)
			}
		}
		return
	}
	b.used[at] = append(list, usedBy{member, slices.Clone(said)})
}

// canonical is a value in the one form of its type, "" where it is none.
func canonical(typ comity.SelectorType, value string) string {
	switch typ {
	case comity.SelectorEmail:
		return comity.Email(value)
	case comity.SelectorPhone:
		return comity.Phone(value)
	}
	return ""
}

// userOf is the part of an account behind its site.
func userOf(account string) string {
	_, user, _ := strings.Cut(account, ":")
	return user
}

// meetings are the forms in which a case's selector is compared. A card is compared with nothing, nor is a value that stands
// in place of a card's number.
func meetings(s comity.Selector) []meeting {
	if s.Cite != "" || s.Type == comity.SelectorCard {
		return nil
	}
	if s.Type == comity.SelectorAccount {
		site, user, _ := strings.Cut(s.Value, ":")
		if account := comity.Account(site, user); account != "" {
			return []meeting{{comity.SelectorAccount, account}, {nickname, userOf(account)}}
		}
		return nil
	}
	if v := canonical(s.Type, s.Value); v != "" {
		return []meeting{{s.Type, v}}
	}
	return nil
}
