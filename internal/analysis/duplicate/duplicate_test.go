package duplicate_test

import (
	"fmt"
	"testing"

	"comity/internal/analysis/duplicate"
	"comity/internal/comity"
	"comity/internal/records/record"
)

func TestRowsSeen(t *testing.T) {
	var rows duplicate.Rows
	n := 0
	deliver := func(id, email, name string) int {
		k := rows.Key()
		k.Text(id)
		k.Int(1078232709)
		k.Maybe(email)
		k.Maybe(name)
		n++
		first, again := rows.Seen(duplicate.Origin{Source: n})
		if again {
			return first.Source
		}
		return 0
	}
	for _, c := range []struct {
		what, id, email, name string
		first                 int
	}{
		{"new", "t1", "rose@mail.example", "Rose", 0},
		{"the same", "t1", "rose@mail.example", "Rose", 1},
		{"lacks a column", "t1", "", "Rose", 1},
		{"contradicts", "t1", "iris@mail.example", "Rose", 0},
		{"the one that contradicted", "t1", "iris@mail.example", "", 4},
		{"another", "t2", "rose@mail.example", "Rose", 0},
		{"fields do not run together", "t", "2rose@mail.example", "Rose", 0},
	} {
		if got := deliver(c.id, c.email, c.name); got != c.first {
			t.Errorf("%s: first delivered by %d, want %d", c.what, got, c.first)
		}
	}
}

// A line counts as often as the log that has it most often.
func TestLinesSeen(t *testing.T) {
	p := duplicate.NewPrinter()
	print := func(text string) duplicate.Print {
		return p.Of([]byte("trains.example"), 7*comity.Second, &record.Event{Request: []byte(text)})
	}
	var lines duplicate.Lines
	for _, c := range []struct {
		log  string
		want string // + new, = delivered before
	}{
		{"aab", "+++"},
		{"baa", "==="},
		{"aaabc", "==+=+"},
		{"aaaabc", "===+=="},
	} {
		lines.Next()
		got := ""
		for _, l := range c.log {
			if lines.Seen(print(string(l))) {
				got += "="
			} else {
				got += "+"
			}
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.log, got, c.want)
		}
	}
}

func TestLinesGrow(t *testing.T) {
	p := duplicate.NewPrinter()
	var lines duplicate.Lines
	for turn := range 2 {
		lines.Next()
		for i := range 10_000 {
			e := record.Event{Request: []byte(fmt.Sprintf("GET /%d HTTP/1.%d", i, turn))}
			if got := lines.Seen(p.Of(nil, 0, &e)); got != (turn == 1) {
				t.Fatalf("turn %d, line %d: seen %v", turn, i, got)
			}
		}
	}
}

func TestPrintTellsApart(t *testing.T) {
	p := duplicate.NewPrinter()
	base := record.Event{User: []byte("rose"), Request: []byte("GET / HTTP/1.1"), Status: 200, Size: 12}
	one := p.Of([]byte("a.example"), comity.Hour, &base)
	for name, change := range map[string]func(e *record.Event, site *string, at *comity.Instant){
		"user":   func(e *record.Event, _ *string, _ *comity.Instant) { e.User = []byte("iris") },
		"target": func(e *record.Event, _ *string, _ *comity.Instant) { e.Request = []byte("GET /a HTTP/1.1") },
		"status": func(e *record.Event, _ *string, _ *comity.Instant) { e.Status = 304 },
		"size":   func(e *record.Event, _ *string, _ *comity.Instant) { e.Size = 13 },
		"site":   func(_ *record.Event, s *string, _ *comity.Instant) { *s = "b.example" },
		"second": func(_ *record.Event, _ *string, at *comity.Instant) { *at += comity.Second },
	} {
		e, site, at := base, "a.example", comity.Hour
		change(&e, &site, &at)
		if p.Of([]byte(site), at, &e) == one {
			t.Errorf("another %s has the same print", name)
		}
	}
	again := base
	if p.Of([]byte("a.example"), comity.Hour+1, &again) != one {
		t.Error("a fraction of a second makes another print")
	}
}

// One transaction exported with its seconds and without them happened once. Two
// within a minute stay two, in whatever order the exports are read.
func TestRowsSeenAtMinutes(t *testing.T) {
	const second, coarse = comity.Instant(0), 59 * comity.Second
	const minute = 1_073_296_800 * comity.Second // 2004-01-05 10:00
	exact := func(s int) [2]comity.Instant {
		return [2]comity.Instant{minute + comity.Instant(s)*comity.Second, second}
	}
	whole := [2]comity.Instant{minute + coarse/2, coarse}
	for _, c := range []struct {
		what string
		at   [][2]comity.Instant
		want string // + new, = again, ? possible
	}{
		{"the same", [][2]comity.Instant{exact(9), exact(9)}, "+="},
		{"seconds first", [][2]comity.Instant{exact(9), whole}, "+="},
		{"minutes first", [][2]comity.Instant{whole, exact(9)}, "+="},
		{"minutes first, then two", [][2]comity.Instant{whole, exact(9), exact(40)}, "+=+"},
		{"two, then minutes", [][2]comity.Instant{exact(9), exact(40), whole}, "++="},
		{"the first and last second", [][2]comity.Instant{whole, exact(0)}, "+="},
		{"the last second", [][2]comity.Instant{exact(59), whole}, "+="},
		{"the next minute", [][2]comity.Instant{whole, exact(60)}, "++"},
		{"cut off", [][2]comity.Instant{exact(9), exact(0)}, "+?"},
		{"cut off first", [][2]comity.Instant{exact(0), exact(9)}, "+?"},
		{"fraction cut off", [][2]comity.Instant{{minute + 9*comity.Second + 250_000, 0}, exact(9)}, "+?"},
		{"other seconds", [][2]comity.Instant{exact(9), exact(40)}, "++"},
		{"sure beats possible", [][2]comity.Instant{exact(0), exact(9), exact(9)}, "+?="},
	} {
		var rows duplicate.Rows
		got := ""
		for n, at := range c.at {
			k := rows.Key()
			k.Text("t1")
			k.At(at[0], at[1])
			_, v := rows.Judge(duplicate.Origin{Source: n})
			got += string("+=?"[v])
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.what, got, c.want)
		}
	}
}

// What a second delivery adds is known of the row from then on.
func TestRowsLearn(t *testing.T) {
	var rows duplicate.Rows
	got := ""
	for n, email := range []string{"", "rose@mail.example", "iris@mail.example", ""} {
		k := rows.Key()
		k.Text("t1")
		k.Maybe(email)
		_, v := rows.Judge(duplicate.Origin{Source: n})
		got += string("+=?"[v])
	}
	if got != "+=+=" {
		t.Error(got)
	}
}
