package simulate_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestTwinsCapturesAgree holds the server's dump against saved pages: what the truth
// calls unaltered is the same text in both.
func TestTwinsCapturesAgree(t *testing.T) {
	dir, _ := board(t, tinyBoard(9))
	read := func(path string) []byte {
		b, err := os.ReadFile(filepath.Join(dir, path))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	sql, saved := read("us/server/board.sql"), read("de/saved/posts.jsonl")
	compared := 0
	for _, m := range jsonRows[trueMessage](t, filepath.Join(dir, "truth", "messages.jsonl")) {
		var a, b string
		for _, c := range m.Captures {
			switch {
			case len(c.Altered) > 0:
			case c.Path == "us/server/board.sql":
				a = dumpText(sql[c.Offset : c.Offset+c.Length])
			case c.Path == "de/saved/posts.jsonl":
				var p struct{ Text string }
				if err := json.Unmarshal(saved[c.Offset:c.Offset+c.Length], &p); err != nil {
					t.Fatal(err)
				}
				b = p.Text
			}
		}
		if a != "" && b != "" {
			if compared++; a != b {
				t.Fatalf("%s: the dump has %q, the saved page %q", m.Message, a, b)
			}
		}
	}
	if compared < 100 {
		t.Errorf("only %d messages were compared", compared)
	}
}

var (
	sqlText  = regexp.MustCompile(`'((?:[^'\\]|\\.)*)'`)
	bbMagic  = regexp.MustCompile(`<!-- s(\S+) --><img [^>]*/><!-- s\S+ -->|<!-- e --><a [^>]*>([^<]*)</a><!-- e -->`)
	bbQuotes = regexp.MustCompile(`(?s)\[quote=.*?\[/quote:[a-z0-9]+\]\n`)
)

// dumpText is the own words in a row of phpbb_posts.
func dumpText(row []byte) string {
	text := string(sqlText.FindAllSubmatch(row, 4)[3][1])
	text = strings.NewReplacer(`\n`, "\n", `\'`, "'", `\"`, `"`, `\\`, `\`).Replace(text)
	text = bbMagic.ReplaceAllString(text, "$1$2")
	return html.UnescapeString(bbQuotes.ReplaceAllString(text, ""))
}

// TestTwinsVerdictsAreAJoin finds what is new by brute force from the files.
func TestTwinsVerdictsAreAJoin(t *testing.T) {
	dir, _ := board(t, tinyBoard(10))
	known := map[string]bool{}
	for _, file := range []string{"sets/register.csv", "sets/index.md5", "sets/base.json", "sets/register-5.csv"} {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		if file != "sets/register-5.csv" {
			for _, h := range regexp.MustCompile(`\b[0-9a-fA-F]{32,64}\b`).FindAll(b, -1) {
				known[strings.ToLower(string(h))] = true
			}
		}
	}
	seen, fresh := 0, 0
	for _, f := range jsonRows[struct {
		File, MD5, SHA1, SHA256, Near, Perceptual string
		New                                       bool
		Rows                                      []struct {
			State, Path, FirstSeen string
			Offset, Length         int64
			Known                  []string
		}
		First *struct{ State string }
	}](t, filepath.Join(dir, "truth", "hashes.jsonl")) {
		if join := known[f.MD5] || known[f.SHA1] || known[f.SHA256]; join == f.New {
			t.Errorf("%s: new is %v, a join says known %v", f.File, f.New, join)
		}
		if f.New {
			fresh++
		}
		for _, r := range f.Rows {
			seen++
			b, err := os.ReadFile(filepath.Join(dir, r.Path))
			if err != nil {
				t.Fatal(err)
			}
			if row := bytes.ToLower(b[r.Offset : r.Offset+r.Length]); !bytes.Contains(row, []byte(f.MD5)) {
				t.Fatalf("%s: %s at %d holds %.60s", f.File, r.Path, r.Offset, row)
			}
		}
		if (f.First != nil) != (len(f.Rows) > 0) {
			t.Errorf("%s: first %v, %d rows", f.File, f.First, len(f.Rows))
		}
	}
	if seen < 30 || fresh < 5 {
		t.Errorf("%d rows, %d new files", seen, fresh)
	}
	b, err := os.ReadFile(filepath.Join(dir, "it", "seized", "hashes.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll(); err != nil || len(rows) < 2 {
		t.Errorf("a state's table: %d rows, %v", len(rows), err)
	}
}

// TestTwinsPeopleSleep holds that most write by the clock on their own wall.
func TestTwinsPeopleSleep(t *testing.T) {
	cfg := tinyBoard(11)
	cfg.Members = 80
	dir, _ := board(t, cfg)
	zone, rhythm := map[string]*time.Location{}, map[string]string{}
	for _, p := range jsonRows[struct{ Person, Zone, Rhythm string }](t, filepath.Join(dir, "truth", "persons.jsonl")) {
		loc, err := time.LoadLocation(p.Zone)
		if err != nil {
			t.Fatal(err)
		}
		zone[p.Person], rhythm[p.Person] = loc, p.Rhythm
	}
	all, night := 0, 0
	for _, m := range jsonRows[struct {
		Person, Kind string
		Time         time.Time
	}](t, filepath.Join(dir, "truth", "messages.jsonl")) {
		if r := rhythm[m.Person]; r != "evening" && r != "home" && r != "desk" || m.Kind == "chat" {
			continue
		}
		all++
		if h := m.Time.In(zone[m.Person]).Hour(); h >= 2 && h < 6 {
			night++
		}
	}
	if all < 300 || night*100 > all*4 {
		t.Errorf("%d of %d messages of people who sleep at night were written then", night, all)
	}
}

// TestTwinsGroupIsSurerOfItself holds the closed board against the open one.
func TestTwinsGroupIsSurerOfItself(t *testing.T) {
	dir, _ := board(t, tinyBoard(12))
	signs, messages := map[string]int{}, map[string]int{}
	for _, g := range jsonRows[struct {
		Board    string
		Messages int
		Counts   map[string]int
	}](t, filepath.Join(dir, "truth", "group.jsonl")) {
		messages[g.Board] += g.Messages
		for k, n := range g.Counts {
			if strings.HasPrefix(k, "janis.") {
				signs[g.Board] += n
			}
		}
	}
	if a, b := signs["hobbyhaven.example"], signs["openworkshop.example"]; a < 10 || a*messages["openworkshop.example"] < 4*b*messages["hobbyhaven.example"] {
		t.Errorf("signs %v in %v messages", signs, messages)
	}
}
