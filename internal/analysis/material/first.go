package material

import (
	"context"
	"slices"

	"comity/internal/records/record"
)

// Sighting is who had a file first, and whether it was new.
type Sighting struct {
	First
	New bool
}

// Firsts says of every file of which a list names who had it when who was first, in the order of a report: of the one
// that would be, had no row come of the exhibits that leave names. That holds after Next too: a row of a set that
// matters to some of the lists matters to all of them.
func (b *Builder) Firsts(ctx context.Context, leave func(*record.Source) bool) (out []Sighting, err error) {
	left := Builder{sets: b.sets}
	for _, o := range b.from {
		o.left = leave(o.src)
	}
	for _, r := range b.rows {
		if !r.left {
			left.rows = append(left.rows, r)
		}
	}
	var files []File
	for _, rows := range join(left.rows, len(b.digests.keys)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if f, listed := left.file(rows); listed && f.First != nil && f.First.Member != "" {
			files = append(files, f)
		}
	}
	slices.SortFunc(files, compareFiles)
	for i := range files {
		out = append(out, Sighting{*files[i].First, files[i].New})
	}
	return out, nil
}
