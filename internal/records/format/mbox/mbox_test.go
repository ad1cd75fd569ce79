package mbox_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"runtime"
	"strings"
	"testing"

	"comity/internal/records/format/formattest"
	"comity/internal/records/format/mbox"
	"comity/internal/records/record"
)

var update = flag.Bool("update", false, "write the golden files anew")

func garden(t testing.TB, zone string) formattest.Format {
	t.Helper()
	return formattest.Format{
		Open: func([]byte) formattest.Rows {
			src := formattest.Garden("mbox")
			src.Clock.Zone = zone
			p, err := mbox.Open(src)
			if err != nil {
				t.Fatal(err)
			}
			return p
		},
		Sink: formattest.BoardRows,
	}
}

func TestGolden(t *testing.T) {
	f := garden(t, "Europe/Rome")
	data, said := f.Golden(t, "testdata/garden.in", "testdata/garden.golden", *update)
	f.CRLF(t, data, said)
	if !mbox.Sniff(data) {
		t.Error("not recognised")
	}
}

func TestOpenRefuses(t *testing.T) {
	src := formattest.Garden("mbox")
	src.Kind = record.Access
	_, err := mbox.Open(src)
	formattest.Refused(t, "kind", err, "IT/9")
}

func TestSniff(t *testing.T) {
	for head, want := range map[string]bool{
		"From moss@mail.example Sat Jan 17 21:14:03 2004\nSubject: x\n":      true,
		"From moss at mail.example  Sat Jan 17 21:14:03 2004\r\nFrom: x\r\n": true,
		"From - Sat Jan 17 21:14:03 2004\nX-Mozilla-Status: 0001\n":          true,
		"From moss@mail.example Sat Jan 17 21:14:03 CET 2004\nSubject: x\n":  true,
		"From moss@mail.example Sat Jan 17 21:14:03 2004\nno header\n":       false,
		"From the first day on\nSubject: x\n":                                false,
		"Return-Path: <moss@mail.example>\nSubject: x\n":                     false,
		"From moss@mail.example Sat Jan 32 21:14:03 2004\nSubject: x\n":      false,
		"": false, "From ": false,
	} {
		if mbox.Sniff([]byte(head)) != want {
			t.Errorf("%q: not %v", head, want)
		}
	}
}

// A message may hold attachments longer than what is looked at.
func TestLongMessage(t *testing.T) {
	head := "From moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: moss@mail.example\nDate: Sat, 17 Jan 2004 21:14:03 +0200\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nsaid\n--b\nContent-Type: image/png\n\n"
	data := head + strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 60_000) + "--b--\n\n" + head
	said := garden(t, "UTC").Whole(t, []byte(data))
	if strings.Count(said, `"Text":"said"`) != 2 || !strings.Contains(said, fmt.Sprintf("0+%d", len(data)-len(head)-2)) {
		t.Errorf("%.600s", said)
	}
}

// What of a long message may be missing is said; a text that a boundary ends is whole.
func TestCut(t *testing.T) {
	head := "From moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: moss@mail.example\nDate: Sat, 17 Jan 2004 21:14:03 +0200\n"
	long := strings.Repeat("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\n", 60_000)
	for name, c := range map[string]struct {
		body string
		cut  int
	}{
		"attachment behind":  {"Content-Type: multipart/mixed; boundary=b\n\n--b\n\nsaid\n--b\nContent-Type: image/png\n\n" + long + "--b--\n", 0},
		"attachment before":  {"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: image/png\n\n" + long + "--b\n\nsaid\n--b--\n", 1},
		"text":               {"\nsaid\n" + strings.Repeat("> "+long[:58]+"\n", 60_000), 1},
		"one part, no cut":   {"\nsaid\n", 0},
		"HTML behind a text": {"Content-Type: multipart/alternative; boundary=b\n\n--b\n\nsaid\n--b\nContent-Type: text/html\n\n<!--" + long + "-->said\n--b--\n", 1},
	} {
		if said := garden(t, "UTC").Whole(t, []byte(head+c.body)); strings.Count(said, string(mbox.Cut)) != c.cut {
			t.Errorf("%s: %.300s", name, said)
		}
	}
}

// A field on very many lines is read once, not once more for each line.
func TestFolded(t *testing.T) {
	data := "From moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: Moss\n <moss@mail.example>\nDate: Sat, 17 Jan 2004\n\t21:14:03 +0200\nReferences: <a@b>" + strings.Repeat("\n <b@c>", 9_000) +
		"\nIn-Reply-To:\n  <c@d> \nSubject:\n  roses\n\n\nsaid\n\nFrom moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: moss@mail.example\nSubject: tulips\n\nsaid\n"
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	said := garden(t, "UTC").Whole(t, []byte(data))
	runtime.ReadMemStats(&after)
	for _, want := range []string{`"Author":"Moss"`, `"Thread":"a@b"`, `"Parent":"c@d"`, `"Subject":"roses"`, `"Subject":"tulips"`} {
		if !strings.Contains(said, want) {
			t.Errorf("no %s in %.600s", want, said)
		}
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 32<<20 {
		t.Errorf("%d bytes for %d of a message", n, len(data))
	}
}

// A mark at the file's beginning hides no message.
func TestMark(t *testing.T) {
	data := "\ufeffFrom moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: moss@mail.example\nDate: Sat, 17 Jan 2004 21:14:03 +0200\n\nsaid\n"
	if said := garden(t, "UTC").Whole(t, []byte(data)); !strings.Contains(said, `"Text":"said"`) || strings.Contains(said, "reject") || !strings.HasPrefix(said, "3+") {
		t.Error(said)
	}
}

// Flowed lines keep the blank at their ends unless the message says otherwise.
func TestFlowed(t *testing.T) {
	head := "From moss@mail.example Sat Jan 17 21:14:03 2004\nFrom: moss@mail.example\nDate: Sat, 17 Jan 2004 21:14:03 +0200\nContent-Type: text/plain; format=flowed"
	for end, want := range map[string]string{"": "rose bed", "; delsp=no": "rose bed", "; DelSp=yes": "rosebed"} {
		if said := garden(t, "UTC").Whole(t, []byte(head+end+"\n\nrose \nbed\n")); !strings.Contains(said, `"Text":"`+want+`"`) {
			t.Errorf("%q: %s", end, said)
		}
	}
}

func FuzzMailbox(f *testing.F) {
	data, err := os.ReadFile("testdata/garden.in")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	for _, m := range bytes.SplitAfter(data, []byte("\n\nFrom ")) {
		f.Add(append([]byte("From "), m...))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		mbox.Sniff(data)
		garden(t, "UTC").Fuzzed(t, data)
	})
}

func BenchmarkMailbox(b *testing.B) {
	var data []byte
	for i := range 20_000 {
		data = fmt.Appendf(data, "From user%d@mail.example Sat Jan 17 21:14:03 2004\nReceived: from mail.example by garden.example; Sat, 17 Jan 2004 21:14:05 +0100\nMessage-ID: <%d@mail.example>\n"+
			"Date: Sat, 17 Jan 2004 21:14:03 +0100\nFrom: User %d <user%d@mail.example>\nTo: roses@garden.example\nSubject: Re: Black spot\nReferences: <%d@mail.example>\n"+
			"Content-Type: text/plain; charset=us-ascii\n\nOn Sat, 17 Jan 2004, Moss Green wrote:\n> When do we prune?\n> And how deep?\n\nWhen the frost is over and before the buds open:\n"+
			"a sharp blade, a slanting cut, and nothing left that\nis dead or crosses another.\n\n-- \nUser %d\n\n", i%300, i, i%300, i%300, i-1, i%300)
	}
	garden(b, "UTC").BenchBoard(b, data, 20_000)
}
