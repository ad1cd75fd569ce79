package casefile_test

import (
	"archive/zip"
	"bufio"
	"cmp"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/metrics"
	"strconv"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile"
	"comity/internal/comity"
)

const hashBasis = `[[basis]]
id = "b"
instrument = "mutual legal assistance"
authority = "A"
reference = "1"
date = 2009-01-01
offence = "board"
data = ["hashes"]
from = 2004-01-01
to = 2010-01-01

[defaults]
basis = "b"
obtained = 2009-09-15T10:00:00Z
handling = ["H1"]
`

// hashExhibit describes a plain list of digests.
func hashExhibit(ref, path, country, more string) string {
	return fmt.Sprintf("\n[[exhibit]]\nref = %q\npath = %q\nkind = \"hashes\"\nformat = \"hashlist\"\nprovider = \"seized\"\ncountry = %q\n%s\n", ref, path, country, more)
}

func sealHashes(t *testing.T, c *casefile.Case, dir string, exhibits ...string) error {
	t.Helper()
	manifest := filepath.Join(dir, "evidence.toml")
	if err := os.WriteFile(manifest, []byte(hashBasis+strings.Join(exhibits, "")), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := c.Seal(t.Context(), manifest)
	return err
}

// Two states that hold the same list are refused as two readings of it, and the way that the hint shows counts both.
func TestTwoStatesOneList(t *testing.T) {
	c, _ := emptyCase(t)
	dir := t.TempDir()
	list := []byte("f698af0371ba26a25a6e21c0d524c8a2\n8b472f308545d462f0f9f0b19ea0579e\n")
	for _, name := range []string{"de.md5", "fr.md5"} {
		if err := os.WriteFile(filepath.Join(dir, name), list, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	german := hashExhibit("DE/1", "de.md5", "DE", "")
	err := sealHashes(t, c, dir, german, hashExhibit("FR/1", "fr.md5", "FR", ""))
	if comity.KindOf(err) != comity.Refused || !strings.Contains(comity.HintOf(err), "archive") {
		t.Fatalf("%v, hint %q", err, comity.HintOf(err))
	}
	f, err := os.Create(filepath.Join(dir, "fr.zip"))
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	for name, text := range map[string][]byte{"fr.md5": list, "letter.txt": []byte("found in case 12")} {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := cmp.Or(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
	if err := sealHashes(t, c, dir, german, hashExhibit("FR/1", "fr.zip", "FR", "member = \"fr.md5\"")); err != nil {
		t.Fatal(err)
	}
	rep, err := c.Material(t.Context(), casefile.MaterialParams{})
	if err != nil || len(rep.Files) != 2 || len(rep.Files[0].States) != 2 || len(rep.Exhibits) != 2 {
		t.Errorf("%+v, %v", rep, err)
	}
}

// TestMaterialMemory: memory follows the lists and not the sets. COMITY_HASHES says how many rows the set has.
func TestMaterialMemory(t *testing.T) {
	n, err := strconv.Atoi(cmp.Or(os.Getenv("COMITY_HASHES"), "20000"))
	if err != nil {
		t.Fatal(err)
	}
	c, _ := emptyCase(t)
	dir := t.TempDir()
	listed := writeSet(t, dir, n)
	err = sealHashes(t, c, dir, hashExhibit("DE/1", "list.md5", "DE", ""), hashExhibit("S/1", "set.md5", "IT", `notes = "known set"`))
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	var rep casefile.MaterialReport
	most := peak(func() { rep, err = c.Material(t.Context(), casefile.MaterialParams{}) })
	if err != nil || rep.Counts.Known != listed || rep.Counts.New != 1 || rep.Sets[0].Rows != int64(n) {
		t.Fatalf("%+v, %v", rep.Counts, err)
	}
	t.Logf("%d rows: at most %d MiB of objects in %.1f s", n, most>>20, time.Since(start).Seconds())
	if most > 256<<20 {
		t.Errorf("%d MiB", most>>20)
	}
}

// writeSet writes a set of n digests, and a list of one in every n/20 of them and one that is new.
func writeSet(t *testing.T, dir string, n int) (listed int) {
	t.Helper()
	r := rand.New(rand.NewPCG(1, 2))
	f, err := os.Create(filepath.Join(dir, "set.md5"))
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	list := strings.Repeat("0a", 16) + "\n"
	for i := range n {
		var b [16]byte
		for k := range b {
			b[k] = byte(r.Uint32())
		}
		line := hex.EncodeToString(b[:]) + "\n"
		if _, err := w.WriteString(line); err != nil {
			t.Fatal(err)
		}
		if i%(n/20) == 0 {
			list, listed = list+line, listed+1
		}
	}
	if err := cmp.Or(w.Flush(), f.Close(), os.WriteFile(filepath.Join(dir, "list.md5"), []byte(list), 0o600)); err != nil {
		t.Fatal(err)
	}
	return listed
}

// peak is the most memory of objects, in bytes, that was seen while do ran.
func peak(do func()) (most uint64) {
	done, sampled := make(chan struct{}), make(chan uint64)
	go func() {
		s := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
		top := uint64(0)
		for {
			metrics.Read(s)
			top = max(top, s[0].Value.Uint64())
			select {
			case <-done:
				sampled <- top
				return
			case <-time.After(5 * time.Millisecond):
			}
		}
	}()
	do()
	close(done)
	return <-sampled
}
