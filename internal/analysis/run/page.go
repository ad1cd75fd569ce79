package run

import (
	"bytes"
	"context"

	"comity/internal/records/format"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// Page is the page of the document that a row of a transcript was keyed in from,
// as the row says; "" where e transcribes none.
func Page(ctx context.Context, e Exhibit, place record.Place) (page string, err error) {
	if e.Source.Transcribes == "" {
		return "", nil
	}
	head, err := Head(ctx, e)
	if err != nil {
		return "", err
	}
	o, err := format.Open(head, &e.Source, table.Config{Cards: noCards{}}, 1)
	if err != nil {
		return "", err
	}
	paged, ok := o.Rows[0].(interface{ Page() string })
	if !ok {
		return "", nil
	}
	take := func() { page = paged.Page() }
	sink := record.Sink{
		Assignment: func(*record.Assignment) { take() }, Payment: func(*record.Payment) { take() },
		Member: func(*record.Member) { take() }, Holder: func(*record.Holder) { take() },
		Event: func(*record.Event, record.Place) { take() }, Relation: func(*record.Relation) { take() },
	}
	err = Excerpt(ctx, e, []record.Place{place}, func(_ int, data []byte) error {
		o.Rows[0].Block(append(bytes.Clone(data), '\n'), max(1, place.Offset), sink)
		return nil
	})
	return page, err
}
