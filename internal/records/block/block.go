// Package block turns the sealed bytes of an exhibit into blocks of whole
// records: read and decrypted in parallel, hashed in order, handed out in
// parallel, each byte touched once.
//
// Where blocks begin and end depends on the bytes alone, never on the number
// of workers or on timing: results collected by block index are the same on
// every machine.
package block

import (
	"bytes"
	"context"
	"crypto/sha256"
	"runtime"
	"sync"

	"comity/internal/comity"
	"comity/internal/records/unpack"
)

// SegmentSize is the length of every segment but the last, in plain bytes.
const SegmentSize = unpack.SegmentSize

const (
	chunkSegments = 4
	chunkSize     = chunkSegments * SegmentSize
	headroom      = MaxRecord // room in front of a chunk for the record that began in the one before
	slack         = 64        // room behind a chunk for what decryption needs in place
)

// MaxRecord is the longest record that is handed out, in bytes. A longer one is
// reported to Config.Oversize and passed over.
const MaxRecord = 1 << 20

// Segments is what an exhibit's plain bytes are read from.
type Segments = unpack.Segments

// Block is a run of whole records. Data is valid until the work function returns.
type Block struct {
	Index int   // from 0, without gaps
	Base  int64 // offset of Data in the stream
	Data  []byte

	Skipped int64 // line ends in what was passed over in front of Data, since the block before; see MaxRecord
}

// Cut finds where the last record of a stream's next chunk ends: the number of
// bytes up to and including its end, 0 where none ends there. It is called once
// for each chunk, in order, so it may keep state between calls.
type Cut func(chunk []byte) int

// Lines cuts after the last line feed.
func Lines(chunk []byte) int { return bytes.LastIndexByte(chunk, '\n') + 1 }

// Whole cuts nowhere in particular: for parsers that keep what a cut leaves them.
func Whole(chunk []byte) int { return len(chunk) }

// Config of a stream. The zero value reads lines with as many workers as there
// are processors.
type Config struct {
	Workers  int                        // goroutines that work; 0: GOMAXPROCS
	InOrder  bool                       // hand blocks out one at a time, in order
	Skim     bool                       // no digest is wanted: Result.Digest is that of nothing
	Packing  string                     // chain that leads to the stream; "": the plain bytes
	Unpack   unpack.Config              // what the packing may expand to
	Cut      Cut                        // nil: Lines
	Oversize func(offset, length int64) // a record longer than MaxRecord; called in order
	Resume   func()                     // a record is being passed over: Cut forgets its state
	Progress func(bytes int64)          // plain bytes of the exhibit hashed since the last call
}

// Result of a stream.
type Result struct {
	Digest comity.Digest // of the exhibit's plain bytes, packed as they are
	Bytes  int64         // length of the exhibit
	Stream int64         // length of the stream: the same, or what was unpacked
	Blocks int
	Torn   *unpack.Damage // the packing broke off or is damaged: the stream ends where it did; nil: whole
}

// Stream reads the whole exhibit and calls work for each block, from several
// goroutines at once; worker counts from 0 and tells them apart. The first
// error of work, of reading or of ctx ends it and is returned.
func Stream(ctx context.Context, src Segments, cfg Config, work func(worker int, b Block) error) (Result, error) {
	if cfg.Workers <= 0 {
		cfg.Workers = runtime.GOMAXPROCS(0)
	}
	if cfg.Cut == nil {
		cfg.Cut = Lines
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	s := &stream{cfg: cfg, src: src, ctx: ctx, cancel: cancel, work: make(chan task, cfg.Workers)}
	s.makeBuffers()
	return s.run(work)
}

// stream is one call of Stream in progress.
type stream struct {
	cfg    Config
	src    Segments
	ctx    context.Context // of the one call that this value lives for
	cancel context.CancelCauseFunc
	free   chan *buffer
	work   chan task
	result Result
	carry  []byte // the record that has begun and not ended
	skip   int64  // ≥ 0: offset of an oversized record being passed over
	ends   int64  // line ends passed over since the last block
	pos    int64  // offset in the stream behind what was cut
}

// makeBuffers allocates as many chunks as keep all workers busy, fewer and
// shorter ones for a small exhibit: a case holds thousands of those.
func (s *stream) makeBuffers() {
	n, size := 3*s.cfg.Workers+4, int64(chunkSize)
	if s.cfg.Packing == "" {
		n = int(min(int64(n), s.src.Size()/chunkSize+1))
		size = min(size, s.src.Size())
	}
	s.free = make(chan *buffer, n)
	for range n {
		s.free <- &buffer{data: make([]byte, headroom+size+slack)}
	}
}

// buffer holds one chunk behind headroom. It is free again when both the hash
// and the worker are done with it.
type buffer struct {
	data  []byte
	n     int // bytes of the chunk, from headroom on
	users sync.WaitGroup
}

func (b *buffer) chunk() []byte { return b.data[headroom : headroom+b.n] }

type task struct {
	block Block
	buf   *buffer
}

func (s *stream) run(work func(int, Block) error) (Result, error) {
	var workers sync.WaitGroup
	n := s.cfg.Workers
	if s.cfg.InOrder {
		n = 1
	}
	for w := range n {
		workers.Go(func() {
			for t := range s.work {
				if s.ctx.Err() == nil {
					if err := work(w, t.block); err != nil {
						s.cancel(err)
					}
				}
				t.buf.users.Done()
			}
		})
	}
	s.skip = -1
	sum := sha256.New()
	if s.cfg.Packing == "" {
		s.plain(sum)
	} else {
		s.unpack(sum)
	}
	close(s.work)
	workers.Wait()
	if err := context.Cause(s.ctx); err != nil {
		return s.result, err
	}
	copy(s.result.Digest[:], sum.Sum(nil))
	s.result.Bytes = s.src.Size()
	return s.result, nil
}

// take waits for a free buffer; nil when the stream was cancelled.
func (s *stream) take() *buffer {
	select {
	case b := <-s.free:
		b.users.Wait()
		return b
	case <-s.ctx.Done():
		return nil
	}
}

// emit cuts the chunk and hands out the block that ends in it. last says that
// the stream ends with the chunk.
func (s *stream) emit(b *buffer, last bool) bool {
	chunk := b.chunk()
	start := s.pos - int64(len(s.carry))
	s.pos += int64(len(chunk))
	if s.skip >= 0 {
		return s.passOver(b, chunk, start, last)
	}
	cut := s.cut(chunk, last)
	if cut == 0 && !last {
		s.carry = append(s.carry, chunk...)
		s.checkCarry(start)
		return true
	}
	data := b.data[headroom-len(s.carry) : headroom+cut]
	copy(data, s.carry)
	before := s.before(data)
	s.carry = append(s.carry[:0], chunk[cut:]...)
	s.checkCarry(start + int64(len(data)))
	return s.send(b, Block{Base: start, Data: data, Skipped: before})
}

// before is how many line ends were passed over in front of data; it stays for the
// next block where data is none.
func (s *stream) before(data []byte) (ends int64) {
	if len(data) > 0 {
		ends, s.ends = s.ends, 0
	}
	return ends
}

// checkCarry begins to pass over a record that has grown too long.
func (s *stream) checkCarry(start int64) {
	if len(s.carry) > headroom {
		s.ends += int64(bytes.Count(s.carry, []byte{'\n'}))
		s.skip, s.carry = start, s.carry[:0]
		if s.cfg.Resume != nil {
			s.cfg.Resume()
		}
	}
}

func (s *stream) cut(chunk []byte, last bool) int {
	n := s.cfg.Cut(chunk)
	if last {
		return len(chunk)
	}
	return n
}

func (s *stream) passOver(b *buffer, chunk []byte, start int64, last bool) bool {
	// Inside the overlong record nothing can be trusted to delimit records but
	// a line end: go on at the first one.
	end := bytes.IndexByte(chunk, '\n') + 1
	if end == 0 && !last {
		return true
	}
	if end == 0 {
		end = len(chunk)
	}
	if s.cfg.Oversize != nil {
		s.cfg.Oversize(s.skip, start+int64(end)-s.skip)
	}
	s.skip = -1
	s.ends++
	rest := chunk[end:]
	cut := s.cut(rest, last)
	before := s.before(rest[:cut])
	s.carry = append(s.carry[:0], rest[cut:]...)
	s.checkCarry(start + int64(end+cut))
	return s.send(b, Block{Base: start + int64(end), Data: rest[:cut], Skipped: before})
}

func (s *stream) send(b *buffer, block Block) bool {
	if len(block.Data) == 0 {
		return true
	}
	b.users.Add(1)
	block.Index = s.result.Blocks
	select {
	case s.work <- task{block, b}:
		s.result.Blocks++
		return true
	case <-s.ctx.Done():
		b.users.Done()
		return false
	}
}

func (s *stream) progress(n int) {
	if s.cfg.Progress != nil {
		s.cfg.Progress(int64(n))
	}
}
