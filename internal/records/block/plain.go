package block

import "hash"

// plain streams an exhibit that is not packed: chunks are read in parallel and
// taken in order.
func (s *stream) plain(sum hash.Hash) {
	segments := s.src.Segments()
	chunks := (segments + chunkSegments - 1) / chunkSegments
	ordered := make(chan chan *buffer, cap(s.free))
	go s.order(chunks, ordered)
	left := chunks
	for slot := range ordered {
		var b *buffer
		select {
		case b = <-slot:
		case <-s.ctx.Done():
		}
		if b == nil {
			break
		}
		left--
		if !s.emit(b, left == 0) {
			break
		}
		if !s.cfg.Skim {
			sum.Write(b.chunk())
		}
		s.progress(b.n)
		s.free <- b
	}
	if s.ctx.Err() == nil {
		s.result.Stream = s.pos
		return
	}
	for range ordered { // let order end
	}
}

// order starts the reading of one chunk after another, as buffers get free, and
// announces each before it is read, so that they can be awaited in order.
func (s *stream) order(chunks int64, ordered chan<- chan *buffer) {
	defer close(ordered)
	type job struct {
		chunk int64
		buf   *buffer
		slot  chan *buffer
	}
	jobs := make(chan job)
	defer close(jobs)
	for range s.cfg.Workers {
		go func() {
			for j := range jobs {
				if s.read(j.chunk, j.buf) {
					j.slot <- j.buf
				}
			}
		}()
	}
	for i := range chunks {
		b := s.take()
		if b == nil {
			return
		}
		slot := make(chan *buffer, 1)
		select {
		case ordered <- slot:
		case <-s.ctx.Done():
			return
		}
		select {
		case jobs <- job{i, b, slot}:
		case <-s.ctx.Done():
			return
		}
	}
}

func (s *stream) read(chunk int64, b *buffer) bool {
	first := chunk * chunkSegments
	data := b.data[:headroom]
	for i := first; i < min(first+chunkSegments, s.src.Segments()); i++ {
		var err error
		if data, err = s.src.ReadSegment(data, i); err != nil {
			s.cancel(err)
			return false
		}
	}
	b.data, b.n = data, len(data)-headroom
	return true
}
