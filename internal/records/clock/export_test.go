package clock

// For tests of the pieces that have no exported name.
var (
	Location  = location
	ParseISO  = parseISO
	DaysIn    = daysIn
	Plausible = plausible
)
