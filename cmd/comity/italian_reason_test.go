package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Whatever may stand as the reason of a reject or of a quarantined row is there in
// Italian, and nothing else.
func TestEveryReasonIsInItalian(t *testing.T) {
	found := map[string]bool{}
	for _, room := range []string{"records", "analysis"} {
		err := filepath.WalkDir(filepath.Join("..", "..", "internal", room), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			return reasonsIn(path, found)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	for _, within := range []string{"", "no record", "outside the scope", "outside the period"} {
		delete(found, within) // readers say it to themselves
	}
	own := italianRejects()
	for s := range found {
		if own[s] == "" {
			t.Errorf("%q is missing", s)
		}
	}
	for s := range own {
		if !found[s] {
			t.Errorf("%q is no reason", s)
		}
	}
	if len(found) < 50 {
		t.Errorf("only %d reasons in the sources", len(found))
	}
}

// Whatever may stand as the reason of a reading of a clock is there in Italian.
func TestEveryReasonOfAClockIsInItalian(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), filepath.Join("..", "..", "internal", "analysis", "run", "clock.go"), nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	found, own := 0, (&app{lang: "it"}).words().Reasons
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || spec.Names[0].Name != "whys" {
			return true
		}
		for _, e := range spec.Values[0].(*ast.CompositeLit).Elts {
			s, _ := strconv.Unquote(e.(*ast.KeyValueExpr).Value.(*ast.BasicLit).Value)
			if found++; own[s] == "" {
				t.Errorf("%q is missing", s)
			}
		}
		return false
	})
	if found < 16 {
		t.Errorf("only %d reasons in the source", found)
	}
}

// reasonsIn collects the constants of type Reason that a source file declares.
func reasonsIn(path string, to map[string]bool) error {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || !isReason(spec.Type) {
			return true
		}
		for _, v := range spec.Values {
			if lit, ok := v.(*ast.BasicLit); ok {
				s, _ := strconv.Unquote(lit.Value)
				to[s] = true
			}
		}
		return true
	})
	return nil
}

func isReason(t ast.Expr) bool {
	switch t := t.(type) {
	case *ast.SelectorExpr:
		return t.Sel.Name == "Reason"
	case *ast.Ident:
		return t.Name == "Reason"
	}
	return false
}
