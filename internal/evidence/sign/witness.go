package sign

import (
	"crypto"
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"time"

	"github.com/transparency-dev/formats/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// witnessFile holds the key under which the node co-signs partners' logs.
const witnessFile = "witness.key"

// Cosigner co-signs the checkpoints of partners' logs.
type Cosigner struct {
	signer crypto.Signer // Ed25519
	name   string
	key    string
	hash   uint32
}

// Witness returns the key under which the node co-signs; it is made on first
// use, and protected as the others. It is no key of our own log: a node that is
// witness and log says two things with two keys.
func (k *Keys) Witness() (Cosigner, error) {
	logKey, err := k.Log()
	if err != nil {
		return Cosigner{}, err
	}
	name := strings.TrimSuffix(logKey.Name, "/log") + "/witness"
	var key actKey
	err = k.locked(Dir, func() error {
		if err := k.createFile(witnessFile, func() (string, error) { return k.newSigner(name) }); err != nil {
			return err
		}
		if key, err = k.readSigner(witnessFile); err != nil {
			return err
		}
		pub := path.Join(Dir, publicFile(witnessFile))
		if _, err := k.fsys.Stat(pub); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return disk.WriteFile(k.fsys, pub, 0o644, line(key.public.String()))
	})
	if err != nil {
		return Cosigner{}, err
	}
	return newCosigner(key.private, key.public)
}

func newCosigner(signer crypto.Signer, public PublicKey) (Cosigner, error) {
	key, err := note.VKeyToCosignatureV1(public.String())
	if err != nil {
		return Cosigner{}, comity.Errorf(comity.Fault, "witness key %s: %w", public.ID(), err)
	}
	v, err := note.NewVerifierForCosignatureV1(key)
	if err != nil {
		return Cosigner{}, comity.Errorf(comity.Fault, "witness key %s: %w", public.ID(), err)
	}
	return Cosigner{signer: signer, name: public.Name, key: key, hash: v.KeyHash()}, nil
}

// Key is the verifier key that partners write into their policy: type 4 of C2SP
// signed-note, a timestamped Ed25519 cosignature.
func (c Cosigner) Key() string { return c.key }

// Cosign gives the signature line, cosignature/v1 of C2SP tlog-cosignature, that
// says: at this time this was the newest checkpoint seen. text is the note's text
// with its last line feed.
func (c Cosigner) Cosign(text []byte, at time.Time) ([]byte, error) {
	seconds := at.Unix()
	if seconds < 0 {
		return nil, comity.Errorf(comity.Fault, "co-sign: the clock stands before 1970")
	}
	message := fmt.Appendf(nil, "cosignature/v1\ntime %d\n%s", seconds, text)
	sig, err := c.signer.Sign(rand.Reader, message, crypto.Hash(0))
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "co-sign: %w", err)
	}
	raw := binary.BigEndian.AppendUint32(nil, c.hash)
	raw = binary.BigEndian.AppendUint64(raw, uint64(seconds))
	raw = append(raw, sig...)
	return fmt.Appendf(nil, "— %s %s\n", c.name, base64.StdEncoding.EncodeToString(raw)), nil
}
