package sign

import (
	"crypto/ed25519"
	"errors"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// actorDir is the folder, below Dir, of the keys of persons.
const actorDir = "actor"

// actorFile is the file of a person's key. Names are of any form; the file's is not.
func actorFile(actor string) string {
	d := comity.DigestOf([]byte(actor))
	return path.Join(actorDir, d.String()[:32]+".key")
}

// SignAs makes a DSSE envelope around payload, signed with the actor's own key,
// which is made on first use and protected as the node's keys are. It tells one
// person's word from another's as far as persons of one node keep their keys apart.
func (k *Keys) SignAs(actor, payloadType string, payload []byte) (Envelope, PublicKey, error) {
	key, err := k.actor(actor)
	if err != nil {
		return Envelope{}, PublicKey{}, err
	}
	sig := ed25519.Sign(key.private, PAE(payloadType, payload))
	return Envelope{
		PayloadType: payloadType, Payload: payload,
		Signatures: []Signature{{KeyID: key.public.ID(), Sig: sig}},
	}, key.public, nil
}

// actor reads the actor's key and makes it where there is none.
func (k *Keys) actor(name string) (key actorKey, err error) {
	if name == "" {
		return key, comity.Errorf(comity.Usage, "nobody signs").WithHint("give --actor NAME")
	}
	file := actorFile(name)
	err = k.locked(path.Join(Dir, actorDir), func() error {
		draw := func() (string, error) { return k.newSigner("actor-" + path.Base(file)[:12]) }
		if err := k.createFile(file, draw); err != nil {
			return err
		}
		if key, err = k.readSigner(file); err != nil {
			return err
		}
		pub := path.Join(Dir, publicFile(file))
		if _, err := k.fsys.Stat(pub); !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		return disk.WriteFile(k.fsys, pub, 0o644, line(key.public.String()))
	})
	return key, err
}

// actorKey signs what a person says.
type actorKey = actKey

// Actor returns the public half of an actor's key; found is false where the
// actor has signed nothing at this node.
func (k *Keys) Actor(name string) (key PublicKey, found bool, err error) {
	file := actorFile(name)
	_, err = k.fsys.Stat(path.Join(Dir, publicFile(file)))
	if errors.Is(err, fs.ErrNotExist) {
		return key, false, nil
	}
	if err == nil {
		key, err = readPublic(k.fsys, file)
	}
	return key, err == nil, err
}
