package history_test

import (
	"bytes"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/log/proof"
	"comity/internal/verify/history"
)

// A receipt is read in the one form in which it is written, and in no other.
func FuzzParseReceipt(f *testing.F) {
	asked := history.Receipt{Seq: 1, Act: comity.Digest{1}, Salt: history.Salt{2}}
	known := history.Receipt{Seq: 7, Act: comity.Digest{1}, Salt: history.Salt{2}, Prev: comity.Digest{3}, Receipt: &proof.Receipt{
		Index: 6, Size: 7, Root: comity.Digest{4}, Checkpoint: "it.example/log\n7\nBAAA\n\n— it.example AAAA\n", Proof: []comity.Digest{{5}, {6}}}}
	for _, r := range []history.Receipt{asked, known} {
		b, err := r.Bytes()
		if err != nil {
			f.Fatal(err)
		}
		if _, err := history.ParseReceipt(b); err != nil {
			f.Fatal(err)
		}
		f.Add(b)
		f.Add(b[:len(b)/2])
		f.Add(bytes.ToUpper(b))
		f.Add([]byte(strings.Replace(string(b), `"seq"`, `"seq": 2, "seq"`, 1)))
	}
	f.Add([]byte(`{"seq":-1,"act":"","salt":"00"}`))
	f.Add([]byte("null\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := history.ParseReceipt(b)
		if err != nil {
			if comity.KindOf(err) != comity.Negative {
				t.Errorf("kind %d: %v", comity.KindOf(err), err)
			}
			return
		}
		if again, err := r.Bytes(); err != nil || !bytes.Equal(again, b) {
			t.Errorf("%q is written back as %q, %v", b, again, err)
		}
		if r.Receipt != nil { // what was read of it can be judged
			if err := r.Receipt.Verify(r.Entry("000102030405060708090a0b0c0d0e0f"), "it.example+00000000+AAAA"); err == nil {
				t.Error("a receipt holds under a key that is none")
			}
		}
	})
}
