package clock

import "comity/internal/comity"

// For tests of the pieces that have no exported name.
var (
	Location  = location
	ParseISO  = parseISO
	DaysIn    = daysIn
	Plausible = plausible
	CouldFit  = couldFit
	Dated     = dated
	Layouts   = layouts
)

// Named is the reading of a time that is said to be of a zone's name, and what the
// zone's rules alone say.
func (r *Reading) Named(c comity.Instant, name string) (quick, slow comity.Instant, okQuick, okSlow bool) {
	quick, okQuick = r.named(c, nameOf(name))
	slow, okSlow = r.looked(c, name)
	return quick, slow, okQuick, okSlow
}
