package casefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/sign"
)

// Verify looks at everything the case holds: its acts and their signatures,
// the descriptions and the stored and plain bytes of each exhibit, the files
// of each run, the index, the receipts and the node's log. It changes nothing. With
// recompute the latest run is computed again.
//
// Damage makes OK false; it is not an error. What a killed command left half
// done is mentioned and is no damage.
func (c *Case) Verify(ctx context.Context, recompute bool) (VerifyReport, error) {
	if err := c.authorise(policy.Verify); err != nil {
		return VerifyReport{}, err
	}
	v := &verification{c: c, badExhibits: map[comity.Digest]bool{}, badRuns: map[comity.Digest]bool{}, fallen: map[string]bool{}}
	v.rep = VerifyReport{OK: true, Checks: []CheckRow{}, Fallen: []string{}}
	for _, step := range []func(context.Context) error{
		v.acts, v.caseFile, v.exhibits, v.runs, v.index, v.log, v.looks, v.strays, v.findings, v.fourEyes, v.notices,
	} {
		if err := step(ctx); err != nil {
			return v.rep, fmt.Errorf("verify case %s: %w", c.dir, err)
		}
	}
	if recompute {
		if err := v.recompute(ctx); err != nil {
			return v.rep, fmt.Errorf("recompute: %w", err)
		}
	}
	for id := range v.fallen {
		v.rep.Fallen = append(v.rep.Fallen, id)
	}
	slices.Sort(v.rep.Fallen)
	return v.rep, nil
}

// verification is one run of Verify. It lives for one call.
type verification struct {
	c           *Case
	rep         VerifyReport
	badActs     bool                   // some act is damaged or missing
	badExhibits map[comity.Digest]bool // findings that rest on them fall
	badTies     []derivation.Exhibit   // what else those may have contributed
	badRuns     map[comity.Digest]bool // fall whole
	fallen      map[string]bool
}

func (v *verification) row(ok bool, name, format string, args ...any) {
	v.rep.OK = v.rep.OK && ok
	v.rep.Checks = append(v.rep.Checks, CheckRow{Name: name, OK: ok, Text: fmt.Sprintf(format, args...)})
}

// acts checks the chain. Everything after goes by the acts that are sound.
func (v *verification) acts(ctx context.Context) error {
	key, err := v.c.node.keys.Act()
	if err != nil {
		return err
	}
	acts, damage, err := v.c.chain.Verify(ctx, key)
	if err != nil {
		return err
	}
	bad := map[int64]bool{}
	for _, d := range damage {
		bad[d.Seq], v.badActs = true, true
		v.row(false, actName(d), "%s", d)
	}
	v.c.state = state{}
	for _, a := range acts {
		err := v.c.state.add(a)
		v.c.state.acts = append(v.c.state.acts, a)
		switch {
		case err != nil:
			v.badActs = true
			v.row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
		case !bad[a.Seq]:
			v.row(true, fmt.Sprintf("act %06d", a.Seq), "%s, signed and chained", a.Kind)
		}
	}
	return nil
}

func actName(d act.Damage) string {
	if d.Seq == 0 {
		return "acts/" + d.File
	}
	return fmt.Sprintf("act %06d", d.Seq)
}

// caseFile compares case.toml with the first act, and that act's keys with ours.
func (v *verification) caseFile(context.Context) error {
	if v.c.state.open.ID == "" {
		v.row(false, caseFile, "cannot be compared: act 000001 is damaged")
		return nil
	}
	if err := v.c.checkCaseFile(); err != nil {
		v.row(false, caseFile, "%s", err)
	} else {
		v.row(true, caseFile, "as act 000001 says")
	}
	actKey, logKey, err := sign.Public(v.c.node.fsys)
	if err != nil {
		return err
	}
	ring := v.c.state.open.Keys
	same := ring != nil && ring.Act == actKey.String() && ring.Log == logKey.String()
	if !same {
		v.row(false, "keys", "the case was opened by another node than %s", actKey.ID())
	}
	return nil
}

// exhibits checks each act of sealing: its description, the stored bytes and
// the plain ones.
func (v *verification) exhibits(ctx context.Context) error {
	done := map[comity.Digest]error{} // by object: several references may share one
	for i, s := range v.c.state.seals {
		if seq, erased := v.c.state.erasedBy(s.body.Ref); erased {
			v.erased(s, seq)
			continue
		}
		err := v.exhibit(ctx, s, done)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		name := "exhibit " + s.body.Ref
		if err != nil {
			v.damaged(s.body.Exhibit, s.body.Kind, s.body.Seal)
			v.row(false, name, "%s", err)
		} else {
			v.row(true, name, "description, stored bytes and plain bytes are as sealed")
		}
		v.c.node.cfg.Progress("verify", int64(i+1), int64(len(v.c.state.seals)))
	}
	if v.badActs {
		return v.orphans()
	}
	return nil
}

func (v *verification) exhibit(ctx context.Context, s sealed, done map[comity.Digest]error) error {
	d, err := v.c.describe(s)
	if err != nil {
		return err
	}
	err, ok := done[d.Object]
	if !ok {
		err = v.object(ctx, d)
		done[d.Object] = err
	}
	if err == nil && d.Source.Exhibit != s.body.Exhibit {
		return comity.Errorf(comity.Negative, "description and act %06d name different exhibits", s.act.Seq)
	}
	return err
}

// orphans treats the exhibits of descriptions that no sound act vouches for as
// damaged: the act that did is among the damaged ones.
func (v *verification) orphans() error {
	entries, err := v.c.list(sealDir)
	if err != nil {
		return err
	}
	vouched := map[string]bool{}
	for _, s := range v.c.state.seals {
		vouched[s.body.Seal] = true
	}
	for _, e := range entries {
		if len(e) < 64 || vouched[path.Join(sealDir, e)] {
			continue
		}
		if id, err := comity.ParseDigest(e[:64]); err == nil {
			v.damaged(id, "", path.Join(sealDir, e))
			v.row(false, "exhibit "+id.Short(), "no sound act vouches for %s", path.Join(sealDir, e))
		}
	}
	return nil
}

// runs checks the files of each run against the acts of checking.
func (v *verification) runs(ctx context.Context) error {
	seen := map[comity.Digest]bool{}
	for _, s := range v.c.state.checks {
		if seen[s.body.Run] {
			continue
		}
		seen[s.body.Run] = true
		if err := ctx.Err(); err != nil {
			return err
		}
		v.run(s)
	}
	if !v.badActs {
		return nil
	}
	entries, err := v.c.list(runDir)
	for _, e := range entries {
		if id, err := comity.ParseDigest(e); err == nil && !seen[id] {
			v.badRuns[id] = true
			v.row(false, "run "+id.Short(), "no sound act vouches for it")
		}
	}
	return err
}

func (v *verification) run(s checked) {
	name := "run " + s.body.Run.Short()
	if seq := v.c.state.gone(s.body.Run); seq > 0 {
		v.row(true, name, "removed by act %06d, with what it read", seq)
		return
	}
	var bad []string
	for _, f := range sortedNames(s.body.Files) {
		got, err := v.c.hashFile(runPath(s.body.Run, f))
		switch {
		case err != nil:
			bad = append(bad, fmt.Sprintf("%s: %s", f, err))
		case got != s.body.Files[f]:
			bad = append(bad, fmt.Sprintf("%s is not what act %06d recorded", f, s.act.Seq))
		}
	}
	if len(bad) > 0 {
		v.badRuns[s.body.Run] = true
		v.row(false, name, "%s", strings.Join(bad, "; "))
		return
	}
	v.row(true, name, "%d files as act %06d recorded", len(s.body.Files), s.act.Seq)
}

// recompute computes the latest run again, from the exhibits that it read.
func (v *verification) recompute(ctx context.Context) error {
	if len(v.c.state.checks) == 0 {
		v.row(true, "recompute", "there is no run yet")
		return nil
	}
	last := v.c.state.checks[len(v.c.state.checks)-1]
	name := "recompute " + last.body.Run.Short()
	if last.body.Version != run.Version {
		v.row(false, name, "the run was made by version %s, this is %s", last.body.Version, run.Version)
		return nil
	}
	if v.c.state.unsettled() {
		v.row(true, name, "not yet: act %06d leaves something out, and the next command checks without it", v.c.state.head())
		return nil
	}
	in, err := v.c.input(last.act.Seq)
	if err == nil {
		in.Subjects = 0 // only the digest is of interest
		in.Create = func(string) (io.WriteCloser, error) { return discard{}, nil }
		var res *run.Result
		if res, err = run.Compute(ctx, in); err == nil {
			v.rep.Recomputed = res.Run.String()
			v.row(res.Run == last.body.Run, name, "computed anew: %s", res.Run)
			return nil
		}
	}
	if ctx.Err() != nil || comity.KindOf(err) == comity.Fault {
		return errors.Join(err, ctx.Err())
	}
	v.row(false, name, "%s", err)
	return nil
}

type discard struct{}

func (discard) Write(p []byte) (int, error) { return len(p), nil }
func (discard) Close() error                { return nil }
