//go:build linux

package pack_test

import (
	"bufio"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile"
)

// How much memory does making a pack take? COMITY_LARGE is how many bytes the log has whose every other row is the recipient's:
// what is shown and what is withheld change places at each row, which is the worst that there is. Run it with two sizes.
func TestLargeMake(t *testing.T) {
	size, err := strconv.ParseInt(os.Getenv("COMITY_LARGE"), 10, 64)
	if err != nil || size < 1000 {
		t.Skip("COMITY_LARGE is no number of bytes")
	}
	root := t.TempDir()
	in := filepath.Join(root, "in")
	must(t, os.CopyFS(in, os.DirFS("../../casefile/testdata/small")))
	lines := longLog(t, filepath.Join(in, "site", "access.log"), size)
	n, err := casefile.OpenNode(t.Context(), casefile.Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader})
	must(t, err)
	t.Cleanup(func() { n.Close() })
	c, err := n.Init(t.Context(), filepath.Join(root, "case"), casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"})
	must(t, err)
	_, err = c.Seal(t.Context(), filepath.Join(in, "evidence.toml"))
	must(t, err)
	must(t, os.RemoveAll(in))
	_, err = c.Check(t.Context())
	must(t, err)
	before := memory(t, "VmRSS:")
	must(t, os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200)) // the peak begins anew
	begun := time.Now()
	rep, err := c.HandOver(t.Context(), casefile.HandoverParams{To: "IT", Out: filepath.Join(root, "out.asice"), Urgent: true}, contained)
	must(t, err)
	info, err := os.Stat(filepath.Join(root, "out.asice"))
	must(t, err)
	t.Logf("%d bytes of log, %d rows, %d shown, %d withheld, %d in the container, %.0f s: before %d MiB, peak %d MiB", size, lines, rep.Shown, rep.Withheld,
		info.Size(), time.Since(begun).Seconds(), before, memory(t, "VmHWM:"))
	if rep.Shown < lines/2 {
		t.Errorf("%d rows are shown of %d", rep.Shown, lines)
	}
	if peak := memory(t, "VmHWM:"); peak > 384 {
		t.Errorf("peak memory %d MiB", peak)
	}
}

// longLog writes a log whose rows are a member's and nobody's in turns, all of one day.
func longLog(t *testing.T, name string, size int64) (lines int64) {
	t.Helper()
	f, err := os.Create(name)
	must(t, err)
	w := bufio.NewWriterSize(f, 1<<20)
	begin := time.Date(2004, 2, 3, 12, 0, 0, 0, time.UTC)
	most := size / 120
	for at := int64(0); at < size; lines++ {
		who := "198.18.4.7 - rosa"
		if lines%2 == 1 {
			who = "203.0.113.9 - -"
		}
		stamp := begin.Add(time.Duration(lines*40_000/max(1, most)) * time.Second).Format("02/Jan/2006:15:04:05 +0000")
		k, err := fmt.Fprintf(w, "%s [%s] \"GET /members/%09d.html HTTP/1.1\" 200 5120 \"-\" \"Mozilla/4.0 (compatible; MSIE 6.0)\"\n", who, stamp, lines)
		must(t, err)
		at += int64(k)
	}
	must(t, w.Flush())
	must(t, f.Close())
	return lines
}

// memory is a row of the process's status, in MiB.
func memory(t *testing.T, row string) int {
	t.Helper()
	b, err := os.ReadFile("/proc/self/status")
	must(t, err)
	_, rest, _ := strings.Cut(string(b), row)
	kib, err := strconv.Atoi(strings.Fields(rest)[0])
	must(t, err)
	return kib / 1024
}
