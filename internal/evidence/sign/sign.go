// Package sign holds a node's keys and what is done with them: signing
// statements (DSSE), signing the transparency log's checkpoints, and wrapping
// the keys of exhibits.
//
// The keys lie in the node's home, never in a case: folder keys/ holds act.key
// (Ed25519), log.key (Ed25519) and wrap.key (AES-256), each mode 0600, made on
// first use, in the clear or encrypted with a passphrase (age, scrypt), and
// beside them act.pub and log.pub, which need no passphrase. What signs packs,
// cms.key (ECDSA P-256, cms.pem), and the node's own root over it, root.key and
// root.pem, are made when first needed. Exhibit keys lie
// wrapped in keys/case/<case>/<exhibit>.key. docs/formats/act.md and
// docs/formats/vault.md give the formats.
package sign

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"path"
	"sync"
	"time"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Dir is the folder of a node's home that holds its keys.
const Dir = "keys"

// DefaultWorkFactor is scrypt's log2(N) for a passphrase, age's own default:
// about a second and 256 MiB.
const DefaultWorkFactor = 18

// Config says where the keys are and what protects them.
type Config struct {
	FS   disk.FS   // the node's home
	Name string    // name given to new keys, such as "node.example"; drawn at random where ""
	Rand io.Reader // crypto/rand where nil

	// Passphrase is asked once, when a protected key is first needed or made.
	// Where nil, new keys lie in the clear (mode 0600) and protected ones are
	// refused.
	Passphrase func() (string, error)
	WorkFactor int // scrypt's log2(N) for new keys; DefaultWorkFactor where 0

	Now     func() time.Time // for certificates: Certified needs it
	Subject Subject          // whom new certificates name, besides Name

	// Token is opened, once, when a key in it is needed. Where it is not nil, the
	// log's key and those of certificates are made in it; keys that lie in files
	// stay there.
	Token func() (Token, error)
}

// Keys are a node's keys. They are read from disk when first needed, and safe
// for parallel use.
type Keys struct {
	fsys       disk.FS
	rand       io.Reader
	workFactor int
	passphrase func() (string, error) // nil where there is none
	now        func() time.Time
	subject    Subject
	token      func() (Token, error)
	inToken    bool // new keys are made in the token

	act  func() (actKey, error)
	log  func() (note.Signer, error)
	wrap func() (wrapKey, error)

	certified func() (Certified, error)
}

// actKey signs acts.
type actKey struct {
	private ed25519.PrivateKey
	public  PublicKey
}

// lockFile excludes two processes that write to the same folder of keys.
const lockFile = ".lock"

// lockTimeout bounds the wait for that lock: it is held for milliseconds, or
// for as long as somebody types a first passphrase.
const lockTimeout = time.Minute

// Open returns the node's keys and makes those that are missing.
func Open(cfg Config) (*Keys, error) {
	k, err := View(cfg)
	if err != nil {
		return nil, err
	}
	return k, k.create(cfg.Name)
}

// View returns the node's keys to read with: it makes none, ends no change that was
// interrupted and takes no lock, so that nothing in the home is touched.
func View(cfg Config) (*Keys, error) {
	if cfg.FS == nil {
		return nil, comity.Errorf(comity.Fault, "sign: Config.FS is missing")
	}
	k := &Keys{fsys: cfg.FS, rand: cfg.Rand, workFactor: cfg.WorkFactor, now: cfg.Now, subject: cfg.Subject}
	if k.rand == nil {
		k.rand = rand.Reader
	}
	if k.workFactor == 0 {
		k.workFactor = DefaultWorkFactor
	}
	if cfg.Passphrase != nil {
		k.passphrase = sync.OnceValues(cfg.Passphrase)
	}
	k.token, k.inToken = sync.OnceValues(noToken), cfg.Token != nil
	if k.inToken {
		k.token = sync.OnceValues(cfg.Token)
	}
	k.act = sync.OnceValues(k.loadAct)
	k.log = sync.OnceValues(k.loadLog)
	k.wrap = sync.OnceValues(k.loadWrap)
	k.certified = sync.OnceValues(k.loadCertified)
	return k, nil
}

// create makes what is missing, under a lock.
func (k *Keys) create(name string) error {
	name, err := k.nodeName(name)
	if err != nil {
		return err
	}
	return k.locked(Dir, func() error {
		if err := k.settle(); err != nil {
			return err
		}
		makers := []struct {
			file string
			draw func() (string, error)
		}{
			{actFile, func() (string, error) { return k.newSigner(name + "/act") }},
			{logFile, func() (string, error) { return k.newLog(name + "/log") }},
			{wrapFile, k.newWrap},
		}
		for _, m := range makers {
			if err := k.createFile(m.file, m.draw); err != nil {
				return err
			}
		}
		return k.publish()
	})
}

// locked makes the folder dir, takes its lock, removes what killed processes
// left there, and runs write. A leftover could be a second copy of a key,
// which would outlive the destruction of the first.
func (k *Keys) locked(dir string, write func() error) error {
	if err := disk.MkdirAll(k.fsys, dir, 0o700); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), lockTimeout)
	defer cancel()
	lock, err := k.fsys.Lock(ctx, path.Join(dir, lockFile))
	if err != nil {
		return err
	}
	if err = disk.Sweep(k.fsys, dir); err == nil {
		err = write()
	}
	return errors.Join(err, lock.Close())
}

// nodeName returns name, or one that is drawn where it is "".
func (k *Keys) nodeName(name string) (string, error) {
	if name != "" {
		return name, nil
	}
	b := make([]byte, 6)
	if _, err := io.ReadFull(k.rand, b); err != nil {
		return "", comity.Errorf(comity.Fault, "draw a node name: %w", err)
	}
	return "node-" + hexOf(b), nil
}

func (k *Keys) createFile(file string, draw func() (string, error)) error {
	_, err := k.fsys.Stat(path.Join(Dir, file))
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := k.mayCreate(file); err != nil {
		return err
	}
	secret, err := draw()
	if err != nil {
		return err
	}
	return k.writeSecret(file, secret)
}

// mayCreate refuses to make a key in place of one that was lost: what rests on
// the old one would fail without a word about why.
func (k *Keys) mayCreate(file string) error {
	trace := publicFile(file)
	switch file {
	case wrapFile:
		trace = caseDir
	case rootFile, cmsFile:
		trace = certificateFile(file)
	}
	_, err := k.fsys.Stat(path.Join(Dir, trace))
	if err != nil && disk.Loss(err) == comity.Fault {
		return comity.Errorf(comity.Fault, "look for %s/%s: %w", Dir, trace, err)
	}
	if err == nil {
		return comity.Errorf(comity.Negative, "%s/%s is missing, but %s/%s shows that there was one", Dir, file, Dir, trace).
			WithHint("put the file back from a backup of the node's home")
	}
	return nil
}

// publish writes act.pub and log.pub where they are missing.
func (k *Keys) publish() error {
	for _, file := range []string{actFile, logFile} {
		pub := path.Join(Dir, publicFile(file))
		if _, err := k.fsys.Stat(pub); !errors.Is(err, fs.ErrNotExist) {
			if err != nil {
				return err
			}
			continue
		}
		key, err := k.publicOf(file)
		if err != nil {
			return err
		}
		if err := disk.WriteFile(k.fsys, pub, 0o644, line(key.String())); err != nil {
			return err
		}
	}
	return nil
}

// Act returns the public half of the key that signs acts.
func (k *Keys) Act() (PublicKey, error) { return readPublic(k.fsys, actFile) }

// Log returns the public half of the key that signs the log's checkpoints. Its
// name is the log's origin.
func (k *Keys) Log() (PublicKey, error) { return readPublic(k.fsys, logFile) }

// LogSigner returns the key that signs the log's checkpoints.
func (k *Keys) LogSigner() (note.Signer, error) { return k.log() }

// Sign makes a DSSE envelope around payload, signed with the act key.
func (k *Keys) Sign(payloadType string, payload []byte) (Envelope, error) {
	key, err := k.act()
	if err != nil {
		return Envelope{}, err
	}
	now, err := k.Act()
	if err != nil {
		return Envelope{}, err
	}
	if now.String() != key.public.String() {
		return Envelope{}, comity.Errorf(comity.Refused, "the act key was rotated while this command ran").WithHint("run the command again")
	}
	return Envelope{
		PayloadType: payloadType,
		Payload:     payload,
		Signatures:  []Signature{key.sign(PAE(payloadType, payload))},
	}, nil
}

// Public reads the public halves of a node's keys, act and log, without any
// passphrase: all that verifying needs.
func Public(fsys disk.Reader) (act, log PublicKey, err error) {
	act, actErr := readPublic(fsys, actFile)
	log, logErr := readPublic(fsys, logFile)
	return act, log, errors.Join(actErr, logErr)
}
