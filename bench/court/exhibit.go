package court

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/vault"
)

// rowSize is bytes of one row, with the line break.
const rowSize = 124

// proofs is how many rows are proven in a round, spread over the exhibit.
const proofs = 5

// exhibit measures sealing beside plain hashing, in turns, and proofs out of what was sealed.
func (b *bench) exhibit(ctx context.Context, out *Report) error {
	f, err := b.rows()
	if err != nil {
		return err
	}
	defer f.Close()
	v, err := vault.New(vault.Config{FS: disk.OS(b.dir)})
	if err != nil {
		return err
	}
	var plain, sealed, times, busy, proof []float64
	for n := range b.cfg.Rounds {
		r := round{file: f, size: out.Bytes, vault: v}
		if err := r.run(ctx, n%2 == 1); err != nil {
			return err
		}
		plain, sealed = append(plain, r.plain.wall), append(sealed, r.sealed.wall)
		times, busy = append(times, r.sealed.wall/r.plain.wall), append(busy, r.sealed.busy/r.plain.busy)
		proof = append(proof, r.proofs...)
		b.say("round %d: plain %.2f s, sealing %.2f s, %.2f times, %.2f by processor time; slowest proof %.2f s", n+1,
			r.plain.wall, r.sealed.wall, times[n], busy[n], maximum(r.proofs))
	}
	out.Plain, out.Seal, out.Times, out.Processor, out.Proof = median(plain), median(sealed), median(times), median(busy), median(proof)
	return nil
}

func maximum(list []float64) (most float64) {
	for _, x := range list {
		most = max(most, x)
	}
	return most
}

// rows writes the exhibit.
func (b *bench) rows() (*os.File, error) {
	b.say("writing %d rows", b.cfg.Rows)
	f, err := os.Create(filepath.Join(b.dir, "access.log"))
	if err != nil {
		return nil, err
	}
	line, block := make([]byte, 0, rowSize), make([]byte, 0, 1<<20)
	for i := range b.cfg.Rows {
		line = fmt.Appendf(line[:0], "198.18.%03d.%03d - rose [02/Mar/2004:10:00:00 +0000] \"GET /tulips/%09d HTTP/1.1\" 200 5120 \"-\" \"Garden/1.0 (planting)\"", i>>8&255, i&255, i)
		for len(line) < rowSize-1 {
			line = append(line, ' ')
		}
		block = append(append(block, line[:rowSize-1]...), '\n')
		if cap(block)-len(block) < rowSize || i == b.cfg.Rows-1 {
			if _, err := f.Write(block); err != nil {
				return nil, errors.Join(err, f.Close())
			}
			block = block[:0]
		}
	}
	return f, f.Sync()
}

// round seals the exhibit once and hashes it once.
type round struct {
	file  *os.File
	size  int64
	vault *vault.Vault

	plain, sealed spent
	proofs        []float64
	object        vault.Object
	tree          seal.Tree
}

// run takes the two in either order, then proves rows and removes what was sealed.
func (r *round) run(ctx context.Context, sealFirst bool) error {
	steps := []func() error{
		func() error { return r.plain.on(r.hash) },
		func() error { return r.sealed.on(func() error { return r.seal(ctx) }) },
	}
	if sealFirst {
		steps[0], steps[1] = steps[1], steps[0]
	}
	for _, step := range append(steps, func() error { return r.prove(ctx) }) {
		if err := step(); err != nil {
			return err
		}
	}
	return r.vault.Remove(r.object.Name)
}

func (r *round) in() io.Reader { return struct{ io.Reader }{io.NewSectionReader(r.file, 0, r.size)} }

// hash is plain hashing: one core, for SHA-256 of one file has no parallel form.
func (r *round) hash() error {
	_, err := io.CopyBuffer(sha256.New(), r.in(), make([]byte, 1<<20))
	return err
}

// config is that of the trees.
func config() seal.Config { return seal.Config{Rule: seal.Line, Key: seal.Key{1}} }

// seal is what `comity seal` does with the bytes of an exhibit.
func (r *round) seal(ctx context.Context) (err error) {
	if r.object, err = r.vault.Put(ctx, r.in(), key()); err != nil {
		return err
	}
	x, err := r.vault.Open(r.object.Name, key())
	if err != nil {
		return err
	}
	r.tree, err = seal.Build(ctx, x.Stream(ctx), config())
	return errors.Join(err, x.Close())
}

// prove proves rows, and checks each proof.
func (r *round) prove(ctx context.Context) error {
	x, err := r.vault.Open(r.object.Name, key())
	if err != nil {
		return err
	}
	stream := func(at int64) (io.Reader, error) { return io.NewSectionReader(x, at, x.Size()-at), nil }
	for i := range int64(proofs) {
		at, found, begun := (r.tree.Leaves-1)*i/max(1, proofs-1)*rowSize, 0, time.Now()
		err := seal.Prove(ctx, stream, r.tree, config(), at, at+rowSize, func(p seal.Proof) error {
			found++
			return p.Verify(r.tree.Root)
		})
		if err == nil && found != 1 {
			err = fmt.Errorf("%d proofs of the row at %d", found, at)
		}
		if err != nil {
			return errors.Join(err, x.Close())
		}
		r.proofs = append(r.proofs, time.Since(begun).Seconds())
	}
	return x.Close()
}
