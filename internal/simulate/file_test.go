package simulate_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pelletier/go-toml/v2"
)

// plain is the content of a file, decompressed where it is compressed.
func plain(t *testing.T, name string, b []byte) []byte {
	t.Helper()
	if !strings.HasSuffix(name, ".gz") {
		return b
	}
	r, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	out, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type manifest struct {
	Basis []struct {
		ID, Instrument, Authority, Reference, Offence string
		Date, From, To                                toml.LocalDate
		Data                                          []string
	}
	Exhibit []exhibit
}

type exhibit struct {
	Ref, Path, Basis, Kind, Format, Provider, Country, Site, Host string
	TimeFormat                                                    string `toml:"time_format"`
	Obtained                                                      time.Time
	Handling                                                      []string
	Clock                                                         struct{ Zone, Basis, Skew string }
	Columns                                                       map[string]any
	Values                                                        map[string]map[string]string
}

func readManifest(t *testing.T, dir string) manifest {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, "evidence.toml"))
	if err != nil {
		t.Fatal(err)
	}
	var m manifest
	if err := toml.Unmarshal(b, &m); err != nil {
		t.Fatalf("evidence.toml: %v", err)
	}
	return m
}

// needed are the columns that each kind can't do without.
var needed = map[string][]string{
	"payments": {"id", "time"}, "members": {"account"}, "holders": {"card", "holder"},
	"assignments": {"ip", "start", "subscriber"}, "answers": {"asked_ip", "asked_time", "subscriber"},
}

func TestManifest(t *testing.T) {
	dir, _ := generate(t, small(9))
	m := readManifest(t, dir)
	data := map[string]string{}
	for _, b := range m.Basis {
		data[b.ID] = strings.Join(b.Data, " ")
		if b.Instrument == "" || b.Authority == "" || b.From.String() >= b.To.String() {
			t.Errorf("basis %q is incomplete: %+v", b.ID, b)
		}
	}
	seen, refs := map[string]bool{}, map[string]bool{}
	for _, e := range m.Exhibit {
		seen[e.Kind+" "+e.Format] = true
		if refs[e.Ref] {
			t.Errorf("%s: ref %s is used twice", e.Path, e.Ref)
		}
		refs[e.Ref] = true
		check(t, dir, e, data)
	}
	for _, want := range []string{"payments csv", "members csv", "holders csv", "assignments radius", "assignments csv", "answers csv", "access combined", "access clf", "access vhost_combined"} {
		if !seen[want] {
			t.Errorf("no exhibit of kind and format %s", want)
		}
	}
}

func check(t *testing.T, dir string, e exhibit, data map[string]string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, e.Path))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(data[e.Basis], e.Kind) {
		t.Errorf("%s: basis %q does not cover %s", e.Path, e.Basis, e.Kind)
	}
	if _, err := time.LoadLocation(e.Clock.Zone); err != nil || e.Clock.Basis == "" || e.Provider == "" || e.Country == "" || e.Obtained.IsZero() {
		t.Errorf("%s: description is incomplete: %+v", e.Path, e)
	}
	head, _, _ := bytes.Cut(b, []byte("\n"))
	if e.Format != "csv" {
		return
	}
	for _, key := range needed[e.Kind] {
		if e.Columns[key] == nil {
			t.Errorf("%s: column %s is not mapped", e.Path, key)
		}
	}
	for key, v := range e.Columns {
		for _, name := range names(v) {
			if !bytes.Contains(head, []byte(name)) {
				t.Errorf("%s: %s is mapped to %q, which the header lacks", e.Path, key, name)
			}
		}
	}
}

func names(v any) []string {
	if s, ok := v.(string); ok {
		return []string{s}
	}
	var list []string
	for _, s := range v.([]any) {
		list = append(list, s.(string))
	}
	return list
}

// logLine is what any reader of the access formats must find in a line.
var logLine = regexp.MustCompile(`^(?:[a-z0-9.-]+:80 )?(\S+) - (\S+) \[([^\]]+)\] "[A-Z]+ \S+ HTTP/1\.1" \d{3} (?:\d+|-)(?: "(?:[^"\\]|\\.)*" "(?:[^"\\]|\\.)*")?\r?$`)

func validLog(line string) bool {
	m := logLine.FindStringSubmatch(line)
	if m == nil {
		return false
	}
	_, bad := netip.ParseAddr(m[1])
	_, worse := time.Parse("02/Jan/2006:15:04:05 -0700", m[3])
	return bad == nil && worse == nil
}

// TestRejectsLieWhereSaid reads every log independently: what it can't parse
// must be exactly what the truth lists.
func TestRejectsLieWhereSaid(t *testing.T) {
	dir, s := generate(t, small(11))
	planted := readRejects(t, dir)
	if int64(len(planted)) != s.RejectsPlanted || len(planted) < 20 {
		t.Fatalf("%d rejects listed, %d planted; want at least 20", len(planted), s.RejectsPlanted)
	}
	walk(t, dir, func(name string, b []byte) {
		if !strings.Contains(name, "access.log") {
			return
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(plain(t, name, b)), "\n"), "\n") {
			if reason := planted[name+":"+strconv.Itoa(i+1)]; validLog(line) == (reason != "") {
				t.Errorf("%s:%d: planted %q, line %.200q", name, i+1, reason, line)
			}
		}
	})
}

// TestTableRejects finds the rows of a wrong width by itself.
func TestTableRejects(t *testing.T) {
	cfg := small(12)
	cfg.Subscribers = 60
	dir, _ := generate(t, cfg)
	planted := readRejects(t, dir)
	for _, e := range readManifest(t, dir).Exhibit {
		if e.Format != "csv" {
			continue
		}
		b, err := os.ReadFile(filepath.Join(dir, e.Path))
		if err != nil {
			t.Fatal(err)
		}
		width := 0
		for i, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n") {
			n := fields(t, strings.TrimSuffix(line, "\r"), b)
			if i == 0 {
				width = n
			}
			reason := planted[e.Path+":"+strconv.Itoa(i+1)]
			wrong := strings.Contains(reason, "columns") || strings.Contains(reason, "cut") || strings.Contains(reason, "garbage")
			if (n != width) != wrong {
				t.Errorf("%s:%d has %d of %d columns, planted %q", e.Path, i+1, n, width, reason)
			}
		}
	}
}

func fields(t *testing.T, line string, file []byte) int {
	t.Helper()
	head, _, _ := bytes.Cut(file, []byte("\n"))
	r := csv.NewReader(strings.NewReader(line))
	for _, c := range ";\t" {
		if bytes.ContainsRune(head, c) {
			r.Comma = c
		}
	}
	row, err := r.Read()
	if err != nil {
		t.Fatalf("%.80q: %v", line, err)
	}
	return len(row)
}

func readRejects(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	for _, r := range readLines[struct {
		Path, Reason string
		Line         int
	}](t, dir, "rejects") {
		out[r.Path+":"+strconv.Itoa(r.Line)] = r.Reason
	}
	return out
}

func readLines[T any](t *testing.T, dir, name string) []T {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "truth", name+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}()
	var list []T
	in := bufio.NewScanner(f)
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		var v T
		if err := json.Unmarshal(in.Bytes(), &v); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		list = append(list, v)
	}
	return list
}
