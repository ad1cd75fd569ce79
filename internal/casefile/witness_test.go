package casefile_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/cosign"
	"comity/internal/evidence/log/witness"
	"comity/internal/evidence/sign"
)

// foreign is a partner's witness on loopback, with a clock of its own.
type foreign struct {
	*witness.Witness
	key, url string
	at       time.Time
	server   *httptest.Server
}

func newForeign(t *testing.T, name, logKey string) *foreign {
	t.Helper()
	home := t.TempDir()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home), Name: name})
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.Witness()
	if err != nil {
		t.Fatal(err)
	}
	f := &foreign{key: key.Key(), at: time.Date(2004, 5, 1, 8, 1, 0, 0, time.UTC)}
	f.Witness, err = witness.Open(witness.Config{FS: disk.OS(home), Dir: "witness", Logs: []string{logKey},
		Cosign: func(text []byte) ([]byte, error) { return key.Cosign(text, f.at) }})
	if err != nil {
		t.Fatal(err)
	}
	f.server = httptest.NewServer(f.Handler(func(err error) { t.Error(err) }))
	t.Cleanup(f.server.Close)
	f.url = f.server.URL
	return f
}

// witnessed is a home whose log a partner in FR co-signs, and an empty case of it.
type witnessed struct {
	home, dir string
	cfg       casefile.Config
	fr        *foreign
}

func newWitnessed(t *testing.T) *witnessed {
	t.Helper()
	root := t.TempDir()
	w := &witnessed{home: filepath.Join(root, "home"), dir: filepath.Join(root, "case")}
	w.cfg = config(w.home)
	n := openNode(t, w.cfg)
	rep, err := n.Witnessing(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	w.fr = newForeign(t, "fr.example", rep.Log)
	w.ask(t, w.fr.url)
	return w
}

// ask writes the policy: one partner, asked at url.
func (w *witnessed) ask(t *testing.T, url string) {
	t.Helper()
	at := filepath.Join(w.home, "node.toml")
	b, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	before, _, _ := strings.Cut(string(b), "\n[witness]\n")
	text := before + fmt.Sprintf("\n[witness]\ncountry = \"IT\"\nquorum = 1\n[[witness.partner]]\nname = \"fr\"\ncountry = \"FR\"\nkey = %q\nurl = %q\n", w.fr.key, url)
	if err := os.WriteFile(at, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// with opens the node anew, as each command does.
func (w *witnessed) with(t *testing.T, do func(*casefile.Node)) {
	t.Helper()
	n, err := casefile.OpenNode(t.Context(), w.cfg)
	if err != nil {
		t.Fatal(err)
	}
	do(n)
	if err := n.Close(); err != nil {
		t.Error(err)
	}
}

func (w *witnessed) init(t *testing.T, dir string) {
	t.Helper()
	w.with(t, func(n *casefile.Node) {
		if _, err := n.Init(t.Context(), dir, params()); err != nil {
			t.Fatal(err)
		}
	})
}

// review does an act to the case in dir.
func (w *witnessed) review(t *testing.T, dir, day string) (err error) {
	t.Helper()
	w.with(t, func(n *casefile.Node) {
		err = reopen(t, n, dir).Review(t.Context(), "", day, "", "as the court asks")
	})
	return err
}

func (w *witnessed) verify(t *testing.T, dir string) (rep casefile.VerifyReport) {
	t.Helper()
	w.with(t, func(n *casefile.Node) { rep = verify(t, reopen(t, n, dir), false) })
	return rep
}

// acts gives the last act's state and all states in a word each.
func (w *witnessed) acts(t *testing.T, dir string) (out []casefile.ActRow) {
	t.Helper()
	w.with(t, func(n *casefile.Node) {
		var err error
		if out, err = reopen(t, n, dir).Acts(t.Context()); err != nil {
			t.Fatal(err)
		}
	})
	return out
}

func says(rep casefile.VerifyReport, ok bool, name, text string) bool {
	for _, r := range rep.Checks {
		if r.OK == ok && strings.HasPrefix(r.Name, name) && strings.Contains(r.Text, text) {
			return true
		}
	}
	return false
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A partner that is away stops nothing; the next command collects, and so does a look.
func TestRecordedAndRecordedLocally(t *testing.T) {
	w := newWitnessed(t)
	w.ask(t, "http://127.0.0.1:1")
	w.init(t, w.dir)
	if rows := w.acts(t, w.dir); rows[0].Recorded != casefile.Locally || len(rows[0].Cosigned) != 0 {
		t.Errorf("%+v", rows)
	}
	if rep := w.verify(t, w.dir); !rep.OK || !says(rep, true, "witnesses", "recorded locally: co-signed by nobody") {
		t.Errorf("%+v", rep.Checks)
	}
	w.ask(t, w.fr.url)
	must(t, w.review(t, w.dir, "2005-01-01"))
	rows := w.acts(t, w.dir)
	for _, r := range rows {
		if r.Recorded != casefile.Recorded || len(r.Cosigned) != 1 || r.Cosigned[0].Country != "FR" || !r.Cosigned[0].Time.Equal(w.fr.at) {
			t.Errorf("%+v", r)
		}
	}
	if rep := w.verify(t, w.dir); !rep.OK || !says(rep, true, "witnesses", "acts 000001 to 000002 are recorded: co-signed by fr (FR, 2004-05-01T08:01:00Z)") {
		t.Errorf("%+v", rep.Checks)
	}
}

// Killed between publication and cosigning: the receipt is there, without cosignature.
func TestKilledBeforeCosigning(t *testing.T) {
	w := newWitnessed(t)
	w.init(t, w.dir)
	n, err := casefile.OpenNode(t.Context(), w.cfg)
	must(t, err)
	c := reopen(t, n, w.dir)
	ctx, cancel := context.WithCancel(t.Context())
	asked := 0
	w.fr.server.Config.Handler = stopAt(w.fr.server.Config.Handler, func() {
		if asked++; asked == 2 { // the first question is at the start
			cancel()
		}
	})
	if err := c.Review(ctx, "", "2005-01-01", "", "as the court asks"); err == nil {
		t.Fatal("not interrupted")
	}
	must(t, n.Close())
	w.fr.server.Config.Handler = w.fr.Handler(nil)
	if rep := w.verify(t, w.dir); !rep.OK {
		t.Errorf("%+v", failed(rep))
	}
	if rows := w.acts(t, w.dir); rows[1].Recorded != casefile.Locally {
		t.Errorf("%+v", rows)
	}
	must(t, w.review(t, w.dir, "2005-02-01"))
	for _, r := range w.acts(t, w.dir) {
		if r.Recorded != casefile.Recorded {
			t.Errorf("%+v", r)
		}
	}
}

// A log put back from an old backup is read, and nothing is written to it.
func TestRestoredLogIsReadOnly(t *testing.T) {
	for name, forget := range map[string]bool{"kept here": false, "the partner's word alone": true} {
		t.Run(name, func(t *testing.T) {
			w := newWitnessed(t)
			w.init(t, w.dir)
			old := filepath.Join(t.TempDir(), "home")
			must(t, os.CopyFS(old, os.DirFS(w.home)))
			other := filepath.Join(t.TempDir(), "other") // another case, so that no receipt of ours tells
			w.init(t, other)
			must(t, os.RemoveAll(filepath.Join(w.home, "log")))
			must(t, os.CopyFS(filepath.Join(w.home, "log"), os.DirFS(filepath.Join(old, "log"))))
			if forget {
				must(t, os.RemoveAll(filepath.Join(w.home, cosign.Dir)))
			}
			before := w.acts(t, w.dir)
			err := w.review(t, w.dir, "2005-01-01")
			if comity.KindOf(err) != comity.Refused || !cosign.RolledBack(err) || comity.HintOf(err) == "" {
				t.Errorf("got %v", err)
			}
			if now := w.acts(t, w.dir); len(now) != len(before) {
				t.Error("it wrote")
			}
			if rep := w.verify(t, w.dir); rep.OK != forget {
				t.Errorf("%+v", failed(rep))
			}
			if rep := w.verify(t, other); rep.OK {
				t.Error("a receipt of entries that are gone is accepted")
			}
		})
	}
}

// A log that was truncated without any partner is told by the case's own receipt.
func TestReceiptTellsOfATruncatedLog(t *testing.T) {
	root := t.TempDir()
	home, dir := filepath.Join(root, "home"), filepath.Join(root, "case")
	cfg := config(home)
	w := &witnessed{home: home, dir: dir, cfg: cfg}
	w.init(t, dir)
	old := filepath.Join(root, "old")
	must(t, os.CopyFS(old, os.DirFS(filepath.Join(home, "log"))))
	must(t, w.review(t, dir, "2005-01-01"))
	must(t, os.RemoveAll(filepath.Join(home, "log")))
	must(t, os.CopyFS(filepath.Join(home, "log"), os.DirFS(old)))
	if err := w.review(t, dir, "2005-02-01"); comity.KindOf(err) != comity.Refused {
		t.Errorf("got %v", err)
	}
}

// A case copied and continued twice: both copies say so.
func TestForkedCase(t *testing.T) {
	w := newWitnessed(t)
	w.init(t, w.dir)
	copied := filepath.Join(t.TempDir(), "copy")
	must(t, os.CopyFS(copied, os.DirFS(w.dir)))
	must(t, w.review(t, w.dir, "2005-01-01"))
	must(t, w.review(t, w.dir, "2005-02-01"))
	if rep := w.verify(t, w.dir); !rep.OK {
		t.Fatalf("%+v", failed(rep))
	}
	must(t, w.review(t, copied, "2005-03-01"))
	for _, dir := range []string{w.dir, copied} {
		if rep := w.verify(t, dir); rep.OK || !says(rep, false, "fork", "two continuations") {
			t.Errorf("%+v", failed(rep))
		}
	}
}

// An act with an earlier time than a log that a partner saw without it. A node whose
// clock is put back cannot confess it either.
func TestBackDatedAct(t *testing.T) {
	w := newWitnessed(t)
	w.init(t, w.dir)
	w.fr.at = time.Date(2004, 5, 3, 8, 0, 0, 0, time.UTC)
	w.init(t, filepath.Join(t.TempDir(), "other")) // two days later the partner sees the log, and nothing new of our case
	must(t, w.review(t, w.dir, "2005-01-01"))
	rep := w.verify(t, w.dir)
	if rep.OK || !says(rep, false, "time of act 000003", "back-dated") || !says(rep, true, "time of act 000002", "node's word alone") {
		t.Errorf("%+v", rep.Checks)
	}
}

// An act whose command was killed, and that is recorded days later, says so: its time
// is the node's word alone, and the case is sound.
func TestLateActConfesses(t *testing.T) {
	w := newWitnessed(t)
	w.init(t, w.dir)
	ctx, cancel := context.WithCancel(t.Context())
	now, cfg := w.cfg.Now, w.cfg
	cfg.Progress = func(stage string, done, _ int64) {
		if stage == "record" {
			cancel()
		}
	}
	n := openNode(t, cfg)
	if err := reopen(t, n, w.dir).Review(ctx, "", "2005-01-01", "", "as the court asks"); err == nil {
		t.Fatal("not interrupted")
	}
	if err := n.Close(); err != nil {
		t.Log(err) // interrupted
	}
	w.fr.at = w.fr.at.AddDate(0, 0, 2)
	w.cfg.Now = func() time.Time { return now().AddDate(0, 0, 2) }
	w.init(t, filepath.Join(t.TempDir(), "other"))
	must(t, w.review(t, w.dir, "2005-02-01"))
	rep := w.verify(t, w.dir)
	if !rep.OK || !says(rep, true, "time of act 000002", "recorded late") {
		t.Errorf("%+v", rep.Checks)
	}
	kinds := ""
	for _, r := range w.acts(t, w.dir) {
		kinds += r.Kind + " "
	}
	if kinds != "init review late review " {
		t.Error(kinds)
	}
}

// An act with a later time than the log in which a partner saw it.
func TestPostDatedAct(t *testing.T) {
	w := newWitnessed(t)
	w.fr.at = time.Date(2004, 4, 1, 8, 0, 0, 0, time.UTC)
	w.init(t, w.dir)
	if rep := w.verify(t, w.dir); rep.OK || !says(rep, false, "time of act 000001", "before the time that it states") {
		t.Errorf("%+v", rep.Checks)
	}
}

// stopAt calls do before each request.
func stopAt(h http.Handler, do func()) http.Handler {
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		do()
		h.ServeHTTP(rw, r)
	})
}

// A pack carries what partners have co-signed of the acts that it proves.
func TestPackCarriesCosignatures(t *testing.T) {
	t.Parallel()
	w := newWitnessed(t)
	w.init(t, w.dir)
	w.with(t, func(n *casefile.Node) {
		c := reopen(t, n, w.dir)
		if err := errors.Join(sealPair(t.Context(), c), checkCase(t.Context(), c)); err != nil {
			t.Fatal(err)
		}
		_, err := c.HandOver(t.Context(), casefile.HandoverParams{To: "DE", Out: filepath.Join(t.TempDir(), "de"), Urgent: true},
			func(ctx context.Context, h *casefile.Handover, _ io.Writer) (casefile.Made, error) {
				list, err := h.History(ctx, []int{0})
				if err != nil {
					return casefile.Made{}, err
				}
				text := list[len(list)-1].Text
				if !bytes.Contains(text, []byte(w.fr.key)) || !bytes.Contains(text, []byte("quorum partners")) {
					t.Errorf("keys.json does not name the witness: %s", text)
				}
				if done, by := h.Cosigned(); !done || len(by) != 1 || by[0] != "fr (FR)" {
					t.Errorf("co-signed: %v, %v", done, by)
				}
				if did := h.Signed(); len(did) != 1 || did[0].What != "proposed" || did[0].Act == 0 || did[0].Time.IsZero() {
					t.Errorf("signed by %+v", did)
				}
				return casefile.Made{}, nil
			})
		if err != nil {
			t.Error(err)
		}
	})
}
