package sign

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"path"
	"strings"

	"filippo.io/age"
	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// The secret files of Dir. Each holds one line, or an age file that holds it.
const (
	actFile  = "act.key"
	logFile  = "log.key"
	wrapFile = "wrap.key"

	ageMagic   = "age-encryption.org/v1\n"
	wrapPrefix = "COMITY+WRAP+KEY+v1+"
	signPrefix = "PRIVATE+KEY+" // golang.org/x/mod/sumdb/note
)

func publicFile(secret string) string { return strings.TrimSuffix(secret, ".key") + ".pub" }

func hexOf(b []byte) string { return hex.EncodeToString(b) }

func line(s string) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.WriteString(w, s+"\n")
		return err
	}
}

// newSigner draws an Ed25519 key and returns it in the form of x/mod note.
func (k *Keys) newSigner(name string) (string, error) {
	secret, _, err := note.GenerateKey(k.rand, name)
	if err != nil {
		return "", comity.Errorf(comity.Fault, "draw key %s: %w", name, err)
	}
	if _, err := note.NewSigner(secret); err != nil {
		return "", comity.Errorf(comity.Input, "node name %q: %w", name, err).
			WithHint("use a name without blanks and +, such as node.example")
	}
	return secret, nil
}

func (k *Keys) newWrap() (string, error) {
	var b [32]byte
	if _, err := io.ReadFull(k.rand, b[:]); err != nil {
		return "", comity.Errorf(comity.Fault, "draw the wrap key: %w", err)
	}
	return wrapPrefix + base64.StdEncoding.EncodeToString(b[:]), nil
}

// writeSecret writes a secret line, encrypted where there is a passphrase.
func (k *Keys) writeSecret(file, secret string) error {
	write := line(secret)
	if k.passphrase != nil {
		write = func(w io.Writer) error { return k.encrypt(w, secret) }
	}
	return disk.WriteFile(k.fsys, path.Join(Dir, file), 0o600, write)
}

func (k *Keys) encrypt(w io.Writer, secret string) error {
	phrase, err := k.passphrase()
	if err != nil {
		return err
	}
	to, err := age.NewScryptRecipient(phrase)
	if err != nil {
		return comity.Errorf(comity.Usage, "passphrase: %w", err)
	}
	to.SetWorkFactor(k.workFactor)
	enc, err := age.Encrypt(w, to)
	if err != nil {
		return err
	}
	return errors.Join(line(secret)(enc), enc.Close())
}

// readSecret reads a secret line. Errors name the file and never its content.
func (k *Keys) readSecret(file string) (string, error) {
	b, err := disk.ReadFile(k.fsys, path.Join(Dir, file))
	if err != nil {
		return "", comity.Errorf(comity.Fault, "read %s/%s: %w", Dir, file, err)
	}
	if bytes.HasPrefix(b, []byte(ageMagic)) {
		if b, err = k.decrypt(file, b); err != nil {
			return "", err
		}
	}
	return strings.TrimSuffix(string(b), "\n"), nil
}

func (k *Keys) decrypt(file string, b []byte) ([]byte, error) {
	if k.passphrase == nil {
		return nil, comity.Errorf(comity.Refused, "%s/%s is protected by a passphrase", Dir, file).
			WithHint("give the passphrase, or let comity ask for it at a terminal")
	}
	phrase, err := k.passphrase()
	if err != nil {
		return nil, err
	}
	id, err := age.NewScryptIdentity(phrase)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "passphrase: %w", err)
	}
	id.SetMaxWorkFactor(max(k.workFactor, DefaultWorkFactor) + 2)
	r, err := age.Decrypt(bytes.NewReader(b), id)
	if err != nil {
		return nil, comity.Errorf(comity.Refused, "%s/%s does not open: %w", Dir, file, err).
			WithHint("check the passphrase")
	}
	plain, err := io.ReadAll(r)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%s/%s is damaged: %w", Dir, file, err)
	}
	return plain, nil
}

func badKey(file string) error {
	return comity.Errorf(comity.Negative, "%s/%s does not hold a key of the expected form", Dir, file).
		WithHint("put the file back from a backup of the node's home")
}

// readSigner reads an Ed25519 key file. The form is that of x/mod note, which
// does not give the raw key out: PRIVATE+KEY+<name>+<hash>+<base64 of 1 and the seed>.
func (k *Keys) readSigner(file string) (actKey, error) {
	secret, err := k.readSecret(file)
	if err != nil {
		return actKey{}, err
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		return actKey{}, badKey(file) // not err: it could quote the key
	}
	_, encoded, _ := strings.Cut(strings.TrimPrefix(secret, signPrefix+signer.Name()+"+"), "+")
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return actKey{}, badKey(file)
	}
	private := ed25519.NewKeyFromSeed(raw[1:])
	public := PublicKey{Name: signer.Name(), Hash: signer.KeyHash(), Key: private.Public().(ed25519.PublicKey)}
	return actKey{private: private, public: public}, nil
}

func (k *Keys) loadAct() (actKey, error) { return k.readSigner(actFile) }

func (k *Keys) loadLog() (note.Signer, error) {
	secret, err := k.readSecret(logFile)
	if err != nil {
		return nil, err
	}
	if strings.HasPrefix(secret, tokenPrefix) {
		return k.tokenLogSigner(secret)
	}
	s, err := note.NewSigner(secret)
	if err != nil {
		return nil, badKey(logFile)
	}
	return s, nil
}

func (k *Keys) loadWrap() (wrapKey, error) {
	secret, err := k.readSecret(wrapFile)
	if err != nil {
		return wrapKey{}, err
	}
	encoded, ok := strings.CutPrefix(secret, wrapPrefix)
	raw, err := base64.StdEncoding.DecodeString(encoded)
	if !ok || err != nil || len(raw) != 32 {
		return wrapKey{}, badKey(wrapFile)
	}
	return newWrapKey([32]byte(raw), k.rand)
}

// readPublic reads the public half that belongs to a secret file.
func readPublic(fsys disk.Reader, secretFile string) (PublicKey, error) {
	name := path.Join(Dir, publicFile(secretFile))
	b, err := disk.ReadFile(fsys, name)
	if err != nil {
		return PublicKey{}, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	p, err := ParsePublicKey(strings.TrimSuffix(string(b), "\n"))
	if err != nil {
		return PublicKey{}, comity.Wrapf("read %s: %w", name, err)
	}
	return p, nil
}
