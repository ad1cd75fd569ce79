package casefile

import (
	"context"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Page is where in a document a line was keyed in from.
type Page struct {
	Ref  string          `json:"ref"`
	Cite comity.Citation `json:"cite"` // of the page, as the transcript names it; it has no bytes of its own
	Page string          `json:"page"`
}

// addPages finds the page behind each line that a person keyed in.
func (c *Case) addPages(ctx context.Context, lines []Line) error {
	for i := range lines {
		l := &lines[i]
		v, d, err := c.byCitation(l.Cite)
		if err != nil {
			return err
		}
		if d.Source.Transcribes == "" {
			continue
		}
		x, err := c.exhibit(v)
		if err != nil {
			return err
		}
		page, err := run.Page(ctx, x, run.PlaceOf(l.Cite))
		if err != nil {
			return err
		}
		page = comity.MaskText(page)
		document, ok := c.state.byRef(d.Source.Transcribes)
		if !ok {
			return comity.Errorf(comity.Negative, "exhibit %q transcribes %q, which is not sealed here", d.Source.Ref, d.Source.Transcribes).
				WithHint("%s", verifyHint)
		}
		l.Page = &Page{document.body.Ref, comity.Citation{Exhibit: document.body.Exhibit, Inner: comity.PagePart(page), Length: -1}, page}
	}
	return nil
}
