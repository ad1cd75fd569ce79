package run_test

import (
	"context"
	"errors"
	"io"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// failing is an exhibit whose disk does not give its bytes.
type failing struct{ memory }

var errDisk = errors.New("the disk gives nothing")

func (failing) ReadSegment([]byte, int64) ([]byte, error) { return nil, errDisk }

// A place outside the exhibit is the input's fault; a disk that fails is not.
func TestExcerptTellsTheDiskFromTheInput(t *testing.T) {
	e := exhibit("isp/1", record.Access, "", "one line\n")
	read := func(e run.Exhibit, p record.Place) error {
		return run.Excerpt(context.Background(), e, []record.Place{p}, func(int, []byte) error { return nil })
	}
	if err := read(e, record.Place{Offset: 4, Length: 50}); comity.KindOf(err) != comity.Input {
		t.Errorf("beyond the end: %v", err)
	}
	e.Open = func() (run.Segments, io.Closer, error) { return failing{memory("one line\n")}, io.NopCloser(nil), nil }
	if err := read(e, record.Place{Length: 4}); comity.KindOf(err) != comity.Fault || !errors.Is(err, errDisk) {
		t.Errorf("a disk that fails: %v", err)
	}
}
