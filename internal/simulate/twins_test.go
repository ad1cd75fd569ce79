package simulate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"comity/internal/comity"
	"comity/internal/simulate"
)

// tinyBoard has something of everything.
func tinyBoard(seed uint64) simulate.TwinsConfig {
	return simulate.TwinsConfig{Seed: seed, Members: 40, Days: 60, Dirt: "standard", Clocks: "faulty"}
}

func board(t *testing.T, cfg simulate.TwinsConfig) (string, simulate.TwinsSummary) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "board")
	s, err := simulate.Twins(context.Background(), dir, cfg)
	if err != nil {
		t.Fatalf("Twins: %v", err)
	}
	return dir, s
}

// trueMessage is what the tests read of truth/messages.jsonl.
type trueMessage struct {
	Message, Board, Name, Person, Kind, Forum string
	Captures                                  []struct {
		State, Path          string
		Offset, Length, Line int64
		Altered              []string
	}
}

func jsonRows[T any](t *testing.T, path string) []T {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []T
	for _, line := range bytes.Split(bytes.TrimSpace(b), []byte("\n")) {
		var v T
		if len(line) == 0 {
			continue
		}
		if err := json.Unmarshal(line, &v); err != nil {
			t.Fatalf("%s: %v in %.80s", path, err, line)
		}
		list = append(list, v)
	}
	return list
}

// goldenBoard is the digest of a tiny board. A change of it is a change of every
// simulated board: say so in the changelog.
const goldenBoard = "6505ebdfa0aa9719a985f9dfd04195d8610443b107e61fe1c27240b0f93fc975"

func TestTwinsSameArgumentsSameBytes(t *testing.T) {
	a, _ := board(t, tinyBoard(4))
	before := runtime.GOMAXPROCS(1)
	b, _ := board(t, tinyBoard(4))
	runtime.GOMAXPROCS(before)
	d := digest(t, a)
	if d != digest(t, b) {
		t.Error("two runs with the same arguments differ")
	}
	if d != goldenBoard {
		t.Errorf("digest %s, want %s", d, goldenBoard)
	}
	c, _ := board(t, tinyBoard(5))
	if d == digest(t, c) {
		t.Error("two seeds give the same board")
	}
}

// No two files of a board too small to fill every state's list are the same bytes: they would not be sealed.
func TestTwinsNoTwoFilesAlike(t *testing.T) {
	for _, seed := range []uint64{5, 21} {
		dir, _ := board(t, simulate.TwinsConfig{Seed: seed, Members: 24, Days: 20, Dirt: "none", Clocks: "faulty"})
		lists, err := filepath.Glob(filepath.Join(dir, "*", "seized", "hashes.*"))
		if err != nil || len(lists) == 0 {
			t.Fatal(lists, err)
		}
		was := map[string]string{}
		for _, name := range lists {
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			if other, there := was[string(b)]; there {
				t.Errorf("seed %d: %s is %s", seed, name, other)
			}
			was[string(b)] = name
		}
	}
}

// TestTwinsPlacesHoldTheirMessages reads every place of the truth back, and counts
// that nothing is in a file that the truth does not know.
func TestTwinsPlacesHoldTheirMessages(t *testing.T) {
	dir, _ := board(t, tinyBoard(6))
	files := map[string][]byte{}
	counts := map[string]int{}
	for _, m := range jsonRows[trueMessage](t, filepath.Join(dir, "truth", "messages.jsonl")) {
		for _, c := range m.Captures {
			b, known := files[c.Path]
			if !known {
				var err error
				if b, err = os.ReadFile(filepath.Join(dir, c.Path)); err != nil {
					t.Fatal(err)
				}
				files[c.Path] = b
			}
			counts[c.Path]++
			if line := int64(bytes.Count(b[:c.Offset], []byte("\n"))) + 1; line != c.Line {
				t.Fatalf("%s: %s stands in line %d, not %d", m.Message, c.Path, line, c.Line)
			}
			if why := misplaced(&m, b[c.Offset:c.Offset+c.Length], c.Path); why != "" {
				t.Fatalf("%s: %s at %d: %s", m.Message, c.Path, c.Offset, why)
			}
		}
	}
	rejects := map[string]int{}
	for _, r := range jsonRows[struct{ Path, Reason string }](t, filepath.Join(dir, "truth", "rejects.jsonl")) {
		if r.Reason != "garbage bytes" {
			rejects[r.Path]++
		}
	}
	for path, b := range files {
		n := 0
		switch {
		case strings.HasSuffix(path, ".jsonl"):
			n = bytes.Count(b, []byte(`{"type":"post"`))
		case strings.HasSuffix(path, ".mbox"):
			n = bytes.Count(b, []byte("\nMessage-ID: "))
			rejects[path] = 0 // those have none
		case strings.Contains(path, "chat"):
			n = bytes.Count(b, []byte("<")) // nobody writes one
			for _, other := range []string{" was kicked from ", "<3"} {
				n += map[string]int{" was kicked from ": 1, "<3": -1}[other] * bytes.Count(b, []byte(other))
			}
		default:
			continue
		}
		if n != counts[path]+rejects[path] {
			t.Errorf("%s: %d messages, the truth has %d and %d rejects", path, n, counts[path], rejects[path])
		}
	}
}

// misplaced says why b is not the message m; "" if it is.
func misplaced(m *trueMessage, b []byte, path string) string {
	id := m.Message[1:]
	switch {
	case strings.HasSuffix(path, ".jsonl"):
		var v struct{ Author, ID, Text string }
		if err := json.Unmarshal(b, &v); err != nil || v.Author != m.Name || v.ID != "p"+id || v.Text == "" {
			return fmt.Sprintf("%.80s", b)
		}
	case strings.HasSuffix(path, ".sql"):
		if !bytes.HasPrefix(b, []byte("("+id+",")) || !bytes.HasSuffix(b, []byte(")")) {
			return fmt.Sprintf("%.80s", b)
		}
	case strings.HasSuffix(path, ".mbox"):
		if !bytes.HasPrefix(b, []byte("From ")) || !bytes.Contains(b, []byte("\nFrom: "+m.Name+" <")) || !bytes.Contains(b, []byte("\nMessage-ID: <p"+id+"@")) {
			return fmt.Sprintf("%.200s", b)
		}
	case strings.HasSuffix(path, ".html"):
		if !bytes.Contains(b, []byte(`<!-- name="`+m.Name+`" -->`)) || !bytes.Contains(b, []byte(`<!-- id="p`+id+`@`)) || !bytes.HasSuffix(b, []byte("</html>\n")) {
			return string(b)
		}
	default:
		if m.Kind == "kick" {
			if !bytes.Contains(b, []byte("by "+m.Name)) {
				return string(b)
			}
		} else if !bytes.Contains(b, []byte("<"+m.Name+"> ")) || bytes.Count(b, []byte("\n")) != 1 {
			return string(b)
		}
	}
	return ""
}

// TestTwinsNamesAreNotInOwnText holds that what people write does not name them.
func TestTwinsNamesAreNotInOwnText(t *testing.T) {
	dir, _ := board(t, tinyBoard(7))
	names := map[string][]string{}
	person := map[string]string{}
	for _, n := range jsonRows[struct{ Name, Person string }](t, filepath.Join(dir, "truth", "names.jsonl")) {
		names[n.Person] = append(names[n.Person], strings.ToLower(n.Name))
		person[n.Name] = n.Person
	}
	posts := 0
	for _, file := range []string{"de/saved/posts.jsonl", "pl/saved/posts.jsonl", "it/openworkshop/posts.jsonl"} {
		for _, p := range readFair(t, filepath.Join(dir, file)) {
			posts++
			for _, n := range names[person[p.Author]] {
				if strings.Contains(strings.ToLower(p.Text), n) {
					t.Errorf("%s writes their own name %s: %.100q", p.Author, n, p.Text)
				}
			}
		}
	}
	if posts < 200 {
		t.Errorf("only %d posts were looked at", posts)
	}
}

type fairPost struct{ Type, Author, Text string }

// readFair reads the posts of a file and passes over what was planted.
func readFair(t *testing.T, path string) []fairPost {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []fairPost
	for _, line := range bytes.Split(b, []byte("\n")) {
		var p fairPost
		if json.Unmarshal(line, &p) == nil && p.Type == "post" {
			list = append(list, p)
		}
	}
	return list
}

func TestTwinsPlantsEverything(t *testing.T) {
	cfg := tinyBoard(8)
	cfg.Members, cfg.Days = 120, 90
	dir, sum := board(t, cfg)
	roles := map[string]int{}
	for _, n := range jsonRows[struct{ Role string }](t, filepath.Join(dir, "truth", "names.jsonl")) {
		roles[n.Role]++
	}
	for _, r := range []string{"administrator", "moderator", "teacher", "broker", "producer", "newcomer"} {
		if roles[r] == 0 || r != "newcomer" && roles[r] > 10 {
			t.Errorf("%d of role %s", roles[r], r)
		}
	}
	langs, kinds, states := map[string]int{}, map[string]int{}, map[string]int{}
	for _, m := range jsonRows[struct {
		Lang, Kind string
		Captures   []struct{ State string }
	}](t, filepath.Join(dir, "truth", "messages.jsonl")) {
		langs[m.Lang]++
		kinds[m.Kind]++
		seen := map[string]bool{}
		for _, c := range m.Captures {
			if !seen[c.State] {
				states[c.State]++
			}
			seen[c.State] = true
		}
	}
	if len(langs) != 7 || len(states) != 7 || len(kinds) < 18 {
		t.Errorf("languages %v, states %v, kinds %v", langs, states, kinds)
	}
	if sum.Captured < 2*sum.Messages*8/10 || sum.RejectsPlanted == 0 || sum.Hashes == 0 {
		t.Errorf("%+v", sum)
	}
	for _, f := range []string{"aliases", "vouching", "deeds", "group", "selectors", "hashes", "captures", "clocks", "rejects"} {
		if len(jsonRows[map[string]any](t, filepath.Join(dir, "truth", f+".jsonl"))) == 0 {
			t.Errorf("truth/%s.jsonl is empty", f)
		}
	}
}

func TestTwinsRefusals(t *testing.T) {
	for _, cfg := range []simulate.TwinsConfig{{States: 8}, {Members: 3}, {Days: 3}, {Clocks: "late"}, {Dirt: "much"}, {Posts: -1}} {
		if _, err := simulate.Twins(context.Background(), t.TempDir(), cfg); comity.KindOf(err) != comity.Usage {
			t.Errorf("%+v: %v, want a usage error", cfg, err)
		}
	}
}
