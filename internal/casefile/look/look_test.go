package look_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"testing/iotest"
	"time"

	"filippo.io/age"
	"github.com/google/go-cmp/cmp"

	"comity/internal/casefile/look"
	"comity/internal/comity"
)

const caseID = "00112233445566778899aabbccddeeff"

func entry(n int) look.Entry {
	return look.Entry{
		Time: time.Date(2026, 3, 1, 10, 0, n, 0, time.UTC), Actor: "anna", Purpose: "order 12/2026", Case: caseID, What: "subject", Item: fmt.Sprintf("s%016x", n),
	}
}

// record is a log of n lines, those from seal on sealed.
func record(t testing.TB, n, seal int, to age.Recipient) [][]byte {
	t.Helper()
	at, out := look.Start(caseID), [][]byte{}
	for i := range n {
		var b []byte
		var err error
		if i >= seal {
			b, err = look.Seal(at, entry(i), to)
		} else {
			b, err = look.Plain(at, entry(i), look.Salt{byte(i), 1})
		}
		if err != nil {
			t.Fatal(err)
		}
		at, out = at.After(b), append(out, b)
	}
	return out
}

func officer(t testing.TB) *age.X25519Identity {
	t.Helper()
	key, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func join(lines [][]byte) []byte {
	var b []byte
	for _, l := range lines {
		b = append(append(b, l...), '\n')
	}
	return b
}

// headOf names the last line, as an act does.
func headOf(lines [][]byte) map[comity.Digest]int64 {
	return map[comity.Digest]int64{comity.DigestOf(lines[len(lines)-1]): 7}
}

func gaps(t testing.TB, b []byte, heads map[comity.Digest]int64) []string {
	t.Helper()
	c, _, err := look.Walk(bytes.NewReader(b), caseID, heads, nil)
	if err != nil {
		t.Fatal(err)
	}
	out := []string{}
	for _, g := range c.Gaps {
		out = append(out, fmt.Sprintf("%d %s", g.Line, g.What))
	}
	return out
}

func TestOnlyTheOfficerReads(t *testing.T) {
	key, other := officer(t), officer(t)
	log := join(record(t, 5, 2, key.Recipient()))
	if bytes.Contains(log, []byte("s0000000000000003")) {
		t.Error("a sealed look is readable")
	}
	var got []look.Entry
	c, torn, err := look.Walk(bytes.NewReader(log), caseID, nil, func(_ *look.Chain, l look.Line) error {
		if l.Entry != nil {
			got = append(got, *l.Entry)
			return nil
		}
		if _, err := l.Open([]age.Identity{other}); err == nil {
			t.Error("another key opened it")
		}
		e, err := l.Open([]age.Identity{key})
		got = append(got, e)
		return err
	})
	if err != nil || torn || len(c.Gaps) > 0 || c.Lines != 5 || c.Sealed != 3 {
		t.Errorf("%+v %v %v", c, torn, err)
	}
	want := []look.Entry{entry(0), entry(1), entry(2), entry(3), entry(4)}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestGapsAreNamed(t *testing.T) {
	key := officer(t)
	lines := record(t, 8, 4, key.Recipient())
	foreign, err := look.Plain(look.Start(caseID), look.Entry{Time: entry(0).Time, What: "cat", Case: "other"}, look.Salt{})
	if err != nil {
		t.Fatal(err)
	}
	old := []byte(`{"time":"2026-03-01T10:00:00Z","actor":"a","purpose":"p","case":"` + caseID + `","what":"check"}`)
	after, err := look.Plain(look.Head{Seq: 1, Digest: comity.DigestOf(old)}, entry(1), look.Salt{})
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		lines [][]byte
		want  []string
	}{
		"whole":              {lines, nil},
		"first taken out":    {lines[1:], []string{"1 missing"}},
		"two taken out":      {slices.Delete(slices.Clone(lines), 2, 4), []string{"3 missing"}},
		"cut":                {lines[:6], []string{"0 cut"}},
		"twice":              {slices.Insert(slices.Clone(lines), 2, lines[1]), []string{"3 moved", "4 altered"}[:1]},
		"altered":            {replaced(lines, 1, bytes.Replace(lines[1], []byte("anna"), []byte("bert"), 1)), []string{"3 altered"}},
		"no line":            {replaced(lines, 1, []byte("{}")), []string{"2 form"}},
		"opened":             {append(slices.Clone(lines), plainAfter(t, lines)), []string{"9 open"}},
		"of another case":    {[][]byte{foreign}, []string{"1 foreign", "0 cut"}},
		"before and chained": {[][]byte{old, after}, []string{"0 cut"}},
		"chain left off":     {append(slices.Clone(lines), old), []string{"9 altered", "9 open"}},
		"empty":              {nil, []string{"0 cut"}},
	} {
		t.Run(name, func(t *testing.T) {
			if d := cmp.Diff(append([]string{}, c.want...), gaps(t, join(c.lines), headOf(lines))); d != "" {
				t.Error(d)
			}
		})
	}
}

func replaced(lines [][]byte, i int, by []byte) [][]byte {
	out := slices.Clone(lines)
	out[i] = by
	return out
}

func plainAfter(t *testing.T, lines [][]byte) []byte {
	t.Helper()
	b, err := look.Plain(look.Head{Seq: int64(len(lines)), Digest: comity.DigestOf(lines[len(lines)-1])}, entry(9), look.Salt{})
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Whatever single thing is done to a log of which an act names the last line, it shows.
func TestNoChangeIsUnseen(t *testing.T) {
	key := officer(t)
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1)) //nolint:gosec // not for secrets
		n := 2 + r.IntN(7)
		lines := record(t, n, r.IntN(n+1), key.Recipient())
		heads := headOf(lines)
		if got := gaps(t, join(lines), heads); len(got) > 0 {
			t.Fatalf("seed %d: whole, and %v", seed, got)
		}
		changed := change(r, lines)
		if bytes.Equal(changed, join(lines)) {
			continue
		}
		if got := gaps(t, changed, heads); len(got) == 0 {
			t.Errorf("seed %d: unseen", seed)
		}
	}
}

func change(r *rand.Rand, lines [][]byte) []byte {
	i, j := r.IntN(len(lines)), r.IntN(len(lines))
	out := slices.Clone(lines)
	switch r.IntN(5) {
	case 0:
		out = slices.Delete(out, i, i+1)
	case 1:
		out[i], out[j] = out[j], out[i]
	case 2:
		out = slices.Insert(out, j, out[i])
	case 3:
		b := bytes.Clone(out[i])
		b[r.IntN(len(b))] ^= 1 << r.IntN(7)
		out[i] = b
	default:
		whole := join(out)
		return whole[:r.IntN(len(whole))]
	}
	return join(out)
}

func TestWhatIsNoRecipientOrKey(t *testing.T) {
	key := officer(t)
	for _, s := range []string{"", "age1", "AGE-SECRET-KEY-1", key.Recipient().String() + "\n" + key.Recipient().String()} {
		if _, err := look.Recipient(s); comity.KindOf(err) != comity.Input {
			t.Errorf("%q: %v", s, err)
		}
	}
	if _, err := look.Recipient(key.Recipient().String()); err != nil {
		t.Error(err)
	}
	if keys, err := look.Identities(bytes.NewReader([]byte("# made by age-keygen\n" + key.String() + "\n"))); err != nil || len(keys) != 1 {
		t.Errorf("%v %v", keys, err)
	}
	if _, err := look.Identities(bytes.NewReader([]byte("rose"))); comity.KindOf(err) != comity.Input {
		t.Error(err)
	}
}

// FuzzWalk: any bytes are read without panic, alike however they arrive; every line is
// counted, and gaps name lines that are there. What the parser takes says when and what.
func FuzzWalk(f *testing.F) {
	lines := record(f, 3, 2, officer(f).Recipient())
	f.Add(join(lines))
	f.Add(join(lines[1:]))
	f.Add([]byte(`{"time":"2026-03-01T10:00:00Z","actor":"a","purpose":"p","case":"c","what":"check"}` + "\n{}\n\n{"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c, torn, err := look.Walk(bytes.NewReader(b), caseID, nil, func(_ *look.Chain, l look.Line) error {
			if (l.Entry == nil) == (l.Sealed == nil) || l.Seq < 0 || l.Entry != nil && (l.Entry.What == "" || l.Entry.Time.IsZero()) {
				t.Errorf("took %+v", l)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		again, torn2, err := look.Walk(iotest.OneByteReader(bytes.NewReader(b)), caseID, nil, nil)
		if err != nil || torn != torn2 || c.Head() != again.Head() || !cmp.Equal(c.Gaps, again.Gaps) {
			t.Errorf("otherwise in pieces: %v", err)
		}
		if want := int64(bytes.Count(b, []byte{'\n'})); c.Lines != want {
			t.Errorf("%d lines, not %d", c.Lines, want)
		}
		if torn != (len(b) > 0 && b[len(b)-1] != '\n') {
			t.Errorf("torn: %v", torn)
		}
		for _, g := range c.Gaps {
			if g.Line < 1 || g.Line > c.Lines {
				t.Errorf("gap at line %d of %d", g.Line, c.Lines)
			}
		}
	})
}
