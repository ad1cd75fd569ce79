package law

// Whose rows are asked elsewhere, too.
const (
	general = "*"  // everywhere
	union   = "EU" // in its members
)

// Points are what a court in a country asks of evidence from abroad, as of a day, in
// the order of the general list: the country's own row where there is one, else the
// Union's in its members, and else the general question with the value unknown, since
// nobody has looked up what is asked there. What a state alone asks comes last.
func (l *Law) Points(country string, on Date) []Row {
	var out []Row
	seen := map[string]bool{}
	for _, r := range l.tables[Admissibility] {
		if r.Country != general || !r.Holds(on) {
			continue
		}
		seen[r.Point()] = true
		out = append(out, l.pointOf(r, country, on))
	}
	for _, r := range l.tables[Admissibility] {
		if r.Country == country && r.Holds(on) && !seen[r.Point()] {
			out = append(out, r)
		}
	}
	return out
}

func (l *Law) pointOf(asked Row, country string, on Date) Row {
	r, ok := l.asks(country, asked.Point(), on)
	if !ok && l.Member(country, on) {
		r, ok = l.asks(union, asked.Point(), on)
	}
	if !ok {
		asked.Value, asked.Confidence = Unknown, Memory
		return asked
	}
	if len(r.Facts) == 0 {
		r.Facts = asked.Facts // shown, and no answer unless the row says so
	}
	return r
}

// asks is the row of a country about a point.
func (l *Law) asks(country, point string, on Date) (Row, bool) {
	for _, r := range l.tables[Admissibility] {
		if r.Country == country && r.Point() == point && r.Holds(on) {
			return r, true
		}
	}
	return Row{}, false
}

// Member reports whether a country is a state of the European Union on a day.
func (l *Law) Member(country string, on Date) bool {
	for _, r := range l.tables[Member] {
		if r.Country == country && r.Holds(on) {
			return true
		}
	}
	return false
}

// Facts are what a case can say of an exhibit by itself, by the words that rows use.
func Facts() []string {
	return []string{
		"basis",      // instrument, reference and day of the legal basis
		"authority",  // who gave it
		"instrument", // that the table of instruments knows it
		"scope",      // kinds, period and addresses that it covers
		"offence",    // for which it was given
		"handling",   // that a handling code keeps nobody from using it in court
		"obtained",   // when, and how long before the sealing
		"seal",       // who sealed it when, and that the bytes are the same now
		"receipt",    // that the node's log covers the sealing
		"clock",      // zone, skew, and who says so
		"grade",      // how the source was graded
		"run",        // that the latest run reads it
	}
}
