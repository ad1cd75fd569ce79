package pack_test

import (
	"bytes"
	"context"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/records/format"
)

// mine is what a recipient may read, found by brute force: the words of every
// line that holds the name of one of its items, a word that its subjects state,
// or that a weight on them rests on.
func mine(ctx context.Context, t *testing.T, h *casefile.Handover, state string, texts [][]byte) map[string]bool {
	t.Helper()
	r, err := nexus.Read(ctx, h)
	if err != nil {
		t.Fatal(err)
	}
	needles, subjects := map[string]bool{}, map[string]bool{}
	add := func(kind, value string) {
		if kind == "account" {
			_, value, _ = strings.Cut(value, ":")
		}
		if kind != "card" {
			needles[strings.ToLower(value)] = true
		}
	}
	for _, n := range r.List {
		switch {
		case n.State != state:
		case n.Kind == nexus.Subject:
			subjects[n.Item] = true
		case n.Kind == nexus.Card: // its number is in no finding: its holder's rows are found by their line
			needles["card "+n.Item] = true
		default:
			add(string(n.Kind), n.Item)
		}
	}
	hits, lines := map[string]bool{}, map[comity.Digest]map[int64]bool{}
	cite := func(c comity.Citation) {
		if lines[c.Exhibit] == nil {
			lines[c.Exhibit] = map[int64]bool{}
		}
		if _, _, row, ok := c.Row(); ok {
			lines[c.Exhibit][-row] = true
			return
		}
		lines[c.Exhibit][c.Offset] = true
	}
	each := func(do func(run.Finding)) {
		if err := h.Findings(ctx, func(f run.Finding, _ comity.Instant) error { do(f); return nil }); err != nil {
			t.Fatal(err)
		}
	}
	each(func(f run.Finding) {
		if f.Subject == nil || !subjects[f.Subject.ID] {
			return
		}
		for _, s := range f.Subject.Stated() {
			if add(string(s.Type), s.Value); s.Type == comity.SelectorCard {
				needles["card "+s.Value] = true
			}
		}
		for id := range f.Subject.Hits() {
			hits[id] = true
		}
		for _, e := range f.Subject.Eliminated {
			cite(e.Assignment)
		}
		for _, n := range f.Subject.Named {
			cite(n.Row)
		}
	})
	type visit struct {
		from, to   int64
		addr, user string
	}
	visits := map[comity.Digest][]visit{}
	each(func(f run.Finding) {
		if f.Hit == nil || !hits[f.Hit.ID] {
			return
		}
		cite(f.Hit.Cite)
		cite(f.Hit.LastCite)
		for _, c := range f.Hit.Candidates {
			cite(c.Assignment)
		}
		_, user, _ := strings.Cut(f.Hit.Account, ":")
		if f.Hit.Cite.Length < 0 {
			return
		}
		visits[f.Hit.Cite.Exhibit] = append(visits[f.Hit.Cite.Exhibit], visit{f.Hit.Cite.Offset, f.Hit.LastCite.Offset, f.Hit.Addr.String(), user})
	})
	out := map[string]bool{}
	for i, x := range h.Exhibits() {
		at := int64(0)
		for _, line := range rowsOf(x.Source.Format, texts[i]) {
			list := words(line)
			here := at
			if x.Source.Format == "xlsx" {
				here = -format.ParseBookLeaf(line).Row
			}
			is := lines[x.Source.Exhibit][here] || slices.ContainsFunc(list, func(w string) bool { return needles[w] })
			if n := comity.CardNumber(string(line)); n != "" && !is {
				ends, _, _ := comity.CardEnds(n)
				is = needles["card "+ends]
			}
			for _, v := range visits[x.Source.Exhibit] {
				is = is || v.from <= at && at <= v.to && slices.Contains(list, v.addr)
			}
			if is {
				for _, w := range list {
					out[w] = true
				}
			}
			if at == 0 { // names of columns
				for _, w := range list {
					out[w] = true
				}
			}
			at += int64(len(line))
		}
	}
	return out
}

// rowsOf are lines, of a workbook rows, and of formats whose records take up
// several lines these records.
func rowsOf(of string, text []byte) (out [][]byte) {
	switch of {
	case "xlsx", "radius":
		return bytes.SplitAfter(text, []byte("\n\n"))
	case "isc":
		for line := range bytes.Lines(text) {
			if n := len(out); n == 0 || bytes.HasPrefix(line, []byte("lease ")) {
				out = append(out, bytes.Clone(line))
			} else {
				out[n-1] = append(out[n-1], line...)
			}
		}
		return out
	}
	return slices.Collect(bytes.Lines(text))
}
