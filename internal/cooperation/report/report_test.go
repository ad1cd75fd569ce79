package report_test

import (
	"bytes"
	"flag"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"comity/internal/analysis/extent"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/report"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// content is a pack to Italy with two subjects; one of its log lines and one of its names attack the
// reader.
func content(lang string) *report.Content {
	at := time.Date(2004, 3, 1, 9, 30, 0, 0, time.UTC)
	log, leases := comity.DigestOf([]byte("log")), comity.DigestOf([]byte("leases"))
	hit := func(id string, minute int, text string) report.Hit {
		first := comity.InstantOf(time.Date(2004, 1, 12, 21, minute, 4, 0, time.UTC))
		return report.Hit{
			Hit: run.Hit{
				ID: id, Event: "access", Source: "DE/BKA/2004-7/1", Account: "roses.example:anna.b", Addr: addr("198.18.7.21"), Answer: "unique",
				First: first, Last: first + 5*comity.Minute, Count: 14,
				Candidates: []run.Candidate{{Subscriber: run.Subscriber{Provider: "Telonda", Subscriber: "C-10233"}, Certain: true}},
			},
			Rows: []report.Row{{Cite: comity.Citation{Exhibit: log, Inner: "gzip", Offset: 18221, Length: 118}, Exhibit: 1, Leaf: 1207, Leaves: 1, Text: []byte(text)}},
			Assignments: []report.Row{{Cite: comity.Citation{Exhibit: leases, Offset: 4410, Length: 74}, Exhibit: 2, Leaf: 311, Leaves: 7, Masked: 1,
				Text: []byte("198.18.7.21;2004-01-12 18:00:00;2004-01-13 06:00:00;C-10233;Anna Bianchi;Via dei Tigli 4\n")}},
			MoreRows: 13,
		}
	}
	one := report.Subject{
		Gap: 30, Category: "suspect", Minor: "no",
		Subject: run.Subject{
			ID: "s0f3a11c09be2d47", Rank: 1, Band: comity.Supported, Missing: []string{"d"}, Score: 2400, Countries: []string{"IT"},
			Selectors: []comity.Selector{
				{Type: comity.SelectorAccount, Value: "roses.example:anna.b"}, {Type: comity.SelectorEmail, Value: "anna.b@posta.example"},
				{Type: comity.SelectorAccount, Value: "trains.example:\u202egpj.exe<script>alert(1)</script>"},
			},
			Subscribers: []run.Subscriber{{Provider: "Telonda", Subscriber: "C-10233"}, {Provider: "Telonda", Subscriber: "C-99120"}},
			For: []run.Argument{
				{Weight: -1000, Text: "before any evidence", Hits: nil},
				{Weight: 2200, Text: "28 events in 2 assignments name this subscriber", Hits: []string{"h1", "h2", "h3"}},
				{Weight: 800, Text: "the name stated with the account is the subscriber's", Hits: []string{"h1"}},
				{Weight: 400, Text: "the account was opened from here", Hits: []string{"h2"}},
			},
			Against: []run.Argument{{Weight: 0, Text: "1 payments were charged back", Hits: []string{"h9"}}},
			Rivals: []run.Rival{
				{Kind: "stolen-card", Weight: 500, Verdict: "excluded", Text: "a payment was charged back"},
				{Kind: "shared-address", Weight: 1500, Verdict: "possible", Text: "the subscriber is of the same family name", Ask: "ask the provider who holds the connection, who lives or works there, and for the source port where an address was shared"},
				{Kind: "clock-error", Weight: -2500, Verdict: "excluded", Text: "nothing observed speaks for it"},
			},
			Extent: extent.Extent{
				Sites: extent.Count{All: 2}, Sessions: extent.Count{All: 9, Elsewhere: 2}, Payments: extent.Count{All: 3, Unplaced: 1}, Renewals: extent.Count{All: 1}, Days: extent.Count{All: 7, Elsewhere: 1}, Hits: extent.Count{All: 28, Elsewhere: 2, Uncertain: 1},
				Span:   &extent.Span{First: comity.InstantOf(at.AddDate(0, -2, 0)), Last: comity.InstantOf(at.AddDate(0, -1, 0))},
				Months: []extent.Month{{Month: 2004*12 + 0, Sessions: 6, Days: 5, Payments: 2}, {Month: 2004*12 + 1, Sessions: 3, Days: 2, Payments: 1}},
			},
		},
		Hits: []report.Hit{
			hit("h1", 10, `198.18.7.21 - anna.b [12/Jan/2004:22:10:04 +0100] "GET /roses/catalogue.html HTTP/1.1" 200 5120 "-" "Mozilla/4.0"`+"\n"),
			hit("h2", 40, `198.18.7.21 - anna.b [12/Jan/2004:22:40:04 +0100] "GET /</pre><script>alert(1)</script>`+"\x1b[2J\u202e"+` HTTP/1.1" 200 5120 "-" "`+strings.Repeat("A", 300)+`"`+"\n"),
		},
		MoreHits: 1, Withheld: 3, Ask: "Bundeskriminalamt",
		Said: []report.Statement{{Time: at, Actor: "K. Weber", Kind: "assessment", Verdict: "unsure", Text: "ask the provider first"}},
	}
	two := report.Subject{Subject: run.Subject{
		ID: "s99", Rank: 2, Band: comity.Contradicted, Missing: []string{"a", "b", "c", "d"}, Score: -1000, Selectors: []comity.Selector{{Type: comity.SelectorEmail, Value: "Τρένα Юлия ņ 列車 שלום@rails.example"}},
	}}
	return &report.Content{
		Language: lang, Case: "c5d0c2a1", Title: "Falcon", From: report.Party{Authority: "Bundeskriminalamt", Country: "DE", Contact: "Zentralstelle, +49 30 0000"}, To: report.Party{Authority: "Polizia postale", Country: "IT"},
		Purpose: "mutual legal assistance 2004/55", Created: at,
		Actors: []report.Actor{{Name: "K. Weber", Did: "proposed", Act: 14, Time: at}, {Name: "R. Aydin", Did: "approved", Act: 15, Time: at}},
		Bases:  []report.Basis{{ID: "mla-2004-55", Instrument: "mutual legal assistance", Authority: "US Department of Justice", Reference: "2004/55", Date: "2004-01-28", Offence: "fraud", From: "2003-06-01", To: "2004-01-31", Data: []string{"payments", "access"}}},
		Exhibits: []report.Exhibit{
			{Number: 1, Ref: "DE/BKA/2004-7/1", ID: log, Kind: "access", Format: "combined", Provider: "Hosting Nord", Country: "DE", Obtained: at, Basis: "mla-2004-55", Handling: []string{"H1"}, Clock: "Europe/Berlin, skew 2s, provider's letter", Rule: "line", Leaves: 48211, Shown: 31, Root: comity.DigestOf([]byte("r1")), Act: 3},
			{Number: 2, Ref: "IT/TEL/2004-2", ID: leases, Kind: "assignments", Format: "csv", Provider: "Telonda", Country: "IT", Obtained: at, Basis: "mla-2004-55", Rule: "cell", Leaves: 9001, Shown: 14, Root: comity.DigestOf([]byte("r2")), Act: 3},
		},
		Subjects: func(each func(*report.Subject) error) error {
			for _, s := range []*report.Subject{&one, &two} {
				if err := each(s); err != nil {
					return err
				}
			}
			return nil
		},
		Withheld:  []report.Withheld{{Exhibit: 1, Ref: "DE/BKA/2004-7/1", Leaves: 48211, Shown: 31, Rules: []report.Rule{{"other-state", 48180}}}, {Exhibit: 2, Ref: "IT/TEL/2004-2", Leaves: 9001, Shown: 14, Rules: []report.Rule{{"card-number", 2}, {"handling:H2", 85}, {"other-state", 8900}}}},
		Missing:   []report.Missing{{Subject: one.ID, Rows: 3, Rule: "handling:H2", Ask: "Bundeskriminalamt"}},
		Versions:  report.Versions{Comity: "0.2.0", Run: comity.DigestOf([]byte("run")), Subrun: comity.DigestOf([]byte("subrun")), Weights: comity.DigestOf([]byte("w")), Table: "4"},
		Accuracy:  []report.Measure{{Name: "of subjects in the band corroborated, the share that is right", Value: "0.9999", World: "10 simulated worlds, clean clocks"}},
		Witnesses: []string{"fr.example/witness"},
	}
}

func addr(s string) comity.Addr { return comity.AddrOf(netip.MustParseAddr(s)) }

func html(t *testing.T, c *report.Content) string {
	t.Helper()
	var b bytes.Buffer
	if err := report.WriteHTML(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func pdf(t *testing.T, c *report.Content) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := report.WritePDF(&b, c); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestLook writes both forms to a folder for people to look at.
func TestLook(t *testing.T) {
	dir := os.Getenv("COMITY_LOOK")
	if dir == "" {
		t.Skip("COMITY_LOOK names no folder")
	}
	for _, lang := range []string{"en", "it", "de"} {
		for name, b := range map[string][]byte{"html": []byte(html(t, content(lang))), "pdf": pdf(t, content(lang))} {
			if err := os.WriteFile(filepath.Join(dir, "report."+lang+"."+name), b, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
