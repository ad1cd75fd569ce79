//go:build pkcs11

package token

import (
	"bytes"
	"crypto"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"encoding/asn1"
	"errors"
	"io"
	"io/fs"
	"sync"

	"github.com/ThalesGroup/crypto11"
	"github.com/miekg/pkcs11"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// What PKCS #11 3.0 calls Edwards curves; miekg/pkcs11 has no names for it.
const (
	keyTypeEdwards   = 0x40   // CKK_EC_EDWARDS
	generateEdwards  = 0x1055 // CKM_EC_EDWARDS_KEY_PAIR_GEN
	signEdwards      = 0x1057 // CKM_EDDSA
	idBytes          = 16
	publicPointBytes = ed25519.PublicKeySize
)

// curves are the ways to name edwards25519: PKCS #11 3.0 has a printable string
// and an object identifier, and tokens take one of them.
func curves() [][]byte {
	return [][]byte{append([]byte{0x13, 0x0c}, "edwards25519"...), {0x06, 0x03, 0x2b, 0x65, 0x70}}
}

// opened is a token one has logged in to.
type opened struct {
	ecdsa *crypto11.Context

	mu      sync.Mutex // a session does one thing at a time
	module  *pkcs11.Ctx
	session pkcs11.SessionHandle
}

// Open logs in to the token. It stays logged in as long as the process runs.
func Open(cfg Config) (sign.Token, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	pin, err := cfg.PIN()
	if err != nil {
		return nil, err
	}
	t := &opened{}
	// crypto11 first: it wants to be who initializes the module.
	if t.ecdsa, err = crypto11.Configure(&crypto11.Config{Path: cfg.Module, TokenLabel: cfg.Label, Pin: pin}); err != nil {
		return nil, refused(comity.Phrasef("open the token %s", cfg.Label), err)
	}
	if err := t.begin(cfg, pin); err != nil {
		return nil, errors.Join(refused(comity.Phrasef("open the token %s", cfg.Label), err), t.ecdsa.Close())
	}
	return t, nil
}

func refused(what any, err error) error {
	return comity.Errorf(comity.Refused, "%s: %w", what, err).
		WithHint("are module, label and PIN right, and is the token there?")
}

// begin opens a session of our own for what crypto11 does not know.
func (t *opened) begin(cfg Config, pin string) error {
	if t.module = pkcs11.New(cfg.Module); t.module == nil {
		return comity.Errorf(comity.Input, "%s is no PKCS #11 module", cfg.Module)
	}
	if err := but(pkcs11.CKR_CRYPTOKI_ALREADY_INITIALIZED, t.module.Initialize()); err != nil {
		return err
	}
	slot, err := t.slot(cfg.Label)
	if err != nil {
		return err
	}
	if t.session, err = t.module.OpenSession(slot, pkcs11.CKF_SERIAL_SESSION|pkcs11.CKF_RW_SESSION); err != nil {
		return err
	}
	return but(pkcs11.CKR_USER_ALREADY_LOGGED_IN, t.module.Login(t.session, pkcs11.CKU_USER, pin))
}

// but is err, unless it says what is no error here.
func but(fine uint, err error) error {
	if errors.Is(err, pkcs11.Error(fine)) {
		return nil
	}
	return err
}

func (t *opened) slot(label string) (uint, error) {
	slots, err := t.module.GetSlotList(true)
	if err != nil {
		return 0, err
	}
	for _, s := range slots {
		if info, err := t.module.GetTokenInfo(s); err == nil && info.Label == label {
			return s, nil
		}
	}
	return 0, comity.Errorf(comity.Input, "no slot holds it")
}

// ECDSA implements sign.Token.
func (t *opened) ECDSA(label string) (crypto.Signer, error) {
	s, err := t.ecdsa.FindKeyPair(nil, []byte(label))
	if err != nil {
		return nil, refused(comity.Phrasef("find the key %s", label), err)
	}
	if s == nil {
		return nil, missing(label)
	}
	return s, nil
}

func missing(label string) error {
	return comity.Errorf(comity.Negative, "the token holds no key %s: %w", label, fs.ErrNotExist).WithHint("is it the token that the node was made with?")
}

// NewECDSA implements sign.Token.
func (t *opened) NewECDSA(label string) (crypto.Signer, error) {
	id, err := newID()
	if err != nil {
		return nil, err
	}
	s, err := t.ecdsa.GenerateECDSAKeyPairWithLabel(id, []byte(label), elliptic.P256())
	if err != nil {
		return nil, refused("make a key", err)
	}
	return s, nil
}

func newID() ([]byte, error) {
	id := make([]byte, idBytes)
	if _, err := io.ReadFull(rand.Reader, id); err != nil {
		return nil, comity.Errorf(comity.Fault, "draw a key's id: %w", err)
	}
	return id, nil
}

// Ed25519 implements sign.Token.
func (t *opened) Ed25519(label string) (crypto.Signer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	private, err := t.find(pkcs11.CKO_PRIVATE_KEY, label)
	if err != nil {
		return nil, err
	}
	public, err := t.find(pkcs11.CKO_PUBLIC_KEY, label)
	if err != nil {
		return nil, err
	}
	return t.signer(private, public)
}

func (t *opened) find(class uint, label string) (pkcs11.ObjectHandle, error) {
	err := t.module.FindObjectsInit(t.session, []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_CLASS, class), pkcs11.NewAttribute(pkcs11.CKA_LABEL, label),
	})
	if err != nil {
		return 0, refused(comity.Phrasef("find the key %s", label), err)
	}
	found, _, err := t.module.FindObjects(t.session, 2)
	if err = errors.Join(err, t.module.FindObjectsFinal(t.session)); err != nil {
		return 0, refused(comity.Phrasef("find the key %s", label), err)
	}
	if len(found) != 1 {
		return 0, missing(label)
	}
	return found[0], nil
}

// NewEd25519 implements sign.Token.
func (t *opened) NewEd25519(label string) (crypto.Signer, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	id, err := newID()
	if err != nil {
		return nil, err
	}
	var failed error
	for _, curve := range curves() {
		public, private, err := t.module.GenerateKeyPair(t.session, []*pkcs11.Mechanism{pkcs11.NewMechanism(generateEdwards, nil)},
			append(common(label, id), pkcs11.NewAttribute(pkcs11.CKA_VERIFY, true), pkcs11.NewAttribute(pkcs11.CKA_EC_PARAMS, curve)),
			append(common(label, id), pkcs11.NewAttribute(pkcs11.CKA_SIGN, true), pkcs11.NewAttribute(pkcs11.CKA_PRIVATE, true),
				pkcs11.NewAttribute(pkcs11.CKA_SENSITIVE, true), pkcs11.NewAttribute(pkcs11.CKA_EXTRACTABLE, false)))
		if err == nil {
			return t.signer(private, public)
		}
		failed = errors.Join(failed, err)
	}
	return nil, refused("make a key", failed)
}

func common(label string, id []byte) []*pkcs11.Attribute {
	return []*pkcs11.Attribute{
		pkcs11.NewAttribute(pkcs11.CKA_KEY_TYPE, keyTypeEdwards), pkcs11.NewAttribute(pkcs11.CKA_TOKEN, true),
		pkcs11.NewAttribute(pkcs11.CKA_LABEL, label), pkcs11.NewAttribute(pkcs11.CKA_ID, id),
	}
}

// edwards signs with an Ed25519 key of the token.
type edwards struct {
	token   *opened
	private pkcs11.ObjectHandle
	public  ed25519.PublicKey
}

// signer reads the public point, which tokens give as an octet string or bare,
// and proves once that the private key belongs to it.
func (t *opened) signer(private, public pkcs11.ObjectHandle) (crypto.Signer, error) {
	attrs, err := t.module.GetAttributeValue(t.session, public, []*pkcs11.Attribute{pkcs11.NewAttribute(pkcs11.CKA_EC_POINT, nil)})
	if err != nil || len(attrs) != 1 {
		return nil, refused("read a public key", errors.Join(err))
	}
	point := attrs[0].Value
	if len(point) != publicPointBytes {
		var inner []byte
		if rest, err := asn1.Unmarshal(point, &inner); err != nil || len(rest) > 0 {
			return nil, comity.Errorf(comity.Refused, "the token gives a public key in a form that is not known")
		}
		point = inner
	}
	if len(point) != publicPointBytes {
		return nil, comity.Errorf(comity.Refused, "the token gives a public key of %d bytes", len(point))
	}
	e := &edwards{token: t, private: private, public: bytes.Clone(point)}
	sig, err := e.sign([]byte("comity"))
	if err != nil {
		return nil, err
	}
	if !ed25519.Verify(e.public, []byte("comity"), sig) {
		return nil, comity.Errorf(comity.Negative, "the token's private key is not that of its public key")
	}
	return e, nil
}

// Public implements crypto.Signer.
func (e *edwards) Public() crypto.PublicKey { return e.public }

// Sign implements crypto.Signer: of a message, unhashed.
func (e *edwards) Sign(_ io.Reader, message []byte, _ crypto.SignerOpts) ([]byte, error) {
	e.token.mu.Lock()
	defer e.token.mu.Unlock()
	return e.sign(message)
}

func (e *edwards) sign(message []byte) ([]byte, error) {
	if err := e.token.module.SignInit(e.token.session, []*pkcs11.Mechanism{pkcs11.NewMechanism(signEdwards, nil)}, e.private); err != nil {
		return nil, refused("sign with the token", err)
	}
	sig, err := e.token.module.Sign(e.token.session, message)
	if err != nil {
		return nil, refused("sign with the token", err)
	}
	return sig, nil
}
