package verify_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"comity/internal/verify"
)

// said are the sentences of the package: the formats of Row and Unproven, or of Errorf.
func said(t *testing.T, of string) (out []string) {
	t.Helper()
	entries, err := os.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), e.Name(), nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			c, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			at := 2
			s, ok := c.Fun.(*ast.SelectorExpr)
			if of == "Errorf" {
				at = 1
			}
			if ok && (s.Sel.Name == of || s.Sel.Name == "Unproven" && of == "Row") && len(c.Args) > at {
				if l, ok := c.Args[at].(*ast.BasicLit); ok {
					text, err := strconv.Unquote(l.Value)
					if err != nil {
						t.Fatal(err)
					}
					out = append(out, text)
				}
			}
			return true
		})
	}
	return out
}

// Every sentence is there in Italian, with the same verbs in the same order, and none
// that nobody says.
func TestEverySentenceIsThereInItalian(t *testing.T) {
	verbs := regexp.MustCompile(`%[0-9.]*[a-z]`)
	words, all := verify.Italian(), said(t, "Row")
	if len(all) < 50 {
		t.Fatalf("%d sentences", len(all))
	}
	plain := []string{"%s", "%s is not what act %06d recorded"}
	for _, text := range all {
		other, ok := words[text]
		if !ok && !slices.Contains(plain, text) {
			t.Errorf("not in Italian: %q", text)
		}
		if ok && !slices.Equal(verbs.FindAllString(text, -1), verbs.FindAllString(other, -1)) {
			t.Errorf("other verbs: %q", other)
		}
	}
	details := said(t, "Errorf")
	for text := range words {
		if !slices.Contains(all, text) && !slices.Contains(details, text) {
			t.Errorf("nobody says %q", text)
		}
		if other := words[text]; !slices.Equal(verbs.FindAllString(text, -1), verbs.FindAllString(other, -1)) {
			t.Errorf("other verbs: %q", other)
		}
	}
}
