package score

import "math"

// Bin is one tenth of the probabilities that subjects carry, beside how many
// of them are right. A check that knows what it knows has Right near Probability.
type Bin struct {
	Low         float64 `json:"low"`
	High        float64 `json:"high"` // not included, except 1
	Subjects    int64   `json:"subjects"`
	Probability float64 `json:"probability"` // mean
	Right       float64 `json:"right"`       // share
	Connections int64   `json:"connections"` // that they are claimed of
	Effective   float64 `json:"effective"`   // as many connections, each with as many of them, would tell as much: of many on one, all are right or none (Kish's effective sample size)
}

// reliability sorts subjects into ten bins.
func reliability(subjects []judged) []Bin {
	bins := make([]Bin, 10)
	sums, right, lines := make([]float64, 10), make([]int64, 10), make([]map[connection]int64, 10)
	for _, s := range subjects {
		p := s.probable()
		i := min(9, max(0, int(p*10)))
		bins[i].Subjects++
		if sums[i] += p; s.right {
			right[i]++
		}
		if len(s.Subscribers) > 0 {
			if lines[i] == nil {
				lines[i] = map[connection]int64{}
			}
			lines[i][s.Subscribers[0]]++
		}
	}
	for i := range bins {
		b := &bins[i]
		b.Low, b.High = float64(i)/10, float64(i+1)/10
		b.Right, b.Connections, b.Effective = share(right[i], b.Subjects), int64(len(lines[i])), effective(lines[i])
		if b.Subjects > 0 {
			b.Probability = sums[i] / float64(b.Subjects)
		}
	}
	return bins
}

// effective is the square of the sum, by the sum of the squares; 0 of none.
func effective(lines map[connection]int64) float64 {
	var sum, squares int64
	for _, n := range lines {
		sum, squares = sum+n, squares+n*n
	}
	return float64(sum*sum) / float64(max(1, squares))
}

// probable is what the check calls the claim. Where it says nothing, its score is
// taken for the logarithm of odds to the base ten, in thousandths.
func (s *subject) probable() float64 {
	if s.Probability > 0 {
		return s.Probability
	}
	return 1 / (1 + math.Pow(10, -float64(s.Score)/1000))
}
