package table_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// rows reads rows of src, whose cells are parted by bars, and says what came of each.
func rows(t testing.TB, src record.Source, names string, lines ...string) []string {
	t.Helper()
	if src.Clock.Zone == "" {
		src.Clock = clock.Statement{Zone: "Europe/Rome", Basis: "letter"}
	}
	r, err := table.Open(strings.Split(names, "|"), &src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	got := []string{}
	r.Into(record.Sink{
		Assignment: func(a *record.Assignment) {
			if a.End.Hi < a.Start.Lo {
				t.Errorf("%s ends before it begins", lines)
			}
			got = append(got, fmt.Sprintf("%s to %s open=%v", span(a.Start), span(a.End), a.Open))
		},
		Payment: func(p *record.Payment) { got = append(got, fmt.Sprintf("%s %d", span(p.Time), p.Amount)) },
		Event: func(e *record.Event, _ record.Place) {
			got = append(got, e.Stamp.Civil.String()+" "+e.Stamp.Name.String())
		},
		Reject: func(j record.Reject) { got = append(got, "reject: "+string(j.Reason)) },
	})
	for _, l := range lines {
		var cells [][]byte
		for c := range strings.SplitSeq(l, "|") {
			cells = append(cells, []byte(c))
		}
		r.Row(cells, record.Place{})
	}
	return got
}

func span(s clock.Span) string {
	if s.Lo == s.Hi {
		return s.Lo.String()
	}
	return s.Lo.String() + ".." + s.Hi.String()
}

// Both ends of a range of ports may stand in the cell of its first.
func TestPortsInOneCell(t *testing.T) {
	src := record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC", Basis: "letter"}}
	for cell, want := range map[string]string{
		"1024-2047": "1024 2047", "1024 - 2047": "1024 2047", "1024": "1024 1024", "": "0 0",
		"2047-1024": "bad port", "1024-": "bad port", "-2047": "bad port", "1024-70000": "bad port", "1-2-3": "bad port", "any": "bad port",
	} {
		r, err := table.Open([]string{"ip", "start", "end", "subscriber", "port_from"}, &src, table.Config{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		r.Into(record.Sink{
			Assignment: func(a *record.Assignment) { got = fmt.Sprint(a.PortFrom, a.PortTo) },
			Reject:     func(j record.Reject) { got = string(j.Reason) },
		})
		r.Row([][]byte{[]byte("198.18.0.1"), []byte("2004-03-01 10:00:00"), []byte("2004-03-01 11:00:00"), []byte("K-1"), []byte(cell)}, record.Place{})
		if got != want {
			t.Errorf("%q: %q, want %q", cell, got, want)
		}
	}
}

// A port may stand behind the address in its cell; one that a column denies is none.
func TestPortBehindAddress(t *testing.T) {
	for _, c := range []struct{ ip, port, want string }{
		{"198.18.0.1:4711", "", "198.18.0.1 4711"}, {"198.18.0.1:4711", "4711", "198.18.0.1 4711"}, {"198.18.0.1", "4711", "198.18.0.1 4711"},
		{"[2001:db8::1]:4711", "", "2001:db8::1 4711"}, {"2001:db8::1", "", "2001:db8::1 0"},
		{"198.18.0.1:4711", "4712", "bad port"}, {"198.18.0.1:0", "", "bad address"}, {"198.18.0.1:70000", "", "bad address"}, {"198.18.0.1:", "", "bad address"}, {"[fe80::1%eth0]:1", "", "bad address"},
	} {
		for _, kind := range []record.Kind{record.Answers, record.Assignments, record.Payments} {
			src := record.Source{Kind: kind, Clock: clock.Statement{Zone: "UTC", Basis: "letter"}, Columns: map[string][]string{"ip": {"a"}, "port": {"p"}, "start": {"t"}, "subscriber": {"s"}}}
			switch kind {
			case record.Answers:
				src.Columns = map[string][]string{"asked_ip": {"a"}, "asked_port": {"p"}, "asked_time": {"t"}, "subscriber": {"s"}}
			case record.Assignments:
				src.Columns = map[string][]string{"ip": {"a"}, "port_from": {"p"}, "start": {"t"}, "end": {"t"}, "subscriber": {"s"}}
			default:
				src.Columns = map[string][]string{"ip": {"a"}, "port": {"p"}, "time": {"t"}, "id": {"s"}}
			}
			r, err := table.Open([]string{"a", "p", "t", "s"}, &src, table.Config{})
			if err != nil {
				t.Fatal(err)
			}
			got := ""
			r.Into(record.Sink{
				Assignment: func(a *record.Assignment) { got = fmt.Sprint(a.First, a.PortFrom) },
				Payment:    func(p *record.Payment) { got = fmt.Sprint(p.Addr, p.Port) },
				Reject:     func(j record.Reject) { got = string(j.Reason) },
			})
			r.Row([][]byte{[]byte(c.ip), []byte(c.port), []byte("2004-03-01 10:00:00"), []byte("K-1")}, record.Place{})
			if got != c.want {
				t.Errorf("%s %q %q: %q, want %q", kind, c.ip, c.port, got, c.want)
			}
		}
	}
}

// Of an address of IPv6 without brackets, in a column that says it writes ports, nobody can
// tell where it ends: it is no address.
func TestPortBehindBareAddress(t *testing.T) {
	for _, c := range []struct{ name, ip, want string }{
		{"IP:port", "2001:db8::1:8080", "bad address"}, {"Source (IP:Port)", "2001:db8::1:80", "bad address"}, {"ip_port", "2001:db8::1:8080", "bad address"},
		{"IP:port", "[2001:db8::1]:8080", "2001:db8::1 8080"}, {"IP:port", "2001:db8::1:a080", "2001:db8::1:a080 0"}, {"IP:port", "2001:db8::8080", "2001:db8::8080 0"},
		{"IP:port", "2001:db8:1:2:3:4:5:8080", "2001:db8:1:2:3:4:5:8080 0"}, {"IP:port", "2001:db8::1:65000", "bad address"}, {"IP:port", "198.18.0.1:80", "198.18.0.1 80"},
		{"reported IP", "2001:db8::1:8080", "2001:db8::1:8080 0"}, {"IP y puertos", "2001:db8::1:8080", "bad address"}, {"Διεύθυνση:Θύρα", "2001:db8::1:8080", "bad address"}, {"IP:Portnummer", "2001:db8::1:8080", "bad address"},
	} {
		src := record.Source{Kind: record.Answers, Clock: clock.Statement{Zone: "UTC", Basis: "letter"}, Columns: map[string][]string{"asked_ip": {c.name}, "asked_time": {"t"}, "subscriber": {"s"}}}
		r, err := table.Open([]string{c.name, "t", "s"}, &src, table.Config{})
		if err != nil {
			t.Fatal(err)
		}
		got := ""
		r.Into(record.Sink{
			Assignment: func(a *record.Assignment) { got = fmt.Sprint(a.First, a.PortFrom) },
			Reject:     func(j record.Reject) { got = string(j.Reason) },
		})
		r.Row([][]byte{[]byte(c.ip), []byte("2004-03-01 10:00:00"), []byte("K-1")}, record.Place{})
		if got != c.want {
			t.Errorf("%q under %q: %q, want %q", c.ip, c.name, got, c.want)
		}
	}
}

// A zone in a row is held against the declared one, in a column of its own too.
func TestZones(t *testing.T) {
	src := record.Source{Kind: record.Payments, DateOrder: "dmy", Columns: map[string][]string{"time": {"day", "hour", "zone"}}}
	got := rows(t, src, "id|day|hour|zone",
		"a|31/10/2004|02:30:00|CEST", "b|31/10/2004|02:30:00|CET", "c|31/10/2004|02:30:00|", "d|05/01/2004|10:00|PST",
		"e|05/01/2004|10:00|+0100", "f|05/01/2004|10:00|+0100 (CET)", "g|05/01/2004|10:00|UTC", "h|05/01/2004|10:00|soon", "i|05/07/2004|10:00:00|CET")
	if diff := cmp.Diff([]string{
		"2004-10-31T00:30:00Z 0", "2004-10-31T01:30:00Z 0", "2004-10-31T00:30:00Z..2004-10-31T01:30:00Z 0",
		"reject: zone abbreviation contradicts the declared zone", "2004-01-05T09:00:00Z..2004-01-05T09:00:59Z 0",
		"2004-01-05T09:00:00Z..2004-01-05T09:00:59Z 0", "2004-01-05T10:00:00Z..2004-01-05T10:00:59Z 0", "reject: bad time",
		"reject: zone abbreviation contradicts the declared zone",
	}, got); diff != "" {
		t.Error(diff)
	}
	got = rows(t, record.Source{Kind: record.Access}, "time|ip", "2004-01-05 10:00:00 CET|198.18.0.1", "2004-01-05 10:00:00 PST|198.18.0.1")
	if diff := cmp.Diff([]string{"2004-01-05T10:00:00Z CET", "reject: zone abbreviation contradicts the declared zone"}, got); diff != "" {
		t.Error(diff)
	}
}

// One column of dates serves several columns of times of day.
func TestSharedDate(t *testing.T) {
	src := record.Source{
		Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}, DateOrder: "dmy",
		Columns: map[string][]string{"start": {"day", "from"}, "end": {"day", "until"}},
	}
	got := rows(t, src, "ip|subscriber|day|from|until", "198.18.0.1|S1|05/01/2004|10:00:00|11:30:00", "198.18.0.1|S1|05/01/2004|23:50:00|00:10:00")
	if diff := cmp.Diff([]string{"2004-01-05T10:00:00Z to 2004-01-05T11:30:00Z open=false", "reject: end before start"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestDuration(t *testing.T) {
	const start, names = "198.18.0.1|S1|2004-01-05 10:00:00|", "ip|subscriber|start|end|duration"
	mapped := map[string][]string{"duration": {"duration"}}
	for _, c := range []struct{ unit, cells, want string }{
		{"seconds", "|5400", "2004-01-05T11:30:00Z open=false"},
		{"seconds", "|0.250", "2004-01-05T10:00:00.25Z open=false"},
		{"milliseconds", "|5400000", "2004-01-05T11:30:00Z open=false"},
		{"minutes", "|90", "2004-01-05T11:30:00Z..2004-01-05T11:30:59Z open=false"},
		{"hours", "|2", "2004-01-05T12:00:00Z..2004-01-05T12:59:59Z open=false"},
		{"", "|1:30:00", "2004-01-05T11:30:00Z open=false"},
		{"", "|26:10:05.5", "2004-01-06T12:10:05.5Z open=false"},
		{"", "|0", "2004-01-05T10:00:00Z open=false"},
		{"", "|", "2004-01-05T10:00:00Z open=true"},
		{"", "|5400", "reject: duration is a bare number, and no duration_unit is stated"},
		{"seconds", "|long", "reject: bad duration"},
		{"seconds", "|-5", "reject: bad duration"},
		{"seconds", "|999999999999", "reject: bad duration"},
		{"", "|10:05", "reject: bad duration"},
		{"", "|1:60:00", "reject: bad duration"},
		{"", "|1:5:00", "reject: bad duration"},
		{"seconds", "2004-01-05 11:30:00|5400", "2004-01-05T11:30:00Z open=false"},
		{"seconds", "2004-01-05 11:30:01|5400", "2004-01-05T11:30:01Z open=false"},
		{"seconds", "2004-01-05 11:31:00|5400", "reject: end and duration contradict each other"},
		{"minutes", "2004-01-05 11:30:40|90", "2004-01-05T11:30:40Z open=false"},
		{"", "2004-01-05 11:31:00|5400", "2004-01-05T11:31:00Z open=false"},
		{"seconds", "2004-01-05 11:31:00|long", "2004-01-05T11:31:00Z open=false"},
	} {
		src := record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}, LengthUnit: c.unit, Columns: mapped}
		want := c.want
		if !strings.HasPrefix(want, "reject") {
			want = "2004-01-05T10:00:00Z to " + want
		}
		if got := rows(t, src, names, start+c.cells); len(got) != 1 || got[0] != want {
			t.Errorf("%q in %q: %q, want %q", c.cells, c.unit, got, want)
		}
	}
	// A column that only happens to have the name takes no end back.
	src := record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}
	if got := rows(t, src, names, start+"2004-01-05 11:31:00|1:30:00"); got[0] != "2004-01-05T10:00:00Z to 2004-01-05T11:31:00Z open=false" {
		t.Error(got)
	}
	src = record.Source{Kind: record.Answers, Clock: clock.Statement{Zone: "UTC"}, LengthUnit: "seconds"}
	got := rows(t, src, "asked_ip|asked_time|subscriber|start|duration", "198.18.0.1|2004-01-05 10:30:00|S1|2004-01-05 10:00:00|5400", "198.18.0.1|2004-01-05 10:30:00|S1||5400")
	if diff := cmp.Diff([]string{
		"2004-01-05T10:00:00Z to 2004-01-05T11:30:00Z open=false", "2004-01-05T10:30:00Z to 2004-01-05T10:30:00Z open=false",
	}, got); diff != "" {
		t.Error(diff)
	}
}

func TestAmount(t *testing.T) {
	for _, c := range []struct{ decimal, unit, format, text, want string }{
		{"", "", "", "29.90", "2990"},
		{"", "", "", "1,234.56", "bad"},
		{".", "", "", "1,234.56", "123456"},
		{".", "", "", "1,234,567", "123456700"},
		{".", "", "", "-1'234.5", "-123450"},
		{",", "", "", "1.234,56", "123456"},
		{",", "", "", "1.234", "123400"},
		{",", "", "", "12 345,00", "1234500"},
		{",", "", "", "12\u00a0345,00", "1234500"},
		{",", "", "", "12\u202f345", "1234500"},
		{",", "", "", "29.90", "bad"},
		{",", "", "", "1.2345", "bad"},
		{",", "", "", "1234.567", "bad"},
		{",", "", "", "1.234 567", "bad"},
		{",", "", "", "0.123", "bad"},
		{",", "", "", ".123", "bad"},
		{",", "", "", "1.", "bad"},
		{",", "", "", "1.234,567", "bad"},
		{",", "", "", "1.234,5,6", "bad"},
		{",", "", "", "9.999.999.999.999.999", "bad"},
		{",", "", "xlsx", "1.234", "bad"},
		{".", "", "xlsx", "1,234", "123400"},
		{"", "minor", "", "2990", "2990"},
		{"", "minor", "", "-5", "-5"},
		{"", "minor", "", "29.90", "bad"},
		{".", "minor", "", "2,990", "bad"},
		{"", "whole", "", "2990", "299000"},
		{",", "", "", "€ 29,90", "2990"},
		{",", "", "", "29,90 €", "2990"},
		{",", "", "", "29,90\u00a0EUR", "2990"},
		{".", "", "", "$1,234.50", "123450"},
		{".", "", "", "-$5.00", "-500"},
		{".", "", "", "USD -5.00", "-500"},
		{",", "", "", "(29,90 €)", "-2990"},
		{",", "", "", "29,90-", "-2990"},
		{",", "", "", "\u221229,90", "-2990"},
		{"", "minor", "", "(2990)", "-2990"},
		{"", "", "", "--5", "bad"},
		{"", "", "", "(-5)", "bad"},
		{"", "", "", "$5 EUR", "bad"},
		{",", "", "", "29,90 DEM", "2990"},
		{"", "", "", "5 MIO", "bad"},
		{"", "", "", "TSD 5", "bad"},
		{",", "", "", "29,90 DEB", "bad"},
		{"", "", "", "REF 5", "bad"},
		{",", "", "", "29,-", "bad"},
		{"", "", "", "5 EURO", "bad"},
		{",", "", "", "1 299,00 Kč", "129900"},
		{",", "", "", "-29,90 zł", "-2990"},
		{",", "", "", "1.234,50 TL", "123450"},
		{",", "", "", "1.234,50 lei", "123450"},
		{",", "", "xlsx", "2.456,30 lei", "245630"},
		{",", "", "xlsx", "1.234.567", "123456700"},
		{",", "", "xlsx", "12 345 Ft", "1234500"},
		{",", "", "xlsx", "29.9", "2990"},
		{",", "", "xlsx", "29,9", "2990"},
		{",", "", "xlsx", "2.456", "bad"},
		{",", "", "xlsx", "2.456 lei", "bad"},
		{",", "", "", "R$ 1.234,50", "123450"},
		{",", "", "", "kr 29,90", "2990"},
		{"", "", "", "1299 Ft", "129900"},
		{".", "", "", "Fr. 29.90", "2990"},
		{".", "", "", "US$29.90", "2990"},
		{"", "", "", "5 zkr", "bad"},
		{",", "", "", "29,90+", "2990"},
		{"", "", "", "+5+", "bad"},
		{"", "", "", "kr", "bad"},
		{"", "", "", "EUR", "bad"},
		{"", "", "", "-", "bad"},
		{"", "", "", "€", "bad"},
	} {
		src := record.Source{Kind: record.Payments, Decimal: c.decimal, AmountUnit: c.unit, Format: c.format, Clock: clock.Statement{Zone: "UTC"}}
		want := "2004-01-05T10:00:00Z " + c.want
		if c.want == "bad" {
			want = "reject: bad amount"
		}
		if got := rows(t, src, "id|time|amount", "a|2004-01-05 10:00:00|"+c.text); len(got) != 1 || got[0] != want {
			t.Errorf("%q with %q in %q: %q, want %q", c.text, c.decimal, c.unit, got, want)
		}
	}
}

// What a spreadsheet shows in place of a name is nobody's; a name may begin like it.
func TestFaultyCells(t *testing.T) {
	src := record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}
	const names = "ip|start|subscriber|name|town"
	for cells, read := range map[string]bool{
		"#N/A|Rose|": false, " #REF! |Rose|": false, "S1|#NV|": false, "S1|#¿NOMBRE?|": false, "S1|Rose|#N/A": true, "#12|Rose|": true, "S1|#roses!|": true, "S1|N/A|": true,
	} {
		got := rows(t, src, names, "198.18.0.1|2004-01-05 10:00:00|"+cells)
		if (got[0] == "reject: "+string(table.FaultyCell)) == read {
			t.Errorf("%s: %s", cells, got)
		}
	}
	src.Values = map[string]map[string]string{"name": {"#N/A": ""}, "subscriber": {"#REF!": "none"}}
	if got := rows(t, src, names, "198.18.0.1|2004-01-05 10:00:00|#REF!|#N/A|"); strings.HasPrefix(got[0], "reject") {
		t.Error(got)
	}
	src = record.Source{Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"}, Columns: map[string][]string{"name": {"given", "family"}}}
	if got := rows(t, src, "id|time|given|family", "1|2004-01-05 10:00:00|Rose|#N/A"); got[0] != "reject: "+string(table.FaultyCell) {
		t.Error(got)
	}
}

func TestUnitsRefused(t *testing.T) {
	for _, src := range []record.Source{{AmountUnit: "cents"}, {LengthUnit: "weeks"}} {
		src.Kind, src.Clock.Zone = record.Payments, "UTC"
		if _, err := table.Open([]string{"id", "time"}, &src, table.Config{}); err == nil || comity.KindOf(err) != comity.Input || comity.HintOf(err) == "" {
			t.Errorf("%+v: %v", src, err)
		}
	}
}

// Whatever a cell holds: no panic, a sum is negative where a sign or a bracket stands and
// nowhere else, and an end is not before the start.
func FuzzLengthAndAmount(f *testing.F) {
	for _, s := range []string{"5400", "1:30:00", "26:10:05.25", "10:05", "1.234,56", "12 345", "0", "-1.000", "999999999999", "(1)", "5,00-", "\u22125 DEM", "$(5)"} {
		f.Add(s, uint8(1))
	}
	f.Fuzz(func(t *testing.T, text string, unit uint8) {
		if strings.ContainsRune(text, '|') {
			return
		}
		src := record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}
		if n := int(unit) % 5; n > 0 {
			src.LengthUnit = table.LengthUnits()[n-1]
		}
		rows(t, src, "ip|subscriber|start|duration", "198.18.0.1|S1|2004-01-05 10:00:00|"+text)
		pay := record.Source{Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"}, Decimal: ","}
		for _, got := range rows(t, pay, "id|time|amount", "a|2004-01-05 10:00:00|"+text) {
			if strings.Contains(got, "Z -") != strings.ContainsAny(text, "-\u2212(") && !strings.HasPrefix(got, "reject") && !strings.HasSuffix(got, " 0") {
				t.Errorf("%q: %s", text, got)
			}
		}
	})
}
