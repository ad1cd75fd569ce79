package unpack

import (
	"bufio"
	"errors"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
)

// maxWindow bounds how far back a zstd frame may refer, and so its memory: what
// zstd itself takes without --long=31.
const maxWindow = 128 << 20

// metered is r buffered, bounding what decode makes of it.
func (x *Reader) metered(r io.Reader, decode func(io.Reader) (io.Reader, error)) (io.Reader, error) {
	in := &counter{r: r}
	out, err := decode(bufio.NewReaderSize(in, 1<<16))
	if err != nil {
		return nil, err
	}
	return &bounded{r: out, in: func() int64 { return in.n }, ratio: x.cfg.Ratio, total: x.cfg.Total}, nil
}

// gzip decodes RFC 1952, several members one after another, as rotated logs have.
func (x *Reader) gzip(r io.Reader) (io.Reader, error) {
	return x.metered(r, func(r io.Reader) (io.Reader, error) {
		z, err := gzip.NewReader(r)
		if errors.Is(err, io.EOF) { // no bytes at all: nothing is lost
			return eof{}, nil
		}
		return z, err
	})
}

// zstd decodes RFC 8878, several frames one after another, in this goroutine.
func (x *Reader) zstd(r io.Reader) (io.Reader, error) {
	return x.metered(r, func(r io.Reader) (io.Reader, error) {
		z, err := zstd.NewReader(r, zstdOptions()...)
		if err == nil {
			x.close = append(x.close, z.Close)
		}
		return z, err
	})
}

func zstdOptions() []zstd.DOption {
	return []zstd.DOption{zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow)}
}

// eof is an empty stream.
type eof struct{}

func (eof) Read([]byte) (int, error) { return 0, io.EOF }
