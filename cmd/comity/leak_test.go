package main

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	"database/sql"
	"encoding/csv"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"comity/internal/comity"
)

// TestNoCardNumberLeavesTheVault takes a simulated case through every command
// that shows or keeps something, and looks into every file of case and node, and
// into everything that was printed, for the number of any card, and for what a
// terminal would act on. cat alone writes bytes as they are, and is not here.
func TestNoCardNumberLeavesTheVault(t *testing.T) {
	dir, day := t.TempDir(), time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	home, box, world, out := filepath.Join(dir, "home"), filepath.Join(dir, "case"), filepath.Join(dir, "world"), filepath.Join(dir, "out")
	more := filepath.Join(dir, "more")
	if err := errors.Join(os.Mkdir(out, 0o755), os.Mkdir(more, 0o755)); err != nil {
		t.Fatal(err)
	}
	n := 0
	capture := func(args ...string) string {
		t.Helper()
		r := call(t, home, day, args...)
		if n++; r.code > 1 {
			t.Fatalf("comity %v: exit %d\n%s", args, r.code, r.err)
		}
		if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%03d-%s.txt", n, args[0])), []byte(r.out+r.err), 0o644); err != nil {
			t.Fatal(err)
		}
		return r.out
	}
	must(t, home, day, "simulate", "falcon", "--out", world, "--seed", "3", "--sites", "2", "--subscribers", "6", "--days", "30", "--dirt", "standard")
	hostile(t, world)
	cards := cardsOf(t, world)
	misplaced(t, more, cards)
	capture("intake", more)
	capture("intake", more, "--json")
	capture("intake", more, "--preview")
	capture("intake", more, "--out", filepath.Join(dir, "draft.toml"))
	capture("intake", more, "--preview", filepath.Join(more, "evidence.toml"))
	capture("intake", more, "--preview", filepath.Join(more, "evidence.toml"), "--json")
	capture("init", box, "--title", "T", "--country", "IT", "--authority", "A")
	capture("seal", box, filepath.Join(world, "evidence.toml"))
	capture("seal", box, filepath.Join(more, "evidence.toml"))
	capture("seal", box, filepath.Join(more, "evidence.toml"), "--json") // again
	refuse := func(args ...string) {
		t.Helper()
		r := call(t, home, day, args...)
		if n++; r.code != 4 {
			t.Errorf("comity %v: exit %d\n%s", args, r.code, r.err)
		}
		if err := os.WriteFile(filepath.Join(out, fmt.Sprintf("%03d-%s.txt", n, args[0])), []byte(r.out+r.err), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, name := range []string{"named.toml", "inside.toml", "noted.toml", "turned.toml"} {
		refuse("seal", box, filepath.Join(more, name))
	}
	capture("check", box)
	capture("check", box, "--json")

	var subject struct{ ID string }
	list := capture("show", box, "subjects", "--json")
	subjects := strings.Split(strings.TrimSuffix(list, "\n"), "\n")
	for _, line := range subjects[:min(2, len(subjects))] {
		decodeLine(t, line, &subject)
		capture("show", box, "subject", subject.ID)
		capture("show", box, "claim", subject.ID+"/for/2")
		capture("show", box, "claim", subject.ID+"/for/2", "--json")
		capture("show", box, "subject", subject.ID, "--json")
	}
	for _, id := range hitIDs(t, box) {
		capture("show", box, "hit", id)
		capture("show", box, "hit", id, "--json")
		capture("note", box, id, "paid with "+cards[0][:6]+"******"+cards[0][12:])
	}
	card := cards[0]
	for i, form := range forms(card) {
		refuse("note", box, subject.ID, "card "+form)
		capture("find", box, form, "--in", "subjects,hits,notes")
		if i%4 > 0 {
			continue
		}
		refuse("decide", box, subject.ID, "yes", "--reason", "paid by "+form)
		refuse("outcome", box, subject.ID, "cleared", "--reason", "paid by "+form)
		refuse("note", box, subject.ID, "a note", "--actor", "anna "+form)
		refuse("show", box, "runs", "--purpose", form)
		refuse("init", filepath.Join(dir, fmt.Sprint("none", i)), "--title", form, "--country", "IT", "--authority", "A")
		capture("find", box, form)
		capture("find", box, "see "+form, "--json")
		capture("find", box, form, "--type", "nickname")
		capture("find", box, form, "--type", "holder", "--csv", "--in", "subjects,hits")
		capture("find", box, "garden.example:"+form, "--type", "account")
		capture("show", box, "hit", form)
		capture("show", box, "subject", form)
	}
	for _, text := range []string{"\x1b[2J", "\u009b2J", "exe\u202egpj", "\u2066x"} {
		refuse("note", box, subject.ID, text)
		refuse("decide", box, subject.ID, "no", "--reason", text)
		refuse("outcome", box, subject.ID, "searched", "--reason", text)
		refuse("note", box, subject.ID, "a note", "--purpose", text)
	}
	spelt := card[:4] + " " + card[4:8] + "-" + card[8:12] + " " + card[12:]
	for _, form := range [][]string{{card}, {spelt}, {card, "--json"}, {spelt, "--csv"}, {card, "--type", "text"}, {cards[len(cards)-1], "--csv", "--lang", "it"}} {
		capture(append([]string{"find", box}, form...)...)
	}
	if got := capture("find", box, card, "--in", "records"); !strings.Contains(got, "record ") {
		t.Errorf("the card is not found: %s", got)
	}
	capture("find", box, card[:11], "--in", "records", "--limit", "5") // a part of it, as a text
	for _, what := range lists() {
		capture("show", box, what)
		capture("show", box, what, "--json")
		table := capture("show", box, what, "--csv", "--lang", "it")
		r := csv.NewReader(strings.NewReader(strings.TrimPrefix(table, bom)))
		r.Comma = ';'
		if _, err := r.ReadAll(); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	capture("outcome", box, subject.ID, "informed", "--state", "DE", "--purpose", "cooperation", "--reason", "card "+cards[0][:6]+"******"+cards[0][12:])
	capture("outcome", box)
	capture("seal", box, filepath.Join(more, "corrected.toml"))
	capture("check", box)
	capture("show", box, "difference", "--json")
	capture("show", box, "difference", "--csv")
	if got := capture("show", box, "difference"); !strings.Contains(got, " subscriber ") || !strings.Contains(got, "******") {
		t.Errorf("no other subscriber that is named by a card: %s", got)
	}
	capture("find", box, "example", "--in", "records", "--limit", "300", "--csv")
	capture("find", box, "owned")
	capture("verify", box)
	capture("verify", box, "--json")
	misplacedTies(t, list, cards)
	if n := leaks(t, cards, dir, world, more, filepath.Join(box, "vault")); n < 150 {
		t.Errorf("only %d files were searched", n)
	}
}

// misplacedTies asks that a number in place of an account still ties what is said
// of it: its member row, its payment and its visits are one subject's, named by its ends.
func misplacedTies(t *testing.T, list string, cards []string) {
	t.Helper()
	shown, found := "garden.example:"+cards[0][:6]+"******"+cards[0][12:], 0
	for line := range strings.Lines(list) {
		var s struct {
			Selectors []comity.Selector
			For       []struct{ Hits []string }
		}
		decodeLine(t, line, &s)
		for _, sel := range s.Selectors {
			if sel.Type == comity.SelectorAccount && sel.Value == shown {
				hits := map[string]bool{}
				for _, a := range s.For {
					for _, h := range a.Hits {
						hits[h[:9]] = true
					}
				}
				if found++; sel.Cite == "" || len(hits) < 3 {
					t.Errorf("%s is cited at %q, and rests on %d exhibits\n%s", sel.Value, sel.Cite, len(hits), line)
				}
			}
		}
	}
	if found != 1 {
		t.Errorf("%d subjects have the account %s", found, shown)
	}
}

// hitIDs are one hit of each event of the case's run.
func hitIDs(t *testing.T, box string) (ids []string) {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(box, "runs", "*", "findings.jsonl"))
	if err != nil || len(names) != 1 {
		t.Fatal(names, err)
	}
	b, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for line := range strings.Lines(string(b)) {
		var f struct{ Hit struct{ ID, Event string } }
		if decodeLine(t, line, &f); f.Hit.ID != "" && !seen[f.Hit.Event] {
			seen[f.Hit.Event] = true
			ids = append(ids, f.Hit.ID)
		}
	}
	if !seen["payment"] {
		t.Fatalf("no payment among %v", seen)
	}
	return ids
}

// evil is a name that writes to terminals and computes in spreadsheets.
const evil = "=1+1;@x\x1b]0;owned\x07\u009b2J\u202egpj\u200b"

// billing is where the simulated world keeps its payments.
const billing = "billing/transactions.csv"

// hostile gives the first paying customer an evil name and account.
func hostile(t *testing.T, world string) {
	t.Helper()
	rows := cells(t, filepath.Join(world, billing))
	for i, title := range rows[0] {
		if title == "name_on_card" || title == "username" {
			rows[1][i] = evil
		}
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(world, billing), b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

func cells(t *testing.T, name string) [][]string {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	r := csv.NewReader(bytes.NewReader(b))
	r.FieldsPerRecord, r.LazyQuotes = -1, true
	if bytes.Contains(b[:bytes.IndexByte(b, '\n')], []byte(";")) {
		r.Comma = ';'
	}
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// pan is a card number of the simulated world, perhaps with blanks or hyphens.
var pan = regexp.MustCompile(`\b99\d{2}[ -]?\d{4}[ -]?\d{4}[ -]?\d{4}\b`)

// cardsOf are the numbers of all cards of the world, digits only; first that of the first payment.
func cardsOf(t *testing.T, world string) (out []string) {
	t.Helper()
	add := func(text []byte) {
		for _, m := range pan.FindAll(text, -1) {
			if _, digits, ok := comity.CardEnds(string(m)); ok && !slices.Contains(out, digits) {
				out = append(out, digits)
			}
		}
	}
	banks, err := filepath.Glob(filepath.Join(world, "banks", "*"))
	if err != nil || len(banks) == 0 {
		t.Fatal(banks, err)
	}
	for _, name := range append([]string{filepath.Join(world, billing)}, banks...) {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		add(b)
		book, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
		if err != nil {
			continue // no workbook
		}
		for _, part := range book.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(r)
			if err := errors.Join(err, r.Close()); err != nil {
				t.Fatal(err)
			}
			add(text)
		}
	}
	if len(out) < 50 {
		t.Fatalf("%d cards", len(out))
	}
	return out
}

// leaks searches every file below dir, but not below the folders left out, and
// returns how many there were.
func leaks(t *testing.T, cards []string, dir string, out ...string) (n int) {
	t.Helper()
	known := map[string]bool{}
	for _, c := range cards {
		known[c] = true
	}
	for _, name := range files(t, dir) {
		name = filepath.Join(dir, name)
		if slices.ContainsFunc(out, func(o string) bool { return strings.HasPrefix(name, o+string(filepath.Separator)) }) {
			continue
		}
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		n++
		if c := cardIn(t, name, known); c != "" {
			t.Errorf("the name %s holds the card number %s", name, c)
		}
		if c := cardIn(t, string(b), known); c != "" {
			t.Errorf("%s holds the card number %s", name, c)
		}
		var act struct{ Payload []byte }
		if json.Unmarshal(b, &act) == nil && len(act.Payload) > 0 {
			if c := cardIn(t, string(act.Payload), known); c != "" {
				t.Errorf("the act %s holds the card number %s", name, c)
			}
		}
		if bytes.HasPrefix(b, []byte("SQLite format 3\x00")) {
			b = valuesOf(t, name) // lengths and numbers beside them look like anything
		}
		if hashTile.MatchString(filepath.ToSlash(name)) && len(b)%sha256.Size == 0 {
			continue // nothing but hashes, that is, chance
		}
		if c := commandIn(b); c != "" {
			t.Errorf("%s holds %s", name, c)
		}
	}
	return n
}

// hashTile is the name of a tile of a node's log that holds the hashes of a level.
var hashTile = regexp.MustCompile(`/log/tile/\d+/[x\d/]+(\.p/\d+)?$`)

// valuesOf are the texts and byte strings in all tables of a database, a line each.
func valuesOf(t *testing.T, name string) (out []byte) {
	t.Helper()
	db, err := sql.Open("sqlite", name)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range queried(t, db, "SELECT name FROM sqlite_master WHERE type = 'table'") {
		for _, value := range queried(t, db, `SELECT * FROM "`+strings.ReplaceAll(table, `"`, `""`)+`"`) {
			out = append(append(out, value...), '\n')
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if len(out) == 0 {
		t.Errorf("%s has no values", name)
	}
	return out
}

// queried are the texts and byte strings that a query gives.
func queried(t *testing.T, db *sql.DB, query string) (out []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	values := make([]any, len(columns))
	for i := range values {
		values[i] = new(any)
	}
	for rows.Next() {
		if err := rows.Scan(values...); err != nil {
			t.Fatal(err)
		}
		for _, v := range values {
			switch v := (*v.(*any)).(type) {
			case string:
				out = append(out, v)
			case []byte:
				out = append(out, string(v))
			}
		}
	}
	if err := errors.Join(rows.Err(), rows.Close()); err != nil {
		t.Fatal(err)
	}
	return out
}

// commandIn is what in b a terminal acts on. In what is no text, such as a
// database, single bytes mean nothing: there it is looked for as text holds it.
func commandIn(b []byte) string {
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		for _, s := range []string{"\x1b[", "\x1b]", "\u009b", "\u202a", "\u202b", "\u202c", "\u202d", "\u202e", "\u2066", "\u2067", "\u2068", "\u2069"} {
			if bytes.Contains(b, []byte(s)) {
				return fmt.Sprintf("%+q", s)
			}
		}
		return ""
	}
	for _, r := range string(b) {
		if r < 0x20 && r != '\n' && r != '\t' && r != '\r' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return fmt.Sprintf("%U", r)
		}
	}
	return ""
}

// cardIn is a known number that text holds: digits of any script, with up to three
// characters between them that are neither letter nor digit, percent-encoded or not.
// It knows nothing of how comity finds numbers.
func cardIn(t *testing.T, text string, known map[string]bool) string {
	t.Helper()
	decoded := encodedByte.ReplaceAllStringFunc(text, func(s string) string {
		b, err := hex.DecodeString(s[1:])
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	})
	for _, s := range []string{text, decoded} {
		var run []byte
		between := 0
		for _, r := range s {
			d, ok := decimal(r)
			switch {
			case ok:
				if run, between = append(run, d), 0; len(run) > 16 {
					run = run[1:]
				}
				if len(run) == 16 && known[string(run)] {
					return string(run)
				}
			case unicode.IsLetter(r) || r == '\n' || r == '*':
				run = run[:0]
			default:
				if between++; between > 3 {
					run = run[:0]
				}
			}
		}
	}
	return ""
}

var encodedByte = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// decimal is the digit that r is.
func decimal(r rune) (d byte, ok bool) {
	switch {
	case r >= '0' && r <= '9':
		return byte(r), true
	case r >= '０' && r <= '９':
		return byte(r-'０') + '0', true
	}
	return 0, false
}
