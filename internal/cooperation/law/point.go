package law

// general is the country of the rows that are asked everywhere.
const general = "*"

// Points are what a court in a country asks of evidence from abroad, as of a day, in
// the order of the general list: the country's own row where there is one, and else the
// general question with the value unknown, since nobody has looked up what is asked
// there. What a state alone asks comes last.
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
	for _, r := range l.tables[Admissibility] {
		if r.Country != country || r.Point() != asked.Point() || !r.Holds(on) {
			continue
		}
		if len(r.Facts) == 0 {
			r.Facts = asked.Facts // shown, and no answer unless the row says so
		}
		return r
	}
	asked.Value, asked.Confidence = Unknown, Memory
	return asked
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
