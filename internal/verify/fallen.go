package verify

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
	"comity/internal/verify/history"
)

// findings collects what falls: of a damaged run everything, of the others
// what rests on a damaged exhibit.
func (v *Verification) findings(ctx context.Context) error {
	if len(v.badRuns)+len(v.badExhibits) == 0 {
		return nil
	}
	entries, err := v.list(runDir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		id, err := comity.ParseDigest(e)
		if err != nil || v.History.Gone(id) > 0 {
			continue
		}
		if err := v.fall(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// fall reads the findings of a run. Subjects are kept until all hits are known.
func (v *Verification) fall(ctx context.Context, id comity.Digest) error {
	all := v.badRuns[id]
	if all {
		v.fallen[id.String()] = true
	}
	var subjects []*run.Subject
	hits := map[string]bool{}
	err := v.findingsOf(ctx, id, func(line []byte) error {
		var f run.Finding
		if json.Unmarshal(line, &f) != nil {
			return nil // of a damaged run: the rest still has ids
		}
		switch {
		case f.Subject != nil:
			subjects = append(subjects, f.Subject)
		case f.Hit != nil && (all || v.rests(f.Hit)):
			hits[f.Hit.ID], v.fallen[f.Hit.ID] = true, true
		}
		return nil
	})
	for _, s := range subjects {
		if all || v.restsSubject(s, hits) {
			v.fallen[s.ID] = true
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil && !all {
		return err
	}
	return nil
}

func (v *Verification) findingsOf(ctx context.Context, id comity.Digest, each func([]byte) error) (err error) {
	f, err := v.cfg.FS.Open(runPath(id, run.FindingsFile))
	if err != nil {
		return comity.Errorf(comity.Negative, "run %s: %w", id.Short(), err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return eachLine(ctx, f, each)
}

// rests reports whether a hit cites a damaged exhibit, as event or as assignment.
func (v *Verification) rests(h *run.Hit) bool {
	return slices.ContainsFunc(derivation.Cited(h), func(d comity.Digest) bool { return v.badExhibits[d] })
}

// damaged notes that what rests on an exhibit falls. What its rows may have shaped its description says, where that
// is the one that was sealed; else the worst is assumed.
func (v *Verification) damaged(s history.Seal) {
	t := derivation.Exhibit{ID: s.Body.Exhibit, Kind: s.Body.Kind}
	b, err := disk.ReadWithin(v.cfg.FS, s.Body.Seal, history.MaxFile)
	var d description
	if err == nil && comity.DigestOf(b) == s.Body.Digest && sign.Read(b, &d) == nil {
		d.Source.Exhibit = s.Body.Exhibit
		t = restable(s.Body.Kind, d)
	}
	v.badExhibits[s.Body.Exhibit], v.badTies = true, append(v.badTies, t)
}

// unvouched notes the same of an exhibit whose act is damaged: its description, which speaks of it by name, is read as far as it can be.
func (v *Verification) unvouched(id, name comity.Digest, file string) {
	t := derivation.Exhibit{ID: id}
	b, err := disk.ReadWithin(v.cfg.FS, file, history.MaxFile)
	var d description
	if err == nil && sign.Read(b, &d) == nil && d.Source.Exhibit == name {
		d.Source.Exhibit = id
		t = restable("", d)
	}
	v.badExhibits[id], v.badTies = true, append(v.badTies, t)
}

// restsSubject reports whether a subject rests on fallen hits, or on rows of a
// damaged exhibit that no hit cites.
func (v *Verification) restsSubject(s *run.Subject, hits map[string]bool) bool {
	for id := range s.Hits() {
		if hits[id] {
			return true
		}
	}
	for _, e := range s.Eliminated {
		if v.badExhibits[e.Assignment.Exhibit] {
			return true
		}
	}
	for _, n := range s.Named {
		if v.badExhibits[n.Row.Exhibit] {
			return true
		}
	}
	return slices.ContainsFunc(s.Stated(), func(sel comity.Selector) bool {
		if slices.ContainsFunc(v.badTies, func(t derivation.Exhibit) bool { return t.Shapes(sel) }) {
			return true
		}
		c, err := comity.ParseCitation(sel.Cite)
		return err == nil && v.badExhibits[c.Exhibit]
	})
}

// list returns the names in a folder of the case, sorted, without temporary
// files; none where the folder does not exist.
func (v *Verification) list(dir string) ([]string, error) {
	entries, err := v.cfg.FS.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, comity.Errorf(comity.Fault, "list %s: %w", dir, err)
	}
	var out []string
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), disk.TempPrefix) && e.Name() != ".lock" {
			out = append(out, e.Name())
		}
	}
	return out, nil
}

// strays mentions what no act accounts for: the work of killed commands, or
// files that somebody put there.
func (v *Verification) strays(context.Context) error {
	if v.BadActs {
		return nil // the acts that account for them are damaged
	}
	known := v.accounted()
	for _, dir := range []string{vault.Dir, sealDir, history.TreeDir, history.NameDir, runDir} {
		names, err := v.list(dir)
		if err != nil {
			return err
		}
		if dir == vault.Dir {
			if names, err = v.objects(); err != nil {
				return err
			}
		}
		for _, n := range names {
			if at := path.Join(dir, n); !known[at] {
				v.Row(true, at, "no act speaks of it: a killed command left it, or somebody put it there")
			}
		}
	}
	return nil
}

func (v *Verification) objects() (out []string, err error) {
	names, err := v.vault.List()
	for _, n := range names {
		out = append(out, n.String())
	}
	return out, err
}

// accounted are the files and folders that the acts speak of.
func (v *Verification) accounted() map[string]bool {
	known := map[string]bool{}
	for _, s := range v.History.Seals {
		known[s.Body.Seal], known[history.TreeName(s.Body.Seal)], known[history.NameFile(s.Body.Name)] = true, s.Body.Tree != nil, true
		if d, err := v.describe(s); err == nil { // of one that is erased too: an unfinished erasure is told as such
			known[path.Join(vault.Dir, d.Object.String())] = true
			if d.Private != nil {
				known[history.NameFile(d.Private.Name)] = true
			}
		}
	}
	for _, s := range v.History.Checks {
		known[path.Join(runDir, s.Body.Run.String())], known[history.NameFile(s.Body.Name)] = true, true
	}
	return known
}
