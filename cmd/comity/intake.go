package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// intakeFlags are the flags of `comity intake`.
type intakeFlags struct {
	out     string
	preview bool
	force   bool
}

func (a *app) intakeCommand() *cobra.Command {
	var f intakeFlags
	c := a.command("intake DIR", "Look at a folder of files and draft its manifest",
		`Looks at the head of every file below DIR and drafts the manifest that says what
each is and how it is read. What only a person can say is left as a question, "?",
under a comment; seal refuses the manifest while one is left.

With --preview the first rows of each exhibit are shown as they will be read:
of the manifest named behind it, or else of the one being drafted.`,
		func(ctx context.Context, args []string) error {
			if len(args) == 2 {
				return a.previewManifest(ctx, args[0], args[1])
			}
			return a.intake(ctx, args[0], f)
		})
	c.Use = "intake DIR [EVIDENCE.TOML] [flags]"
	c.Args = func(_ *cobra.Command, args []string) error {
		if f.preview && len(args) == 2 {
			return nil
		}
		return wants("intake DIR --out EVIDENCE.TOML", []string{"DIR"}, args)
	}
	c.Flags().StringVar(&f.out, "out", "", "manifest to write (default: print it)")
	c.Flags().BoolVar(&f.preview, "preview", false, "show the first rows as they will be read")
	c.Flags().BoolVar(&f.force, "force", false, "replace the manifest that is there")
	return a.withJSON(c, "what was found as one JSON document")
}

func (a *app) intake(ctx context.Context, dir string, f intakeFlags) error {
	prefix, skip, err := below(dir, f.out)
	if err != nil {
		return err
	}
	if f.out != "" && !f.force {
		if _, err := os.Lstat(f.out); err == nil {
			return comity.Errorf(comity.Usage, "%s is there already", f.out).WithHint("name another file, or add --force to replace it")
		}
	}
	r, err := a.look(ctx, dir, skip)
	if err != nil {
		return err
	}
	if a.lang == "it" {
		r.Reasons = italianRejects()
	}
	text := r.DraftIn(a.lang, prefix)
	if f.out != "" {
		if err := writeDraft(f, text); err != nil {
			return err
		}
	}
	switch {
	case a.json:
		return a.emit(r)
	case f.preview:
		_, err = a.preview(ctx, dir, "draft", r.Draft(""))
		return err
	case f.out == "":
		for line := range strings.Lines(string(text)) {
			a.print("%s\n", harmless(strings.TrimSuffix(line, "\n")))
		}
		return nil
	}
	a.seenFiles(r)
	a.say(a.words().AnswerNext, quote(f.out), a.previewOf(dir, f.out))
	return nil
}

func (a *app) previewOf(dir, name string) string {
	return fmt.Sprintf("%s intake %s --preview %s", a.self(), quote(dir), quote(name))
}

func (a *app) look(ctx context.Context, dir string, skip []string) (*intake.Report, error) {
	bars := a.progress()
	defer a.still(bars)
	return intake.Look(ctx, dir, intake.Config{Skip: skip, Progress: func(done, total int64) { bars.show("intake", done, total) }})
}

// below is how the manifest's folder leads to dir, and where below dir the
// manifest itself lies. Paths in a manifest do not leave its folder.
func below(dir, out string) (prefix string, skip []string, err error) {
	if out == "" {
		return "", nil, nil
	}
	home, err := filepath.Abs(filepath.Dir(out))
	if err != nil {
		return "", nil, comity.Errorf(comity.Usage, "--out: %w", err)
	}
	files, err := filepath.Abs(dir)
	if err != nil {
		return "", nil, comity.Errorf(comity.Usage, "DIR: %w", err)
	}
	rel, err := filepath.Rel(home, files)
	if err != nil || rel == ".." || strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return "", nil, comity.Errorf(comity.Usage, "the manifest would lie beside or below the files").
			WithHint("write it into the files' own folder or above it: --out %s", quote(filepath.Join(dir, "evidence.toml")))
	}
	if rel == "." {
		return "", []string{filepath.Base(out)}, nil
	}
	return filepath.ToSlash(rel), nil, nil
}

// writeDraft puts the whole manifest in place at once, or nothing.
func writeDraft(f intakeFlags, text []byte) error {
	put := disk.WriteFile
	if f.force {
		put = disk.ReplaceFile
	}
	err := put(disk.OS(filepath.Dir(f.out)), filepath.Base(f.out), 0o644, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
	if errors.Is(err, fs.ErrExist) {
		return comity.Errorf(comity.Usage, "%s is there already", f.out).WithHint("name another file, or add --force to replace it")
	}
	return err
}

// seenFiles lists what was found, a line for each file.
func (a *app) seenFiles(r *intake.Report) {
	w := a.words()
	t := table{columns: []column{{title: w.Path, give: true}, {title: w.Kind}, {title: w.Format}, {title: w.Questions, right: true}, {title: w.SameAs, give: true}}}
	for _, f := range r.Files {
		t.add(inside(f.Path, f.Member), f.Kind, f.Format, count(f.Open()), f.SameAs)
	}
	for _, x := range r.Unknown {
		t.add(inside(x.Path, x.Member), "-", "-", "", intake.Say(a.lang, x.Reason))
	}
	for _, x := range r.Skipped {
		t.add(inside(x.Path, x.Member), "-", "-", "", intake.Say(a.lang, x.Reason))
	}
	a.table(&t)
	for _, f := range r.Files {
		if f.Warning != "" {
			a.say("%s: %s", harmless(inside(f.Path, f.Member)), harmless(intake.Say(a.lang, f.Warning)))
		}
	}
}

func inside(path, member string) string {
	if member == "" {
		return path
	}
	return path + "!" + member
}

// previewManifest shows a manifest of files below dir, and says what comes next.
func (a *app) previewManifest(ctx context.Context, dir, name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return comity.Errorf(comity.Input, "manifest: %w", err).WithHint("draft one: comity intake DIR --out DIR/evidence.toml")
	}
	open, err := a.preview(ctx, filepath.Dir(name), filepath.Base(name), text)
	switch {
	case a.json:
	case open > 0:
		a.say(a.words().LookAgain, quote(name), a.previewOf(dir, name))
	case err == nil:
		a.say(a.words().SealNext, a.self(), a.self(), quote(name))
	}
	return err
}

// preview shows the exhibits of a manifest whose files lie below dir, and counts what it leaves open.
func (a *app) preview(ctx context.Context, dir, name string, text []byte) (int, error) {
	m, open, err := manifest.ParseDraft(name, text)
	if err != nil {
		return 0, err
	}
	list, err := intake.Preview(ctx, dir, m)
	if err != nil {
		return 0, err
	}
	if a.json {
		err = a.emit(struct {
			Exhibits  []intake.Shown `json:"exhibits"`
			Questions int            `json:"questions"`
		}{list, len(open)})
		if err != nil {
			return 0, err
		}
		return len(open), unread(list)
	}
	for i := range list {
		a.shown(&list[i])
	}
	a.say(a.words().StillOpen, len(open))
	return len(open), unread(list)
}

// unread is the error for exhibits that cannot be read as they are described.
func unread(list []intake.Shown) error {
	var first *intake.Shown
	n := 0
	for i := range list {
		if list[i].Failed {
			if n++; first == nil {
				first = &list[i]
			}
		}
	}
	if n == 0 {
		return nil
	}
	if first.Err != nil {
		hint := cmp.Or(comity.HintOf(first.Err), "correct the manifest, and look again")
		return comity.Errorf(comity.Input, "%d of %d exhibits cannot be read as they are described; the first: %s: %w", n, len(list), inside(first.Path, first.Member), first.Err).
			WithHint("%s", hint)
	}
	return comity.Errorf(comity.Input, "%d of %d exhibits cannot be read as they are described; the first: %s: %s", n, len(list), inside(first.Path, first.Member), first.Note).
		WithHint("correct the manifest, and look again")
}

// noted is why an exhibit cannot be shown, or what is to be known of what is.
func (a *app) noted(s *intake.Shown) string {
	if s.Err == nil || a.lang != "it" {
		return intake.Say(a.lang, s.Note)
	}
	text, hint := a.told(s.Err)
	if hint != "" {
		text += "; " + hint
	}
	return comity.MaskText(text)
}

// shown prints one exhibit: a row for each key, a column for each record.
func (a *app) shown(s *intake.Shown) {
	head := inside(s.Path, s.Member)
	for _, part := range []string{s.Kind, s.Format, s.Sheet, s.Encoding} {
		if part != "" {
			head += "  " + part
		}
	}
	a.print("%s\n", harmless(head))
	if s.Note != "" {
		a.print("  %s\n", harmless(a.noted(s)))
	}
	t := table{columns: []column{{title: ""}}}
	var keys []string
	values := map[string][]string{}
	for i, row := range s.Rows {
		t.columns = append(t.columns, column{title: count(i + 1), give: true})
		for _, f := range row {
			if values[f.Key] == nil {
				keys, values[f.Key] = append(keys, f.Key), make([]string, len(s.Rows))
			}
			values[f.Key][i] = f.Value
		}
	}
	for _, k := range keys {
		t.add(append([]string{"  " + k}, values[k]...)...)
	}
	a.table(&t)
	a.print("  "+a.words().SampleRead+"\n", s.Read)
	if s.Outside > 0 {
		a.print("  "+a.words().SampleOutside+"\n", s.Outside)
	}
	for _, r := range s.Aside {
		a.print("  "+a.words().SampleAside+"\n", r.Rows, harmless(a.words().reject(r.Reason)))
	}
	for _, r := range s.Rejects {
		a.print("  "+a.words().SampleRejects+"\n", r.Rows, harmless(a.words().reject(r.Reason)))
	}
	a.print("\n")
}
