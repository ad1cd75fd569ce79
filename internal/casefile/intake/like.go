package intake

import (
	"encoding/json"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"comity/internal/records/format"
)

// ref is the reference that the draft gives an exhibit.
func (f *File) ref() string {
	ref := f.Path
	if f.Member != "" {
		ref += "!" + f.Member
	}
	if f.several {
		ref += "!" + f.Sheet
	}
	return plainText(ref, 400)
}

// Open is how many questions the draft asks about the file itself: none where
// the answers for another serve it too.
func (f *File) Open() int {
	if f.Like != "" {
		return 0
	}
	return len(f.Questions)
}

// likes notes which files are of one source with one before them: parts of a
// rotated log, monthly exports, sheets of a workbook, members of an archive. Only
// what was detected and comes out equal is taken together, so that a question
// stands once for all of them; everything else is asked of each.
func (w *walk) likes() {
	sources := map[string][]*File{}
	var firsts []*File // one of each
	for _, f := range w.report.Files {
		if f.Kind == ask || f.Kind == "document" || f.SameAs != "" || len(f.question("day")) > 0 { // a day is one file's own
			continue
		}
		key := f.shape()
		at := slices.IndexFunc(sources[key], func(first *File) bool { return agree(first.words(), f) })
		if at >= 0 {
			sources[key][at].serve(f)
			continue
		}
		i := slices.IndexFunc(firsts, func(first *File) bool { return first.covers(f) })
		if i >= 0 {
			f.fewer = true
			firsts[i].serve(f)
			continue
		}
		sources[key], firsts = append(sources[key], f), append(firsts, f)
	}
}

// serve notes that the answers for f serve another file too.
func (f *File) serve(other *File) {
	other.Like = f.ref()
	f.serves = append(f.serves, other)
}

// shape is everything by which two files of one source are equal.
func (f *File) shape() string {
	asked := []Question{}
	for _, q := range f.Questions {
		if !strings.HasPrefix(q.Key, "values.") {
			asked = append(asked, Question{Key: q.Key, Choices: q.Choices})
		}
	}
	b, err := json.Marshal([]any{
		f.folder(), stem(f.Path), stem(f.Member), f.Kind, f.Format, f.timed, f.offsets, f.Columns, encodingKey(f), f.Delimiter, f.HeaderRows,
		f.DateOrder, f.TimeFormat, f.Decimal, f.AmountUnit, f.LengthUnit, f.Site, asked,
	})
	if err != nil {
		return f.ref() // strings and numbers are always written
	}
	return string(b)
}

// folder is where a file lies: a folder, or one inside an archive.
func (f *File) folder() string {
	if f.Member != "" {
		return f.Path + "!" + path.Dir(f.Member)
	}
	return path.Dir(f.Path)
}

var (
	packed  = regexp.MustCompile(`(?:\.(?:gz|zst|zip|tar|tgz))+$`)
	counted = regexp.MustCompile(`(?:^|[-_. (])[0-9][-_. ()0-9]*|[0-9]{4,}[-_. ()0-9]*`)
	between = regexp.MustCompile(`[-_. ()]+`)
)

// stem is a file's name without what counts or dates it. A number behind a
// letter is a part of the name: web1.log and web2.log may be of two machines.
func stem(name string) string {
	if name == "" {
		return ""
	}
	base := packed.ReplaceAllString(strings.ToLower(path.Base(name)), "")
	return strings.Trim(between.ReplaceAllString(counted.ReplaceAllString(base, "-"), "-"), "-")
}

// agree reports whether none of the file's own words means something else in words.
func agree(words map[string]map[string]string, f *File) bool {
	for key, own := range f.Values {
		for theirs, ours := range own {
			if said, ok := words[key][theirs]; ok && said != ours {
				return false
			}
		}
	}
	return true
}

// words are the values of the file and of those that it serves.
func (f *File) words() map[string]map[string]string {
	var out map[string]map[string]string
	for _, o := range append([]*File{f}, f.serves...) {
		for key, own := range o.Values {
			if out == nil {
				out = map[string]map[string]string{}
			}
			if out[key] == nil {
				out[key] = map[string]string{}
			}
			maps.Copy(out[key], own)
		}
	}
	return out
}

// whole is the file as the draft describes it for all that it serves: with the
// words of each, and the questions about them.
func (f *File) whole() *File {
	if len(f.serves) == 0 {
		return f
	}
	out := *f
	out.Values, out.Questions = f.words(), slices.Clone(f.Questions)
	for _, o := range f.serves {
		for _, q := range o.Questions {
			known := slices.ContainsFunc(out.Questions, func(k Question) bool { return k.Key == q.Key && k.Text == q.Text })
			if strings.HasPrefix(q.Key, "values.") && !known {
				out.Questions = append(out.Questions, q)
			}
		}
	}
	return &out
}

// serving says which other files the answers are for.
func (d *draft) serving(f *File) {
	if len(f.serves) == 0 {
		return
	}
	var names []string
	for _, o := range f.serves[:min(len(f.serves), 6)] {
		names = append(names, o.ref())
	}
	more := ""
	if n := len(f.serves) - len(names); n > 0 {
		more = " …"
	}
	d.note("what is answered here holds for %d more below: %s%s", len(f.serves), strings.Join(names, ", "), more)
}

// like writes what a file has of its own beside the one that it is like.
func (d *draft) like(f, first *File) {
	seen := "all that was seen is equal"
	if f.fewer {
		seen = "one row of names; what its rows leave open is taken to be as there"
	}
	d.note("taken for one source with %s: %s; %s", first.ref(), together(f, first), seen)
	d.note("if it is not: write its own provider, site or clock here, or the whole of it without like")
	d.start(f)
	d.line("like = %s", toml(first.ref()))
	d.line("kind = %s", toml(f.Kind))
	d.text(f, "format", f.Format)
	d.text(f, "sheet", f.Sheet)
	d.text(f, "day", f.Day)
	if f.HeaderRow != first.HeaderRow {
		d.line("header_row = %d", max(f.HeaderRow, 1))
	}
	if !slices.Equal(f.Totals, first.Totals) {
		d.note("rows that begin so are taken for no records")
		d.line("totals = %s", list(f.Totals))
	}
}

func together(f, first *File) string {
	switch {
	case f.Path == first.Path && f.Member == first.Member && f.Format == format.MySQLDump:
		return "tables of one dump"
	case f.Path == first.Path && f.Member == first.Member:
		return "sheets of one workbook"
	case f.Member != "":
		return "one folder of one archive, one name but for numbers"
	}
	return "one folder, one name but for numbers"
}
