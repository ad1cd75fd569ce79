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
	errs := make([]error, n/stretch+1)
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(workers, 1), n/stretch+1) {
		wg.Go(func() {
			for {
				s := int(next.Add(1)) - 1
				if s*stretch >= n {
					return
				}
				for i := s * stretch; i < min(n, (s+1)*stretch); i++ {
					if err := work(i); err != nil {
						errs[s] = err
						break
					}
				}
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
