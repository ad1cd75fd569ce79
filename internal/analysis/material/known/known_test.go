package known_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"

	"comity/internal/analysis/material/known"
)

// room is scratch in memory.
type room struct{ b []byte }

func (r *room) Write(p []byte) (int, error) { r.b = append(r.b, p...); return len(p), nil }

func (r *room) ReadAt(p []byte, off int64) (int, error) { return bytes.NewReader(r.b).ReadAt(p, off) }

// build makes an index of digests in buffers of memory bytes.
func build(t testing.TB, width, memory int, digests [][]byte) []byte {
	t.Helper()
	b, err := known.NewBuilder(width, memory, &room{})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range digests {
		if err := b.Add(d); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if _, err := b.Write(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// An index has what was added and nothing else, spread or crowded, whatever the buffers; the order changes no byte.
func TestHas(t *testing.T) {
	for seed := range uint64(10) {
		for _, width := range []int{16, 20, 32} {
			for _, crowd := range []int{0, 9, 14} { // leading bytes that all share
				t.Run(fmt.Sprint(seed, width, crowd), func(t *testing.T) {
					most := 6000
					if seed == 0 && crowd == 0 {
						most = 34_000 // so many that the directory says a byte of each
					}
					hold(t, rand.New(rand.NewPCG(seed, 1)), width, crowd, most)
				})
			}
		}
	}
}

func hold(t *testing.T, r *rand.Rand, width, crowd, most int) {
	there, list := map[string]bool{}, [][]byte{}
	for range most - r.IntN(most/2) {
		d := make([]byte, width)
		for i := crowd; i < width; i++ {
			d[i] = byte(r.IntN(256))
		}
		list, there[string(d)] = append(list, d), true
	}
	file := build(t, width, 1<<12, list)
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	if !bytes.Equal(file, build(t, width, 1<<20, list)) {
		t.Error("the order changes the index")
	}
	x, err := known.Open(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	if x.Len() != int64(len(there)) {
		t.Errorf("%d digests, want %d", x.Len(), len(there))
	}
	var buf []byte
	for _, d := range list {
		for range 2 {
			if ok, err := x.Has(d, &buf); err != nil || ok != there[string(d)] {
				t.Fatalf("%x: %v %v", d, ok, err)
			}
			d = bytes.Clone(d)
			d[r.IntN(width)] ^= 1 << r.IntN(8)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	file := build(t, 16, 1<<12, [][]byte{bytes.Repeat([]byte{1}, 16), bytes.Repeat([]byte{2}, 16)})
	for name, b := range map[string][]byte{"empty": nil, "other": bytes.Repeat([]byte{7}, 100), "short": file[:len(file)-1], "long": append(bytes.Clone(file), 0)} {
		if _, err := known.Open(bytes.NewReader(b), int64(len(b))); err == nil {
			t.Error(name)
		}
	}
}

// A full disk is an error, not an index.
func TestFull(t *testing.T) {
	b, err := known.NewBuilder(16, 1, full{&room{}})
	if err != nil {
		t.Fatal(err)
	}
	for i := range 20 {
		err = b.Add(bytes.Repeat([]byte{byte(i)}, 16))
	}
	if _, late := b.Write(context.Background(), io.Discard); err == nil && late == nil {
		t.Error("no error")
	}
}

type full struct{ *room }

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func FuzzOpen(f *testing.F) {
	f.Add(build(f, 16, 1<<12, [][]byte{bytes.Repeat([]byte{1}, 16)}), bytes.Repeat([]byte{1}, 16))
	f.Add(build(f, 20, 1<<12, nil), bytes.Repeat([]byte{1}, 20))
	f.Fuzz(func(_ *testing.T, file, digest []byte) {
		x, err := known.Open(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			return
		}
		var buf []byte
		_, _ = x.Has(digest, &buf)
	})
}
