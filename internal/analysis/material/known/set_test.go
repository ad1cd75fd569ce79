package known_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"comity/internal/analysis/material/known"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// draw makes a row of few possible hashes, so that many rows share one.
func draw(r *rand.Rand, n int) record.Hashed {
	h := record.Hashed{Place: record.Place{Offset: int64(n) * 40, Length: 33}, FirstSeen: record.Absent(), Size: -1}
	file := byte(r.IntN(200))
	if h.HasMD5 = r.IntN(2) > 0; h.HasMD5 {
		h.MD5 = [16]byte{file, 1}
		h.MD5[12] = byte(r.IntN(3)) // begins as others do
	}
	if h.HasSHA1 = r.IntN(2) > 0; h.HasSHA1 {
		h.SHA1 = [20]byte{file, 2}
	}
	if h.HasSHA256 = !h.HasMD5 && !h.HasSHA1 || r.IntN(2) > 0; h.HasSHA256 {
		h.SHA256 = [32]byte{file, 3}
	}
	if h.HasPerceptual = r.IntN(3) == 0; h.HasPerceptual {
		h.Perceptual = [32]byte{file}
	}
	if r.IntN(2) > 0 {
		h.Label, h.Owner = fmt.Sprint("label ", file), "owner"
	}
	return h
}

func writeSet(t testing.TB, rows []record.Hashed) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := known.NewWriter(&out, 1<<10, &room{}, &room{})
	if err != nil {
		t.Fatal(err)
	}
	for i := range rows {
		if err := w.Add(&rows[i]); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(context.Background(), comity.DigestOf([]byte("list")), json.RawMessage(`{}`), nil); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A set hands over the rows that going through all of them finds, whole and in their order.
func TestMeet(t *testing.T) {
	for seed := range uint64(10) {
		r := rand.New(rand.NewPCG(seed, 3))
		var rows []record.Hashed
		most := 3000
		if seed == 0 {
			most = 40_000 // so many that the directory of the index says a byte of each digest
		}
		for n := range most - r.IntN(most) {
			rows = append(rows, draw(r, n))
		}
		file := writeSet(t, rows)
		s, err := known.OpenSet(int64(len(file)), bytes.NewReader(file), bytes.NewReader(file))
		if err != nil || s.Len() != int64(len(rows)) || s.Info.Made != comity.DigestOf([]byte("list")) {
			t.Fatalf("%v %+v", err, s)
		}
		asked, keys := map[[2]byte]bool{}, known.Keys{}
		for range r.IntN(40) {
			d := [32]byte{byte(r.IntN(220)), byte(r.IntN(4))}
			asked[[2]byte(d[:])] = true
			keys.Add(d[:])
		}
		near := func(h [32]byte) bool { return h[0]%16 == 5 }
		var want, got []record.Hashed
		for _, h := range rows {
			if h.HasMD5 && asked[[2]byte(h.MD5[:])] || h.HasSHA1 && asked[[2]byte(h.SHA1[:])] || h.HasSHA256 && asked[[2]byte(h.SHA256[:])] || h.HasPerceptual && near(h.Perceptual) {
				want = append(want, h)
			}
		}
		kept := r.IntN(5)
		each := func(h *record.Hashed) (bool, error) { got = append(got, *h); return int(h.Offset/40)%5 == kept, nil }
		err = s.Meet(t.Context(), keys, near, each)
		if diff := cmp.Diff(want, got); err != nil || diff != "" {
			t.Fatalf("seed %d: %v %.2000s", seed, err, diff)
		}
		want, got = slices.DeleteFunc(want, func(h record.Hashed) bool { return int(h.Offset/40)%5 == kept }), nil
		err = s.Meet(t.Context(), keys, near, each)
		if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); err != nil || diff != "" {
			t.Fatalf("seed %d, again: %v %.2000s", seed, err, diff)
		}
	}
}

// A set that was cut, or of which a byte is another, is refused or answers with an error; it never runs wild.
func FuzzSet(f *testing.F) {
	r := rand.New(rand.NewPCG(1, 3))
	var rows []record.Hashed
	for n := range 30 {
		rows = append(rows, draw(r, n))
	}
	f.Add(writeSet(f, rows))
	f.Add(writeSet(f, nil))
	f.Fuzz(func(_ *testing.T, file []byte) {
		s, err := known.OpenSet(int64(len(file)), bytes.NewReader(file), bytes.NewReader(file))
		if err != nil {
			return
		}
		keys := known.Keys{}
		for i := range 256 {
			for k := range 4 {
				keys.Add([]byte{byte(i), byte(k), 0, 0, 0, 0, 0, 0})
			}
		}
		_ = s.Meet(context.Background(), keys, func([32]byte) bool { return true }, func(*record.Hashed) (bool, error) { return false, nil })
	})
}
