package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestReadme takes the manifest that the README shows through the commands
// that it lists, from files such as it speaks of down to the bytes.
func TestReadme(t *testing.T) {
	text, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "```toml\n")
	manifest, _, ok := strings.Cut(rest, "```")
	if !ok {
		t.Fatal("the README shows no manifest")
	}
	dir, day := t.TempDir(), time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	home, box := filepath.Join(dir, "home"), filepath.Join(dir, "mycase")
	line := `198.18.0.7 - rose [05/Nov/2003:20:15:00 +0100] "GET /a HTTP/1.1" 200 10 "-" "-"`
	for name, content := range map[string]string{
		"evidence.toml": manifest,
		"access.log":    line + "\n" + strings.Replace(line, "05/Nov", "08/Nov", 1) + "\n",
		"assigned.csv": "customer,holder,address,from,until\nN-1,Rosa Example,198.18.0.7,2003-11-05T00:00:00Z,2003-11-06T00:00:00Z\n" +
			"N-1,Rosa Example,198.18.0.7,2003-11-08T00:00:00Z,2003-11-09T00:00:00Z\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	must(t, home, day, "init", box, "--title", "Falcon", "--country", "IT", "--authority", "Polizia Postale")
	must(t, home, day, "seal", box, filepath.Join(dir, "evidence.toml"))
	if r := must(t, home, day, "check", box); !strings.Contains(r.out, "garden.example:rose") || !strings.Contains(r.out, "Net Example/N-1") {
		t.Errorf("check says\n%s", r.out)
	}
	var subject struct{ ID string }
	decodeLine(t, must(t, home, day, "show", box, "subjects", "--json").out, &subject)
	var view struct{ Hits []struct{ ID string } }
	decodeLine(t, must(t, home, day, "show", box, "subject", subject.ID, "--json").out, &view)
	var hit struct{ Lines []struct{ Cite string } }
	decodeLine(t, must(t, home, day, "show", box, "hit", view.Hits[0].ID, "--json").out, &hit)
	if r := must(t, home, day, "cat", box, hit.Lines[0].Cite); strings.TrimSuffix(r.out, "\n") != line {
		t.Errorf("cat gives %q", r.out)
	}
	must(t, home, day, "verify", box, "--recompute")
}

func decodeLine(t *testing.T, text string, v any) {
	t.Helper()
	line, _, _ := strings.Cut(text, "\n")
	if err := json.Unmarshal([]byte(line), v); err != nil {
		t.Fatal(err)
	}
}
