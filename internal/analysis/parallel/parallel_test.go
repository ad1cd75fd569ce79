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
