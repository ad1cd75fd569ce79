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
	"regexp"
	"slices"
	"strings"
	"testing"

	"comity/internal/comity"
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
	for _, tt := range []struct {
		name        string
		forge       func(t *testing.T, f *files)
		check, text string
	}{
		{"a row taken out of a range", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)[3]
			setRows(f, 1, append(lines[:at], lines[at+1:]...))
		}, "exhibit 001", "rows, line"},
		{"the last rows cut off", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			setRows(f, 1, lines[:len(lines)-3])
		}, "exhibit 001", "are missing"},
		{"a row altered", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)[3]
			setRows(f, 1, append(append(lines[:at:at], strings.Replace(lines[at], " ", " ", 1)[:len(lines[at])-9]+"AAAAAAA=\n"), lines[at+1:]...))
		}, "exhibit 001", ""},
		{"salts of two rows swapped", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)
			a, b := strings.Fields(lines[at[2]]), strings.Fields(lines[at[3]])
			a[3], b[3] = b[3], a[3]
			lines[at[2]], lines[at[3]] = strings.Join(a, " ")+"\n", strings.Join(b, " ")+"\n"
			setRows(f, 1, lines)
		}, "exhibit 001", "do not come out at the root"},
		{"two rows swapped", func(t *testing.T, f *files) {
			lines := rows(f, 1)
			at := leaves(lines)
			lines[at[2]], lines[at[3]] = lines[at[3]], lines[at[2]]
			setRows(f, 1, lines)
		}, "exhibit 001", "rows, line"},
		{"rows of another exhibit", func(t *testing.T, f *files) {
			f.text["exhibits/001/rows.txt"] = f.text["exhibits/002/rows.txt"]
		}, "exhibit 001", "another exhibit or case"},
		{"rows of another case", func(t *testing.T, f *files) {
			f.text["exhibits/001/rows.txt"] = other(t).pack.text["exhibits/001/rows.txt"]
		}, "exhibit 001", "another exhibit or case"},
		{"another case's proof", func(t *testing.T, f *files) {
			o := other(t).pack
			for _, file := range []string{"description.json", "rows.txt"} {
				f.text["exhibits/001/"+file] = o.text["exhibits/001/"+file]
			}
			for _, n := range append(o.like("custody/acts/000002"), o.like("custody/receipts/")...) {
				f.set(n, o.text[n])
			}
		}, "custody/acts/000002", "another case"},
		{"another case's exhibit", func(t *testing.T, f *files) {
			o := other(t).pack
			for _, file := range []string{"description.json", "rows.txt"} {
				f.text["exhibits/001/"+file] = o.text["exhibits/001/"+file]
			}
		}, "exhibit 001", "no act in the pack sealed this description"},
		{"a description altered", func(t *testing.T, f *files) {
			f.text["exhibits/001/description.json"] = bytes.Replace(f.text["exhibits/001/description.json"], []byte(`"country": "US"`), []byte(`"country": "GB"`), 1)
		}, "exhibit 001", "no act in the pack sealed this description"},
		{"an exhibit left out", func(t *testing.T, f *files) {
			f.drop("exhibits/001/description.json")
			f.drop("exhibits/001/rows.txt")
		}, "exhibits", "not numbered from 001"},
		{"an exhibit that withheld.json does not count", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				list, done := v["exhibits"].([]any), false
				v["exhibits"] = slices.DeleteFunc(list, func(x any) bool {
					_, in := x.(map[string]any)["number"]
					out := !in && !done
					done = done || out
					return out
				})
			})
		}, "withheld", "does not count it"},
		{"fewer withheld than there are", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				x := v["exhibits"].([]any)[0].(map[string]any)
				x["leaves"], x["withheld"] = x["shown"], map[string]any{}
			})
		}, "withheld", "than was sealed"},
		{"withheld under no rule", func(t *testing.T, f *files) {
			f.edit(t, "withheld.json", func(v map[string]any) {
				v["exhibits"].([]any)[0].(map[string]any)["withheld"] = map[string]any{"other-state": 1}
			})
		}, "withheld", "accounted for as withheld"},
		{"a cited row hidden, and said to be shown", func(t *testing.T, f *files) {
			x, l := cited(t, f)
			hide(t, f, x, l)
			recount(t, f, x)
		}, "findings", "which is not shown there"},
		{"exculpation withheld without its notice", func(t *testing.T, f *files) {
			x, l := cited(t, f)
			hide(t, f, x, l)
			recount(t, f, x)
			deny(t, f, x, l)
			f.edit(t, "withheld.json", func(v map[string]any) { v["subjects"] = []any{} })
		}, "findings", "evidence is withheld silently"},
		{"a hit left out that a subject rests on", func(t *testing.T, f *files) {
			_, rest, _ := bytes.Cut(f.text["findings/findings.jsonl"], []byte("\n"))
			f.text["findings/findings.jsonl"] = rest
		}, "findings", "not in the pack"},
		{"a weight altered", func(t *testing.T, f *files) {
			weight := regexp.MustCompile(`"for":\[\{"weight":-?[0-9]+`)
			f.text["findings/findings.jsonl"] = weight.ReplaceAll(f.text["findings/findings.jsonl"], []byte(`"for":[{"weight":9999`))
		}, "findings", "claim"},
		{"forked: two acts of one number", func(t *testing.T, f *files) {
			name, text := fork(t, w, f)
			f.set(name, text)
		}, "act 0000", "the case was forked"},
		{"forked: an act of the other branch in place of ours", func(t *testing.T, f *files) {
			name, text := fork(t, w, f)
			f.drop(f.like(name[:len("custody/acts/000000")])[0])
			f.set(name, text)
		}, "custody/receipts", "is not in the pack, or is another"},
		{"rewound: an act taken out that a receipt proves", func(t *testing.T, f *files) {
			acts := f.like("custody/acts/")
			f.drop(acts[len(acts)-1])
		}, "custody/receipts", "is not in the pack"},
		{"truncated: the last receipt taken out", func(t *testing.T, f *files) {
			r := f.like("custody/receipts/")
			f.drop(r[len(r)-1])
		}, "receipts", "no receipt shows"},
		{"an act altered", func(t *testing.T, f *files) {
			n := f.like("custody/acts/")[5]
			f.text[n] = bytes.Replace(f.text[n], []byte("payload"), []byte("paylaod"), 1)
		}, "custody/acts/000006", ""},
		{"a receipt altered", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			f.text[n] = bytes.Replace(f.text[n], []byte(`"index": 0`), []byte(`"index": 1`), 1)
		}, "custody/receipts/000001", "log receipt"},
		{"a receipt's salt altered", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			i := bytes.Index(f.text[n], []byte(`"salt": "`)) + len(`"salt": "`)
			f.text[n][i] = "01"[b2i(f.text[n][i] == '0')]
		}, "custody/receipts/000001", "log receipt"},
		{"keys of another node", func(t *testing.T, f *files) { f.text["custody/keys.json"] = other(t).pack.text["custody/keys.json"] }, "custody/acts/", "no valid signature"},
		{"one person alone", func(t *testing.T, f *files) {
			acts := f.like("custody/acts/")
			f.drop(acts[len(acts)-1])
			r := f.like("custody/receipts/")
			f.drop(r[len(r)-1])
		}, "four eyes", "no second person approved"},
		{"for another state than was approved", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["to"] = "DE" })
		}, "four eyes", "nobody proposed this pack"},
		{"another subrun", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf([]byte("x")).String() })
		}, "subrun", "pack.json names"},
		{"a subrun's finding altered", func(t *testing.T, f *files) {
			f.text["subrun/findings.jsonl"] = f.text["subrun/findings.jsonl"][1:]
		}, "subrun", "is not what its manifest says"},
		{"a subrun that does not follow from the rows", func(t *testing.T, f *files) {
			f.edit(t, "subrun/manifest.json", func(v map[string]any) { v["counts"].(map[string]any)["hits"] = 7 })
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf(f.text["subrun/manifest.json"]).String() })
		}, "recompute", "computed anew"},
		{"another authority", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["from"] = map[string]any{"authority": "X", "country": "IT"} })
		}, "case", "for another authority"},
		{"a file that a pack does not have", func(t *testing.T, f *files) { f.set("run-me.exe", []byte("x")) }, "names", "run-me.exe"},
		{"a form of another day", func(t *testing.T, f *files) {
			f.edit(t, "pack.json", func(v map[string]any) { v["format"] = 3 })
		}, "pack.json", "version 3"},
		{"two recipients", func(t *testing.T, f *files) { f.text["pack.json"] = begin(f.text["pack.json"], `{"to":"DE",`) }, "pack.json", `duplicate object member name "to"`},
		{"a recipient in capitals", func(t *testing.T, f *files) {
			f.text["pack.json"] = bytes.Replace(f.text["pack.json"], []byte(`"to"`), []byte(`"To"`), 1)
		}, "four eyes", "nobody proposed this pack"},
		{"two keys of acts", func(t *testing.T, f *files) {
			f.text["custody/keys.json"] = begin(f.text["custody/keys.json"], `{"act":"x",`)
		}, "acts", `duplicate object member name "act"`},
		{"two lists of exhibits", func(t *testing.T, f *files) {
			f.text["withheld.json"] = begin(f.text["withheld.json"], `{"exhibits":[],`)
		}, "withheld", `duplicate object member name "exhibits"`},
		{"two lists of claims", func(t *testing.T, f *files) {
			f.text["findings/derivation.json"] = begin(f.text["findings/derivation.json"], `{"claims":[],`)
		}, "derivation", `duplicate object member name "claims"`},
		{"a finding of two minds", func(t *testing.T, f *files) {
			f.text["findings/findings.jsonl"] = begin(f.text["findings/findings.jsonl"], `{"hit":null,`)
		}, "findings", "a line of the findings cannot be read"},
		{"a subrun of two versions", func(t *testing.T, f *files) {
			f.text["subrun/manifest.json"] = begin(f.text["subrun/manifest.json"], `{"version":"1",`)
			f.edit(t, "pack.json", func(v map[string]any) { v["subrun"] = comity.DigestOf(f.text["subrun/manifest.json"]).String() })
		}, "subrun", `duplicate object member name "version"`},
		{"an act with two payloads", func(t *testing.T, f *files) {
			n := f.like("custody/acts/")[5]
			f.text[n] = begin(f.text[n], `{"payload":"eA==",`)
		}, "custody/acts/000006", "duplicate object member name"},
		{"a receipt with two salts", func(t *testing.T, f *files) {
			n := f.like("custody/receipts/")[0]
			f.text[n] = begin(f.text[n], `{"salt":"00000000000000000000000000000000",`)
		}, "custody/receipts/000001", "duplicate object member name"},
		{"a megabyte of nothing, unpacked", func(t *testing.T, f *files) {
			f.text["findings/derivation.json"] = []byte(`{"hits":[{}` + strings.Repeat(",{}", 1<<18) + `]}`)
		}, "derivation", "made of next to nothing"},
		{"a pack.json of many megabytes", func(t *testing.T, f *files) {
			f.text["pack.json"] = begin(f.text["pack.json"], "{"+strings.Repeat(" ", 17<<20))
		}, "pack.json", "larger than any pack has it"},
		{"a name that one of two readers knew", func(t *testing.T, f *files) { f.set("custody/policy", []byte("x")) }, "names", "custody/policy"},
		{"no pack.json", func(t *testing.T, f *files) { f.drop("pack.json") }, "pack.json", "missing"},
		{"no withheld.json", func(t *testing.T, f *files) { f.drop("withheld.json") }, "withheld", "missing"},
		{"no derivation", func(t *testing.T, f *files) { f.drop("findings/derivation.json") }, "derivation", "missing"},
	} {
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
