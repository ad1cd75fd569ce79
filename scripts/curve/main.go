// Command curve fits what a score is worth (internal/analysis/attribution/curve.go).
//
//	comity show CASE subjects --json | curve claims TRUTH >WORLD.claims    # one simulated world, judged
//	curve fit WORLD.claims …                                               # the steps, as they stand in table of curve.go
//	curve look WORLD.claims …                                              # what the curves in force say of these worlds
//	curve cross WORLD.claims …                                             # what curves fitted on the other seeds' worlds do
//
// cross tells worlds of one seed by the number in their folder's name, standard-faulty-21.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"

	"comity/internal/analysis/attribution"
	"comity/internal/comity"
	"comity/internal/score"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: curve claims TRUTH <SUBJECTS | curve fit|look|cross FILE ...")
		os.Exit(2)
	}
	var err error
	switch os.Args[1] {
	case "claims":
		err = claims(os.Stdin, os.Args[2])
	case "fit":
		err = of(fit, os.Args[2:])
	case "look":
		err = of(look, os.Args[2:])
	case "cross":
		err = of(cross, os.Args[2:])
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
}

// claims judges the subjects that comity show printed, one a line.
func claims(subjects io.Reader, truth string) error {
	var findings bytes.Buffer
	in := bufio.NewScanner(subjects)
	in.Buffer(nil, 256<<20)
	for in.Scan() {
		fmt.Fprintf(&findings, "{\"subject\":%s}\n", in.Bytes())
	}
	if err := in.Err(); err != nil {
		return err
	}
	list, err := score.Claims(&findings, os.DirFS(truth))
	if err != nil {
		return err
	}
	out := json.NewEncoder(os.Stdout)
	for i := range list {
		if err := out.Encode(&list[i]); err != nil {
			return err
		}
	}
	return nil
}

// of does something with the judged claims of files.
func of(do func([]world) error, paths []string) error {
	worlds, err := read(paths)
	if err != nil {
		return err
	}
	return do(worlds)
}

// world is the judged claims of one simulated case.
type world struct {
	path string
	list []score.Claim
}

func read(paths []string) ([]world, error) {
	worlds := make([]world, len(paths))
	for i, path := range paths {
		b, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		w := &worlds[i]
		w.path = path
		for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
			var c score.Claim
			if err := d.Decode(&c); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
			w.list = append(w.list, c)
		}
	}
	return worlds, nil
}

func claim(c score.Claim) attribution.Claim {
	selectors := make([]comity.Selector, len(c.Types))
	for i, t := range c.Types {
		selectors[i].Type = t
	}
	out := attribution.Claim{
		Score: comity.Weight(c.Score), Named: c.Line != "", Used: c.Used, Disputed: c.Disputed,
		Company: attribution.Company{Guests: int32(c.Guests), Payers: int32(c.Payers), Days: int32(c.Days), Begun: int32(c.Begun), Held: int32(c.Held), Like: int32(c.Like), Firm: c.Firm, Nameless: c.Nameless},
	}
	out.Count(selectors)
	for _, text := range c.Said {
		out.Say(text)
	}
	return out
}
