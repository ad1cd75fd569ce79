package record

import "comity/internal/comity"

// Stream is what one source describes of an exhibit: a member of an archive, a sheet of a workbook.
// Two sources of one exhibit may be of two contributors and two states, so that what is known of
// one must not be said of the other: what sources are told apart by is this, not the exhibit.
type Stream struct {
	Exhibit comity.Digest
	Inner   string // "": the exhibit's own bytes
}

// Stream is that of the source.
func (s *Source) Stream() Stream { return Stream{s.Exhibit, s.Inner()} }

// StreamOf is the one that a citation leads into; that of a row of a sheet names the row too.
func StreamOf(c comity.Citation) Stream {
	if before, sheet, _, ok := c.Row(); ok {
		return Stream{c.Exhibit, (&Source{Packing: before, Format: Workbook, Sheet: sheet}).Inner()}
	}
	return Stream{c.Exhibit, c.Inner}
}
