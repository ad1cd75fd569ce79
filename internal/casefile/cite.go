package casefile

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/vault"
	"comity/internal/records/record"
)

// copyCited writes the bytes of a citation to w and returns the reference of
// its exhibit.
func (c *Case) copyCited(ctx context.Context, cite comity.Citation, w io.Writer) (ref string, err error) {
	v, ok := c.byExhibit(cite.Exhibit)
	if !ok {
		return "", comity.Errorf(comity.Negative, "no exhibit %s is sealed in this case", cite.Exhibit).
			WithHint("`comity show CASE exhibits` lists them")
	}
	if before, sheet, row, ok := cite.Row(); ok {
		return v.body.Ref, c.copyRow(ctx, v, before, sheet, row, w)
	}
	d, err := c.describe(v)
	if err != nil {
		return "", err
	}
	key, err := c.keys.Get(cite.Exhibit)
	if err != nil {
		return "", fmt.Errorf("exhibit %s: %w", v.body.Ref, err)
	}
	r, err := c.vault.Open(d.Object, key)
	if err != nil {
		return "", fmt.Errorf("exhibit %s: %w", v.body.Ref, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	part, err := partOf(ctx, r, cite)
	if err != nil {
		return "", err
	}
	n, err := io.Copy(w, part)
	if err == nil && n < cite.Length {
		err = beyond(cite)
	}
	return v.body.Ref, err
}

// copyRow writes the cells of a row in their cited form.
func (c *Case) copyRow(ctx context.Context, v sealed, packing, sheet string, row int64, w io.Writer) error {
	x, err := c.exhibit(v)
	if err != nil {
		return err
	}
	if packing != x.Source.Packing {
		return comity.Errorf(comity.Input, "the citation leads into %.80q, and exhibit %q is not packed so", packing, v.body.Ref).
			WithHint("copy it from `comity show`")
	}
	x.Source.Format, x.Source.Sheet = record.Workbook, sheet
	return run.Excerpt(ctx, x, []record.Place{{Offset: row, Length: -1}}, func(_ int, cells []byte) error {
		_, err := w.Write(cells)
		return err
	})
}

// byExhibit is the first act that sealed the exhibit.
func (c *Case) byExhibit(id comity.Digest) (sealed, bool) {
	for _, v := range c.state.seals {
		if v.body.Exhibit == id {
			return v, true
		}
	}
	return sealed{}, false
}

// partOf is a reader of the cited bytes.
func partOf(ctx context.Context, r *vault.Reader, cite comity.Citation) (io.Reader, error) {
	if cite.Length < 0 {
		return nil, comity.Errorf(comity.Input, "citation %s names no bytes", cite).
			WithHint("only citations of the form exhibit:offset+length, or of a row of a sheet, can be written out")
	}
	switch cite.Inner {
	case "":
		if cite.Offset > r.Size() || cite.Length > r.Size()-cite.Offset {
			return nil, beyond(cite)
		}
		return &ctxReader{ctx: ctx, r: io.NewSectionReader(r, cite.Offset, cite.Length)}, nil
	case "gzip":
		z, err := gzip.NewReader(r.Stream(ctx))
		if err != nil {
			return nil, comity.Errorf(comity.Input, "exhibit %s is not gzip: %w", cite.Exhibit.Short(), err)
		}
		if _, err := io.CopyN(io.Discard, z, cite.Offset); err != nil {
			return nil, beyond(cite)
		}
		return io.LimitReader(z, cite.Length), nil
	}
	return nil, comity.Errorf(comity.Input, "citation %s leads into %q, which cannot be opened yet", cite, cite.Inner)
}

func beyond(cite comity.Citation) error {
	return comity.Errorf(comity.Input, "citation %s leads beyond the end of its exhibit", cite).
		WithHint("copy it from `comity show`")
}
