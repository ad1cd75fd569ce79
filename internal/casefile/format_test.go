package casefile_test

import (
	"encoding/base64"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	"comity/internal/analysis/derivation"
)

// TestFormatPages holds the pages on seals, acts and the graph to what is
// written: each name of a real document stands on its page, and each name that
// the first cells of a page's tables give is one that is written or can be.
func TestFormatPages(t *testing.T) {
	_, c, dir := newCase(t)
	names := map[string]map[string]bool{"seal.md": {}, "act.md": {}, "graph.md": {}}
	for _, file := range glob(t, filepath.Join(dir, "seals", "*.json")) {
		keys(t, readAll(t, file), names["seal.md"])
	}
	for _, file := range glob(t, filepath.Join(dir, "acts", "*-*.json")) {
		var e struct {
			Payload string `json:"payload"`
		}
		if err := json.Unmarshal(readAll(t, file), &e); err != nil {
			t.Fatal(err)
		}
		payload, err := base64.StdEncoding.DecodeString(e.Payload)
		if err != nil {
			t.Fatal(err)
		}
		var a map[string]json.RawMessage
		if err := json.Unmarshal(payload, &a); err != nil {
			t.Fatal(err)
		}
		for k := range a {
			names["act.md"][k] = true
		}
		if string(a["kind"]) == `"seal"` {
			keys(t, a["body"], names["seal.md"])
		}
	}
	for _, v := range claims(t, c) {
		keys(t, doc(t, v.Graph), names["graph.md"])
	}
	for page, written := range names {
		text := string(readAll(t, filepath.Join("..", "..", "docs", "formats", page)))
		for name := range written {
			if !strings.Contains(text, "`"+name+"`") {
				t.Errorf("%s says nothing of %q, which is written", page, name)
			}
		}
	}
	// The other way round: what the tables name by themselves.
	optional := map[string]bool{"path": true, "addresses": true, "request": true, "supersedes": true, "notes": true, "encoding_basis": true, "member": true, "sheet": true}
	for _, page := range []string{"seal.md", "act.md"} {
		text := string(readAll(t, filepath.Join("..", "..", "docs", "formats", page)))
		for _, row := range regexp.MustCompile("(?m)^\\| (`[^|]*`) \\|").FindAllStringSubmatch(text, -1) {
			for _, m := range regexp.MustCompile("`([a-z_]+)`").FindAllStringSubmatch(row[1], -1) {
				if !names[page][m[1]] && !optional[m[1]] {
					t.Errorf("%s tells of %q, which nothing writes", page, m[1])
				}
			}
		}
	}
	graph := string(readAll(t, filepath.Join("..", "..", "docs", "formats", "graph.md")))
	for _, typ := range []reflect.Type{reflect.TypeFor[derivation.Node](), reflect.TypeFor[derivation.Link](), reflect.TypeFor[derivation.Grounds]()} {
		for i := range typ.NumField() {
			if name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); !strings.Contains(graph, "`"+name+"`") {
				t.Errorf("graph.md says nothing of %q", name)
			}
		}
	}
}

// keys collects the names of a document, those of `columns` and `values` aside:
// they are the file's own.
func keys(t *testing.T, b []byte, into map[string]bool) {
	t.Helper()
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for k, e := range v {
				if into[k] = true; k != "columns" && k != "values" {
					walk(e)
				}
			}
		}
	}
	walk(v)
}

func glob(t *testing.T, pattern string) []string {
	t.Helper()
	list, err := filepath.Glob(pattern)
	if err != nil || len(list) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(list), err)
	}
	return list
}

func readAll(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
