// Command profile IN... OUT merges CPU profiles of checks into the one by which `make build` lets the compiler optimise
// (cmd/comity/check.pgo), and leaves of them what the compiler takes: functions, lines, how often. No path, no address, no time.
package main

import (
	"fmt"
	"os"
	"path"

	"github.com/google/pprof/profile"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

func run(names []string) error {
	if len(names) < 2 {
		return fmt.Errorf("want profiles, and the file to write")
	}
	last := len(names) - 1
	var all []*profile.Profile
	for _, name := range names[:last] {
		p, err := read(name)
		if err != nil {
			return err
		}
		all = append(all, p)
	}
	merged, err := profile.Merge(all)
	if err != nil {
		return err
	}
	out, err := os.Create(names[last])
	if err != nil {
		return err
	}
	if err := bare(merged).Write(out); err != nil {
		return err
	}
	return out.Close()
}

func read(name string) (*profile.Profile, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // only read from
	return profile.Parse(f)
}

// bare takes away what tells of the machine, and the addresses, which no other build has.
func bare(p *profile.Profile) *profile.Profile {
	p.TimeNanos, p.Comments = 0, nil
	for _, m := range p.Mapping {
		m.File, m.BuildID = "", ""
	}
	for _, f := range p.Function {
		f.Filename = path.Base(f.Filename)
	}
	for _, l := range p.Location {
		l.Address = 0
	}
	for _, s := range p.Sample {
		s.Label, s.NumLabel = nil, nil
	}
	return p.Compact()
}
