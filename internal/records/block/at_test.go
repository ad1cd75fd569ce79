package block_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math/rand/v2"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/block"
)

func TestAt(t *testing.T) {
	data := memory(lines(7, 7*block.SegmentSize+100, 200))
	at := block.NewAt(context.Background(), data)
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		off := rnd.Int64N(int64(len(data)) + 10)
		got := make([]byte, rnd.IntN(2*block.SegmentSize))
		n, err := at.ReadAt(got, off)
		want := data[min(off, int64(len(data))):min(off+int64(len(got)), int64(len(data)))]
		if !bytes.Equal(got[:n], want) || (n < len(got)) != errors.Is(err, io.EOF) {
			t.Fatalf("%d bytes at %d: %d, %v", len(got), off, n, err)
		}
	}
	if _, err := at.ReadAt(make([]byte, 1), -1); err == nil {
		t.Error("an offset below 0 is read")
	}
}

func TestAtEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	at := block.NewAt(ctx, memory("abc"))
	cancel()
	if _, err := at.ReadAt(make([]byte, 1), 0); !errors.Is(err, context.Canceled) || comity.KindOf(err) != comity.Negative {
		t.Error(err)
	}
}
