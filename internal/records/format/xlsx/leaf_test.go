package xlsx_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"

	"comity/internal/evidence/seal"
	"comity/internal/records/format/xlsx"

	"github.com/google/go-cmp/cmp"
)

// leaves cuts text as a row tree does, with no more than step bytes at hand beyond
// what the cut must see.
func leaves(t testing.TB, text []byte, step int) (out []string) {
	t.Helper()
	for from := 0; from < len(text); {
		to := min(len(text), from+step)
		ends := xlsx.Leaves(make([]int, 0, 3), text[from:to], to == len(text))
		if len(ends) == 0 {
			if to == len(text) || step > 2*seal.Lookahead {
				t.Fatalf("no leaf ends in %d bytes", to-from)
			}
			step *= 2
			continue
		}
		at := 0
		for _, end := range ends {
			if end <= at || end > to-from || end-at > seal.MaxLeaf {
				t.Fatalf("a leaf from %d to %d of %d", at, end, to-from)
			}
			out, at = append(out, string(text[from+at:from+end])), end
		}
		from += at
	}
	return out
}

func TestLeaves(t *testing.T) {
	long := "A1\t" + strings.Repeat("x", seal.MaxLeaf-4) + "\n"
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"rows":         {"A1\tx\nB1\ty\n\nA7\tz\n\n", []string{"A1\tx\n", "B1\ty\n\n", "A7\tz\n\n"}},
		"cut off":      {"A1\tx\nB1\ty", []string{"A1\tx\n", "B1\ty"}},
		"no end":       {"A1\tx\n", []string{"A1\tx\n"}},
		"empty lines":  {"\n\nA1\tx\n\n\n", []string{"\n", "\n", "A1\tx\n\n", "\n"}},
		"longest":      {long + "\n", []string{long, "\n"}},
		"one too many": {"x" + long + "\n", []string{"x" + long[:len(long)-1], "\n", "\n"}},
		"nothing":      {"", nil},
	} {
		for _, step := range []int{1, 2, 7, 3 << 20} {
			if step < 7 && len(c.text) > 1000 {
				continue
			}
			if diff := cmp.Diff(c.want, leaves(t, []byte(c.text), step)); diff != "" {
				t.Errorf("%s, %d bytes at a time: %.300s", name, step, diff)
			}
		}
	}
}

func TestParseLeaf(t *testing.T) {
	for leaf, want := range map[string]xlsx.Leaf{
		"A17\tx\n":                             {Row: 17, Column: 1, Ref: []byte("A17\t"), Value: []byte("x"), Means: "x", End: []byte("\n")},
		"AB3\t38048.5\tdd\n\n":                 {Row: 3, Column: 28, Ref: []byte("AB3\t"), Value: []byte("38048.5\tdd"), Means: "dd", End: []byte("\n\n")},
		"B2\ta\\tb\\\\\n":                      {Row: 2, Column: 2, Ref: []byte("B2\t"), Value: []byte("a\\tb\\\\"), Means: "a\tb\\", End: []byte("\n")},
		"C1 formula without a stored result\n": {Row: 1, Column: 3, Ref: []byte("C1 formula without a stored result"), End: []byte("\n")},
		"\n":                                   {Ref: []byte{}, End: []byte("\n")},
		"17\tx\n":                              {Ref: []byte("17\t"), Value: []byte("x"), Means: "x", End: []byte("\n")},
		"A9999999\t":                           {Ref: []byte("A9999999\t"), Value: []byte{}, Column: 1, End: []byte{}},
	} {
		if diff := cmp.Diff(want, xlsx.ParseLeaf([]byte(leaf))); diff != "" {
			t.Errorf("%q: %s", leaf, diff)
		}
	}
}

// reread reads text as the excerpt of a workbook is read.
func reread(t testing.TB, text string) (rows []string, err error) {
	t.Helper()
	x := xlsx.NewText(strings.NewReader(text), "S")
	for last := int64(0); ; {
		row, n, err := x.Row([]byte("+"))
		if err != nil {
			if string(row) != "+" {
				t.Fatalf("%q behind the end", row)
			}
			if _, _, again := x.Row(nil); !errors.Is(again, err) {
				t.Fatalf("%v after %v", again, err)
			}
			return rows, err
		}
		if n <= last {
			t.Fatalf("row %d after %d", n, last)
		}
		rows, last = append(rows, string(row[1:])), n
	}
}

func TestText(t *testing.T) {
	long := "A2\t" + strings.Repeat("x", 1<<20) + "\n\n"
	for name, c := range map[string]struct {
		text string
		rows int
		err  error
	}{
		"rows":            {"A1\tx\nB1\ty\n\nA7\tz\n\n", 2, io.EOF},
		"nothing":         {"", 0, io.EOF},
		"no end":          {"A1\tx\n\nA2\tx\n", 1, xlsx.ErrDamaged},
		"cut off":         {"A1\tx\n\nA2\tx", 1, xlsx.ErrDamaged},
		"back":            {"A3\tx\n\nA2\tx\n\n", 1, xlsx.ErrDamaged},
		"twice":           {"A3\tx\n\nA3\tx\n\n", 1, xlsx.ErrDamaged},
		"two rows in one": {"A3\tx\nA4\tx\n\n", 0, xlsx.ErrDamaged},
		"empty line":      {"A3\tx\n\n\nA4\tx\n\n", 1, xlsx.ErrDamaged},
		"no cell":         {"3\tx\n\n", 0, xlsx.ErrDamaged},
		"beyond":          {"A1048577\tx\n\n", 0, xlsx.ErrDamaged},
		"long":            {"A1\tx\n\n" + long, 1, xlsx.ErrDamaged},
		"never ends":      {"A1\tx\n\n" + long[:len(long)-2], 1, xlsx.ErrDamaged},
	} {
		rows, err := reread(t, c.text)
		if len(rows) != c.rows || !errors.Is(err, c.err) {
			t.Errorf("%s: %d rows, %v", name, len(rows), err)
		}
	}
}

// FuzzLeaves cuts any text into leaves, and reads it as rows.
func FuzzLeaves(f *testing.F) {
	f.Add([]byte("A1\tx\nB1\t4000001234560008\t1\n\nA7 row is longer than 1 MiB\n\n"), 5)
	f.Add([]byte("\n\n\nA1\t\\x0\n\n\n"), 1)
	f.Fuzz(func(t *testing.T, text []byte, step int) {
		if step < 1 {
			return
		}
		got := leaves(t, text, step)
		if strings.Join(got, "") != string(text) {
			t.Fatal("the leaves together are not the text")
		}
		if diff := cmp.Diff(leaves(t, text, 1<<22), got); diff != "" {
			t.Fatalf("cut otherwise with %d bytes at a time: %s", step, diff)
		}
		for _, leaf := range got {
			l := xlsx.ParseLeaf([]byte(leaf))
			if all := bytes.Join([][]byte{l.Ref, l.Value, l.End}, nil); string(all) != leaf {
				t.Fatalf("%q is taken apart as %q", leaf, all)
			}
		}
		rows, err := reread(t, string(text))
		if joined := strings.Join(rows, ""); !strings.HasPrefix(string(text), joined) || errors.Is(err, io.EOF) && joined != string(text) {
			t.Fatalf("rows %q of %q, %v", rows, text, err)
		}
	})
}
