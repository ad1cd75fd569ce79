package opening_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/cooperation/opening"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/sign"
	"comity/internal/verify"
)

// node is a sender with a card.
type node struct {
	signer cms.Signer
	card   partner.Partner
}

func newNode(t *testing.T, country string) node {
	t.Helper()
	fs := disk.OS(t.TempDir())
	keys, err := sign.Open(sign.Config{FS: fs, Now: time.Now})
	check(t, err)
	who, err := keys.Certified(t.Context())
	check(t, err)
	act, log, err := sign.Public(fs)
	check(t, err)
	card, err := partner.New(partner.Card{Format: 1, Country: country, Authority: "Authority of " + country, Act: act.String(), Log: log.String(),
		Root: string(sign.MarshalCertificate(who.Chain[len(who.Chain)-1]))})
	check(t, err)
	return node{cms.Signer{Signer: who.Signer, Chain: who.Chain}, card}
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// files are those of a small pack from IT.
func files(t *testing.T) map[string]string {
	t.Helper()
	data := []byte("one\ntwo\nthree\n")
	cfg := seal.Config{Rule: seal.Line, Key: seal.SaltKey([32]byte{1}, seal.Line, "", "")}
	tree, err := seal.Build(t.Context(), bytes.NewReader(data), cfg)
	check(t, err)
	var rows bytes.Buffer
	check(t, seal.Prune(t.Context(), &rows, bytes.NewReader(data), tree, cfg, func(i, _ int64, _ []byte) seal.Show { return seal.Show{Leaf: i == 1} }))
	d, err := json.Marshal(map[string]any{"source": map[string]any{"ref": "IT/1", "exhibit": comity.DigestOf(data)}, "tree": tree})
	check(t, err)
	return map[string]string{
		"exhibits/001/description.json": string(d),
		"exhibits/001/rows.txt":         rows.String(),
		"withheld.json":                 `{"exhibits":[{"number":1,"leaves":3,"shown":1,"withheld":{"other-state":2}},{"leaves":5,"shown":0,"withheld":{"other-state":5}}],"subjects":[{}]}`,
		"pack.json":                     `{"format":1,"kind":"pack","case":"c1","title":"Falcon","from":{"authority":"says so","country":"IT"},"to":"DE","created":"2026-01-02T03:04:05Z"}`,
		"report.html":                   "<html>",
	}
}

// pack writes a container to a folder of its own.
func pack(t *testing.T, by node, entries map[string]string, to ...age.Recipient) string {
	t.Helper()
	var b bytes.Buffer
	w := io.Writer(&b)
	var e io.WriteCloser
	if len(to) > 0 {
		var err error
		e, err = container.Encrypt(&b, to)
		check(t, err)
		w = e
	}
	c := container.Create(w, container.Config{Signers: []cms.Signer{by.signer}})
	for _, name := range []string{"exhibits/001/description.json", "exhibits/001/rows.txt", "exhibits/003/rows.txt", "withheld.json", "pack.json", "report.html", "notes/x.exe"} {
		if text, ok := entries[name]; ok {
			f, err := c.Add(name)
			check(t, err)
			_, err = io.WriteString(f, text)
			check(t, err)
		}
	}
	check(t, c.Close(t.Context()))
	if e != nil {
		check(t, e.Close())
	}
	file := filepath.Join(t.TempDir(), "pack")
	check(t, os.WriteFile(file, b.Bytes(), 0o600))
	return file
}

func TestOpen(t *testing.T) {
	it := newNode(t, "IT")
	id, err := age.GenerateX25519Identity()
	check(t, err)
	file := pack(t, it, files(t), id.Recipient())
	out := filepath.Join(t.TempDir(), "from-IT")
	var logged opening.Report
	rep, err := opening.Open(t.Context(), file, out, opening.Config{Identities: []age.Identity{id}, Partners: []partner.Partner{newNode(t, "FR").card, it.card}, Now: time.Now(),
		Admit: func(r opening.Report) error {
			logged = r
			if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
				t.Error("it stands under its name before the look is logged")
			}
			return nil
		}})
	check(t, err)
	if rep.From != (opening.Party{Authority: "Authority of IT", Country: "IT"}) || rep.Case != "c1" || !rep.Encrypted || rep.Withheld != 7 || rep.Missing != 1 || logged.Digest != rep.Digest {
		t.Errorf("report: %+v", rep)
	}
	if len(rep.Exhibits) != 1 || rep.Exhibits[0].Shown != 1 || rep.Exhibits[0].Leaves != 3 || rep.Exhibits[0].Ref != "IT/1" {
		t.Errorf("exhibits: %+v", rep.Exhibits)
	}
	if len(rep.Signatures) != 1 || rep.Signatures[0].Country != "IT" || rep.Signatures[0].Level != "B-B" {
		t.Errorf("signatures: %+v", rep.Signatures)
	}
	for _, name := range []string{"pack.asice", "files/pack.json", "files/exhibits/001/rows.txt", "files/manifest-sha256.txt"} {
		if i, err := os.Stat(filepath.Join(out, filepath.FromSlash(name))); err != nil || i.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", name, i, err)
		}
	}
}

// What does not verify, or may not be opened, leaves nothing behind, and says why.
func TestOpenRefuses(t *testing.T) {
	it, fr := newNode(t, "IT"), newNode(t, "FR")
	id, err := age.GenerateX25519Identity()
	check(t, err)
	other, err := age.GenerateX25519Identity()
	check(t, err)
	with := func(name, old, text string) map[string]string {
		f := files(t)
		if f[name] = strings.Replace(f[name], old, text, 1); old == "" {
			f[name] = text
		}
		return f
	}
	for _, c := range []struct {
		name string
		file string
		cfg  opening.Config
		kind comity.Kind
		says string
	}{
		{"nobody pinned", pack(t, it, files(t)), opening.Config{}, comity.Refused, "partners-are-pinned"},
		{"another pinned", pack(t, it, files(t)), opening.Config{Partners: []partner.Partner{fr.card}}, comity.Negative, "signature"},
		{"one partner in another's name", pack(t, fr, files(t)), opening.Config{Partners: []partner.Partner{fr.card, it.card}}, comity.Negative, "did not sign"},
		{"no key", pack(t, it, files(t), id.Recipient()), opening.Config{}, comity.Input, "no key"},
		{"another's key", pack(t, it, files(t), id.Recipient()), opening.Config{Identities: []age.Identity{other}}, comity.Negative, "other keys"},
		{"cut", cut(t, pack(t, it, files(t), id.Recipient())), opening.Config{Identities: []age.Identity{id}}, comity.Negative, "cut"},
		{"no container", write(t, "roses"), opening.Config{}, comity.Negative, "container"},
		{"a flipped bit", flip(t, pack(t, it, files(t))), opening.Config{}, comity.Negative, ""},
		{"no such file", filepath.Join(t.TempDir(), "none"), opening.Config{}, comity.Input, ""},
		{"rows of another tree", pack(t, it, with("exhibits/001/description.json", `"leaves":3`, `"leaves":4`)), opening.Config{}, comity.Negative, "rows.txt"},
		{"an altered row", pack(t, it, with("exhibits/001/rows.txt", "dHdvCg==", "dHdhCg==")), opening.Config{}, comity.Negative, "rows.txt"},
		{"no tree", pack(t, it, with("exhibits/001/description.json", "", "{}")), opening.Config{}, comity.Negative, "no tree"},
		{"a wrong count of shown rows", pack(t, it, with("withheld.json", `"shown":1,"withheld":{"other-state":2}`, `"shown":2,"withheld":{"other-state":1}`)), opening.Config{}, comity.Negative, "withheld.json"},
		{"an uncounted exhibit", pack(t, it, with("withheld.json", "", `{"exhibits":[],"subjects":[]}`)), opening.Config{}, comity.Negative, "withheld.json"},
		{"a stray exhibit", pack(t, it, with("exhibits/003/rows.txt", "", "x")), opening.Config{}, comity.Negative, "without a gap"},
		{"a stray file", pack(t, it, with("notes/x.exe", "", "x")), opening.Config{}, comity.Negative, "no file of a pack"},
		{"a later format", pack(t, it, with("pack.json", `"format":1`, `"format":4`)), opening.Config{}, comity.Negative, "format 4"},
		{"an unlogged look", pack(t, it, files(t)), opening.Config{Admit: func(opening.Report) error { return comity.Errorf(comity.Refused, "every-look-is-logged") }}, comity.Refused, "every-look"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.cfg.Now = time.Now()
			if c.cfg.Partners == nil && c.name != "nobody pinned" {
				c.cfg.Partners = []partner.Partner{it.card}
			}
			_, err := opening.Open(t.Context(), c.file, filepath.Join(dir, "out"), c.cfg)
			if err == nil || comity.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.says) {
				t.Errorf("error is %v", err)
			}
			left, err := os.ReadDir(dir)
			if err != nil || len(left) > 0 {
				t.Errorf("left behind: %v, %v", left, err)
			}
		})
	}
}

func TestOpenStopsWhenAsked(t *testing.T) {
	it := newNode(t, "IT")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	dir := t.TempDir()
	if _, err := opening.Open(ctx, pack(t, it, files(t)), filepath.Join(dir, "out"), opening.Config{Partners: []partner.Partner{it.card}, Now: time.Now()}); !errors.Is(err, context.Canceled) {
		t.Errorf("error is %v", err)
	}
	check(t, os.Mkdir(filepath.Join(dir, "there"), 0o700))
	_, err := opening.Open(t.Context(), pack(t, it, files(t)), filepath.Join(dir, "there"), opening.Config{Partners: []partner.Partner{it.card}, Now: time.Now()})
	if comity.KindOf(err) != comity.Input || !strings.Contains(fmt.Sprint(err), "there already") {
		t.Errorf("error is %v", err)
	}
}

func write(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "pack")
	check(t, os.WriteFile(name, []byte(text), 0o600))
	return name
}

func cut(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	check(t, err)
	return write(t, string(b[:len(b)-40]))
}

func flip(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(name)
	check(t, err)
	b[len(b)/3] ^= 4
	return write(t, string(b))
}

// What the judge finds wrong stops it before anything is logged or named.
func TestJudgedFirst(t *testing.T) {
	it := newNode(t, "IT")
	out := filepath.Join(t.TempDir(), "from-IT")
	_, err := opening.Open(t.Context(), pack(t, it, files(t)), out, opening.Config{Partners: []partner.Partner{it.card}, Now: time.Now(),
		Judge: func(_ context.Context, j opening.Judged) (verify.Report, error) {
			if j.Sender.Country != "IT" || j.Size("withheld.json") < 0 {
				t.Errorf("judged: %+v", j.Sender)
			}
			return verify.Report{Checks: []verify.Check{{Name: "acts", OK: true}, {Name: "receipts", Text: "none"}}}, nil
		},
		Admit: func(opening.Report) error { t.Error("admitted"); return nil }})
	if comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), "receipts: none") {
		t.Error(err)
	}
	if _, err := os.Stat(out); !errors.Is(err, os.ErrNotExist) {
		t.Error("it stands under its name all the same")
	}
}
