package falcon

import (
	"cmp"
	"context"
	"os"
	"path"
	"slices"
	"strconv"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// software decides what a server logs with, and how its log was kept. The
// first three servers keep the formats of the first edition.
func (w *world) software(v *server, site int) {
	s := w.stream("software", site)
	alone := len(v.sites) == 1 && site > 2
	switch r := s.N(1000); {
	case alone && r < w.p.jsonLogs:
		v.format, v.custom = export.JSON, s.N(2) == 0
	case alone && r < w.p.jsonLogs+w.p.w3cLogs:
		v.format, v.zone = export.IIS, "UTC"
	}
	if s.Chance(w.p.zstd) && site != 1 {
		v.zip = ".zst"
	}
	if s.Chance(w.p.rotated) || site == 1 {
		v.parts, v.twice = s.Between(2, 4), s.Chance(w.p.copies*2)
	}
	v.again = v.parts == 1 && s.Chance(w.p.copies)
}

// part is one file of a server's log: the days from and to, the latter not
// included.
type part struct {
	ex       *export.Exhibit
	from, to int64
	sorted   bool // each day by address
	of       int  // the part that has its rows already, -1 for none
	ofFrom   int64
	ofTo     int64
	rows     int64 // rows written that are in that part too
}

// parts are the files of a server's log, newest first as a rotation numbers them.
func (w *world) parts(v *server) []*part {
	main := w.logExhibit(v)
	if v.parts == 1 {
		list := []*part{{ex: main, from: w.start, to: w.end, of: -1}}
		if v.again {
			list = append(list, w.copyOf(v, main))
		}
		return list
	}
	var list []*part
	days := int64(w.spec.Days) / int64(v.parts)
	to := w.end
	for n := range v.parts {
		p := &part{ex: main, from: to - days*day, to: to, of: -1}
		if n > 0 {
			p.ex = w.rotated(v, main, n)
		}
		if n == v.parts-1 {
			p.from = w.start
		}
		if n > 0 && v.twice { // the older file goes on for a day into the newer one
			p.of, p.ofFrom, p.ofTo = n-1, to, to+day
			p.to += day
		}
		list = append(list, p)
		to -= days * day
	}
	return list
}

// rotated enters an older file of a log.
func (w *world) rotated(v *server, main *export.Exhibit, n int) *export.Exhibit {
	e := *main
	zip := v.zip
	if zip == "" {
		zip = ".gz"
	}
	e.Path += "." + strconv.Itoa(n) + zip
	if v.format == export.IIS { // begins a file on a date rather than numbering them
		at := time.Unix(w.end-int64(n+1)*(int64(w.spec.Days)/int64(v.parts))*day, 0).UTC()
		e.Path = path.Dir(e.Path) + "/ex" + at.Format("060102") + ".log" + v.zip
	}
	w.exhibit(&e)
	return &e
}

// copyOf enters a second delivery of the last quarter of a log.
func (w *world) copyOf(v *server, main *export.Exhibit) *part {
	e := *main
	e.Path = path.Dir(e.Path) + "/by-address.log.gz"
	e.Notes = "second delivery, sorted by address within each day"
	w.exhibit(&e)
	from := w.end - int64(max(1, w.spec.Days/4))*day
	return &part{ex: &e, from: from, to: w.end, sorted: true, of: 0, ofFrom: from, ofTo: w.end}
}

// open is a part that is being written.
type open struct {
	*part
	file    *os.File
	log     *export.Log
	covered int64 // end of what the legal basis covers
}

// day writes one day's requests, and notes them where they are not a copy.
func (w *world) day(o *open, b *dayBuffer, at int64, out *logged) error {
	if at < o.from || at >= o.to {
		return nil
	}
	if at == o.from || (at-w.start)/day%31 == 17 {
		if err := o.log.Start(at); err != nil {
			return err
		}
	}
	copied := o.of >= 0 && at >= o.ofFrom && at < o.ofTo
	if copied {
		o.rows += within(b.hits, o.covered)
	}
	hits := b.hits
	if o.sorted {
		hits = slices.Clone(hits)
		slices.SortStableFunc(hits, func(x, y hit) int { return cmp.Compare(x.seat.addr.String(), y.seat.addr.String()) })
	}
	return w.flush(b, hits, o, copied, out)
}

// within counts the hits before a time: what the legal basis does not cover
// nobody reads, let alone twice.
func within(hits []hit, to int64) (n int64) {
	for i := range hits {
		if hits[i].t < to {
			n++
		}
	}
	return n
}

func (w *world) writeLog(ctx context.Context, id int, parts []*part, out *logged, progress *meter) (err error) {
	v := &w.servers[id]
	scope, covered := export.Span{From: w.start, To: w.end}, w.end
	if v.cutTo > 0 {
		scope.To, covered = v.cutTo-2*day, v.cutTo
	}
	files := make([]open, len(parts))
	defer func() {
		for i := range files {
			if files[i].file != nil {
				if e := files[i].file.Close(); err == nil && e != nil {
					err = comity.Errorf(comity.Fault, "write %s: %w", parts[i].ex.Path, e)
				}
			}
		}
	}()
	for i, p := range parts {
		files[i].part, files[i].covered = p, covered
		if files[i].file, err = w.createFile(p.ex.Path); err != nil {
			return err
		}
		if files[i].log, err = export.NewLog(files[i].file, p.ex, scope, w.damage); err != nil {
			return err
		}
	}
	if err := w.days(ctx, v, files, out, progress); err != nil {
		return err
	}
	for i := range files {
		out.lines += files[i].log.Lines()
		if err := files[i].log.Close(); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) days(ctx context.Context, v *server, files []open, out *logged, progress *meter) error {
	var buf dayBuffer
	for at := w.start; at < w.end; at += day {
		if err := ctx.Err(); err != nil {
			return err
		}
		w.collect(&buf, v, at, out)
		for i := range files {
			if err := w.day(&files[i], &buf, at, out); err != nil {
				return err
			}
		}
		progress.step()
	}
	return nil
}

// logCopies are the rows of a server's files that are in two of them.
func logCopies(parts []*part) []truth.Duplicate {
	var list []truth.Duplicate
	for _, p := range parts {
		if p.of >= 0 && p.rows > 0 {
			list = append(list, truth.Duplicate{Path: p.ex.Path, OfPath: parts[p.of].ex.Path, Rows: p.rows})
		}
	}
	return list
}

// logPath is the file of a log, or of its newest part.
func (w *world) logPath(v *server, folder string) string {
	zip := v.zip
	if v.parts > 1 {
		zip = ""
	}
	if v.format == export.IIS {
		days := int64(w.spec.Days) / int64(v.parts)
		at := time.Unix(w.end-days*day, 0).UTC()
		return folder + "/W3SVC1/ex" + at.Format("060102") + ".log" + zip
	}
	return folder + "/access.log" + zip
}
