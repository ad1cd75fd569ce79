package alias

import (
	"math"
	"os"
	"testing"
)

// TestFit fits the weights on those who wrote too little to be measured, 150 words a name.
func TestFit(t *testing.T) {
	if os.Getenv("COMITY_FIT") == "" {
		t.Skip("fits, proves nothing")
	}
	a, twins := split(channel(t, false), 150, 600)
	f, err := newField(t.Context(), a, 2)
	if err != nil {
		t.Fatal(err)
	}
	f.combine(false)
	var xs [][]float64
	var ys []float64
	for n, p := range twins {
		for m, q := range twins {
			i, ok := f.row[p[1]]
			j, both := f.row[q[0]]
			if !ok || !both {
				continue
			}
			x := make([]float64, 0, kinds+1)
			for k := range kinds {
				x = append(x, float64(f.z(k, i, j))/1000)
			}
			xs, ys = append(xs, append(x, 1)), append(ys, truth(n == m))
		}
	}
	w := logistic(xs, ys)
	t.Log("weights", milli(w))
	for k := range w {
		weights[k] = int64(math.Round(w[k] * 1000))
	}
	f.combine(false)
	xs, ys = nil, nil
	for n, p := range twins {
		best, second, at := -1e9, -1e9, -1
		for m, q := range twins {
			i, ok := f.row[p[1]]
			j, both := f.row[q[0]]
			if !ok || !both || n == m && absent(n) {
				continue
			}
			switch l := float64(f.logit[i][j]) / 1000; {
			case l > best:
				best, second, at = l, best, m
			case l > second:
				second = l
			}
		}
		if at >= 0 {
			xs, ys = append(xs, []float64{best, min(best-second, 10), 1}), append(ys, truth(at == n))
		}
	}
	w = logistic(xs, ys)
	t.Log("stands", milli(w))
	for k := range w {
		stands[k] = int64(math.Round(w[k] * 1000))
	}
	measure(t, f, twins).log(t, "150 words, fitted on", "")
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func milli(w []float64) (out []int) {
	for _, v := range w {
		out = append(out, int(math.Round(v*1000)))
	}
	return out
}

// logistic fits by Newton's method with a little ridge.
func logistic(xs [][]float64, ys []float64) []float64 {
	d := len(xs[0])
	w := make([]float64, d)
	for range 25 {
		h := make([][]float64, d)
		for i := range h {
			h[i] = make([]float64, d+1)
			h[i][i] = 0.01
			h[i][d] = -0.01 * w[i]
		}
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
		for i := range h { // Gauß–Jordan
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
		for i := range w {
			w[i] += h[i][d] / h[i][i]
		}
	}
	return w
}
