package intake

import (
	"bytes"
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"comity/internal/comity"
	"comity/internal/records/record"
)

// walk is one call of Look. It lives for that call.
type walk struct {
	root   *os.Root
	cfg    Config
	lex    *lexicon
	report *Report
	looked int
	spare  int64             // bytes that may yet be read behind heads
	sums   map[string]string // size and digest → path
}

func newWalk(dir string, cfg Config) (*walk, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "folder: %w", err).WithHint("name the folder that holds the files")
	}
	if cfg.lex == nil {
		cfg.lex = newLexicon()
	}
	return &walk{root: root, cfg: cfg, lex: cfg.lex, sums: map[string]string{}, spare: deepSize,
		report: &Report{Files: []*File{}, Unknown: []Aside{}, Skipped: []Aside{}}}, nil
}

func (w *walk) close() { _ = w.root.Close() }

// depth is how many folders lie inside each other at most.
const depth = 40

func (w *walk) run(ctx context.Context) (*Report, error) {
	names, err := w.list()
	if err != nil {
		return nil, err
	}
	for i, name := range names {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if w.looked >= w.cfg.Most {
			w.skip(name, "", fmt.Sprintf("not looked at: more than %d files", w.cfg.Most))
			continue
		}
		w.one(name)
		if w.cfg.Progress != nil {
			w.cfg.Progress(int64(i+1), int64(len(names)))
		}
	}
	w.finish()
	return w.report, nil
}

// list walks the folder, sorted, and follows no link.
func (w *walk) list() ([]string, error) {
	var names []string
	err := fs.WalkDir(w.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil && name == ".":
			return comity.Errorf(comity.Input, "folder: %w", err)
		case err != nil:
			w.skip(name, "", "cannot be read")
			if d != nil && d.IsDir() {
				return fs.SkipDir
			}
		case d.IsDir():
			if strings.Count(name, "/") >= depth {
				w.skip(name, "", "folders lie too deep inside each other")
				return fs.SkipDir
			}
		case slices.Contains(w.cfg.Skip, name):
		case d.Type()&fs.ModeSymlink != 0:
			w.skip(name, "", "a symbolic link, not followed")
		case !d.Type().IsRegular():
			w.skip(name, "", "not a regular file")
		case !utf8.ValidString(name):
			w.skip(strings.ToValidUTF8(name, "�"), "", "its name is not UTF-8: rename a copy")
		case comity.HoldsCard([]byte(name)):
			w.skip(name, "", carded)
		case len(names) < 20*w.cfg.Most:
			names = append(names, name)
		}
		return nil
	})
	return names, err
}

func (w *walk) skip(name, member, reason string) {
	w.report.Skipped = append(w.report.Skipped, Aside{name, member, reason})
}

// carded is why a file is passed over whose name would have to stand in the manifest.
const carded = "its name holds what looks like a card number: rename a copy, or take it out of the archive"

// one looks at one file, and at the members of an archive.
func (w *walk) one(name string) {
	f, err := w.root.Open(name)
	if err != nil {
		w.skip(name, "", "cannot be read")
		return
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		w.skip(name, "", "cannot be read")
		return
	}
	src := &source{file: f, size: info.Size(), name: name, spare: &w.spare}
	n, err := src.members(w.cfg.Most-w.looked, func(s *source, why string) {
		w.looked++
		if why == "" && comity.HoldsCard([]byte(s.member)) {
			why = carded
		}
		if why != "" {
			w.skip(name, s.member, why)
			return
		}
		w.take(s)
	})
	if n == 0 && err == nil {
		w.looked++
		w.take(src)
	}
	if err != nil {
		w.skip(name, "", "an archive that cannot be read to its end ("+plainText(err.Error(), 80)+"): ask for it again; what another tool saves of it can be sealed beside it")
	}
}

// take looks at one stream and files it.
func (w *walk) take(src *source) {
	out := &File{Path: src.name, Member: src.member, Bytes: src.size, Questions: []Question{}, Why: []string{}}
	s, err := src.sample()
	if err != nil {
		w.skip(src.name, src.member, "cannot be read: "+plainText(err.Error(), 80)+"; ask for it again")
		return
	}
	w.lex.recode(s)
	out.Packing, out.Encoding, out.byWords = s.packing, s.encoding, s.byWords
	if bytes.Contains(s.head(), []byte("\n[[exhibit]]\n")) {
		w.skip(src.name, src.member, "a manifest")
		return
	}
	w.lex.recognise(out, s)
	if out.Kind == "" {
		w.report.Unknown = append(w.report.Unknown, Aside{src.name, src.member, out.Reason})
		return
	}
	if src.member == "" {
		out.SameAs = w.twin(src)
	}
	for _, t := range out.sheets {
		t.SameAs = out.SameAs
	}
	if len(out.sheets) == 0 {
		out.sheets = []*File{out}
	}
	w.report.Files = append(w.report.Files, out.sheets...)
	out.sheets = nil
}

// mostHashed is how long a file may be to be compared whole with others.
const mostHashed = 256 << 20

// twin is the path of an earlier file with the same bytes. Only what has the
// length of another file is hashed.
func (w *walk) twin(src *source) string {
	if src.size == 0 || src.size > mostHashed {
		return ""
	}
	size := fmt.Sprint(src.size)
	first, seen := w.sums[size]
	if !seen {
		w.sums[size] = src.name
		return ""
	}
	if first != "" {
		if sum, err := w.sum(first); err == nil {
			w.sums[size+"/"+sum] = first
		}
		w.sums[size] = ""
	}
	sum, err := digest(src.file, src.size)
	if err != nil {
		return ""
	}
	key := size + "/" + sum
	if same, ok := w.sums[key]; ok {
		return same
	}
	w.sums[key] = src.name
	return ""
}

func (w *walk) sum(name string) (_ string, err error) {
	f, err := w.root.Open(name)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return digest(f, mostHashed)
}

func digest(r io.ReaderAt, size int64) (string, error) {
	h := sha256.New()
	_, err := io.Copy(h, io.NewSectionReader(r, 0, size))
	return string(h.Sum(nil)), err
}

var rotated = regexp.MustCompile(`(?:[.-](?:\d{1,3}|\d{4}-?\d{2}-?\d{2}))?(?:\.gz|\.zst|\.log)*$`)

// finish asks what concerns several files, and sorts.
func (w *walk) finish() {
	w.askZeros()
	families := map[string][]*File{}
	for _, f := range w.report.Files {
		base := path.Join(path.Dir(f.Path), rotated.ReplaceAllString(path.Base(f.Path), ""))
		families[base+"\x00"+f.Kind] = append(families[base+"\x00"+f.Kind], f)
		f.ownQuestions()
		f.hide()
		f.Certain = len(f.Questions) == 0
	}
	for _, key := range sortedKeys(families) {
		if list := families[key]; len(list) > 1 && list[0].Kind == "access" {
			for _, f := range list {
				f.why("one of %d parts of a rotated log", len(list))
			}
		}
	}
	slices.SortStableFunc(w.report.Files, func(a, b *File) int {
		return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Member, b.Member))
	})
	w.likes()
	for _, list := range [][]Aside{w.report.Unknown, w.report.Skipped} {
		for i, a := range list {
			list[i] = Aside{comity.MaskText(a.Path), comity.MaskText(a.Member), comity.MaskText(a.Reason)}
		}
		slices.SortStableFunc(list, func(a, b Aside) int {
			return cmp.Or(strings.Compare(a.Path, b.Path), strings.Compare(a.Member, b.Member))
		})
	}
}

// ownQuestions are those that a file's own bytes hardly ever answer.
func (f *File) ownQuestions() {
	dir := path.Base(path.Dir(f.Path))
	if f.timed && !f.offsets {
		text, choices := f.zoneQuestion()
		f.ask("clock.zone", text, choices...)
	}
	if f.Kind == "assignments" || f.Kind == "answers" {
		f.ask("provider", "which provider's subscribers are these? The folder is called "+quoted(dir))
	}
	if f.Site == ask && len(f.question("site")) == 0 {
		text := "which site is it of? The lines name none"
		if f.Kind != "access" {
			text = "which site are the accounts of? No column says so"
		}
		if f.Kind == string(record.Board) {
			text = "which board, list or network is it of? Nicknames are names of one board's; the same answer for all that was taken of it"
		}
		if domainLike(dir) {
			f.ask("site", text+"; the folder is called "+quoted(dir), dir)
		} else {
			f.ask("site", text)
		}
	}
}
