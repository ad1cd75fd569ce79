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
		if r.Do == "" {
			r.Do = asked.Do
		}
		return r
	}
	asked.Value, asked.Confidence = Unknown, Memory
	return asked
}
