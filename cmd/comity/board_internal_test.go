package main

import (
	"bytes"
	"os"
	"regexp"
	"strings"
	"testing"

	"comity/internal/analysis/board"
	"comity/internal/analysis/material"
	"comity/internal/casefile"
)

// TestLongNames: a name of many letters is cut where it is shown, in sight, and what is shown finds the member again.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("garden", 30)
	members := []board.Member{{Name: long}, {Name: "moss"}, {Name: strings.Repeat("train", 36) + "1"}, {Name: strings.Repeat("train", 36) + "2"}}
	var out bytes.Buffer
	a := newApp(&out, &out, func(string) string { return "" })
	a.boardMembers(casefile.BoardReport{Report: &board.Report{Members: members}})
	if err := a.out.Flush(); err != nil {
		t.Fatal(err)
	}
	shown := ""
	for line := range strings.Lines(out.String()) {
		if len([]rune(line)) > 120 {
			t.Errorf("%d letters wide: %s", len([]rune(line)), line)
		}
		if strings.HasPrefix(line, "garden") {
			shown = strings.Fields(line)[0]
		}
	}
	if !strings.HasSuffix(shown, "…") {
		t.Errorf("nothing shows that %q was cut", shown)
	}
	for name, want := range map[string]string{shown: long, long: long, "moss": "moss", "train…": "", "…": "", "nobody…": "", "garden": ""} {
		if m, ok := called(members, name); m.Name != want && (ok || want != "") || ok != (want != "") {
			t.Errorf("%s: %v %q", name, ok, m.Name)
		}
	}
}

// TestLongNamesOfMaterial: names and labels of any length leave its tables readable, and are cut in sight.
func TestLongNamesOfMaterial(t *testing.T) {
	long := strings.Repeat("garden", 100)
	var out bytes.Buffer
	a := newApp(&out, &out, func(string) string { return "" })
	a.material(casefile.MaterialReport{Report: &material.Report{
		Sets:    []material.Set{{Ref: "IT/1", Owner: long, Version: long}},
		Members: []material.Member{{Rank: 1, Name: long, New: 2}},
		Files:   []material.File{{MD5: []string{strings.Repeat("0", 32)}, States: []material.State{{State: "IT", Labels: []string{long}}}, First: &material.First{Member: long}}},
	}})
	if err := a.out.Flush(); err != nil {
		t.Fatal(err)
	}
	cut := 0
	for line := range strings.Lines(out.String()) {
		cut += strings.Count(line, "…")
		if len([]rune(line)) > 300 {
			t.Errorf("%d letters wide: %s", len([]rune(line)), line)
		}
	}
	if cut != 5 {
		t.Errorf("%d are cut, want owner, version, member, label and who was first:\n%s", cut, out.String())
	}
}

// TestCalled: a member is found by its name, by what the table writes for it, and by another spelling of the same name.
func TestCalled(t *testing.T) {
	members := []board.Member{{Name: "moss"}, {Name: "a\u202egnp"}, {Name: "\x1b[31mred"}, {Name: "Jörg Müller"}, {Name: `\x1b[1mx`}, {Name: "\x1b[1mx"}}
	for name, want := range map[string]string{
		"moss": "moss", "MOSS": "moss", `a\u{202e}gnp`: "a\u202egnp", "a\u202egnp": "a\u202egnp", `\x1b[31mred`: "\x1b[31mred", "jörg müller": "Jörg Müller",
		`\x1b[1mx`: `\x1b[1mx`, "\x1b[1mx": "\x1b[1mx", "": "", "mos": "", "fern": "",
	} {
		if m, ok := called(members, name); m.Name != want || ok != (want != "") {
			t.Errorf("%q: %v %q", name, ok, m.Name)
		}
	}
}

// TestAliasWords: whatever may speak for two names being one person has words in either language, as the sources have the codes.
func TestAliasWords(t *testing.T) {
	codes := 0
	for name, pattern := range map[string]string{"kind": `\{"([a-z]+)", `, "why": `"(sequence|against:answers|selector|name)"`} {
		text, err := os.ReadFile("../../internal/analysis/board/alias/" + name + ".go")
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile(pattern).FindAllSubmatch(text, -1) {
			codes++
			if code := string(m[1]); aliasEnglish()[code] == "" || aliasItalian()[code] == "" {
				t.Errorf("%s has no words", code)
			}
		}
	}
	var out bytes.Buffer
	a := newApp(&out, &out, func(string) string { return "" })
	a.lang = "it"
	a.memberAliases(board.Member{Aliases: []board.AliasOf{{Name: "moss", Why: []string{"marks", "imposters"}}}})
	if err := a.out.Flush(); err != nil || !strings.Contains(out.String(), "segni, confronto con estranei") {
		t.Errorf("codes and no words (%v): %s", err, out.String())
	}
	if codes < len(aliasEnglish()) || len(aliasItalian()) != len(aliasEnglish()) {
		t.Errorf("%d codes, %d words, %d in Italian", codes, len(aliasEnglish()), len(aliasItalian()))
	}
}
