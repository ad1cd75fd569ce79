package falcon

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// person is somebody of the world. Role "" is somebody without part in the
// case, whom the truth calls a bystander.
type person struct {
	role           string
	country        int
	given, surname string
	born           time.Time
	street, town   string
	handle         string
	emails         []string
	cards          []int32
	accounts       []int32
	home           int32   // -1: none
	own            []int32 // lines that are legitimately theirs
	mobile         int32
	office, cafe   int32
	friend         int32 // line of somebody they visit
	next           int32 // line they move to
	moved          int64 // when; 0: never
	vpn            bool
	away           int64 // first day abroad; 0: never
	night          bool  // awake when others sleep
	rivals         []string
}

func (p *person) name() string { return p.given + " " + p.surname }

func (w *world) streetOf(s *draw.Stream, t *tongue) string {
	return fmt.Sprintf(t.street, draw.Pick(s, t.streets)) + " " + strconv.Itoa(1+s.Head(120))
}

// addPerson makes somebody in a country; a surname of "" is drawn.
func (w *world) addPerson(role string, c int, surname string) int32 {
	id := int32(len(w.people))
	s := w.stream("person", int(id))
	t := &w.tongues[w.countries[c].tongue]
	p := person{role: role, country: c, given: t.given[s.Head(len(t.given))], surname: surname,
		home: -1, mobile: -1, office: -1, cafe: -1, friend: -1}
	if surname == "" {
		p.surname = t.surname(&s)
	}
	p.born = time.Date(s.Between(1935, 1983), time.January, 1+s.N(365), 0, 0, 0, 0, time.UTC)
	p.handle = w.nickname(&s, &p)
	w.people = append(w.people, p)
	return id
}

// nickname is a handle of lower-case ASCII letters and digits.
func (w *world) nickname(s *draw.Stream, p *person) string {
	given, surname := lower(ascii.Replace(p.given)), lower(ascii.Replace(p.surname))
	word := draw.Pick(s, words("rosen locomotive tulip steam hedge signal orchid viaduct compost dahlia branchline semaphore mulch turntable peony"))
	switch s.N(4) {
	case 0:
		return given + strconv.Itoa(s.Between(1, 999))
	case 1:
		return given[:1] + surname
	case 2:
		return word + strconv.Itoa(s.Between(1, 99))
	}
	return word + "_" + given
}

// newEmail makes an address that nobody has yet; surname may be empty.
func (w *world) newEmail(s *draw.Stream, given, surname string) string {
	local := strings.ToLower(ascii.Replace(given + "." + surname))
	if surname == "" || s.N(3) == 0 {
		local = strings.ToLower(ascii.Replace(given)) + strconv.Itoa(s.Between(1, 9999))
	}
	domain := draw.Pick(s, words("postkasten.example freemail.example netmail.example casella.example boite.example"))
	return w.unique(local, "@"+domain, s)
}

// unique adds digits to a name until name and tail are taken by nobody.
func (w *world) unique(name, tail string, s *draw.Stream) string {
	name = strings.ReplaceAll(name, " ", "")
	full := name + tail
	for w.taken[full] {
		full = name + strconv.Itoa(s.N(100000)) + tail
	}
	w.taken[full] = true
	return full
}

// equip gives a person e-mail addresses, cards and habits.
func (w *world) equip(s *draw.Stream, id, holder int32) {
	p := &w.people[id]
	if p.role == truth.Bystander && id != holder {
		return
	}
	p.cards = append(p.cards, w.newCard(s, id, p.country))
	if p.role == truth.Bystander {
		return
	}
	p.emails = append(p.emails, w.newEmail(s, p.given, p.surname))
	if s.Chance(w.p.emails) {
		p.emails = append(p.emails, w.newEmail(s, p.handle, ""))
	}
	if s.Chance(w.p.cards) {
		p.cards = append(p.cards, w.newCard(s, id, p.country))
	}
	if p.role == truth.Subscriber {
		w.roam(s, id)
	}
}

// roam gives a customer the other places they go online from.
func (w *world) roam(s *draw.Stream, id int32) {
	c := w.people[id].country
	if s.Chance(w.p.mobile) {
		m := w.addLine(w.providerOf(s, c, true), mobile, id, "")
		w.people[id].mobile = m
		w.people[id].own = append(w.people[id].own, m)
	}
	p := &w.people[id]
	if s.Chance(w.p.office) {
		p.office = draw.Pick(s, w.offices[c])
	}
	if s.Chance(w.p.cafe) {
		p.cafe = draw.Pick(s, w.cafes[c])
	}
	p.vpn = s.Chance(w.p.vpn)
	if s.Chance(w.p.away) {
		p.away = w.start + int64(s.N(w.spec.Days))*day
	}
	if s.Chance(w.p.mover) {
		w.move(s, id)
	}
}

// move ends the person's home line on the way and starts another.
func (w *world) move(s *draw.Stream, id int32) {
	p := &w.people[id]
	if w.lines[p.home].plan == static || w.lines[p.home].to < w.end {
		return
	}
	when := w.start + int64(s.Between(w.spec.Days/4, w.spec.Days*3/4))*day + 43200
	next := w.homeLine(s, p.country, id)
	w.lines[p.home].to, w.lines[next].from = when, when
	p = &w.people[id]
	p.own, p.next, p.moved = append(p.own, next), next, when
}
