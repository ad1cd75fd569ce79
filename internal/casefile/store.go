package casefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/vault"
)

// store puts one exhibit away, in an order that leaves at every moment a case
// that is whole: key, object, segments of the row tree, description, act. Whatever of it a killed
// command left is found again by its content and used.
func (s *sealing) store(ctx context.Context, p *planned) (err error) {
	f, err := openPlain(s.root, p.exhibit.Path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.file.Close()) }()
	if f.seen.Size() != p.desc.Bytes {
		return comity.Errorf(comity.Input, "%s changed while it was being sealed", f.name)
	}
	object, err := s.object(ctx, f)
	if err != nil {
		return err
	}
	p.desc.Object, p.desc.Source.Exhibit = object.Name, object.Plain
	body := sealBody{Ref: p.exhibit.Ref, Kind: p.exhibit.Kind, Supersedes: p.exhibit.Supersedes, Member: p.desc.Source.Member, Sheet: p.desc.Source.Sheet}
	if body.Name, err = s.c.nameExhibit(object.Plain); err != nil {
		return err
	}
	if body.Name.IsZero() {
		body.Exhibit = object.Plain
	}
	name := s.c.sealName(object.Plain, body.Outward())
	if err := s.tree(ctx, p, name); err != nil {
		return err
	}
	if p.desc.Private, err = s.c.holdBack(p.desc); err != nil {
		return err
	}
	text, err := p.desc.bytes(body.Outward())
	if err != nil {
		return err
	}
	if err := s.c.place(name, text); err != nil {
		return err
	}
	body.Seal, body.Digest, body.Tree = name, comity.DigestOf(text), p.desc.Tree
	return s.c.append(ctx, actSeal, body)
}

// object returns the vault's object of the file, storing it where it is new.
func (s *sealing) object(ctx context.Context, f *plain) (vault.Object, error) {
	o, found, err := s.known(ctx, f)
	if err != nil || found {
		return o, err
	}
	key, err := s.c.vault.NewKey()
	if err != nil {
		return o, err
	}
	staged, err := s.stage(ctx, f, key)
	if err != nil {
		return o, err
	}
	err = s.c.keys.Put(staged.Plain, key)
	if errors.Is(err, fs.ErrExist) {
		return s.again(ctx, f, staged)
	}
	if err != nil {
		return o, errors.Join(err, staged.Discard())
	}
	return staged.Object, staged.Commit()
}

// known finds the object of the same bytes sealed before, under another reference.
func (s *sealing) known(ctx context.Context, f *plain) (o vault.Object, found bool, err error) {
	var id comity.Digest
	for _, v := range s.c.state.seals {
		if !s.c.state.needed(v.body.Exhibit) {
			continue // erased: there is no object any more
		}
		d, err := s.c.describe(v)
		if err != nil {
			return o, false, err
		}
		if d.Bytes != f.seen.Size() {
			continue
		}
		if id.IsZero() {
			if id, err = f.hash(ctx); err != nil {
				return o, false, err
			}
		}
		if id == v.body.Exhibit {
			return vault.Object{Name: d.Object, Plain: id, Size: d.Bytes}, true, nil
		}
	}
	return o, false, nil
}

// again stages the file under the key that a killed command put away: the same
// bytes under the same key are the same object, whether it was committed or not.
func (s *sealing) again(ctx context.Context, f *plain, was *vault.Staged) (vault.Object, error) {
	if err := was.Discard(); err != nil {
		return vault.Object{}, err
	}
	key, err := s.c.keys.Get(was.Plain)
	if err != nil {
		return vault.Object{}, err
	}
	staged, err := s.stage(ctx, f, key)
	if err != nil {
		return vault.Object{}, err
	}
	if staged.Plain != was.Plain {
		return vault.Object{}, errors.Join(comity.Errorf(comity.Input, "%s changed while it was being sealed", f.name), staged.Discard())
	}
	return staged.Object, staged.Commit()
}

// stage encrypts the file and makes sure that it stayed the same meanwhile.
func (s *sealing) stage(ctx context.Context, f *plain, key vault.Key) (*vault.Staged, error) {
	staged, err := s.c.vault.Stage(ctx, f.reader(ctx), key)
	if err != nil {
		return nil, err
	}
	if err := f.unchanged(); err != nil {
		return nil, errors.Join(err, staged.Discard())
	}
	if staged.Size != f.seen.Size() {
		return nil, errors.Join(comity.Errorf(comity.Input, "%s changed while it was being sealed", f.name), staged.Discard())
	}
	return staged, nil
}

// sealName is where the next description of an exhibit goes: the same bytes
// may be sealed under several references.
func (c *Case) sealName(exhibit, name comity.Digest) string {
	n := 1
	for _, v := range c.state.seals {
		if v.body.Exhibit == exhibit {
			n++
		}
	}
	if n == 1 {
		return path.Join(sealDir, name.String()+".json")
	}
	return path.Join(sealDir, fmt.Sprintf("%s-%d.json", name, n))
}

// place writes a file that no act speaks of yet. One that is there is the
// work of a killed command: it stays where it is the same, and gives way else.
func (c *Case) place(name string, text []byte) error {
	write := func(w io.Writer) error { _, err := w.Write(text); return err }
	if err := disk.MkdirAll(c.fsys, path.Dir(name), 0o700); err != nil {
		return err
	}
	err := disk.WriteFile(c.fsys, name, 0o400, write)
	if !errors.Is(err, fs.ErrExist) {
		return err
	}
	was, err := disk.ReadFile(c.fsys, name)
	if err == nil && bytes.Equal(was, text) {
		return nil
	}
	return disk.ReplaceFile(c.fsys, name, 0o400, write)
}
