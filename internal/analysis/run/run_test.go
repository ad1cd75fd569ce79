package run_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/block"
	"comity/internal/records/clock"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

// memory is an exhibit in memory.
type memory []byte

func (m memory) Size() int64     { return int64(len(m)) }
func (m memory) Segments() int64 { return (int64(len(m)) + block.SegmentSize - 1) / block.SegmentSize }
func (m memory) ReadSegment(dst []byte, i int64) ([]byte, error) {
	return append(dst, m[i*block.SegmentSize:min(int64(len(m)), (i+1)*block.SegmentSize)]...), nil
}

func exhibit(ref string, kind record.Kind, format, data string) run.Exhibit {
	return run.Exhibit{
		Source: record.Source{
			Ref: ref, Exhibit: comity.DigestOf([]byte(data)), Kind: kind, Format: format, Provider: strings.Split(ref, "/")[0],
			Country: "IT", Site: "trains.example", Clock: clock.Statement{Zone: "UTC", Basis: ref},
		},
		Size: int64(len(data)),
		Open: func() (run.Segments, io.Closer, error) { return memory(data), io.NopCloser(nil), nil },
	}
}

// tokens stand in for the case's keyed tokens.
type tokens string

func (k tokens) Card(number string) (record.Card, bool) {
	ends, digits, ok := comity.CardEnds(number)
	sum := sha256.Sum256([]byte(string(k) + digits))
	return record.Card{Ends: ends, Token: [16]byte(sum[:16])}, ok
}

// files collects what a run writes.
type files map[string]*bytes.Buffer

func (f files) create(name string) (io.WriteCloser, error) {
	f[name] = &bytes.Buffer{}
	return closing{f[name]}, nil
}

type closing struct{ io.Writer }

func (closing) Close() error { return nil }

func compute(t *testing.T, in run.Input) (*run.Result, files) {
	t.Helper()
	out := files{}
	in.Create, in.Subjects = out.create, -1
	if in.Cards == nil {
		in.Cards = tokens("key of this case")
	}
	res, err := run.Compute(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	return res, out
}

const (
	logLine = `198.18.0.7 - %s [%s +0000] "GET /members/ HTTP/1.1" 200 512 "-" "Mozilla/5.0"` + "\n"
	isp     = "ip,start,end,subscriber,name\n" +
		"198.18.0.7,2004-01-01T00:00:00Z,2004-01-02T00:00:00Z,line-1,Rossi Anna\n" +
		"198.18.0.7,2004-01-03T00:00:00Z,2004-01-04T00:00:00Z,line-1,Rossi Anna\n" +
		"198.18.0.7,2004-01-04T00:00:00Z,2004-01-05T00:00:00Z,line-2,Bosch Bert\n"
	billing = "id,time,account,name,email,card,amount,currency,ip,result,type\n" +
		"t1,2004-01-01T09:59:00Z,rose,Anna Rossi,rose@mail.example,4000001234560008,24.90,EUR,198.18.0.7,approved,sale\n"
)

// smallCase is one customer at home, one garbled line, one visitor.
func smallCase() []run.Exhibit {
	log := fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00") +
		fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:05:00") +
		"garbled\n\n" +
		fmt.Sprintf(logLine, "rose", "03/Jan/2004:11:00:00") +
		fmt.Sprintf(logLine, "-", "04/Jan/2004:11:00:00") +
		fmt.Sprintf(logLine, "rose", "02/Jan/2004:11:00:00")
	return []run.Exhibit{
		exhibit("isp/1", record.Assignments, "csv", isp),
		exhibit("biller/1", record.Payments, "csv", billing),
		exhibit("site/1", record.Access, "combined", log),
	}
}

func TestSmallCase(t *testing.T) {
	res, out := compute(t, run.Input{Exhibits: smallCase()})
	c := res.Manifest.Counts
	got := fmt.Sprintf("%d exhibits %d lines %d events %d rejects %d assignments %d hits %d subjects", c.Exhibits, c.Lines, c.Events, c.Rejects, c.Assignments, c.Hits, c.Subjects)
	if want := "3 exhibits 13 lines 6 events 1 rejects 3 assignments 4 hits 1 subjects"; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	s := res.Subjects[0]
	if s.Band != comity.Corroborated || len(s.Subscribers) != 1 || s.Subscribers[0] != (run.Subscriber{Provider: "isp", Subscriber: "line-1"}) {
		t.Errorf("subject: %+v", s)
	}
	var reject run.Reject
	if err := json.Unmarshal(out[run.RejectsFile].Bytes(), &reject); err != nil || reject.Line != 3 || reject.Ref != "site/1" {
		t.Errorf("reject %+v, %v", reject, err)
	}
	if strings.Contains(out[run.FindingsFile].String(), "4000001234560008") {
		t.Error("a card number in the findings")
	}
}

// oddCase is full of what JSON must escape, and of every part that a subject
// has: several connections, cards, holders, names, rivals, nobody's accounts.
func oddCase() []run.Exhibit {
	members, payments, holders := "account,name,email,time,ip\n", "id,time,account,name,email,card,amount,currency,ip,result,type\n", "card,holder,born,reported\n"
	log := ""
	for i := range 8 {
		user := fmt.Sprintf("rosé<%d>&", i)
		name := []string{"Rossi Anna", "Nuño <Peña>", "Otto Krum", "Cleo Dahl", "Emil Falk"}[i%5]
		members += fmt.Sprintf("%s,\"\"\"%s\"\"\",r%d@mail.example,2004-01-01T08:00:00Z,198.18.0.7\n", user, name, i%7)
		kind := []string{"sale", "chargeback"}[i%2]
		payments += fmt.Sprintf("t%d,2004-01-01T09:59:00Z,%s,%s,r%d@mail.example,400000123456%04d,24.90,EUR,198.18.0.7,approved,%s\n", i, user, name, i%7, i, kind)
		holders += fmt.Sprintf("400000123456%04d,Anna O'Hara\\,,%s\n", i, []string{"", "stolen"}[i%2])
		for _, day := range []string{"01", "03", "04"}[:1+i%3] {
			log += fmt.Sprintf(logLine, user, day+"/Jan/2004:10:00:00")
		}
	}
	payments += "t9,2004-01-01T09:59:00Z,nobody,,,4000001234569999,1,EUR,,approved,sale\n"
	return []run.Exhibit{
		exhibit("isp\"/1", record.Assignments, "csv", isp), exhibit("biller/1", record.Payments, "csv", payments),
		exhibit("bank/1", record.Holders, "csv", holders), exhibit("site/1", record.Access, "combined", log),
		exhibit("site/2", record.Members, "csv", members),
	}
}

// Every line of findings.jsonl is what encoding/json would write of it.
func TestFindingsAreJSON(t *testing.T) {
	for name, exhibits := range map[string][]run.Exhibit{"small": smallCase(), "odd": oddCase(), "shared": sharedCase(6)} {
		t.Run(name, func(t *testing.T) {
			res, out := compute(t, run.Input{Exhibits: exhibits})
			subjects := 0
			for line := range bytes.Lines(out[run.FindingsFile].Bytes()) {
				var f run.Finding
				if err := json.Unmarshal(line, &f); err != nil {
					t.Fatalf("%v: %s", err, line)
				}
				sameLine(t, f, line)
				if f.Subject != nil {
					f.Subject = &res.Subjects[subjects] // as the result carries it
					f.Subject.Probability = 0
					sameLine(t, f, line)
					subjects++
				}
			}
			if subjects != len(res.Subjects) {
				t.Errorf("%d subjects in the file, %d in the result", subjects, len(res.Subjects))
			}
		})
	}
}

func sameLine(t *testing.T, f run.Finding, line []byte) {
	t.Helper()
	want, err := json.Marshal(f)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want)+"\n", string(line)); diff != "" {
		t.Error(diff)
	}
}

// The result carries as many of the first subjects as asked for; the run is the same.
func TestResultCarriesTheFirstSubjects(t *testing.T) {
	all, _ := compute(t, run.Input{Exhibits: oddCase()})
	for _, n := range []int{0, 2, 1000} {
		some, err := run.Compute(context.Background(), run.Input{Exhibits: oddCase(), Create: files{}.create, Cards: tokens("k"), Subjects: n})
		if err != nil || some.Run != all.Run {
			t.Errorf("%d subjects: run %s, %v", n, some.Run, err)
		}
		if diff := cmp.Diff(all.Subjects[:min(n, len(all.Subjects))], some.Subjects); diff != "" {
			t.Errorf("%d subjects: %s", n, diff)
		}
	}
	if len(all.Subjects) < 3 || all.Subjects[0].Probability == 0 {
		t.Errorf("%d subjects, the first %+v", len(all.Subjects), all.Subjects[0])
	}
}

func TestRunDependsOnInputsOnly(t *testing.T) {
	first, files1 := compute(t, run.Input{Exhibits: smallCase(), Workers: 1})
	shuffled := smallCase()
	slices.Reverse(shuffled)
	second, files2 := compute(t, run.Input{Exhibits: shuffled, Workers: 3, Cards: tokens("key of another case")})
	if first.Run != second.Run {
		t.Error("the digest depends on order, workers or the case's key")
	}
	if bytes.Equal(files1[run.CardsFile].Bytes(), files2[run.CardsFile].Bytes()) {
		t.Error("two cases know a card under one token")
	}
	twice := append(smallCase(), exhibit("site/2", record.Access, "combined", string(readAll(t, smallCase()[2]))))
	if third, _ := compute(t, run.Input{Exhibits: twice}); third.Manifest.Counts.Events != first.Manifest.Counts.Events {
		t.Error("the same bytes under two references count twice")
	}
	changed := smallCase()
	changed[2].Source.Clock.Skew = "2s"
	if fourth, _ := compute(t, run.Input{Exhibits: changed}); fourth.Run == first.Run {
		t.Error("another clock statement gives the same digest")
	}
}

func readAll(t *testing.T, e run.Exhibit) []byte {
	t.Helper()
	seg, _, err := e.Open()
	if err != nil {
		t.Fatal(err)
	}
	return seg.(memory)
}

func TestDamagedExhibitIsNamed(t *testing.T) {
	exhibits := smallCase()
	exhibits[2].Source.Exhibit[0] ^= 1
	_, err := run.Compute(context.Background(), run.Input{Exhibits: exhibits, Create: files{}.create, Cards: tokens("")})
	if comity.KindOf(err) != comity.Negative || !strings.Contains(err.Error(), "site/1") || comity.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
}

// A folded hit lists exactly the lines that were counted into it; so it does
// for a packed log.
func TestLinesBehindAHit(t *testing.T) {
	for _, packing := range []string{"", "gzip"} {
		exhibits := smallCase()
		if packing != "" {
			var z bytes.Buffer
			w := gzip.NewWriter(&z)
			if _, err := w.Write(readAll(t, exhibits[2])); err != nil {
				t.Fatal(err)
			}
			if err := w.Close(); err != nil {
				t.Fatal(err)
			}
			exhibits[2] = exhibit("site/1", record.Access, "combined", z.String())
			exhibits[2].Source.Packing = packing
		}
		_, out := compute(t, run.Input{Exhibits: exhibits})
		seen := 0
		for _, line := range strings.Split(out[run.FindingsFile].String(), "\n") {
			var f run.Finding
			if json.Unmarshal([]byte(line), &f) != nil || f.Hit == nil || f.Hit.Event != "access" {
				continue
			}
			var got int64
			err := run.Lines(context.Background(), exhibits[2], *f.Hit, func(c comity.Citation, b []byte) error {
				got++
				if !bytes.HasPrefix(b, []byte("198.18.0.7 - ")) || c.Length != int64(len(b)) || c.Inner != packing {
					t.Errorf("%v: %q", c, b)
				}
				return nil
			})
			if err != nil || got != f.Hit.Count {
				t.Errorf("%s: %d lines, counted %d, %v", f.Hit.ID, got, f.Hit.Count, err)
			}
			seen++
		}
		if seen != 3 {
			t.Errorf("packing %q: %d access hits", packing, seen)
		}
	}
}

func TestDescribe(t *testing.T) {
	tests := []struct {
		name    string
		exhibit run.Exhibit
		want    string
	}{
		{"log", exhibit("s", record.Access, "", fmt.Sprintf(logLine, "a", "01/Jan/2004:10:00:00")), "combined  1"},
		{"table", exhibit("s", record.Payments, "", billing), "csv  1"},
		{"assignments", exhibit("s", record.Assignments, "", isp), "csv  3"},
		{"document", exhibit("s", record.Document, "", "%PDF-1.4"), "document  0"},
		{"no log at all", exhibit("s", record.Access, "", "a\nb\nc\n"), "exhibit s: format not recognised: of the first 3 lines 0 fit the best guess"},
		{"log without a site", unsited(exhibit("s", record.Access, "", fmt.Sprintf(logLine, "a", "01/Jan/2004:10:00:00"))),
			"exhibit s: no site, and lines of format combined name none, and an account is only a name of one site's"},
		{"table of a log without a site", unsited(exhibit("s", record.Access, "csv", "time,ip,account\n2004-01-01T00:00:00Z,198.18.0.1,rose\n")),
			"exhibit s: neither site nor a column for it, and an account is only a name of one site's"},
		{"hosts in the log", unsited(exhibit("s", record.Access, "", "trains.example:80 "+fmt.Sprintf(logLine, "a", "01/Jan/2004:10:00:00"))), "vhost_combined  1"},
		{"members without a site", unsited(exhibit("s", record.Members, "", "account\nrose\n")),
			"exhibit s: neither site nor a column for it, and an account is only a name of one site's"},
		{"members with a column", unsited(exhibit("s", record.Members, "", "account,site\nrose,trains.example\n")), "csv  1"},
		{"payments without a site", unsited(exhibit("s", record.Payments, "", billing)),
			"exhibit s: neither site nor a column for it, and an account is only a name of one site's"},
		{"payments without accounts", unsited(exhibit("s", record.Payments, "", "id,time\n1,2004-01-01T00:00:00Z\n")), "csv  1"},
		{"odd result", exhibit("s", record.Payments, "", billing+strings.Replace(billing[strings.IndexByte(billing, '\n')+1:], "approved", "ok", 1)),
			`exhibit s: line 3: result "ok" is none of approved, declined, error`},
		{"no clock", func() run.Exhibit {
			e := exhibit("s", record.Access, "clf", "")
			e.Source.Clock.Zone = ""
			return e
		}(), "exhibit s: clock statement has no zone"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := run.Describe(context.Background(), tt.exhibit)
			got := fmt.Sprintf("%s %s %d", d.Format, d.Packing, d.Rows)
			if err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func unsited(e run.Exhibit) run.Exhibit {
	e.Source.Site = ""
	return e
}

// The public sample of 10,000 lines holds one that is cut off; the reject cites it.
func TestApacheSample(t *testing.T) {
	data, err := os.ReadFile("../../../../shared/data/accesslog/elastic/apache_logs")
	if err != nil {
		t.Skip("sample not present: it is licensed data that is not part of the repository")
	}
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("sample/1", record.Access, "combined", string(data))}})
	if c := res.Manifest.Counts; c.Events != 9999 || c.Rejects != 1 {
		t.Errorf("%d events, %d rejects", c.Events, c.Rejects)
	}
	var r run.Reject
	if err := json.Unmarshal(out[run.RejectsFile].Bytes(), &r); err != nil || r.Line != 8899 {
		t.Fatalf("%+v, %v", r, err)
	}
	if cited := string(data[r.Cite.Offset : r.Cite.Offset+r.Cite.Length]); !strings.HasPrefix(cited, "46.118.127.106 - - [20/May/2015:12:05:17 +0000]") || strings.Contains(cited, "\n") {
		t.Errorf("cites %q", cited)
	}
}

// One statement over many addresses is one assignment, however many prefixes it
// is kept as: it is no independent confirmation of itself.
func TestOneStatementIsOneAssignment(t *testing.T) {
	static := "ip,start,end,subscriber\n198.18.0.1-198.18.0.6,2004-01-01T00:00:00Z,2004-02-01T00:00:00Z,line-1\n"
	log := ""
	for i := 1; i <= 6; i++ {
		log += strings.Replace(fmt.Sprintf(logLine, "rose", fmt.Sprintf("%02d/Jan/2004:10:00:00", 3*i)), "198.18.0.7", fmt.Sprintf("198.18.0.%d", i), 1)
	}
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{
		exhibit("isp/1", record.Assignments, "csv", static), exhibit("site/1", record.Access, "combined", log),
	}})
	if s := res.Subjects[0]; s.Band == comity.Corroborated || !slices.Contains(s.Missing, "a") {
		t.Errorf("band %s, missing %v", s.Band, s.Missing)
	}
}

// With a clock that may be half a day off, hours in which one subscriber held the
// address say of no event that it was theirs.
func TestWideSkewNamesNobody(t *testing.T) {
	leases, log := "ip,start,end,subscriber\n", ""
	for d := 1; d <= 6; d++ {
		leases += fmt.Sprintf("198.18.0.7,2004-01-%02dT03:00:00Z,2004-01-%02dT04:00:00Z,line-1\n", d, d)
		log += fmt.Sprintf(logLine, "rose", fmt.Sprintf("%02d/Jan/2004:03:30:00", d))
	}
	e := exhibit("site/1", record.Access, "combined", log)
	e.Source.Clock.Skew = "12h"
	res, _ := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("isp/1", record.Assignments, "csv", leases), e}})
	if s := res.Subjects[0]; s.Band != comity.Unresolved || len(s.Subscribers) != 0 {
		t.Errorf("band %s, subscribers %v", s.Band, s.Subscribers)
	}
}

// The name of a subscriber may stand in any of the rows that hits rest on.
func TestNameFromAnyRow(t *testing.T) {
	leases := "ip,start,end,subscriber,name\n" +
		"198.18.0.7,2004-01-01T00:00:00Z,2004-01-02T00:00:00Z,line-1,\n" +
		"198.18.0.7,2004-01-03T00:00:00Z,2004-01-04T00:00:00Z,line-1,Bar Centrale\n"
	exhibits := smallCase()
	exhibits[0] = exhibit("isp/1", record.Assignments, "csv", leases)
	res, _ := compute(t, run.Input{Exhibits: exhibits})
	if s := res.Subjects[0]; s.Band == comity.Corroborated {
		t.Errorf("band %s, rivals %+v", s.Band, s.Rivals)
	}
}

// No server logs a NUL byte: where one stands, a disk or a transfer failed.
func TestNULByteInALog(t *testing.T) {
	line := fmt.Sprintf(logLine, "rose", "01/Jan/2004:10:00:00")
	broken := strings.Replace(line, "Mozilla", "Moz\x00lla", 1)
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{exhibit("site/1", record.Access, "combined", line+broken+line)}})
	if c := res.Manifest.Counts; c.Events != 2 || c.Rejects != 1 || !strings.Contains(out[run.RejectsFile].String(), string(run.NULByte)) {
		t.Errorf("%d events, %d rejects: %s", c.Events, c.Rejects, out[run.RejectsFile])
	}
}
