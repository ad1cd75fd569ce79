package main

import (
	"context"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"golang.org/x/sync/errgroup"

	"comity/internal/analysis/material/known"
)

// askers is how many ask at a time.
const askers = 2

// memory of the builder, bytes.
const memory = 256 << 20

func askComity(ctx context.Context, dir string, s scene) (r side, err error) {
	r = side{name: "comity", known: s.known, asked: s.asked}
	name := filepath.Join(dir, "known")
	defer os.Remove(name)
	start := time.Now()
	if err := build(ctx, name, s); err != nil {
		return r, err
	}
	r.built = time.Since(start)
	f, err := os.Open(name)
	if err != nil {
		return r, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return r, err
	}
	r.bytes = info.Size()
	start, r.busy = time.Now(), -busy()
	x, err := known.Open(f, info.Size())
	if err != nil {
		return r, err
	}
	found := [askers]int64{}
	var g errgroup.Group
	for k := range int64(askers) {
		g.Go(func() error {
			var room, digest []byte
			for q := k * s.asked / askers; q < (k+1)*s.asked/askers; q++ {
				digest = s.question(q, digest)
				there, err := x.Has(digest, &room)
				if err != nil {
					return err
				}
				if there {
					found[k]++
				}
			}
			return nil
		})
	}
	err = g.Wait()
	r.took, r.busy, r.found = time.Since(start), r.busy+busy(), found[0]+found[1]
	return r, err
}

// busy is the processor time of this process so far.
func busy() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func build(ctx context.Context, name string, s scene) error {
	scratch, err := os.Create(name + ".scratch")
	if err != nil {
		return err
	}
	defer os.Remove(scratch.Name())
	defer scratch.Close()
	b, err := known.NewBuilder(s.width, memory, scratch)
	if err != nil {
		return err
	}
	var digest []byte
	for i := range s.known {
		digest = s.digest(i, digest)
		if err := b.Add(digest); err != nil {
			return err
		}
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if _, err := b.Write(ctx, f); err != nil {
		return err
	}
	return f.Sync()
}
