package block_test

import (
	"archive/zip"
	"bytes"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/block"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
)

// Whatever the packing, all plain bytes are hashed, the stream is whole, and the
// blocks are the same for any number of workers.
func TestPackedGivesTheSameStream(t *testing.T) {
	data := lines(8, 11_000_000, 300)
	packed := map[string][]byte{"zstd": zstandard(t, data), "zip/a.log": archive(t, data)}
	for chain, p := range packed {
		var first map[int]string
		for _, w := range []int{1, 3} {
			res, blocks, _ := collect(t, memory(p), block.Config{Packing: chain, Workers: w})
			if res.Torn != nil || res.Digest != comity.DigestOf(p) || res.Stream != int64(len(data)) || res.Bytes != int64(len(p)) {
				t.Errorf("%s: %+v", chain, res)
			}
			if !bytes.Equal(joined(blocks), data) {
				t.Errorf("%s: bytes differ", chain)
			}
			if first == nil {
				first = blocks
			}
			if diff := cmp.Diff(first, blocks); diff != "" {
				t.Errorf("%s, %d workers: other blocks", chain, w)
			}
		}
		cut := p[:len(p)*2/3]
		res, blocks, _ := collect(t, memory(cut), block.Config{Packing: chain})
		if res.Torn == nil || res.Digest != comity.DigestOf(cut) || !bytes.HasPrefix(data, joined(blocks)) {
			t.Errorf("%s cut off: %+v", chain, res)
		}
	}
}

func zstandard(t *testing.T, data []byte) []byte {
	t.Helper()
	w, err := zstd.NewWriter(nil)
	if err != nil {
		t.Fatal(err)
	}
	return w.EncodeAll(data, nil)
}

func archive(t *testing.T, data []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range []string{"b.log", "a.log"} {
		f, err := w.Create(name)
		if err == nil {
			_, err = f.Write(data)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
