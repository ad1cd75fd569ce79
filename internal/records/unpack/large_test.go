//go:build linux

package unpack_test

import (
	"archive/tar"
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"comity/internal/records/unpack"
)

const (
	large = 1 << 30   // bytes that come out
	bound = 256 << 20 // bytes of memory that unpacking them may take
)

// repeated is an exhibit that is nowhere: a head, and a unit over and over.
type repeated struct {
	head, unit []byte
	size       int64
}

func (r repeated) Size() int64 { return r.size }

func (r repeated) Segments() int64 { return (r.size + unpack.SegmentSize - 1) / unpack.SegmentSize }

func (r repeated) ReadSegment(dst []byte, i int64) ([]byte, error) {
	at, end := i*unpack.SegmentSize, min((i+1)*unpack.SegmentSize, r.size)
	for at < end {
		var from []byte
		if n := at - int64(len(r.head)); n < 0 {
			from = r.head[at:]
		} else {
			from = r.unit[n%int64(len(r.unit)):]
		}
		from = from[:min(int64(len(from)), end-at)]
		dst, at = append(dst, from...), at+int64(len(from))
	}
	return dst, nil
}

// A gibibyte is unpacked in a quarter of one. Takes a minute: COMITY_LARGE=1.
func TestLargeChains(t *testing.T) {
	if os.Getenv("COMITY_LARGE") != "1" {
		t.Skip("takes a minute: COMITY_LARGE=1")
	}
	var lines strings.Builder
	for i := range 1 << 20 / 64 * 8 {
		fmt.Fprintf(&lines, "198.18.%3d.%3d - rose [02/Mar/2004:14:%02d:%02d +0100] %06d .......\n", i*7919>>8&255, i*7919&255, i/60%60, i%60, i*104729%1000000)
	}
	unit := lines.String()
	times := int64(large / len(unit))
	var header bytes.Buffer
	if err := tar.NewWriter(&header).WriteHeader(&tar.Header{Name: "a", Size: times * int64(len(unit)), Mode: 0o644, Typeflag: tar.TypeReg}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ chain, head, unit string }{
		{"gzip", "", gzipped(t, unit)}, {"zstd", "", zstded(t, unit)}, {"tar/a", header.String(), unit}, {"utf-16le", "", wide(unit, false)},
	} {
		t.Run(c.chain, func(t *testing.T) {
			r := repeated{[]byte(c.head), []byte(c.unit), int64(len(c.head)) + times*int64(len(c.unit))}
			debug.FreeOSMemory()
			if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
				t.Fatal("the kernel does not tell the peak anew: ", err)
			}
			before := processor(t)
			x, err := unpack.Open(unpack.NewPlain(context.Background(), r), c.chain, unpack.Config{})
			if err != nil {
				t.Fatal(err)
			}
			defer x.Close()
			n, err := io.Copy(io.Discard, x)
			mib := peak(t)
			t.Logf("%d MiB at most, %.0f MB/s of processor time", mib, float64(n)/1e6/(processor(t)-before).Seconds())
			if err != nil || n != times*int64(len(unit)) || mib<<20 >= bound {
				t.Errorf("%d bytes, %v", n, err)
			}
		})
	}
}

// processor is the processor time that the process has used.
func processor(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// peak is how many MiB the process had at most.
func peak(t *testing.T) int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	n, err := strconv.Atoi(strings.Fields(rest)[0])
	if err != nil {
		t.Fatal(err)
	}
	return n >> 10
}
