package twins

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/voice"
)

// Roles that are planted, as the truth names them.
const (
	admin     = "administrator"
	moderator = "moderator"
	teacher   = "teacher"
	broker    = "broker"
	producer  = "producer"
	newcomer  = "newcomer"
)

// person is somebody behind one or several names.
type person struct {
	id       int
	board    int
	country  string
	zone     *time.Location
	rhythm   rhythm
	langs    []string
	share    []int  // ‰ of posts, by langs
	interest [4]int // in each topic
	quoting  int    // ‰ of answers that quote
	chat     bool
	form     int // how file hashes are written
	names    []int32
	alias    *alias
}

// alias is how a person's names go together.
type alias struct {
	parallel, disguised bool
	shared              []string // kinds of selectors that the names have in common
}

// name is a member of the board as others see it.
type name struct {
	id       int32
	person   *person
	nick     string
	voice    *voice.Voice
	role     string
	strength int   // ‰ of posts that show the role
	from, to int64 // when it posts
	joined   int64
	weight   int // how much it posts, beside others
	mail, im string
	shop     bool // the mail address is known to a shop
	friends  []int32
	inviter  int32
	rank     string // as of the end
	posts    int64
	first    int64
	last     int64
	banned   int64 // until when
}

// people makes the members: persons, their names and their roles.
func (b *board) people(members int, s *draw.Stream) {
	if !b.main {
		members = beside(members)
	}
	weights := make([]int, len(b.w.countries))
	for i := range weights {
		weights[i] = b.w.countries[i].weight
	}
	taken := map[string]bool{}
	for range members {
		b.w.persons = append(b.w.persons, b.drawPerson(s, len(b.w.persons), weights))
	}
	for i := len(b.w.persons) - members; i < len(b.w.persons); i++ {
		b.nameThem(i, taken)
	}
	b.assignRoles(s)
	b.befriend(s)
}

// beside is how many members the board has that the other is compared with.
func beside(members int) int { return max(12, members/6) }

func (b *board) drawPerson(s *draw.Stream, id int, weights []int) person {
	c := &b.w.countries[s.Weighted(weights)]
	p := person{id: id, board: b.id, country: c.code, zone: draw.Pick(s, c.zones), quoting: s.N(25) * s.N(25), chat: s.Chance(400), form: s.N(4)}
	p.rhythm = drawRhythm(s, b.w.start, b.w.end)
	native := draw.Pick(s, c.native)
	p.langs, p.share = []string{native}, []int{1000}
	if native != "en" {
		own := s.Between(150, 950)
		p.langs, p.share = []string{native, "en"}, []int{own, 1000 - own}
	} else if s.Chance(60) {
		p.langs, p.share = []string{"en", draw.Pick(s, []string{"fr", "de", "es", "it"})}, []int{850, 150}
	}
	for i := range p.interest {
		p.interest[i] = 1 + s.N(10)*s.N(10)
	}
	return p
}

// nameThem gives a person one name, some two or three.
func (b *board) nameThem(i int, taken map[string]bool) {
	p := &b.w.persons[i]
	s := b.w.stream("names", b.id, i)
	n := 1
	if b.main && p.rhythm.kind != "bot" {
		n += s.Weighted([]int{840, 130, 30})
	}
	if n > 1 {
		p.alias = &alias{parallel: s.Chance(500), disguised: s.Chance(250)}
		if s.Chance(250) {
			p.alias.shared = append(p.alias.shared, "email")
		}
		if s.Chance(250) {
			p.alias.shared = append(p.alias.shared, "icq")
		}
	}
	span := b.w.end - b.w.start
	joined := b.w.start - int64(s.Between(1, 900))*day
	if s.Chance(350) {
		joined = b.w.start + int64(s.N(int(span/day)*9/10))*day + int64(s.N(int(day)))
	}
	active := []int{s.Between(1, 3), s.Between(4, 20), s.Between(25, 80)}[s.Weighted([]int{330, 450, 220})]
	if n > 1 {
		active = max(active, 8)
	}
	for k := range n {
		m := name{id: int32(len(b.names)), person: p, nick: nickname(&s, taken), joined: joined, from: max(joined, b.w.start), to: b.w.end, weight: active, inviter: -1, rank: "member"}
		if k > 0 && !p.alias.parallel {
			prev := &b.names[len(b.names)-1]
			cut := prev.from + (b.w.end-prev.from)*int64(s.Between(35, 65))/100
			prev.to = cut
			m.joined = min(cut+int64(s.Between(1, 12))*day+int64(s.N(int(day))), b.w.end-2*day)
			m.from = m.joined
		} else if k > 0 {
			m.joined = min(m.joined+int64(s.Between(5, 120))*day, b.w.end-3*day)
			m.from, m.weight = max(m.joined, b.w.start), max(3, active*s.Between(30, 110)/100)
		}
		b.contacts(&s, &m, k)
		disguise := 0
		if k > 0 && p.alias.disguised {
			disguise = k
		}
		m.voice = voice.New(b.w.book, b.w.spec.Seed, i, disguise)
		p.names = append(p.names, m.id)
		b.names = append(b.names, m)
	}
}

// contacts gives a name its addresses; some are those of the person's first name.
func (b *board) contacts(s *draw.Stream, m *name, k int) {
	m.mail = draw.Pick(s, mailWords) + draw.Pick(s, mailWords) + strconv.Itoa(s.Between(10, 9999)) + "@" + draw.Pick(s, mailHosts)
	m.im = strconv.Itoa(s.Between(100_000_000, 599_999_999))
	m.shop = s.Chance(80)
	if k == 0 {
		return
	}
	first := &b.names[m.person.names[0]]
	if slices.Contains(m.person.alias.shared, "email") {
		m.mail, m.shop = first.mail, first.shop
	}
	if slices.Contains(m.person.alias.shared, "icq") {
		m.im = first.im
	}
}

var (
	mailWords = []string{"blue", "north", "quick", "paper", "silver", "lucky", "green", "tall", "open", "quiet", "red", "plain", "seven", "cloud", "sun", "field", "lake", "stone"}
	mailHosts = []string{"mail.example", "post.example", "letterbox.example", "webmail.example", "freepost.example"}
	onsets    = []string{"b", "br", "d", "dr", "f", "fl", "g", "gr", "k", "kr", "l", "m", "n", "p", "pl", "qu", "r", "sk", "st", "t", "tr", "v", "w", "z", "zw", "x"}
	vowels    = []string{"a", "e", "i", "o", "u", "y", "oo", "ae", "ou"}
	codas     = []string{"x", "rk", "nd", "zz", "ff", "lk", "mp", "k", "rv", "nk", "bb", "tz", "xt", "ggy", "vo", "zi"}
)

// nickname invents one that no word of any lexicon contains.
func nickname(s *draw.Stream, taken map[string]bool) string {
	for {
		n := draw.Pick(s, onsets) + draw.Pick(s, vowels) + draw.Pick(s, codas) + draw.Pick(s, vowels)
		if s.Chance(400) {
			n += draw.Pick(s, onsets) + draw.Pick(s, vowels)
		}
		switch s.N(5) {
		case 0:
			n = strings.ToUpper(n[:1]) + n[1:]
		case 1:
			n += strconv.Itoa(s.Between(2, 99))
		case 2:
			n += "_" + draw.Pick(s, onsets) + draw.Pick(s, vowels) + draw.Pick(s, codas)
		}
		if low := strings.ToLower(n); !taken[low] && len(n) >= 5 {
			taken[low] = true
			return n
		}
	}
}

// assignRoles plants roles among names that were there before, or come early; newcomers
// are those who come late.
func (b *board) assignRoles(s *draw.Stream) {
	var able []int32
	for i := range b.names {
		m := &b.names[i]
		if m.joined > b.w.end-(b.w.end-b.w.start)*3/10 {
			m.role, m.strength = newcomer, 1000
		} else if len(m.person.names) == 1 && m.person.rhythm.kind != "bot" && m.joined < b.w.start {
			able = append(able, m.id)
		}
	}
	s.Shuffle(len(able), func(i, j int) { able[i], able[j] = able[j], able[i] })
	size := len(b.names)
	for _, r := range []struct {
		role   string
		n      int
		lo, hi int
	}{
		{admin, min(3, 1+size/60), 200, 350}, {moderator, min(8, 1+size/50), 120, 250}, {teacher, min(8, 2+size/60), 180, 450},
		{broker, min(8, 1+size/70), 180, 400}, {producer, min(8, 2+size/60), 150, 400},
	} {
		for range r.n {
			if len(able) == 0 {
				return
			}
			m := &b.names[able[0]]
			able = able[1:]
			m.role, m.strength, m.weight = r.role, s.Between(r.lo, r.hi), max(m.weight, 15+s.N(20))
			switch r.role {
			case admin, moderator:
				m.rank = r.role
			case teacher, broker:
				m.rank = []string{"member", "trusted"}[s.N(2)]
			}
		}
	}
}

// befriend draws whom each name likes to answer; names of one person share some.
func (b *board) befriend(s *draw.Stream) {
	b.core = make([]bool, len(b.names))
	for i := range b.names {
		m := &b.names[i]
		b.core[i] = s.Chance(400) || m.role == admin
		if m.person.chat {
			b.chatters = append(b.chatters, m.id)
		}
		for range s.Between(3, 8) {
			f := int32(s.N(len(b.names)))
			if b.names[f].person != m.person {
				m.friends = append(m.friends, f)
			}
		}
		if first := m.person.names[0]; first != m.id {
			for _, f := range b.names[first].friends {
				if s.Chance(450) {
					m.friends = append(m.friends, f)
				}
			}
		}
	}
}
