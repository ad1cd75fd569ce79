package intake_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// english are words that no sentence of a draft does without, and no Italian one has.
var (
	english = regexp.MustCompile(`(?i)\b(?:the|of|and|is|are|which|with|whose|what|this|that|not|read|columns?)\b`)
	cited   = regexp.MustCompile(`"(?:[^"\\]|\\.)*"|\[[^\]]*\]|\{[^}]*\}|\b(?:not|read) = |columns\.\w+|columns|values\.\w+|clock\.zone|RDS\w*|comity \w+|basis =|docs/\S+`)
)

// inItalian draws an Italian draft up and holds it against the English one: what is no comment
// is the same, and no comment is left in English.
func inItalian(t *testing.T, name string, r *intake.Report) {
	t.Helper()
	ours, theirs := strings.Split(string(r.Draft("")), "\n"), strings.Split(string(r.DraftIn("it", "")), "\n")
	if len(ours) != len(theirs) {
		t.Fatalf("%s: %d lines in Italian, %d in English", name, len(theirs), len(ours))
	}
	for i, line := range theirs {
		switch text, comment := strings.CutPrefix(line, "#"); {
		case !comment && line != ours[i]:
			t.Errorf("%s: %s\nis no comment, and is %s", name, ours[i], line)
		case comment && english.MatchString(cited.ReplaceAllString(text, "")):
			t.Errorf("%s: in English: %s", name, line)
		}
	}
}

// A draft in Italian asks the same as one in English, in Italian, of whatever was found.
func TestDraftsInItalian(t *testing.T) {
	agent := `"Mozilla/5.0 (Windows NT 5.1; U)"`
	for _, line := range []string{
		`198.18.0.HHH - rose [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent + ` 0.1 www.tulips.example`,
		`10.0.0.2 198.18.0.HHH rose [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent,
		`10.0.0.2 - rose [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent + ` "198.18.0.HHH"`,
		`pcNNN.isp.example - - [DD/Mar/2004:10:00:00 +0100] "GET / HTTP/1.1" 200 12 "-" ` + agent,
		`Mar DD 10:00:00 gw dhcpd[7]: DHCPACK on 198.18.0.HHH to 02:00:5e:10:00:07 (host) via eth0`,
		`Mar DD 10:00:00 gw thing[7]: said nothing of 198.18.0.HHH`,
		`{"ts":1078000NNN.25,"request":{"remote_ip":"10.0.0.2","method":"GET","host":"tulips.example","uri":"/a/NNN","headers":{"X-Forwarded-For":["198.18.0.HHH"]}},"status":200}`,
		`198.18.0.HHH       2004-03-DD 10:00:00  2004-03-DD 11:00:00  KNNN`,
		`<html><table><tr><td>198.18.0.HHH</td></tr></table></html>`,
		`INSERT [dbo].[Users] ([Id], [Name]) VALUES (NNN, N'rose')`,
		`roses by the railway`,
	} {
		r, _ := lookLines(t, "a.log", fill(line))
		inItalian(t, line, r)
	}
	for _, c := range [][2]string{
		{"subscriber;ip;start;end", "KNNN;198.18.0.HHH;38048.5;38048.6"}, {"subscriber;ip;start;end", "KNNN;198.18.0.HHH;05/03/2004 10:00;06/03/2004 10:00"},
		{"subscriber;ip;start (CET);end", "KNNN;198.18.0.HHH;2004-07-DD 10:00:00 CEST;2004-07-DD 11:00:00 CEST"}, {"subscriber;ip;start;end", "KNNN;198.18.0.HHH;il DD marzo 2004;il DD aprile 2004"},
		{"Source (IP:port),Query time (UTC),Subscriber ID,Name", "2001:db8::HHH:80,2004-03-DD 10:00:00,SNNN,Smith"}, {"id;time;amount;card;type", "TNNN;2004-03-DD 10:00:00;NNN0;4111111111111111;purchase"},
		{"username,ip,login,logout", "uNNN,198.18.0.HHH,2004-03-DD 10:00:00,2004-03-DD 12:00:00"}, {"colour;height", "red;NNN"}, {"Datum;Brutto;Netto;Absender E-Mail-Adresse;ID", "DD.01.2004;29,90;28,73;rose@mail.example;NNN4567"},
		{"ip;time;subscriber;status", "198.18.0.HHH;2004-03-DD 10:00:00;KNNN;-"}, {"account;ip;start;session length", "KNNN;198.18.0.HHH;2004-03-DD 10:00:00;NNN"},
	} {
		r, _ := look(t, c[0], fill(c[1]))
		inItalian(t, c[0], r)
	}
	files := map[string]string{"a.pdf": "%PDF-1.4", "b.rar": "Rar!\x1a\x07\x00" + strings.Repeat("\x00\x8f", 100), "c.csv": table, "d.csv": table, "sales-2004-01.csv": table, "sales-2004-02.csv": table + "K-9;198.18.0.9;2004-03-13 10:00:00;2004-03-14 10:00:00\n", "e": "",
		"f.csv": "subscriber;ip;start;end;name\nK-1;198.18.0.7;2004-03-13 10:00:00;2004-03-14 10:00:00;G\xe4rtner\n"}
	r, _ := lookAt(t, files)
	inItalian(t, "a folder", r)
	m, open, err := manifest.ParseDraft("draft.toml", r.DraftIn("it", ""))
	if err != nil || len(open) == 0 || len(m.Exhibits) == 0 {
		t.Error(err, len(open))
	}
}

// Names from the files stay as they are, also those that are called like a text of a draft.
func TestNamesStayAsTheyAre(t *testing.T) {
	for english, want := range map[string]string{
		"not mapped: seconds since 1970, a text for people":                            "non assegnate: seconds since 1970, a text for people",
		"passed over: a symbolic link, not followed.csv: not a regular file":           "tralasciato: a symbolic link, not followed.csv: non è un file normale",
		`"seconds since 1970" is still a question, and the text is seconds since 1970`: `"seconds since 1970" is still a question, and the text is secondi dal 1970`,
		"passed over: a.csv: a symbolic link, not followed":                            "tralasciato: a.csv: un collegamento simbolico, non seguito",
	} {
		if got := intake.Say("it", english); got != want {
			t.Errorf("%s\nis %s\nnot %s", english, got, want)
		}
	}
}

// Whatever a draft can say is in the table of Italian: each piece of each text, between what
// is put in.
func TestEveryTextIsInItalian(t *testing.T) {
	table, err := os.ReadFile("italian.tsv")
	if err != nil {
		t.Fatal(err)
	}
	var known strings.Builder
	for line := range strings.Lines(string(table)) {
		form, own, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		if !ok || own == "" || strings.Count(form, "%") != strings.Count(own, "%") {
			t.Errorf("%q: not a text and its Italian, with as much put into each", line)
		}
		known.WriteString(form + "\x00")
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		for _, text := range texts(t, name) {
			n++
			if !strings.Contains(known.String(), text) {
				t.Errorf("%s: %q is not in italian.tsv", name, text)
			}
		}
	}
	if n < 150 {
		t.Errorf("only %d texts in the sources", n)
	}
}

var (
	putIn   = regexp.MustCompile(`%[a-z]`)
	speech  = regexp.MustCompile(`[a-z']{2,},? [a-z']{2,},? [a-z']{2,}`)
	noTexts = regexp.MustCompile(`\\b|\(\?|^(?:of, the|[a-z]+, )`)
)

// texts are the pieces of a source's strings that are said to people: three words and more.
func texts(t *testing.T, name string) []string {
	file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	ast.Inspect(file, func(n ast.Node) bool {
		if c, ok := n.(*ast.CallExpr); ok {
			if sel, ok := c.Fun.(*ast.SelectorExpr); ok && (sel.Sel.Name == "Fields" || sel.Sel.Name == "Errorf" || sel.Sel.Name == "WithHint" || sel.Sel.Name == "MustCompile") {
				return false // words of a list; errors are in package told
			}
		}
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		s, err := strconv.Unquote(lit.Value)
		if err != nil || noTexts.MatchString(s) {
			return true
		}
		s, _ = strings.CutSuffix(s, `; to keep it for people: kind = "document"`)
		for _, piece := range putIn.Split(s, -1) {
			if piece = strings.Trim(piece, " ;:,.("); speech.MatchString(piece) {
				out = append(out, piece)
			}
		}
		return true
	})
	return out
}
