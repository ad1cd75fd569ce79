package board_test

import (
	"fmt"
	"slices"
	"testing"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// evenings gives a builder a member who posts each evening; what its source's clock leaves open lies so many hours later.
// beside adds another state that holds the same, by a clock that leaves nothing open.
func evenings(rival comity.Instant, beside bool) *archive.Builder {
	b := archive.NewBuilder()
	for s, state := range []string{"IT", "DE"} {
		if s == 1 && !beside {
			break
		}
		src := &record.Source{Ref: state + "/1", Country: state, Kind: record.Board, Format: "boardjson", Site: "garden", Exhibit: comity.Digest{byte(s + 1)}}
		for day := range 90 {
			for k := range 4 {
				at := comity.Instant(12000+day)*comity.Day + 19*comity.Hour + comity.Instant(k*37+day)*comity.Minute
				p := &record.Post{Place: record.Place{Offset: int64(day*4+k) * 100, Length: 99, Line: int64(day*4 + k)}, Board: "garden", Author: []string{"moss", "fern"}[k%2],
					Text: fmt.Sprintf("Rose number %d wants water, hedge %d a cut and train %d coal.", day*4+k, day*31+k, day*57+k), Grain: 1, Time: clock.Span{Lo: at, Hi: at}}
				if s == 0 && rival != 0 {
					p.Others = []clock.Span{{Lo: at + rival, Hi: at + rival}}
				}
				b.Post(src, p)
			}
		}
	}
	return b
}

// TestRivalReadings: where a clock can be read in two ways and nobody else's settles it, hours are told under each and the
// band holds under both.
func TestRivalReadings(t *testing.T) {
	moss := func(rival comity.Instant, beside bool) board.Member {
		t.Helper()
		rep, err := board.Compute(t.Context(), board.Config{Workers: 1}, evenings(rival, beside))
		if err != nil {
			t.Fatal(err)
		}
		return rep.Members[slices.IndexFunc(rep.Members, func(m board.Member) bool { return m.Name == "moss" })]
	}
	plain := moss(0, false)
	if len(plain.Readings) != 0 || plain.Zone.Widened {
		t.Errorf("nothing is open: %+v", plain.Readings)
	}
	two := moss(9*comity.Hour, false)
	if len(two.Readings) != 1 || two.Readings[0].Zone == nil || !two.Zone.Widened {
		t.Fatalf("two readings: %+v, %+v", two.Readings, two.Zone)
	}
	r := two.Readings[0]
	if r.Exhibits[0] != "IT/1" || r.Reading != 1 || r.Hours == two.Hours {
		t.Errorf("the other reading: %+v", r)
	}
	if z := two.Zone; z.Offset != plain.Zone.Offset || z.Low > min(plain.Zone.Low, r.Zone.Low) || z.High < max(plain.Zone.High, r.Zone.Low) || z.High-z.Low > 24*60 {
		t.Errorf("the band is %+v; it held %+v, and by the other reading %+v", z.ZoneBand, plain.Zone.ZoneBand, r.Zone)
	}
}

// TestSettledReadings: where another state's clock agrees with the first reading and contradicts the other, there is one.
func TestSettledReadings(t *testing.T) {
	rep, err := board.Compute(t.Context(), board.Config{Workers: 1}, evenings(9*comity.Hour, true))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rep.Members {
		if m.Zone.Widened || len(m.Readings) > 0 {
			t.Errorf("%s: %+v, %+v", m.Name, m.Zone, m.Readings)
		}
	}
}

// TestVague: a clock whose zone nobody knows leaves a day open, and so does the band.
func TestVague(t *testing.T) {
	b := archive.NewBuilder()
	src := &record.Source{Ref: "IT/1", Country: "IT", Kind: record.Board, Format: "boardjson", Site: "garden"}
	for i := range 100 {
		at := comity.Instant(12000+i)*comity.Day + 19*comity.Hour
		b.Post(src, &record.Post{Place: record.Place{Offset: int64(i), Length: 1}, Board: "garden", Author: "moss", Text: fmt.Sprintf("bed %d is dug", i), Grain: 1,
			Time: clock.Span{Lo: at - 14*comity.Hour, Hi: at + 12*comity.Hour}})
	}
	rep, err := board.Compute(t.Context(), board.Config{Workers: 1}, b)
	if err != nil {
		t.Fatal(err)
	}
	if z := rep.Members[0].Zone; !z.Widened || len(rep.Members[0].Readings) != 1 {
		t.Errorf("%+v", z)
	}
}
