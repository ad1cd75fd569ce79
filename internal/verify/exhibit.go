package verify

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"io"
	"path"

	"comity/internal/analysis/derivation"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/seal"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
	"comity/internal/records/record"
	"comity/internal/verify/history"
)

// sealDir is the folder of a case that holds descriptions.
const sealDir = "seals"

// description is what a verification reads of seals/<exhibit>.json; docs/formats/case.md.
type description struct {
	Object comity.Digest `json:"object"`
	Bytes  int64         `json:"bytes"`
	Source record.Source `json:"source"`

	Tree    *seal.Tree    `json:"tree"`    // of its rows; nil: an older version sealed it
	Private *history.Held `json:"private"` // what the file leaves out
}

// describe reads the description that an act of sealing vouches for.
func (v *Verification) describe(s history.Seal) (d description, err error) {
	if d, ok := v.described[s.Body.Seal]; ok {
		return d, nil
	}
	b, err := disk.ReadWithin(v.cfg.FS, s.Body.Seal, history.MaxFile)
	if err != nil {
		return d, comity.Errorf(disk.Loss(err), "exhibit %s: its description cannot be read: %w", s.Body.Ref, err)
	}
	if comity.DigestOf(b) != s.Body.Digest {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s is not what act %06d sealed", s.Body.Ref, s.Body.Seal, s.Act.Seq)
	}
	if err := sign.Read(b, &d); err != nil {
		return d, comity.Errorf(comity.Negative, "exhibit %s: %s: %w", s.Body.Ref, s.Body.Seal, err)
	}
	if d.Source.Exhibit == s.Body.Outward() { // descriptions are handed over: they name exhibits as acts do
		d.Source.Exhibit = s.Body.Exhibit
	}
	if d.Private != nil {
		own, err := d.Private.Read(v.cfg.FS)
		if err != nil {
			if name := history.NameFile(d.Private.Name); !v.lost[name] && comity.KindOf(err) == comity.Negative {
				v.lost[name] = true
				v.Row(false, name, "%s", err)
			}
			return d, comity.Errorf(comity.KindOf(err), "exhibit %s: what is private of its description: %w", s.Body.Ref, err)
		}
		d.Source.Scope.Addresses = own.Addresses
	}
	v.described[s.Body.Seal] = d
	return d, nil
}

// restable is an exhibit as something findings may rest on.
func restable(kind record.Kind, d description) derivation.Exhibit {
	return derivation.Exhibit{ID: d.Source.Exhibit, Kind: cmp.Or(kind, d.Source.Kind), Site: comity.Site(d.Source.Site)}
}

// exhibits checks each act of sealing: its description, the stored bytes and
// the plain ones.
func (v *Verification) exhibits(ctx context.Context) error {
	done := map[comity.Digest]error{} // by object: several references may share one
	for i, s := range v.History.Seals {
		if seq, erased := v.History.ErasedBy(s.Body.Ref); erased {
			v.erased(s, seq)
			continue
		}
		err := v.exhibit(ctx, s, done)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		name := "exhibit " + s.Body.Ref
		switch {
		case err != nil:
			v.damaged(s)
			v.Row(false, name, "%s", err)
		case v.cfg.Exhibit == nil:
			v.Unproven(name, s.Act.Actor, "description and stored bytes are as sealed; that they decrypt to what was sealed was not looked at: its key is not here")
		default:
			v.Row(true, name, "description, stored bytes and plain bytes are as sealed")
		}
		v.cfg.Progress("verify", int64(i+1), int64(len(v.History.Seals)))
	}
	if v.BadActs {
		return v.orphans()
	}
	return nil
}

func (v *Verification) exhibit(ctx context.Context, s history.Seal, done map[comity.Digest]error) error {
	d, err := v.describe(s)
	if err != nil {
		return err
	}
	err, ok := done[d.Object]
	if !ok {
		err = v.object(ctx, d)
		done[d.Object] = err
	}
	if err == nil && d.Source.Exhibit != s.Body.Exhibit {
		return comity.Errorf(comity.Negative, "description and act %06d name different exhibits", s.Act.Seq)
	}
	return err
}

// object re-hashes a stored object against its name and its plain bytes
// against the exhibit's id. Both are needed: the name shows damage without a
// key, the id shows that what decrypts is what was sealed.
func (v *Verification) object(ctx context.Context, d description) error {
	if v.cfg.Exhibit == nil {
		return v.vault.Check(ctx, d.Object)
	}
	stored := make(chan error, 1)
	go func() { stored <- v.vault.Check(ctx, d.Object) }()
	plainErr := v.plain(ctx, d)
	if err := <-stored; err != nil {
		return err // says more than that a segment does not decrypt
	}
	return plainErr
}

func (v *Verification) plain(ctx context.Context, d description) (err error) {
	r, err := v.open(d)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, r.Close()) }()
	h := sha256.New()
	if _, err := io.CopyBuffer(h, struct{ io.Reader }{r.Stream(ctx)}, make([]byte, vault.SegmentSize)); err != nil {
		return err
	}
	if got := comity.Digest(h.Sum(nil)); got != d.Source.Exhibit || r.Size() != d.Bytes {
		return comity.Errorf(comity.Negative, "its plain bytes hash to %s, not to %s", got, d.Source.Exhibit)
	}
	return nil
}

func (v *Verification) open(d description) (*vault.Reader, error) {
	key, err := v.cfg.Exhibit(d.Source.Exhibit)
	if err != nil {
		return nil, err
	}
	return v.vault.Open(d.Object, key)
}

// erased accepts an exhibit whose bytes an act destroyed; its description stays.
func (v *Verification) erased(s history.Seal, seq int64) {
	name := "exhibit " + s.Body.Ref
	if _, err := v.describe(s); err != nil {
		v.Row(false, name, "%s", err)
		return
	}
	switch left, err := v.Unfinished(); {
	case err != nil:
		v.Row(false, name, "%s", err)
	case left:
		v.Row(true, name, "erased by act %06d; the next command finishes it", seq)
	case v.History.Needed(s.Body.Exhibit):
		v.Row(true, name, "erased by act %06d; its bytes stay under another reference", seq)
	default:
		v.Row(true, name, "erased by act %06d: key and bytes are gone, the description is as sealed", seq)
	}
}

// Unfinished reports whether an erasure was begun and not ended, as far as that can be
// told here.
func (v *Verification) Unfinished() (bool, error) {
	if v.cfg.Unfinished == nil {
		return false, nil
	}
	return v.cfg.Unfinished(&v.History)
}

// orphans treats the exhibits of descriptions that no sound act vouches for as
// damaged: the act that did is among the damaged ones.
func (v *Verification) orphans() error {
	entries, err := v.list(sealDir)
	if err != nil {
		return err
	}
	vouched := map[string]bool{}
	for _, s := range v.History.Seals {
		vouched[s.Body.Seal] = true
	}
	for _, e := range entries {
		if len(e) < 64 || vouched[path.Join(sealDir, e)] {
			continue
		}
		if name, err := comity.ParseDigest(e[:64]); err == nil {
			id := name
			if m, err := history.Mean(v.cfg.FS, name); err == nil {
				id = m.Exhibit
			}
			v.unvouched(id, name, path.Join(sealDir, e))
			v.Row(false, "exhibit "+id.Short(), "no sound act vouches for %s", path.Join(sealDir, e))
		}
	}
	return nil
}
