//go:build unix

package format_test

import (
	"bytes"
	"context"
	"os"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"comity/internal/records/block"
	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

const (
	large  = 1 << 30   // bytes of the stream
	bound  = 256 << 20 // bytes of memory that reading it may take
	enough = 1000      // records that it must give, so that the memory is not that of rejects
)

// repeated is an exhibit that is nowhere: a head, and a run of whole records over
// and over.
type repeated struct{ head, unit []byte }

func (r repeated) Size() int64     { return large }
func (r repeated) Segments() int64 { return large / block.SegmentSize }

func (r repeated) ReadSegment(dst []byte, i int64) ([]byte, error) {
	at, end := i*block.SegmentSize, (i+1)*block.SegmentSize
	for at < end {
		from := r.head
		if n := at - int64(len(r.head)); n >= 0 {
			from = r.unit[n%int64(len(r.unit)):]
		} else {
			from = from[at:]
		}
		from = from[:min(int64(len(from)), end-at)]
		dst, at = append(dst, from...), at+int64(len(from))
	}
	return dst, nil
}

// Every format reads a stream of a gibibyte in a quarter of one. Takes minutes:
// COMITY_LARGE=1.
func TestLargeStreams(t *testing.T) {
	needLarge(t)
	for _, s := range samples() {
		t.Run(s.format, func(t *testing.T) {
			r := repeated{[]byte(s.head), s.unit()}
			o, err := format.Open(append([]byte(s.head), r.unit[:1<<15]...), s.source(), table.Config{}, 2)
			if err != nil {
				t.Fatal(err)
			}
			o.Block.Workers = 2
			peak := measure(t)
			read, n := make([]reader, 2), 0
			for i := range read {
				read[i] = newReader(o, i)
			}
			if _, err := block.Stream(context.Background(), r, o.Block, func(w int, b block.Block) error {
				read[w].block(b)
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for i := range read {
				read[i].close()
				n += read[i].records
			}
			peak(n)
		})
	}
}

func needLarge(t *testing.T) {
	if os.Getenv("COMITY_LARGE") != "1" {
		t.Skip("takes minutes: COMITY_LARGE=1")
	}
}

// reader counts what one worker reads.
type reader struct {
	lines   format.Lines
	rows    format.Rows
	records int
	sink    record.Sink
}

func newReader(o format.Opened, i int) (r reader) {
	if i < len(o.Lines) {
		r.lines = o.Lines[i]
	}
	if i < len(o.Rows) {
		r.rows = o.Rows[i]
	}
	return r
}

func (r *reader) block(b block.Block) {
	if r.lines == nil {
		r.into()
		format.Feed(r.rows, b, r.sink)
		return
	}
	var e record.Event
	for line := range bytes.Lines(b.Data) {
		if r.lines.Parse(bytes.TrimSuffix(line, []byte{'\n'}), &e) == "" {
			r.records++
		}
	}
}

func (r *reader) into() {
	if r.sink.Assignment == nil {
		r.sink = record.Sink{
			Assignment: func(*record.Assignment) { r.records++ }, Payment: func(*record.Payment) { r.records++ },
			Member: func(*record.Member) { r.records++ }, Event: func(*record.Event, record.Place) { r.records++ },
			Relation: func(*record.Relation) { r.records++ },
			Post:     func(*record.Post) { r.records++ }, Hashed: func(*record.Hashed) { r.records++ },
			Allotment: func(*record.Allotment) { r.records++ },
		}
	}
}

func (r *reader) close() {
	if r.rows != nil {
		r.into()
		r.rows.Close(r.sink)
	}
}

// measure begins to count what the process takes at most; peak tells, and fails
// where that is too much or nothing was read.
func measure(t *testing.T) (peak func(records int)) {
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		t.Fatal("the kernel does not tell the peak anew: ", err)
	}
	before := processor(t)
	return func(records int) {
		used := processor(t) - before
		status, err := os.ReadFile("/proc/self/status")
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(status), "VmHWM:")
		n, err := strconv.Atoi(strings.Fields(rest)[0])
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("%d MiB at most, %d records, %.0f MB/s of processor time", n>>10, records, large/1e6/used.Seconds())
		if n<<10 >= bound || records < enough {
			t.Fail()
		}
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
