package log_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/sign"
)

const pseudonym = "000102030405060708090a0b0c0d0e0f"

// childHome tells a copy of this test program to add entries until it is killed.
const childHome = "COMITY_TEST_LOG_HOME"

func TestMain(m *testing.M) {
	if home := os.Getenv(childHome); home != "" {
		if err := addForever(home); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// addForever prints the receipt of each entry once it has been acknowledged.
func addForever(home string) error {
	keys, err := sign.Open(sign.Config{FS: disk.OS(home)})
	if err != nil {
		return err
	}
	l, err := log.Open(log.Config{Path: filepath.Join(home, log.Dir), Signer: keys.LogSigner})
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	for seq := int64(1); ; seq++ {
		r, err := l.Add(context.Background(), entry(seq))
		if err != nil {
			return err
		}
		if err := out.Encode(acked{seq, r}); err != nil {
			return err
		}
	}
}

type acked struct {
	Seq     int64
	Receipt proof.Receipt
}

func entry(seq int64) proof.Entry {
	return proof.Entry{Case: pseudonym, Seq: seq, Head: comity.DigestOf(fmt.Appendf(nil, "act %d", seq))}
}

// node is a home with a log.
type node struct {
	home, path, vkey string
	signer           func() (note.Signer, error)
}

func newNode(t testing.TB) node {
	t.Helper()
	home := t.TempDir()
	keys, err := sign.Open(sign.Config{FS: disk.OS(home)})
	if err != nil {
		t.Fatal(err)
	}
	public, err := keys.Log()
	if err != nil {
		t.Fatal(err)
	}
	return node{home, filepath.Join(home, log.Dir), public.String(), keys.LogSigner}
}

func (n node) open(t testing.TB) *log.Log {
	t.Helper()
	l, err := log.Open(log.Config{Path: n.path, Signer: n.signer})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return l
}

func (n node) reader() *proof.Reader { return proof.Open(os.DirFS(n.path), n.vkey) }

func add(t testing.TB, l *log.Log, seq int64) proof.Receipt {
	t.Helper()
	r, err := l.Add(context.Background(), entry(seq))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// addMany adds entries at once, so that they share checkpoints.
func addMany(t testing.TB, l *log.Log, from, n int64) []proof.Receipt {
	t.Helper()
	receipts := make([]proof.Receipt, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { receipts[i] = add(t, l, from+i) })
	}
	wg.Wait()
	return receipts
}

func TestAddThenCheck(t *testing.T) {
	n := newNode(t)
	l := n.open(t)
	var receipts []proof.Receipt
	for seq := int64(1); seq <= 3; seq++ {
		r := add(t, l, seq)
		if err := r.Verify(entry(seq), n.vkey); err != nil {
			t.Error(err)
		}
		if err := r.Verify(entry(seq+1), n.vkey); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("another entry: %v", err)
		}
		receipts = append(receipts, r)
	}
	cp, err := n.reader().Check(t.Context(), receipts...)
	if err != nil || cp.Size != 3 {
		t.Errorf("Check = %+v, %v", cp, err)
	}
	found, err := n.reader().Find(t.Context(), pseudonym)
	if err != nil || len(found) != 3 || found[2].Entry != entry(3) || found[2].Index != 2 {
		t.Errorf("Find = %v, %v", found, err)
	}
	if other, err := n.reader().Find(t.Context(), strings.Repeat("f", 32)); err != nil || other != nil {
		t.Errorf("another case: %v, %v", other, err)
	}
}

// TestManyEntries crosses the width of a tile, starts anew and sweeps.
func TestManyEntries(t *testing.T) {
	n := newNode(t)
	var receipts []proof.Receipt
	for from := int64(1); from < 900; from += 300 {
		l := n.open(t)
		receipts = append(receipts, addMany(t, l, from, 300)...)
		if err := l.Close(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	add(t, n.open(t), 901)
	cp, err := n.reader().Check(t.Context(), receipts...)
	if err != nil || cp.Size != 901 {
		t.Errorf("Check = %+v, %v", cp, err)
	}
	for i, r := range receipts {
		if err := r.Verify(entry(int64(i)+1), n.vkey); err != nil {
			t.Errorf("receipt %d: %v", i, err)
		}
	}
	if _, err := os.Stat(filepath.Join(n.path, "tile/entries/000.p")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("partial tiles of a full one are left: %v", err)
	}
}

func TestEntriesHoldNothingElse(t *testing.T) {
	for name, e := range map[string]proof.Entry{
		"no head":        {Case: pseudonym, Seq: 1},
		"no number":      {Case: pseudonym, Head: comity.Digest{1}},
		"a title":        {Case: "garden case", Seq: 1, Head: comity.Digest{1}},
		"upper-case hex": {Case: strings.ToUpper(pseudonym), Seq: 1, Head: comity.Digest{1}},
	} {
		if _, err := e.Marshal(); err == nil {
			t.Errorf("%s: accepted", name)
		}
	}
	p, err := proof.Pseudonym(strings.NewReader("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := (proof.Entry{Case: p, Seq: 1, Head: proof.Head([]byte("salt"), comity.Digest{1})}).Marshal(); err != nil {
		t.Error(err)
	}
}

func TestReceiptsOutliveTheLog(t *testing.T) {
	n := newNode(t)
	r := add(t, n.open(t), 1)
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range []string{"index", "size", "root", "checkpoint", "proof"} {
		if !strings.Contains(string(b), `"`+field+`"`) {
			t.Errorf("%s lacks %s", b, field)
		}
	}
	var back proof.Receipt
	if err := json.Unmarshal(b, &back); err != nil {
		t.Fatal(err)
	}
	if err := back.Verify(entry(1), n.vkey); err != nil {
		t.Error(err)
	}
	back.Size++
	if err := back.Verify(entry(1), n.vkey); err == nil {
		t.Error("a receipt that contradicts its checkpoint verifies")
	}
	if err := r.Verify(entry(1), newNode(t).vkey); comity.KindOf(err) != comity.Negative || err == nil {
		t.Errorf("another node's key: %v", err)
	}
}

func TestMissingLog(t *testing.T) {
	n := newNode(t)
	if _, err := n.reader().Checkpoint(); !errors.Is(err, fs.ErrNotExist) || comity.KindOf(err) != comity.Negative {
		t.Errorf("got %v", err)
	}
	if _, err := log.Open(log.Config{}); err == nil {
		t.Error("a log without a path was opened")
	}
}

// TestEveryFlippedByteIsDetected in all files that readers use.
func TestEveryFlippedByteIsDetected(t *testing.T) {
	n := newNode(t)
	l := n.open(t)
	add(t, l, 1)
	r := add(t, l, 2)
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"checkpoint", "tile/0/000.p/2", "tile/entries/000.p/2"} {
		at := filepath.Join(n.path, name)
		good, err := os.ReadFile(at)
		if err != nil {
			t.Fatal(err)
		}
		for i := range good {
			good[i] ^= 1
			write(t, at, good)
			if _, err := n.reader().Check(t.Context(), r); comity.KindOf(err) != comity.Negative || err == nil {
				t.Errorf("%s, byte %d: %v", name, i, err)
			}
			good[i] ^= 1
		}
		write(t, at, good[:len(good)-1])
		if _, err := n.reader().Check(t.Context()); comity.KindOf(err) != comity.Negative || err == nil {
			t.Errorf("%s cut: %v", name, err)
		}
		write(t, at, good)
	}
	if _, err := n.reader().Check(t.Context(), r); err != nil {
		t.Error(err)
	}
}

// TestCheckpointHasOneForm: the last character of a signature in base64 has two
// bits that stand for nothing; other bits there give the same signature, and are refused.
func TestCheckpointHasOneForm(t *testing.T) {
	n := newNode(t)
	l := n.open(t)
	add(t, l, 1)
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(filepath.Join(n.path, "checkpoint"))
	if err != nil {
		t.Fatal(err)
	}
	const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	at := bytes.LastIndexByte(text, '=') - 1
	if _, err := proof.ParseCheckpoint(text, n.vkey); err != nil {
		t.Fatal(err)
	}
	text[at] = digits[strings.IndexByte(digits, text[at])|1]
	if _, err := proof.ParseCheckpoint(text, n.vkey); comity.KindOf(err) != comity.Negative || err == nil {
		t.Errorf("a second form of the signature is accepted: %v", err)
	}
}

func write(t testing.TB, path string, b []byte) {
	t.Helper()
	if err := os.WriteFile(path, b, 0o644); err != nil {
		t.Fatal(err)
	}
}

// TestRewoundAndRewrittenLogsAreDetected by the receipts of before, although
// the node's own key signs all of it.
func TestRewoundAndRewrittenLogsAreDetected(t *testing.T) {
	n := newNode(t)
	l := n.open(t)
	add(t, l, 1)
	old := add(t, l, 2)
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	for name, seqs := range map[string][]int64{"rewound": {1}, "rewritten": {1, 7, 8}} {
		t.Run(name, func(t *testing.T) {
			forged := node{n.home, t.TempDir(), n.vkey, n.signer}
			l := forged.open(t)
			for _, seq := range seqs {
				add(t, l, seq)
			}
			if _, err := forged.reader().Check(t.Context()); err != nil {
				t.Errorf("on its own the forged log is sound: %v", err)
			}
			if _, err := forged.reader().Check(t.Context(), old); comity.KindOf(err) != comity.Negative || err == nil {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestLeftoversAreSwept(t *testing.T) {
	n := newNode(t)
	l := n.open(t)
	add(t, l, 1)
	if err := l.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	left := []string{"checkpoint123456", ".state/treeState777", "tile/entries/000131403571563", "tile/0/000.p/1998877"}
	for _, name := range left {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(n.path, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(n.path, name), []byte("half"))
	}
	add(t, n.open(t), 2)
	for _, name := range left {
		if _, err := os.Stat(filepath.Join(n.path, name)); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s is still there: %v", name, err)
		}
	}
	if cp, err := n.reader().Check(t.Context()); err != nil || cp.Size != 2 {
		t.Errorf("Check = %+v, %v", cp, err)
	}
}

// TestKill9: whatever was acknowledged before a SIGKILL is in the log after it.
func TestKill9(t *testing.T) {
	n := newNode(t)
	var all []acked
	for round := range 4 {
		all = append(all, runAndKill(t, n.home, time.Duration(350+130*round)*time.Millisecond)...)
		var receipts []proof.Receipt
		for _, a := range all {
			if err := a.Receipt.Verify(entry(a.Seq), n.vkey); err != nil {
				t.Errorf("round %d, entry %d: %v", round, a.Receipt.Index, err)
			}
			receipts = append(receipts, a.Receipt)
		}
		if _, err := n.reader().Check(t.Context(), receipts...); err != nil {
			t.Errorf("round %d: %v", round, err)
		}
	}
	if len(all) == 0 {
		t.Error("no entry was acknowledged before the kills")
	}
	add(t, n.open(t), 1)
}

// runAndKill runs a child that adds entries, kills it d after its start and
// returns what it had acknowledged by then.
func runAndKill(t *testing.T, home string, d time.Duration) []acked {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childHome+"="+home)
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(d, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	var got []acked
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadBytes('\n')
		if err != nil {
			if err != io.EOF {
				t.Error(err)
			}
			break
		}
		var a acked
		if err := json.Unmarshal(line, &a); err != nil {
			t.Fatal(err)
		}
		got = append(got, a)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("the child ended by itself")
	}
	return got
}

func FuzzParseEntry(f *testing.F) {
	b, err := entry(1).Marshal()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Add([]byte(`{"case":"","head":"","seq":0}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		e, err := proof.ParseEntry(b)
		if err != nil {
			return
		}
		if again, err := e.Marshal(); err != nil || string(again) != string(b) {
			t.Errorf("%q is written back as %q, %v", b, again, err)
		}
	})
}

// FuzzCheck puts arbitrary bytes in place of a bundle and a tile: never a
// panic, and only the true ones pass.
func FuzzCheck(f *testing.F) {
	n := newNode(f)
	l := n.open(f)
	add(f, l, 1)
	if err := l.Close(context.Background()); err != nil {
		f.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{"checkpoint", "tile/0/000.p/1", "tile/entries/000.p/1"} {
		b, err := os.ReadFile(filepath.Join(n.path, name))
		if err != nil {
			f.Fatal(err)
		}
		files[name] = string(b)
	}
	f.Add([]byte(files["tile/entries/000.p/1"]), []byte(files["tile/0/000.p/1"]))
	f.Fuzz(func(t *testing.T, bundle, tile []byte) {
		fsys := fstest.MapFS{
			"checkpoint":           {Data: []byte(files["checkpoint"])},
			"tile/0/000.p/1":       {Data: tile},
			"tile/entries/000.p/1": {Data: bundle},
		}
		_, err := proof.Open(fsys, n.vkey).Check(t.Context())
		same := strings.HasPrefix(string(bundle), files["tile/entries/000.p/1"]) && strings.HasPrefix(string(tile), files["tile/0/000.p/1"])
		if (err == nil) != same {
			t.Errorf("same = %v, but Check = %v", same, err)
		}
	})
}

// BenchmarkHowLongDoesAnEntryTake, alone, until its checkpoint is published.
func BenchmarkHowLongDoesAnEntryTake(b *testing.B) {
	n := newNode(b)
	l := n.open(b)
	add(b, l, 1)
	for b.Loop() {
		add(b, l, 2)
	}
}

// BenchmarkHowLongDoesAFreshProcessTake: open, add one entry, close.
func BenchmarkHowLongDoesAFreshProcessTake(b *testing.B) {
	n := newNode(b)
	addMany(b, n.open(b), 1, 2000)
	for b.Loop() {
		l, err := log.Open(log.Config{Path: n.path, Signer: n.signer})
		if err != nil {
			b.Fatal(err)
		}
		add(b, l, 2)
		if err := l.Close(context.Background()); err != nil {
			b.Fatal(err)
		}
	}
}
