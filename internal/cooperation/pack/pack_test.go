package pack_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/excerpt"
	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/pack"
	"comity/internal/cooperation/report"
	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/simulate"
)

// files are those of a pack, in memory, in the order in which they came.
type files struct {
	names []string
	text  map[string]*bytes.Buffer
}

func (f *files) Add(name string) (io.Writer, error) {
	if f.text == nil {
		f.text = map[string]*bytes.Buffer{}
	}
	f.names, f.text[name] = append(f.names, name), &bytes.Buffer{}
	return f.text[name], nil
}

func (f *files) open(name string) (io.ReadCloser, error) {
	b, ok := f.text[name]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return io.NopCloser(bytes.NewReader(b.Bytes())), nil
}

func (f *files) json(t *testing.T, name string, v any) {
	t.Helper()
	if err := json.Unmarshal(f.text[name].Bytes(), v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

// world is a small simulated case that was checked.
type world struct {
	t    *testing.T
	c    *casefile.Case
	root string
	n    int
}

func newWorld(t *testing.T, edit func(manifest string) string) *world {
	t.Helper()
	return makeWorld(t, 3, "classic", edit)
}

func makeWorld(t *testing.T, seed uint64, formats string, edit func(manifest string) string) *world {
	t.Helper()
	root := t.TempDir()
	w := &world{t: t, root: root}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := simulate.Falcon(t.Context(), filepath.Join(root, "world"), simulate.Config{Seed: seed, Dirt: "standard", Formats: formats, Sites: 2, Subscribers: 14, Days: 30})
	must(err)
	if edit != nil {
		name := filepath.Join(root, "world", "evidence.toml")
		b, err := os.ReadFile(name)
		must(err)
		must(os.WriteFile(name, []byte(edit(string(b))), 0o600))
	}
	n, err := casefile.OpenNode(t.Context(), casefile.Config{Home: filepath.Join(root, "home"), Actor: "A. Rossi", Purpose: "cooperation", Now: time.Now, Rand: rand.Reader})
	must(err)
	t.Cleanup(func() { n.Close() })
	w.c, err = n.Init(t.Context(), filepath.Join(root, "case"), casefile.InitParams{Title: "Garden", Country: "IT", Authority: "Demonstration authority"})
	must(err)
	_, err = w.c.Seal(t.Context(), filepath.Join(root, "world", "evidence.toml"))
	must(err)
	_, err = w.c.Check(t.Context())
	must(err)
	return w
}

// hand makes a pack for a state; look is called while it is made.
func (w *world) hand(to string, look func(context.Context, *casefile.Handover)) (*files, casefile.HandoverReport) {
	w.t.Helper()
	w.n++
	out, f := filepath.Join(w.root, to+"."+string(rune('a'+w.n))), &files{}
	rep, err := w.c.HandOver(w.t.Context(), casefile.HandoverParams{To: to, Out: out, Urgent: true},
		func(ctx context.Context, h *casefile.Handover, to2 io.Writer) (casefile.Made, error) {
			if look != nil {
				look(ctx, h)
			}
			return pack.Make(ctx, h, f, pack.Config{To: to, Now: time.Unix(1e9, 0), Workers: 2})
		})
	if err != nil {
		w.t.Fatal(err)
	}
	return f, rep
}

// rows are the leaves of a pack's n-th exhibit, as shown or stated.
func (f *files) rows(t *testing.T, n int) (out []seal.Leaf, sum seal.Summary) {
	t.Helper()
	sum, err := seal.ReadRows(bytes.NewReader(f.text[excerpt.Folder(n)+"/rows.txt"].Bytes()), func(l seal.Leaf) error {
		l.Bytes = bytes.Clone(l.Bytes)
		out = append(out, l)
		return nil
	})
	if err != nil {
		t.Fatalf("exhibit %d: %v", n, err)
	}
	return out, sum
}

// whole is the unpacked text of every exhibit that a run read.
func whole(ctx context.Context, t *testing.T, h *casefile.Handover) (out [][]byte) {
	t.Helper()
	for i := range h.Exhibits() {
		var b []byte
		err := h.Prune(ctx, i, io.Discard, func(_, _ int64, leaf []byte) seal.Show { b = append(b, leaf...); return seal.Show{} })
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, b)
	}
	return out
}

func words(b []byte) []string {
	return strings.FieldsFunc(strings.ToLower(string(b)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("._-@+*", r)
	})
}

// Packs for all states together, with what is withheld, are the case; none holds
// what belongs to others alone; who reads a pack computes what its sender did.
func TestPacksOfAllStates(t *testing.T) {
	w := newWorld(t, nil)
	of := map[string]string{} // token of a card → state
	for _, state := range []string{"DE", "NL", "IT"} {
		var allowed map[string]bool
		var secrets []string
		f, rep := w.hand(state, func(ctx context.Context, h *casefile.Handover) {
			texts := whole(ctx, t, h)
			allowed = mine(ctx, t, h, state, texts)
			secrets = planted(t, w.root)
		})
		checkCounts(t, state, f)
		checkSecrets(t, state, f, allowed, secrets)
		checkEvidence(t, state, f)
		checkTokens(t, state, f, of)
		res, err := excerpt.Compute(t.Context(), excerpt.Config{Open: f.open, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if res.Run != rep.Subrun {
			t.Errorf("%s: the reader's run is %s, the sender's %s", state, res.Run, rep.Subrun)
		}
	}
}

// The same of a world whose tables are workbooks too: their rows are shown one by
// one, without the numbers of cards, and no subject falls because of them.
func TestPacksOfWorkbooks(t *testing.T) {
	w := makeWorld(t, 4, "all", nil)
	shown, stated, subjects := int64(0), int64(0), 0
	for _, state := range []string{"DE", "NL"} {
		var allowed map[string]bool
		sheets := map[string]bool{}
		f, rep := w.hand(state, func(ctx context.Context, h *casefile.Handover) {
			allowed = mine(ctx, t, h, state, whole(ctx, t, h))
			for _, x := range h.Exhibits() {
				sheets[x.Source.Ref] = x.Source.Format == "xlsx"
			}
		})
		checkCounts(t, state, f)
		checkSecrets(t, state, f, allowed, planted(t, w.root))
		checkEvidence(t, state, f)
		res, err := excerpt.Compute(t.Context(), excerpt.Config{Open: f.open, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		if res.Run != rep.Subrun {
			t.Errorf("%s: the reader's run is %s, the sender's %s", state, res.Run, rep.Subrun)
		}
		var held pack.Withheld
		f.json(t, pack.WithheldFile, &held)
		for _, x := range held.Exhibits {
			if x.Ref == "" || !sheets[x.Ref] {
				continue
			}
			if shown, stated = shown+x.Shown, stated+x.Withheld[pack.RuleCard]; x.Rule != "cell" || x.Withheld[pack.RuleIndivisible] > 0 {
				t.Errorf("%s: workbook %+v", state, x)
			}
			if x.Number > 0 {
				checkSheet(t, f, x)
			}
		}
		subjects += len(held.Subjects)
		for _, s := range held.Subjects {
			t.Logf("%s: %+v", state, s)
		}
	}
	t.Logf("%d cells are shown, %d stated", shown, stated)
	if shown == 0 || stated == 0 {
		t.Errorf("%d cells of workbooks are shown, %d stated: this test shows nothing", shown, stated)
	}
}

// checkSheet wants a workbook's rows whole, and the record of each read alike by whoever opens the pack.
func checkSheet(t *testing.T, f *files, x pack.WithheldExhibit) {
	t.Helper()
	leaves, _ := f.rows(t, x.Number)
	var text []byte
	for _, l := range leaves {
		text = append(text, l.Bytes...)
	}
	book := format.ReadBook(bytes.NewReader(text), &record.Source{Sheet: "S"})
	var read []byte
	var err error
	for err == nil {
		read, _, err = book.Row(read)
	}
	if !errors.Is(err, io.EOF) || !bytes.Equal(read, text) {
		t.Errorf("%s: the rows that are shown cannot be read again: %v", x.Ref, err)
	}
}

// planted are accounts, e-mails and subscribers of all persons.
func planted(t *testing.T, root string) (out []string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, "world", "truth", "persons.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		var p struct {
			Accounts, Emails []string
			Subscribers      []run.Subscriber
		}
		if err := json.Unmarshal(line, &p); err != nil {
			t.Fatal(err)
		}
		for _, a := range p.Accounts {
			_, user, _ := strings.Cut(a, ":")
			out = append(out, strings.ToLower(user))
		}
		for _, e := range p.Emails {
			out = append(out, strings.ToLower(e))
		}
		for _, s := range p.Subscribers {
			out = append(out, strings.ToLower(s.Subscriber))
		}
	}
	return out
}

func checkCounts(t *testing.T, state string, f *files) {
	t.Helper()
	var w pack.Withheld
	f.json(t, pack.WithheldFile, &w)
	shown := 0
	for _, x := range w.Exhibits {
		n := x.Shown
		for _, k := range x.Withheld {
			n += k
		}
		if n != x.Leaves || x.Leaves == 0 && x.Rule == "" {
			t.Errorf("%s, %s: %d leaves, %d counted: %+v", state, x.Ref, x.Leaves, n, x)
		}
		if x.Number == 0 {
			if x.Shown > 0 {
				t.Errorf("%s: rows of %s are shown outside the pack", state, x.Ref)
			}
			continue
		}
		leaves, sum := f.rows(t, x.Number)
		if sum.Leaves != x.Leaves || sum.Shown != x.Shown || sum.Stated != x.Withheld[pack.RuleCard] {
			t.Errorf("%s, %s: rows hold %d of %d leaves, %d stated; said are %d of %d, %d", state, x.Ref, sum.Shown, sum.Leaves, sum.Stated, x.Shown, x.Leaves, x.Withheld[pack.RuleCard])
		}
		shown += len(leaves)
	}
	if shown == 0 {
		t.Errorf("%s: nothing is shown", state)
	}
}

func checkSecrets(t *testing.T, state string, f *files, allowed map[string]bool, secrets []string) {
	t.Helper()
	has := map[string]string{}
	for _, name := range f.names {
		if strings.HasSuffix(name, "/rows.txt") || strings.HasPrefix(name, "custody/") {
			continue
		}
		for _, w := range words(f.text[name].Bytes()) {
			has[w] = name
		}
	}
	for n := 1; ; n++ {
		if _, ok := f.text[excerpt.Folder(n)+"/rows.txt"]; !ok {
			break
		}
		leaves, _ := f.rows(t, n)
		for _, l := range leaves {
			if comity.HoldsCard(l.Bytes) {
				t.Errorf("%s, exhibit %d, leaf %d holds a card number", state, n, l.Index)
			}
			for _, w := range words(l.Bytes) {
				has[w] = excerpt.Folder(n)
			}
		}
	}
	foreign := 0
	for _, s := range secrets {
		if allowed[s] {
			continue
		}
		foreign++
		if where, ok := has[s]; ok {
			t.Errorf("%s: the pack holds %q, which belongs to others, in %s", state, s, where)
		}
	}
	if foreign == 0 {
		t.Errorf("%s: nothing in the world is of others alone: this test shows nothing", state)
	}
}

// checkEvidence wants each cited row of each finding in the pack, or the notice.
func checkEvidence(t *testing.T, state string, f *files) {
	t.Helper()
	var w pack.Withheld
	var d pack.Derivation
	f.json(t, pack.WithheldFile, &w)
	f.json(t, pack.DerivationFile, &d)
	noticed := map[string]bool{}
	for _, s := range w.Subjects {
		noticed[s.Subject] = true
		if s.Band != comity.Unresolved || s.Text == "" || len(s.Ask) == 0 {
			t.Errorf("%s: notice %+v", state, s)
		}
	}
	by := map[string][]string{}
	for _, c := range d.Claims {
		subject, _, _ := strings.Cut(c.ID, "/")
		for _, h := range c.Hits {
			by[h] = append(by[h], subject)
		}
	}
	for _, h := range d.Hits {
		for _, l := range append(h.Event, h.Assignments...) {
			if l.Leaf != nil {
				continue
			}
			for _, s := range by[h.Hit] {
				if !noticed[s] {
					t.Errorf("%s: %s rests on %s, which is neither shown nor said to be withheld", state, s, l.Cite)
				}
			}
		}
	}
}

// What a contributor's code forbids stays behind, and the pack says whom to ask.
func TestForbiddenEvidenceIsSaid(t *testing.T) {
	ref := ""
	w := newWorld(t, func(m string) string { // of the payments, whose rows every subject has
		before, rest, _ := strings.Cut(m, `kind = "payments"`)
		i := strings.LastIndex(before, "[[exhibit]]")
		_, ref, _ = strings.Cut(before[i:], `ref = "`)
		ref, _, _ = strings.Cut(ref, `"`)
		for _, code := range []string{`["H0"]`, `["H1"]`} {
			if own, next, ok := strings.Cut(before[i:]+`kind = "payments"`+rest, "handling = "+code); ok && strings.Count(own, "[[exhibit]]") == 1 {
				return before[:i] + own + `handling = ["H2"]` + next
			}
		}
		t.Fatal("the payments have no handling code")
		return ""
	})
	f, rep := w.hand("DE", nil)
	var held pack.Withheld
	f.json(t, pack.WithheldFile, &held)
	checkCounts(t, "DE", f)
	barred := 0
	for _, x := range held.Exhibits {
		if x.Ref == ref || x.Withheld["handling:H2"] > 0 && (x.Shown > 0 || x.Number > 0) {
			t.Errorf("the payments, which may not be passed on: %+v", x)
		}
		if x.Withheld["handling:H2"] > 0 {
			barred++
		}
	}
	if barred == 0 {
		t.Error("nothing is said to be withheld under H2")
	}
	if len(held.Subjects) == 0 {
		t.Fatal("evidence was withheld and nothing is said of it")
	}
	var told int
	for _, s := range held.Subjects {
		if !slices.Contains(s.Rules, "handling:H2") || s.Rows == 0 || s.Finding || s.Band != comity.Unresolved || !strings.Contains(s.Text, "evidence withheld: ") || s.Ask[0] == "Demonstration authority (IT)" {
			t.Errorf("notice: %+v", s)
		}
		told += bytes.Count(f.text[pack.FindingsFile].Bytes(), []byte(s.Subject))
	}
	if told > 0 {
		t.Error("findings that rest on what may not be passed on are in the pack")
	}
	survey, err := w.c.Survey(t.Context(), "ledger")
	if err != nil {
		t.Fatal(err)
	}
	list, err := survey.Tellings(func(func(string, string) bool) {})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range list {
		if x.Act == rep.Act && strings.HasPrefix(x.Item, "s") && len(x.Item) == 16 {
			t.Errorf("subject %s counts as sent", x.Item)
		}
	}
}

// The same case gives the same files, but for the acts in between, until one of these leaves rows out.
func TestSameCaseSamePack(t *testing.T) {
	w := newWorld(t, nil)
	a, _ := w.hand("DE", nil)
	b, _ := w.hand("DE", nil)
	for _, name := range a.names {
		if strings.HasPrefix(name, "custody/") || name == report.PDFFile { // its signature draws randomness
			continue
		}
		if diff := cmp.Diff(a.text[name].String(), b.text[name].String()); diff != "" {
			t.Errorf("%s differs", name)
		}
	}
	restrictedRowStaysBehind(t, w, b)
}

// restrictedRowStaysBehind wants a row that is restricted withheld under that rule.
func restrictedRowStaysBehind(t *testing.T, w *world, f *files) {
	t.Helper()
	cite, n, leaf := citedLine(t, f)
	if _, err := w.c.Restrict(t.Context(), casefile.WithdrawParams{Item: cite.String(), Reason: "a judge asked"}); err != nil {
		t.Fatal(err)
	}
	f, _ = w.hand("DE", nil)
	checkCounts(t, "DE", f)
	leaves, _ := f.rows(t, n)
	var held pack.Withheld
	f.json(t, pack.WithheldFile, &held)
	i := slices.IndexFunc(held.Exhibits, func(x pack.WithheldExhibit) bool { return x.Number == n })
	if slices.ContainsFunc(leaves, func(l seal.Leaf) bool { return l.Index == leaf }) || held.Exhibits[i].Withheld["restricted"] == 0 {
		t.Errorf("%s is shown, or not counted: %+v", cite, held.Exhibits[i])
	}
}

// citedLine is a row that a finding cites, in an exhibit of lines.
func citedLine(t *testing.T, f *files) (cite comity.Citation, exhibit int, leaf int64) {
	t.Helper()
	var d pack.Derivation
	f.json(t, pack.DerivationFile, &d)
	for _, h := range d.Hits {
		for _, l := range h.Event {
			if _, sum := f.rows(t, max(1, l.Exhibit)); l.Exhibit > 0 && sum.Rule == seal.Line {
				return l.Cite, l.Exhibit, *l.Leaf
			}
		}
	}
	t.Fatal("no finding rests on a line")
	return cite, 0, 0
}
