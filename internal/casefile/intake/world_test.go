package intake_test

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
	"comity/internal/records/charset"
	"comity/internal/simulate"
)

// tally counts how a draft stands beside the truth.
type tally struct {
	right, asked, wrong int
	faults              []string
}

func (t *tally) judge(what, want, got string, asked bool) {
	switch {
	case asked:
		t.asked++
	case want == got:
		t.right++
	default:
		t.wrong++
		t.faults = append(t.faults, fmt.Sprintf("%s: %q, not %q", what, got, want))
	}
}

// TestSimulatedWorlds drafts the manifest of invented worlds and holds it
// against the one that came with them: nothing may be wrong without being asked.
func TestSimulatedWorlds(t *testing.T) {
	seeds := 4
	if n, err := strconv.Atoi(os.Getenv("COMITY_SEEDS")); err == nil {
		seeds = n
	}
	var sum tally
	for n := range 2 * seeds {
		seed, forms := n/2, []string{"classic", "all"}[n%2]
		dir := filepath.Join(t.TempDir(), "world")
		cfg := simulate.Config{
			Seed: uint64(seed + 1), World: []string{"standard", "fraud", "cgnat"}[seed%3], Dirt: []string{"none", "standard"}[seed/2%2],
			Formats: forms, Sites: 8, Subscribers: 12, Days: 30,
		}
		if _, err := simulate.Falcon(context.Background(), dir, cfg); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(filepath.Join(dir, "evidence.toml"))
		if err != nil {
			t.Fatal(err)
		}
		for _, gone := range []string{"evidence.toml", "truth"} {
			if err := os.RemoveAll(filepath.Join(dir, gone)); err != nil {
				t.Fatal(err)
			}
		}
		truth, err := manifest.Parse("evidence.toml", text)
		if err != nil {
			t.Fatal(err)
		}
		compare(t, &sum, dir, truth)
		_ = os.RemoveAll(dir)
	}
	t.Logf("right %d, asked %d, wrong %d", sum.right, sum.asked, sum.wrong)
	if keep := os.Getenv("COMITY_KEEP"); keep != "" {
		_ = os.WriteFile(keep, []byte(strings.Join(sum.faults, "\n")), 0o644)
	}
	for _, f := range sum.faults {
		t.Error(f)
	}
}

func compare(t *testing.T, sum *tally, dir string, truth *manifest.Manifest) {
	t.Helper()
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
	if err != nil {
		t.Fatalf("%v\n%s", err, r.Draft(""))
	}
	for i := range truth.Exhibits {
		want := &truth.Exhibits[i]
		at := slices.IndexFunc(m.Exhibits, func(e manifest.Exhibit) bool { return e.Path == want.Path && e.Member == want.Member })
		if at < 0 {
			sum.wrong++
			b, _ := os.ReadFile(filepath.Join(dir, want.Path))
			sum.faults = append(sum.faults, want.Path+": not in the draft: "+string(b[:min(len(b), 300)])+fmt.Sprint(r.Unknown))
			continue
		}
		got := &m.Exhibits[at]
		file := r.Files[slices.IndexFunc(r.Files, func(f *intake.File) bool { return f.Path == want.Path && f.Member == want.Member })]
		name := want.Path + " " + want.Member
		sum.judge(name+" kind", string(want.Kind), string(got.Kind), got.Kind == "")
		sum.judge(name+" format", want.Format, got.Format, false)
		sum.judge(name+" decimal", cmp.Or(want.Decimal, "."), cmp.Or(got.Decimal, "."), asks(file, "decimal"))
		sum.judge(name+" site", want.Site, got.Site, asks(file, "site"))
		sum.judge(name+" times", said(want), said(got), asks(file, "date_order") || asks(file, "time_format"))
		sum.layout(name, want, got, file, want.Member != "" || isASCII(t, filepath.Join(dir, want.Path)))
		if got.Kind != want.Kind {
			continue
		}
		for _, key := range keys(want, got) {
			w, _ := want.Columns[key].([]string)
			g, _ := got.Columns[key].([]string)
			sum.judge(name+" "+key, fmt.Sprint(w), fmt.Sprint(g), slices.Equal(g, []string{manifest.Ask}))
		}
		for key, words := range want.Values {
			for theirs, ours := range words {
				if strings.EqualFold(theirs, ours) || !holds(t, filepath.Join(dir, want.Path), theirs) {
					continue // the reader takes it as it is; or it does not occur
				}
				sum.judge(name+" "+key+" "+theirs, ours, cmp.Or(got.Values[key][theirs], "not in the sample"), got.Values[key][theirs] == manifest.Ask)
			}
		}
	}
}

// isASCII reports whether a file reads the same in every encoding.
func isASCII(t *testing.T, name string) bool {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.IndexFunc(b, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}

// layout judges what is said of where the rows of a table stand and how they are
// written. A plain one needs no encoding.
func (t *tally) layout(name string, want, got *manifest.Exhibit, file *intake.File, plain bool) {
	t.judge(name+" sheet", want.Sheet, got.Sheet, asks(file, "sheet"))
	t.judge(name+" header_row", strconv.Itoa(max(1, want.HeaderRow)), strconv.Itoa(max(1, got.HeaderRow)), asks(file, "header_row"))
	t.judge(name+" header_rows", strconv.Itoa(max(1, want.HeaderRows)), strconv.Itoa(max(1, got.HeaderRows)), false)
	t.judge(name+" totals", fmt.Sprint(want.Totals), fmt.Sprint(got.Totals), asks(file, "totals"))
	t.judge(name+" amount_unit", cmp.Or(want.AmountUnit, "whole"), cmp.Or(got.AmountUnit, "whole"), asks(file, "amount_unit"))
	if !plain && !strings.HasPrefix(got.Encoding, "utf-16") { // a mark says so, and the manifest need not
		t.judge(name+" encoding", cmp.Or(want.Encoding, charset.UTF8), cmp.Or(got.Encoding, charset.UTF8), asks(file, "encoding"))
	}
	t.judge(name+" day", fmt.Sprint(want.Day), fmt.Sprint(got.Day), asks(file, "day"))
}

func asks(f *intake.File, key string) bool {
	return slices.ContainsFunc(f.Questions, func(q intake.Question) bool { return q.Key == key })
}

func keys(a, b *manifest.Exhibit) []string {
	var out []string
	for k := range a.Columns {
		out = append(out, k)
	}
	for k := range b.Columns {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// said names how times are written by what it means.
func said(e *manifest.Exhibit) string {
	switch e.TimeFormat {
	case "02.01.2006 15:04:05", "02/01/2006 15:04:05":
		return "dmy"
	case "01/02/2006 15:04:05":
		return "mdy"
	case "2006-01-02":
		return "ymd"
	case "2006-01-02T15:04:05Z07:00":
		return ""
	}
	return cmp.Or(e.TimeFormat, e.DateOrder)
}

func holds(t *testing.T, name, word string) bool {
	t.Helper()
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return bytes.Contains(b, []byte(`"`+word+`"`))
}
