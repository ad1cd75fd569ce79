// Package score compares what a check found with the truth of a simulated
// case.
//
// It reads JSON Lines with its own structs and knows neither the generator nor
// the detector, so that neither can be written to please it. The measures and
// the words in which they are defined are those of docs/accuracy.md:
//
// A subject belongs to its owner: the one person of the truth who has most of
// its accounts; where several have as many, the one of them with most of its
// e-mails; where that does not decide either, nobody. A subject is right when
// its first subscriber is one of the owner's own connections and more than half
// of its accounts, e-mails and cards are the owner's. Cards are compared by
// first six and last four digits.
//
// A person is meant by a subject that names one of the person's own
// connections first, or of whose accounts, e-mails and cards more than half
// are the person's. A bystander is not meant by a subject that is right for
// somebody else: who shares a line with a subscriber appears beside them.
package score

import (
	"io"
	"io/fs"

	"comity/internal/comity"
)

// Report is what `comity score --json` prints for a Falcon case. Shares lie
// between 0 and 1; a share of nothing is 0.
type Report struct {
	PrecisionCorroborated float64    `json:"precision_corroborated"` // right ÷ all corroborated subjects
	PrecisionSupported    float64    `json:"precision_supported"`    // right ÷ all supported subjects
	VictimsCorroborated   int64      `json:"victims_corroborated"`   // victims meant by a corroborated subject
	BystandersCorrob      int64      `json:"bystanders_corroborated"`
	RecallCorroborated    float64    `json:"recall_corroborated"` // resolvable subscribers with a right corroborated subject
	RecallResolvable      float64    `json:"recall_resolvable"`   // … with a right corroborated or supported subject
	PrecisionAtTruth      float64    `json:"precision_at_truth"`  // right ÷ K among the first K by rank, K = resolvable subscribers
	VictimsKept           float64    `json:"victims_contradicted_or_unresolved"`
	Pairs                 Pairs      `json:"pairs"`
	Rejects               Rejects    `json:"rejects"`
	Duplicates            Duplicates `json:"duplicates"`
	Bands                 Bands      `json:"bands"`
	VictimsNamed          float64    `json:"victims_rival_named"`    // of victims who appear in a subject: nowhere above unresolved, and a true rival named
	BystandersNamed       float64    `json:"bystanders_rival_named"` // of bystanders whom a subject means: the same
	Clocks                Clocks     `json:"clocks"`
	Reliability           []Bin      `json:"reliability"`
}

// Duplicates counts rows that were delivered again.
type Duplicates struct {
	Planted  int64 `json:"planted"`  // rows that the truth says another file holds too
	Found    int64 `json:"found"`    // of these, as many as the run counts once
	Spurious int64 `json:"spurious"` // rows that the run took for delivered again and that were not planted
}

// Pairs compares pairs of accounts: put into one subject against had by one person.
type Pairs struct {
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// Rejects counts lines by path and number.
type Rejects struct {
	Planted  int64 `json:"planted"`  // lines that the truth says nobody can read
	Found    int64 `json:"found"`    // of these, those the run rejects
	Spurious int64 `json:"spurious"` // rejects that were not planted
}

// Exhibit tells which file of the simulation an exhibit is.
type Exhibit struct {
	Ref  string // reference, as rejects name it
	Path string // path in the manifest, as the truth names it
	ID   string // digest of the plain bytes; used for a reject without a known reference
}

// Run is the files of a run (docs/formats/run.md), and what `comity clock --json`
// printed; nil where it was not asked.
type Run struct {
	Findings, Rejects, Duplicates, Clocks io.Reader
}

// Falcon scores a run on a Falcon case, truth the folder that the simulation wrote.
// What cannot be read is an Input error with file and line.
func Falcon(run Run, exhibits []Exhibit, truth fs.FS) (Report, error) {
	people, err := readPeople(truth)
	if err != nil {
		return Report{}, err
	}
	subjects, err := readSubjects(run.Findings)
	if err != nil {
		return Report{}, err
	}
	found := make([]judged, len(subjects))
	for i := range subjects {
		found[i] = people.judge(&subjects[i])
	}
	var r Report
	r.bands(found)
	r.recall(people, found)
	r.spared(people, found)
	r.Pairs = pairs(people, subjects)
	r.Bands, r.Reliability = byBand(people, found), reliability(found)
	r.VictimsNamed = explained(people, found, victim, func(j *judged) []*person { return j.appear })
	r.BystandersNamed = explained(people, found, bystander, func(j *judged) []*person { return j.means })
	if r.Clocks, err = compareClocks(run.Clocks, exhibits, truth); err != nil {
		return r, err
	}
	if r.Rejects, err = compareRejects(run.Rejects, exhibits, truth); err != nil {
		return r, err
	}
	r.Duplicates, err = compareDuplicates(run.Duplicates, exhibits, truth)
	return r, err
}

// bands fills the precision of the two upper bands.
func (r *Report) bands(subjects []judged) {
	right, all := map[comity.Band]int64{}, map[comity.Band]int64{}
	for _, s := range subjects {
		all[s.Band]++
		if s.right {
			right[s.Band]++
		}
	}
	r.PrecisionCorroborated = share(right[comity.Corroborated], all[comity.Corroborated])
	r.PrecisionSupported = share(right[comity.Supported], all[comity.Supported])
}

// recall fills what is measured over the resolvable subscribers.
func (r *Report) recall(people *people, subjects []judged) {
	best := map[*person]int{} // rank of the best band with a right subject
	for _, s := range subjects {
		if !s.right {
			continue
		}
		if rank, ok := best[s.owner]; !ok || s.Band.Rank() < rank {
			best[s.owner] = s.Band.Rank()
		}
	}
	var all, top, upper int64
	for _, p := range people.list {
		if p.Role != subscriber || !p.Resolvable {
			continue
		}
		all++
		rank, ok := best[p]
		if ok && rank <= comity.Corroborated.Rank() {
			top++
		}
		if ok && rank <= comity.Supported.Rank() {
			upper++
		}
	}
	r.RecallCorroborated, r.RecallResolvable = share(top, all), share(upper, all)
	var right int64
	for _, s := range subjects[:min(all, int64(len(subjects)))] {
		if s.right {
			right++
		}
	}
	r.PrecisionAtTruth = share(right, all)
}

// spared fills what happened to those who did nothing.
func (r *Report) spared(people *people, subjects []judged) {
	highest := map[*person]int{} // rank of the highest band where a victim appears at all
	corroborated := map[*person]bool{}
	for _, s := range subjects {
		for _, p := range s.appear {
			if rank, ok := highest[p]; !ok || s.Band.Rank() < rank {
				highest[p] = s.Band.Rank()
			}
		}
		if s.Band == comity.Corroborated {
			for _, p := range s.means {
				corroborated[p] = true
			}
		}
	}
	var appear, low int64
	for _, p := range people.list {
		switch {
		case p.Role == victim && corroborated[p]:
			r.VictimsCorroborated++
		case p.Role == bystander && corroborated[p]:
			r.BystandersCorrob++
		}
		rank, ok := highest[p]
		if p.Role != victim || !ok {
			continue
		}
		appear++
		if rank >= comity.Unresolved.Rank() {
			low++
		}
	}
	r.VictimsKept = share(low, appear)
}

func share(part, whole int64) float64 {
	if whole == 0 {
		return 0
	}
	return float64(part) / float64(whole)
}
