package comity

import "time"

// Instant is a point in time: microseconds since 1970-01-01T00:00:00 UTC.
// An integer, so that comparing and adding are exact and cheap in the hot path.
type Instant int64

// Lengths in the unit of Instant.
const (
	Microsecond Instant = 1
	Second      Instant = 1_000_000
	Minute              = 60 * Second
	Hour                = 60 * Minute
	Day                 = 24 * Hour
)

// The ends of what an Instant can express; used for intervals without a known end.
const (
	Earliest Instant = -1 << 62
	Latest   Instant = 1 << 62
)

// InstantOf converts t, cutting below the microsecond.
func InstantOf(t time.Time) Instant { return Instant(t.UnixMicro()) }

// Time converts back, in UTC.
func (i Instant) Time() time.Time { return time.UnixMicro(int64(i)).UTC() }

// String is RFC 3339 in UTC, with a fraction only where there is one.
func (i Instant) String() string {
	switch i {
	case Earliest, Latest:
		return "unknown"
	}
	return i.Time().Format(time.RFC3339Nano)
}

// MarshalText implements encoding.TextMarshaler.
func (i Instant) MarshalText() ([]byte, error) { return []byte(i.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler for the form that String gives.
func (i *Instant) UnmarshalText(b []byte) error {
	t, err := time.Parse(time.RFC3339Nano, string(b))
	if err != nil {
		return Errorf(Input, "time %.40q is not RFC 3339", b)
	}
	*i = InstantOf(t)
	return nil
}
