package verify

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/verify/history"
)

// runDir is the folder of a case that holds runs.
const runDir = "runs"

// runs checks the files of each run against the acts of checking.
func (v *Verification) runs(ctx context.Context) error {
	seen := map[comity.Digest]bool{}
	for _, s := range v.History.Checks {
		if seen[s.Body.Run] {
			continue
		}
		seen[s.Body.Run] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		v.run(s)
	}
	if !v.BadActs {
		return nil
	}
	entries, err := v.list(runDir)
	for _, e := range entries {
		if id, err := comity.ParseDigest(e); err == nil && !seen[id] {
			v.badRuns[id] = true
			v.Row(false, "run "+id.Short(), "no sound act vouches for it")
		}
	}
	return err
}

func (v *Verification) run(s history.Check) {
	name := "run " + s.Body.Run.Short()
	if seq := v.History.Gone(s.Body.Run); seq > 0 {
		v.Row(true, name, "removed by act %06d, with what it read", seq)
		return
	}
	var bad []string
	for _, f := range slices.Sorted(maps.Keys(s.Body.Files)) {
		got, err := v.hashFile(runPath(s.Body.Run, f))
		switch {
		case err != nil:
			bad = append(bad, fmt.Sprintf("%s: %s", f, err))
		case got != s.Body.Files[f]:
			bad = append(bad, fmt.Sprintf("%s is not what act %06d recorded", f, s.Act.Seq))
		}
	}
	if len(bad) > 0 {
		v.badRuns[s.Body.Run] = true
		v.Row(false, name, "%s", strings.Join(bad, "; "))
		return
	}
	v.Row(true, name, "%d files as act %06d recorded", len(s.Body.Files), s.Act.Seq)
}

func runPath(digest comity.Digest, name string) string {
	return path.Join(runDir, digest.String(), name)
}

func (v *Verification) hashFile(name string) (comity.Digest, error) {
	f, err := v.cfg.FS.Open(name)
	if err != nil {
		return comity.Digest{}, err
	}
	h := sha256.New()
	_, err = io.Copy(h, struct{ io.Reader }{f})
	return comity.Digest(h.Sum(nil)), errors.Join(err, f.Close())
}

// recompute computes the latest run again, from the exhibits that it read.
func (v *Verification) recompute(ctx context.Context) error {
	checks := v.History.Checks
	if len(checks) == 0 {
		v.Row(true, "recompute", "there is no run yet")
		return nil
	}
	last := checks[len(checks)-1]
	name := "recompute " + last.Body.Run.Short()
	if last.Body.Version != run.Version {
		v.Row(false, name, "the run was made by version %s, this is %s", last.Body.Version, run.Version)
		return nil
	}
	if v.History.Unsettled() {
		v.Row(true, name, "not yet: act %06d leaves something out, and the next command checks without it", v.History.Head())
		return nil
	}
	if v.cfg.Exhibit == nil || v.cfg.Cards == nil {
		v.Unproven(name, last.Act.Actor, "it was not computed anew: the keys of the exhibits are not here; that it follows from them stands on the word of act %06d", last.Act.Seq)
		return nil
	}
	in, err := v.input(last.Act.Seq)
	if err == nil {
		var res *run.Result
		if res, err = run.Compute(ctx, in); err == nil {
			v.rep.Recomputed = res.Run.String()
			v.Row(res.Run == last.Body.Run, name, "computed anew: %s", res.Run)
			return nil
		}
	}
	if ctx.Err() != nil || comity.KindOf(err) == comity.Fault {
		return errors.Join(err, ctx.Err())
	}
	v.Row(false, name, "%s", err)
	return nil
}

// input is what a check made after act seq reads; only the digest is of interest.
func (v *Verification) input(seq int64) (in run.Input, err error) {
	in = run.Input{
		Workers: v.cfg.Workers, Progress: v.cfg.Progress, Withdrawn: v.History.Withdrawn(seq),
		Create: func(string) (io.WriteCloser, error) { return discard{}, nil },
	}
	if in.Cards, err = v.cfg.Cards(); err != nil {
		return in, err
	}
	for _, i := range v.History.Live(seq) {
		d, err := v.describe(v.History.Seals[i])
		if err != nil {
			return in, err
		}
		in.Exhibits = append(in.Exhibits, run.Exhibit{Source: d.Source, Size: d.Bytes, Open: func() (run.Segments, io.Closer, error) {
			r, err := v.open(d)
			if err != nil {
				return nil, nil, comity.Wrapf("exhibit %s: %w", d.Source.Ref, err)
			}
			return r, r, nil
		}})
	}
	return in, nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }

// eachLine calls each with every line of r, without line end; the bytes are valid
// during the call only.
func eachLine(ctx context.Context, r io.Reader, each func([]byte) error) error {
	in := bufio.NewReaderSize(r, 1<<18)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		line, err := readLine(in)
		if line = bytes.TrimSuffix(line, []byte("\n")); len(line) > 0 {
			if err := each(line); err != nil {
				return err
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		switch {
		case err == nil:
		case comity.KindOf(err) == comity.Negative: // a pack that is not what was signed
			return err
		default:
			return comity.Errorf(comity.Fault, "read a run: %w", err)
		}
	}
}

// maxLine is the most bytes of a line of a run.
const maxLine = 64 << 20

// readLine reads a line with its line feed, and what stands behind the last one with io.EOF.
func readLine(in *bufio.Reader) (line []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if len(line)+len(part) > maxLine {
			return nil, comity.Errorf(comity.Negative, "a line of a run is longer than any may be")
		}
		line = append(line, part...)
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, err
		}
	}
}
