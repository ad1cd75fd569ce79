package nexus_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/cooperation/nexus"
	"comity/internal/records/clock"
	"comity/internal/records/format/delegated"
	"comity/internal/records/record"
)

const (
	january = `2|ripencc|20040115|4|19930101|20040115|+0000
ripencc|*|ipv4|*|4|summary
ripencc|DE|ipv4|198.51.100.0|96|20010101|allocated
ripencc|CS|ipv4|198.51.100.96|32|20010101|allocated
ripencc|EU|ipv4|198.51.100.128|128|20010101|allocated
ripencc|SE|ipv6|2001:db8::|37|20010101|allocated
ripencc|FR|asn|64512|1|20010101|allocated
`
	march = `2|ripencc|20040315|2|19930101|20040315|+0000
ripencc|PL|ipv4|198.51.100.0|96|20040201|allocated
ripencc||ipv4|198.51.100.96|160||available
`
)

func history(t *testing.T, files ...string) *nexus.History {
	t.Helper()
	h := &nexus.History{}
	for _, f := range files {
		p, err := delegated.Open([]byte(f), &record.Source{Ref: "R/1", Kind: record.Allotments})
		if err != nil {
			t.Fatal(err)
		}
		p.Block([]byte(f), 0, record.Sink{
			Allotment: func(a *record.Allotment) { h.Add(a, 5) },
			Reject:    func(r record.Reject) { t.Errorf("line %d: %s", r.Line, r.Reason) },
		})
	}
	return h
}

func day(s string) int32 {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return int32(t.Unix() / 86400)
}

func TestTheFileNearestToTheEventSpeaks(t *testing.T) {
	h := history(t, march, january)
	for _, c := range []struct{ addr, day, want string }{
		{"198.51.100.95", "2003-06-01", "DE@2004-01-15"},
		{"198.51.100.95", "2004-02-13", "DE@2004-01-15"},
		{"198.51.100.95", "2004-02-14", "DE@2004-01-15 tie PL@2004-03-15 tie"},
		{"198.51.100.95", "2004-02-15", "PL@2004-03-15"},
		{"198.51.100.96", "2004-01-15", "CS@2004-01-15"},
		{"198.51.100.200", "2004-01-15", "EU@2004-01-15"},
		{"198.51.100.200", "2005-01-15", "@2004-03-15"},
		{"2001:db8:700::1", "2004-01-01", "SE@2004-01-15"},
		{"2001:db8:800::1", "2004-01-01", ""},
		{"203.0.113.1", "2004-01-01", ""},
	} {
		addr, _ := comity.ParseAddr(c.addr)
		var got []string
		for _, a := range h.At(addr, day(c.day)) {
			s := a.Code + "@" + time.Unix(int64(a.Day)*86400, 0).UTC().Format(time.DateOnly)
			if a.Tie {
				s += " tie"
			}
			got = append(got, s)
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%s on %s: %q, want %q", c.addr, c.day, s, c.want)
		}
	}
}

func text(list []nexus.Nexus) string {
	var b strings.Builder
	for _, n := range list {
		fmt.Fprintf(&b, "%s %s %s since=%d", n.Kind, n.Item, n.State, n.Since)
		if n.Conflict {
			b.WriteString(" conflict")
		}
		b.WriteByte('\n')
		for _, r := range n.Reasons {
			fmt.Fprintf(&b, "  %s %d %s\n", r.Kind, r.Weight, r.Text)
		}
	}
	return b.String()
}

func origin(t *testing.T, s *record.Source, since comity.Instant) *nexus.Origin {
	t.Helper()
	o, err := nexus.NewOrigin(s, since)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestItemsAndTheirStates(t *testing.T) {
	c := nexus.New(history(t, january, march))
	utc := clock.Statement{Zone: "UTC"}
	at := func(s string) clock.Span {
		v, err := time.Parse(time.DateOnly, s)
		if err != nil {
			t.Fatal(err)
		}
		return clock.Span{Lo: comity.InstantOf(v), Hi: comity.InstantOf(v)}
	}
	addr := func(s string) comity.Addr { a, _ := comity.ParseAddr(s); return a }
	pay := origin(t, &record.Source{Ref: "US/1", Kind: record.Payments, Clock: utc, Exhibit: comity.DigestOf([]byte("1"))}, 3)
	none := clock.Span{Lo: comity.Latest, Hi: comity.Latest}
	c.Record(pay, &run.Row{Payment: &record.Payment{Place: record.Place{Offset: 10, Length: 5}, Site: "garden.example", User: "rose", Email: "rose@mail.de",
		Card: record.Card{Ends: "411111******1111", Token: [16]byte{1}}, Country: "it", Issuer: "YU", Time: at("2004-03-01"), Addr: addr("198.51.100.4")}})
	c.Record(pay, &run.Row{Payment: &record.Payment{Place: record.Place{Offset: 90, Length: 5},
		Card: record.Card{Ends: "411111******1111", Token: [16]byte{2}}, Country: "ZZ", Time: none}})
	c.Record(pay, &run.Row{Payment: &record.Payment{User: "tom", Site: "garden.example", Time: at("2004-01-01"), Addr: addr("198.51.100.97")}})
	net := origin(t, &record.Source{Ref: "US/2", Kind: record.Network}, 9)
	c.Record(net, &run.Row{Relation: &record.Relation{Left: "Beet Data", LeftKind: "company", Relation: "hosts", Right: "s1.garden.example", RightKind: "server", Country: "NL", From: none}})
	c.Record(net, &run.Row{Relation: &record.Relation{Left: "Ann Lee", LeftKind: "person", Relation: "manages", Right: "s1.garden.example", RightKind: "server", Country: "it", From: none}})
	c.Subject(&run.Subject{ID: "s1", Selectors: []comity.Selector{{Type: comity.SelectorAccount, Value: "garden.example:rose"}, {Type: comity.SelectorPhone, Value: "+41 44 000 00 00"}}}, 7)
	want := `subject s1 CH since=7
  phone 800 phone number that begins with +41
subject s1 DE since=7
  domain 500 account garden.example:rose: domain .de
subject s1 IT since=7
  stated 500 account garden.example:rose: with a payment: IT
subject s1 PL since=7
  allotment 1000 account garden.example:rose: used from 198.51.100.4, allotted to PL in ripencc's file of 2004-03-15, used at most 14 days away
account garden.example:rose DE since=3
  domain 500 domain .de
account garden.example:rose IT since=3
  stated 500 with a payment: IT
account garden.example:rose PL since=5
  allotment 1000 used from 198.51.100.4, allotted to PL in ripencc's file of 2004-03-15, used at most 14 days away
account garden.example:tom ME since=5
  allotment 600 used from 198.51.100.97, allotted to CS (Serbia and Montenegro; successors ME, RS) in ripencc's file of 2004-01-15, used at most 14 days away
account garden.example:tom RS since=5
  allotment 600 used from 198.51.100.97, allotted to CS (Serbia and Montenegro; successors ME, RS) in ripencc's file of 2004-01-15, used at most 14 days away
card 411111******1111 6b86b2 IT since=3
  stated 500 with a payment: IT
card 411111******1111 6b86b2 ME since=3
  issuer 1100 the biller's table names the issuer's country: YU (Yugoslavia; successors ME, RS)
card 411111******1111 6b86b2 RS since=3
  issuer 1100 the biller's table names the issuer's country: YU (Yugoslavia; successors ME, RS)
card 411111******1111 6b86b2  since=3
  stated 0 with a payment: ZZ, which is no code of a state
address 198.51.100.4 PL since=5
  allotment 1000 allotted to PL in ripencc's file of 2004-03-15, used at most 14 days away
address 198.51.100.97 ME since=5
  allotment 600 allotted to CS (Serbia and Montenegro; successors ME, RS) in ripencc's file of 2004-01-15, used at most 14 days away
address 198.51.100.97 RS since=5
  allotment 600 allotted to CS (Serbia and Montenegro; successors ME, RS) in ripencc's file of 2004-01-15, used at most 14 days away
site garden.example  since=3
server s1.garden.example IT since=9
  registration 1200 a register says it manages, in: IT
server s1.garden.example NL since=9
  hosting 1200 stands there, by: hosts, in: NL
company Beet Data  since=9
`
	got := strings.ReplaceAll(text(c.Result()), " conflict", "")
	for _, d := range []string{"1"} { // the exhibit's digest, shortened
		full := comity.DigestOf([]byte(d)).String()
		got = strings.ReplaceAll(strings.ReplaceAll(got, " "+full+":10+5", " "+full[:6]), " "+full+":90+5", " "+full[:6])
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestConflictsAreMarked(t *testing.T) {
	c := nexus.New(&nexus.History{})
	o := origin(t, &record.Source{Kind: record.Network}, 0)
	for _, r := range []record.Relation{
		{Relation: "hosts", Right: "a.example", RightKind: "server", Country: "NL"}, {Relation: "manages", Right: "a.example", RightKind: "server", Country: "IT"},
		{Relation: "hosts", Right: "b.example", RightKind: "server", Country: "NL"}, {Relation: "manages", Right: "b.example", RightKind: "server", Country: "NL"},
		{Relation: "hosts", Right: "c.example", RightKind: "server", Country: "NL"}, {Relation: "hosts", Right: "c.example", RightKind: "server", Country: "DE"},
	} {
		c.Record(o, &run.Row{Relation: &r})
	}
	for _, n := range c.Result() {
		if want := n.Item == "a.example"; n.Conflict != want {
			t.Errorf("%s %s: conflict %v", n.Item, n.State, n.Conflict)
		}
	}
}

func TestWithoutFilesAddressesSaySo(t *testing.T) {
	c := nexus.New(&nexus.History{})
	o := origin(t, &record.Source{Kind: record.Assignments, Clock: clock.Statement{Zone: "UTC"}}, 0)
	a, _ := comity.ParseAddr("203.0.113.9")
	c.Record(o, &run.Row{Assignment: &record.Assignment{First: a, Last: a}})
	want := "address 203.0.113.9  since=0\n  allotment 0 no file of allotments is sealed\n"
	if diff := cmp.Diff(want, text(c.Result())); diff != "" {
		t.Error(diff)
	}
}

func TestTheTableOfWeightsGivesReasons(t *testing.T) {
	last := comity.Weight(1 << 30)
	for _, r := range nexus.Rules() {
		if r.Name == "" || r.Kind == "" || r.Why == "" || r.Weight <= 0 || r.Weight > last {
			t.Errorf("%+v", r)
		}
		last = r.Weight
	}
}

func TestFormerStatesHaveSuccessorsThatAre(t *testing.T) {
	for _, f := range nexus.Formers() {
		if f.Until < 1974 || f.Name == "" || len(f.Successors) == 0 {
			t.Errorf("%+v", f)
		}
		for _, s := range f.Successors {
			if !nexus.IsState(s) {
				t.Errorf("%s: successor %s is none of ISO 3166-1", f.Code, s)
			}
		}
	}
}

// One archive may hold what providers of several states answered: each address is of the state
// of its own provider, whichever of them was described last.
func TestMembersOfOneArchiveHaveHomesOfTheirOwn(t *testing.T) {
	c := nexus.New(&nexus.History{})
	zip := comity.DigestOf([]byte("zip"))
	for _, s := range []record.Source{
		{Exhibit: zip, Packing: "zip/pt.csv", Provider: "Altonet", Country: "PT"},
		{Exhibit: zip, Packing: "zip/es.xlsx", Format: record.Workbook, Sheet: "S", Provider: "Velanet", Country: "ES"},
		{Exhibit: zip, Packing: "zip/de.csv", Provider: "Prismanet", Country: "DE"},
	} {
		s.Kind, s.Clock = record.Assignments, clock.Statement{Zone: "UTC"}
		c.Exhibit(origin(t, &s, 0))
	}
	sheet := (&record.Source{Packing: "zip/es.xlsx", Format: record.Workbook, Sheet: "S"}).Inner()
	for i, cite := range []comity.Citation{
		{Exhibit: zip, Inner: "zip/pt.csv", Offset: 40, Length: 20},
		{Exhibit: zip, Inner: string(comity.AppendRow([]byte(sheet), 3)), Length: -1},
	} {
		a, _ := comity.ParseAddr(fmt.Sprintf("203.0.113.%d", i+1))
		c.Hit(&run.Hit{Addr: a, Account: fmt.Sprintf("garden.example:rose%d", i+1), Candidates: []run.Candidate{{Assignment: cite}}}, 0)
	}
	got := map[string]string{}
	for _, n := range c.Result() {
		got[n.Item] += n.State
	}
	if diff := cmp.Diff(map[string]string{"203.0.113.1": "PT", "203.0.113.2": "ES", "garden.example:rose1": "PT", "garden.example:rose2": "ES"}, got); diff != "" {
		t.Error(diff)
	}
}

// Of two providers of one name, the claimed connection is one's: the other's country has nothing to
// do with the subject. A run of before, which states no country, means either.
func TestASubscriberIsOfOneOfTwoProvidersOfOneName(t *testing.T) {
	for country, want := range map[string]string{"IT": "IT", "DE": "DE", "": "DEIT"} {
		c := nexus.New(&nexus.History{})
		for _, state := range []string{"IT", "DE"} {
			o := origin(t, &record.Source{Exhibit: comity.DigestOf([]byte(state)), Kind: record.Assignments, Provider: "Aria", Country: state, Clock: clock.Statement{Zone: "UTC"}}, 0)
			c.Exhibit(o)
			c.Record(o, &run.Row{Assignment: &record.Assignment{Last: comity.AddrV4(1), Subscriber: "K-17"}})
		}
		c.Subject(&run.Subject{ID: "s1", Subscribers: []run.Subscriber{{Provider: "Aria", Country: country, Subscriber: "K-17"}}}, 0)
		got := ""
		for _, n := range c.Result() {
			if n.Kind == nexus.Subject {
				got += n.State
			}
		}
		if got != want {
			t.Errorf("%q: %q", country, got)
		}
	}
}
