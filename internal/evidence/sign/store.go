package sign

import (
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// The file of a wrapped exhibit key, docs/formats/vault.md: one line of
// exhibitPrefix and base64 of nonce, ciphertext and tag. The case and the
// exhibit are authenticated, so that a key file is of no use elsewhere.
const (
	caseDir       = "case"
	exhibitExt    = ".key"
	exhibitPrefix = "comity-exhibit-key v1 "
)

// KeyStore keeps the exhibit keys of one case, wrapped. The key file is the
// only thing besides the wrap key that opens an exhibit: Destroy erases it.
type KeyStore struct {
	keys *Keys
	id   string
	dir  string
}

// Case returns the key store of the case id: 1 to 100 letters, digits, "-",
// "_" and ".", beginning with a letter or digit.
func (k *Keys) Case(id string) (*KeyStore, error) {
	if !plainName(id) {
		return nil, comity.Errorf(comity.Input, "case id %.120q is not 1 to 100 letters, digits, hyphens, underscores and dots", id)
	}
	return &KeyStore{keys: k, id: id, dir: path.Join(Dir, caseDir, id)}, nil
}

func plainName(s string) bool {
	for i, r := range s {
		alnum := r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
		if !alnum && (i == 0 || !strings.ContainsRune("-_.", r)) {
			return false
		}
	}
	return s != "" && len(s) <= 100
}

func (s *KeyStore) path(exhibit comity.Digest) string {
	return path.Join(s.dir, exhibit.String()+exhibitExt)
}

// Put stores the exhibit's key, durably. A key that is there already stays,
// and the error satisfies errors.Is(err, fs.ErrExist).
func (s *KeyStore) Put(exhibit comity.Digest, key [32]byte) error {
	wrap, err := s.keys.wrap()
	if err != nil {
		return err
	}
	sealed, err := wrap.wrap(key, s.id, exhibit)
	if err != nil {
		return err
	}
	text := exhibitPrefix + base64.StdEncoding.EncodeToString(sealed)
	return s.keys.locked(s.dir, func() error {
		return disk.WriteFile(s.keys.fsys, s.path(exhibit), 0o600, line(text))
	})
}

// Get returns the exhibit's key. Where there is none (never sealed here, or
// erased) the Refused error satisfies errors.Is(err, fs.ErrNotExist); a
// damaged key file is a Negative error.
func (s *KeyStore) Get(exhibit comity.Digest) ([32]byte, error) {
	b, err := disk.ReadFile(s.keys.fsys, s.path(exhibit))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return [32]byte{}, comity.Errorf(comity.Refused, "this node holds no key for exhibit %s: %w", exhibit, err).
			WithHint("the exhibit was erased, or the case was sealed on another node: use that node's home")
	case err != nil:
		return [32]byte{}, comity.Errorf(comity.Fault, "read the key of exhibit %s: %w", exhibit, err)
	}
	encoded, ok := strings.CutPrefix(strings.TrimSuffix(string(b), "\n"), exhibitPrefix)
	sealed, err := base64.StdEncoding.Strict().DecodeString(encoded)
	if !ok || err != nil {
		return [32]byte{}, badExhibitKey(exhibit)
	}
	wrap, err := s.keys.wrap()
	if err != nil {
		return [32]byte{}, err
	}
	return wrap.unwrap(sealed, s.id, exhibit)
}

// Destroy removes the exhibit's key, durably: its bytes in the vault, and in
// every copy of the vault, can be read no more. Destroying what is not there
// is no error. A copy of the node's home, or the freed sectors of the disk,
// may still hold the wrapped key.
func (s *KeyStore) Destroy(exhibit comity.Digest) error {
	if _, err := s.keys.fsys.Stat(s.dir); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	err := s.keys.locked(s.dir, func() error {
		if err := s.keys.fsys.Remove(s.path(exhibit)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return s.keys.fsys.SyncDir(s.dir) // also where an earlier Destroy was killed before its own
	})
	if err != nil {
		return comity.Errorf(comity.Fault, "destroy the key of exhibit %s: %w", exhibit, err)
	}
	return nil
}

// Has reports whether there is a key for the exhibit.
func (s *KeyStore) Has(exhibit comity.Digest) (bool, error) {
	_, err := s.keys.fsys.Stat(s.path(exhibit))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return false, comity.Errorf(comity.Fault, "look at the key of exhibit %s: %w", exhibit, err)
	}
	return err == nil, nil
}

// List returns the exhibits that have a key, sorted.
func (s *KeyStore) List() ([]comity.Digest, error) {
	entries, err := s.keys.fsys.ReadDir(s.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "list the exhibit keys of case %s: %w", s.id, err)
	}
	var ids []comity.Digest
	for _, e := range entries {
		hex, ok := strings.CutSuffix(e.Name(), exhibitExt)
		if d, err := comity.ParseDigest(hex); ok && err == nil {
			ids = append(ids, d)
		}
	}
	return ids, nil
}

// wrapKey encrypts exhibit keys with AES-256-GCM under random nonces.
type wrapKey struct {
	aead cipher.AEAD
	rand io.Reader
}

func newWrapKey(key [32]byte, rand io.Reader) (wrapKey, error) {
	block, err := aes.NewCipher(key[:])
	if err != nil {
		return wrapKey{}, comity.Errorf(comity.Fault, "wrap key: %w", err)
	}
	aead, err := cipher.NewGCM(block)
	if err != nil {
		return wrapKey{}, comity.Errorf(comity.Fault, "wrap key: %w", err)
	}
	return wrapKey{aead: aead, rand: rand}, nil
}

// bind is what is authenticated with a wrapped key. A case id holds no line feed.
func bind(id string, exhibit comity.Digest) []byte {
	return []byte(exhibitPrefix + "\n" + id + "\n" + exhibit.String() + "\n")
}

func (w wrapKey) wrap(key [32]byte, id string, exhibit comity.Digest) ([]byte, error) {
	nonce := make([]byte, w.aead.NonceSize())
	if _, err := io.ReadFull(w.rand, nonce); err != nil {
		return nil, comity.Errorf(comity.Fault, "wrap an exhibit key: %w", err)
	}
	return w.aead.Seal(nonce, nonce, key[:], bind(id, exhibit)), nil
}

func (w wrapKey) unwrap(sealed []byte, id string, exhibit comity.Digest) ([32]byte, error) {
	n := w.aead.NonceSize()
	if len(sealed) < n {
		return [32]byte{}, badExhibitKey(exhibit)
	}
	key, err := w.aead.Open(nil, sealed[:n], sealed[n:], bind(id, exhibit))
	if err != nil || len(key) != 32 {
		return [32]byte{}, badExhibitKey(exhibit)
	}
	return [32]byte(key), nil
}

func badExhibitKey(exhibit comity.Digest) error {
	return comity.Errorf(comity.Negative, "the key file of exhibit %s is damaged or of another case or node", exhibit).
		WithHint("put it back from a backup of the node's home")
}
