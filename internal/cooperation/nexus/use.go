package nexus

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"comity/internal/comity"
)

// use is an address at the days that one choice of files speaks of.
type use struct {
	addr   comity.Addr
	choice selection
}

// selection numbers a choice of files: which are nearest, in which order. 0: the
// day is not known.
type selection int32

// span is when an address was used.
type span struct {
	first, last int32
	sight
}

func (s *span) widen(day int32, at sight) {
	s.first, s.last, s.since, s.from = min(s.first, day), max(s.last, day), min(s.since, at.since), s.from.with(at.from)
}

// used notes that an account ("": none) was used from an address at a time.
func (c *Collector) used(o *Origin, account string, addr comity.Addr, at comity.Instant) {
	if account != "" {
		c.item(Account, account, c.sight(o))
	}
	if addr.IsZero() {
		return
	}
	u, day := use{addr: addr}, int32(0)
	if at != comity.Latest && at != comity.Earliest {
		day = dayOf(at)
		u.choice = c.choice(day)
	}
	note(c.uses, u, day, c.sight(o))
	if account == "" {
		return
	}
	of := c.account[account]
	if of == nil {
		of = map[use]*span{}
		c.account[account] = of
	}
	note(of, u, day, c.sight(o))
}

func note(uses map[use]*span, u use, day int32, at sight) {
	if s := uses[u]; s != nil {
		s.widen(day, at)
		return
	}
	uses[u] = &span{day, day, at}
}

// choice is the selection of files for a day.
func (c *Collector) choice(day int32) selection {
	if n, ok := c.days[day]; ok {
		return n
	}
	mark := c.history.chosen(day)
	n, ok := c.choices[mark]
	if !ok {
		n = selection(len(c.choices) + 1)
		c.choices[mark] = n
	}
	c.days[day] = n
	return n
}

// chosen names the files nearest to a day, the nearest first, in brackets where
// they are as near as each other: addresses are answered alike on all days of one
// name.
func (h *History) chosen(day int32) string {
	h.sort()
	var files []*file
	for _, of := range h.order {
		files = append(files, nearest(of, day)...)
	}
	slices.SortFunc(files, func(a, b *file) int {
		return cmp.Or(cmp.Compare(distance(a.day, day), distance(b.day, day)), cmp.Compare(a.registry, b.registry), cmp.Compare(a.day, b.day))
	})
	var b strings.Builder
	for i, f := range files {
		if i > 0 && distance(f.day, day) == distance(files[i-1].day, day) {
			b.WriteByte('=')
		}
		fmt.Fprintf(&b, "%s/%d;", f.registry, f.day)
	}
	return b.String()
}

// allotted adds to f what the files say of an address at its use. prefix stands in
// front of the text.
func (c *Collector) allotted(f *found, u use, s *span, prefix string) {
	if u.choice == 0 {
		f.add("", ruleAllotted, prefix+"used at a time that is not known, so that no file of allotments is nearest", s.sight)
		return
	}
	answers := c.history.At(u.addr, s.first)
	if len(answers) == 0 {
		f.add("", ruleAllotted, prefix+c.unallotted(), s.sight)
	}
	for _, a := range answers {
		who := statesOf(a.Code, yearOf(a.Day))
		at := sight{max(s.since, a.since), s.from.with(c.files)}
		text := prefix + "allotted to " + a.says(cmp.Or(a.Code, "nobody")+of(who)) + away(a.Day, s)
		switch {
		case len(who.states) == 0 || !held(a.Status):
			f.add("", ruleAllotted, text+": "+cmp.Or(a.Code, a.Status)+" is no state", at)
			continue
		case who.former != "":
			addAll(f, who.states, ruleFormer, text, at)
			continue
		}
		addAll(f, who.states, ruleAllotted, text, at)
	}
}

func addAll(f *found, states []string, rule, text string, at sight) {
	for _, s := range states {
		f.add(s, rule, text, at)
	}
}

// held reports whether a status means that somebody has the range.
func held(status string) bool { return status != "available" && status != "reserved" }

func (c *Collector) unallotted() string {
	if c.history.Empty() {
		return "no file of allotments is sealed"
	}
	return "in none of the files of allotments nearest to the use"
}

// away says how far the use lies from the file at most.
func away(day int32, s *span) string {
	n := max(distance(day, s.first), distance(day, s.last))
	if n == 1 {
		return ", used at most 1 day away"
	}
	return fmt.Sprintf(", used at most %d days away", n)
}
