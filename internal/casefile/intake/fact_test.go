package intake_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"comity/internal/casefile/intake"
	"comity/internal/casefile/manifest"
)

// lookAt looks at a folder of these files.
func lookAt(t *testing.T, files map[string]string) (*intake.Report, string) {
	t.Helper()
	dir := t.TempDir()
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	r, err := intake.Look(context.Background(), dir, intake.Config{})
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := manifest.ParseDraft("draft.toml", r.Draft("")); err != nil {
		t.Fatalf("%v\n%s", err, r.Draft(""))
	}
	return r, dir
}

// only is the one file that was recognised.
func only(t *testing.T, r *intake.Report) *intake.File {
	t.Helper()
	if len(r.Files) != 1 {
		t.Fatalf("%d files; %+v %+v", len(r.Files), r.Unknown, r.Skipped)
	}
	return r.Files[0]
}

func asked(f *intake.File, key string) intake.Question {
	for _, q := range f.Questions {
		if q.Key == key {
			return q
		}
	}
	return intake.Question{}
}

// rowsOf writes rows of a table by the columns' sorts.
func rowsOf(header, mark string, n int, what ...string) string {
	var b strings.Builder
	b.WriteString(header + "\n")
	for i := range n {
		var cells []string
		for _, w := range what {
			cells = append(cells, value(w, i))
		}
		b.WriteString(strings.Join(cells, mark) + "\n")
	}
	return b.String()
}

// TestEncodings: what is not UTF-8 is read for the draft, and asked about with
// its score; what says its code itself is not asked.
func TestEncodings(t *testing.T) {
	german := rowsOf("Teilnehmerkennung;IP-Adresse;Gültig ab;Gültig bis;Straße;Wohnort", ";", 30, "sub", "ip", "iso", "iso2", "street", "town")
	german = strings.ReplaceAll(german, "Gartenweg", "Gärtnerstraße")
	latin, err := charmap.Windows1252.NewEncoder().String(german)
	if err != nil {
		t.Fatal(err)
	}
	polish := strings.ReplaceAll(rowsOf("nr_abonenta;adres_ip;początek;koniec;ulica;miasto", ";", 30, "sub", "ip", "iso", "iso2", "street", "town"), "Gartenweg", "ulica Różana przy źródle, Łódź, wieś")
	hungarian, err := charmap.Windows1250.NewEncoder().String(strings.ReplaceAll(
		rowsOf("subscriber;ip;start;end;street;town", ";", 30, "sub", "ip", "iso", "iso2", "street", "town"), "Gartenweg", "Szőlő köz, Győr, Fő utca"))
	if err != nil {
		t.Fatal(err)
	}
	central, err := charmap.Windows1250.NewEncoder().String(polish)
	if err != nil {
		t.Fatal(err)
	}
	italian, err := charmap.Windows1252.NewEncoder().String(strings.ReplaceAll(
		rowsOf("subscriber;ip;start;end;street;town", ";", 30, "sub", "ip", "iso", "iso2", "street", "town"), "Gartenweg", "Niccolò Però, Caffè Università"))
	if err != nil {
		t.Fatal(err)
	}
	camt := `<?xml version="1.0" encoding="ISO-8859-1"?><Document><BkToCstmrStmt><Stmt><Id>S</Id><Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt><Dt>2004-03-03</Dt></BookgDt><AddtlNtryInf>M` + "\xfc" + `ller</AddtlNtryInf></Ntry></Stmt></BkToCstmrStmt></Document>`
	for _, c := range []struct {
		name, data, code string
		asked            bool
		column           string
	}{
		{"latin", latin, "windows-1252", true, "Gültig ab"},
		{"header alone", strings.ReplaceAll(strings.ReplaceAll(latin, "G\xe4rtnerstra\xdfe", "Gartenweg"), "Stra\xdfe", "Strasse"), "windows-1252", true, "Gültig ab"},
		{"hungarian", hungarian, "windows-1250", true, "start"},
		{"central", central, "windows-1250", true, "początek"},
		{"italian", italian, "windows-1252", true, "start"},
		{"plain", german, "utf-8", false, "Gültig ab"},
		{"mark", "\xef\xbb\xbf" + german, "utf-8", false, "Gültig ab"},
		{"wide", string(utf16le(german)), "utf-16le", false, "Gültig ab"},
		{"declared", camt, "iso-8859-1", false, ""},
		{"denied", strings.Replace(camt, "ISO-8859-1", "UTF-8", 1), "windows-1252", true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, dir := lookAt(t, map[string]string{"f": c.data})
			f := only(t, r)
			if f.Encoding.Name != c.code || f.Encoding.Sure == c.asked || asks(f, "encoding") != c.asked || f.Encoding.Basis == "" {
				t.Errorf("%+v %+v", f.Encoding, f.Questions)
			}
			if c.column != "" && !slices.Equal(f.Columns["start"], []string{c.column}) {
				t.Errorf("%v", f.Columns)
			}
			if c.asked && !strings.Contains(string(r.Draft("")), "score") {
				t.Errorf("no score:\n%s", r.Draft(""))
			}
			m, _, err := manifest.ParseDraft("draft.toml", r.Draft(""))
			if err != nil {
				t.Fatal(err)
			}
			shown, err := intake.Preview(context.Background(), dir, m)
			if err != nil || shown[0].Read == 0 || shown[0].Failed {
				t.Errorf("%v %+v", err, shown)
			}
		})
	}
}

// A stray byte among letters that are UTF-8 leaves that to be chosen, where no whole line is.
func TestStrayByteInTheOnlyLine(t *testing.T) {
	for line, want := range map[string]bool{
		"M\u00fcller, Zo\u00eb, M\xfcnchen": true,
		"M\xfcller, Zo\xeb, M\xfcnchen":     false,
		"\x8f\xe0\xa8\xa2\xa5\xe2":          false, // in code page 866
	} {
		text := "ip,start,end,subscriber,name\n" + strings.Repeat("198.18.0.1,2004-03-01 10:00:00,2004-03-01 11:00:00,K1,Rose\n", 20) + "198.18.0.2,2004-03-01 10:00:00,2004-03-01 11:00:00,K2," + line + "\n"
		r, _ := lookAt(t, map[string]string{"f": text})
		if q := asked(only(t, r), "encoding"); slices.Contains(q.Choices, "utf-8") != want || len(q.Choices) == 0 {
			t.Errorf("%q: %+v", line, q)
		}
	}
}

// UTF-8 with a damaged line in it is rather UTF-8, and so it may always be where lines of it stand among others.
func TestDamagedUTF8(t *testing.T) {
	name := func(bad int) string {
		text := "ip,start,end,subscriber,name\n"
		for i := range 10 {
			who := "M\u00fcller"
			if i < bad {
				who = "M\xfcller"
			}
			text += fmt.Sprintf("198.18.0.%d,2004-03-%02d 10:00:00,2004-03-%02d 11:00:00,K%d,%s\n", i+1, i+1, i+1, i, who)
		}
		return text
	}
	for bad, want := range map[int][]string{1: {"utf-8", "windows-1252"}, 8: {"windows-1252", "utf-8"}} {
		r, _ := lookAt(t, map[string]string{"f": name(bad)})
		f := only(t, r)
		i := slices.IndexFunc(f.Questions, func(q intake.Question) bool { return q.Key == "encoding" })
		if i < 0 || f.Questions[i].Choices[0] != want[0] || f.Questions[i].Choices[len(f.Questions[i].Choices)-1] != want[1] || !strings.Contains(f.Questions[i].Text, fmt.Sprintf("%d lines beyond ASCII are UTF-8, and %d are not", 10-bad, bad)) {
			t.Errorf("%d: %+v", bad, f.Questions)
		}
	}
}

// TestClockFacts: the question about the clock says what is true of the format.
func TestClockFacts(t *testing.T) {
	lease := "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context\n198.18.0.7,02:00:00:00:00:01,,3600,1078236309,1,0,0,rose,0,\n"
	iis := "#Software: Microsoft Internet Information Services 6.0\n#Fields: date time c-ip cs-method cs-uri-stem sc-status cs-host\n" + strings.Repeat("2004-03-02 13:05:09 198.18.0.7 GET /a 200 roses.example\n", 5)
	nginx := func(stamp string) string {
		return strings.Repeat(`{"time":"`+stamp+`","remote_addr":"198.18.0.7","request":"GET /a HTTP/1.1","status":200,"host":"roses.example"}`+"\n", 5)
	}
	bank := func(date string) string {
		return "<Document><BkToCstmrStmt><Stmt><Id>S</Id>" + strings.Repeat(`<Ntry><Amt Ccy="EUR">1</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts><BookgDt>`+date+`</BookgDt><ValDt><Dt>2004-03-04</Dt></ValDt></Ntry>`, 2) + "</Stmt></BkToCstmrStmt></Document>"
	}
	isc := "lease 198.18.0.7 {\n  starts 2 2004/03/02 14:05:09;\n  ends 2 2004/03/02 15:05:09;\n  binding state active;\n  hardware ethernet 02:00:00:00:00:01;\n}\n"
	for _, c := range []struct {
		name, data, says string // says: of the question; "": none is asked
		draft            string
		choices          []string
	}{
		{"kea", lease, "", "UTC by the format: seconds since 1970 UTC", nil},
		{"isc", isc, "", `clock = { zone = "UTC", basis = "by format: dhcpd.leases(5)`, nil},
		{"bank's days", bank("<Dt>2004-03-03</Dt>"), "2 of 2 dates are days without a time", "", []string{"UTC", "unknown"}},
		{"bank's times", bank("<DtTm>2004-03-03T10:00:00</DtTm>"), "They carry no offset from UTC", "", []string{"UTC", "unknown"}},
		{"bank's instants", bank("<DtTm>2004-03-03T10:00:00.000+01:00</DtTm>"), "", "each of the 2 in the sample carries its offset", nil},
		{"no year", strings.Repeat("Mar 13 10:00:00 nat %ASA-6-305011: Built dynamic TCP translation from inside:100.64.0.7/1772 to outside:198.18.0.7/8256\n", 5), "They carry no offset from UTC", "stamps bear no year", []string{"UTC", "unknown"}},
		{"iis", iis, "", `clock = { zone = "UTC", basis = "by format: W3C extended log format`, nil},
		{"nginx with offset", nginx("2004-03-02T13:05:09+01:00"), "", "each of the 5 in the sample carries its offset", nil},
		{"nginx without", nginx("2004-03-02T13:05:09"), "They carry no offset from UTC", "", []string{"UTC", "unknown"}},
		{"header UTC", rowsOf("Subscriber;IP;Lease Start (UTC);Lease End (UTC)", ";", 20, "sub", "ip", "iso", "iso2"), `"Lease Start (UTC)": UTC`, "", []string{"UTC", "unknown"}},
		{"header word", rowsOf("subscriber;ip;start_time_utc;end_time_utc", ";", 20, "sub", "ip", "iso", "iso2"), `"start_time_utc": utc`, "", []string{"UTC", "unknown"}},
		{"header offset", rowsOf("subscriber;ip;start (UTC+1);end (UTC+1)", ";", 20, "sub", "ip", "iso", "iso2"), `": UTC`, "", []string{"+01:00", "UTC", "unknown"}},
		{"header MEZ", rowsOf("Kundennummer;IP-Adresse;Beginn (MEZ);Ende (MEZ)", ";", 20, "sub", "ip", "iso", "iso2"), `"Beginn (MEZ)": MEZ`, "", []string{"Europe/Berlin", "Europe/Vienna", "+01:00", "UTC", "unknown"}},
		{"zone column", strings.ReplaceAll(strings.Replace(rowsOf("subscriber;ip;start;end", ";", 20, "sub", "ip", "iso", "iso2"), "end\n", "end;timezone\n", 1), "19\n", "19;Europe/Rome\n"), `"timezone": "Europe/Rome"`, "", []string{"Europe/Rome", "UTC", "unknown"}},
		{"banner", "All times are CET\n\n" + rowsOf("subscriber;ip;start;end", ";", 20, "sub", "ip", "iso", "iso2"), `"All times are CET": CET`, "", []string{"Europe/Rome", "Europe/Berlin", "+01:00", "UTC", "unknown"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, _ := lookAt(t, map[string]string{"f": c.data})
			f := only(t, r)
			q := asked(f, "clock.zone")
			if !strings.Contains(q.Text, c.says) || (q.Text == "") != (c.says == "") || q.Text != "" && !slices.Equal(q.Choices, c.choices) {
				t.Errorf("%+v", q)
			}
			if !strings.Contains(string(r.Draft("")), c.draft) {
				t.Errorf("no %q:\n%s", c.draft, r.Draft(""))
			}
		})
	}
}

// TestLostHalves: many times of which none is in the afternoon, many dates of
// which none is late in the month, are remarked.
func TestLostHalves(t *testing.T) {
	table := func(hours, days int) string {
		var b strings.Builder
		b.WriteString("subscriber;ip;start;end\n")
		for i := range 150 {
			fmt.Fprintf(&b, "K-%d;198.18.0.%d;2004-03-%02d %02d:15:00;2004-04-%02d %02d:15:00\n", i, i, 1+i%days, 1+i%hours, 1+i%days, 1+i%hours)
		}
		return b.String()
	}
	for _, c := range []struct {
		hours, days int
		half, day   bool
	}{{12, 28, true, false}, {22, 28, false, false}, {12, 12, true, true}, {22, 12, false, true}} {
		r, _ := lookAt(t, map[string]string{"f.csv": table(c.hours, c.days)})
		why := strings.Join(only(t, r).Why, "\n")
		if strings.Contains(why, "AM and PM") != c.half || strings.Contains(why, "day above 12") != c.day {
			t.Errorf("%+v: %s", c, why)
		}
	}
}

// TestBankMessages: a message without a statement is no exhibit.
func TestBankMessages(t *testing.T) {
	const good = "<Document><BkToCstmrAcctRpt><Rpt><Id>1</Id></Rpt></BkToCstmrAcctRpt></Document>"
	for _, c := range []struct{ data, reason string }{
		{good, ""},
		{"<?xml version='1.0'?>\n<x:Document xmlns:x='urn:iso'><x:BkToCstmrStmt><x:Stmt/></x:BkToCstmrStmt></x:Document>", ""},
		{"<Document><BkToCstmrStmt><GrpHdr/></BkToCstmrStmt></Document>", "BkToCstmrStmt) without a statement"},
		{"<Document><CstmrCdtTrfInitn><GrpHdr/></CstmrCdtTrfInitn></Document>", "markup of no format that is known (CstmrCdtTrfInitn)"},
	} {
		r, _ := lookAt(t, map[string]string{"f.xml": c.data})
		switch {
		case c.reason == "" && only(t, r).Format != "camt":
			t.Errorf("%s: %+v", c.data, r.Files[0])
		case c.reason != "" && (len(r.Files) > 0 || !strings.Contains(r.Unknown[0].Reason, c.reason)):
			t.Errorf("%s: %+v %+v", c.data, r.Files, r.Unknown)
		}
	}
}

// TestMemberNames: intake names members as sealing finds them.
func TestMemberNames(t *testing.T) {
	data := zipped(t, map[string]string{`in\t.csv`: table, "./u.csv": table, "../up.csv": table, "two.csv": table, `two\two.csv`: table, "two/two.csv": table},
		`in\t.csv`, "./u.csv", "../up.csv", "two.csv", `two\two.csv`, "two/two.csv")
	r, _ := lookAt(t, map[string]string{"a.zip": string(data)})
	var got []string
	for _, f := range r.Files {
		got = append(got, f.Member+" "+f.Packing)
	}
	if want := []string{"in/t.csv zip/in/t.csv", "two.csv zip/two.csv", "u.csv zip/u.csv"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	if n := len(r.Skipped); n != 3 || !bytes.Contains(r.Draft(""), []byte("holds it 2 times")) {
		t.Errorf("%+v", r.Skipped)
	}
}
