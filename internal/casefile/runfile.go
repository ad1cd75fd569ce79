package casefile

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"

	"comity/internal/analysis/run"
	"comity/internal/casefile/catalogue"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Names of a run's files, as the engine writes them.
const (
	findingsFile = run.FindingsFile
	rejectsFile  = run.RejectsFile
	cardsFile    = run.CardsFile
)

// maxFinding bounds what is read on the word of an index, in bytes.
const maxFinding = 1 << 30

// openRunFile opens a file of a run.
func (c *Case) openRunFile(body checkBody, name string) (disk.File, error) {
	f, err := c.fsys.Open(runPath(body.Run, name))
	if err != nil {
		return nil, comity.Errorf(disk.Loss(err), "run %s: %w", body.Run.Short(), err).WithHint("%s", verifyHint)
	}
	return f, nil
}

// latest is the run of the last check.
func (c *Case) latest() (checkBody, error) {
	if len(c.state.checks) == 0 {
		return checkBody{}, comity.Errorf(comity.Input, "this case has not been checked yet").WithHint("run `comity check` first")
	}
	if c.state.unsettled() {
		return checkBody{}, comity.Errorf(comity.Input, "what was left out by act %06d still stands in the latest run", c.state.asides[len(c.state.asides)-1].act.Seq).
			WithHint("run `comity check`: it finishes what was interrupted")
	}
	return c.state.checks[len(c.state.checks)-1].body, nil
}

// eachLine calls each with every line of a run's file, without line end; the
// bytes are valid during the call only.
func (c *Case) eachLine(ctx context.Context, body checkBody, name string, each func([]byte) error) (err error) {
	f, err := c.openRunFile(body, name)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := bufio.NewReaderSize(&ctxReader{ctx: ctx, r: f}, 1<<18)
	for {
		line, err := in.ReadBytes('\n')
		if line = bytes.TrimSuffix(line, []byte("\n")); len(line) > 0 {
			if err := each(line); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return comity.Errorf(comity.Fault, "read run %s: %w", body.Run.Short(), err)
		}
	}
}

// eachSubject calls each for the subjects of a run, by rank.
func (c *Case) eachSubject(ctx context.Context, body checkBody, each func(run.Subject) error) error {
	var subjects []run.Subject
	same, err := c.sameCurves(body)
	if err != nil {
		return err
	}
	err = c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		subjects = subjects[:0]
		places, err := cat.Subjects(ctx, body.Run)
		if err != nil {
			return err
		}
		file, err := c.openRunFile(body, findingsFile)
		if err != nil {
			return err
		}
		for _, p := range places {
			f, err := readFinding(file, p)
			if err == nil && f.Subject == nil {
				err = errForeign
			}
			if err != nil {
				return errors.Join(err, file.Close())
			}
			if same {
				f.Subject.Probability = run.Probability(f.Subject)
			}
			subjects = append(subjects, *f.Subject)
		}
		return file.Close()
	})
	if err == nil {
		err = complete(body, subjects)
	}
	for _, s := range subjects {
		if err != nil {
			break
		}
		err = each(s)
	}
	return err
}

// errIndex is what an index that was altered is answered with.
func errIndex(body checkBody, what comity.Phrase) error {
	return comity.Errorf(comity.Negative, "case.db differs from run %s: %s", body.Run.Short(), what).
		WithHint("make it again with `comity rebuild`, and look for who changed it")
}

// complete compares the subjects that the index led to with what the act of
// checking counted: each rank once.
func complete(body checkBody, subjects []run.Subject) error {
	if n := body.Counts.Subjects; int64(len(subjects)) != n {
		return errIndex(body, comity.Phrasef("it leads to %d subjects of %d", len(subjects), n))
	}
	for i, s := range subjects {
		if s.Rank != i+1 {
			return errIndex(body, comity.Phrasef("the subject of rank %d is missing", i+1))
		}
	}
	return nil
}

// absent makes sure, in the run itself, that it has no such finding: an index
// that lost a row must not deny what was found.
func (c *Case) absent(ctx context.Context, body checkBody, kind, id string) error {
	return c.eachLine(ctx, body, findingsFile, func(line []byte) error {
		if !bytes.Contains(line, []byte(id)) {
			return nil
		}
		var f run.Finding
		if json.Unmarshal(line, &f) == nil && id != "" && idOf(f, kind) == id {
			return errIndex(body, comity.Phrasef("it lacks a %s that is there", kind))
		}
		return nil
	})
}

// readFinding reads the finding at a place that the index names. What is not
// one there makes the index be rebuilt.
func readFinding(file io.ReaderAt, p catalogue.Place) (f run.Finding, err error) {
	if p.Length < 0 || p.Offset < 0 || p.Length > maxFinding {
		return f, errForeign
	}
	line := make([]byte, p.Length)
	if _, err := file.ReadAt(line, p.Offset); err != nil {
		return f, errForeign
	}
	if json.Unmarshal(line, &f) != nil {
		return f, errForeign
	}
	return f, nil
}
