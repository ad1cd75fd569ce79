package vouch_test

import (
	"fmt"
	"strings"
	"testing"

	"comity/internal/analysis/board/archive"
	"comity/internal/analysis/board/vouch"
	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/record"
)

// BenchmarkRead reads posts of some forty words, of which one in a hundred vouches.
func BenchmarkRead(b *testing.B) {
	builder := archive.NewBuilder()
	src := &record.Source{Ref: "it", Country: "IT", Kind: record.Board, Format: "boardjson"}
	size := 0
	for i := range 10_000 {
		at := 12000*comity.Day + comity.Instant(i)*comity.Minute
		text := fmt.Sprintf("Bed %d is dug. ", i) + strings.Repeat("The roses want water and the hedge a cut, für morgen. ", 3)
		if i%100 == 0 {
			text += "I vouch for moss1."
		}
		size += len(text)
		builder.Post(src, &record.Post{Place: record.Place{Offset: int64(i) * 100, Length: 99}, Author: fmt.Sprintf("moss%d", i%300), Text: text, ID: fmt.Sprint(i), Time: clock.Span{Lo: at, Hi: at}, Grain: 1})
	}
	a, err := builder.Build(b.Context(), archive.Selection{})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(size))
	for b.Loop() {
		r, err := vouch.NewReader()
		if err != nil {
			b.Fatal(err)
		}
		if len(r.Read(a, 1)) == 0 {
			b.Fatal("nobody vouches")
		}
	}
}
