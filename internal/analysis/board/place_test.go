package board_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board"
	"comity/internal/analysis/board/archive"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// mails gives a builder a list of members, each writing from 8 to 20 o'clock by the offset, in hours, that zones says.
func mails(zones []int32) *archive.Builder {
	b := archive.NewBuilder()
	src := &record.Source{Ref: "IT/1", Country: "IT", Kind: record.Board, Format: "mbox", Site: "garden"}
	for day := range int32(12) {
		for who, zone := range zones {
			offset := zone * 3600
			if day == 11 {
				offset += 3600 // clocks went forward
			}
			at := comity.Instant(12000+day)*comity.Day + comity.Instant(8+day)*comity.Hour - comity.Instant(offset)*comity.Second + comity.Instant(who)*comity.Minute
			p := &record.Post{Place: record.Place{Offset: int64(day)*10_000 + int64(who)*100, Length: 99}, Board: "garden", Author: fmt.Sprintf("member%d", who), Grain: 1,
				Text: fmt.Sprintf("Rose number %d of %d wants water.", day, who), Time: clock.Span{Lo: at, Hi: at}, Offset: offset, Stated: day > 0}
			b.Post(src, p)
		}
	}
	return b
}

// TestStated: what headers say of a member's clock stands beside what the hours say; where nearly all say the same, it is
// shown, and not believed.
func TestStated(t *testing.T) {
	own := []int32{1, 1, 1, -5, -5, -8, 9, 9, 2, 2, 0, 0}
	same := make([]int32, 12)
	for i := range same {
		same[i] = 1
	}
	for _, c := range []struct {
		zones []int32
		basis string
	}{{own, "stated"}, {same, "hours"}} {
		rep, err := board.Compute(t.Context(), board.Config{Workers: 2}, mails(c.zones))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range rep.Members {
			if m.Name != "member0" {
				continue
			}
			want := &board.Stated{Messages: 11, Of: 12, Machine: c.basis == "hours", Offsets: []board.StatedOffset{{Offset: 60, Messages: 10}, {Offset: 120, Messages: 1}}}
			if diff := cmp.Diff(want, m.Zone.Stated); diff != "" || m.Zone.Basis != c.basis || m.Zone.ByHours == nil {
				t.Errorf("%s: %+v %s", c.basis, m.Zone, diff)
			}
			if c.basis == "stated" && (m.Zone.Low != 60 || m.Zone.High != 120 || *m.Zone.ByHours == m.Zone.ZoneBand) {
				t.Errorf("stated: %+v", m.Zone)
			}
			if c.basis == "hours" && *m.Zone.ByHours != m.Zone.ZoneBand {
				t.Errorf("hours: %+v", m.Zone)
			}
		}
	}
}

// TestStatedBesideChat: that a member chats as well, where no stamp states an offset, takes nothing from what its mail says.
func TestStatedBesideChat(t *testing.T) {
	b := mails([]int32{1, 1, 1, -5, -5, -8, 9, 9, 2, 2, 0, 0})
	src := &record.Source{Ref: "IT/2", Country: "IT", Kind: record.Board, Format: "irc", Site: "garden"}
	for n := range int32(40) {
		at := comity.Instant(12020)*comity.Day + comity.Instant(n)*comity.Hour
		b.Post(src, &record.Post{Place: record.Place{Offset: int64(n) * 100, Length: 99}, Board: "garden", Author: "member0", Grain: 1,
			Text: fmt.Sprintf("The train of %d is late.", n), Time: clock.Span{Lo: at, Hi: at}})
	}
	rep, err := board.Compute(t.Context(), board.Config{Workers: 2}, b)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range rep.Members {
		if m.Name == "member0" && (m.Zone.Basis != "stated" || m.Zone.Stated.Messages != 11 || m.Zone.Stated.Of != 52) {
			t.Errorf("%+v %+v", m.Zone, m.Zone.Stated)
		}
	}
}
