package intake

import "comity/internal/comity"

// hide names by their ends the card numbers in whatever was taken over from the
// file: the draft, its comments and the report are read and sent on. A key that
// loses its column so was guessed wrong, and the manifest would be refused with it.
func (f *File) hide() {
	for i := range f.Questions {
		f.Questions[i].Text = comity.MaskText(f.Questions[i].Text)
		hideAll(f.Questions[i].Choices)
	}
	hideAll(f.Why)
	hideAll(f.Totals)
	f.Site, f.Sheet = comity.MaskText(f.Site), comity.MaskText(f.Sheet)
	for _, names := range f.Columns {
		hideAll(names)
	}
	for _, words := range f.Values {
		for theirs, ours := range words {
			if shown := comity.MaskText(theirs); shown != theirs {
				delete(words, theirs)
				words[shown] = ours
			}
		}
	}
}

func hideAll(list []string) {
	for i := range list {
		list[i] = comity.MaskText(list[i])
	}
}
