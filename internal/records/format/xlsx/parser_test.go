package xlsx_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/records/clock"
	"comity/internal/records/format/table"
	"comity/internal/records/format/xlsx"
	"comity/internal/records/record"

	"github.com/google/go-cmp/cmp"
)

// dates are the styles of the tests' workbooks: 1 date, 2 time, 3 both.
var dates = []int{0, 14, 21, 22}

// grid is the XML of rows, the first of which is row 1. A cell is text; "=": a
// formula without a result; "#38048.5 3": a number in a style; "": none.
func grid(rows ...[]string) string {
	var b strings.Builder
	for i, row := range rows {
		if len(row) == 0 {
			continue
		}
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for j, c := range row {
			ref := fmt.Sprintf("%c%d", 'A'+j, i+1)
			number, isNumber := strings.CutPrefix(c, "#")
			switch {
			case c == "":
			case c == "=":
				fmt.Fprintf(&b, `<c r="%s"><f>A1</f></c>`, ref)
			case isNumber:
				v, style, _ := strings.Cut(number, " ")
				fmt.Fprintf(&b, `<c r="%s" s="%s"><v>%s</v></c>`, ref, "0"+style, v)
			default:
				fmt.Fprintf(&b, `<c r="%s" t="inlineStr"><is><t>%s</t></is></c>`, ref, c)
			}
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func cited(t testing.TB, rows ...[]string) string {
	t.Helper()
	got, err := text(workbook{sheets: []string{grid(rows...)}, styles: dates}.bytes(t), "", xlsx.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// lines collects what a parser makes of a sheet, a line for each record.
type lines struct{ out []string }

func (l *lines) add(kind string, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	l.out = append(l.out, kind+" "+string(b))
}

func (l *lines) sink() record.Sink {
	return record.Sink{
		Assignment: func(a *record.Assignment) { l.add("assignment", a) },
		Payment:    func(p *record.Payment) { l.add("payment", p) },
		Member:     func(m *record.Member) { l.add("member", m) },
		Holder:     func(h *record.Holder) { l.add("holder", h) },
		Relation:   func(r *record.Relation) { l.add("relation", r) },
		Hashed:     func(h *record.Hashed) { l.add("hashed", h) },
		Event: func(e *record.Event, p record.Place) {
			l.add("event", fmt.Sprintf("%v %s %s %s", e.Addr, e.User, e.Site, e.Stamp.Civil))
		},
		Reject:  func(r record.Reject) { l.add("reject", r) },
		Aside:   func(r record.Reject) { l.add("aside", r.Place) },
		Outside: func(p record.Place) { l.add("outside", p) },
	}
}

func source(kind record.Kind) *record.Source {
	return &record.Source{Ref: "T/1", Kind: kind, Format: "xlsx", Site: "roses.example", Clock: clock.Statement{Zone: "UTC", Basis: "test"}}
}

func parse(t testing.TB, src *record.Source, text string) []string {
	t.Helper()
	p, err := xlsx.New([]byte(text), src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var l lines
	p.Block([]byte(text), 0, l.sink())
	p.Close(l.sink())
	return l.out
}

// brief is what a record says of its place and time.
func brief(out []string) (b []string) {
	for _, l := range out {
		kind, text, _ := strings.Cut(l, " ")
		var r struct {
			Line   int64
			Offset int64
			Length int
			Reason string
			Start  clock.Span
			Time   clock.Span
		}
		json.Unmarshal([]byte(text), &r)
		if r.Offset != r.Line || r.Length != -1 {
			b = append(b, "bad place")
		}
		s := fmt.Sprintf("%s %d", kind, r.Line)
		if r.Reason != "" {
			s += " " + r.Reason
		}
		if kind == "payment" {
			r.Start = r.Time
		}
		if kind == "assignment" || kind == "payment" {
			s += " " + r.Start.Lo.String() + fmt.Sprintf(" %d", int64((r.Start.Hi-r.Start.Lo)/comity.Second))
		}
		b = append(b, s)
	}
	return b
}

func TestAssignments(t *testing.T) {
	src := source(record.Assignments)
	src.HeaderRow, src.DateOrder, src.Totals = 3, "dmy", []string{"Total"}
	text := cited(t,
		[]string{"Letter of 2 March"}, nil,
		[]string{"IP", "Start", "", "Subscriber", "Name"},
		[]string{"198.51.100.7", "#38048.586909722225 3", "", "line-1", "Anna Rossi", "a note beside"},
		nil,
		[]string{"198.51.100.8", "3.2.2004 10:00:00", "=", "line-2"},
		[]string{"198.51.100.8", "#38048 1", "", "#17", "="},
		[]string{"198.51.100.8", "=", "", "line-4"},
		[]string{"IP", "Start", "", "Subscriber", "Name"},
		[]string{" "},
		[]string{"Total 5", "", "", ""},
		[]string{"198.51.100.256", "#38048 3", "", "line-5"},
		[]string{"", "", "", "", "", "a remark under the table"},
	)
	want := []string{
		"assignment 4 2004-03-02T14:05:09Z 0", "assignment 6 2004-02-03T10:00:00Z 0",
		"reject 7 formula without a stored result", "reject 8 formula without a stored result",
		"reject 9 repeated header", "aside 11", "reject 12 bad address",
	}
	got := brief(parse(t, src, text))
	for i := range got {
		got[i] = strings.Replace(got[i], "Z 1", "Z 0", 1) // the stamp's own second
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestDateAndTimeInTwoColumns(t *testing.T) {
	for name, c := range map[string]struct {
		date, time, order, want string
	}{
		"both marked":      {"#38048 1", "#0.5869097222222223 2", "dmy", "2004-03-02T14:05:09Z"},
		"date with zeros":  {"#38048 3", "#0.5869097222222223 2", "", "2004-03-02T14:05:09Z"},
		"times with dates": {"#38048 1", "#0.5869097222222223 3", "mdy", "2004-03-02T14:05:09Z"},
		"both in both":     {"#38048.5869097222223 1", "#38048.5869097222223 2", "", "2004-03-02T14:05:09Z"},
		"text time":        {"#38048 1", "2:05:09 PM", "dmy", "2004-03-02T14:05:09Z"},
		"text date":        {"2.3.2004", "#0.5869097222222223 2", "dmy", "2004-03-02T14:05:09Z"},
		"text both":        {"2.3.2004", "14:05:09", "dmy", "2004-03-02T14:05:09Z"},
		"milliseconds":     {"#38048 1", "#0.58691261574 2", "dmy", "2004-03-02T14:05:09.25Z"},
	} {
		src := source(record.Payments)
		src.DateOrder, src.Columns = c.order, map[string][]string{"time": {"Date", "Time"}}
		got := brief(parse(t, src, cited(t, []string{"id", "Date", "Time"}, []string{"t1", c.date, c.time})))
		if len(got) != 1 || !strings.HasPrefix(got[0], "payment 2 "+c.want+" ") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

func TestHeaders(t *testing.T) {
	src := source(record.Members)
	src.HeaderRow, src.HeaderRows = 2, 2
	src.Columns = map[string][]string{"account": {"Login Name"}, "email": {"Login Mail"}, "time": {"Joined"}}
	text := cited(t, nil, []string{"Login", "", "Joined"}, []string{"Name", "Mail"}, []string{"rose", "rose@mail.example", "#38048 1"})
	src.Columns["time"] = []string{"Joined"}
	got := parse(t, src, text)
	if len(got) != 1 || !strings.Contains(got[0], `"User":"rose"`) || !strings.Contains(got[0], "rose@mail.example") {
		t.Error(got)
	}
	for name, c := range map[string]struct {
		row  int
		text string
		want string
	}{
		"beyond":  {9, text, "does not lie in the first 64 KiB"},
		"empty":   {1, text, "row 1 of the sheet is empty"},
		"nothing": {0, "", "does not lie in the first 64 KiB"},
		"cut":     {0, text[:5], "does not lie in the first 64 KiB"},
		"unnamed": {4, text, `"account" needs`},
	} {
		src := source(record.Members)
		src.HeaderRow = c.row
		_, err := xlsx.New([]byte(c.text), src, table.Config{})
		if comity.KindOf(err) != comity.Input || name != "unnamed" && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestEveryKind(t *testing.T) {
	for kind, rows := range map[record.Kind][2][]string{
		record.Access:      {{"time", "ip", "account"}, {"#38048.5 3", "198.51.100.7", "ro\\se"}},
		record.Assignments: {{"start", "ip", "subscriber"}, {"#38048.5 3", "198.51.100.7", "line-1"}},
		record.Answers:     {{"asked_time", "asked_ip", "subscriber"}, {"#38048.5 3", "198.51.100.7", "line-1"}},
		record.Payments:    {{"time", "id", "card"}, {"#38048.5 3", "t1", "#4000001234560008"}},
		record.Holders:     {{"card", "holder", "reported"}, {"#4000001234560008", "Anna Rossi", "#38048 1"}},
		record.Members:     {{"account", "time", "born"}, {"rose", "#38048.5 3", "#10000 1"}},
		record.Network:     {{"left", "relation", "right", "from"}, {"Rose Ltd", "owns", "roses.example", "#38048 1"}},
		record.Hashes:      {{"md5", "label", "first_seen"}, {"0123456789abcdef0123456789ABCDEF", "A", "#38048 1"}},
	} {
		got := parse(t, source(kind), cited(t, rows[0], rows[1]))
		if len(got) != 1 || strings.HasPrefix(got[0], "reject") {
			t.Errorf("%s: %v", kind, got)
		}
	}
}

// Where the rows are cut into blocks, and which clone reads them, changes nothing.
func TestCutAnywhere(t *testing.T) {
	src := source(record.Access)
	rows := [][]string{{"time", "ip", "account"}}
	for i := range 40 {
		rows = append(rows, []string{"#38048.5 3", fmt.Sprintf("198.51.100.%d", i*8), fmt.Sprintf("a\\b%d", i)})
	}
	all := cited(t, rows...)
	want := parse(t, src, all)
	p, err := xlsx.New([]byte(all), src, table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	ends := strings.SplitAfter(all, "\n\n")
	for n := 1; n < len(ends); n++ {
		var l lines
		for i := 0; i < len(ends); i += n {
			data := []byte(strings.Join(ends[i:min(len(ends), i+n)], ""))
			q := p.Clone()
			q.Block(bytes.Clone(data), 0, l.sink())
		}
		if diff := cmp.Diff(want, l.out); diff != "" {
			t.Fatalf("%d rows at a time:\n%s", n, diff)
		}
	}
	if got := xlsx.Rows([]byte(all)); got != 41 {
		t.Errorf("%d rows, want 41", got)
	}
}

// The slices of events stay as they were until the block has been read.
func TestEventsOutliveTheirRow(t *testing.T) {
	all := cited(t, []string{"time", "ip", "account"}, []string{"#38048.5 3", "198.51.100.7", "a\\one"}, []string{"#38048.5 3", "198.51.100.7", "b\\two"})
	p, err := xlsx.New([]byte(all), source(record.Access), table.Config{})
	if err != nil {
		t.Fatal(err)
	}
	var users [][]byte
	p.Block([]byte(all), 0, record.Sink{Event: func(e *record.Event, _ record.Place) { users = append(users, e.User) }})
	if got := fmt.Sprintf("%s", users); got != `[a\one b\two]` {
		t.Error(got)
	}
}
