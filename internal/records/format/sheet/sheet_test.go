package sheet_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

// cards makes tokens that a test can read: a checksum of the digits.
type cards struct{}

func (cards) Card(number string) (record.Card, bool) {
	ends, digits, ok := comity.CardEnds(number)
	c := record.Card{Ends: ends}
	if ok {
		d := comity.DigestOf([]byte("test key " + digits))
		copy(c.Token[:], d[:])
	}
	return c, ok
}

func instant(s string) comity.Instant {
	var i comity.Instant
	if err := i.UnmarshalText([]byte(s)); err != nil {
		panic(err)
	}
	return i
}

// sources describe the golden inputs: testdata/<name>.in.
func sources() map[string]*record.Source {
	rome := clock.Statement{Zone: "Europe/Rome", Basis: "provider's letter", Skew: "1s"}
	utc := clock.Statement{Zone: "UTC", Basis: "test"}
	scope := record.Scope{From: instant("2003-06-01T00:00:00Z"), To: instant("2004-07-01T00:00:00Z")}
	return map[string]*record.Source{
		"assignments": {
			Ref: "IT/1", Kind: record.Assignments, Clock: rome, TimeForm: "02.01.2006 15:04:05", Scope: scope,
			Columns: map[string][]string{
				"ip": {"Indirizzo"}, "start": {"Data inizio", "Ora inizio"}, "end": {"Fine"}, "subscriber": {"Cliente"},
				"port_from": {"Porta da"}, "port_to": {"Porta a"}, "name": {"Cognome", "Nome"}, "street": {"Via"}, "town": {"Comune"},
			},
		},
		"answers": {
			Ref: "DE/2", Kind: record.Answers, Clock: utc,
			Scope:   record.Scope{Addresses: []string{"198.18.0.0/15", "2001:db8::/32"}},
			Columns: map[string][]string{"asked_ip": {"IP"}, "asked_time": {"Zeitpunkt"}, "subscriber": {"Kennung"}},
		},
		"payments": {
			Ref: "US/3", Kind: record.Payments, Clock: clock.Statement{Zone: "America/New_York", Basis: "letter"}, Scope: scope, Site: "roses.example",
			Columns: map[string][]string{
				"id": {"txn_id"}, "time": {"created"}, "card": {"card_no"}, "currency": {"cur"}, "ip": {"remote_addr"}, "site": {"merchant"},
				"result": {"status"}, "account": {"login"},
			},
			Values: map[string]map[string]string{
				"result": {"ok": "approved", "NOK": "declined"}, "ip": {"n/a": ""}, "type": {"S": "sale", "CB": "chargeback"},
			},
		},
		"holders": {
			Ref: "FR/4", Kind: record.Holders, Decimal: ",",
			Columns: map[string][]string{"card": {"carte"}, "holder": {"titulaire"}, "street": {"rue"}, "town": {"cp", "ville"}, "born": {"ne le"}},
		},
		"members": {
			Ref: "NL/5", Kind: record.Members, Clock: utc, TimeForm: "epoch", Scope: scope, Site: "trains.example",
			Columns: map[string][]string{"account": {"nick"}, "time": {"joined"}, "last_time": {"seen"}, "last_ip": {"seen_ip"}},
		},
	}
}

// lines collects what a parser says, one JSON line each, lines counted from
// the start of the stream.
type lines struct {
	bytes.Buffer
	before int64 // lines before the block
	rows   int
}

func (l *lines) add(what string, place record.Place, v any) {
	l.rows++
	place.Line += l.before
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	at, err := json.Marshal(place)
	if err != nil {
		panic(err)
	}
	l.WriteString(what + " " + string(at) + " " + string(b) + "\n")
}

func (l *lines) sink() record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) { c := *a; c.Place = record.Place{}; l.add("assignment", a.Place, &c) },
		Payment: func(p *record.Payment) {
			c := *p
			c.Place, c.Card = record.Place{}, record.Card{}
			l.add("payment "+p.Card.Ends+" "+token(p.Card), p.Place, &c)
		},
		Member: func(m *record.Member) { c := *m; c.Place = record.Place{}; l.add("member", m.Place, &c) },
		Holder: func(h *record.Holder) {
			c := *h
			c.Place, c.Card = record.Place{}, record.Card{}
			l.add("holder "+h.Card.Ends+" "+token(h.Card), h.Place, &c)
		},
		Reject:  func(r record.Reject) { l.add("reject", r.Place, r.Reason) },
		Outside: func(p record.Place) { l.add("outside", p, "") },
	}
}

func token(c record.Card) string {
	return hex.EncodeToString(c.Token[:4])
}

func open(t testing.TB, data []byte, src *record.Source) *sheet.Parser {
	t.Helper()
	p, err := sheet.Open(data, src, table.Config{Cards: cards{}})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// whole parses data as one block.
func whole(p *sheet.Parser, data []byte) *lines {
	l := &lines{}
	p.Block(data, 0, l.sink())
	p.Close(l.sink())
	return l
}

func TestGolden(t *testing.T) {
	for name, src := range sources() {
		t.Run(name, func(t *testing.T) {
			in := filepath.Join("testdata", name+".in")
			data, err := os.ReadFile(in)
			if err != nil {
				t.Fatal(err)
			}
			got := whole(open(t, data, src), data)
			golden := strings.TrimSuffix(in, ".in") + ".golden"
			if *update {
				if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got.String()); diff != "" {
				t.Error(diff)
			}
			cites(t, data, got)
		})
	}
}

// places are those of the rows, in their order.
func (l *lines) places(t *testing.T) (all []record.Place) {
	t.Helper()
	for row := range bytes.Lines(l.Bytes()) {
		_, at, _ := bytes.Cut(row, []byte(`{"Offset`))
		at, _, _ = bytes.Cut(append([]byte(`{"Offset`), at...), []byte("} "))
		var p record.Place
		if err := json.Unmarshal(append(at, '}'), &p); err != nil {
			t.Fatalf("%s: %v", row, err)
		}
		all = append(all, p)
	}
	return all
}

// cites checks that every place is a run of whole lines that begins on the
// stated line.
func cites(t *testing.T, data []byte, l *lines) {
	t.Helper()
	for _, p := range l.places(t) {
		end := p.Offset + int64(p.Length)
		if p.Offset > 0 && data[p.Offset-1] != '\n' || int(end) < len(data) && data[end] != '\n' && data[end] != '\r' {
			t.Errorf("%+v is no run of whole lines", p)
		}
		if n := int64(bytes.Count(data[:p.Offset], []byte{'\n'})) + 1; n != p.Line {
			t.Errorf("%+v lies on line %d", p, n)
		}
	}
}
