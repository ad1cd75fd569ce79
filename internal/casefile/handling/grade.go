package handling

// Grade is a 4×4 grading: of the source A (no doubt), B (mostly reliable), C
// (mostly unreliable) or X (cannot be assessed), of the information 1 (known to be
// true) to 4 (cannot be corroborated). The zero value says that nobody graded.
type Grade struct {
	Source      byte // 'A', 'B', 'C', 'X'; 0
	Information byte // '1' … '4'; 0
}

// worst is what rests on graded and ungraded things: nobody can say how far to trust it.
var worst = Grade{'X', '4'}

// join is the worse of the two in each of their halves.
func (g Grade) join(o Grade) Grade {
	switch {
	case g == o:
		return g
	case g == Grade{} || o == Grade{}:
		return worst
	}
	return Grade{max(g.Source, o.Source), max(g.Information, o.Information)}
}

// String is the grading as Parse reads it, "" where nobody graded.
func (g Grade) String() string {
	if g == (Grade{}) {
		return ""
	}
	return gradePrefix + string([]byte{g.Source, g.Information})
}
