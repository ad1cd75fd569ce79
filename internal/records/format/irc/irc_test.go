package irc_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"comity/internal/records/format/formattest"
	"comity/internal/records/format/irc"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func garden(t testing.TB, change func(*record.Source)) formattest.Format {
	t.Helper()
	return formattest.Format{
		Open: func(data []byte) formattest.Rows {
			src := formattest.Garden("irc")
			if change != nil {
				change(src)
			}
			p, err := irc.Open(data[:min(len(data), 64<<10)], src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.BoardRows,
	}
}

func day(s *record.Source) { s.Day = "2004-03-27" } // the next one begins summer time

func TestGolden(t *testing.T) {
	for name, change := range map[string]func(*record.Source){"irssi": nil, "xchat": nil, "mirc": nil, "offset": nil, "mixed": nil, "archive": day} {
		t.Run(name, func(t *testing.T) {
			f := garden(t, change)
			data, said := f.Golden(t, "testdata/"+name+".in", "testdata/"+name+".golden", *update)
			f.CRLF(t, data, said)
			if head := data[:min(len(data), 800)]; !irc.Sniff(head) && name != "mixed" {
				t.Error("not recognised")
			}
		})
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		head   string
		change func(*record.Source)
	}{
		"no day":   {"[10:00] <fern> hello\n", func(*record.Source) {}},
		"bad day":  {"", func(s *record.Source) { s.Day = "2004-02-30" }},
		"kind":     {"", func(s *record.Source) { s.Kind = record.Members }},
		"encoding": {"--- Log opened Mon Jan 05 22:58:01 2004\n", func(s *record.Source) { s.Encoding = "klingon" }},
	} {
		src := formattest.Garden("irc")
		c.change(src)
		_, err := irc.Open([]byte(c.head), src)
		formattest.Refused(t, name, err, "IT/9")
	}
}

func TestStatedEncodingAndForum(t *testing.T) {
	f := garden(t, func(s *record.Source) { day(s); s.Encoding, s.Forum = "koi8-r", "#dacha" })
	said := f.Whole(t, []byte("[10:00] <fern> \xd2\xcf\xda\xc1\n"))
	if !strings.Contains(said, "роза") || !strings.Contains(said, "#dacha") {
		t.Error(said)
	}
}

func TestLongLine(t *testing.T) {
	said := garden(t, day).Whole(t, []byte("[10:00] <fern> "+strings.Repeat("x", 70_000)+"\n[10:01] <fern> y\n"))
	if !strings.Contains(said, string(irc.LongLine)) || strings.Count(said, "post") != 1 {
		t.Errorf("%.300s", said)
	}
}

func TestSniffRefuses(t *testing.T) {
	for _, head := range []string{
		"", "Heading\n=======\n\ntext\n", "10:00 something happened\n10:01 again\n", "[error] <x> y\n", "2004-01-05 10:00:00 GET / 200\n",
		"Mar  2 14:05:09 host daemon[1]: text\n", "--- a/file\n+++ b/file\n", "*** nobody says anything\n",
	} {
		if irc.Sniff([]byte(head)) {
			t.Errorf("%q", head)
		}
	}
}

// Public logs of a support channel, each named by its day.
func TestUbuntu(t *testing.T) {
	files, err := filepath.Glob("../../../../../shared/data/chat/ubuntu-irc-train/*.txt")
	if err != nil || len(files) == 0 {
		t.Skip("the shared data are not here")
	}
	posts, deeds, rejects, aside, lines, kinds := 0, 0, 0, 0, 0, map[record.DeedKind]int{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		src := formattest.Garden("irc")
		src.Scope = record.Scope{}
		src.Day = filepath.Base(name)[:10]
		p, err := irc.Open(data[:min(len(data), 64<<10)], src)
		if err != nil || !irc.Sniff(data[:min(len(data), 64<<10)]) {
			t.Fatalf("%s: %v", filepath.Base(name), err)
		}
		lines += bytes.Count(data, []byte{'\n'})
		p.Block(data, 0, record.Sink{
			Post:   func(*record.Post) { posts++ },
			Deed:   func(d *record.Deed) { deeds++; kinds[d.Kind]++ },
			Aside:  func(record.Reject) { aside++ },
			Reject: func(r record.Reject) { rejects++; t.Logf("%s:%d: %s", filepath.Base(name), r.Line, r.Reason) },
		})
	}
	t.Logf("%d lines: %d posts, %d deeds %v, %d aside, %d rejects", lines, posts, deeds, kinds, aside, rejects)
	if rejects*1000 > lines || kinds[record.Rename] < 3500 {
		t.Error("too much is not read")
	}
}

func FuzzLog(f *testing.F) {
	for _, name := range []string{"irssi", "xchat", "mixed", "archive"} {
		data, err := os.ReadFile("testdata/" + name + ".in")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
		for line := range bytes.Lines(data) {
			f.Add(line)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		irc.Sniff(data)
		garden(t, func(s *record.Source) { day(s); s.Clock.Zone = "UTC" }).Fuzzed(t, data)
	})
}

func BenchmarkLog(b *testing.B) {
	var data []byte
	for i := range 100_000 {
		data = fmt.Appendf(data, "[%02d:%02d] <user%d> did you prune the roses before the frost came, or did you leave them as they were?\n", i/5000, i/100%60, i%300)
	}
	garden(b, day).BenchBoard(b, data, 100_000)
}
