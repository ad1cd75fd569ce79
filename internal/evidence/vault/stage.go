package vault

import (
	"context"
	"crypto/sha256"
	"errors"
	"hash"
	"io"
	"io/fs"
	"path"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Staged is an object that has been written but not named yet. Its caller
// learns the exhibit's id from it and decides: an exhibit that is known
// already is discarded; a new one's key is put away first, then it is
// committed, so that no object ever stands without its key.
type Staged struct {
	Object
	vault *Vault
	temp  *disk.Temp
}

// Stage reads r to its end and writes it, encrypted under key, to a temporary
// file. Plain hash, encryption, stored hash and writing run in parallel in
// constant memory. One of Commit and Discard must follow.
func (v *Vault) Stage(ctx context.Context, r io.Reader, key Key) (*Staged, error) {
	s, err := newSealer(key)
	if err != nil {
		return nil, err
	}
	if err := disk.MkdirAll(v.fsys, Dir, 0o755); err != nil {
		return nil, err
	}
	temp, err := disk.NewTemp(v.fsys, Dir)
	if err != nil {
		return nil, err
	}
	p := &pipeline{sealer: s, in: r, out: temp, plain: sha256.New(), stored: sha256.New()}
	if err := p.run(ctx); err != nil {
		return nil, errors.Join(err, temp.Discard())
	}
	o := Object{Name: comity.Digest(p.stored.Sum(nil)), Plain: comity.Digest(p.plain.Sum(nil)), Size: p.size}
	return &Staged{Object: o, vault: v, temp: temp}, nil
}

// Commit gives the object its name, durably. Committing what the vault already
// holds is no error: the bytes are the same.
func (s *Staged) Commit() error {
	at := objectPath(s.Name)
	if err := disk.MkdirAll(s.vault.fsys, path.Dir(at), 0o755); err != nil {
		return errors.Join(err, s.temp.Discard())
	}
	if err := s.temp.Link(at, 0o400); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}

// Discard removes the temporary file.
func (s *Staged) Discard() error {
	if err := s.temp.Discard(); err != nil {
		return comity.Errorf(comity.Fault, "discard a staged exhibit: %w", err)
	}
	return nil
}

// depth is the number of blocks in flight: enough to keep the stages busy
// while one waits for the disk; each takes 2 MiB.
const depth = 6

// block is a segment on its way through the pipeline.
type block struct {
	number int64
	last   bool
	plain  []byte
	sealed []byte
	users  atomic.Int32 // stages that still read plain or sealed
}

// pipeline reads, hashes, encrypts, hashes again and writes.
//
//	read ─┬─ hash plain ────────────────┐
//	      └─ encrypt ─┬─ hash stored ───┼─ block is free again
//	                  └─ write ─────────┘
type pipeline struct {
	sealer        *sealer
	in            io.Reader
	out           io.Writer
	plain, stored hash.Hash
	size          int64
	free          chan *block
}

func (p *pipeline) run(ctx context.Context) error {
	p.free = make(chan *block, depth)
	for range depth {
		p.free <- &block{}
	}
	toHash, toSeal := make(chan *block, depth), make(chan *block, depth)
	toStore, toWrite := make(chan *block, depth), make(chan *block, depth)
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return p.read(ctx, toHash, toSeal) })
	group.Go(func() error {
		return p.each(toHash, func(b *block) error { _, err := p.plain.Write(b.plain); return err })
	})
	group.Go(func() error { return p.seal(toSeal, toStore, toWrite) })
	group.Go(func() error { return p.store(toStore) })
	group.Go(func() error { return p.write(toWrite) })
	return group.Wait()
}

// The channels hold depth blocks each, which is all there are: no stage ever
// waits to hand a block on, only to get one. Hence only read watches ctx.

// read fills blocks. The last one is known only when nothing follows, so it
// keeps one block back.
func (p *pipeline) read(ctx context.Context, out ...chan *block) error {
	defer func() {
		for _, c := range out {
			close(c)
		}
	}()
	var held *block
	for number := int64(0); ; number++ {
		b, err := p.next(ctx, number)
		if err != nil {
			return err
		}
		if held != nil {
			held.last = len(b.plain) == 0
			hand(held, out...)
			if held.last {
				return nil
			}
		}
		if len(b.plain) < SegmentSize {
			b.last = true
			hand(b, out...)
			return nil
		}
		held = b
	}
}

// next reads segment number into a free block.
func (p *pipeline) next(ctx context.Context, number int64) (*block, error) {
	var b *block
	select {
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	case b = <-p.free:
	}
	if b.plain == nil {
		b.plain, b.sealed = make([]byte, SegmentSize), make([]byte, 0, SegmentSize+Overhead)
	}
	n, err := fill(p.in, b.plain[:SegmentSize])
	if err != nil {
		return nil, comity.Errorf(comity.Input, "read the exhibit at byte %d: %w", p.size+int64(n), err)
	}
	b.number, b.last, b.plain = number, false, b.plain[:n]
	b.users.Store(3) // hash plain, hash stored, write; encryption comes before the last two
	p.size += int64(n)
	return b, nil
}

// fill reads until b is full or r ends. It is not io.ReadFull, which hides
// whether io.ErrUnexpectedEOF is its own or that of a cut source.
func fill(r io.Reader, b []byte) (int, error) {
	n := 0
	for n < len(b) {
		m, err := r.Read(b[n:])
		n += m
		if err == io.EOF {
			return n, nil
		}
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

func hand(b *block, out ...chan *block) {
	for _, c := range out {
		c <- b
	}
}

// each runs a stage that is a block's user.
func (p *pipeline) each(in <-chan *block, use func(*block) error) error {
	for b := range in {
		if err := use(b); err != nil {
			return err
		}
		if b.users.Add(-1) == 0 {
			p.free <- b
		}
	}
	return nil
}

func (p *pipeline) seal(in <-chan *block, out ...chan *block) error {
	defer func() {
		for _, c := range out {
			close(c)
		}
	}()
	for b := range in {
		b.sealed = p.sealer.seal(b.sealed[:0], b.plain, b.number, b.last)
		hand(b, out...)
	}
	return nil
}

func (p *pipeline) store(in <-chan *block) error {
	if _, err := p.stored.Write(p.sealer.header); err != nil {
		return err
	}
	return p.each(in, func(b *block) error { _, err := p.stored.Write(b.sealed); return err })
}

func (p *pipeline) write(in <-chan *block) error {
	if _, err := p.out.Write(p.sealer.header); err != nil {
		return comity.Errorf(comity.Fault, "write to the vault: %w", err)
	}
	return p.each(in, func(b *block) error {
		if _, err := p.out.Write(b.sealed); err != nil {
			return comity.Errorf(comity.Fault, "write to the vault: %w", err)
		}
		return nil
	})
}
