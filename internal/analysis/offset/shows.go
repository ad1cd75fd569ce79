package offset

// howAgrees says how far an error of source n, of which marks tell none, would have shown: hardly any, if they are few or
// repeat its own stamps; none within what people take, if no record shows the same moment.
func (s *solver) howAgrees(n int) Why {
	if s.pairsOf(n) < fewest {
		return TooFew
	}
	why := CopiesAgree
	for _, e := range s.at(n) {
		switch {
		case e.mute || e.open || s.isCopy(e, n):
		case e.sharp:
			return Agrees
		default:
			why = DelaysAgree
		}
	}
	return why
}
