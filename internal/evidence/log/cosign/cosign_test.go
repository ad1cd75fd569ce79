package cosign_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	policy "github.com/transparency-dev/formats/witness"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/cosign"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
	"comity/internal/evidence/sign"
)

const pseudonym = "000102030405060708090a0b0c0d0e0f"

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func entry(seq int64) proof.Entry {
	return proof.Entry{Case: pseudonym, Seq: seq, Head: comity.DigestOf(fmt.Appendf(nil, "act %d", seq))}
}

// node is a home with a log.
type node struct {
	home, log, key string
	keys           *sign.Keys
}

func newNode(t testing.TB) node {
	t.Helper()
	home := t.TempDir()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home), Name: "it.example"})
	if err != nil {
		t.Fatal(err)
	}
	public, err := keys.Log()
	if err != nil {
		t.Fatal(err)
	}
	return node{home, filepath.Join(home, log.Dir), public.String(), keys}
}

// add opens the log in path with the node's key, adds entries and closes it.
func (n node) add(t testing.TB, path string, seqs ...int64) []proof.Receipt {
	t.Helper()
	l, err := log.Open(log.Config{Path: path, Signer: n.keys.LogSigner})
	if err != nil {
		t.Fatal(err)
	}
	var out []proof.Receipt
	for _, seq := range seqs {
		r, err := l.Add(context.Background(), entry(seq))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, r)
	}
	if err := l.Close(context.Background()); err != nil {
		t.Fatal(err)
	}
	return out
}

// partner is a witness that serves HTTP on loopback.
type partner struct {
	*witness.Witness
	cosign.Partner
	clock  *time.Time
	server *httptest.Server
}

func newPartner(t testing.TB, name, country, logKey string) *partner {
	t.Helper()
	home := t.TempDir()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home), Name: name + ".example"})
	if err != nil {
		t.Fatal(err)
	}
	cosigner, err := keys.Witness()
	if err != nil {
		t.Fatal(err)
	}
	at := noon
	p := &partner{clock: &at}
	p.Witness, err = witness.Open(witness.Config{FS: disk.OS(home), Dir: "witness", Logs: []string{logKey},
		Cosign: func(text []byte) ([]byte, error) { return cosigner.Cosign(text, *p.clock) }})
	if err != nil {
		t.Fatal(err)
	}
	p.server = httptest.NewServer(p.Handler(func(err error) { t.Error(err) }))
	t.Cleanup(p.server.Close)
	p.URL, err = url.Parse(p.server.URL)
	if err != nil {
		t.Fatal(err)
	}
	p.Partner.Witness = proof.Witness{Name: name, Country: country, Key: cosigner.Key()}
	return p
}

// book is the book of the log in path, kept in home, that asks these partners.
func (n node) book(t testing.TB, home, path string, quorum int, partners ...*partner) *cosign.Book {
	t.Helper()
	cfg := cosign.Config{FS: disk.OS(home), Log: path, LogKey: n.key, Country: "IT", Quorum: quorum, Now: time.Now}
	for _, p := range partners {
		cfg.Partners = append(cfg.Partners, p.Partner)
	}
	b, err := cosign.Open(cfg)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func collect(t testing.TB, b *cosign.Book) cosign.Report {
	t.Helper()
	rep, err := b.Collect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

func origin(key string) string { return strings.Split(key, "+")[0] }

// The quorum counts other countries; another implementation of policy and note agrees.
func TestRecordedWhenThePolicyIsMet(t *testing.T) {
	n := newNode(t)
	fr, de, own := newPartner(t, "fr", "FR", n.key), newPartner(t, "de", "DE", n.key), newPartner(t, "own", "IT", n.key)
	second := newPartner(t, "fr-2", "FR", n.key)
	r := n.add(t, n.log, 1, 2)
	for _, tt := range []struct {
		name     string
		quorum   int
		all, ask []*partner
		met      bool
		by       int
	}{
		{"both", 2, []*partner{fr, de}, []*partner{fr, de}, true, 2},
		{"one of two", 2, []*partner{fr, de}, []*partner{fr}, false, 1},
		{"own country", 2, []*partner{fr, de, own}, []*partner{fr, own}, false, 2},
		{"one country twice", 2, []*partner{fr, second, de}, []*partner{fr, second}, false, 2},
		{"one is enough", 1, []*partner{fr, de}, []*partner{de}, true, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var cfg []*partner
			for _, p := range tt.all {
				q := *p
				q.URL = nil
				for _, a := range tt.ask {
					if a == p {
						q.URL = p.URL
					}
				}
				cfg = append(cfg, &q)
			}
			b := n.book(t, t.TempDir(), n.log, tt.quorum, cfg...)
			rep := collect(t, b)
			if rep.Standing.Met != tt.met || len(rep.Standing.By) != tt.by || len(rep.Failed) != 0 {
				t.Errorf("%+v", rep)
			}
			got, s, err := b.Receipt(t.Context(), r[0])
			if err != nil || s.Met != tt.met {
				t.Fatal(s, err)
			}
			if err := got.Verify(entry(1), n.key); err != nil {
				t.Error(err)
			}
			if judge := satisfied(t, b.Policy(), n.key, got.Checkpoint); judge != tt.met {
				t.Errorf("another implementation of the policy says %v", judge)
			}
			if !s.By[0].Time.Equal(noon) {
				t.Errorf("co-signed at %s", s.By[0].Time)
			}
		})
	}
}

// satisfied asks the policy of transparency-dev, which knows nothing of ours. It wants a URL per witness.
func satisfied(t *testing.T, p proof.Policy, key, checkpoint string) bool {
	t.Helper()
	var text strings.Builder
	for line := range strings.Lines(p.Text(key)) {
		if strings.HasPrefix(line, "witness ") {
			line = strings.TrimSuffix(line, "\n") + " https://" + strings.Fields(line)[1] + ".example/\n"
		}
		text.WriteString(line)
	}
	g, err := policy.ParsePolicy([]byte(text.String()))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text.String())
	}
	return g.Satisfied([]byte(checkpoint))
}

// A partner that is away does not stop the work; when it is back, what it missed is covered.
func TestAPartnerIsAway(t *testing.T) {
	n := newNode(t)
	fr, de := newPartner(t, "fr", "FR", n.key), newPartner(t, "de", "DE", n.key)
	home := t.TempDir()
	r := n.add(t, n.log, 1)
	gone := *de
	gone.URL, _ = url.Parse("http://127.0.0.1:1/")
	rep := collect(t, n.book(t, home, n.log, 2, fr, &gone))
	if rep.Standing.Met || rep.Failed["de"] == nil {
		t.Fatalf("%+v", rep)
	}
	n.add(t, n.log, 2, 3)
	b := n.book(t, home, n.log, 2, fr, de)
	if rep := collect(t, b); !rep.Standing.Met || rep.Checkpoint.Size != 3 {
		t.Fatalf("%+v", rep)
	}
	got, s, err := b.Receipt(t.Context(), r[0])
	if err != nil || !s.Met || got.Size != 3 {
		t.Fatal(got, s, err)
	}
	if err := got.Verify(entry(1), n.key); err != nil {
		t.Error(err)
	}
}

// restored is the log as it was after these entries, on the same disk of the node's.
func restored(t *testing.T, n node, seqs ...int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "log")
	n.add(t, path, seqs...)
	return path
}

// A log put back from an old copy is told by a partner, or by what is kept, before anything is added.
func TestRollbackIsDetectedBeforeAFork(t *testing.T) {
	n := newNode(t)
	fr := newPartner(t, "fr", "FR", n.key)
	home := t.TempDir()
	n.add(t, n.log, 1, 2, 3)
	collect(t, n.book(t, home, n.log, 1, fr))
	old := restored(t, n, 1, 2)
	for name, home := range map[string]string{"by the partner": t.TempDir(), "by what is kept": home} {
		b := n.book(t, home, old, 1, fr)
		if name == "by what is kept" {
			file := *fr
			file.URL = nil
			b = n.book(t, home, old, 1, &file)
		}
		_, err := b.Collect(t.Context())
		if !cosign.RolledBack(err) || comity.KindOf(err) != comity.Refused || comity.HintOf(err) == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := cosign.NotBehind(proof.Checkpoint{Size: 2}, "receipt 000003", 3); !cosign.RolledBack(err) {
		t.Errorf("by a receipt: %v", err)
	}
}

// Truncation: the whole log is gone, and only what is kept remembers.
func TestALogThatIsGone(t *testing.T) {
	n := newNode(t)
	fr := newPartner(t, "fr", "FR", n.key)
	home := t.TempDir()
	n.add(t, n.log, 1)
	collect(t, n.book(t, home, n.log, 1, fr))
	if _, err := n.book(t, home, filepath.Join(t.TempDir(), "log"), 1, fr).Collect(t.Context()); !cosign.RolledBack(err) {
		t.Errorf("got %v", err)
	}
}

// A rewound log that has grown again shows another history; the partner signs
// neither that nor a lie about its size, and keeps what the log signed.
func TestSplitViewIsKeptByTheWitness(t *testing.T) {
	for name, tt := range map[string]struct {
		seqs []int64
		kind string
	}{
		"as long":  {[]int64{1, 2, 9}, witness.Split},
		"longer":   {[]int64{1, 2, 9, 10}, witness.Unproven},
		"shorter":  {[]int64{1, 9}, witness.Rollback},
		"as early": {[]int64{8}, witness.Split},
	} {
		t.Run(name, func(t *testing.T) {
			n := newNode(t)
			fr := newPartner(t, "fr", "FR", n.key)
			home := t.TempDir()
			n.add(t, n.log, 1)
			collect(t, n.book(t, home, n.log, 1, fr))
			n.add(t, n.log, 2, 3)
			collect(t, n.book(t, home, n.log, 1, fr))
			other := restored(t, n, tt.seqs...)
			if _, err := n.book(t, t.TempDir(), other, 1, fr).Collect(t.Context()); !cosign.RolledBack(err) {
				t.Errorf("another home: %v", err)
			}
			if _, err := n.book(t, home, other, 1, fr).Collect(t.Context()); !cosign.RolledBack(err) {
				t.Errorf("this home: %v", err)
			}
			kept, err := fr.Misbehaviour(origin(n.key))
			if err != nil || len(kept) == 0 {
				t.Fatal(kept, err)
			}
			m := kept[0]
			for _, text := range []string{m.Signed.Text, m.Cosigned.Text} {
				if _, err := proof.ParseCheckpoint([]byte(text), n.key); err != nil {
					t.Error(err)
				}
			}
			if m.Kind != tt.kind || m.Kind == witness.Split && (m.Signed.Size != m.Cosigned.Size || m.Signed.Root == m.Cosigned.Root) {
				t.Errorf("%s: %s", m.Kind, m.Signed.Text)
			}
			if last, err := fr.Last(t.Context(), origin(n.key)); err != nil || last.Size != 3 {
				t.Error(last, err)
			}
		})
	}
}

// By file: the same request and the same answer, and the size where it does not fit.
func TestByFile(t *testing.T) {
	n := newNode(t)
	fr := newPartner(t, "fr", "FR", n.key)
	fr.URL = nil
	home := t.TempDir()
	b := n.book(t, home, n.log, 1, fr)
	if _, err := b.Request(t.Context(), "fr", -1); comity.KindOf(err) != comity.Negative {
		t.Errorf("empty log: %v", err)
	}
	r := n.add(t, n.log, 1, 2)
	for round := range 2 {
		req, err := b.Request(t.Context(), "fr", -1)
		if err != nil {
			t.Fatal(err)
		}
		n.add(t, n.log, int64(10+round)) // the work goes on while the file travels
		back, err := witness.ParseRequest(req.Marshal())
		if err != nil {
			t.Fatal(err)
		}
		answer, err := fr.AddCheckpoint(t.Context(), back)
		if err != nil {
			t.Fatal(err)
		}
		size, s, err := b.Take(t.Context(), answer)
		if err != nil || !s.Met || size != uint64(2+round) {
			t.Fatal(size, s, err)
		}
		if _, s, err := b.Take(t.Context(), answer); err != nil || !s.Met {
			t.Errorf("taken twice: %v %v", s, err)
		}
	}
	if got, s, err := b.Receipt(t.Context(), r[1]); err != nil || !s.Met || got.Size != 2 {
		t.Error(got, s, err)
	}
	req, err := b.Request(t.Context(), "fr", 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := fr.AddCheckpoint(t.Context(), req); comity.KindOf(err) != comity.Negative {
		t.Errorf("a wrong size: %v", err)
	}
	if _, _, err := b.Take(t.Context(), []byte("— fr.example/witness AAAA\n")); comity.KindOf(err) != comity.Negative {
		t.Errorf("no cosignature: %v", err)
	}
	if _, err := b.Request(t.Context(), "fr", 99); !cosign.RolledBack(err) {
		t.Errorf("a partner who has seen more: %v", err)
	}
}

// A log that another process of this node continues meanwhile is not rolled back.
func TestTwoProcessesOfOneNode(t *testing.T) {
	n := newNode(t)
	fr := newPartner(t, "fr", "FR", n.key)
	home := t.TempDir()
	var wg sync.WaitGroup
	for i := range 4 {
		wg.Go(func() {
			l, err := log.Open(log.Config{Path: n.log, Signer: n.keys.LogSigner})
			if err != nil || i > 0 {
				return // one process opens a log once; the others only collect
			}
			for seq := range int64(10) {
				if _, err := l.Add(t.Context(), entry(seq+1)); err != nil {
					t.Error(err)
				}
			}
			if err := l.Close(t.Context()); err != nil {
				t.Error(err)
			}
		})
		b := n.book(t, home, n.log, 1, fr)
		wg.Go(func() {
			for range 10 {
				if _, err := b.Collect(t.Context()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
}

// Every byte of a kept note counts.
func TestADamagedNoteIsTold(t *testing.T) {
	n := newNode(t)
	fr := newPartner(t, "fr", "FR", n.key)
	home := t.TempDir()
	n.add(t, n.log, 1)
	collect(t, n.book(t, home, n.log, 1, fr))
	at := filepath.Join(home, cosign.Dir, "000000000001.note")
	text, err := os.ReadFile(at)
	if err != nil {
		t.Fatal(err)
	}
	for i := range text {
		bad := append([]byte(nil), text...)
		bad[i] ^= 1
		if err := os.WriteFile(at, bad, 0o644); err != nil {
			t.Fatal(err)
		}
		b := n.book(t, home, n.log, 1, &partner{Partner: cosign.Partner{Witness: fr.Partner.Witness}})
		rep, err := b.Collect(t.Context())
		if err == nil && rep.Standing.Met {
			t.Errorf("byte %d: %+v", i, rep)
		}
	}
}

// BenchmarkHowManyActsASecondWithOneWitness: heads of acts added at once by many,
// each until a checkpoint over it is co-signed by a witness over HTTP and kept.
func BenchmarkHowManyActsASecondWithOneWitness(b *testing.B) {
	n := newNode(b)
	fr := newPartner(b, "fr", "FR", n.key)
	book := n.book(b, b.TempDir(), n.log, 1, fr)
	l, err := log.Open(log.Config{Path: n.log, Signer: n.keys.LogSigner})
	if err != nil {
		b.Fatal(err)
	}
	ctx := context.Background()
	const callers = 1024
	var seq int64
	for b.Loop() {
		var wg sync.WaitGroup
		for range callers {
			seq++
			seq := seq
			wg.Go(func() {
				r, err := l.Add(ctx, entry(seq))
				if err != nil {
					b.Error(err)
					return
				}
				if rep, err := book.Cover(ctx, r.Index+1); err != nil || !rep.Standing.Met {
					b.Error(rep, err)
				}
			})
		}
		wg.Wait()
	}
	b.ReportMetric(float64(b.N*callers)/b.Elapsed().Seconds(), "acts/s")
	if err := l.Close(ctx); err != nil {
		b.Fatal(err)
	}
}
