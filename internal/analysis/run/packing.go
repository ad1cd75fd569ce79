package run

import (
	"context"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// packing finds out how the exhibit is packed, where the source does not say so
// already, and returns the head of its innermost stream.
func (e *Exhibit) packing(ctx context.Context) (head []byte, err error) {
	if e.Source.Packing != "" {
		return Head(ctx, *e)
	}
	d := detection{e: e, member: e.Source.Member}
	for {
		if head, err = d.head(ctx); err != nil {
			return nil, err
		}
		step, err := d.next(ctx, head)
		if err != nil {
			return nil, sourceError(&e.Source, err)
		}
		if step.Packing == "" {
			break
		}
		if d.depth++; d.depth > unpack.MaxDepth {
			return nil, sourceError(&e.Source, comity.Errorf(comity.Input, "it is packed in more than %d layers", unpack.MaxDepth).
				WithHint("unpack the outer ones, and seal what comes out"))
		}
		e.Source.Packing = unpack.Join(e.Source.Packing, step)
	}
	if d.member != "" {
		return nil, sourceError(&e.Source, comity.Errorf(comity.Input, "member is stated, and the file is neither a ZIP nor a tar").
			WithHint("leave member out"))
	}
	return head, nil
}

// detection is the search for a chain in progress.
type detection struct {
	e      *Exhibit
	member string // stated and not found yet
	depth  int
	text   bool // UTF-16 is decoded: nothing lies below it
}

// head is the start of what was come to, as bytes: of a workbook too, for the
// archive that it lies in is none.
func (d *detection) head(ctx context.Context) ([]byte, error) {
	e := *d.e
	e.Source.Format = ""
	return Head(ctx, e)
}

// next is the step that leads further in; the zero Step where there is none.
func (d *detection) next(ctx context.Context, head []byte) (unpack.Step, error) {
	read := len(format.Of(d.e.Source.Kind)) > 0 // others are sealed as they are
	kind := unpack.Sniff(head)
	switch {
	case d.text:
	case kind == unpack.Gzip || kind == unpack.Zstd:
		return unpack.Step{Packing: kind}, nil
	case !read && d.member == "":
	case kind == unpack.Zip && d.member == "" && format.IsBook(d.e.Source.Format): // its parts are no members
	case kind == unpack.Zip || kind == unpack.Tar:
		return d.archive(ctx, kind)
	case kind == unpack.UTF16LE || kind == unpack.UTF16BE:
		d.text = true
		if said := d.e.Source.Encoding; said != "" && said != kind {
			return unpack.Step{}, contradiction(&d.e.Source, kind)
		}
		return unpack.Step{Packing: kind}, nil
	case isWide(d.e.Source.Encoding):
		d.text = true
		return unpack.Step{Packing: d.e.Source.Encoding}, nil
	}
	return unpack.Step{}, nil
}

func isWide(encoding string) bool { return encoding == unpack.UTF16LE || encoding == unpack.UTF16BE }

// archive is the step into the stated member of a ZIP or tar.
func (d *detection) archive(ctx context.Context, kind string) (unpack.Step, error) {
	if kind == unpack.Zip && d.e.Source.Packing != "" {
		return d.inside()
	}
	members, err := d.members(ctx, kind)
	if err != nil {
		return unpack.Step{}, err
	}
	if d.member == "" {
		if kind == unpack.Zip && isWorkbook(members) {
			return unpack.Step{}, nil // it is read as one file
		}
		return unpack.Step{}, comity.Errorf(comity.Input, "it is a %s of %d files, and no member is stated", kind, len(members)).
			WithHint("say which file is meant: member = %s", listed(members, ""))
	}
	step := unpack.Step{Packing: kind, Member: d.member}
	d.member = ""
	return step, pick(members, step)
}

// inside judges a ZIP that lies in another packing: there it cannot be read, for
// its listing is at its end.
func (d *detection) inside() (unpack.Step, error) {
	if d.member == "" {
		return unpack.Step{}, nil // perhaps a workbook; its format says what it is
	}
	return unpack.Step{}, comity.Errorf(comity.Input, "it is a ZIP inside %s, and a member of that cannot be read", d.e.Source.Packing).
		WithHint("unpack the outer layer, and seal the ZIP")
}

func (d *detection) members(ctx context.Context, kind string) (members []unpack.Member, err error) {
	err = d.e.opened(func(s Segments) error {
		members, err = unpack.Members(unpack.NewPlain(ctx, s), d.e.Source.Packing, kind)
		return err
	})
	var torn *unpack.Damage
	switch {
	case !errors.As(err, &torn):
		return members, err
	case len(members) > 0 && torn.Reason != unpack.Bomb: // what comes before the damage can be read
		return members, nil
	}
	return nil, comity.Errorf(comity.Input, "the listing of the %s cannot be read: %s", kind, torn.Reason).
		WithHint(`unpack it with another tool and seal the files, or seal it as kind = "document"`)
}

// pick wants the member there, once and readable.
func pick(members []unpack.Member, step unpack.Step) error {
	n := 0
	for _, m := range members {
		if m.Name != step.Member {
			continue
		}
		if n++; m.Lock != "" {
			return comity.Errorf(comity.Input, "member %.120q of the %s is %s", m.Name, step.Packing, m.Lock).
				WithHint("unpack it with another tool and seal both, the second with a note on how it was made")
		}
	}
	switch n {
	case 1:
		return nil
	case 0:
		return comity.Errorf(comity.Input, "the %s holds no member %.120q", step.Packing, step.Member).
			WithHint("it holds %s", listed(members, step.Member))
	}
	return comity.Errorf(comity.Input, "the %s holds member %.120q %d times: a citation could mean any", step.Packing, step.Member, n).
		WithHint("unpack it, and seal the files apart")
}

func isWorkbook(members []unpack.Member) bool {
	var names []string
	for _, m := range members {
		names = append(names, m.Name)
	}
	return unpack.HasWorkbook(names)
}

// listed shows the first members, those near to want before others.
func listed(members []unpack.Member, want string) string {
	const most = 5
	sorted := slices.Clone(members)
	if want != "" {
		slices.SortStableFunc(sorted, func(a, b unpack.Member) int { return far(a.Name, want) - far(b.Name, want) })
	}
	var names []string
	for _, m := range sorted[:min(len(sorted), most)] {
		names = append(names, fmt.Sprintf("%.120q", m.Name))
	}
	if len(sorted) > most {
		names = append(names, fmt.Sprintf("… (%d in all)", len(sorted)))
	}
	if len(names) == 0 {
		return "no files"
	}
	return strings.Join(names, ", ")
}

// far ranks a name by how little it has in common with the wanted one.
func far(name, want string) int {
	name, want = strings.ToLower(name), strings.ToLower(want)
	base := path.Base(want)
	switch {
	case name == want:
		return 0
	case path.Base(name) == base:
		return 1
	case strings.Contains(name, base) || strings.Contains(want, path.Base(name)):
		return 2
	case path.Ext(name) == path.Ext(want):
		return 3
	}
	return 4
}

// sameReading reports whether two sources read the same records of the same
// bytes: the same part of them, as the same kind.
func sameReading(a, b *record.Source) bool {
	return a.Exhibit == b.Exhibit && a.Kind == b.Kind && a.Member == b.Member && a.Sheet == b.Sheet
}
