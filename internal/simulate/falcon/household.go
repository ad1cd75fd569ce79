package falcon

import (
	"comity/internal/simulate/draw"
	"comity/internal/simulate/truth"
)

// household makes those who live behind one line around the first of them,
// and returns that person: mostly a family of one surname, or somebody alone.
func (w *world) household(role string, c int, s *draw.Stream) int32 {
	first := w.addPerson(role, c, "")
	own := w.stream("household", int(first))
	var others []int32
	holder := first
	switch r := own.N(1000); {
	case r < w.p.lodgers:
		others = w.landlord(&own, first)
		holder = others[0]
	case r < w.p.lodgers+w.p.flats:
		others = w.flatmates(&own, first)
		if n := own.N(len(others) + 1); n > 0 {
			holder = others[n-1]
		}
	case s.Chance(w.p.household):
		others = w.family(s, &own, first)
		if s.Chance(w.p.otherHolder) {
			holder = others[0]
		}
	}
	w.moveIn(s, append([]int32{first}, others...), holder)
	return first
}

// moveIn puts people on one line, which one of them holds.
func (w *world) moveIn(s *draw.Stream, people []int32, holder int32) {
	home := w.homeLine(s, w.people[holder].country, holder)
	for _, id := range people {
		p := &w.people[id]
		p.home, p.own = home, []int32{home}
		p.street, p.town = w.lines[home].street, w.lines[home].town
		w.equip(s, id, holder)
	}
}

// roleBeside is the role of who lives with somebody.
func (w *world) roleBeside(s *draw.Stream, role string) string {
	if role != "" && (role != truth.Subscriber || !s.Chance(w.p.alsoCustomer)) {
		return truth.Bystander
	}
	return role
}

// family are a partner and children. Of some couples each keeps their
// surname, and the children bear one of the two.
func (w *world) family(s, own *draw.Stream, first int32) (others []int32) {
	p := w.people[first]
	names := []string{p.surname}
	if own.Chance(w.p.twoNames) {
		names = append(names, w.tongues[w.countries[p.country].tongue].surname(own))
	}
	for n := s.Between(1, 3); n > 0; n-- {
		name := names[len(names)-1]
		if len(others) > 0 {
			name = draw.Pick(own, names)
		}
		others = append(others, w.addPerson(w.roleBeside(s, p.role), p.country, name))
	}
	return others
}

// flatmates share a flat and its line, and no name.
func (w *world) flatmates(own *draw.Stream, first int32) (others []int32) {
	p := w.people[first]
	for n := own.Between(1, 3); n > 0; n-- {
		others = append(others, w.addPerson(w.roleBeside(own, p.role), p.country, ""))
	}
	return others
}

// landlord is who lets a room to somebody, line included, and now and then
// somebody of theirs.
func (w *world) landlord(own *draw.Stream, first int32) []int32 {
	p := w.people[first]
	others := []int32{w.addPerson(w.roleBeside(own, p.role), p.country, "")}
	if own.Chance(500) {
		others = append(others, w.addPerson(w.roleBeside(own, p.role), p.country, w.people[others[0]].surname))
	}
	return others
}

// homeLine is a line at one of the country's providers, on a drawn plan. Where
// the ranges run out, homes go behind carrier-grade NAT, as they did in life.
func (w *world) homeLine(s *draw.Stream, c int, holder int32) int32 {
	const most = 80_000 // lines with a public address of their own
	if s.Chance(w.p.natHome) || w.public > most {
		return w.addLine(w.providerOf(s, c, true), mobile, holder, "")
	}
	plan := uint8(daily)
	switch r := s.N(1000); {
	case r < w.p.static:
		plan = static
	case r < w.p.static+w.p.weekly:
		plan = weekly
	}
	return w.addLine(w.fixedProvider(s, c), plan, holder, "")
}
