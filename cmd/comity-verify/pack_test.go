package main

import (
	"archive/zip"
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/evidence/cms/cmstest"
	"comity/internal/evidence/container"
	"comity/internal/evidence/seal"
)

func TestHonestPack(t *testing.T) {
	w, s := ours(t), newSender(t)
	rep := s.judge(t, s.sign(t, w.pack), true)
	if !rep.OK {
		t.Fatalf("%+v", wrong(rep))
	}
	if rep.Recomputed == "" {
		t.Error("nothing was computed anew")
	}
	for _, c := range rep.Checks {
		if c.Unproven && c.By == "" {
			t.Errorf("%s: on whose word?", c.Name)
		}
	}
}

// rows are the lines of an exhibit's pruned tree, the first line among them.
func rows(f *files, n int) []string {
	return strings.SplitAfter(string(f.text[fmt.Sprintf("exhibits/%03d/rows.txt", n)]), "\n")
}

func setRows(f *files, n int, lines []string) {
	f.text[fmt.Sprintf("exhibits/%03d/rows.txt", n)] = []byte(strings.Join(lines, ""))
}

// leaves are the places of the lines that show a leaf.
func leaves(lines []string) (out []int) {
	for i, l := range lines {
		if strings.HasPrefix(l, "leaf ") {
			out = append(out, i)
		}
	}
	return out
}

// cited finds a row that a finding rests on, in an exhibit of lines.
func cited(t *testing.T, f *files) (exhibit int, leaf int64) {
	t.Helper()
	var d struct {
		Hits []struct {
			Event []struct {
				Exhibit int    `json:"exhibit"`
				Leaf    *int64 `json:"leaf"`
			} `json:"event"`
		} `json:"hits"`
	}
	must(t, json.Unmarshal(f.text["findings/derivation.json"], &d))
	for _, h := range d.Hits {
		for _, l := range h.Event {
			if l.Exhibit > 0 && strings.Contains(rows(f, l.Exhibit)[0], " line ") {
				return l.Exhibit, *l.Leaf
			}
		}
	}
	t.Fatal("no finding rests on a line")
	return 0, 0
}

// hide puts in place of a leaf its hash, as an honest tree does for rows that it withholds.
func hide(t *testing.T, f *files, exhibit int, leaf int64) {
	t.Helper()
	lines := rows(f, exhibit)
	for i, l := range lines {
		var index, offset int64
		var salt, text string
		if n, _ := fmt.Sscanf(l, "leaf %d %d %s %s", &index, &offset, &salt, &text); n != 4 || index != leaf {
			continue
		}
		x := seal.Leaf{Index: index, Offset: offset}
		var err error
		if x.Bytes, err = base64.StdEncoding.DecodeString(text); err != nil {
			t.Fatal(err)
		}
		if _, err := hex.Decode(x.Salt[:], []byte(salt)); err != nil {
			t.Fatal(err)
		}
		h := x.Hash()
		lines[i] = fmt.Sprintf("node 0 %d %s\n", index, h)
		setRows(f, exhibit, lines)
		return
	}
	t.Fatalf("leaf %d is not shown", leaf)
}

// recount makes withheld.json say that one more leaf is withheld.
func recount(t *testing.T, f *files, exhibit int) {
	t.Helper()
	f.edit(t, "withheld.json", func(v map[string]any) {
		for _, x := range v["exhibits"].([]any) {
			x := x.(map[string]any)
			if n, ok := x["number"].(json.Number); !ok || n.String() != fmt.Sprint(exhibit) {
				continue
			}
			shown, _ := x["shown"].(json.Number).Int64()
			x["shown"] = shown - 1
			by := x["withheld"].(map[string]any)
			was, _ := by["other-state"].(json.Number)
			n, _ := was.Int64()
			by["other-state"] = n + 1
		}
	})
}

// deny makes the derivation say that a row is withheld.
func deny(t *testing.T, f *files, exhibit int, leaf int64) {
	t.Helper()
	f.edit(t, "findings/derivation.json", func(v map[string]any) {
		for _, h := range v["hits"].([]any) {
			for _, side := range []string{"event", "assignments"} {
				for _, l := range h.(map[string]any)[side].([]any) {
					l := l.(map[string]any)
					if fmt.Sprint(l["exhibit"]) == fmt.Sprint(exhibit) && fmt.Sprint(l["leaf"]) == fmt.Sprint(leaf) {
						delete(l, "exhibit")
						delete(l, "leaf")
					}
				}
			}
		}
	})
}

// TestForgedByTheSender: a sender that signs whatever it likes cannot make a pack say
// what the acts and the trees do not.
func TestForgedByTheSender(t *testing.T) {
	w, s := ours(t), newSender(t)
	for _, tt := range forgeries(w) {
		t.Run(tt.name, func(t *testing.T) {
			f := w.pack.clone()
			tt.forge(t, f)
			rep := s.judge(t, s.sign(t, f), strings.HasPrefix(tt.check, "recompute"))
			if rep.OK || !says(rep, tt.check, tt.text) {
				t.Errorf("want %q of %s, got %v", tt.text, tt.check, wrong(rep))
			}
		})
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// begin puts something in the place of a text's first byte.
func begin(text []byte, with string) []byte { return append([]byte(with), text[1:]...) }

// fork continues a copy of the case that ends before the pack's last act, and returns an
// act of it that has the number of one in the pack.
func fork(t *testing.T, w *world, f *files) (name string, text []byte) {
	t.Helper()
	acts := f.like("custody/acts/")
	last := filepath.Base(acts[len(acts)-1])
	dir := filepath.Join(t.TempDir(), "case")
	must(t, os.CopyFS(dir, os.DirFS(w.dir)))
	for _, pattern := range []string{"acts/*", "receipts/*"} {
		all, err := filepath.Glob(filepath.Join(dir, pattern))
		must(t, err)
		for _, p := range all {
			if filepath.Base(p) >= last[:6] {
				must(t, os.Remove(p))
			}
		}
	}
	at := *w
	at.dir = dir
	c := at.open(t.Context(), "A. Rossi")
	rows, err := c.Exhibits(t.Context())
	must(t, err)
	must(t, c.Note(t.Context(), rows[0].Ref, "the rose is red"))
	all, err := filepath.Glob(filepath.Join(dir, "acts", last[:6]+"-*"))
	must(t, err)
	if len(all) != 1 {
		t.Fatalf("%v", all)
	}
	text, err = os.ReadFile(all[0])
	must(t, err)
	return "custody/acts/" + filepath.Base(all[0]), text
}

// manifestAltered is a container in which one digit of a digest in the signed manifest is another.
func manifestAltered(t *testing.T, whole []byte) []byte {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(whole), int64(len(whole)))
	must(t, err)
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range r.File {
		if f.Name != "META-INF/ASiCManifest001.xml" {
			must(t, z.Copy(f))
			continue
		}
		in, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(in)
		must(t, err)
		at := bytes.Index(text, []byte("DigestValue>")) + len("DigestValue>")
		text[at] ^= 1
		out, err := z.Create(f.Name)
		must(t, err)
		_, err = out.Write(text)
		must(t, err)
	}
	must(t, z.Close())
	return b.Bytes()
}

// TestForgedOnTheWay: whoever cannot sign as the sender changes nothing unseen.
func TestForgedOnTheWay(t *testing.T) {
	w, s := ours(t), newSender(t)
	whole := s.sign(t, w.pack)
	if rep := s.judge(t, whole, false); !rep.OK {
		t.Fatal(wrong(rep))
	}
	expired := newSender(t)
	expired.signer = expired.root.Signer(t, "seal.example", func(c *x509.Certificate) { c.NotAfter = cmstest.Noon.AddDate(0, 0, -1) })
	server := newSender(t)
	server.signer = server.root.Signer(t, "www.example", func(c *x509.Certificate) {
		c.ExtKeyUsage, c.ExtraExtensions = nil, []pkix.Extension{cmstest.Usage(t, true, 1)}
	})
	for _, tt := range []struct {
		name string
		pack func() []byte
		by   *sender
	}{
		{"cut", func() []byte { return whole[:len(whole)-100] }, s},
		{"a byte flipped", func() []byte {
			b := bytes.Clone(whole)
			b[len(b)/2] ^= 1
			return b
		}, s},
		{"something behind the end", func() []byte { return append(bytes.Clone(whole), 'x') }, s},
		{"the manifest altered", func() []byte { return manifestAltered(t, whole) }, s},
		{"signed by another", func() []byte { return senderUnder(t, "another.example").sign(t, w.pack) }, s},
		{"an expired certificate", func() []byte { return expired.sign(t, w.pack) }, expired},
		{"a certificate for another purpose", func() []byte { return server.sign(t, w.pack) }, server},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b := tt.pack()
			if bytes.Equal(b, whole) {
				t.Fatal("nothing was altered")
			}
			if rep := tt.by.judge(t, b, false); rep.OK || !says(rep, "container", "") {
				t.Errorf("%v", wrong(rep))
			}
		})
	}
}

// An unpacked pack is held to the same, and what lies beside it is refused.
func TestFolder(t *testing.T) {
	w, s := ours(t), newSender(t)
	b := s.sign(t, w.pack)
	dir := unpacked(t, b)
	judged := func() (ok bool, text string) {
		t.Helper()
		c, err := container.Folder(os.DirFS(dir))
		if err != nil {
			return false, err.Error()
		}
		_, err = c.Verify(t.Context(), trust(s), cmstest.Noon)
		if err != nil {
			return false, err.Error()
		}
		return true, ""
	}
	if ok, text := judged(); !ok {
		t.Fatal(text)
	}
	for name, change := range map[string]func(){
		"it is there and no sum": func() { must(t, os.WriteFile(filepath.Join(dir, "more.txt"), []byte("x"), 0o600)) },
		"no plain file":          func() { must(t, os.Symlink("pack.json", filepath.Join(dir, "more.txt"))) },
	} {
		change()
		if ok, text := judged(); ok || !strings.Contains(text, name) {
			t.Errorf("want %q, got %q", name, text)
		}
		must(t, os.Remove(filepath.Join(dir, "more.txt")))
	}
	file := filepath.Join(dir, "withheld.json")
	must(t, os.WriteFile(file, append(w.pack.text["withheld.json"], ' '), 0o600))
	if ok, text := judged(); ok || !strings.Contains(text, "withheld.json") {
		t.Errorf("%q", text)
	}
	must(t, os.Remove(file))
	if ok, text := judged(); ok || text == "" {
		t.Errorf("%q", text)
	}
}
