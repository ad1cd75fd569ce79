package run

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"comity/internal/analysis/crosscheck"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/charset"
	"comity/internal/records/clock"
	"comity/internal/records/format"
	"comity/internal/records/format/camt"
	"comity/internal/records/format/mysqldump"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// Description is what Describe finds out about an exhibit.
type Description struct {
	Format  string
	Packing string
	Sheet   string    // of a workbook, as it names it
	Rows    int64     // records: read, rejected and outside the scope
	Unread  *NoneRead // set where it has rows, and none is a record that is read
	Damage  *Reject   // where its packing, or a sheet, is damaged or breaks off; nil: nowhere

	// Encoding is what the bytes of a text mean and how that is known; zero where
	// it is no text, or text with stray bytes that are kept as they are.
	Encoding charset.Choice
}

// Describe looks at an exhibit before it is sealed: it detects packing and
// format where the source does not state them, and reads it once as the check
// will, so that a mapping or clock statement that does not fit is an Input
// error now, not after sealing.
func Describe(ctx context.Context, e Exhibit) (Description, error) {
	e.Source.Exhibit = comity.Digest{}
	head, err := e.packing(ctx)
	if err != nil {
		return Description{}, err
	}
	if e.Source.Format == "" {
		if e.Source.Format, err = format.Detect(head, e.Source.Kind); err != nil {
			return Description{}, sourceError(&e.Source, err)
		}
	}
	if err := format.Undecoded(&e.Source); err != nil {
		return Description{}, err
	}
	if err := checkSite(&e.Source); err != nil {
		return Description{}, err
	}
	if e.Source.Sheet, err = e.sheetName(ctx); err != nil {
		return Description{}, err
	}
	var code charset.Choice
	if !format.IsBook(e.Source.Format) {
		if code, err = e.encoding(head); err != nil {
			return Description{}, err
		}
	}
	d := Description{Format: e.Source.Format, Packing: e.Source.Packing, Sheet: e.Source.Sheet, Encoding: code}
	return d, d.count(ctx, e)
}

// count reads the exhibit as the check will, counts its records, and notes what a person should see before the check.
func (d *Description) count(ctx context.Context, e Exhibit) error {
	c, err := newComputation(Input{Exhibits: []Exhibit{e}, Create: discard, Cards: noCards{}})
	if err != nil {
		return err
	}
	var first record.Reason
	c.told = func(r Reject) {
		if first = cmp.Or(first, record.Reason(r.Reason)); d.Damage == nil && breaksOff(record.Reason(r.Reason)) {
			d.Damage = &r
		}
	}
	src := &e.Source
	if src.Kind.Timed() {
		if _, err := clock.Readings(src.Clock); err != nil {
			return sourceError(src, err)
		}
	}
	var read int64
	switch src.Kind {
	case record.Access:
		d.Rows, read, err = c.countLog(ctx)
		d.Unread = c.noneRead(read, first)
		return err
	case record.Assignments, record.Answers:
		err = c.readAssignments(ctx, 0)
	case record.Payments, record.Members, record.Holders, record.Network, record.Allotments:
		err = c.countTable(ctx)
	case record.Board, record.Hashes:
		err = c.countBoard(ctx)
	default:
		err = c.hashOnly(ctx, 0)
	}
	d.Rows, d.Unread = c.rows+c.counts.Rejects+c.counts.Quarantined, c.noneRead(c.rows, first)
	return err
}

// breaksOff reports whether a reject says that more was there than is read.
func breaksOff(why record.Reason) bool {
	return slices.Contains([]record.Reason{unpack.Torn, DamagedSheet, mysqldump.CutOff, camt.CutOff}, why)
}

// unsited is the error for an exhibit whose accounts cannot be told from those
// of another site: "alice" here and "alice" there are two people.
func unsited(src *record.Source, why comity.Phrase) error {
	return sourceError(src, comity.Errorf(comity.Input, "%s, and an account is only a name of one site's", why).
		WithHint(`write site = "domain of the site"`))
}

// checkSite wants a site for logs whose lines name none.
func checkSite(src *record.Source) error {
	if src.Site != "" || !format.Siteless(src.Format) {
		return nil
	}
	if src.Kind == record.Board {
		return sourceError(src, comity.Errorf(comity.Input, "no site, and a nickname is only a name of one board's").
			WithHint(`write site = "domain or name of the board", the same for all that was taken of it`))
	}
	return unsited(src, comity.Phrasef("no site, and lines of format %s name none", src.Format))
}

// countTable counts a table's rows. What the check could only reject row by row
// because a mapping is missing is an error now.
func (c *computation) countTable(ctx context.Context) error {
	src := &c.exhibits[0].Source
	o, err := c.open(ctx, 0, 1)
	if err != nil {
		return err
	}
	if p, ok := o.Rows[0].(format.Table); ok && !p.Sited() {
		return unsited(src, comity.Phrasef("neither site nor a column for it"))
	}
	if err := c.readTable(ctx, 0); err != nil {
		return err
	}
	if c.oddLine == 0 {
		return nil
	}
	return sourceError(src, oddError(c.odd, c.oddLine))
}

// countBoard counts the records of what another analysis reads. What no format
// knows is sealed as it is, and then its format is called as its kind.
func (c *computation) countBoard(ctx context.Context) error {
	if src := &c.exhibits[0].Source; src.Format == string(src.Kind) {
		return c.hashOnly(ctx, 0)
	}
	return c.countTable(ctx)
}

// oddError names the word, if it may be shown, and how to map it.
func oddError(o table.Odd, line int64) error {
	what, word := comity.Phrasef("a word of %s", o.Key), comity.Phrasef("<the file's word>")
	if o.Word != "" {
		what, word = comity.Phrasef("%s %q", o.Key, o.Word), comity.Phrasef("%s", o.Word)
	}
	return comity.Errorf(comity.Input, "line %d: %s is none of %s", line, what, strings.Join(o.Words, ", ")).
		WithHint("say what each such word means, such as values = { %s = { %q = %q } }", o.Key, word, o.Words[0])
}

// countLog counts lines, and how many of them are read: of those that are parsed
// line by line, one at most.
func (c *computation) countLog(ctx context.Context) (rows, read int64, err error) {
	o, err := c.open(ctx, 0, c.in.Workers)
	if err != nil {
		return 0, 0, err
	}
	src := &c.exhibits[0].Source
	if o.Lines == nil {
		if p, ok := o.Rows[0].(format.Table); ok && !p.Sited() {
			return 0, 0, unsited(src, comity.Phrasef("neither site nor a column for it"))
		}
		return c.countRows(ctx)
	}
	look := &lookout{lines: o.Lines}
	if look.readings, look.gate, err = c.clockAndGate(src); err != nil {
		return 0, 0, err
	}
	p := pass[struct{}]{c: c,
		work: func(w int, b block.Block) (struct{}, *batch, error) { return struct{}{}, look.block(w, b), nil },
		take: func(struct{}) error { return nil },
	}
	if err = p.run(ctx); look.met.Load() {
		read = 1
	}
	return c.counts.Lines, read, err
}

// countRows counts the events of a log that came as a table.
func (c *computation) countRows(ctx context.Context) (rows, read int64, err error) {
	c.overlaps = &overlaps{windows: make([]window, len(c.exhibits))}
	if c.index, err = crosscheck.Build(nil, make([]string, len(c.exhibits)), 1); err == nil {
		err = c.readLog(ctx, 0)
	}
	return c.counts.Events + c.counts.Rejects + c.counts.Quarantined, c.counts.Events, err
}

// discard takes the files of a run that is only counted.
func discard(string) (io.WriteCloser, error) { return nothing{}, nil }

type nothing struct{}

func (nothing) Write(p []byte) (int, error) { return len(p), nil }
func (nothing) Close() error                { return nil }

// noCards names cards by their ends alone: nothing is kept of what is counted.
type noCards struct{}

func (noCards) Card(number string) (record.Card, bool) {
	ends, _, ok := comity.CardEnds(number)
	return record.Card{Ends: ends}, ok
}

// eachLine calls each with the offset and text of every line of r.
func eachLine(r io.Reader, each func(at int64, line []byte) error) error {
	in := bufio.NewReaderSize(r, block.MaxRecord)
	var at int64
	for {
		line, err := in.ReadSlice('\n')
		n := int64(len(line))
		if n > 0 {
			if cerr := each(at, bytes.TrimSuffix(line, []byte{'\n'})); cerr != nil {
				return cerr
			}
		}
		at += n
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil && !errors.Is(err, bufio.ErrBufferFull):
			return err
		}
	}
}
