package casefile

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/verify"
)

// Check reads the sealed exhibits that are in force and computes a run over
// them. Unchanged input gives the run that is there already; the act of
// checking is recorded each time.
func (c *Case) Check(ctx context.Context) (rep CheckReport, err error) {
	if err := c.authorise(policy.Check); err != nil {
		return rep, err
	}
	start := c.node.cfg.Now()
	err = c.write(ctx, func(ctx context.Context) error {
		if err := c.look("check", ""); err != nil {
			return err
		}
		rep, err = c.check(ctx)
		return err
	})
	rep.Seconds.Total = c.node.cfg.Now().Sub(start).Seconds()
	return rep, err
}

// check computes a run and records it.
func (c *Case) check(ctx context.Context) (rep CheckReport, err error) {
	res, err := c.compute(ctx)
	if err != nil {
		return rep, err
	}
	name, quarantined, err := c.nameRun(res)
	if err != nil {
		return rep, err
	}
	return c.checkReport(res), c.append(ctx, actCheck, checkBody{
		Name: name, Version: res.Manifest.Version, Curves: attribution.CurveVersion, Counts: res.Manifest.Counts, Quarantined: quarantined,
	})
}

func (c *Case) checkReport(res *run.Result) CheckReport {
	rep := CheckReport{
		Run: res.Run, Case: c.id, Version: res.Manifest.Version, Counts: res.Manifest.Counts, Subjects: res.Subjects,
		Seconds:    Seconds{Read: res.Seconds.Read, Attribute: res.Seconds.Attribute},
		Unbalanced: res.Unbalanced,
	}
	if last, err := c.latest(); err == nil && last.Run != res.Run { // none before is no failure
		rep.Previous = &last.Run
	}
	return rep
}

// compute writes a run into a temporary folder and gives it its name.
func (c *Case) compute(ctx context.Context) (*run.Result, error) {
	temp := path.Join(runDir, disk.TempPrefix+"run")
	if err := disk.MkdirAll(c.fsys, temp, 0o700); err != nil {
		return nil, err
	}
	in, err := c.input(c.state.head())
	if err != nil {
		return nil, errors.Join(err, c.sweepRuns())
	}
	in.Create = func(name string) (io.WriteCloser, error) {
		file := path.Join(temp, name)
		// A run that finds a clock wrong is computed anew, by the right one.
		if err := c.fsys.Remove(file); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, comity.Errorf(comity.Fault, "remove %s: %w", file, err)
		}
		return c.createDurable(file)
	}
	res, err := run.Compute(ctx, in)
	if err != nil {
		return nil, errors.Join(err, c.sweepRuns())
	}
	if err := c.placeRun(temp, res); err != nil {
		return nil, errors.Join(err, c.sweepRuns())
	}
	return res, nil
}

// input is what a check made after act seq reads.
func (c *Case) input(seq int64) (run.Input, error) {
	live := c.state.live(seq)
	if len(live) == 0 && len(c.state.withdrawn(seq)) == 0 {
		return run.Input{}, comity.Errorf(comity.Input, "nothing is sealed in this case").WithHint("seal exhibits first: comity seal CASE evidence.toml")
	}
	key, err := c.keys.Get(tokenKeyID())
	if err != nil {
		return run.Input{}, comity.Wrapf("the case's card-token key: %w", err)
	}
	in := run.Input{
		Cards: verify.NewCards(key), Workers: c.node.workers(), Subjects: c.node.cfg.Subjects,
		Progress: c.node.cfg.Progress, Now: c.node.cfg.Now, Withdrawn: c.state.withdrawn(seq),
	}
	for _, v := range live {
		x, err := c.exhibit(v)
		if err != nil {
			return in, err
		}
		in.Exhibits = append(in.Exhibits, x)
	}
	return in, nil
}

// exhibit is a sealed exhibit as the engine reads it.
func (c *Case) exhibit(v sealed) (run.Exhibit, error) {
	d, err := c.describe(v)
	if err != nil {
		return run.Exhibit{}, err
	}
	return run.Exhibit{Source: d.Source, Size: d.Bytes, Open: func() (run.Segments, io.Closer, error) {
		key, err := c.keys.Get(d.Source.Exhibit)
		if err != nil {
			return nil, nil, comity.Wrapf("exhibit %s: %w", d.Source.Ref, err)
		}
		r, err := c.vault.Open(d.Object, key)
		if err != nil {
			return nil, nil, comity.Wrapf("exhibit %s: %w", d.Source.Ref, err)
		}
		return r, r, nil
	}}, nil
}

// placeRun names the folder after the run. One that is there already must hold
// the same bytes.
func (c *Case) placeRun(temp string, res *run.Result) error {
	if err := c.fsys.SyncDir(temp); err != nil {
		return comity.Errorf(comity.Fault, "write a run: %w", err)
	}
	dir := path.Join(runDir, res.Run.String())
	_, err := c.fsys.Stat(dir)
	if err != nil && disk.Loss(err) == comity.Fault {
		return comity.Errorf(comity.Fault, "look for run %s: %w", res.Run.Short(), err)
	}
	if err != nil {
		if err := errors.Join(c.fsys.Rename(temp, dir), c.fsys.SyncDir(runDir)); err != nil {
			return comity.Errorf(comity.Fault, "write run %s: %w", res.Run.Short(), err)
		}
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(res.Files)) {
		got, err := c.hashFile(path.Join(dir, name))
		if err != nil && disk.Loss(err) == comity.Fault {
			return comity.Errorf(comity.Fault, "read run %s: %w", res.Run.Short(), err)
		}
		if err != nil || got != res.Files[name] {
			return comity.Errorf(comity.Negative, "run %s is there already, but its %s is damaged", res.Run.Short(), name).
				WithHint("move %s out of the case and check again", dir)
		}
	}
	return errors.Join(c.sweepRuns(), c.fsys.SyncDir(runDir))
}

func (c *Case) hashFile(name string) (comity.Digest, error) {
	f, err := c.fsys.Open(name)
	if err != nil {
		return comity.Digest{}, err
	}
	h := sha256.New()
	_, err = io.Copy(h, struct{ io.Reader }{f})
	return comity.Digest(h.Sum(nil)), errors.Join(err, f.Close())
}

// sweepRuns removes runs that were not finished.
func (c *Case) sweepRuns() error {
	entries, err := c.fsys.ReadDir(runDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "sweep %s: %w", runDir, err)
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), disk.TempPrefix) {
			continue
		}
		if err := c.removeFolder(path.Join(runDir, e.Name())); err != nil {
			return comity.Errorf(comity.Fault, "sweep %s: %w", runDir, err)
		}
	}
	return nil
}

// removeFolder removes a folder that holds files only.
func (c *Case) removeFolder(dir string) error {
	entries, err := c.fsys.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if err := c.fsys.Remove(path.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	return c.fsys.Remove(dir)
}
