package verify

import (
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"

	"comity/internal/analysis/attribution"
	"comity/internal/analysis/excerpt"
	"comity/internal/analysis/run"
	"comity/internal/comity"
)

// Spool keeps rows while a run over them is computed.
type Spool = excerpt.Spool

// run checks the files of the subrun against its digest and, where asked, computes it anew.
func (p *Packed) run(ctx context.Context) error {
	b, err := p.read("subrun/manifest.json")
	if err != nil {
		return err
	}
	var m run.Manifest
	if err := p.json("subrun/manifest.json", &m); err != nil {
		return err
	}
	if comity.DigestOf(b) != p.info.Subrun {
		return comity.Errorf(comity.Negative, "subrun/manifest.json hashes to %s, and pack.json names %s", comity.DigestOf(b).Short(), p.info.Subrun.Short())
	}
	for name, want := range map[string]comity.Digest{run.FindingsFile: m.Findings, run.RejectsFile: m.Rejects, run.DuplicatesFile: m.Duplicates, run.ClocksFile: m.Clocks} {
		got, err := p.hash(path.Join("subrun", name))
		if err != nil {
			return err
		}
		if got != want {
			return comity.Errorf(comity.Negative, "subrun/%s is not what its manifest says", name)
		}
	}
	if p.cfg.Recompute {
		return p.recompute(ctx, m.Version)
	}
	p.Unproven("subrun", p.sender(), "the run over the shown rows, %s, is whole; that it follows from them was not computed anew (--recompute)", p.info.Subrun.Short())
	return nil
}

func (p *Packed) hash(name string) (d comity.Digest, err error) {
	f, err := p.cfg.Files.File(name)
	if err != nil {
		return d, comity.Errorf(comity.Negative, "%s is missing: %w", name, err)
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return comity.Digest(h.Sum(nil)), errors.Join(err, f.Close())
}

// recompute computes the run over the rows of the pack, with the engine of the case.
func (p *Packed) recompute(ctx context.Context, version string) error {
	name := "recompute " + p.info.Subrun.Short()
	if version != run.Version {
		return comity.Errorf(comity.Negative, "the run was made by version %.20q, this is %s", version, run.Version).WithHint("take the comity-verify of that version")
	}
	res, err := excerpt.Compute(ctx, excerpt.Config{Open: p.openFile, Spool: p.cfg.Spool, Workers: p.cfg.Workers, Progress: p.cfg.Progress})
	if err != nil {
		return err
	}
	p.rep.Recomputed = res.Run.String()
	p.Row(res.Run == p.info.Subrun, name, "computed anew from the rows that are shown: %s", res.Run)
	return nil
}

func (p *Packed) openFile(name string) (io.ReadCloser, error) {
	if p.cfg.Files.Size(name) < 0 {
		return nil, errNone
	}
	return p.cfg.Files.File(name)
}

// weights compares the table of weights with the digest in pack.json, and with this
// tool's own.
func (p *Packed) weights(context.Context) error {
	if p.cfg.Files.Size("weights.json") < 0 {
		if p.info.Kind == "disclose" {
			return comity.Errorf(comity.Negative, "weights.json is missing, by which the defence weighs anew")
		}
		return nil
	}
	got, err := p.hash("weights.json")
	if err != nil {
		return err
	}
	p.Row(got == p.info.Weights, "weights", "the table of weights is the one that the run names")
	if got != comity.DigestOf(attribution.TableText()) {
		p.Unproven("weights", p.sender(), "this tool knows another table of weights")
	}
	return nil
}
