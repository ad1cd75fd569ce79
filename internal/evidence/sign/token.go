package sign

import (
	"crypto"
	"crypto/ed25519"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"comity/internal/comity"
)

// Token keeps keys that it does not give out, by label (package token).
type Token interface {
	ECDSA(label string) (crypto.Signer, error) // one that NewECDSA made
	NewECDSA(label string) (crypto.Signer, error)
	Ed25519(label string) (crypto.Signer, error) // one that NewEd25519 made; signs messages
	NewEd25519(label string) (crypto.Signer, error)
}

// tokenPrefix begins the file of a key that lies in a token: its label follows
// and, of a log's key, a blank and the verifier key.
const tokenPrefix = "COMITY+TOKEN+KEY+v1+"

// noToken refuses a key that lies in a token where none is configured.
func noToken() (Token, error) {
	return nil, comity.Errorf(comity.Refused, "a key lies in a token, and node.toml names none").
		WithHint("write [token] with module and label into node.toml")
}

// newLog draws the log's key, in the token where there is one.
func (k *Keys) newLog(name string) (string, error) {
	if k.inToken {
		return k.newTokenLog(name)
	}
	return k.newSigner(name)
}

// publicOf is the public half of a key that signs acts or the log.
func (k *Keys) publicOf(file string) (PublicKey, error) {
	secret, err := k.readSecret(file)
	if err != nil {
		return PublicKey{}, err
	}
	if strings.HasPrefix(secret, tokenPrefix) {
		_, public, err := k.tokenLog(secret)
		return public, err
	}
	key, err := k.readSigner(file)
	return key.public, err
}

// newLabel is a label for a key in the token. It is drawn, since labels of keys
// that a killed process or a rotation left stay taken.
func (k *Keys) newLabel(what string) (string, error) {
	var b [8]byte
	if _, err := io.ReadFull(k.rand, b[:]); err != nil {
		return "", comity.Errorf(comity.Fault, "draw a label: %w", err)
	}
	return "comity-" + what + "-" + hexOf(b[:]), nil
}

// newTokenECDSA makes a P-256 key in the token, and returns its key file's line.
func (k *Keys) newTokenECDSA() (string, error) {
	t, err := k.token()
	if err != nil {
		return "", err
	}
	label, err := k.newLabel("certified")
	if err != nil {
		return "", err
	}
	_, err = t.NewECDSA(label)
	return tokenPrefix + label, err
}

// newTokenLog makes a log's key in the token, and returns its key file's line.
func (k *Keys) newTokenLog(name string) (string, error) {
	t, err := k.token()
	if err != nil {
		return "", err
	}
	label, err := k.newLabel("log")
	if err != nil {
		return "", err
	}
	s, err := t.NewEd25519(label)
	if err != nil {
		return "", err
	}
	public, ok := s.Public().(ed25519.PublicKey)
	if !ok {
		return "", comity.Errorf(comity.Fault, "the token made another key than Ed25519")
	}
	vkey, err := note.NewEd25519VerifierKey(name, public)
	if err != nil {
		return "", comity.Errorf(comity.Input, "node name %q: %w", name, err)
	}
	return tokenPrefix + label + " " + vkey, nil
}

// tokenSigner is the note.Signer of a log's key that lies in the token.
type tokenSigner struct {
	signer crypto.Signer
	public PublicKey
}

// Name implements note.Signer.
func (s tokenSigner) Name() string { return s.public.Name }

// KeyHash implements note.Signer.
func (s tokenSigner) KeyHash() uint32 { return s.public.Hash }

// Sign implements note.Signer.
func (s tokenSigner) Sign(message []byte) ([]byte, error) {
	sig, err := s.signer.Sign(nil, message, crypto.Hash(0))
	if err != nil {
		return nil, comity.Wrapf("sign a checkpoint: %w", err)
	}
	return sig, nil
}

// tokenLog reads the line of a log's key in the token. The token is asked by signer alone.
func (k *Keys) tokenLog(secret string) (label string, public PublicKey, err error) {
	label, vkey, _ := strings.Cut(strings.TrimPrefix(secret, tokenPrefix), " ")
	if public, err = ParsePublicKey(vkey); err != nil {
		return "", public, badKey(logFile)
	}
	return label, public, nil
}

func (k *Keys) tokenLogSigner(secret string) (note.Signer, error) {
	label, public, err := k.tokenLog(secret)
	if err != nil {
		return nil, err
	}
	t, err := k.token()
	if err != nil {
		return nil, err
	}
	s, err := t.Ed25519(label)
	if err != nil {
		return nil, err
	}
	if own, ok := s.Public().(ed25519.PublicKey); !ok || !own.Equal(public.Key) {
		return nil, comity.Errorf(comity.Negative, "the token's key %s is not that of %s/%s", label, Dir, logFile)
	}
	return tokenSigner{s, public}, nil
}
