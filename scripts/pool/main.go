// Command pool puts the scores of many simulated worlds together: as the table of
// docs/accuracy.md, by kind of world, by tenth of the probability, and row by row
// of the weights. Its one argument is a folder with a folder for each world, named
// WORLD-CLOCKS-SEED, that holds score.json, ablation.json and holds.
package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"comity/internal/score"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: pool DIR")
		os.Exit(2)
	}
	worlds, err := read(os.Args[1])
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	each(worlds)
	kinds(worlds)
	clocks(worlds)
	reliability(worlds)
	ablation(worlds)
}

// world is one simulated world, scored.
type world struct {
	kind, clocks string
	seed         int
	holds        string
	report       score.Report
	rows         []score.Row
}

func read(dir string) ([]world, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*", "score.json"))
	if err != nil {
		return nil, err
	}
	var list []world
	for _, p := range paths {
		parts := strings.Split(filepath.Base(filepath.Dir(p)), "-")
		w := world{kind: parts[0], clocks: parts[1]}
		if w.seed, err = strconv.Atoi(parts[2]); err != nil {
			return nil, err
		}
		holds, err := os.ReadFile(filepath.Join(filepath.Dir(p), "holds"))
		if err != nil {
			return nil, err
		}
		w.holds = strings.TrimSpace(string(holds))
		if err := decode(p, &w.report); err != nil {
			return nil, err
		}
		if err := decode(filepath.Join(filepath.Dir(p), "ablation.json"), &w.rows); err != nil {
			return nil, err
		}
		list = append(list, w)
	}
	order := []string{"standard", "fraud", "cgnat"}
	slices.SortFunc(list, func(a, b world) int {
		return cmp.Or(slices.Index(order, a.kind)-slices.Index(order, b.kind), cmp.Compare(a.clocks, b.clocks), a.seed-b.seed)
	})
	return list, nil
}

func decode(path string, to any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, to)
}

// numbers are the columns of the table of worlds, with their floors.
var numbers = []struct{ name, title, floor string }{
	{"precision_corroborated", "precision corroborated", "≥ 0.995"}, {"recall_corroborated", "recall corroborated", "≥ 0.7"},
	{"precision_supported", "precision supported", "≥ 0.95"}, {"recall_resolvable", "recall resolvable", "≥ 0.9"},
	{"victims_corroborated", "victims corroborated", "0"}, {"bystanders_corroborated", "bystanders corroborated", "0"},
	{"victims_contradicted_or_unresolved", "victims contradicted or unresolved", "≥ 0.9"}, {"victims_rival_named", "victims, rival named", ""},
	{"pairs.f1", "pairs f1", ""},
}

func each(worlds []world) {
	fmt.Print("\n| world | clocks | seed |")
	rule, floors := "|---|---|---|", "| *floor* | | |"
	for _, n := range numbers {
		fmt.Printf(" %s |", n.title)
		rule += "---|"
		floors += " " + emphasis(n.floor) + " |"
	}
	fmt.Printf(" clocks planted/found/wrong | rejects planted/found/spurious | duplicates planted/once/spurious | holds |\n%s---|---|---|---|\n%s | | | |\n", rule, floors)
	for _, w := range worlds {
		fmt.Printf("| %s | %s | %d |", w.kind, w.clocks, w.seed)
		for _, n := range numbers {
			fmt.Printf(" %s |", figure(n.name, w.report.Value(n.name)))
		}
		c, r, d := w.report.Clocks, w.report.Rejects, w.report.Duplicates
		fmt.Printf(" %d/%d/%d | %d/%d/%d | %d/%d/%d | %s |\n", c.Planted, c.Found, c.Wrong+c.Spurious, r.Planted, r.Found, r.Spurious, d.Planted, d.Found, d.Spurious, w.holds)
	}
}

func emphasis(s string) string {
	if s == "" {
		return ""
	}
	return "*" + s + "*"
}

// figure prints counts of people as such, and shares with four digits.
func figure(name string, v float64) string {
	if name == "victims_corroborated" || name == "bystanders_corroborated" {
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// kinds sums the bands by kind of world.
func kinds(worlds []world) {
	fmt.Println("\n### By band\n\nSubjects of all seeds together; victims and bystanders are those whom a subject of the band means.\n\n" +
		"| world | clocks | band | subjects | right | precision | victims | bystanders |\n|---|---|---|---|---|---|---|---|")
	for _, group := range grouped(worlds) {
		for _, band := range []string{"corroborated", "supported", "unresolved", "contradicted"} {
			sum := map[string]float64{}
			for _, w := range group {
				for _, n := range []string{"subjects", "right", "victims", "bystanders"} {
					sum[n] += w.report.Value("bands." + band + "." + n)
				}
			}
			fmt.Printf("| %s | %s | %s | %.0f | %.0f | %.4f | %.0f | %.0f |\n", group[0].kind, group[0].clocks, band, sum["subjects"], sum["right"],
				sum["right"]/max(1, sum["subjects"]), sum["victims"], sum["bystanders"])
		}
	}
}

func grouped(worlds []world) (out [][]world) {
	for i, w := range worlds {
		if i == 0 || w.kind != worlds[i-1].kind || w.clocks != worlds[i-1].clocks {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], w)
	}
	return out
}

// clocks sums what was found of the faults of the clocks.
func clocks(worlds []world) {
	fmt.Println("\n### Clocks\n\n| world | clocks | planted | found | kept beside | wrong | missed | spurious | doubted | well paired | of these found | offsets | covered |\n|---|---|---|---|---|---|---|---|---|---|---|---|---|")
	for _, group := range grouped(worlds) {
		var s score.Clocks
		for _, w := range group {
			c := w.report.Clocks
			s.Planted, s.Found, s.Kept, s.Wrong, s.Missed = s.Planted+c.Planted, s.Found+c.Found, s.Kept+c.Kept, s.Wrong+c.Wrong, s.Missed+c.Missed
			s.Spurious, s.Doubted = s.Spurious+c.Spurious, s.Doubted+c.Doubted
			s.WellPaired.Planted, s.WellPaired.Found = s.WellPaired.Planted+c.WellPaired.Planted, s.WellPaired.Found+c.WellPaired.Found
			s.Offsets.Measured, s.Offsets.Covered = s.Offsets.Measured+c.Offsets.Measured, s.Offsets.Covered+c.Offsets.Covered
		}
		fmt.Printf("| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d | %d |\n", group[0].kind, group[0].clocks, s.Planted, s.Found, s.Kept, s.Wrong,
			s.Missed, s.Spurious, s.Doubted, s.WellPaired.Planted, s.WellPaired.Found, s.Offsets.Measured, s.Offsets.Covered)
	}
}

// reliability pools the tenths of the probability.
func reliability(worlds []world) {
	fmt.Println("\n### Reliability\n\nAll worlds together: how probable the scores call the claims, and how many are right. Of many claims on one connection all are right or\n" +
		"none: *chance* is the standard error by connections, each counted in every world, and with as many claims as it has.\n\n" +
		"| from | to | subjects | connections | mean probability | right | difference | chance |\n|---|---|---|---|---|---|---|---|")
	for i := range 10 {
		var n, p, right, lines, squares float64
		for _, w := range worlds {
			if len(w.report.Reliability) <= i { // of another version's run, of which nothing is told
				continue
			}
			b := w.report.Reliability[i]
			n, p, right = n+float64(b.Subjects), p+float64(b.Subjects)*b.Probability, right+float64(b.Subjects)*b.Right
			lines += float64(b.Connections)
			squares += float64(b.Subjects*b.Subjects) / max(1, b.Effective)
		}
		p, right = p/max(1, n), right/max(1, n)
		chance := "–" // reports of before name no connections
		if lines > 0 {
			chance = fmt.Sprintf("%.3f", math.Sqrt(p*(1-p)*squares)/n)
		}
		fmt.Printf("| %.1f | %.1f | %.0f | %.0f | %.3f | %.3f | %+.3f | %s |\n", float64(i)/10, float64(i+1)/10, n, lines, p, right, right-p, chance)
	}
}

// ablation sums what each row of the weights does.
func ablation(worlds []world) {
	fmt.Println("\n### Without one row\n\nWhat the bands would be if one row of the weights did not exist (all worlds together; the claimed connections stay). The first line is the check as it is.\n\n" +
		"| of | row | subjects with it | moved | corroborated | precision | supported | precision | victims corroborated | bystanders corroborated |\n|---|---|---|---|---|---|---|---|---|---|")
	sums, order, missing := map[[2]string]*score.Row{}, [][2]string{}, map[[2]string]score.Row{}
	for _, w := range worlds {
		for _, r := range w.rows {
			key := [2]string{r.Of, r.Text}
			if sums[key] == nil {
				sums[key] = &score.Row{Of: r.Of, Text: r.Text}
				order = append(order, key)
			}
		}
	}
	slices.SortFunc(order, func(a, b [2]string) int { return cmp.Or(cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1])) })
	for _, w := range worlds {
		clear(missing)
		for _, r := range w.rows {
			missing[[2]string{r.Of, r.Text}] = r
		}
		for _, key := range order {
			r, ok := missing[key]
			if !ok {
				r = w.rows[0] // a world that has no such row is as it is
			}
			add(sums[key], r)
		}
	}
	for _, key := range order {
		r := sums[key]
		fmt.Printf("| %s | %s | %d | %d | %d | %.4f | %d | %.4f | %d | %d |\n", r.Of, r.Text, r.Subjects, r.Moved, r.Top, share(r.TopRight, r.Top),
			r.Next, share(r.NextRight, r.Next), r.Victims, r.Bystanders)
	}
}

func add(to *score.Row, r score.Row) {
	to.Subjects, to.Moved = to.Subjects+r.Subjects, to.Moved+r.Moved
	to.Top, to.TopRight, to.Next, to.NextRight = to.Top+r.Top, to.TopRight+r.TopRight, to.Next+r.Next, to.NextRight+r.NextRight
	to.Victims, to.Bystanders = to.Victims+r.Victims, to.Bystanders+r.Bystanders
}

func share(a, b int64) float64 { return float64(a) / float64(max(1, b)) }
