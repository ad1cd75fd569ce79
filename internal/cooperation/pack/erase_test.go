package pack_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"filippo.io/age"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/pack"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
)

// billing is an export of which rows are handed over before it is erased. One row is its own alone:
// what another exhibit says as well stays with that one.
const (
	billing    = "IT/PP/2004-7/2"
	billingRow = "t6,2004-02-03 12:57:00,garden.example,hyacinth77,Quincy-Amos,Marshfield,quince@orchard.example,4000002222224448,37.19,EUR,198.18.4.7,sale,ok\n"
)

// handedWorld is a small case with packs of its billing export in its own folder and outside.
type handedWorld struct {
	*world
	id   *age.X25519Identity // whose holder can read what is encrypted
	seek *seeker
	left map[string][]byte // what a command that is killed leaves, by path
}

func newHandedWorld(t *testing.T) *handedWorld {
	t.Helper()
	root := t.TempDir()
	w := &handedWorld{world: &world{t: t, root: root}, left: map[string][]byte{}}
	in := filepath.Join(root, "in")
	must(t, os.CopyFS(in, os.DirFS("../../casefile/testdata/small")))
	name := filepath.Join(in, "billing", "transactions.csv")
	text, err := os.ReadFile(name)
	must(t, err)
	must(t, os.WriteFile(name, append(text, billingRow...), 0o600))
	w.seek = &seeker{words: own(t, in, append(text, billingRow...))}
	n, err := casefile.OpenNode(t.Context(), casefile.Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader})
	must(t, err)
	t.Cleanup(func() { n.Close() })
	w.c, err = n.Init(t.Context(), filepath.Join(root, "case"), casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"})
	must(t, err)
	_, err = w.c.Seal(t.Context(), filepath.Join(in, "evidence.toml"))
	must(t, err)
	_, err = w.c.Check(t.Context())
	must(t, err)
	must(t, w.c.Rebuild(t.Context()))
	w.id, err = age.GenerateX25519Identity()
	must(t, err)
	w.seek.keys = []age.Identity{w.id}
	for _, dir := range []string{filepath.Join(root, "case", "out"), filepath.Join(root, "out"), filepath.Join(root, "tmp")} {
		must(t, os.Mkdir(dir, 0o700))
	}
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// own are the rows of an export and their words of six letters or more that stand in no other file of the manifest's folder.
func own(t *testing.T, in string, export []byte) (out [][]byte) {
	t.Helper()
	var others []byte
	must(t, filepath.WalkDir(in, func(p string, e os.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.HasSuffix(p, "transactions.csv") {
			return err
		}
		b, err := os.ReadFile(p)
		others = append(others, b...)
		return err
	}))
	others = bytes.ToLower(others)
	for line := range bytes.Lines(bytes.ToLower(export)) {
		line = bytes.TrimSpace(line)
		out = append(out, line)
		for _, word := range bytes.FieldsFunc(line, func(r rune) bool { return r == ',' }) {
			if len(word) >= 6 && !bytes.Contains(others, word) && string(word) != "renewal" { // which is a word of ours
				out = append(out, word)
			}
		}
	}
	return append(out, []byte("400000******4448"))
}

// hand puts a whole pack, or a disclosure, into a file.
func (w *handedWorld) hand(p casefile.HandoverParams) casefile.HandoverReport {
	w.t.Helper()
	p.Urgent = p.To != ""
	rep, err := w.c.HandOver(w.t.Context(), p, func(ctx context.Context, h *casefile.Handover, out io.Writer) (casefile.Made, error) {
		key, err := h.Certified(ctx)
		if err != nil {
			return casefile.Made{}, err
		}
		to := container.Create(out, container.Config{Signers: []cms.Signer{{Signer: key.Signer, Chain: key.Chain}}, Now: time.Now})
		texts := func(ctx context.Context, pk *pack.Pack, to pack.Container) error {
			w.keep()
			return pack.Texts(ctx, pk, to)
		}
		made, err := pack.Make(ctx, h, to, pack.Config{To: p.To, Subject: p.Subject, Now: time.Now(), Workers: 2, Texts: texts, Accuracy: "on invented data"})
		if err != nil {
			return made, err
		}
		return made, to.Close(ctx)
	})
	must(w.t, err)
	return rep
}

// keep takes down what lies in the case while a pack is being made.
func (w *handedWorld) keep() {
	for _, like := range []string{".tmp-*", "out/*.part"} {
		names, err := filepath.Glob(filepath.Join(w.root, "case", like))
		must(w.t, err)
		for _, name := range names {
			b, err := os.ReadFile(name)
			must(w.t, err)
			w.left[name] = b
		}
	}
}

// die puts it there again, as if the command had been killed then.
func (w *handedWorld) die() (parts, spools int) {
	for name, b := range w.left {
		must(w.t, os.WriteFile(name, b, 0o600))
		if strings.HasSuffix(name, ".part") {
			parts++
		} else {
			spools++
		}
	}
	return parts, spools
}

// After an exhibit is erased nothing of it is left in case or home, in no coding, though rows of it were packed and
// disclosed: what lies in our own folders is gone as well, encrypted or not, whole or cut. The recipient is told.
func TestErasedIsInNoPack(t *testing.T) {
	w := newHandedWorld(t)
	t.Setenv("TMPDIR", filepath.Join(w.root, "tmp"))
	ours := []string{filepath.Join(w.root, "case"), filepath.Join(w.root, "home"), filepath.Join(w.root, "tmp")}
	subject := ""
	must(t, w.c.Subjects(t.Context(), func(s run.Subject) error {
		for _, x := range s.Selectors {
			if x.Value == "quince@orchard.example" {
				subject = s.ID
			}
		}
		return nil
	}))
	inside := func(name string) string { return filepath.Join(w.root, "case", "out", name) }
	outside := filepath.Join(w.root, "out", "again.asice.age")
	for _, p := range []casefile.HandoverParams{
		{To: "IT", Out: inside("for-IT.asice.age"), Recipients: []string{w.id.Recipient().String()}},
		{To: "IT", Out: outside, Recipients: []string{w.id.Recipient().String()}},
		{Subject: subject, Out: inside("defence.asice")},
	} {
		if rep := w.hand(p); rep.Shown == 0 {
			t.Fatalf("nothing is shown: %+v", rep)
		}
	}
	must(t, os.Link(inside("defence.asice"), inside("a copy.asice")))
	must(t, os.WriteFile(inside("letter.txt"), []byte("of another matter\n"), 0o600))
	if parts, spools := w.die(); parts == 0 || spools == 0 {
		t.Fatalf("a killed command leaves %d parts, %d spools", parts, spools)
	}
	before := w.seek.in(t, append(ours, outside)...)
	for _, name := range []string{inside("for-IT.asice.age"), inside("defence.asice"), inside("a copy.asice"), inside("defence.asice.part"), outside} {
		if before[name] == "" {
			t.Errorf("before, nothing is found in %s", name)
		}
	}

	rep, err := w.c.Erase(t.Context(), casefile.WithdrawParams{Item: billing, Reason: "erasure date reached", Urgent: true})
	must(t, err)
	must(t, w.c.Rebuild(t.Context()))
	for name, word := range w.seek.in(t, ours...) {
		t.Errorf("%s still holds %q", name, word)
	}
	for _, name := range []string{inside("letter.txt"), outside} { // what we do not hold, or is another's, is not ours to take
		if _, err := os.Stat(name); err != nil {
			t.Error(err)
		}
	}
	w.told(rep, subject)
	v, err := w.c.Verify(t.Context(), true)
	if err != nil || !v.OK {
		t.Errorf("%+v, %v", v.Checks, err)
	}
}

// told wants the packs named by their digests, and a notice to the state that has two.
func (w *handedWorld) told(rep casefile.WithdrawReport, subject string) {
	w.t.Helper()
	packs := 0
	for _, s := range rep.Said {
		if !s.File.IsZero() {
			packs++
		}
	}
	if len(rep.Notices) != 1 || !strings.HasSuffix(rep.Notices[0], "-IT.json") {
		w.t.Errorf("notices: %v", rep.Notices)
	}
	if packs != 3 || !slices.ContainsFunc(rep.Dependents, func(d casefile.Dependent) bool { return d.Item == subject && d.Became == "gone" }) {
		w.t.Errorf("%d packs rest on it; dependents %+v, said %+v", packs, rep.Dependents, rep.Said)
	}
}

// A pack of a run that never read what is erased stays where it is; and no pack is written where an erasure would not look.
func TestErasingLeavesOtherPacks(t *testing.T) {
	w := newHandedWorld(t)
	p := casefile.HandoverParams{To: "IT", Out: filepath.Join(w.root, "case", "out", "other.asice.age"), Recipients: []string{w.id.Recipient().String()}}
	w.hand(p)
	_, err := w.c.Seal(t.Context(), "../../casefile/testdata/pair/evidence.toml")
	must(t, err)
	for _, item := range []string{"B", billing} {
		_, err = w.c.Erase(t.Context(), casefile.WithdrawParams{Item: item, Reason: "not needed", Urgent: true})
		must(t, err)
		if _, err := os.Stat(p.Out); (err == nil) != (item == "B") {
			t.Errorf("%s is erased; the pack: %v", item, err)
		}
	}
	for _, out := range []string{"case/seals/x.asice", "case/x.asice", "home/x.asice", "home/in/x.asice"} {
		p.Out = filepath.Join(w.root, filepath.FromSlash(out))
		if _, err := w.c.HandOver(t.Context(), p, nil); comity.KindOf(err) != comity.Usage {
			t.Errorf("--out %s: %v", out, err)
		}
	}
}
