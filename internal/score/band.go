package score

import (
	"slices"

	"comity/internal/comity"
)

// Bands is what each band holds.
type Bands struct {
	Corroborated Band `json:"corroborated"`
	Supported    Band `json:"supported"`
	Unresolved   Band `json:"unresolved"`
	Contradicted Band `json:"contradicted"`
}

// Band is one band beside the truth.
type Band struct {
	Subjects   int64   `json:"subjects"`
	Right      int64   `json:"right"`
	Precision  float64 `json:"precision"`  // right ÷ subjects
	Recall     float64 `json:"recall"`     // resolvable subscribers whose highest right subject is here ÷ all of them
	Victims    int64   `json:"victims"`    // victims meant by a subject here
	Bystanders int64   `json:"bystanders"` // bystanders meant by a subject here
}

// of is the band by its name, nil for an unknown one.
func (b *Bands) of(name comity.Band) *Band {
	switch name {
	case comity.Corroborated:
		return &b.Corroborated
	case comity.Supported:
		return &b.Supported
	case comity.Unresolved:
		return &b.Unresolved
	case comity.Contradicted:
		return &b.Contradicted
	}
	return nil
}

// byBand counts subjects and the persons they mean, band by band.
func byBand(people *people, subjects []judged) (b Bands) {
	meant := map[*Band]map[*person]bool{}
	best := map[*person]comity.Band{}
	for _, s := range subjects {
		in := b.of(s.Band)
		if in == nil {
			continue
		}
		if in.Subjects++; s.right {
			in.Right++
			if old, has := best[s.owner]; !has || s.Band.Rank() < old.Rank() {
				best[s.owner] = s.Band
			}
		}
		if meant[in] == nil {
			meant[in] = map[*person]bool{}
		}
		for _, p := range s.means {
			meant[in][p] = true
		}
	}
	resolvable := b.recall(people, best)
	for _, name := range []comity.Band{comity.Corroborated, comity.Supported, comity.Unresolved, comity.Contradicted} {
		in := b.of(name)
		in.Precision = share(in.Right, in.Subjects)
		in.Recall /= float64(max(1, resolvable))
		for p := range meant[in] {
			if p.Role == victim {
				in.Victims++
			} else {
				in.Bystanders++
			}
		}
	}
	return b
}

// recall counts resolvable subscribers by the band they are found in, and returns how many there are.
func (b *Bands) recall(people *people, best map[*person]comity.Band) (all int64) {
	for _, p := range people.list {
		if p.Role != subscriber || !p.Resolvable {
			continue
		}
		all++
		if in := b.of(best[p]); in != nil {
			in.Recall++
		}
	}
	return all
}

// rivalry is what the subjects say of one who did nothing.
type rivalry struct {
	highest int  // rank of the highest band
	named   bool // some subject names a rival that the truth has for them
}

// explained is the share of persons of a role for whom no subject among those
// that who picks stands above unresolved, and one of them names a right rival.
func explained(people *people, subjects []judged, role string, who func(*judged) []*person) float64 {
	seen := map[*person]rivalry{}
	for i := range subjects {
		s := &subjects[i]
		for _, p := range who(s) {
			r, known := seen[p]
			if !known || s.Band.Rank() < r.highest {
				r.highest = s.Band.Rank()
			}
			r.named = r.named || s.names(p)
			seen[p] = r
		}
	}
	var all, good int64
	for _, p := range people.list {
		r, known := seen[p]
		if p.Role != role || !known || role == bystander && len(p.Rivals) == 0 {
			continue // who only shops: nothing rivals what is claimed of them
		}
		if all++; r.named && r.highest >= comity.Unresolved.Rank() {
			good++
		}
	}
	return share(good, all)
}

// names reports whether the subject has a rival, not excluded, that is true of p.
func (j *judged) names(p *person) bool {
	return slices.ContainsFunc(j.Rivals, func(r rival) bool { return r.Verdict != "excluded" && slices.Contains(p.Rivals, r.Kind) })
}
