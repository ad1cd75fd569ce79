package pack_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"regexp"
	"strings"
	"testing"

	"comity/internal/analysis/excerpt"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
)

// TestGuessesCannotBeConfirmed is the attack of a recipient who knows a whole exhibit but for
// one cell that is withheld, and hashes each guess of the whole: no digest of what guesses can
// be compared with stands in a pack, in no file, act or identifier. Nor does the hash of any leaf
// that is withheld, without its salt.
func TestGuessesCannotBeConfirmed(t *testing.T) {
	w := newWorld(t, nil)
	secret := map[string]string{} // hex → what it is of
	add := func(what string, d comity.Digest) {
		if d == comity.DigestOf(nil) { // nothing to guess
			return
		}
		secret[d.String()] = what
		secret[d.Short()] = what // an id of a hit begins with it
	}
	var leaves [][]byte
	f, _ := w.hand("DE", func(ctx context.Context, h *casefile.Handover) {
		for i, x := range h.Exhibits() {
			if h.Exhibit(i) == x.Source.Exhibit {
				t.Errorf("%s is named by its digest", x.Source.Ref)
			}
			add("the exhibit "+x.Source.Ref, h.Exhibit(i))
			var all bytes.Buffer
			err := h.Prune(ctx, i, io.Discard, func(_, _ int64, leaf []byte) seal.Show {
				all.Write(leaf)
				leaves = append(leaves, bytes.Clone(leaf))
				return seal.Show{}
			})
			if err != nil {
				t.Fatal(err)
			}
			add("the stream of "+x.Source.Ref, comity.DigestOf(all.Bytes()))
		}
	})
	runs, err := w.c.Acts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range runs { // what a run is of is as good to compare with
		var b struct {
			Run   comity.Digest
			Files map[string]comity.Digest
		}
		if a.Kind == "check" && json.Unmarshal(a.Body, &b) == nil {
			add("the run", b.Run)
			for name, d := range b.Files {
				add(name+" of the run", d)
			}
		}
	}
	if len(secret) < 20 {
		t.Fatalf("%d digests: this test shows nothing", len(secret))
	}
	for name, text := range opened(t, f) {
		for hex, what := range secret {
			if strings.Contains(text, hex) {
				t.Errorf("%s holds the digest of %s", name, what)
			}
		}
	}
	all := map[string]bool{}
	for _, text := range opened(t, f) {
		for _, word := range strings.FieldsFunc(text, func(r rune) bool { return !strings.ContainsRune("0123456789abcdef", r) }) {
			all[word] = true
		}
	}
	for _, leaf := range leaves {
		for _, guess := range [][]byte{leaf, append([]byte{0}, leaf...), bytes.TrimRight(leaf, "\r\n,;\t")} {
			if len(guess) > 0 && all[comity.DigestOf(guess).String()] {
				t.Fatalf("the hash of %.40q stands in the pack", leaf)
			}
		}
	}
}

// opened are the texts of a pack's files; of acts what they sign.
func opened(t *testing.T, f *files) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, name := range f.names {
		text := f.text[name].Bytes()
		out[name] = strings.ToLower(string(text))
		if !strings.HasPrefix(name, "custody/acts/") {
			continue
		}
		var e struct{ Payload string }
		if err := json.Unmarshal(text, &e); err != nil {
			t.Fatal(err)
		}
		payload, err := base64.StdEncoding.DecodeString(e.Payload)
		if err != nil {
			t.Fatal(err)
		}
		out[name] = string(payload)
	}
	return out
}

// checkTokens wants cards equal inside a pack, and unlike those in all others.
func checkTokens(t *testing.T, state string, f *files, of map[string]string) {
	t.Helper()
	token, again := regexp.MustCompile(`[0-9]{6}\*{6}[0-9]{4}#[a-p]{32}`), 0
	for n := 1; f.text[excerpt.Folder(n)+"/rows.txt"] != nil; n++ {
		leaves, _ := f.rows(t, n)
		for _, l := range leaves {
			for _, x := range token.FindAllString(string(l.Bytes), -1) {
				switch of[x] {
				case "":
					of[x] = state
				case state:
					again++
				default:
					t.Errorf("%s and %s were handed one card under one token, %s", of[x], state, x)
				}
			}
		}
	}
	if again == 0 {
		t.Errorf("%s: no card stands twice in the pack: this test shows nothing", state)
	}
}
