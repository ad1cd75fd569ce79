package block_test

import (
	"bufio"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"comity/internal/records/block"
)

// What the parser makes of the bytes goes to the sink of the call that gave it
// the last of them, wherever the stream was cut.
func TestPullHandsOverInTurn(t *testing.T) {
	const text = "first line\nsecond\n\nfourth"
	for n := 1; n <= len(text); n++ {
		var got []string
		sink := 0
		p := block.NewPull(func(r io.Reader) {
			in := bufio.NewScanner(r)
			for in.Scan() {
				got = append(got, in.Text())
				if sink < 0 {
					t.Error("the parser ran while nobody waited")
				}
			}
		})
		for from := 0; from < len(text); from += n {
			sink = from
			chunk := []byte(text[from:min(from+n, len(text))])
			p.Push(chunk)
			sink = -1
			clear(chunk) // the parser must be done with it
		}
		sink = len(text)
		p.Close()
		if all := strings.Join(got, "\n"); all != text {
			t.Errorf("%d bytes at a time: %q", n, all)
		}
		p.Stop()
	}
}

func TestPullEndsEarlyOrNever(t *testing.T) {
	p := block.NewPull(func(io.Reader) {})
	p.Push([]byte("passed over"))
	p.Push([]byte("as well"))
	p.Close()
	p = block.NewPull(func(io.Reader) { t.Error("a stream that was abandoned at once is not parsed") })
	p.Stop()
}

func TestPullStop(t *testing.T) {
	var err error
	p := block.NewPull(func(r io.Reader) { _, err = io.ReadAll(r) })
	p.Push([]byte("begun"))
	p.Stop()
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("the parser read %v", err)
	}
}

// A stream that is cancelled leaves its parser behind: it is ended as garbage.
func TestPullAbandonedIsEnded(t *testing.T) {
	ended := make(chan struct{})
	func() {
		p := block.NewPull(func(r io.Reader) {
			defer close(ended)
			_, _ = io.Copy(io.Discard, r)
		})
		p.Push([]byte("begun"))
	}()
	for range 100 {
		runtime.GC()
		select {
		case <-ended:
			return
		case <-time.After(20 * time.Millisecond):
		}
	}
	t.Error("the parser of an abandoned stream still waits")
}

// How much does it cost that a parser which pulls is given blocks?
func BenchmarkPull(b *testing.B) {
	chunk := make([]byte, 1<<20)
	b.SetBytes(int64(len(chunk)))
	p := block.NewPull(func(r io.Reader) { _, _ = io.CopyBuffer(io.Discard, struct{ io.Reader }{r}, make([]byte, 4096)) })
	for b.Loop() {
		p.Push(chunk)
	}
	p.Close()
}
