package vault

import (
	"context"
	"crypto/sha256"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Encrypt writes what r gives to w as an object under key, for files that follow from an exhibit and lie elsewhere. A
// key must never be used for two contents: derive a fresh one for each.
func Encrypt(ctx context.Context, w io.Writer, r io.Reader, key Key) error {
	s, err := newSealer(key)
	if err != nil {
		return err
	}
	p := &pipeline{sealer: s, in: r, out: w, plain: sha256.New(), stored: sha256.New()}
	return p.run(ctx)
}

// Decrypt reads what Encrypt wrote. Closing it closes f.
func Decrypt(f disk.File, key Key) (*Reader, error) { return newReader(f, comity.Digest{}, key) }
