package profile_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"comity/internal/analysis/board"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/profile"
)

// Names and selectors are the evidence's: the page escapes them, masks numbers of cards, and keeps digests and citations.
func TestWrite(t *testing.T) {
	cite := comity.Citation{Exhibit: comity.DigestOf([]byte("x")), Offset: 4111111111111111, Length: 7}
	p := &casefile.Profile{Case: "c", Authority: "Hub & Co", Country: "IT", To: "DE", Report: &board.Report{Board: "<b>", Notice: "Leads."},
		Withheld: []casefile.ProfileHeld{{Rule: "handling-h2", Exhibits: 1, Messages: 3, Ask: []string{"A (FR)"}}}}
	p.Contributors = []board.Contributor{{Name: "FR", Messages: 2}, {Name: "IT", Messages: 1}}
	p.Members = []board.Member{{Name: "<script>", Posts: 2, Without: map[string]int{"FR": 0, "IT": 1}, Cite: []string{cite.String()},
		Roles:     []board.Role{{Role: "broker", Rank: 1, Low: 1, High: 3, Of: 4, Gone: []string{"FR"}, For: []board.Reason{{Kind: "vouches-invites", Count: 2, Points: 40, Examples: []comity.Citation{cite}}}}},
		Selectors: []board.Selector{{Type: "note", Value: "4111 1111 1111 1111", Cite: []comity.Citation{cite}}},
		Aliases:   []board.AliasOf{{Name: "other", Score: 700, Low: 300, High: 800, Why: []string{"rhythm"}}}}}
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := profile.Write(w, p); err != nil {
			t.Fatal(err)
		}
	}
	if a.String() != b.String() {
		t.Error("the page is not the same each time")
	}
	for _, want := range []string{"Profile of the board &lt;b&gt;", "&lt;script&gt;", "Hub &amp; Co", "handling-h2", "A (FR)", "411111", "1 [1–3] of 4; gone without FR", "vouches invites", "700 ‰ [300–800]", cite.String()} {
		if !strings.Contains(a.String(), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
	for _, not := range []string{"<script>", "4111 1111 1111 1111"} {
		if strings.Contains(a.String(), not) {
			t.Errorf("%q is on the page", not)
		}
	}
}

// TestItalian: a state whose courts speak Italian reads Italian, with the English beneath; digests and names stay.
func TestItalian(t *testing.T) {
	p := &casefile.Profile{Case: "c", Authority: "Hub & Co", Country: "DE", To: "IT", Report: &board.Report{Board: "garden", Notice: board.Notice}}
	p.Members = []board.Member{{Name: "name", Posts: 2, Roles: []board.Role{{Role: "broker", Rank: 1, Low: 1, High: 3, Of: 4, Gone: []string{"FR"}, For: []board.Reason{{Kind: "vouches-in-words", Count: 2, Points: 40}}}}}}
	var b bytes.Buffer
	if err := profile.Write(&b, p); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`lang="it"`, "Profilo della bacheca garden", "Profile of the board garden", "mediatore", "1 [1–3] di 4; manca senza FR", "garantisce in ciò che scrive", "Piste per l&#39;analista", ">name<"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("%q is not on the page", want)
		}
	}
}

// TestEverySentenceIsInItalian looks at what the page says and at the words of profiles, as their sources have them.
func TestEverySentenceIsInItalian(t *testing.T) {
	same := regexp.MustCompile(`^[%\[\]ds –‰]*$|^UTC$`)
	for glob, pattern := range map[string]string{
		"*.go":                                      `d\.(?:say|cell|term)\("([^"]+)"`,
		"../../analysis/board/role/*.go":            `"([a-z]+(?:-[a-z]+)+)"`,
		"../../analysis/board/alias/kind.go":        `\{"([a-z]+)",`,
		"../../analysis/board/alias/why.go":         `"(sequence|against:answers)"`,
		"../../analysis/board/lexicon/table/*.toml": `(?m)^name = "([^"]+)"`,
	} {
		files, err := filepath.Glob(glob)
		if err != nil || len(files) == 0 {
			t.Fatal(glob, err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			for _, m := range regexp.MustCompile(pattern).FindAllStringSubmatch(string(text), -1) {
				if !profile.Has(m[1]) && !same.MatchString(m[1]) {
					t.Errorf("%s: %q has no Italian", name, m[1])
				}
			}
		}
	}
	if !profile.Has(board.Notice) {
		t.Error("the notice has no Italian")
	}
}
