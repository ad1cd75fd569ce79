package casefile

import (
	"context"
	"errors"
	"io"
	"slices"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/vault"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// copyCited writes the bytes of a citation to w and returns the reference of
// its exhibit.
func (c *Case) copyCited(ctx context.Context, cite comity.Citation, w io.Writer) (ref string, err error) {
	v, d, err := c.byCitation(cite)
	if err != nil {
		return "", err
	}
	if err := c.mayRead(v, cite); err != nil {
		return "", err
	}
	if before, sheet, row, ok := cite.Row(); ok {
		return v.body.Ref, c.copyRow(ctx, v, before, sheet, row, w)
	}
	key, err := c.keys.Get(cite.Exhibit)
	if err != nil {
		return "", comity.Wrapf("exhibit %s: %w", v.body.Ref, err)
	}
	r, err := c.vault.Open(d.Object, key)
	if err != nil {
		return "", comity.Wrapf("exhibit %s: %w", v.body.Ref, err)
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	return v.body.Ref, copyPart(ctx, r, cite, w)
}

// mayRead refuses bytes that are erased, or that a restriction reserves.
func (c *Case) mayRead(v sealed, cite comity.Citation) error {
	if !c.state.needed(cite.Exhibit) {
		seq, _ := c.state.erasedBy(v.body.Ref)
		return comity.Errorf(comity.Refused, "exhibit %q was erased by act %06d", v.body.Ref, seq)
	}
	for _, x := range c.state.leftOut(c.state.head()) {
		if x.act.Kind == actRestrict && x.body.Exhibit == cite.Exhibit && (x.whole() && slices.Contains(x.body.Refs, v.body.Ref) || !x.whole() && run.Touches(*x.body.Cite, cite)) {
			return comity.Errorf(comity.Refused, "refused by rule restricted-is-stored-only: act %06d restricts %q", x.act.Seq, v.body.Ref).
				WithHint("whoever may end the restriction does: comity restrict CASE ITEM --lift --reason R")
		}
	}
	return nil
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

// innerOf is what leads to the part of an exhibit that a citation is of: a
// source's Inner.
func innerOf(cite comity.Citation) string {
	if before, sheet, _, ok := cite.Row(); ok {
		return (&record.Source{Packing: before, Format: record.Workbook, Sheet: sheet}).Inner()
	}
	return cite.Inner
}

// byCitation is the first act that sealed the cited exhibit to be read as the
// citation says, or else the first that sealed it.
func (c *Case) byCitation(cite comity.Citation) (found sealed, d description, err error) {
	inner := innerOf(cite)
	for _, v := range c.state.seals {
		if v.body.Exhibit != cite.Exhibit {
			continue
		}
		is, err := c.describe(v)
		if err != nil {
			return found, d, err
		}
		if found.body.Ref == "" || is.Source.Inner() == inner {
			found, d = v, is
		}
		if is.Source.Inner() == inner {
			break
		}
	}
	if found.body.Ref == "" {
		return found, d, comity.Errorf(comity.Negative, "no exhibit %s is sealed in this case", cite.Exhibit).
			WithHint("`comity show CASE exhibits` lists them")
	}
	return found, d, nil
}

// copyPart writes the cited bytes to w.
func copyPart(ctx context.Context, r *vault.Reader, cite comity.Citation, w io.Writer) error {
	if cite.Length < 0 {
		return comity.Errorf(comity.Input, "citation %s names no bytes", cite).
			WithHint("only citations of the form exhibit:offset+length, or of a row of a sheet, can be written out")
	}
	if cite.Inner == "" {
		if cite.Offset > r.Size() || cite.Length > r.Size()-cite.Offset {
			return beyond(cite)
		}
		_, err := io.Copy(w, &ctxReader{ctx: ctx, r: io.NewSectionReader(r, cite.Offset, cite.Length)})
		return err
	}
	x, err := unpack.Open(unpack.NewPlain(ctx, r), cite.Inner, unpack.Config{})
	if err != nil {
		return comity.Errorf(comity.Input, "citation %s: %w", cite, err)
	}
	defer x.Close()
	if _, err := io.CopyN(io.Discard, x, cite.Offset); err != nil {
		return beyondOr(err, cite)
	}
	if _, err := io.CopyN(w, x, cite.Length); err != nil {
		return beyondOr(err, cite)
	}
	return nil
}

// beyondOr tells a stream that is shorter than the citation, or damaged before
// its end, from one that cannot be read.
func beyondOr(err error, cite comity.Citation) error {
	var torn *unpack.Damage
	switch {
	case errors.Is(err, io.EOF):
		return beyond(cite)
	case errors.As(err, &torn):
		return comity.Errorf(comity.Input, "citation %s leads beyond where its stream breaks off: %s", cite, torn.Reason).
			WithHint("copy it from `comity show`")
	}
	return err
}

func beyond(cite comity.Citation) error {
	return comity.Errorf(comity.Input, "citation %s leads beyond the end of its exhibit", cite).
		WithHint("copy it from `comity show`")
}
