package report_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/cooperation/report"
)

func TestPageIsAsItWas(t *testing.T) {
	got := html(t, content("it"))
	name := filepath.Join("testdata", "report.it.html")
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Error(d)
	}
}

// What evidence says acts neither on the page nor on the reader's screen.
func TestHostileEvidenceIsShownAndDoesNothing(t *testing.T) {
	page := html(t, content("it"))
	for _, bad := range []string{"<script", "\x1b", "\u202e", "</pre><script", "http://", "https://", "<a ", "<img", "<link", " style=", " on"} {
		if bad == " on" {
			if m := regexp.MustCompile(`<[^>]* on[a-z]+=`).FindString(page); m != "" {
				t.Errorf("the page has a handler: %s", m)
			}
			continue
		}
		if strings.Contains(page, bad) {
			t.Errorf("the page holds %q", bad)
		}
	}
	for _, good := range []string{`\x1b[2J\u{202e}`, "&lt;/pre&gt;&lt;script&gt;", `trains.example:\u{202e}gpj.exe`} {
		if !strings.Contains(page, good) {
			t.Errorf("the page does not show %q", good)
		}
	}
	if !strings.Contains(page, "default-src 'none'; base-uri 'none'; form-action 'none'; style-src 'sha256-") {
		t.Error("the page has no policy")
	}
}

func TestCardNumbersAreMasked(t *testing.T) {
	c := content("en")
	old := c.Subjects
	c.Subjects = func(each func(*report.Subject) error) error {
		return old(func(of *report.Subject) error {
			s := *of
			s.Hits = append([]report.Hit(nil), s.Hits...)
			for i := range s.Hits {
				s.Hits[i].Rows = []report.Row{{Text: []byte("pay 4111111111111111 ok\n"), Exhibit: 1}}
			}
			return each(&s)
		})
	}
	if page := html(t, c); strings.Contains(page, "4111111111111111") || !strings.Contains(page, "411111******1111") {
		t.Error("a card number is not masked")
	}
}

func TestSameContentSameBytes(t *testing.T) {
	for _, lang := range []string{"en", "it", "de"} {
		one, again := html(t, content(lang)), html(t, content(lang))
		if one != again {
			t.Errorf("%s: two pages differ", lang)
		}
		if !bytes.Equal(pdf(t, content(lang)), pdf(t, content(lang))) {
			t.Errorf("%s: two PDFs differ", lang)
		}
	}
}

func TestUnknownLanguageIsEnglish(t *testing.T) {
	if html(t, content("xx")) != html(t, content("en")) {
		t.Error("a language that is not spoken is not English")
	}
}

// Values of any length, and many rows, break neither a table nor a page.
func TestLongValuesStayOnThePage(t *testing.T) {
	c := content("en")
	old := c.Subjects
	c.Title = strings.Repeat("W", 3000)
	c.Bases[0].Offence = strings.Repeat("very long offence ", 900) // higher than a page
	c.Subjects = func(each func(*report.Subject) error) error {
		for range 60 {
			if err := old(each); err != nil {
				return err
			}
		}
		return nil
	}
	b := pdf(t, c)
	if _, err := exec.LookPath("pdftotext"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("pdftotext is missing")
		}
		t.Skip("pdftotext is missing")
	}
	name := filepath.Join(t.TempDir(), "report.pdf")
	if err := os.WriteFile(name, b, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), "pdftotext", "-layout", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(out), "W"); n < 3000 {
		t.Errorf("%d letters of 3000 are on the pages", n)
	}
	if n := strings.Count(string(out), "offence"); n < 900 {
		t.Errorf("%d words of 900 are on the pages", n)
	}
	box, err := exec.CommandContext(t.Context(), "pdftotext", "-bbox", name, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`xMax="([0-9]+)\.[0-9]*" yMax="([0-9]+)\.`).FindAllStringSubmatch(string(box), -1) {
		if len(m[1]) >= 3 && m[1] > "552" || len(m[2]) >= 3 && m[2] > "825" {
			t.Fatalf("a word stands outside the margins: %s", m[0])
		}
	}
}

func TestErrorsOfSubjectsAndWritersComeBack(t *testing.T) {
	own := errors.New("disk")
	c := content("en")
	c.Subjects = func(func(*report.Subject) error) error { return own }
	if err := report.WriteHTML(&bytes.Buffer{}, c); !errors.Is(err, own) {
		t.Errorf("HTML: %v", err)
	}
	if err := report.WritePDF(&bytes.Buffer{}, c); !errors.Is(err, own) {
		t.Errorf("PDF: %v", err)
	}
	if err := report.WriteHTML(full{own}, content("en")); !errors.Is(err, own) {
		t.Errorf("HTML, full disk: %v", err)
	}
	if err := report.WritePDF(full{own}, content("en")); !errors.Is(err, own) {
		t.Errorf("PDF, full disk: %v", err)
	}
	if err := report.WriteReadme(full{own}, content("en"), "it"); !errors.Is(err, own) {
		t.Errorf("README, full disk: %v", err)
	}
}

type full struct{ err error }

func (f full) Write([]byte) (int, error) { return 0, f.err }

func TestReadmeNamesNoSubject(t *testing.T) {
	for _, lang := range []string{"en", "it"} {
		var b bytes.Buffer
		if err := report.WriteReadme(&b, content("it"), lang); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(b.String(), "anna") || !strings.Contains(b.String(), "bash verify.sh PACK.asice root.pem") {
			t.Errorf("%s:\n%s", lang, b.String())
		}
	}
}

func TestMeasures(t *testing.T) {
	b, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "accuracy.md"))
	if err != nil {
		t.Fatal(err)
	}
	list := report.Measures(string(b))
	if len(list) < 12 || list[0].Value == "" || !strings.Contains(list[0].World, "simulated") {
		t.Errorf("%d figures: %v", len(list), list)
	}
	if report.Measures("no table") != nil {
		t.Error("figures out of nothing")
	}
}
