package casefile

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/vault"
)

// object re-hashes a stored object against its name and its plain bytes
// against the exhibit's id. Both are needed: the name shows damage without a
// key, the id shows that what decrypts is what was sealed.
func (v *verification) object(ctx context.Context, d description) error {
	stored := make(chan error, 1)
	go func() { stored <- v.c.vault.Check(ctx, d.Object) }()
	plainErr := v.plain(ctx, d)
	if err := <-stored; err != nil {
		return err // says more than that a segment does not decrypt
	}
	return plainErr
}

// erased accepts an exhibit whose bytes an act destroyed; its description stays.
func (v *verification) erased(s sealed, seq int64) {
	name := "exhibit " + s.body.Ref
	_, err := v.c.describe(s)
	if err != nil {
		v.row(false, name, "%s", err)
		return
	}
	switch left, err := v.c.unfinished(); {
	case err != nil:
		v.row(false, name, "%s", err)
	case left:
		v.row(true, name, "erased by act %06d; the next command finishes it", seq)
	case v.c.state.needed(s.body.Exhibit):
		v.row(true, name, "erased by act %06d; its bytes stay under another reference", seq)
	default:
		v.row(true, name, "erased by act %06d: key and bytes are gone, the description is as sealed", seq)
	}
}

func (v *verification) plain(ctx context.Context, d description) (err error) {
	key, err := v.c.keys.Get(d.Source.Exhibit)
	if err != nil {
		return err
	}
	r, err := v.c.vault.Open(d.Object, key)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{r.Stream(ctx)}, make([]byte, vault.SegmentSize)); err != nil {
		return err
	}
	if got := comity.Digest(h.Sum(nil)); got != d.Source.Exhibit || r.Size() != d.Bytes {
		return comity.Errorf(comity.Negative, "its plain bytes hash to %s, not to %s", got, d.Source.Exhibit)
	}
	return nil
}
