package law_test

import (
	"errors"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/cooperation/law"
)

// noted is one line of the reference note's table of retention: what it says of data
// about internet connections, the other figures, and how sure it is.
type noted struct {
	Country, Internet string
	Other             []string
	Confidence        string
}

// notes is the note's table.
func notes() []noted {
	return []noted{
		{"EU", "none", []string{"6-24"}, "A"},
		{"IT", "12", []string{"24", "30 d", "72"}, "B"},
		{"IE", "12", []string{"12"}, "A"},
		{"GB", "<=12", nil, "A"},
		{"ES", "12", []string{"12"}, "B"},
		{"FR", "12", []string{"12"}, "A"},
		{"BE", "12", nil, "C"},
		{"DE", "none", nil, "B"},
		{"NL", "none", nil, "B"},
		{"NO", "12", nil, "B"},
		{"DK", "12", nil, "B"},
		{"FI", "9", []string{"12", "6"}, "B/C"},
		{"SE", "10", []string{"6", "2"}, "C"},
		{"CH", "6", []string{"6"}, "B"},
		{"AU", ">=24", nil, "B"},
		{"US", "none", []string{"1 y"}, "A"},
		{"PL", "unknown", nil, "C"},
		{"CZ", "unknown", nil, "C"},
		{"PT", "unknown", nil, "C"},
		{"AT", "unknown", nil, "C"},
		{"CA", "unknown", nil, "C"},
	}
}

// TestRetentionAgreesWithTheNote holds the table against the note, line by line.
func TestRetentionAgreesWithTheNote(t *testing.T) {
	rows, err := open(t).Table(law.Retention)
	if err != nil {
		t.Fatal(err)
	}
	left := map[string]bool{}
	for _, r := range rows {
		left[r.Country] = true
	}
	for _, n := range notes() {
		delete(left, n.Country)
		var internet string
		var other []string
		for _, r := range rows {
			if r.Country != n.Country {
				continue
			}
			if !strings.Contains(n.Confidence, string(r.Confidence)) {
				t.Errorf("%s: confidence %s, the note says %s", r.Key, r.Confidence, n.Confidence)
			}
			switch {
			case r.Key == n.Country+"/internet":
				internet = measure(&r)
			case r.Value != law.Unknown && r.Value != law.None:
				other = append(other, measure(&r))
			}
		}
		if d := cmp.Diff(n, noted{n.Country, internet, inOrder(other), n.Confidence}); d != "" {
			t.Errorf("%s: %s", n.Country, d)
		}
	}
	if len(left) > 0 {
		t.Errorf("not in the note: %v", left)
	}
}

// measure is a value with its unit as the note writes it: of months none.
func measure(r *law.Row) string {
	if r.Value == law.None || r.Value == law.Unknown {
		return r.Value
	}
	return r.Value + map[string]string{"month": "", "day": " d", "year": " y"}[r.Unit]
}

// inOrder is list, nil where empty.
func inOrder(list []string) []string { return append([]string(nil), list...) }

// TestTheNoteSaysSo holds the test's own table against the note itself.
func TestTheNoteSaysSo(t *testing.T) {
	b, err := os.ReadFile("../../../../shared/reference/mission.md")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the reference note is not here")
	}
	if err != nil {
		t.Fatal(err)
	}
	_, text, _ := strings.Cut(string(b), "\n### B1.")
	text, _, _ = strings.Cut(text, "\n### ")
	var got []noted
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) == 5 && !strings.Contains(cells[0], "cc") && !strings.HasPrefix(cells[0], "--") {
			got = append(got, ofNote(cells)...)
		}
	}
	if d := cmp.Diff(notes(), got); d != "" {
		t.Error(d)
	}
}

var (
	figure = regexp.MustCompile(`\d+(?: [dy]\b)?`)
	spread = regexp.MustCompile(`\d+-\d+`)
)

// ofNote reads one line of the note; a line may name several countries.
func ofNote(cells []string) (out []noted) {
	for i := range cells {
		cells[i] = strings.TrimSpace(strings.ReplaceAll(cells[i], "*", ""))
	}
	word := strings.FieldsFunc(cells[1], func(r rune) bool { return strings.ContainsRune(" ,;:", r) })[0]
	word = strings.NewReplacer("≤", "<=", "≥", ">=", "–", law.Unknown).Replace(word)
	other := slices.Concat(spread.FindAllString(cells[1], -1), figure.FindAllString(cells[2], -1))
	for _, country := range strings.Split(cells[0], ", ") {
		if country == "UK" {
			country = "GB"
		}
		out = append(out, noted{country, word, inOrder(other), cells[4]})
	}
	return out
}
