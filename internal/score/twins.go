package score

import (
	"cmp"
	"encoding/json"
	"io"
	"io/fs"
	"slices"

	"comity/internal/comity"
)

// Files of the truth of a Twins case.
const (
	messagesFile = "messages.jsonl"
	namesFile    = "names.jsonl"
	aliasesFile  = "aliases.jsonl"
)

// TwinsReport is what `comity score --json` prints of a Twins case.
type TwinsReport struct {
	Merge    Pairs               `json:"merge"`
	Zones    Zones               `json:"zones"`
	Aliases  Aliases             `json:"aliases"`
	Roles    map[string]FirstTen `json:"roles"`
	Material Material            `json:"material"`
}

// Zones are over names with 50 captured messages or more whose hours can tell a zone.
type Zones struct {
	Names    int     `json:"names"`
	Within   float64 `json:"within_2_5h"`
	Coverage float64 `json:"band_coverage"`
}

// Aliases are over names that have a partner; the open set is that all other names are candidates too.
type Aliases struct {
	Names       int     `json:"names"`
	R1          float64 `json:"r1"`
	R10         float64 `json:"r10"`
	RecallAtP95 float64 `json:"recall_at_p95"` // of pairs, at the lowest score at which 95 of 100 are right
}

// FirstTen is the share of planted names, at most ten of them, that are among the first ten of a role.
type FirstTen struct {
	Planted int     `json:"planted"`
	Share   float64 `json:"in_first_ten"`
}

// Captured says that the product took a capture for one of a message.
type Captured struct {
	Message int
	Path    string // of the file, as the truth names it
	Offset  int64
}

// profile is the part of `comity board --json` that is scored.
type profile struct {
	Board   string `json:"board"`
	Members []struct {
		Name string `json:"name"`
		Zone *struct {
			Offset float64 `json:"utc_offset"`
			Low    float64 `json:"low"`
			High   float64 `json:"high"`
		} `json:"zone"`
		Roles []struct {
			Role string `json:"role"`
			Rank int    `json:"rank"`
		} `json:"roles"`
		Aliases []struct {
			Name  string  `json:"name"`
			Score float64 `json:"score"`
		} `json:"aliases"`
	} `json:"members"`
}

// Twins scores what `comity board --json` printed, which captures it took for one message, and what `comity material` says
// of the lists' rows, against the truth that the simulation wrote. What cannot be read is an Input error with file and line.
func Twins(board io.Reader, captured []Captured, verdicts []Verdict, truth fs.FS) (r TwinsReport, err error) {
	var p profile
	if err := json.NewDecoder(board).Decode(&p); err != nil {
		return r, comity.Errorf(comity.Input, "the board's profile: %w", err)
	}
	names, err := readNames(truth, p.Board)
	if err != nil {
		return r, err
	}
	if r.Merge, err = merged(truth, p.Board, captured); err != nil {
		return r, err
	}
	r.Zones = zones(&p, names)
	r.Roles = firstTen(&p, names)
	if r.Material, err = material(truth, verdicts); err != nil {
		return r, err
	}
	r.Aliases, err = aliases(&p, truth)
	return r, err
}

// IsTwins reports whether a truth is one of a Twins case.
func IsTwins(truth fs.FS) bool {
	_, err := fs.Stat(truth, messagesFile)
	return err == nil
}

// planted is one line of names.jsonl.
type planted struct {
	Name     string  `json:"name"`
	Board    string  `json:"board"`
	Person   string  `json:"person"`
	Captured int     `json:"captured"`
	Offset   float64 `json:"offset"` // seconds
	Role     string  `json:"role"`
	rhythm   string
}

func readNames(truth fs.FS, board string) (map[string]planted, error) {
	rhythm := map[string]string{}
	err := readFile(truth, personsFile, func(line []byte) error {
		var p struct{ Person, Rhythm string }
		err := json.Unmarshal(line, &p)
		rhythm[p.Person] = p.Rhythm
		return err
	})
	if err != nil {
		return nil, err
	}
	out := map[string]planted{}
	return out, readFile(truth, namesFile, func(line []byte) error {
		var n planted
		err := json.Unmarshal(line, &n)
		if n.Board == board {
			n.rhythm = rhythm[n.Person]
			out[n.Name] = n
		}
		return err
	})
}

// merged compares pairs of captures of one message.
func merged(truth fs.FS, board string, captured []Captured) (Pairs, error) {
	of := byPath(captured)
	right, both, seen := int64(0), int64(0), map[int]int64{}
	err := readFile(truth, messagesFile, func(line []byte) error {
		var m struct {
			Board, Kind string
			Captures    []struct {
				Path           string
				Offset, Length int64
			}
		}
		if err := json.Unmarshal(line, &m); err != nil || m.Board != board || m.Kind == "kick" { // a deed, and no post
			return err
		}
		found := map[int]int64{}
		for _, c := range m.Captures {
			if n, known := of.find(c.Path, c.Offset, c.Length); known {
				found[n]++
				seen[n]++
			}
		}
		right += two(int64(len(m.Captures)))
		for _, n := range found {
			both += two(n)
		}
		return nil
	})
	all := int64(0)
	for _, n := range seen {
		all += two(n)
	}
	p := Pairs{Precision: share(both, all), Recall: share(both, right)}
	if p.Precision+p.Recall > 0 {
		p.F1 = 2 * p.Precision * p.Recall / (p.Precision + p.Recall)
	}
	return p, err
}

// places are captures by path, in order.
type places map[string][]Captured

func byPath(captured []Captured) places {
	of := places{}
	for _, c := range captured {
		of[c.Path] = append(of[c.Path], c)
	}
	for _, list := range of {
		slices.SortStableFunc(list, func(a, b Captured) int { return cmp.Compare(a.Offset, b.Offset) })
	}
	return of
}

// find is the message of the capture that begins within the bytes where the truth has one: a page begins before its post.
func (of places) find(path string, offset, length int64) (message int, known bool) {
	list := of[path]
	i, _ := slices.BinarySearchFunc(list, offset, func(c Captured, at int64) int { return cmp.Compare(c.Offset, at) })
	if i == len(list) || list[i].Offset >= offset+max(length, 1) {
		return 0, false
	}
	return list[i].Message, true
}

func two(n int64) int64 { return n * (n - 1) / 2 }

// zones looks at names with enough messages whose person sleeps at night.
func zones(p *profile, names map[string]planted) (z Zones) {
	within, held := int64(0), int64(0)
	for _, m := range p.Members {
		n, known := names[m.Name]
		if !known || n.Captured < 50 || n.rhythm == "shift" || n.rhythm == "bot" {
			continue
		}
		z.Names++
		if m.Zone == nil {
			continue
		}
		truth := n.Offset / 3600
		if around(m.Zone.Offset-truth) <= 2.5 {
			within++
		}
		for _, day := range []float64{-24, 0, 24} {
			if t := truth + day; m.Zone.Low <= t && t <= m.Zone.High {
				held++
				break
			}
		}
	}
	z.Within, z.Coverage = share(within, int64(z.Names)), share(held, int64(z.Names))
	return z
}

// around is the distance of two hours on a clock's face.
func around(d float64) float64 {
	for d > 12 {
		d -= 24
	}
	for d < -12 {
		d += 24
	}
	return max(d, -d)
}

// firstTen compares roles; the product calls some of them by longer names.
func firstTen(p *profile, names map[string]planted) map[string]FirstTen {
	called := map[string]string{"teacher": "security-teacher", "producer": "producer-candidate"}
	count, hit := map[string]int{}, map[string]int{}
	for _, n := range names {
		if n.Role != "" && n.Captured > 0 {
			count[cmp.Or(called[n.Role], n.Role)]++
		}
	}
	for _, m := range p.Members {
		role := names[m.Name].Role
		for _, r := range m.Roles {
			if role != "" && r.Role == cmp.Or(called[role], role) && r.Rank <= 10 {
				hit[r.Role]++
			}
		}
	}
	out := map[string]FirstTen{}
	for role, n := range count {
		out[role] = FirstTen{n, share(int64(min(hit[role], n, 10)), int64(min(n, 10)))} // equals share a place: more than ten may be among the first
	}
	return out
}

// aliases compares candidates with the names of one person.
func aliases(p *profile, truth fs.FS) (a Aliases, err error) {
	person := map[string]string{}
	err = readFile(truth, aliasesFile, func(line []byte) error {
		var x struct {
			Person string
			Names  []string
		}
		err := json.Unmarshal(line, &x)
		for _, n := range x.Names {
			person[n] = x.Person
		}
		return err
	})
	if err != nil {
		return a, err
	}
	there := map[string]int64{}
	for _, m := range p.Members {
		if who := person[m.Name]; who != "" {
			there[who]++
		}
	}
	type pair struct {
		score float64
		right bool
	}
	var pairs []pair
	first, ten, all := int64(0), int64(0), int64(0)
	for _, m := range p.Members {
		who := person[m.Name]
		best := -1
		for i, c := range m.Aliases {
			right := who != "" && person[c.Name] == who
			if right && best < 0 {
				best = i
			}
			if m.Name < c.Name {
				pairs = append(pairs, pair{c.Score, right})
			}
		}
		if who == "" || there[who] < 2 {
			continue
		}
		a.Names++
		if best == 0 {
			first++
		}
		if best >= 0 && best < 10 {
			ten++
		}
	}
	for _, n := range there {
		all += two(n)
	}
	a.R1, a.R10 = share(first, int64(a.Names)), share(ten, int64(a.Names))
	slices.SortStableFunc(pairs, func(x, y pair) int { return cmp.Compare(y.score, x.score) })
	right := int64(0)
	for i, x := range pairs {
		if x.right {
			right++
		}
		last := i+1 == len(pairs) || pairs[i+1].score != x.score // equal scores stand or fall together
		if last && 100*right >= 95*int64(i+1) {
			a.RecallAtP95 = share(right, all)
		}
	}
	return a, nil
}
