package block_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/block"

	"github.com/google/go-cmp/cmp"
)

// memory is an exhibit in memory.
type memory []byte

func (m memory) Size() int64 { return int64(len(m)) }
func (m memory) Segments() int64 {
	return (int64(len(m)) + block.SegmentSize - 1) / block.SegmentSize
}
func (m memory) ReadSegment(dst []byte, i int64) ([]byte, error) {
	return append(dst, m[i*block.SegmentSize:min(int64(len(m)), (i+1)*block.SegmentSize)]...), nil
}

func lines(seed uint64, size, longest int) []byte {
	r := rand.New(rand.NewPCG(seed, 1))
	var b []byte
	for len(b) < size {
		b = append(b, bytes.Repeat([]byte{'a' + byte(r.IntN(26))}, r.IntN(longest))...)
		b = append(b, '\n')
	}
	return append(b, "no line end"...)
}

func collect(t *testing.T, src block.Segments, cfg block.Config) (block.Result, map[int]string, []int64) {
	t.Helper()
	var mu sync.Mutex
	blocks := map[int]string{}
	var over []int64
	cfg.Oversize = func(off, n int64) { over = append(over, off, n) }
	res, err := block.Stream(context.Background(), src, cfg, func(_ int, b block.Block) error {
		mu.Lock()
		defer mu.Unlock()
		blocks[b.Index] = fmt.Sprintf("%d:", b.Base) + string(b.Data)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return res, blocks, over
}

func joined(blocks map[int]string) []byte {
	var out []byte
	for i := range len(blocks) {
		_, data, _ := bytes.Cut([]byte(blocks[i]), []byte(":"))
		out = append(out, data...)
	}
	return out
}

func TestStreamIsWholeAndTheSameForAnyNumberOfWorkers(t *testing.T) {
	for _, size := range []int{0, 10, block.SegmentSize, 4*block.SegmentSize - 1, 4 * block.SegmentSize, 23_000_000} {
		data := lines(7, size, 5000)
		if size == 0 {
			data = nil
		}
		var first map[int]string
		for _, w := range []int{1, 2, 5} {
			res, blocks, _ := collect(t, memory(data), block.Config{Workers: w})
			if res.Digest != comity.DigestOf(data) || res.Bytes != int64(len(data)) || res.Stream != res.Bytes {
				t.Fatalf("size %d, %d workers: %+v", size, w, res)
			}
			if !bytes.Equal(joined(blocks), data) {
				t.Fatalf("size %d, %d workers: bytes differ", size, w)
			}
			if first == nil {
				first = blocks
			}
			if diff := cmp.Diff(first, blocks); diff != "" {
				t.Fatalf("size %d, %d workers: other blocks", size, w)
			}
		}
		for i, b := range first {
			if i != len(first)-1 && b[len(b)-1] != '\n' {
				t.Errorf("block %d does not end at a line end", i)
			}
		}
	}
}

func TestGzipGivesTheSameStream(t *testing.T) {
	data := lines(8, 11_000_000, 300)
	var packed bytes.Buffer
	for _, part := range [][]byte{data[:3_000_000], data[3_000_000:]} { // two members, as rotated logs have
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(part); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
	}
	res, blocks, _ := collect(t, memory(packed.Bytes()), block.Config{Packing: "gzip"})
	if res.Torn != nil || res.Digest != comity.DigestOf(packed.Bytes()) || res.Stream != int64(len(data)) || !bytes.Equal(joined(blocks), data) {
		t.Errorf("%+v", res)
	}
	cut := packed.Bytes()[:packed.Len()*2/3]
	res, blocks, _ = collect(t, memory(cut), block.Config{Packing: "gzip"})
	if res.Torn == nil || res.Digest != comity.DigestOf(cut) || !bytes.HasPrefix(data, joined(blocks)) {
		t.Errorf("cut off: %+v", res)
	}
	res, _, _ = collect(t, memory("no gzip at all"), block.Config{Packing: "gzip"})
	if res.Torn == nil || res.Stream != 0 {
		t.Errorf("not gzip: %+v", res)
	}
}

func TestOverlongRecordIsReportedAndPassedOver(t *testing.T) {
	long := bytes.Repeat([]byte("x"), 3*block.MaxRecord+17)
	data := append(append([]byte("one\ntwo\n"), long...), "\nthree\n"...)
	tail := lines(9, 9_000_000, 100)
	data = append(data, tail...)
	data = append(append(data[:len(data):len(data)], '\n'), bytes.Repeat([]byte("y"), 6*block.MaxRecord)...)
	res, blocks, over := collect(t, memory(data), block.Config{})
	want := []int64{int64(len(data) - 6*block.MaxRecord), 6 * block.MaxRecord}
	// The first overlong line ends within the first chunk, where it costs
	// nothing to hand it out; parsers reject it by their own limit.
	if diff := cmp.Diff(want, over); diff != "" {
		t.Error(diff)
	}
	if res.Digest != comity.DigestOf(data) || !bytes.Equal(joined(blocks), data[:len(data)-6*block.MaxRecord]) {
		t.Error("bytes differ")
	}
}

func TestFirstErrorEndsTheStream(t *testing.T) {
	bad := errors.New("bad")
	_, err := block.Stream(context.Background(), memory(lines(1, 20_000_000, 100)), block.Config{}, func(int, block.Block) error { return bad })
	if !errors.Is(err, bad) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	_, err = block.Stream(ctx, memory(lines(1, 20_000_000, 100)), block.Config{}, func(int, block.Block) error { cancel(); return nil })
	if !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
