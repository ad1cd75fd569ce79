package message_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/board/message"
	"comity/internal/comity"
)

// FuzzMerge holds for any captures: each is of exactly one message, no exhibit has two captures in one message, messages
// are in order, and a second call gives the same.
func FuzzMerge(f *testing.F) {
	f.Add([]byte("\x00\x00\x10a\x01\x00\x10a\x02\x00\x11b"), "the gate is shut", true)
	f.Add([]byte("\x00\x00\x00a\x00\x00\x00a\x01\x00\x00a\x01\x00\x00a"), "", false)
	f.Fuzz(func(t *testing.T, data []byte, text string, wide bool) {
		const streams = 3
		var all [streams][]message.Capture
		for len(data) >= 4 && len(all[0]) < 200 {
			s := int32(data[0] % streams)
			c := message.Capture{Stream: s, Exhibit: int32(data[1] % 2), At: comity.Instant(data[2]) * 20 * comity.Second, Grain: comity.Second,
				Author: string(data[3:4]), Text: text[:int(data[3])%(len(text)+1)], ID: string(data[1:2])}
			if wide {
				c.Grain, c.ID = comity.Minute, ""
			}
			all[s] = append(all[s], c)
			data = data[4:]
		}
		var captures []message.Capture
		for _, a := range all {
			for e := range int32(2) {
				for _, c := range a {
					if c.Exhibit == e {
						captures = append(captures, c)
					}
				}
			}
		}
		got, err := message.Merge(t.Context(), captures, streams)
		if err != nil {
			t.Fatal(err)
		}
		seen := make([]int, len(captures))
		for n, g := range got.Messages {
			held := map[[2]int32]bool{}
			for _, c := range g.Captures {
				seen[c]++
				if got.Of[c] != int32(n) {
					t.Fatalf("capture %d: of message %d, which holds it, the answer is %d", c, n, got.Of[c])
				}
				at := [2]int32{captures[c].Stream, captures[c].Exhibit}
				if held[at] {
					t.Fatalf("message %d holds two captures of exhibit %v", n, at)
				}
				held[at] = true
			}
			if n > 0 && g.At < got.Messages[n-1].At {
				t.Fatalf("message %d is earlier than the one before", n)
			}
		}
		for c, n := range seen {
			if n != 1 {
				t.Fatalf("capture %d is of %d messages", c, n)
			}
		}
		again, err := message.Merge(t.Context(), captures, streams)
		if err != nil || cmp.Diff(got, again) != "" {
			t.Fatalf("a second call gives another answer: %v", err)
		}
	})
}
