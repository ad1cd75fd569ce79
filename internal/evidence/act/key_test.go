package act_test

import (
	"os"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// rotating is a node whose act key passes from a to b, as keys opened before
// and after see it.
type rotating struct {
	before, after *sign.Keys // before still signs with a: a thief's copy
	a, b          sign.PublicKey
	told          act.Handover
}

func rotate(t *testing.T) rotating {
	t.Helper()
	open := func(dir string) *sign.Keys {
		t.Helper()
		k, err := sign.Open(sign.Config{FS: disk.OS(dir), Name: "node.example", Now: time.Now})
		if err != nil {
			t.Fatal(err)
		}
		return k
	}
	home, copied := t.TempDir(), t.TempDir()
	open(home)
	if err := os.CopyFS(copied, os.DirFS(home)); err != nil {
		t.Fatal(err)
	}
	r := rotating{before: open(copied)}
	var err error
	if r.a, err = r.before.Act(); err != nil {
		t.Fatal(err)
	}
	if r.b, err = open(home).RotateAct(t.Context(), sign.Change{Actor: "R. Verdi", Reason: "yearly"}); err != nil {
		t.Fatal(err)
	}
	r.after = open(home)
	ring, err := sign.ReadRing(disk.OS(home))
	if err != nil {
		t.Fatal(err)
	}
	r.told = act.Handover{Statements: ring.After(r.a, nil)}
	return r
}

// TestHandover: a history passes to another key by an act that the old key has
// agreed to, and to no other; the old key signs nothing afterwards.
func TestHandover(t *testing.T) {
	r, stranger := rotate(t), setup(t)
	handover := func(k *sign.Keys, told act.Handover) step { return step{k, act.KindKey, told} }
	seal := func(k *sign.Keys) step { return step{k, "seal", map[string]int{"roses": 1}} }
	for what, c := range map[string]struct {
		steps []step
		known []sign.PublicKey
		want  []string
	}{
		"passed on":             {[]step{seal(r.before), handover(r.after, r.told), seal(r.after)}, []sign.PublicKey{r.a}, nil},
		"both keys known":       {[]step{seal(r.before), handover(r.after, r.told), seal(r.after)}, []sign.PublicKey{r.b, r.a}, nil},
		"old key goes on":       {[]step{seal(r.before), handover(r.after, r.told), seal(r.before)}, []sign.PublicKey{r.b, r.a}, []string{"act 3 has no valid signature of a known key"}},
		"nobody passed on":      {[]step{seal(r.before), seal(r.after)}, []sign.PublicKey{r.b, r.a}, []string{"act 2 has no valid signature of a known key"}},
		"signed by the old key": {[]step{seal(r.before), handover(r.before, r.told)}, []sign.PublicKey{r.a}, []string{"act 2 passes on to a key that no known key names"}},
		"to a stranger":         {[]step{seal(r.before), handover(stranger.keys, r.told)}, []sign.PublicKey{r.a}, []string{"act 2 passes on to a key that no known key names"}},
		"says nothing":          {[]step{seal(r.before), handover(r.after, act.Handover{})}, []sign.PublicKey{r.a, r.b}, []string{"act 2 does not say to which key it passes on"}},
		"new key first":         {[]step{seal(r.after), handover(r.after, r.told)}, []sign.PublicKey{r.a, r.b}, []string{"act 2 passes on to a key that no known key names"}},
	} {
		t.Run(what, func(t *testing.T) {
			dir := t.TempDir()
			for _, s := range c.steps {
				s.append(t, dir)
			}
			chain := bench{keys: r.after}.chain(t, disk.OS(dir))
			_, damage, err := chain.Verify(t.Context(), c.known...)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, d := range damage {
				d.File = ""
				got = append(got, d.String())
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// step is one act to be.
type step struct {
	by   *sign.Keys
	kind string
	body any
}

func (s step) append(t *testing.T, dir string) {
	t.Helper()
	d := act.Draft{Actor: "R. Verdi", Kind: s.kind, Body: s.body}
	if _, err := (bench{keys: s.by}).chain(t, disk.OS(dir)).Append(t.Context(), d); err != nil {
		t.Fatal(err)
	}
}
