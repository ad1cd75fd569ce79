package witness_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	cosignature "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/tessera"
	"github.com/transparency-dev/tessera/storage/posix"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/witness"
	"comity/internal/evidence/sign"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// served is a witness on loopback, of one log.
type served struct {
	*witness.Witness
	key string // of the witness
	url string
	cfg witness.Config
}

func serve(t testing.TB, logs ...string) served {
	t.Helper()
	home := t.TempDir()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home), Name: "fr.example"})
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.Witness()
	if err != nil {
		t.Fatal(err)
	}
	cfg := witness.Config{FS: disk.OS(home), Dir: "witness", Logs: logs,
		Cosign: func(text []byte) ([]byte, error) { return key.Cosign(text, noon) }}
	w, err := witness.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(w.Handler(func(err error) { t.Error(err) }))
	t.Cleanup(s.Close)
	return served{w, key.Key(), s.URL, cfg}
}

// newLog is the key of a log called log.example.
func newLog(t testing.TB) (note.Signer, string) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(nil, "log.example")
	if err != nil {
		t.Fatal(err)
	}
	s, err := note.NewSigner(skey)
	if err != nil {
		t.Fatal(err)
	}
	return s, vkey
}

// checkpoint signs a size and a root that is nobody's.
func checkpoint(t testing.TB, s note.Signer, size uint64, root byte) []byte {
	t.Helper()
	text := fmt.Sprintf("%s\n%d\n%s\n", s.Name(), size, base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{root}, 32)))
	b, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func (s served) post(t testing.TB, body []byte) (int, string, string) {
	t.Helper()
	res, err := http.Post(s.url+"/add-checkpoint", "text/plain", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(res.Body)
	if err = errors.Join(err, res.Body.Close()); err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(b), res.Header.Get("Content-Type")
}

// The statuses are those of C2SP tlog-witness.
func TestAnswers(t *testing.T) {
	signer, vkey := newLog(t)
	other, _ := newLog(t) // same name, another key
	stranger, err := note.NewSigner(mustKey(t, "stranger.example"))
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, vkey)
	ask := func(old uint64, cp []byte, proof ...comity.Digest) []byte {
		return witness.Request{Old: old, Proof: proof, Checkpoint: cp}.Marshal()
	}
	five := checkpoint(t, signer, 5, 5)
	for _, tt := range []struct {
		name   string
		body   []byte
		status int
		answer string
	}{
		{"unknown log", ask(0, checkpoint(t, stranger, 5, 5)), 404, ""},
		{"another key", ask(0, checkpoint(t, other, 5, 5)), 403, ""},
		{"no request", []byte("old five\n\n"), 400, ""},
		{"too long", append(ask(0, five), make([]byte, witness.MaxRequest)...), 400, ""},
		{"old is larger", ask(6, five), 400, ""},
		{"empty log with a root", ask(0, checkpoint(t, signer, 0, 1)), 422, ""},
		{"never seen", ask(3, five), 409, "0\n"},
		{"first, with a proof", ask(0, five, comity.Digest{1}), 422, ""},
		{"first", ask(0, five), 200, "— fr.example/witness "},
		{"again", ask(5, five), 200, "— fr.example/witness "},
		{"again as the first", ask(0, five), 409, "5\n"},
		{"another root", ask(5, checkpoint(t, signer, 5, 6)), 422, ""},
		{"larger, unproven", ask(5, checkpoint(t, signer, 6, 6), comity.Digest{1}), 422, ""},
		{"larger, from elsewhere", ask(4, checkpoint(t, signer, 6, 6)), 409, "5\n"},
		{"smaller", ask(2, checkpoint(t, signer, 4, 4)), 409, "5\n"},
	} {
		status, answer, kind := s.post(t, tt.body)
		if status != tt.status || !strings.HasPrefix(answer, tt.answer) || (status == 409) != (kind == "text/x.tlog.size") {
			t.Errorf("%s: %d %q %s", tt.name, status, answer, kind)
		}
		if status == 200 {
			judge(t, five, answer, s.key)
		}
	}
	kept, err := s.Misbehaviour("log.example")
	var kinds []string
	for _, m := range kept {
		kinds = append(kinds, m.Kind)
	}
	if got := strings.Join(kinds, " "); err != nil || got != "rollback split unproven" {
		t.Errorf("kept %q, %v", got, err)
	}
	if res, err := http.Get(s.url + "/add-checkpoint"); err != nil || res.StatusCode != 405 {
		t.Error(res, err)
	}
}

func mustKey(t testing.TB, name string) string {
	t.Helper()
	skey, _, err := note.GenerateKey(nil, name)
	if err != nil {
		t.Fatal(err)
	}
	return skey
}

// judge is x/mod's note with transparency-dev's verifier.
func judge(t *testing.T, checkpoint []byte, line, key string) {
	t.Helper()
	v, err := cosignature.NewVerifierForCosignatureV1(key)
	if err != nil {
		t.Fatal(err)
	}
	n, err := note.Open(append(bytes.Clone(checkpoint), line...), note.VerifierList(v))
	if err != nil {
		t.Fatal(err)
	}
	if at, err := cosignature.CoSigV1Timestamp(n.Sigs[0]); err != nil || !at.Equal(noon) {
		t.Error(at, err)
	}
}

// What it has signed it knows after a restart, and another process knows it too.
func TestItRemembers(t *testing.T) {
	signer, vkey := newLog(t)
	s := serve(t, vkey)
	if _, err := s.AddCheckpoint(t.Context(), witness.Request{Checkpoint: checkpoint(t, signer, 5, 5)}); err != nil {
		t.Fatal(err)
	}
	again, err := witness.Open(s.cfg)
	if err != nil {
		t.Fatal(err)
	}
	var no *witness.Refusal
	if _, err := again.AddCheckpoint(t.Context(), witness.Request{Checkpoint: checkpoint(t, signer, 3, 3)}); !errors.As(err, &no) || no.Size != 5 {
		t.Error(err)
	}
}

// What a log that misbehaves may fill is bounded.
func TestWhatIsKeptIsBounded(t *testing.T) {
	signer, vkey := newLog(t)
	s := serve(t, vkey)
	if _, err := s.AddCheckpoint(t.Context(), witness.Request{Checkpoint: checkpoint(t, signer, 900, 5)}); err != nil {
		t.Fatal(err)
	}
	for size := range uint64(300) {
		if _, err := s.AddCheckpoint(t.Context(), witness.Request{Checkpoint: checkpoint(t, signer, size+1, 3)}); err == nil {
			t.Fatal("signed")
		}
	}
	if kept, err := s.Misbehaviour("log.example"); err != nil || len(kept) != 256 {
		t.Errorf("%d kept, %v", len(kept), err)
	}
}

// Tessera's own client of witnesses publishes nothing but what this witness co-signed.
func TestTesseraPublishesUnderIt(t *testing.T) {
	signer, vkey := newLog(t)
	s := serve(t, vkey)
	u, err := url.Parse(s.url)
	if err != nil {
		t.Fatal(err)
	}
	group, err := tessera.NewWitnessGroupFromPolicy([]byte("witness fr " + s.key + " " + u.String() + "\nquorum fr\n"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	driver, err := posix.New(ctx, posix.Config{Path: filepath.Join(t.TempDir(), "log")})
	if err != nil {
		t.Fatal(err)
	}
	app, shutdown, reader, err := tessera.NewAppender(ctx, driver, tessera.NewAppendOptions().WithCheckpointSigner(signer).
		WithBatching(1, time.Millisecond).WithCheckpointInterval(100*time.Millisecond).WithWitnesses(group, &tessera.WitnessOptions{Timeout: 5 * time.Second}))
	if err != nil {
		t.Fatal(err)
	}
	await := tessera.NewPublicationAwaiter(ctx, reader.ReadCheckpoint, 10*time.Millisecond)
	for i := range 3 {
		_, cp, err := await.Await(ctx, app.Add(ctx, tessera.NewEntry(fmt.Appendf(nil, "entry %d", i))))
		if err != nil {
			t.Fatal(err)
		}
		v, err := cosignature.NewVerifierForCosignatureV1(s.key)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := note.Open(cp, note.VerifierList(v)); err != nil {
			t.Error(err)
		}
	}
	if err := shutdown(ctx); err != nil {
		t.Error(err)
	}
}

func FuzzParseRequest(f *testing.F) {
	f.Add([]byte("old 0\n\nlog.example\n5\nroot\n\n— log.example sig\n"))
	f.Add(witness.Request{Old: 7, Proof: []comity.Digest{{1}, {2}}, Checkpoint: []byte("x\n")}.Marshal())
	f.Add([]byte("old 01\n\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := witness.ParseRequest(b)
		if err != nil {
			return
		}
		if again := r.Marshal(); !bytes.Equal(again, b) {
			t.Errorf("%q is written back as %q", b, again)
		}
	})
}
