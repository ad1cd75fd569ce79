// Package vault keeps the bytes of exhibits: content-addressed, encrypted,
// written once.
//
// An object is named by the SHA-256 of what is stored, so that sha256sum can
// scrub a vault without a key; an exhibit is identified by the SHA-256 of its
// plain bytes. Objects are encrypted in segments of 1 MiB (docs/formats/vault.md),
// so that reading is parallel and seekable while a cut, extended, reordered or
// altered object gives an error and never wrong bytes. The key of each exhibit
// lies elsewhere (package sign): destroying it erases the exhibit.
package vault

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Dir is the folder of a case that holds its vault.
const Dir = "vault"

// Key encrypts one exhibit. A key must never be used for two different
// contents: segments are numbered, not randomised, so that the same bytes
// under the same key are the same object.
type Key [32]byte

// Object describes what was stored.
type Object struct {
	Name  comity.Digest // of the stored, encrypted bytes
	Plain comity.Digest // of the plain bytes: the exhibit's id
	Size  int64         // of the plain bytes
}

// Config says where a vault lies.
type Config struct {
	FS   disk.FS   // the case's folder; the vault is its folder Dir
	Rand io.Reader // source of keys; crypto/rand where nil
}

// Vault is a folder of objects. It is safe for parallel use.
type Vault struct {
	fsys disk.FS
	rand io.Reader
}

// New returns the vault of a case. Nothing is written before the first Stage.
func New(cfg Config) (*Vault, error) {
	if cfg.FS == nil {
		return nil, comity.Errorf(comity.Fault, "vault: Config.FS is missing")
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Reader
	}
	return &Vault{fsys: cfg.FS, rand: cfg.Rand}, nil
}

// NewKey draws a fresh key.
func (v *Vault) NewKey() (Key, error) {
	var k Key
	if _, err := io.ReadFull(v.rand, k[:]); err != nil {
		return k, comity.Errorf(comity.Fault, "draw an exhibit key: %w", err)
	}
	return k, nil
}

// Put stores what r gives under key, durably: Stage and Commit in one.
func (v *Vault) Put(ctx context.Context, r io.Reader, key Key) (Object, error) {
	s, err := v.Stage(ctx, r, key)
	if err != nil {
		return Object{}, err
	}
	return s.Object, s.Commit()
}

// objectPath is where the object lies below the case's folder.
func objectPath(name comity.Digest) string {
	s := name.String()
	return path.Join(Dir, s[:2], s)
}

// Check re-hashes the object and compares with its name. It needs no key. A
// Negative error says that the object is damaged or missing (then it
// satisfies errors.Is(err, fs.ErrNotExist)).
func (v *Vault) Check(ctx context.Context, name comity.Digest) error {
	f, err := v.open(name)
	if err != nil {
		return err
	}
	h := sha256.New()
	_, err = io.CopyBuffer(h, cancelReader{ctx, f}, make([]byte, SegmentSize))
	if err = errors.Join(err, f.Close()); err != nil {
		return comity.Errorf(comity.Fault, "read vault object %s: %w", name, err)
	}
	if comity.Digest(h.Sum(nil)) != name {
		return damaged(name, "its bytes do not hash to its name")
	}
	return nil
}

// List returns the names of all objects, sorted.
func (v *Vault) List() ([]comity.Digest, error) {
	var names []comity.Digest
	shelves, err := v.fsys.ReadDir(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	for _, shelf := range shelves {
		if err != nil || !shelf.IsDir() {
			continue
		}
		var entries []fs.DirEntry
		entries, err = v.fsys.ReadDir(path.Join(Dir, shelf.Name()))
		for _, e := range entries {
			if d, bad := comity.ParseDigest(e.Name()); bad == nil && objectPath(d) == path.Join(Dir, shelf.Name(), e.Name()) {
				names = append(names, d)
			}
		}
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "list vault: %w", err)
	}
	return names, nil
}

// Sweep removes what killed processes left half written. No Stage may be
// under way, in this process or another: the caller holds the case's lock.
func (v *Vault) Sweep() error {
	_, err := v.fsys.Stat(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "look at the vault: %w", err)
	}
	return disk.Sweep(v.fsys, Dir)
}

// Has reports whether the object is there.
func (v *Vault) Has(name comity.Digest) (bool, error) {
	_, err := v.fsys.Stat(objectPath(name))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, comity.Errorf(comity.Fault, "look at vault object %s: %w", name, err)
	}
	return err == nil, nil
}

// Remove removes an object, durably; none being there is fine. It can be read no
// more once its key is destroyed: removing frees the room.
func (v *Vault) Remove(name comity.Digest) error {
	there, err := v.Has(name)
	if err != nil || !there {
		return err
	}
	err = errors.Join(v.fsys.Remove(objectPath(name)), v.fsys.SyncDir(path.Dir(objectPath(name))))
	if err != nil {
		return comity.Errorf(comity.Fault, "remove vault object %s: %w", name, err)
	}
	return nil
}

func (v *Vault) open(name comity.Digest) (disk.File, error) {
	f, err := v.fsys.Open(objectPath(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, comity.Errorf(comity.Negative, "vault object %s is missing: %w", name, err).
			WithHint("put the file back from a copy of the case; its name is the SHA-256 of its bytes")
	case err != nil:
		return nil, comity.Errorf(comity.Fault, "open vault object %s: %w", name, err)
	}
	return f, nil
}

func damaged(name comity.Digest, why string) error {
	return comity.Errorf(comity.Negative, "vault object %s is damaged: %s", name, why).
		WithHint("put the file back from a copy of the case; its name is the SHA-256 of its bytes")
}

// cancelReader ends a long read when its context is done. It lives for one call.
type cancelReader struct {
	ctx context.Context
	io.Reader
}

// Read implements io.Reader.
func (c cancelReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p)
}
