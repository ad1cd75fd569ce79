package container

import (
	"archive/zip"
	"context"
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// Sign writes the container again, with one more signature over the same entries: a second person's, or another
// country's. What was signed before is verified first, against trust; its bytes are copied as they are.
func Sign(ctx context.Context, w io.Writer, c *Reader, trust cms.Trust, s cms.Signer, cfg Config) error {
	report, err := c.Verify(ctx, trust, cfg.now())
	if err != nil {
		return err
	}
	if c.signers >= MaxSigners {
		return comity.Errorf(comity.Usage, "container: it has %d signatures, and can have no more", c.signers)
	}
	z := newZip(w)
	if err := writeType(z); err != nil {
		return err
	}
	names := c.Names()
	for n := 1; n <= c.signers; n++ {
		names = append(names, manifestName(n), signatureName(n))
	}
	for _, name := range names {
		if err := again(ctx, z, c.files[name]); err != nil {
			return err
		}
	}
	if err := sign(ctx, z, cfg, s, c.signers+1, report.Entries); err != nil {
		return err
	}
	return fault("end", "the container", z.Close())
}

// again copies an entry without unpacking it.
func again(ctx context.Context, z *zip.Writer, f *zip.File) error {
	h := f.FileHeader
	h.Extra = nil // ZIP64's lengths, which the writer puts in where they are needed
	r, err := f.OpenRaw()
	if err != nil {
		return damaged(f.Name, "it cannot be read")
	}
	w, err := z.CreateRaw(&h)
	if err != nil {
		return fault("write", f.Name, err)
	}
	_, err = io.Copy(w, reader{ctx, r})
	return errors.Join(fault("write", f.Name, err))
}
