package falcon

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/simulate/export"
	"comity/internal/simulate/truth"
)

// createFile creates a file of the world, which must not exist yet.
func (w *world) createFile(path string) (*os.File, error) {
	full := filepath.Join(w.root, filepath.FromSlash(path))
	if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
		return nil, comity.Errorf(comity.Fault, "make folder of %s: %w", path, err)
	}
	w.files.Add(1)
	f, err := os.OpenFile(full, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o644)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "create %s: %w", path, err)
	}
	return f, nil
}

// closeAfter closes f and returns the first of the two errors.
func closeAfter(f *os.File, err error) error {
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", filepath.Base(f.Name()), err)
	}
	return nil
}

// file writes one whole file.
func (w *world) file(path string, fill func(io.Writer) error) error {
	f, err := w.createFile(path)
	if err != nil {
		return err
	}
	return closeAfter(f, fill(f))
}

// exhibit enters a file into the manifest.
func (w *world) exhibit(e *export.Exhibit) {
	n := len(w.exhibits) + 1
	e.Ref = e.Country + "/" + time.Unix(w.end, 0).UTC().Format("2006") + "/" + strconv.Itoa(n)
	e.Obtained = time.Unix(w.end+int64(10+n%40)*day+int64(9+n%8)*3600, 0).UTC()
	if e.Handling = []string{"H1"}; n%9 == 4 {
		e.Handling = []string{"H0"}
	}
	w.exhibits = append(w.exhibits, e)
}

// addBasis enters a legal basis that covers whole days from and to, the latter not included.
func (w *world) addBasis(id, instrument, authority string, data []string, from, to int64) {
	for _, b := range w.bases {
		if b.ID == id {
			return
		}
	}
	n := len(w.bases) + 1
	at := time.Unix(w.end+int64(n%6)*day, 0).UTC()
	w.bases = append(w.bases, export.Basis{ID: id, Instrument: instrument, Authority: authority,
		Reference: at.Format("2006") + "/" + strconv.Itoa(50+n*3), Date: at.Format(time.DateOnly), Offence: "subscription offences",
		Data: data, Period: export.Span{From: from, To: to}})
}

// court is the authority that orders things in a country.
func (w *world) court(c int) string { return "Public prosecutor, " + w.countries[c].code }

// clockIn is a clock that is right, in a zone; the zones' names are our own.
func clockIn(zone string) export.Clock {
	loc, err := time.LoadLocation(zone)
	if err != nil {
		loc = time.UTC
	}
	return export.Clock{Loc: loc}
}

func (w *world) writeManifest() error {
	w.addBasis("mla-access", "mutual legal assistance", "US Department of Justice", []string{"access"}, w.start-day-w.reach(2), w.end+day+w.reach(2))
	return w.file("evidence.toml", func(f io.Writer) error { return export.WriteManifest(f, w.bases, w.exhibits) })
}

func (w *world) personID(id int32) string {
	s := strconv.Itoa(int(id) + 1)
	return "P" + strings.Repeat("0", max(0, 6-len(s))) + s
}

func (w *world) writeTruth(ctx context.Context) error {
	people := w.truePeople()
	if err := truth.Resolve(ctx, w.root, w.exhibits, w.bases, people); err != nil {
		return err
	}
	w.result.People = people
	rejects := append(w.damage.Rejects(), w.backwards.list...)
	sort.Slice(rejects, func(i, j int) bool {
		if rejects[i].Path != rejects[j].Path {
			return rejects[i].Path < rejects[j].Path
		}
		return rejects[i].Line < rejects[j].Line
	})
	w.result.Rejects = int64(len(rejects) - len(w.backwards.list))
	for _, f := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{"persons", func(f io.Writer) error { return truth.WriteLines(f, people) }},
		{"rejects", func(f io.Writer) error { return truth.WriteLines(f, rejects) }},
		{"clocks", func(f io.Writer) error { return truth.WriteLines(f, w.faultTruth()) }},
		{"events", func(f io.Writer) error { return truth.WriteLines(f, w.sample) }},
		{"nexus", func(f io.Writer) error { return truth.WriteLines(f, w.nexus()) }},
		{"duplicates", func(f io.Writer) error { return truth.WriteLines(f, w.copies) }},
	} {
		if f.name == "duplicates" && !w.spec.All {
			continue
		}
		if err := w.file("truth/"+f.name+".jsonl", f.fill); err != nil {
			return err
		}
	}
	w.result.Files = w.files.Load()
	return nil
}
