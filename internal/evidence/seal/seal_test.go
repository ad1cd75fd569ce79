package seal_test

import (
	"bytes"
	"context"
	"crypto/aes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"github.com/transparency-dev/merkle/compact"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/tlog"

	"comity/internal/comity"
	"comity/internal/evidence/seal"
)

func key(rule seal.Rule) seal.Key { return seal.SaltKey([32]byte{1, 2, 3}, rule, "", "") }

func lineCfg(workers int) seal.Config {
	return seal.Config{Rule: seal.Line, Key: key(seal.Line), Workers: workers}
}

// text is n lines of a garden shop's log.
func text(n int) []byte {
	var b []byte
	for i := range n {
		b = fmt.Appendf(b, "198.18.%d.%d - rose%d [02/Mar/2004:10:00:%02d +0000] \"GET /tulips/%d HTTP/1.1\" 200 %d\n", i>>8&255, i&255, i%97, i%60, i, i*7)
	}
	return b
}

func build(t testing.TB, data []byte, cfg seal.Config) seal.Tree {
	t.Helper()
	tree, err := seal.Build(t.Context(), bytes.NewReader(data), cfg)
	if err != nil {
		t.Fatal(err)
	}
	return tree
}

// leavesOf cuts without any of the product's code.
func leavesOf(data []byte) (out [][]byte) {
	for len(data) > 0 {
		n := bytes.IndexByte(data, '\n') + 1
		if n == 0 {
			n = len(data)
		}
		for n > seal.MaxLeaf {
			out, data, n = append(out, data[:seal.MaxLeaf]), data[seal.MaxLeaf:], n-seal.MaxLeaf
		}
		out, data = append(out, data[:n]), data[n:]
	}
	return out
}

// record is salt and bytes of leaf i, made with one block cipher call a salt.
func record(t testing.TB, k seal.Key, i int, leaf []byte) []byte {
	t.Helper()
	c, err := aes.NewCipher(k[:])
	if err != nil {
		t.Fatal(err)
	}
	var salt [16]byte
	binary.BigEndian.PutUint64(salt[8:], uint64(i))
	c.Encrypt(salt[:], salt[:])
	return append(salt[:], leaf...)
}

// reference is the root by transparency-dev/merkle and by x/mod's tlog.
func reference(t testing.TB, k seal.Key, leaves [][]byte) (root comity.Digest, hashes [][]byte) {
	t.Helper()
	f := compact.RangeFactory{Hash: rfc6962.DefaultHasher.HashChildren}
	r := f.NewEmptyRange(0)
	for i, l := range leaves {
		h := rfc6962.DefaultHasher.HashLeaf(record(t, k, i, l))
		if want := tlog.RecordHash(record(t, k, i, l)); !bytes.Equal(want[:], h) {
			t.Fatal("the references disagree")
		}
		hashes = append(hashes, h)
		if err := r.Append(h, nil); err != nil {
			t.Fatal(err)
		}
	}
	got, err := r.GetRootHash(nil)
	if err != nil {
		t.Fatal(err)
	}
	if len(leaves) == 0 {
		got = rfc6962.DefaultHasher.EmptyRoot()
	}
	return comity.Digest(got), hashes
}

func TestRootIsThatOfTheReferences(t *testing.T) {
	for _, n := range []int{0, 1, 2, 3, 5, 8, 100, 1023, 65_535, 65_536, 65_537, 140_001} {
		data := text(n)
		if n%2 == 1 {
			data = bytes.TrimSuffix(data, []byte("\n"))
		}
		want, _ := reference(t, key(seal.Line), leavesOf(data))
		got := build(t, data, lineCfg(2))
		if got.Root != want || got.Leaves != int64(n) || got.Rule != seal.Line || got.Version != seal.Version {
			t.Errorf("%d lines: %+v, want root %s", n, got, want)
		}
		if !got.Whole() || len(got.Segments) != (n+seal.SegmentLeaves-1)/seal.SegmentLeaves {
			t.Errorf("%d lines: %d segments, whole %v", n, len(got.Segments), got.Whole())
		}
	}
}

func TestCutAndWorkersDoNotMatter(t *testing.T) {
	data := append(text(70_000), bytes.Repeat([]byte("x"), 3*seal.MaxLeaf+5)...)
	data = append(append(data, '\n'), text(10)...)
	want := build(t, data, lineCfg(1))
	ref, _ := reference(t, key(seal.Line), leavesOf(data))
	if want.Root != ref {
		t.Errorf("root %s, want %s", want.Root, ref)
	}
	for name, r := range map[string]io.Reader{
		"halves": iotest.HalfReader(bytes.NewReader(data)), "data with its end": iotest.DataErrReader(bytes.NewReader(data)),
	} {
		for _, workers := range []int{1, 3, 8} {
			got, err := seal.Build(t.Context(), r, lineCfg(workers))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s, %d workers: %s", name, workers, diff)
			}
			r = bytes.NewReader(data)
		}
	}
}

func TestManyTinyLeaves(t *testing.T) {
	data := bytes.Repeat([]byte("\n"), 200_003)
	want, _ := reference(t, key(seal.Line), leavesOf(data))
	if got := build(t, data, lineCfg(2)); got.Root != want || got.Leaves != 200_003 {
		t.Errorf("%+v, want %s", got, want)
	}
}

func TestBlocks(t *testing.T) {
	data := make([]byte, 3*seal.BlockSize+1)
	cfg := seal.Config{Rule: seal.Block, Key: key(seal.Block)}
	if got := build(t, data, cfg); got.Leaves != 4 {
		t.Errorf("%d leaves", got.Leaves)
	}
	if got := build(t, data[:seal.BlockSize], cfg); got.Leaves != 1 {
		t.Errorf("%d leaves", got.Leaves)
	}
}

func TestBuildErrors(t *testing.T) {
	broken := errors.New("broken")
	_, err := seal.Build(t.Context(), io.MultiReader(bytes.NewReader(text(9)), iotest.ErrReader(broken)), lineCfg(2))
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := seal.Build(ctx, bytes.NewReader(text(9)), lineCfg(2)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	cfg := seal.Config{Rule: seal.Cell}
	if _, err := seal.Build(t.Context(), bytes.NewReader(nil), cfg); comity.KindOf(err) != comity.Fault {
		t.Errorf("a rule without its cut: %v", err)
	}
	cfg.Cut = func(ends []int, _ []byte, _ bool) []int { return ends }
	if _, err := seal.Build(t.Context(), bytes.NewReader(text(1)), cfg); comity.KindOf(err) != comity.Fault {
		t.Errorf("a cut that finds no end: %v", err)
	}
}

// Trees over one exhibit that differ in anything share no salts.
func TestSaltKeysDiffer(t *testing.T) {
	seen := map[seal.Key]bool{}
	for _, k := range []seal.Key{
		seal.SaltKey([32]byte{1}, seal.Line, "", ""), seal.SaltKey([32]byte{2}, seal.Line, "", ""),
		seal.SaltKey([32]byte{1}, seal.Cell, ",", ""), seal.SaltKey([32]byte{1}, seal.Cell, ";", ""),
		seal.SaltKey([32]byte{1}, seal.Cell, "", ","), seal.SaltKey([32]byte{1}, seal.Line, "", "gzip"),
	} {
		if seen[k] {
			t.Errorf("%x twice", k)
		}
		seen[k] = true
	}
}

func TestProofsOfEveryKindOfPlace(t *testing.T) {
	data := text(140_001)
	leaves := leavesOf(data)
	tree := build(t, data, lineCfg(2))
	_, hashes := reference(t, key(seal.Line), leaves)
	offsets := make([]int64, len(leaves)+1)
	for i, l := range leaves {
		offsets[i+1] = offsets[i] + int64(len(l))
	}
	stream := func(at int64) (io.Reader, error) { return bytes.NewReader(data[at:]), nil }
	for _, i := range []int{0, 1, 65_535, 65_536, 131_071, 131_072, 139_999, 140_000} {
		n := 0
		err := seal.Prove(t.Context(), stream, tree, lineCfg(2), offsets[i]+3, offsets[i]+9, func(p seal.Proof) error {
			n++
			if p.Leaf.Index != int64(i) || p.Leaf.Offset != offsets[i] || !bytes.Equal(p.Leaf.Bytes, leaves[i]) {
				t.Errorf("leaf %d: %+v", i, p.Leaf)
			}
			path, records := make([][]byte, len(p.Path)), make(tlog.RecordProof, len(p.Path))
			for k := range p.Path {
				path[k], records[k] = p.Path[k][:], tlog.Hash(p.Path[k])
			}
			if err := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(i), uint64(tree.Leaves), hashes[i], path, tree.Root[:]); err != nil {
				t.Error(err)
			}
			if err := tlog.CheckRecord(records, tree.Leaves, tlog.Hash(tree.Root), int64(i), tlog.Hash(hashes[i])); err != nil {
				t.Error(err)
			}
			return p.Verify(tree.Root)
		})
		if err != nil || n != 1 {
			t.Errorf("leaf %d: %d proofs, %v", i, n, err)
		}
	}
	var got []int64
	err := seal.Prove(t.Context(), stream, tree, lineCfg(2), offsets[65_534], offsets[65_537]+1, func(p seal.Proof) error {
		got = append(got, p.Leaf.Index)
		return p.Verify(tree.Root)
	})
	if diff := cmp.Diff([]int64{65_534, 65_535, 65_536, 65_537}, got); diff != "" || err != nil {
		t.Errorf("a range over two segments: %v %s", err, diff)
	}
}

func TestProveRefusesOtherBytesAndSegments(t *testing.T) {
	data := text(70_000)
	tree := build(t, data, lineCfg(2))
	other := bytes.Clone(data)
	other[3] ^= 1
	stream := func(at int64) (io.Reader, error) { return bytes.NewReader(other[at:]), nil }
	none := func(seal.Proof) error { t.Error("proven"); return nil }
	if err := seal.Prove(t.Context(), stream, tree, lineCfg(2), 0, 1, none); comity.KindOf(err) != comity.Negative {
		t.Errorf("other bytes: %v", err)
	}
	tree.Segments[1].Root[0] ^= 1
	if err := seal.Prove(t.Context(), stream, tree, lineCfg(2), 0, 1, none); comity.KindOf(err) != comity.Negative {
		t.Errorf("other segments: %v", err)
	}
}

func TestSegmentFile(t *testing.T) {
	tree := build(t, text(70_000), lineCfg(2))
	bare := tree
	bare.Segments = nil
	got, err := bare.WithSegments(tree.SegmentText())
	if diff := cmp.Diff(tree, got); diff != "" || err != nil {
		t.Errorf("%v %s", err, diff)
	}
	good := tree.SegmentText()
	for i := range good {
		bad := bytes.Clone(good)
		bad[i] ^= 1
		_, err := bare.WithSegments(bad)
		line := good[bytes.LastIndexByte(good[:i], '\n')+1:]
		offset := i > bytes.IndexByte(good, '\n') && i < len(good)-len(line)+bytes.IndexByte(line, ' ') // where wrong, Prove fails
		if err == nil && !offset {
			t.Errorf("byte %d changed and taken", i)
		}
	}
	for _, bad := range []string{"", "\n", strings.Repeat("0 ", 99), string(good[:len(good)-1]), string(good) + "\n"} {
		if _, err := bare.WithSegments([]byte(bad)); comity.KindOf(err) != comity.Negative {
			t.Errorf("%.20q: %v", bad, err)
		}
	}
	empty := build(t, nil, lineCfg(1))
	if _, err := empty.WithSegments(empty.SegmentText()); err != nil {
		t.Error(err)
	}
}

// A court can try every row that could stand in a place: without the salts none
// of them gives a hash that the pruned tree holds.
func TestWithheldLeavesCannotBeGuessed(t *testing.T) {
	data := text(2000)
	leaves := leavesOf(data)
	tree := build(t, data, lineCfg(2))
	rows := prune(t, data, tree, func(i, _ int64, _ []byte) seal.Show { return seal.Show{Leaf: i%2 == 0} })
	shown := map[string]bool{}
	var salts [][]byte
	if _, err := seal.ReadRows(strings.NewReader(rows), func(l seal.Leaf) error {
		salts = append(salts, bytes.Clone(l.Salt[:]))
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(rows) {
		if f := strings.Fields(line); f[0] == "node" && f[1] == "0" {
			shown[f[3]] = true
		}
	}
	if len(shown) != 1000 || len(salts) != 1000 {
		t.Fatalf("%d hashes, %d salts", len(shown), len(salts))
	}
	guess := func(salt, leaf []byte) bool {
		return shown[comity.DigestOf(append(append([]byte{0}, salt...), leaf...)).String()]
	}
	for i, l := range leaves {
		for _, salt := range append(salts[max(0, i/2-3):min(len(salts), i/2+3)], nil, make([]byte, 16)) {
			if i%2 == 1 && guess(salt, l) {
				t.Fatalf("leaf %d is found", i)
			}
		}
	}
	if !guess(record(t, key(seal.Line), 1, nil), leaves[1]) {
		t.Error("with its salt the leaf is not found: the attack is none")
	}
	for _, l := range leaves[1:2] {
		if strings.Contains(rows, string(l)) {
			t.Error("a withheld line stands there")
		}
	}
}

func prune(t testing.TB, data []byte, tree seal.Tree, show func(i, at int64, leaf []byte) seal.Show) string {
	t.Helper()
	var b bytes.Buffer
	cfg := lineCfg(2)
	if err := seal.Prune(t.Context(), &b, bytes.NewReader(data), tree, cfg, show); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestPruneThenRead(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{0, 1, 2, 7, 100, 1000, 66_000} {
		data := text(n)
		leaves := leavesOf(data)
		tree := build(t, data, lineCfg(2))
		for _, every := range []int{0, 1, 2, 7, 500} {
			var want, got []seal.Leaf
			var shown, stated int64
			at := int64(0)
			rows := prune(t, data, tree, func(i, offset int64, leaf []byte) seal.Show {
				if offset != at || !bytes.Equal(leaf, leaves[i]) {
					t.Fatalf("asked about leaf %d at %d", i, offset)
				}
				at += int64(len(leaf))
				switch {
				case every == 0 || rng.IntN(every) != 0:
					return seal.Show{}
				case rng.IntN(3) == 0:
					stated++
					want = append(want, seal.Leaf{Index: i, Bytes: []byte("card 1,"), Stated: true})
					return seal.Show{Stated: []byte("card 1,")}
				}
				shown++
				want = append(want, seal.Leaf{
					Index: i, Offset: offset, Bytes: bytes.Clone(leaf), Salt: [16]byte(record(t, key(seal.Line), int(i), nil)),
				})
				return seal.Show{Leaf: true}
			})
			sum, err := seal.ReadRows(strings.NewReader(rows), func(l seal.Leaf) error {
				l.Bytes = bytes.Clone(l.Bytes)
				got = append(got, l)
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(want, got, same) { // cmp takes minutes for as many
				t.Errorf("%d lines, one in %d: %d leaves, want %d, or others", n, every, len(got), len(want))
			}
			whole := seal.Summary{Rule: seal.Line, Leaves: int64(n), Shown: shown, Stated: stated, Root: tree.Root}
			if diff := cmp.Diff(whole, sum); diff != "" || sum.Withheld() != int64(n)-shown {
				t.Error(diff)
			}
			if most := (shown+stated+1)*17*2 + 2; int64(strings.Count(rows, "\n")) > most {
				t.Errorf("%d lines for %d shown of %d", strings.Count(rows, "\n"), shown, n)
			}
		}
	}
}

func same(a, b seal.Leaf) bool {
	bytesToo := bytes.Equal(a.Bytes, b.Bytes)
	return bytesToo && a.Index == b.Index && a.Offset == b.Offset && a.Salt == b.Salt && a.Stated == b.Stated
}

func TestPruneRefusesAnotherStream(t *testing.T) {
	tree := build(t, text(10), lineCfg(1))
	err := seal.Prune(t.Context(), io.Discard, bytes.NewReader(text(11)), tree, lineCfg(1), func(_, _ int64, _ []byte) seal.Show { return seal.Show{} })
	if comity.KindOf(err) != comity.Negative {
		t.Errorf("%v", err)
	}
}
