package score_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"comity/internal/comity"
	"comity/internal/score"

	"github.com/google/go-cmp/cmp"
)

func TestBands(t *testing.T) {
	r := falcon(t, rosaRight, ottoRight, veraLow, carlLine)
	want := score.Bands{
		Corroborated: score.Band{Subjects: 2, Right: 1, Precision: 0.5, Recall: 0.5, Bystanders: 1},
		Supported:    score.Band{Subjects: 1, Right: 1, Precision: 1, Recall: 0.5},
		Contradicted: score.Band{Subjects: 1, Victims: 1},
	}
	if d := cmp.Diff(want, r.Bands); d != "" {
		t.Error(d)
	}
}

// A subscriber counts in the highest band with a right subject only.
func TestRecallIsOfTheHighestBand(t *testing.T) {
	lower := strings.Replace(rosaRight, "corroborated", "supported", 1)
	if r := falcon(t, lower, rosaRight); r.Bands.Corroborated.Recall != 0.5 || r.Bands.Supported.Recall != 0 {
		t.Errorf("%+v", r.Bands)
	}
}

func TestReliability(t *testing.T) {
	even := strings.Replace(rosaRight, `"rank":1`, `"rank":1,"score":0`, 1)
	sure := strings.Replace(ottoWrong, `"rank":2`, `"rank":2,"score":3000`, 1)
	unlikely := strings.Replace(ottoRight, `"rank":2`, `"rank":3,"score":-2000`, 1)
	bins := falcon(t, even, sure, unlikely, unlikely).Reliability // two on one connection
	if len(bins) != 10 || bins[3].Low != 0.3 || bins[3].High != 0.4 {
		t.Fatalf("%+v", bins)
	}
	for i, want := range map[int]score.Bin{5: {Subjects: 1, Probability: 0.5, Right: 1}, 9: {Subjects: 1, Probability: 0.999, Right: 0}, 0: {Subjects: 2, Probability: 0.0099, Right: 1}, 4: {}} {
		got := bins[i]
		if lines := min(want.Subjects, 1); got.Connections != lines || got.Effective != float64(lines) {
			t.Errorf("bin %d: %d connections, %v effective, want %d", i, got.Connections, got.Effective, lines)
		}
		if got.Subjects != want.Subjects || got.Right != want.Right || got.Probability-want.Probability > 0.0001 || want.Probability-got.Probability > 0.0001 {
			t.Errorf("bin %d: %+v, want %+v", i, got, want)
		}
	}
}

func TestRivalsNamed(t *testing.T) {
	truth := truth("")
	truth["persons.jsonl"] = &fstest.MapFile{Data: []byte(strings.Replace(strings.Replace(persons,
		`"person":"vera",`, `"person":"vera","rivals":["stolen-card"],`, 1), `"person":"carl",`, `"person":"carl","rivals":["namesake"],`, 1))}
	rivals := func(s, list string) string { return strings.Replace(s, `"band"`, `"rivals":[`+list+`],"band"`, 1) }
	low := strings.Replace(carlLine, "corroborated", "unresolved", 1)
	for _, tt := range []struct {
		name, subject      string
		victim, bystanders float64
	}{
		{"named", rivals(veraLow, `{"kind":"shared-address","verdict":"possible"},{"kind":"stolen-card","verdict":"ahead"}`), 1, 0},
		{"excluded", rivals(veraLow, `{"kind":"stolen-card","verdict":"excluded"}`), 0, 0},
		{"another", rivals(veraLow, `{"kind":"reseller","verdict":"ahead"}`), 0, 0},
		{"named too high", rivals(veraCard, `{"kind":"stolen-card","verdict":"possible"}`), 0, 0},
		{"bystander", rivals(low, `{"kind":"namesake","verdict":"possible"}`), 0, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := score.Falcon(files(tt.subject, "", ""), nil, truth)
			if err != nil || r.VictimsNamed != tt.victim || r.BystandersNamed != tt.bystanders {
				t.Errorf("victims %v, bystanders %v, error %v", r.VictimsNamed, r.BystandersNamed, err)
			}
		})
	}
}

// Rows that only a wrong clock statement makes unreadable are nobody's fault, read or not.
func TestRejectsOfAWrongClock(t *testing.T) {
	planted := `{"path":"a.csv","line":4,"reason":"ends before it begins","clock":true}` + "\n" + `{"path":"a.csv","line":5,"reason":"cut"}`
	for _, found := range []string{`{"ref":"X","line":5,"cite":""}`, `{"ref":"X","line":5,"cite":""}` + "\n" + `{"ref":"X","line":4,"cite":""}`} {
		r, err := score.Falcon(files("", found, ""), []score.Exhibit{{Ref: "X", Path: "a.csv"}}, truth(planted))
		if want := (score.Rejects{Planted: 1, Found: 1}); err != nil || r.Rejects != want {
			t.Errorf("%+v, error %v, want %+v", r.Rejects, err, want)
		}
	}
}

const clocks = `{"path":"a.log","fault":"skew","seconds":-90,"pairs":900}
{"path":"b.csv","fault":"zone","seconds":3600,"also":[7200],"pairs":12}
{"path":"c.csv","fault":"am-pm","seconds":43200,"pairs":300}
{"path":"d.log","fault":"drift","seconds":20,"pairs":300}
{"path":"e.csv","fault":"dst","seconds":-3600,"pairs":300}
{"path":"f.csv","fault":"zone","seconds":-3600,"also":[0],"pairs":12}
`

// source is one source of a clock report: its readings are "kind seconds kept", and perhaps a margin.
func source(exhibit string, readings ...string) string {
	for i, r := range readings {
		f := strings.Fields(r)
		readings[i] = `{"kind":"` + f[0] + `","seconds":` + f[1] + `,"kept":` + f[2] + `,"margin":` + append(f[3:], "0")[0] + `}`
	}
	return `{"exhibit":"` + exhibit + `","readings":[` + strings.Join(readings, ",") + `]}`
}

func TestClocks(t *testing.T) {
	exhibits := []score.Exhibit{{Ref: "A", Path: "a.log", ID: "aa"}, {Ref: "B", Path: "b.csv", ID: "bb"}, {Ref: "C", Path: "c.csv", ID: "cc"},
		{Ref: "D", Path: "d.log", ID: "dd"}, {Ref: "E", Path: "e.csv", ID: "ee"}, {Ref: "F", Path: "f.csv"}, {Ref: "Z", Path: "z.log", ID: "zz"}}
	for _, tt := range []struct {
		name    string
		sources []string
		offsets string
		want    score.Clocks
	}{
		{"found, by reference and by digest", []string{source("A", "declared 0 false", "skew -86 true"), source("cc", "declared 0 false", "am-pm 43200 true")}, "",
			score.Clocks{Planted: 2, Found: 2, WellPaired: score.WellPaired{Planted: 2, Found: 2, Recall: 1}}},
		{"too far", []string{source("A", "declared 0 false", "skew -70 true")}, "", score.Clocks{Planted: 1, Wrong: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"too far, but within what is told beside it", []string{source("A", "declared 0 false", "skew -120 true 40")}, "", score.Clocks{Planted: 1, Wrong: 1, Wide: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"too far, and outside it", []string{source("A", "declared 0 false", "skew -120 true 20")}, "", score.Clocks{Planted: 1, Wrong: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"wrong sign", []string{source("A", "declared 0 false", "skew 90 true")}, "", score.Clocks{Planted: 1, Wrong: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"beside the declared", []string{source("D", "declared 0 true", "drift 17 true")}, "", score.Clocks{Planted: 1, Kept: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"missed", []string{source("E", "declared 0 true", "dst -3600 false")}, "", score.Clocks{Planted: 1, Missed: 1, WellPaired: score.WellPaired{Planted: 1}}},
		{"other half of the year, few pairs", []string{source("B", "declared 0 false", "zone 7200 true")}, "", score.Clocks{Planted: 1, Found: 1}},
		{"a zone called a skew", []string{source("B", "skew 3600 true")}, "", score.Clocks{Planted: 1, Found: 1}},
		{"a zone without the declared one's summer time", []string{source("F", "dst -3600 true")}, "", score.Clocks{Planted: 1, Found: 1}},
		{"summer time left out, where the zone is another in winter too", []string{source("B", "dst 3600 true")}, "", score.Clocks{Planted: 1, Wrong: 1}},
		{"right clocks", []string{source("Z", "declared 0 true"), source("Z", "declared 0 true", "zone 3600 true"), source("Z", "zone 3600 true")}, "",
			score.Clocks{Doubted: 1, Spurious: 1}},
		{"offsets", nil, `{"a":"A","b":"Z","low":80,"high":95},{"a":"Z","b":"A","low":80,"high":95},{"a":"D","b":"Z","low":0,"high":1}`,
			score.Clocks{Offsets: score.Offsets{Measured: 2, Covered: 1, Coverage: 0.5}}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := truth("")
			dir["clocks.jsonl"] = &fstest.MapFile{Data: []byte(clocks)}
			run := files("", "", "")
			run.Clocks = strings.NewReader(`{"sources":[` + strings.Join(tt.sources, ",") + `],"offsets":[` + tt.offsets + `]}`)
			r, err := score.Falcon(run, exhibits, dir)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, r.Clocks); d != "" {
				t.Error(d)
			}
		})
	}
	run := files("", "", "")
	run.Clocks = strings.NewReader("not JSON")
	if _, err := score.Falcon(run, exhibits, truth("")); comity.KindOf(err) != comity.Input {
		t.Errorf("no JSON: %v, want an input error", err)
	}
}

// A victim of whom the truth knows no rival is claimed wrongly all the same; of a bystander who
// only shops there is nothing to name.
func TestRivalsOfWhomTheTruthHasNone(t *testing.T) {
	truth := truth("")
	truth["persons.jsonl"] = &fstest.MapFile{Data: []byte(strings.Replace(persons, `"person":"vera",`, `"person":"vera","rivals":["stolen-card"],`, 1) +
		`{"person":"vito","role":"victim","accounts":[],"emails":[],"cards":[],"subscribers":[{"provider":"p","subscriber":"L9"}],"resolvable":false}` + "\n")}
	named := strings.Replace(veraLow, `"band"`, `"rivals":[{"kind":"stolen-card","verdict":"ahead"}],"band"`, 1)
	vito := strings.Replace(carlLine, `"L4"`, `"L9"`, 1)
	r, err := score.Falcon(files(named+"\n"+vito+"\n"+carlLine, "", ""), nil, truth)
	if err != nil || r.VictimsNamed != 0.5 || r.BystandersNamed != 0 {
		t.Errorf("victims %v, bystanders %v, error %v", r.VictimsNamed, r.BystandersNamed, err)
	}
}
