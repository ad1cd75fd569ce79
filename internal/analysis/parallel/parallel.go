// Package parallel spreads work that is numbered over several goroutines.
// Results are stored by number, so that what comes out does not depend on how
// many there were.
package parallel

import (
	"sync"
	"sync/atomic"
)

// stretch is how many numbers a goroutine takes at a time.
const stretch = 64

// Each calls work for every number below n, from up to workers goroutines, and
// returns the error of the lowest number that failed.
func Each(workers, n int, work func(i int) error) error {
	return EachBy(workers, n, func(_, i int) error { return work(i) })
}

// EachBy is Each for work that keeps memory of its own for each goroutine:
// worker, below Workers(workers, n), says which one calls. What comes out must
// not depend on it.
func EachBy(workers, n int, work func(worker, i int) error) error {
	errs := make([]error, n/stretch+1)
	var next atomic.Int64
	var wg sync.WaitGroup
	for worker := range Workers(workers, n) {
		wg.Go(func() {
			for {
				s := int(next.Add(1)) - 1
				if s*stretch >= n {
					return
				}
				errs[s] = run(worker, s*stretch, min(n, (s+1)*stretch), work)
			}
		})
	}
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func run(worker, from, to int, work func(worker, i int) error) error {
	for i := from; i < to; i++ {
		if err := work(worker, i); err != nil {
			return err
		}
	}
	return nil
}

// Workers is how many goroutines do n numbers where there may be so many.
func Workers(workers, n int) int { return min(max(workers, 1), n/stretch+1) }
