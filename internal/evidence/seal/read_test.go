package seal_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/evidence/seal"
)

func read(rows string) (seal.Summary, error) {
	return seal.ReadRows(strings.NewReader(rows), func(seal.Leaf) error { return nil })
}

// Whatever is done to a pruned tree, it is refused.
func TestTamperedRowsAreRefused(t *testing.T) {
	data := text(20)
	tree := build(t, data, lineCfg(1))
	rows := prune(t, data, tree, func(i, _ int64, _ []byte) seal.Show {
		return seal.Show{Leaf: i > 3 && i < 9 || i == 19}
	})
	cfg := seal.Config{Rule: seal.Line, Key: seal.SaltKey([32]byte{9}, seal.Line, "", "")}
	var b bytes.Buffer
	err := seal.Prune(t.Context(), &b, bytes.NewReader(data), build(t, data, cfg), cfg, func(i, _ int64, _ []byte) seal.Show {
		return seal.Show{Leaf: i < 9}
	})
	if err != nil {
		t.Fatal(err)
	}
	other := b.String()
	lines := strings.SplitAfter(rows, "\n")
	at := func(prefix string) int {
		for i, l := range lines {
			if strings.HasPrefix(l, prefix) {
				return i
			}
		}
		t.Fatalf("no line begins with %q", prefix)
		return 0
	}
	with := func(change func(l []string) []string) string {
		return strings.Join(change(append([]string(nil), lines...)), "")
	}
	five, six := at("leaf 5 "), at("leaf 6 ")
	salt := func(l string) string { return strings.Fields(l)[3] }
	for name, bad := range map[string]string{
		"a removed row":         with(func(l []string) []string { return append(l[:five:five], l[six:]...) }),
		"a repeated row":        with(func(l []string) []string { l[six] = l[five]; return l }),
		"rows in another order": with(func(l []string) []string { l[five], l[six] = l[six], l[five]; return l }),
		"swapped salts": with(func(l []string) []string {
			a, b := salt(l[five]), salt(l[six])
			l[five], l[six] = strings.Replace(l[five], a, b, 1), strings.Replace(l[six], b, a, 1)
			return l
		}),
		"another exhibit's row": with(func(l []string) []string {
			l[five] = strings.SplitAfter(other, "\n")[6]
			return l
		}),
		"another exhibit's root": strings.Replace(rows, tree.Root.String(), build(t, text(21), lineCfg(1)).Root.String(), 1),
		"a stated row that is none": with(func(l []string) []string {
			l[five] = "stated 5 eA==\n" + l[five]
			return l
		}),
		"another count":  strings.Replace(rows, "line 20 ", "line 21 ", 1),
		"fewer":          strings.Replace(rows, "line 20 ", "line 19 ", 1),
		"cut off":        rows[:len(rows)-1],
		"a line short":   with(func(l []string) []string { return l[:len(l)-2] }),
		"empty":          "",
		"another offset": strings.Replace(rows, "leaf 5 ", "leaf 5 1", 1),
	} {
		if _, err := read(bad); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	for i := range len(rows) {
		bad := []byte(rows)
		bad[i] ^= 1
		sum, err := read(string(bad))
		same := err == nil && sum.Root == tree.Root && sum.Leaves == 20 && sum.Rule == seal.Line
		offset := bytes.HasPrefix(bad[lineStart(bad, i):], []byte("leaf ")) // stated, not proven
		if same && !offset {
			t.Errorf("byte %d changed and taken", i)
		}
	}
	if _, err := read(rows); err != nil {
		t.Error(err)
	}
}

func lineStart(b []byte, i int) int { return bytes.LastIndexByte(b[:i], '\n') + 1 }

func TestReadRowsStopsWhereAsked(t *testing.T) {
	data := text(20)
	rows := prune(t, data, build(t, data, lineCfg(1)), func(_, _ int64, _ []byte) seal.Show { return seal.Show{Leaf: true} })
	enough := errors.New("enough")
	if _, err := seal.ReadRows(strings.NewReader(rows), func(seal.Leaf) error { return enough }); !errors.Is(err, enough) {
		t.Errorf("%v", err)
	}
}

// A text of hostile numbers is refused, not believed.
func TestHostileNumbers(t *testing.T) {
	zero := strings.Repeat("0", 64)
	for _, body := range []string{
		"comity-rows v1 line 9223372036854775807 " + zero + "\n",
		"comity-rows v1 line -1 " + zero + "\n",
		"comity-rows v1 line 01 " + zero + "\n",
		"comity-rows v1 line 1 " + strings.Repeat("A", 64) + "\n",
		"comity-rows v1 word 1 " + zero + "\n",
		"comity-rows v2 line 1 " + zero + "\n",
		"comity-rows v1 line 72057594037927936 " + zero + "\nnode 63 0 " + zero + "\n",
		"comity-rows v1 line 72057594037927936 " + zero + "\nnode 255 0 " + zero + "\n",
		"comity-rows v1 line 4 " + zero + "\nnode 1 9223372036854775807 " + zero + "\n",
		"comity-rows v1 line 4 " + zero + "\nleaf 0 9223372036854775807 " + zero[:32] + " eA==\n",
		"comity-rows v1 line 4 " + zero + "\nleaf 0 0 " + zero[:32] + " eB==\n",
		"comity-rows v1 line 4 " + zero + "\nleaf 0 0 " + zero[:32] + " " + strings.Repeat("eHh4", 1<<19) + "\n",
	} {
		if _, err := read(body); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%.80s: %v", body, err)
		}
	}
}

// What ReadRows takes is a cover of all leaves that comes out at its root,
// computed here from the text in the plainest way.
func FuzzReadRows(f *testing.F) {
	data := text(11)
	for _, show := range []func(i, _ int64, _ []byte) seal.Show{
		func(i, _ int64, _ []byte) seal.Show { return seal.Show{Leaf: i%3 == 0} },
		func(_, _ int64, _ []byte) seal.Show { return seal.Show{} },
		func(i, _ int64, _ []byte) seal.Show { return seal.Show{Leaf: i != 4, Stated: []byte("x")} },
	} {
		tree, err := seal.Build(f.Context(), bytes.NewReader(data), lineCfg(1))
		if err != nil {
			f.Fatal(err)
		}
		var b bytes.Buffer
		if err := seal.Prune(f.Context(), &b, bytes.NewReader(data), tree, lineCfg(1), show); err != nil {
			f.Fatal(err)
		}
		f.Add(b.Bytes())
	}
	f.Fuzz(func(t *testing.T, rows []byte) {
		var leaves []seal.Leaf
		sum, err := seal.ReadRows(bytes.NewReader(rows), func(l seal.Leaf) error {
			l.Bytes = bytes.Clone(l.Bytes)
			leaves = append(leaves, l)
			return nil
		})
		if err != nil {
			if comity.KindOf(err) != comity.Negative {
				t.Fatalf("%v", err)
			}
			return
		}
		var shown, stated, last int64 = 0, 0, -1
		for _, l := range leaves {
			if l.Index <= last || l.Index >= sum.Leaves || len(l.Bytes) > seal.MaxLeaf {
				t.Fatalf("leaf %d after %d of %d", l.Index, last, sum.Leaves)
			}
			last = l.Index
			if l.Stated {
				stated++
				continue
			}
			shown++
			if h := l.Hash(); sum.Leaves == 1 && h != sum.Root {
				t.Fatal("a tree of one leaf has another root")
			}
		}
		if shown != sum.Shown || stated != sum.Stated || shown+stated > sum.Leaves {
			t.Fatalf("%+v of %d and %d", sum, shown, stated)
		}
		if sum.Leaves <= 64 {
			if got := naive(t, rows, sum.Leaves); got != sum.Root {
				t.Fatalf("root %s, want %s", sum.Root, got)
			}
		}
	})
}

// naive computes the root of a small pruned tree by the definition of RFC 6962.
func naive(t *testing.T, rows []byte, leaves int64) comity.Digest {
	t.Helper()
	nodes := map[[2]int64]comity.Digest{} // first leaf, number of leaves
	at := int64(0)
	_, err := seal.ReadRows(bytes.NewReader(rows), func(l seal.Leaf) error {
		if !l.Stated {
			nodes[[2]int64{l.Index, 1}] = l.Hash()
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(rows)) {
		f := strings.Fields(line)
		if f[0] == "leaf" {
			at++
		}
		if f[0] != "node" {
			continue
		}
		size := int64(1) << int64(f[1][0]-'0')
		b, err := hex.DecodeString(f[3])
		if err != nil {
			t.Fatal(err)
		}
		nodes[[2]int64{at, size}] = comity.Digest(b)
		at += size
	}
	var root func(first, n int64) comity.Digest
	root = func(first, n int64) comity.Digest {
		if d, ok := nodes[[2]int64{first, n}]; ok || n <= 1 {
			return d
		}
		k := int64(1)
		for k*2 < n {
			k *= 2
		}
		l, r := root(first, k), root(first+k, n-k)
		return comity.DigestOf(append(append([]byte{1}, l[:]...), r[:]...))
	}
	if leaves == 0 {
		return comity.DigestOf(nil)
	}
	return root(0, leaves)
}
