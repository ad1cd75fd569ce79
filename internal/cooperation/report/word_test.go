package report_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
	"comity/internal/cooperation/report/word"
)

// phrases are what a report can say in words of its own: the literals that this package tells, and
// those of its tables.
func phrases(t *testing.T) (list []string) {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	add := func(e ast.Expr) {
		if l, ok := e.(*ast.BasicLit); ok && l.Kind == token.STRING {
			s, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			list = append(list, s)
		}
	}
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.CallExpr:
				if s, ok := n.Fun.(*ast.SelectorExpr); ok && len(n.Args) > 0 && s.Sel.Name == "t" {
					add(n.Args[0])
				} else if ok && len(n.Args) > 1 && s.Sel.Name == "Tell" {
					add(n.Args[1])
				}
			case *ast.CompositeLit:
				for _, e := range n.Elts {
					if kv, ok := e.(*ast.KeyValueExpr); ok {
						if _, of := n.Type.(*ast.MapType); of {
							add(kv.Value)
						}
						continue
					}
					add(e)
				}
			}
			return true
		})
	}
	for _, b := range comity.Bands() {
		list = append(list, string(b))
	}
	slices.Sort(list)
	return slices.DeleteFunc(slices.Compact(list), func(s string) bool { return strings.Trim(s, "%0123456789d -·") == "" })
}

// spoken are words of findings that a report says in the reader's language.
var spoken = []string{"unknown", "suspect", "victim", "witness", "contact", "yes", "no", "fact", "assessment", "unsure", "proposed", "approved", "signed",
	"access", "payment", "signup", "login", "account", "email", "ip", "phone", "card", "holder", "subscriber", "nickname", "domain", "for %d", "against %d"}

func TestEverySentenceIsInItalian(t *testing.T) {
	for _, s := range append(phrases(t), spoken...) {
		if !word.Has("it", s) {
			t.Errorf("%q is missing", s)
		}
	}
	for _, s := range attribution.Sentences() {
		if word.Sentences("it")[s] == "" {
			t.Errorf("sentence %q is missing", s)
		}
	}
}
