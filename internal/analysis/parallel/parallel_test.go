package parallel_test

import (
	"errors"
	"testing"

	"comity/internal/analysis/parallel"
)

func TestEachDoesEveryNumberOnce(t *testing.T) {
	for _, n := range []int{0, 1, 63, 64, 65, 1000} {
		for _, workers := range []int{0, 1, 3} {
			done := make([]int, n)
			if err := parallel.Each(workers, n, func(i int) error { done[i]++; return nil }); err != nil {
				t.Fatal(err)
			}
			for i, d := range done {
				if d != 1 {
					t.Errorf("n %d, %d workers: %d done %d times", n, workers, i, d)
				}
			}
		}
	}
}

// Memory that belongs to a worker is touched by no other: the race detector
// would see it.
func TestWorkersAreKeptApart(t *testing.T) {
	const n = 1000
	counts := make([]int, parallel.Workers(3, n))
	err := parallel.EachBy(3, n, func(worker, _ int) error { counts[worker]++; return nil })
	if sum := counts[0] + counts[1] + counts[2]; err != nil || sum != n {
		t.Errorf("%d of %d done, %v", sum, n, err)
	}
}

func TestEachReturnsTheLowestError(t *testing.T) {
	low, high := errors.New("low"), errors.New("high")
	for range 20 {
		err := parallel.Each(3, 1000, func(i int) error {
			switch i {
			case 70:
				return low
			case 900:
				return high
			}
			return nil
		})
		if !errors.Is(err, low) {
			t.Fatal(err)
		}
	}
}
