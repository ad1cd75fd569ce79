package simulate_test

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/klauspost/compress/zstd"
	"github.com/pelletier/go-toml/v2"

	"comity/internal/simulate"
)

// every is a small world that is written in all formats.
func every(seed uint64) simulate.Config {
	return simulate.Config{Seed: seed, Dirt: "standard", Formats: "all", Sites: 16, Subscribers: 24, Days: 40}
}

// laid is what a manifest says of an exhibit, with how it is laid out.
type laid struct {
	exhibit
	Member, Encoding, Decimal, Sheet, Transcribes string
	DateOrder                                     string `toml:"date_order"`
	HeaderRow                                     int    `toml:"header_row"`
	HeaderRows                                    int    `toml:"header_rows"`
	Totals                                        []string
}

func (e *laid) where() string {
	if e.Member == "" {
		return e.Path
	}
	return e.Path + "!" + e.Member
}

func readLaid(t *testing.T, dir string) []laid {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var m struct{ Exhibit []laid }
	if err := toml.Unmarshal(b, &m); err != nil {
		t.Fatal(err)
	}
	return m.Exhibit
}

// content is an exhibit's text: unpacked and in UTF-8.
func content(t *testing.T, dir string, e *laid) []byte {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, e.Path))
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case strings.HasSuffix(e.Path, ".zip"):
		b = unzip(t, b, e.Member)
	case strings.HasSuffix(e.Path, ".zst"):
		d, err := zstd.NewReader(nil)
		if err != nil {
			t.Fatal(err)
		}
		if b, err = d.DecodeAll(b, nil); err != nil {
			t.Fatal(err)
		}
		d.Close()
	case strings.HasSuffix(e.Path, "gz"):
		b = plain(t, "x.gz", b)
	}
	if e.Member != "" && strings.HasSuffix(e.Path, "gz") {
		b = untar(t, b, e.Member)
	}
	if len(b) > 1 && b[0] == 0xff && b[1] == 0xfe {
		var units []uint16
		for i := 2; i+1 < len(b); i += 2 {
			units = append(units, binary.LittleEndian.Uint16(b[i:]))
		}
		if len(b)%2 != 0 {
			t.Errorf("%s: an odd number of bytes in UTF-16", e.Path)
		}
		b = []byte(string(utf16.Decode(units)))
	}
	return bytes.TrimPrefix(b, []byte("\ufeff"))
}

func unzip(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	f, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func untar(t *testing.T, b []byte, name string) []byte {
	t.Helper()
	in := tar.NewReader(bytes.NewReader(b))
	for {
		h, err := in.Next()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if h.Name == name {
			out, err := io.ReadAll(in)
			if err != nil {
				t.Fatal(err)
			}
			return out
		}
	}
}

func TestAllFormatsSameBytes(t *testing.T) {
	a, _ := generate(t, every(4))
	before := runtime.GOMAXPROCS(1)
	b, _ := generate(t, every(4))
	runtime.GOMAXPROCS(before)
	if digest(t, a) != digest(t, b) {
		t.Error("two runs with the same arguments differ")
	}
}

// TestFormatsOccur wants each format in a good share of seeds.
func TestFormatsOccur(t *testing.T) {
	count := map[string]int{}
	const seeds = 8
	for seed := range uint64(seeds) {
		cfg := every(seed + 1)
		cfg.Subscribers = 12
		dir, _ := generate(t, cfg)
		seen := map[string]bool{}
		for _, e := range readLaid(t, dir) {
			seen[e.Format], seen["kind "+e.Kind] = true, true
			for what, is := range map[string]bool{"member": e.Member != "", "western": e.Encoding != "", "decimal": e.Decimal != "", "sheet": e.Sheet != "",
				"keyed in": e.Transcribes != "", "order": e.DateOrder != "", "header row": e.HeaderRow > 1, "header rows": e.HeaderRows == 2, "totals": len(e.Totals) > 0,
				"zstd": strings.HasSuffix(e.Path, ".zst"), "rotated": strings.Contains(e.Path, ".log.1."), "copy": strings.Contains(e.Path, "-2.xlsx")} {
				seen[what] = seen[what] || is
			}
		}
		for what := range seen {
			count[what]++
		}
	}
	for _, what := range strings.Fields("csv radius combined clf vhost_combined xlsx camt mt940 ftm") {
		if count[what] < seeds-1 {
			t.Errorf("%s occurs in %d of %d worlds", what, count[what], seeds)
		}
	}
	for _, what := range []string{"nginx_json", "iis", "kea", "isc", "juniper", "asa", "mysqldump", "kind document", "kind network", "member", "western", "decimal", "sheet",
		"keyed in", "order", "header row", "header rows", "totals", "zstd", "rotated", "copy"} {
		if count[what] == 0 {
			t.Errorf("%s does not occur in %d worlds", what, seeds)
		}
	}
}

// TestNativeRejects reads logs and lease files independently: what can't be
// parsed must be exactly what the truth lists.
func TestNativeRejects(t *testing.T) {
	for _, seed := range []uint64{3, 9, 12} {
		cfg := every(seed)
		cfg.Subscribers, cfg.Days = 40, 60
		dir, s := generate(t, cfg)
		planted := readRejects(t, dir)
		if int64(len(planted)) != s.RejectsPlanted {
			t.Errorf("seed %d: %d places, %d planted", seed, len(planted), s.RejectsPlanted)
		}
		for _, e := range readLaid(t, dir) {
			valid := lineTests[e.Format]
			if valid == nil {
				continue
			}
			for n, record := range recordsOf(&e, string(content(t, dir, &e))) {
				if reason := planted[e.where()+":"+strconv.Itoa(n)]; valid(record) == (reason != "") {
					t.Errorf("%s:%d: planted %q, record %.200q", e.where(), n, reason, record)
				}
			}
		}
	}
}

// recordsOf parts a file into lines, or leases, by the number of their first line.
func recordsOf(e *laid, text string) map[int]string {
	out := map[int]string{}
	first := 0
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		line = strings.TrimSuffix(line, "\r")
		switch {
		case e.Format == "isc":
			if strings.HasPrefix(line, "lease ") {
				first = i + 1
			}
			if first > 0 {
				out[first] += line + "\n"
			}
		case strings.HasPrefix(line, "#") || strings.HasPrefix(line, "address,"):
		default:
			out[i+1] = line
		}
	}
	return out
}

var (
	addr        = `(?:(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])\.){3}(?:\d{1,2}|1\d\d|2[0-4]\d|25[0-5])`
	anyAddr     = `(?:` + addr + `|[0-9a-f]*:[0-9a-f:]+)`
	stamp       = `(\d{4}.\d\d.\d\d[ T]\d\d:\d\d:\d\d)`
	iscRecord   = regexp.MustCompile(`^lease ` + addr + ` \{\n  starts \d ` + stamp + `;\n  ends \d ` + stamp + `;\n(?s:.*)option agent.remote-id "[^"]+";\n(?s:.*)\}\n$`)
	keaRecord   = regexp.MustCompile(`^` + addr + `,[0-9a-f:]{17},[0-9a-f:]+,\d+,\d{9,10},1,0,0,,[02],\{ "ISC": \{ "relay-agent-info": \{ "remote-id": "[0-9A-F]{12}"&#x2c [^,]*\}(,0)?$`)
	juniperLine = regexp.MustCompile(`^\w{3} [ \d]\d \d\d:\d\d:\d\d .*?` + stamp + `.*_NAT_PORT_BLOCK_(?:ALLOC|RELEASE): ` + addr + ` -> ` + addr + `:\d+-\d+$`)
	asaLine     = regexp.MustCompile(`^(\w{3} \d\d \d{4} \d\d:\d\d:\d\d) cgn1 : %ASA-6-30501[12]: (?:Built|Teardown) dynamic TCP translation from inside:` + addr + `/\d+ to outside:` + addr + `/\d+(?: duration \d+:\d\d:\d\d)?$`)
	iisLine     = regexp.MustCompile(`^` + stamp + ` W3SVC1 ` + addr + ` (?:GET|POST|HEAD) \S+ - 80 \S+ ` + anyAddr + ` \S+ \S+ \d{3} 0 0 \d+(?: \d+)?$`)
	host        = regexp.MustCompile(`^` + anyAddr + `$`)
)

func dated(layout, s string) bool {
	_, err := time.Parse(layout, strings.ReplaceAll(s, "/", "-"))
	return err == nil
}

// lineTests are what any reader of a format must find in a record.
var lineTests = map[string]func(string) bool{
	"isc": func(r string) bool {
		m := iscRecord.FindStringSubmatch(r)
		return m != nil && dated(time.DateTime, m[1]) && dated(time.DateTime, m[2])
	},
	"kea": keaRecord.MatchString,
	"juniper": func(r string) bool {
		m := juniperLine.FindStringSubmatch(r)
		return m != nil && dated(time.DateTime, m[1]) && m[1] > "1990" // before, no such log was written
	},
	"asa": func(r string) bool {
		m := asaLine.FindStringSubmatch(r)
		return m != nil && dated("Jan 02 2006 15:04:05", m[1])
	},
	"iis": func(r string) bool {
		m := iisLine.FindStringSubmatch(r)
		return m != nil && dated(time.DateTime, m[1])
	},
	"nginx_json": func(r string) bool {
		var o map[string]any
		if json.Unmarshal([]byte(r), &o) != nil {
			return false
		}
		at, ip := o["time_iso8601"], o["remote_addr"]
		if o["ts"] != nil {
			at, ip = o["ts"], o["client"]
		}
		_, err := time.Parse(time.RFC3339, fmt.Sprint(at))
		return err == nil && host.MatchString(fmt.Sprint(ip))
	},
	"combined": validLog, "clf": validLog, "vhost_combined": validLog,
}

// TestBooksAreWellFormed parses every part of every workbook and statement.
func TestBooksAreWellFormed(t *testing.T) {
	books := 0
	for _, seed := range []uint64{5, 6} {
		dir, _ := generate(t, every(seed))
		walk(t, dir, func(name string, b []byte) {
			switch {
			case strings.HasSuffix(name, ".xml"):
				wellFormed(t, name, bytes.NewReader(b))
			case strings.HasSuffix(name, ".xlsx"):
				books++
				z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
				if err != nil {
					t.Fatal(err)
				}
				if z.File[0].Name != "[Content_Types].xml" || len(z.File) != 7 {
					t.Errorf("%s: parts are %d, first %s", name, len(z.File), z.File[0].Name)
				}
				for _, f := range z.File {
					in, err := f.Open()
					if err != nil {
						t.Fatal(err)
					}
					wellFormed(t, name+"!"+f.Name, in)
				}
			}
		})
	}
	if books == 0 {
		t.Error("no workbook")
	}
}

func wellFormed(t *testing.T, name string, in io.Reader) {
	t.Helper()
	d := xml.NewDecoder(in)
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
}

// TestDuplicatesAreDuplicates holds logs that share rows against each other.
func TestDuplicatesAreDuplicates(t *testing.T) {
	logs, tables := 0, 0
	for _, seed := range []uint64{1, 2, 6} {
		cfg := every(seed)
		cfg.Dirt = "none"
		dir, _ := generate(t, cfg)
		texts := map[string]*laid{}
		list := readLaid(t, dir)
		for i := range list {
			texts[list[i].where()] = &list[i]
		}
		for _, d := range readLines[struct {
			Path   string
			Line   int
			OfPath string `json:"of_path"`
			OfLine int    `json:"of_line"`
			Rows   int
		}](t, dir, "duplicates") {
			a, b := texts[d.Path], texts[d.OfPath]
			if a == nil || b == nil {
				t.Fatalf("%s or %s is no exhibit", d.Path, d.OfPath)
			}
			if d.Rows == 0 {
				tables++
				continue
			}
			if a.Kind != "access" {
				continue
			}
			logs++
			have := map[string]int{}
			for _, line := range bytes.Split(content(t, dir, b), []byte("\n")) {
				have[iisBare(string(line))]++
			}
			shared := 0
			for _, line := range bytes.Split(content(t, dir, a), []byte("\n")) {
				if l := iisBare(string(line)); l != "" && have[l] > 0 {
					have[l]--
					shared++
				}
			}
			if shared < d.Rows {
				t.Errorf("%s and %s share %d rows, the truth says %d", d.Path, d.OfPath, shared, d.Rows)
			}
		}
	}
	if logs == 0 || tables == 0 {
		t.Errorf("%d copies of logs, %d of table rows", logs, tables)
	}
}

// iisBare leaves out a directive, and the field that a restart adds.
func iisBare(line string) string {
	if strings.HasPrefix(line, "#") {
		return ""
	}
	if f := strings.Fields(line); strings.Contains(line, " W3SVC1 ") && len(f) > 16 {
		return strings.Join(f[:16], " ")
	}
	return line
}

// TestSubscribersAreInTheirFiles wants each person's subscriber named by the
// provider's own file, as the file names subscribers.
func TestSubscribersAreInTheirFiles(t *testing.T) {
	cfg := every(12)
	cfg.Dirt = "none"
	dir, _ := generate(t, cfg)
	texts := map[string]string{}
	for _, e := range readLaid(t, dir) {
		if e.Kind == "assignments" && lineTests[e.Format] != nil {
			texts[e.Provider] = string(content(t, dir, &e))
		}
	}
	seen, missing := 0, 0
	for _, p := range readLines[person](t, dir, "persons") {
		for _, s := range p.Subscribers {
			text, native := texts[s.Provider]
			if !native || strings.HasPrefix(s.Subscriber, "10.") {
				continue // an ASA's log names only those it was asked about
			}
			if seen++; !strings.Contains(text, `"`+s.Subscriber+`"`) && !strings.Contains(text, " "+s.Subscriber+" -> ") {
				missing++
			}
		}
	}
	if seen == 0 || missing*50 > seen {
		t.Errorf("%d of %d subscribers do not occur", missing, seen)
	}
}

func TestAllFormatsStayResolvable(t *testing.T) {
	for _, seed := range []uint64{1, 13} {
		cfg := every(seed)
		cfg.Days = 90
		_, s := generate(t, cfg)
		cfg.Formats = "classic"
		_, classic := generate(t, cfg)
		if s.Resolvable*100 < s.Subscribers*60 || s.Resolvable*100 < classic.Resolvable*90 {
			t.Errorf("seed %d: %d of %d subscribers are resolvable, %d in the classic formats", seed, s.Resolvable, s.Subscribers, classic.Resolvable)
		}
	}
}

func TestLetterIsAWholeDocument(t *testing.T) {
	dir, _ := generate(t, every(3))
	refs := map[string]laid{}
	for _, e := range readLaid(t, dir) {
		refs[e.Ref] = e
	}
	found := false
	for _, e := range refs {
		if e.Transcribes == "" {
			continue
		}
		found = true
		letter := refs[e.Transcribes]
		b := content(t, dir, &letter)
		if letter.Kind != "document" || e.Columns["page"] == nil || !bytes.HasPrefix(b, []byte("%PDF-1.4\n")) || !bytes.HasSuffix(b, []byte("%%EOF\n")) {
			t.Errorf("%s transcribes %s, of kind %s", e.Path, letter.Path, letter.Kind)
		}
		start, _ := strconv.Atoi(strings.Fields(string(b[bytes.LastIndex(b, []byte("startxref"))+9:]))[0])
		if !bytes.HasPrefix(b[start:], []byte("xref\n")) {
			t.Errorf("%s: startxref %d points at no table", letter.Path, start)
		}
	}
	if !found {
		t.Error("nothing was keyed in")
	}
}

// TestTableLayouts finds the rows of a wrong width by itself, below titles and
// headers and above totals.
func TestTableLayouts(t *testing.T) {
	checked := 0
	for _, seed := range []uint64{2, 4, 7} {
		cfg := every(seed)
		cfg.Subscribers = 40
		dir, _ := generate(t, cfg)
		planted := readRejects(t, dir)
		for _, e := range readLaid(t, dir) {
			if e.Format != "csv" || e.Kind == "network" {
				continue
			}
			lines := strings.Split(strings.TrimSuffix(string(content(t, dir, &e)), "\n"), "\n")
			top := max(1, e.HeaderRow) + max(1, e.HeaderRows) - 1 // lines up to and with the header
			head := lines[top-1]
			if e.Totals != nil && !strings.Contains(lines[len(lines)-1], e.Totals[0]) {
				t.Errorf("%s ends without totals: %q", e.where(), lines[len(lines)-1])
			}
			for i := top; i < len(lines); i++ {
				reason := planted[e.where()+":"+strconv.Itoa(i+1)]
				wrong := strings.Contains(reason, "columns") || strings.Contains(reason, "cut") || strings.Contains(reason, "garbage")
				line := strings.TrimSuffix(lines[i], "\r")
				if (fields(t, line, []byte(head)) != fields(t, strings.TrimSuffix(head, "\r"), []byte(head))) != wrong {
					t.Errorf("%s:%d: planted %q, line %.120q", e.where(), i+1, reason, line)
				}
				checked++
			}
		}
	}
	if checked < 1000 {
		t.Errorf("only %d rows checked", checked)
	}
}
