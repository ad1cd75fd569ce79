// Package side does numbered pieces of work side by side.
package side

import (
	"runtime"
	"sync"
)

// Do calls do(0) to do(n-1), several at a time, and returns the error of the
// lowest number that failed.
func Do(n int, do func(int) error) error {
	errs := make([]error, n)
	next := make(chan int)
	var wg sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			for i := range next {
				errs[i] = do(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	wg.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
