//go:build unix

package attribution_test

import (
	"fmt"
	"runtime"
	"syscall"
	"testing"
	"time"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
)

// clusters is how many subjects BenchmarkSubjects makes, of three hits each.
const clusters = 50_000

// crowded is a case of many subjects: bare accounts as a log alone names them,
// or with names, e-mail addresses and cards on connections that state a person.
// Every eighth account is used from a second connection too.
func crowded(named bool) *story {
	s := newStory()
	for i := range clusters {
		home := s.Subscriber("isp", fmt.Sprint("line-", i))
		var a attribution.Node
		if named {
			name := string([]byte{'A' + byte(i%23), 'n', 'n', 'a', ' ', 'R', 'a' + byte(i/23%26), 's', 'a' + byte(i/598%26), 'i'})
			a = s.account(fmt.Sprint("user", i), name, fmt.Sprint(100000+i))
			s.Person(home, name, "IT")
		} else {
			a = s.Selector(comity.SelectorAccount, fmt.Sprint("trains.example:user", i))
		}
		s.use(a, attribution.Access, home, i%60, i%60+9)
		if i%8 == 0 {
			home = s.Subscriber("isp", fmt.Sprint("line-", (i*7+1)%clusters))
		}
		s.use(a, attribution.Access, home, i%60+20)
	}
	return s
}

// processor is the CPU time of this process so far.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// Each round has a case of its own, whose making is not measured.
func BenchmarkSubjects(b *testing.B) {
	for _, named := range []bool{false, true} {
		b.Run(fmt.Sprintf("named=%v", named), func(b *testing.B) {
			var cpu time.Duration
			var before, after runtime.MemStats
			var bytes, allocs, n uint64
			for b.Loop() {
				s := crowded(named)
				runtime.GC()
				runtime.ReadMemStats(&before)
				start := processor(b)
				n += uint64(len(s.Subjects(1)))
				cpu += processor(b) - start
				runtime.ReadMemStats(&after)
				bytes += after.TotalAlloc - before.TotalAlloc
				allocs += after.Mallocs - before.Mallocs
			}
			b.ReportMetric(0, "ns/op") // holds the making too
			b.ReportMetric(float64(cpu.Nanoseconds())/float64(n), "cpu-ns/subject")
			b.ReportMetric(float64(bytes)/float64(n), "B/subject")
			b.ReportMetric(float64(allocs)/float64(n), "allocs/subject")
		})
	}
}
