package score_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"comity/internal/comity"
	"comity/internal/score"

	"github.com/google/go-cmp/cmp"
)

// The truth of most tests: rosa and otto subscribe, vera's card is stolen,
// berta shares rosa's line.
const persons = `
{"person":"rosa","role":"subscriber","accounts":["a.example:rosa","b.example:rr"],"emails":["rosa@mail.example"],"cards":["411111******1111"],"subscribers":[{"provider":"p","subscriber":"L1"}],"resolvable":true}
{"person":"otto","role":"subscriber","accounts":["a.example:otto"],"emails":["otto@mail.example"],"cards":["422222******2222"],"subscribers":[{"provider":"p","subscriber":"L2"}],"resolvable":true}
{"person":"nora","role":"subscriber","accounts":["a.example:nora"],"emails":[],"cards":[],"subscribers":[],"resolvable":false}
{"person":"vera","role":"victim","accounts":[],"emails":["vera@mail.example"],"cards":["433333******3333"],"subscribers":[{"provider":"p","subscriber":"L3"}],"resolvable":false}
{"person":"berta","role":"bystander","accounts":[],"emails":[],"cards":[],"subscribers":[{"provider":"p","subscriber":"L1"}],"resolvable":false}
{"person":"carl","role":"bystander","accounts":[],"emails":[],"cards":[],"subscribers":[{"provider":"p","subscriber":"L4"}],"resolvable":false}
{"person":"ines","role":"subscriber","accounts":["c.example:made"],"emails":["ines@mail.example"],"cards":[],"subscribers":[{"provider":"p","subscriber":"L6"}],"resolvable":false}
{"person":"remo","role":"fraudster","accounts":["c.example:made"],"emails":["remo@mail.example"],"cards":[],"subscribers":[{"provider":"p","subscriber":"L7"}],"resolvable":false}
`

// Subjects in findings.jsonl form.
const (
	rosaRight   = `{"subject":{"rank":1,"band":"corroborated","selectors":[{"type":"account","value":"a.example:rosa"},{"type":"account","value":"b.example:rr"},{"type":"card","value":"411111******1111","cite":"x:1+2"},{"type":"holder","value":"Rosa"}],"subscribers":[{"provider":"p","subscriber":"L1"}]}}`
	ottoRight   = `{"subject":{"rank":2,"band":"supported","selectors":[{"type":"account","value":"a.example:otto"},{"type":"email","value":"Otto@mail.example"}],"subscribers":[{"provider":"p","subscriber":"L2"},{"provider":"p","subscriber":"L9"}]}}`
	ottoWrong   = `{"subject":{"rank":2,"band":"corroborated","selectors":[{"type":"account","value":"a.example:otto"}],"subscribers":[{"provider":"p","subscriber":"L9"},{"provider":"p","subscriber":"L2"}]}}`
	ottoMixed   = `{"subject":{"rank":2,"band":"corroborated","selectors":[{"type":"account","value":"a.example:otto"},{"type":"card","value":"499999******9999"}],"subscribers":[{"provider":"p","subscriber":"L2"}]}}`
	tie         = `{"subject":{"rank":2,"band":"corroborated","selectors":[{"type":"account","value":"a.example:otto"},{"type":"account","value":"a.example:nora"}],"subscribers":[{"provider":"p","subscriber":"L2"}]}}`
	tieByMail   = `{"subject":{"rank":2,"band":"corroborated","selectors":[{"type":"account","value":"a.example:nora"},{"type":"account","value":"a.example:otto"},{"type":"email","value":"otto@mail.example"}],"subscribers":[{"provider":"p","subscriber":"L2"}]}}`
	veraLine    = `{"subject":{"rank":3,"band":"corroborated","selectors":[{"type":"account","value":"a.example:ghost"}],"subscribers":[{"provider":"p","subscriber":"L3"}]}}`
	veraCard    = `{"subject":{"rank":3,"band":"corroborated","selectors":[{"type":"card","value":"433333******3333"},{"type":"email","value":"vera@mail.example"},{"type":"account","value":"a.example:ghost"}],"subscribers":[{"provider":"p","subscriber":"L8"}]}}`
	veraLow     = `{"subject":{"rank":3,"band":"contradicted","selectors":[{"type":"card","value":"433333******3333"}],"subscribers":[{"provider":"p","subscriber":"L8"}]}}`
	carlLine    = `{"subject":{"rank":3,"band":"corroborated","selectors":[{"type":"account","value":"a.example:ghost"}],"subscribers":[{"provider":"p","subscriber":"L4"}]}}`
	bertaLine   = `{"subject":{"rank":3,"band":"corroborated","selectors":[{"type":"account","value":"a.example:ghost"}],"subscribers":[{"provider":"p","subscriber":"L1"}]}}`
	madeUser    = `{"subject":{"rank":4,"band":"supported","selectors":[{"type":"account","value":"c.example:made"}],"subscribers":[{"provider":"p","subscriber":"L6"}]}}`
	madeMaker   = `{"subject":{"rank":4,"band":"supported","selectors":[{"type":"account","value":"c.example:made"}],"subscribers":[{"provider":"p","subscriber":"L7"}]}}`
	madeOther   = `{"subject":{"rank":4,"band":"supported","selectors":[{"type":"account","value":"c.example:made"}],"subscribers":[{"provider":"p","subscriber":"L8"}]}}`
	madeMailed  = `{"subject":{"rank":4,"band":"supported","selectors":[{"type":"account","value":"c.example:made"},{"type":"email","value":"remo@mail.example"}],"subscribers":[{"provider":"p","subscriber":"L6"}]}}`
	anyHit      = `{"hit":{"id":"h1","event":"login","count":3}}`
	noSubscribe = `{"subject":{"rank":1,"band":"unresolved","selectors":[{"type":"account","value":"a.example:rosa"}],"subscribers":[]}}`
)

func truth(rejects string) fstest.MapFS {
	return fstest.MapFS{
		"persons.jsonl": {Data: []byte(persons)},
		"rejects.jsonl": {Data: []byte(rejects)},
	}
}

func files(findings, rejects, duplicates string) score.Run {
	return score.Run{
		Findings: strings.NewReader(findings), Rejects: strings.NewReader(rejects), Duplicates: strings.NewReader(duplicates),
	}
}

func falcon(t *testing.T, subjects ...string) score.Report {
	t.Helper()
	r, err := score.Falcon(files(strings.Join(subjects, "\n"), "", ""), nil, truth(""))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestFalcon(t *testing.T) {
	tests := []struct {
		name     string
		subjects []string
		want     map[string]float64
	}{
		{"nothing found", nil, map[string]float64{}},
		{"right in two bands", []string{rosaRight, ottoRight, anyHit}, map[string]float64{
			"precision_corroborated": 1, "precision_supported": 1, "recall_corroborated": 0.5, "recall_resolvable": 1,
			"precision_at_truth": 1, "pairs.precision": 1, "pairs.recall": 1, "pairs.f1": 1}},
		{"order of lines does not count, rank does", []string{ottoRight, rosaRight}, map[string]float64{
			"precision_corroborated": 1, "precision_supported": 1, "recall_corroborated": 0.5, "recall_resolvable": 1,
			"precision_at_truth": 1, "pairs.precision": 1, "pairs.recall": 1, "pairs.f1": 1}},
		{"own line only in second place", []string{ottoWrong}, map[string]float64{}},
		{"half of the selectors is not most", []string{ottoMixed}, map[string]float64{}},
		{"two owners level", []string{tie}, map[string]float64{}},
		{"level, e-mail decides", []string{tieByMail}, map[string]float64{
			"precision_corroborated": 1, "recall_corroborated": 0.5, "recall_resolvable": 0.5, "precision_at_truth": 0.5}},
		{"an account of two, the user's line", []string{madeUser}, map[string]float64{"precision_supported": 1, "precision_at_truth": 0.5}},
		{"an account of two, the maker's line", []string{madeMaker}, map[string]float64{"precision_supported": 1, "precision_at_truth": 0.5}},
		{"an account of two, a third's line", []string{madeOther}, map[string]float64{}},
		{"an account of two, e-mail decides", []string{madeMailed}, map[string]float64{}},
		{"no connection is never right", []string{noSubscribe}, map[string]float64{}},
		{"victim's line", []string{veraLine}, map[string]float64{"victims_corroborated": 1}},
		{"victim's selectors", []string{veraCard}, map[string]float64{"victims_corroborated": 1}},
		{"victim contradicted", []string{veraLow}, map[string]float64{"victims_contradicted_or_unresolved": 1}},
		{"bystander's line", []string{carlLine}, map[string]float64{"bystanders_corroborated": 1}},
		{"line shared with a right subject", []string{rosaRight}, map[string]float64{
			"precision_corroborated": 1, "recall_corroborated": 0.5, "recall_resolvable": 0.5, "precision_at_truth": 0.5,
			"pairs.precision": 1, "pairs.recall": 1, "pairs.f1": 1}},
		{"line shared, subject wrong", []string{bertaLine}, map[string]float64{"bystanders_corroborated": 1}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := falcon(t, tt.subjects...)
			got := map[string]float64{}
			for _, n := range r.Names() {
				if v := r.Value(n); v != 0 && !strings.HasPrefix(n, "bands.") && !strings.HasPrefix(n, "reliability.") {
					got[n] = v // the rest is TestBands' and TestReliability's
				}
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestRejects(t *testing.T) {
	planted := `{"path":"sites/a.log","line":4,"reason":"cut"}
{"path":"sites/a.log","line":9,"reason":"cut"}
{"path":"pay.csv","line":2,"reason":"columns"}`
	id := strings.Repeat("ab", 32)
	found := `{"cite":"` + id + `:10+3","ref":"X/1","line":4,"reason":"r"}
{"cite":"` + id + `:10+3","ref":"X/1","line":4,"reason":"r"}
{"cite":"` + id + `!gzip:99+3","ref":"","line":9,"reason":"r"}
{"cite":"` + id + `:99+3","ref":"X/1","line":10,"reason":"r"}`
	r, err := score.Falcon(files("", found, ""),
		[]score.Exhibit{{Ref: "X/1", Path: "sites/a.log", ID: id}}, truth(planted))
	if err != nil {
		t.Fatal(err)
	}
	if want := (score.Rejects{Planted: 3, Found: 2, Spurious: 1}); r.Rejects != want {
		t.Errorf("got %+v, want %+v", r.Rejects, want)
	}
}

func TestFloors(t *testing.T) {
	r := falcon(t, rosaRight, veraLine)
	tests := []struct {
		floor, err string
		kind       comity.Kind
	}{
		{"recall_corroborated=0.5", "", 0},
		{"recall_corroborated=0.6", "recall_corroborated is 0.5, below 0.6", comity.Negative},
		{"victims_corroborated=1", "", 0},
		{"victims_corroborated=0", "victims_corroborated is 1, above 0", comity.Negative},
		{"rejects.spurious=0", "", 0},
		{"rejects.planted=1", "rejects.planted is 0, below 1", comity.Negative},
		{"pairs.f1=1", "", 0},
		{"recall=0.5", `floor "recall": no such number in the report`, comity.Usage},
		{"pairs.f1", `floor "pairs.f1" is not of the form NAME=VALUE`, comity.Usage},
		{"pairs.f1=many", `floor "pairs.f1=many" is not of the form NAME=VALUE`, comity.Usage},
	}
	for _, tt := range tests {
		t.Run(tt.floor, func(t *testing.T) {
			f, err := score.ParseFloor(tt.floor)
			if err == nil {
				err = r.Check([]score.Floor{f})
			}
			got := ""
			if err != nil {
				got = err.Error()
				if comity.KindOf(err) != tt.kind {
					t.Errorf("kind %v, want %v", comity.KindOf(err), tt.kind)
				}
			}
			if got != tt.err {
				t.Errorf("got %q, want %q", got, tt.err)
			}
		})
	}
}

func TestBadTruth(t *testing.T) {
	tests := []struct{ name, persons, findings, want string }{
		{"no persons", "", "", "persons.jsonl: no persons"},
		{"bad person", "{", "", "truth: persons.jsonl:1: unexpected end of JSON input"},
		{"bad finding", persons, "\n{\"subject\":3}", "findings:2: "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := fstest.MapFS{"persons.jsonl": {Data: []byte(tt.persons)}, "rejects.jsonl": {}}
			_, err := score.Falcon(files(tt.findings, "", ""), nil, dir)
			if err == nil || !strings.HasPrefix(err.Error(), tt.want) || comity.KindOf(err) != comity.Input || strings.Contains(tt.want, ".jsonl") && comity.HintOf(err) == "" {
				t.Errorf("got %v (kind %v), want %s…", err, comity.KindOf(err), tt.want)
			}
		})
	}
}

// Which of two files came first is the run's affair; a row more than was planted is spurious.
func TestDuplicates(t *testing.T) {
	dir := truth("")
	dir["duplicates.jsonl"] = &fstest.MapFile{Data: []byte(
		`{"path":"b.log","of_path":"a.log","rows":3}` + "\n" + `{"path":"t.csv","line":2,"of_path":"t.xlsx","of_line":2}` + "\n")}
	exhibits := []score.Exhibit{{Ref: "A", Path: "a.log", ID: "aa"}, {Ref: "B", Path: "b.log", ID: "bb"}, {Ref: "T", Path: "t.csv", ID: "cc"}}
	found := `{"of":"bb:0+9","ref":"A","count":2}` + "\n" + `{"ref":"B","count":2}` + "\n" + `{"of":"cc:0+9","ref":"T","count":1}` + "\n"
	r, err := score.Falcon(files("", "", found), exhibits, dir)
	if want := (score.Duplicates{Planted: 4, Found: 3, Spurious: 2}); err != nil || r.Duplicates != want {
		t.Errorf("%+v, error %v, want %+v", r.Duplicates, err, want)
	}
}

// Two providers of one name in two countries are two; where one side does not say which it means, it
// means the only one that there is.
func TestConnectionsOfTwoCountries(t *testing.T) {
	in := func(country string) string {
		if country == "" {
			return `{"provider":"p","subscriber":"L1"}`
		}
		return `{"provider":"p","country":"` + country + `","subscriber":"L1"}`
	}
	for _, tt := range []struct {
		name, own, other, found string
		right                   int64
	}{
		{"of the same country", "IT", "DE", "IT", 1},
		{"of the other country", "IT", "DE", "DE", 0},
		{"of a third", "IT", "DE", "FR", 0},
		{"not said of which of two", "IT", "DE", "", 0},
		{"the truth names none", "", "", "IT", 1},
		{"the truth names one", "IT", "IT", "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			dir := truth("")
			dir["persons.jsonl"] = &fstest.MapFile{Data: []byte(`{"person":"rosa","role":"subscriber","accounts":["a.example:rosa"],"subscribers":[` + in(tt.own) + `]}
{"person":"otto","role":"victim","subscribers":[` + in(tt.other) + `]}`)}
			found := `{"subject":{"rank":1,"band":"corroborated","selectors":[{"type":"account","value":"a.example:rosa"}],"subscribers":[` + in(tt.found) + `]}}`
			r, err := score.Falcon(files(found, "", ""), nil, dir)
			if err != nil {
				t.Fatal(err)
			}
			if got := r.Bands.Corroborated.Right; got != tt.right {
				t.Errorf("%d right, want %d", got, tt.right)
			}
		})
	}
}
