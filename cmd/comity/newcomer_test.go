package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"comity/internal/casefile/manifest"
)

// TestNewcomer goes from a folder of raw files to the bytes behind the first
// subject in six commands: intake, init, seal, check, show subject, show hit. A
// person answers the questions of the draft in between; here the answers come
// from what the simulation knows of its files.
func TestNewcomer(t *testing.T) {
	dir, day := t.TempDir(), time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	home, box, raw := filepath.Join(dir, "home"), filepath.Join(dir, "case"), filepath.Join(dir, "raw")
	must(t, home, day, "simulate", "falcon", "--out", raw, "--seed", "5", "--sites", "6", "--subscribers", "20", "--days", "40", "--dirt", "standard")
	known, err := os.ReadFile(filepath.Join(raw, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	for _, gone := range []string{"evidence.toml", "truth"} {
		if err := os.RemoveAll(filepath.Join(raw, gone)); err != nil {
			t.Fatal(err)
		}
	}
	sheet := filepath.Join(raw, "evidence.toml")
	start, commands := time.Now(), 0
	run := func(args ...string) string {
		t.Helper()
		commands++
		return must(t, home, day, args...).out
	}

	run("intake", raw, "--out", sheet)
	draft, err := os.ReadFile(sheet)
	if err != nil {
		t.Fatal(err)
	}
	askedOnce(t, draft)
	answered, questions := answerDraft(string(draft), string(known))
	if err := os.WriteFile(sheet, []byte(answered), 0o644); err != nil {
		t.Fatal(err)
	}
	run("init", box, "--title", "Falcon", "--country", "IT", "--authority", "Test office")
	run("seal", box, sheet)
	run("check", box)
	var subject struct{ ID string }
	first(t, must(t, home, day, "show", box, "subjects", "--json").out, &subject) // the table of check shows it too
	hit := regexp.MustCompile(`(?m)^h[0-9a-f]{12}(?:\.[0-9a-f]{8})?-\S+`).FindString(run("show", box, "subject", subject.ID))
	if hit == "" {
		t.Fatal("the first subject has no hit")
	}
	seen := run("show", box, "hit", hit)
	if cite := regexp.MustCompile(`[0-9a-f]{64}\S*`).FindString(seen); cite == "" || len(seen) < 200 {
		t.Errorf("no bytes behind the hit:\n%s", seen)
	}
	if commands > 6 {
		t.Errorf("%d commands", commands)
	}
	t.Logf("%d commands, %d questions, %v without the answering", commands, questions, time.Since(start).Round(time.Millisecond))
}

// askedOnce holds that each question stands once for a source: for files that lie
// together, have one name but for numbers, and are described alike.
func askedOnce(t *testing.T, draft []byte) {
	t.Helper()
	m, open, err := manifest.ParseDraft("evidence.toml", draft)
	if err != nil {
		t.Fatal(err)
	}
	text, seen, like := strings.Split(string(draft), "\n"), map[string]int{}, 0
	for i := range m.Exhibits {
		e := &m.Exhibits[i]
		begin, end := m.Line(i, ""), len(text)
		if i+1 < len(m.Exhibits) {
			end = m.Line(i+1, "")
		}
		if e.Like != "" {
			like++
		}
		name := regexp.MustCompile(`[-._]?\d+|\.(gz|zst)$`).ReplaceAllString(e.Path+"!"+e.Member, "")
		source := fmt.Sprint(name, e.Kind, e.Format, e.Columns, e.Encoding, e.DateOrder, e.TimeFormat, e.Decimal)
		for _, q := range open {
			if e.Kind == "" || q.Line < begin || q.Line >= end {
				continue // what is not known to be of a kind is of no source
			}
			at := fmt.Sprintln(source, q.Key, text[q.Line-1])
			if first, twice := seen[at]; twice && first < begin {
				t.Errorf("line %d asks again what line %d asks: %s", q.Line, first, q.Key)
			}
			seen[at] = q.Line
		}
	}
	once := map[string]bool{}
	for _, q := range open {
		if q.Line < m.Line(0, "") && once[q.Key] {
			t.Errorf("%s is asked twice for all exhibits", q.Key)
		}
		once[q.Key] = true
	}
	t.Logf("%d questions for %d exhibits, %d of which are like another", len(open), len(m.Exhibits), like)
}

func first(t *testing.T, lines string, v any) {
	t.Helper()
	line, _, _ := strings.Cut(lines, "\n")
	if err := json.Unmarshal([]byte(line), v); err != nil {
		t.Fatal(err)
	}
}

// block is a table of a manifest: its lines by key.
type block struct {
	head string
	keys []string
	line map[string]string
}

func (b *block) value(key string) string { return strings.TrimPrefix(b.line[key], key+" = ") }

func blocks(text string) []*block {
	var out []*block
	for line := range strings.SplitSeq(text, "\n") {
		key, _, ok := strings.Cut(line, " = ")
		switch {
		case strings.HasPrefix(line, "["):
			out = append(out, &block{head: line, line: map[string]string{}})
		case ok && len(out) > 0 && !strings.HasPrefix(line, "#"):
			b := out[len(out)-1]
			b.keys, b.line[key] = append(b.keys, key), line
		}
	}
	return out
}

// answerDraft gives a draft the known answers to its questions and counts those.
// What the draft says of itself stays.
func answerDraft(draft, known string) (text string, questions int) {
	var b strings.Builder
	with, refs := map[string]*block{}, map[string]string{}
	for _, k := range blocks(known) {
		if k.head == "[[basis]]" {
			b.WriteString(k.head + "\n" + strings.Join(lines(k), "\n") + "\n\n")
			continue
		}
		with[k.value("path")+k.value("member")] = k
	}
	for _, d := range blocks(draft) {
		questions += strings.Count(strings.Join(lines(d), "\n"), `"?"`)
		k := with[d.value("path")+d.value("member")]
		if d.head != "[[exhibit]]" || k == nil {
			continue // defaults and bases, or a file that is no evidence
		}
		b.WriteString("[[exhibit]]\n" + k.line["ref"] + "\n")
		refs[d.value("ref")] = k.value("ref")
		if first, ok := refs[d.value("like")]; ok {
			d.line["like"] = "like = " + first
		}
		for _, key := range d.keys {
			line := d.line[key]
			if strings.Contains(line, `"?"`) {
				line = k.line[key]
			}
			if key != "ref" && key != "basis" && line != "" {
				b.WriteString(line + "\n")
			}
		}
		more := []string{"basis", "provider", "country", "obtained", "clock", "transcribes"}
		if strings.Contains(d.line["sheet"], "?") {
			more = append(more, "columns", "values") // of a table that the draft does not know
		}
		for _, key := range more {
			if line := k.line[key]; line != "" && (d.line[key] == "" || key == "basis") {
				b.WriteString(line + "\n")
			}
		}
		b.WriteString("\n")
	}
	return b.String(), questions
}

func lines(b *block) (out []string) {
	for _, k := range b.keys {
		out = append(out, b.line[k])
	}
	return out
}
