package alias

import (
	"math"
	"os"
	"slices"
	"testing"
)

// TestFit prints the table of weights, fitted on half 0 of the authors.
func TestFit(t *testing.T) {
	if os.Getenv("COMITY_FIT") == "" {
		t.Skip("fits, proves nothing")
	}
	t.Logf("%+v", fit(t, channel(t), 0))
}

// lesson is one scene to learn from.
type lesson struct {
	scene scene
	field *field
	ranks bool // of the first stage too
}

// fit makes a table of weights from half of the authors: the first stage so that the right name is chosen among all
// candidates, the second so that scores are as often right as they say.
func fit(t *testing.T, all []said, half int) (w table) {
	t.Helper()
	var lessons []lesson
	for absent := range 3 {
		for _, x := range []trial{{60, 300, 300, absent, half}, {150, 600, 300, absent, half}, {300, 0, 390, absent, half}, {600, 0, 126, absent, half}} {
			s := set(all, x)
			l := lesson{s, s.compared(t), x.words >= 300}
			l.field.stand()
			lessons = append(lessons, l)
		}
	}
	w.kinds = firstStage(lessons)
	w.stands = secondStage(lessons, &w)
	return w
}

// choice is a query with its candidates' likenesses; the right one is first.
type choice [][kinds]float64

func firstStage(lessons []lesson) (out [kinds]int64) {
	var choices []choice
	for _, l := range lessons {
		if !l.ranks {
			continue
		}
		for _, q := range l.scene.queries {
			if q.partner < 0 {
				continue
			}
			c := choice{l.field.likeness(q.name, q.partner)}
			for _, n := range l.scene.candidates {
				if n != q.partner {
					c = append(c, l.field.likeness(q.name, n))
				}
			}
			choices = append(choices, c)
		}
	}
	w := choiceWeights(choices)
	for k := range out {
		out[k] = int64(math.Round(1000 * w[k]))
	}
	return out
}

func (f *field) likeness(a, b int32) (out [kinds]float64) {
	for k := range kinds {
		out[k] = float64(f.z(k, f.row[a], f.row[b])) / 1000
	}
	return out
}

// choiceWeights fits a conditional logit with weights of at least 0 by Newton's method; what would fall below 0 is left out.
func choiceWeights(choices []choice) (w [kinds]float64) {
	free := make([]int, kinds)
	for k := range free {
		free[k] = k
		w[k] = 0.3
	}
	for range 40 {
		d := len(free)
		h := ridge(d, func(i int) float64 { return w[free[i]] }, 1)
		for _, c := range choices {
			p := make([]float64, len(c))
			top, sum := math.Inf(-1), 0.0
			for n, x := range c {
				for _, k := range free {
					p[n] += w[k] * x[k]
				}
				top = max(top, p[n])
			}
			for n := range p {
				p[n] = math.Exp(p[n] - top)
				sum += p[n]
			}
			mean := make([]float64, d)
			for n, x := range c {
				p[n] /= sum
				for i, k := range free {
					mean[i] += p[n] * x[k]
				}
			}
			for n, x := range c {
				if p[n] < 1e-6 {
					continue
				}
				for i, k := range free {
					for j, l := range free {
						h[i][j] += p[n] * (x[k] - mean[i]) * (x[l] - mean[j])
					}
				}
			}
			for i, k := range free {
				h[i][d] += c[0][k] - mean[i]
			}
		}
		step := solve(h)
		var kept []int
		for i, k := range free {
			if w[k] += min(max(step[i], -0.5), 0.5); w[k] > 0 {
				kept = append(kept, k)
			} else {
				w[k] = 0
			}
		}
		free = kept
	}
	return w
}

func secondStage(lessons []lesson, w *table) (out [4]int64) {
	var xs [][]float64
	var ys []float64
	for _, l := range lessons {
		f := l.field
		f.combine(w, false)
		for _, q := range l.scene.queries {
			i := f.row[q.name]
			best := slices.MaxFunc(l.scene.candidates, func(x, y int32) int { return int(f.logit[i][f.row[x]] - f.logit[i][f.row[y]]) })
			j := f.row[best]
			x, y := f.rivals[i].margin(f.logit[i][j]), f.rivals[j].margin(f.logit[i][j])
			xs = append(xs, []float64{float64(min(x, y)) / 1000, float64(max(x, y)) / 1000, math.Log2(float64(max(min(f.words[i], f.words[j]), 1))) - 8, 1})
			ys = append(ys, truth(best == q.partner))
		}
	}
	for k, v := range logistic(xs, ys) {
		out[k] = int64(math.Round(1000 * v))
	}
	return out
}

// logistic fits by Newton's method with a little ridge, in short steps.
func logistic(xs [][]float64, ys []float64) []float64 {
	d := len(xs[0])
	w := make([]float64, d)
	for range 100 {
		h := ridge(d, func(i int) float64 { return w[i] }, 0.01)
		for n, x := range xs {
			z := 0.0
			for i, v := range x {
				z += w[i] * v
			}
			p := 1 / (1 + math.Exp(-z))
			for i := range x {
				for j := range x {
					h[i][j] += p * (1 - p) * x[i] * x[j]
				}
				h[i][d] += (ys[n] - p) * x[i]
			}
		}
		for i, v := range solve(h) {
			w[i] += min(max(v, -0.3), 0.3)
		}
	}
	return w
}

// ridge is the start of a system of equations that draws weights to 0.
func ridge(d int, w func(i int) float64, pull float64) [][]float64 {
	h := make([][]float64, d)
	for i := range h {
		h[i] = make([]float64, d+1)
		h[i][i] = pull
		h[i][d] = -pull * w(i)
	}
	return h
}

// solve eliminates after Gauß and Jordan.
func solve(h [][]float64) []float64 {
	d := len(h)
	out := make([]float64, d)
	for i := range h {
		for j := range h {
			if j == i {
				continue
			}
			r := h[j][i] / h[i][i]
			for k := range h[j] {
				h[j][k] -= r * h[i][k]
			}
		}
	}
	for i := range h {
		out[i] = h[i][d] / h[i][i]
	}
	return out
}
