package sheet_test

import (
	"testing"

	"comity/internal/records/clock"
	"comity/internal/records/format/sheet"
	"comity/internal/records/format/table"
	"comity/internal/records/record"
)

// one reads the only row of data and says what became of it.
func one(t *testing.T, p *sheet.Parser, data string) string {
	t.Helper()
	got := "nothing"
	p.Block([]byte(data), 0, record.Sink{
		Payment:    func(y *record.Payment) { got = y.Type + "/" + y.Result },
		Holder:     func(h *record.Holder) { got = "reported " + h.Reported },
		Member:     func(m *record.Member) { got = m.Site + ":" + m.User },
		Assignment: func(a *record.Assignment) { got = map[bool]string{true: "in force", false: "ended"}[a.InForce] },
		Reject:     func(r record.Reject) { got = string(r.Reason) },
	})
	return got
}

func TestClosedWords(t *testing.T) {
	const head = "id,time,type,result\nt1,2004-03-02 10:00:00,"
	src := &record.Source{
		Kind: record.Payments, Clock: clock.Statement{Zone: "UTC"},
		Values: map[string]map[string]string{"type": {"Storno": "chargeback"}},
	}
	for _, c := range []struct{ cells, want, odd string }{
		{"sale,approved", "sale/approved", ""},
		{",", "/", ""},
		{"Charge Back, DECLINED ", "chargeback/declined", ""},
		{"Storno,error", "chargeback/error", ""},
		{"storno!,error", string(table.BadType), "type storno!"},
		{"sale,ok", string(table.BadResult), "result ok"},
		{"sale,rose@mail.example", string(table.BadResult), "result "},
	} {
		data := head + c.cells + "\n"
		p := open(t, []byte(data), src)
		if got := one(t, p, data); got != c.want {
			t.Errorf("%s: %s, want %s", c.cells, got, c.want)
		}
		odd := p.Odd()
		if got := odd.Key + " " + odd.Word; got != c.odd && got != " "+c.odd {
			t.Errorf("%s: odd word %q, want %q", c.cells, got, c.odd)
		}
	}
}

func TestReported(t *testing.T) {
	for cell, want := range map[string]string{
		"": "reported ", "no": "reported ", "False": "reported ", "0": "reported ", "-": "reported ",
		"Yes": "reported Yes", "1": "reported 1", "STOLEN": "reported STOLEN", "lost": "reported lost",
		"2004-03-02": "reported 2004-03-02", "02.03.2004": "reported 02.03.2004", "2004-03-02T10:00:00Z": "reported 2004-03-02T10:00:00Z",
		"2 Mar 2004": "reported 2 Mar 2004", "active": string(table.BadReported), "31.02.2004": string(table.BadReported),
	} {
		data := "card,holder,reported\n4312891234567890,Anna Berg," + cell + "\n"
		src := &record.Source{Kind: record.Holders, TimeForm: "2 Jan 2006"}
		if got := one(t, open(t, []byte(data), src), data); got != want {
			t.Errorf("%q: %s, want %s", cell, got, want)
		}
	}
}

func TestAccountsNeedASite(t *testing.T) {
	for _, c := range []struct {
		kind       record.Kind
		site, data string
		sited      bool
		want       string
	}{
		{record.Members, "", "account\nrose\n", false, string(table.NoSite)},
		{record.Members, "a.example", "account\nrose\n", true, "a.example:rose"},
		{record.Members, "", "account,site\nrose,a.example\n", true, "a.example:rose"},
		{record.Members, "", "account,site\nrose,\n", true, string(table.NoSite)},
		{record.Payments, "", "id,time,account\n1,2004-03-02 10:00:00,rose\n", false, string(table.NoSite)},
		{record.Payments, "", "id,time,account\n1,2004-03-02 10:00:00,-\n", false, "/"},
		{record.Payments, "", "id,time,email\n1,2004-03-02 10:00:00,r@mail.example\n", true, "/"},
	} {
		p := open(t, []byte(c.data), &record.Source{Kind: c.kind, Site: c.site, Clock: clock.Statement{Zone: "UTC"}})
		if got := one(t, p, c.data); got != c.want || p.Sited() != c.sited {
			t.Errorf("%q: %s, sited %v", c.data, got, p.Sited())
		}
	}
}

// A row without an end speaks of a line that is still held; a reply to one
// instant does not.
func TestInForce(t *testing.T) {
	for data, want := range map[string]string{
		"ip,start,end,subscriber\n198.18.0.1,2004-03-02 10:00:00,,a\n":                                                      "in force",
		"ip,start,end,subscriber\n198.18.0.1,2004-03-02 10:00:00,2004-03-02 11:00:00,a\n":                                   "ended",
		"asked_ip,asked_time,start,subscriber\n198.18.0.1,2004-03-02 10:00:00,2004-03-01 10:00:00,a\n":                      "in force",
		"asked_ip,asked_time,start,subscriber\n198.18.0.1,2004-03-02 10:00:00,,a\n":                                         "ended",
		"asked_ip,asked_time,start,end,subscriber\n198.18.0.1,2004-03-02 10:00:00,2004-03-01 10:00:00,2004-03-03 10:00,a\n": "ended",
	} {
		kind := record.Assignments
		if data[0] == 'a' {
			kind = record.Answers
		}
		p := open(t, []byte(data), &record.Source{Kind: kind, Clock: clock.Statement{Zone: "UTC"}})
		if got := one(t, p, data); got != want {
			t.Errorf("%q: %s, want %s", data, got, want)
		}
	}
}
