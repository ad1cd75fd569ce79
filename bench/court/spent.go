package court

import (
	"syscall"
	"time"
)

// spent is seconds by the clock, and of all processors.
type spent struct{ wall, busy float64 }

// on adds what do takes.
func (s *spent) on(do func() error) error {
	start, before := time.Now(), processor()
	err := do()
	s.wall += time.Since(start).Seconds()
	s.busy += (processor() - before).Seconds()
	return err
}

// processor is the time that this process had of all processors.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
