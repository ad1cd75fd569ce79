// Package sealed is the floor under the check: it decrypts and hashes every exhibit of a sealed case on all cores and does
// nothing else.
package sealed

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
)

// Read decrypts and hashes what is sealed in the case at dir with the keys of the node at home, and returns the number of
// plain bytes. Each exhibit is decrypted by so many workers and hashed in order; exhibits run beside each other.
func Read(ctx context.Context, dir, home string, workers int) (int64, error) {
	store, err := keys(home)
	if err != nil {
		return 0, err
	}
	v, err := vault.New(vault.Config{FS: disk.OS(dir)})
	if err != nil {
		return 0, err
	}
	seals, err := filepath.Glob(filepath.Join(dir, "seals", "*.json"))
	if err != nil || len(seals) == 0 {
		return 0, errors.Join(err, fmt.Errorf("%s: no sealed exhibits", dir))
	}
	sizes := make([]int64, len(seals))
	g, ctx := errgroup.WithContext(ctx)
	for i, path := range seals {
		g.Go(func() (err error) {
			sizes[i], err = exhibit(ctx, v, store, path, workers)
			return err
		})
	}
	err = g.Wait()
	var sum int64
	for _, n := range sizes {
		sum += n
	}
	return sum, err
}

// keys finds the key store of the only case that the bench's node has.
func keys(home string) (*sign.KeyStore, error) {
	k, err := sign.Open(sign.Config{FS: disk.OS(home)})
	if err != nil {
		return nil, err
	}
	cases, err := os.ReadDir(filepath.Join(home, sign.Dir, "case"))
	if err != nil || len(cases) != 1 {
		return nil, errors.Join(err, fmt.Errorf("%s holds the keys of %d cases, not of one", home, len(cases)))
	}
	return k.Case(cases[0].Name())
}

// exhibit reads what the seal at path describes and compares it with its digest.
func exhibit(ctx context.Context, v *vault.Vault, store *sign.KeyStore, path string, workers int) (size int64, err error) {
	id, err := comity.ParseDigest(strings.TrimSuffix(filepath.Base(path), ".json"))
	if err != nil {
		return 0, err
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var seal struct{ Object comity.Digest }
	if err := json.Unmarshal(text, &seal); err != nil {
		return 0, err
	}
	if id, err = digest(path, id); err != nil {
		return 0, err
	}
	key, err := store.Get(id)
	if err != nil {
		return 0, err
	}
	r, err := v.Open(seal.Object, key)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	sum, err := hash(ctx, r, workers)
	if err == nil && sum != id {
		err = fmt.Errorf("exhibit %s hashes to %s", id, sum)
	}
	return r.Size(), err
}

// digest is that of the exhibit whose description at path bears a name, docs/formats/case.md.
func digest(path string, name comity.Digest) (comity.Digest, error) {
	text, err := os.ReadFile(filepath.Join(filepath.Dir(filepath.Dir(path)), "names", name.String()+".json"))
	if errors.Is(err, os.ErrNotExist) {
		return name, nil // an older version sealed it
	}
	var meaning struct{ Exhibit comity.Digest }
	if err == nil {
		err = json.Unmarshal(text, &meaning)
	}
	return meaning.Exhibit, err
}

// segment is one decrypted piece on its way to the hash.
type segment struct {
	plain []byte
	ready sync.WaitGroup
}

// hash decrypts segments in parallel into a ring of buffers and hashes them in their order.
func hash(ctx context.Context, r *vault.Reader, workers int) (comity.Digest, error) {
	ring := 2*workers + 2
	free, jobs, order := make(chan *segment, ring), make(chan job, ring), make(chan *segment, ring)
	for range ring {
		free <- &segment{plain: make([]byte, 0, vault.SegmentSize+vault.Overhead)}
	}
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		defer close(jobs)
		defer close(order)
		return deal(ctx, r.Segments(), free, jobs, order)
	})
	for range workers {
		g.Go(func() error { return decrypt(r, jobs) })
	}
	h := sha256.New()
	g.Go(func() error {
		for s := range order {
			s.ready.Wait()
			h.Write(s.plain)
			free <- s
		}
		return nil
	})
	err := g.Wait()
	return comity.Digest(h.Sum(nil)), err
}

type job struct {
	number int64
	*segment
}

func deal(ctx context.Context, segments int64, free <-chan *segment, jobs chan<- job, order chan<- *segment) error {
	for i := range segments {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s := <-free:
			s.ready.Add(1)
			jobs <- job{i, s}
			order <- s
		}
	}
	return nil
}

// decrypt goes on after an error, so that nobody waits for a segment that never comes.
func decrypt(r *vault.Reader, jobs <-chan job) error {
	var first error
	for j := range jobs {
		var err error
		j.plain, err = r.ReadSegment(j.plain[:0], j.number)
		first = errors.Join(first, err)
		j.ready.Done()
	}
	return first
}
