package run_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf16"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/charset"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// packed is the data in one more layer.
func packed(t *testing.T, kind, member, data string) string {
	t.Helper()
	var b bytes.Buffer
	var w io.Closer
	var err error
	var to io.Writer
	switch kind {
	case unpack.Gzip:
		z := gzip.NewWriter(&b)
		w, to = z, z
	case unpack.Zip:
		z := zip.NewWriter(&b)
		w = z
		if _, err = z.Create("other/" + member); err == nil {
			to, err = z.Create(member)
		}
	case unpack.Tar:
		z := tar.NewWriter(&b)
		w, to = z, z
		err = z.WriteHeader(&tar.Header{Name: member, Size: int64(len(data)), Typeflag: tar.TypeReg})
	case unpack.UTF16LE:
		for _, u := range utf16.Encode([]rune(data)) {
			b.Write([]byte{byte(u), byte(u >> 8)})
		}
		return b.String()
	}
	if err == nil {
		_, err = io.WriteString(to, data)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func with(e run.Exhibit, change func(*record.Source)) run.Exhibit {
	change(&e.Source)
	return e
}

func TestDescribePacked(t *testing.T) {
	log := fmt.Sprintf(logLine, "a", "01/Jan/2004:10:00:00")
	member := func(name string) func(*record.Source) { return func(s *record.Source) { s.Member = name } }
	access := func(data string) run.Exhibit { return exhibit("s", record.Access, "", data) }
	zipped := packed(t, unpack.Zip, "logs/a.log", log)
	locked := strings.ReplaceAll(zipped, "PK\x01\x02\x14\x00\x14\x00\x08", "PK\x01\x02\x14\x00\x14\x00\x09")
	odd := "a!b:50%.log"
	members := "account\nrose\n"
	tests := []struct {
		name    string
		exhibit run.Exhibit
		want    string
	}{
		{"gzip", access(packed(t, unpack.Gzip, "", log)), "combined gzip 1"},
		{"zip", with(access(zipped), member("logs/a.log")), "combined zip/logs/a.log 1"},
		{"odd name", with(access(packed(t, unpack.Zip, odd, log)), member(odd)), "combined zip/a%21b%3A50%25.log 1"},
		{"tar", with(access(packed(t, unpack.Tar, "a.log", log)), member("a.log")), "combined tar/a.log 1"},
		{"gzip in a zip", with(access(packed(t, unpack.Zip, "a.gz", packed(t, unpack.Gzip, "", log))), member("a.gz")), "combined zip/a.gz!gzip 1"},
		{"tar.gz", with(access(packed(t, unpack.Gzip, "", packed(t, unpack.Tar, "a", log))), member("a")), "combined gzip!tar/a 1"},
		{"utf-16", exhibit("s", record.Members, "", packed(t, unpack.UTF16LE, "", "\ufeff"+members)), "csv utf-16le 1 utf-16le (bom)"},
		{"utf-16 without a mark", with(exhibit("s", record.Members, "", packed(t, unpack.UTF16LE, "", members)), func(s *record.Source) { s.Encoding = "utf-16le" }),
			"csv utf-16le 1 utf-16le (declared)"},
		{"declared", with(exhibit("s", record.Members, "", "account\nros\xe9\nf\xe4rn\n"), func(s *record.Source) { s.Encoding = "windows-1252" }),
			"csv  2 windows-1252 (declared)"},
		{"stray bytes", exhibit("s", record.Members, "", "account\nros\xe9\n\xff\n"), "csv  2"},
		{"document", exhibit("s", record.Document, "", zipped), "document  0"},

		{"foreign", exhibit("s", record.Members, "", "account\nros\xe9\nf\xe4rn\nr\xf6schen\n"),
			`exhibit s: its text is not UTF-8, and no encoding is stated | state it: encoding = "windows-1252" (the best guess, score 0.N)`},
		{"mark denies", with(exhibit("s", record.Members, "", "\xef\xbb\xbfaccount\nrose\n"), func(s *record.Source) { s.Encoding = "windows-1252" }),
			`exhibit s: encoding "windows-1252" is stated, and the text begins with the mark of utf-8 | write encoding = "utf-8", or leave it out`},
		{"wide mark denies", with(exhibit("s", record.Members, "", packed(t, unpack.UTF16LE, "", "\ufeff"+members)), func(s *record.Source) { s.Encoding = "utf-16be" }),
			`exhibit s: encoding "utf-16be" is stated, and the text begins with the mark of utf-16le | write encoding = "utf-16le", or leave it out`},
		{"zip without member", access(zipped),
			`exhibit s: it is a zip of 2 files, and no member is stated | say which file is meant: member = "other/logs/a.log", "logs/a.log"`},
		{"member not there", with(access(zipped), member("a.log")),
			`exhibit s: the zip holds no member "a.log" | it holds "other/logs/a.log", "logs/a.log"`},
		{"no archive", with(access(log), member("a.log")), "exhibit s: member is stated, and the file is neither a ZIP nor a tar | leave member out"},
		{"encrypted", with(access(locked), member("logs/a.log")),
			`exhibit s: member "logs/a.log" of the zip is encrypted | unpack it with another tool and seal both, the second with a note on how it was made`},
		{"twice", with(access(packed(t, unpack.Tar, "a", "")[:512]+packed(t, unpack.Tar, "a", log)), member("a")),
			`exhibit s: the tar holds member "a" 2 times: a citation could mean any | unpack it, and seal the files apart`},
		{"zip in gzip", with(access(packed(t, unpack.Gzip, "", zipped)), member("logs/a.log")),
			"exhibit s: it is a ZIP inside gzip, and a member of that cannot be read | unpack the outer layer, and seal the ZIP"},
		{"too deep", access(nested(t, log, 5)), "exhibit s: it is packed in more than 4 layers | unpack the outer ones, and seal what comes out"},
		{"listing cut off", with(access(zipped[:len(zipped)-30]), member("logs/a.log")),
			"exhibit s: the listing of the zip cannot be read: the compressed stream is damaged or breaks off here" +
				` | unpack it with another tool and seal the files, or seal it as kind = "document"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d, err := run.Describe(context.Background(), tt.exhibit)
			got := fmt.Sprintf("%s %s %d", d.Format, d.Packing, d.Rows)
			if d.Encoding.Name != "" && d.Encoding.Name != charset.UTF8 {
				got += " " + d.Encoding.String()
			}
			want, head, scored := tt.want, "", false
			if err != nil {
				got = err.Error() + " | " + comity.HintOf(err)
			}
			if head, _, scored = strings.Cut(want, "N)"); scored && strings.HasPrefix(got, head) {
				want = got
			}
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func nested(t *testing.T, data string, deep int) string {
	for range deep {
		data = packed(t, unpack.Gzip, "", data)
	}
	return data
}

// Two members of one archive are two readings of one exhibit; the same member
// again is none. Citations lead back through the archive, and their hits have
// different ids though both are at offset 0.
func TestTwoMembersOfOneArchive(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for name, user := range map[string]string{"a.log": "anna", "b.log": "bert"} {
		w, err := z.Create(name)
		if err == nil {
			_, err = fmt.Fprintf(w, logLine, user, "01/Jan/2004:10:00:00")
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	part := func(ref, name string) run.Exhibit {
		e := exhibit(ref, record.Access, "combined", b.String())
		e.Source.Member, e.Source.Packing = name, unpack.Step{Packing: unpack.Zip, Member: name}.String()
		return e
	}
	all := []run.Exhibit{part("s/1", "a.log"), part("s/2", "b.log"), part("s/3", "b.log"), exhibit("isp/1", record.Assignments, "csv", isp)}
	res, out := compute(t, run.Input{Exhibits: all})
	if c := res.Manifest.Counts; c.Exhibits != 3 || c.Events != 2 {
		t.Errorf("%+v", c)
	}
	ids := map[string]bool{}
	for _, line := range strings.Split(out[run.FindingsFile].String(), "\n") {
		var f run.Finding
		if json.Unmarshal([]byte(line), &f) != nil || f.Hit == nil {
			continue
		}
		if ids[f.Hit.ID] {
			t.Errorf("%s names two hits", f.Hit.ID)
		}
		ids[f.Hit.ID] = true
		e := all[0]
		if f.Hit.Source == "s/2" {
			e = all[1]
		}
		if f.Hit.Cite.Inner != e.Source.Packing {
			t.Error(f.Hit.Cite)
		}
		err := run.Lines(context.Background(), e, *f.Hit, func(_ comity.Citation, line []byte) error {
			if user := map[string]string{"s/1": "anna", "s/2": "bert"}[f.Hit.Source]; !strings.Contains(string(line), user) {
				t.Errorf("%s: %s", f.Hit.Source, line)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
	if plain := all[0].Source.Exhibit.Short(); len(ids) != 2 || ids["h"+plain+"-0"] {
		t.Errorf("%v", ids)
	}
}

// A bomb in evidence costs one reject and neither memory nor what lies before it.
func TestDamageIsOneReject(t *testing.T) {
	log := strings.Repeat(fmt.Sprintf(logLine, "a", "01/Jan/2004:10:00:00"), 2000)
	whole := packed(t, unpack.Gzip, "", packed(t, unpack.Gzip, "", log+strings.Repeat("\x00", 64<<20)))
	e := exhibit("s/1", record.Access, "combined", whole)
	e.Source.Packing = "gzip!gzip"
	res, out := compute(t, run.Input{Exhibits: []run.Exhibit{e}})
	if c := res.Manifest.Counts; c.Events != 2000 || !strings.Contains(out[run.RejectsFile].String(), string(unpack.Bomb)) {
		t.Errorf("%+v", c)
	}
}
