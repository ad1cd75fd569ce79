package chance_test

import (
	"math"
	"testing"

	"comity/internal/analysis/chance"
)

// Rounded to the safe side, and near.
func TestAgainstFractions(t *testing.T) {
	for n := uint64(1); n < 1<<62; n = n*3 + 1 {
		if got, want := float64(chance.Log2(n)), math.Log2(float64(n))*chance.One; got > want+1e-6 || got < want-1 {
			t.Errorf("log of %d is %v, want %v", n, got, want)
		}
	}
	for _, tt := range []struct {
		people, most, all int
		there, of         int64
	}{{100, 5, 5, 1, 4}, {200, 18, 20, 300, 1000}, {1, 3, 9, 1, 1000}, {5000, 40, 60, 2, 5}} {
		q := float64(tt.there) / float64(tt.of)
		m, n := float64(tt.most), float64(tt.all)
		want := math.Log2(float64(tt.people)) + m*math.Log2(n*q/m)
		if m < n {
			want += (n - m) * math.Log2(n*(1-q)/(n-m))
		}
		got, ok := chance.Common(tt.people, tt.most, tt.all, tt.there, tt.of)
		if exact := want * chance.One; !ok || float64(got) < exact || float64(got) > exact+2*n+2 {
			t.Errorf("%+v: %d, want %v", tt, got, exact)
		}
	}
	if _, ok := chance.Common(10, 2, 8, 1, 4); ok {
		t.Error("as often as others are there is nothing to wonder at")
	}
}

// As many or more where so few are usual: above what is true, and near Chernoff's bound.
func TestHeapAgainstPoisson(t *testing.T) {
	for _, tt := range []struct {
		most       int
		beside, of int64
	}{{8, 1, 7}, {10, 3, 2}, {3, 1, 100}, {40, 12, 1}} {
		m, k := float64(tt.beside)/float64(tt.of), float64(tt.most)
		term, sum := math.Exp(-m), 0.0
		for i := range 200 {
			if i >= tt.most {
				sum += term
			}
			term *= m / float64(i+1)
		}
		got, ok := chance.Heap(tt.most, tt.beside, tt.of)
		want := k * math.Log2(math.E*m/k) * chance.One
		if !ok || float64(got) < want || float64(got) > want+3*k || float64(got) < math.Log2(sum)*chance.One {
			t.Errorf("%+v: %d, want %v", tt, got, want)
		}
	}
	if _, ok := chance.Heap(3, 6, 2); ok {
		t.Error("as many as are usual are nothing to wonder at")
	}
}
