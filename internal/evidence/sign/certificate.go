package sign

import (
	"context"
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"path"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// The files of the keys that sign for readers outside, docs/formats/keys.md:
// PKCS #8 in PEM, protected as the others, and the certificates beside them.
const (
	rootFile = "root.key"
	cmsFile  = "cms.key"

	pemKey         = "PRIVATE KEY"
	pemCertificate = "CERTIFICATE"
)

// How long certificates hold. A signing certificate is renewed by rotating its
// key; the root is what partners pin, so it lasts. Both begin an hour before
// they are made: a partner's clock may be behind ours.
const (
	rootYears = 20
	cmsYears  = 3
	backdated = time.Hour
)

// Subject is who the node's certificates say it is, besides its name.
type Subject struct {
	Country   string // ISO 3166-1, two capital letters; may be ""
	Authority string // may be ""
}

// Certified is a key with what vouches for it: Signer's certificate first, the
// node's own root last.
type Certified struct {
	Signer crypto.Signer
	Chain  []*x509.Certificate
	Lists  [][]byte // the root's list of revoked certificates, in DER
}

// Certified returns the node's key for CMS signatures: ECDSA P-256, under the
// node's own root, which is P-256 too. Both are made on first use. A
// certificate that has run out, or does not hold yet, is a Refused error.
func (k *Keys) Certified(ctx context.Context) (Certified, error) {
	if err := ctx.Err(); err != nil {
		return Certified{}, err
	}
	if k.now == nil {
		return Certified{}, comity.Errorf(comity.Fault, "sign: Config.Now is missing")
	}
	c, err := k.certified()
	if err != nil {
		return Certified{}, err
	}
	return c, inForce(c.Chain, k.now())
}

// inForce refuses certificates that do not hold at the given time.
func inForce(chain []*x509.Certificate, now time.Time) error {
	for _, c := range chain {
		switch {
		case now.After(c.NotAfter):
			return comity.Errorf(comity.Refused, "the certificate %s ran out on %s", c.Subject, c.NotAfter.UTC().Format(time.RFC3339)).
				WithHint("make a new one with `comity key rotate cms`")
		case now.Before(c.NotBefore):
			return comity.Errorf(comity.Refused, "the certificate %s holds from %s only", c.Subject, c.NotBefore.UTC().Format(time.RFC3339)).
				WithHint("is this machine's clock right?")
		}
	}
	return nil
}

// Certificates returns the node's certificates, the signing one first, without
// any passphrase. There are none before Certified was first called.
func Certificates(fsys disk.Reader) ([]*x509.Certificate, error) {
	var chain []*x509.Certificate
	for _, file := range []string{cmsFile, rootFile} {
		c, err := readCertificate(fsys, file)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, nil
		}
		if err != nil {
			return nil, err
		}
		chain = append(chain, c)
	}
	return chain, nil
}

// loadCertified makes what is missing, the root first, and reads both.
func (k *Keys) loadCertified() (c Certified, err error) {
	err = k.locked(Dir, func() error {
		root, err := k.pair(rootFile, func(own crypto.Signer) ([]byte, error) { return k.issueRoot(own) })
		if err != nil {
			return err
		}
		leaf, err := k.pair(cmsFile, func(own crypto.Signer) ([]byte, error) { return k.issueLeaf(own, root) })
		if err != nil {
			return err
		}
		if err := leaf.cert.CheckSignatureFrom(root.cert); err != nil {
			return comity.Errorf(comity.Negative, "%s/%s is not under %s/%s", Dir, certificateFile(cmsFile), Dir, certificateFile(rootFile)).
				WithHint("put the files back from a backup of the node's home")
		}
		list, err := k.currentList(root)
		c = Certified{Signer: leaf.key, Chain: []*x509.Certificate{leaf.cert, root.cert}, Lists: [][]byte{list}}
		return err
	})
	return c, err
}

// pair is a key and its certificate.
type pair struct {
	key  crypto.Signer
	cert *x509.Certificate
}

// pair reads a key and its certificate, and makes what is missing: the key
// first, since a certificate can be issued again for the same key. A
// certificate without its key shows that one was lost.
func (k *Keys) pair(file string, issue func(crypto.Signer) ([]byte, error)) (p pair, err error) {
	if p.key, err = k.ecdsaKey(file); err != nil {
		return p, err
	}
	p.cert, err = readCertificate(k.fsys, file)
	if errors.Is(err, fs.ErrNotExist) {
		der, err := issue(p.key)
		if err != nil {
			return p, err
		}
		if err := k.writeCertificate(file, der); err != nil {
			return p, err
		}
		p.cert, err = readCertificate(k.fsys, file)
		return p, err
	}
	if err != nil {
		return p, err
	}
	if own, ok := p.key.Public().(*ecdsa.PublicKey); !ok || !own.Equal(p.cert.PublicKey) {
		return p, comity.Errorf(comity.Negative, "%s/%s is not the certificate of %s/%s", Dir, certificateFile(file), Dir, file).
			WithHint("put the files back from a backup of the node's home")
	}
	return p, nil
}

// ecdsaKey reads the P-256 key of file, and draws it where there is none.
func (k *Keys) ecdsaKey(file string) (crypto.Signer, error) {
	if err := k.createFile(file, k.newECDSA); err != nil {
		return nil, err
	}
	secret, err := k.readSecret(file)
	if err != nil {
		return nil, err
	}
	if label, ok := strings.CutPrefix(secret, tokenPrefix); ok {
		t, err := k.token()
		if err != nil {
			return nil, err
		}
		return t.ECDSA(label)
	}
	block, rest := pem.Decode([]byte(secret + "\n"))
	if block == nil || block.Type != pemKey || len(rest) > 0 {
		return nil, badKey(file)
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(*ecdsa.PrivateKey)
	if err != nil || !ok || key.Curve != elliptic.P256() {
		return nil, badKey(file)
	}
	return key, nil
}

func (k *Keys) newECDSA() (string, error) {
	if k.inToken {
		return k.newTokenECDSA()
	}
	key, err := ecdsa.GenerateKey(elliptic.P256(), k.rand)
	if err != nil {
		return "", comity.Errorf(comity.Fault, "draw a key of P-256: %w", err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", comity.Errorf(comity.Fault, "write a key of P-256: %w", err)
	}
	return strings.TrimSuffix(string(pem.EncodeToMemory(&pem.Block{Type: pemKey, Bytes: der})), "\n"), nil
}

// issueRoot signs the root's certificate with itself. It may certify keys and
// nothing below them.
func (k *Keys) issueRoot(own crypto.Signer) ([]byte, error) {
	t, err := k.template(own.Public(), " root", rootYears)
	if err != nil {
		return nil, err
	}
	t.IsCA, t.MaxPathLenZero = true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	return k.issue(t, t, own.Public(), own)
}

// issueLeaf certifies a key that signs documents. It has no extended usage:
// verifiers that ask for e-mail protection or for none accept it.
func (k *Keys) issueLeaf(own crypto.Signer, root pair) ([]byte, error) {
	t, err := k.template(own.Public(), "", cmsYears)
	if err != nil {
		return nil, err
	}
	if t.NotAfter.After(root.cert.NotAfter) {
		t.NotAfter = root.cert.NotAfter
	}
	t.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
	return k.issue(t, root.cert, own.Public(), root.key)
}

func (k *Keys) issue(t, parent *x509.Certificate, of crypto.PublicKey, by crypto.Signer) ([]byte, error) {
	der, err := x509.CreateCertificate(k.rand, t, parent, of, by)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "issue the certificate %s: %w", t.Subject, err).
			WithHint("are name, country and authority in node.toml plain text?")
	}
	return der, nil
}

// template is what root and signing certificate have in common.
func (k *Keys) template(of crypto.PublicKey, suffix string, years int) (*x509.Certificate, error) {
	serial, err := k.serial()
	if err != nil {
		return nil, err
	}
	act, err := k.Act()
	if err != nil {
		return nil, err
	}
	id, err := subjectKeyID(of)
	if err != nil {
		return nil, err
	}
	from := k.now().UTC().Add(-backdated).Truncate(time.Second)
	return &x509.Certificate{
		SerialNumber: serial, SubjectKeyId: id,
		Subject:   k.subject.name(strings.TrimSuffix(act.Name, "/act") + suffix),
		NotBefore: from, NotAfter: from.AddDate(years, 0, 0),
		BasicConstraintsValid: true,
	}, nil
}

func (s Subject) name(common string) pkix.Name {
	n := pkix.Name{CommonName: common}
	if s.Country != "" {
		n.Country = []string{s.Country}
	}
	if s.Authority != "" {
		n.Organization = []string{s.Authority}
	}
	return n
}

// serial draws 127 bits, the first of them set: positive, and always 16 bytes.
func (k *Keys) serial() (*big.Int, error) {
	var b [16]byte
	if _, err := io.ReadFull(k.rand, b[:]); err != nil {
		return nil, comity.Errorf(comity.Fault, "draw a serial number: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:]), nil
}

// subjectKeyID is method 1 of RFC 7093: the first 160 bits of SHA-256 over the
// public key's bit string.
func subjectKeyID(key crypto.PublicKey) ([]byte, error) {
	ec, ok := key.(*ecdsa.PublicKey)
	if !ok {
		return nil, comity.Errorf(comity.Fault, "sign: a certified key is not ECDSA")
	}
	point, err := ec.Bytes()
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "sign: a certified key: %w", err)
	}
	sum := sha256.Sum256(point)
	return sum[:20], nil
}

func certificateFile(secret string) string { return strings.TrimSuffix(secret, ".key") + ".pem" }

func readCertificate(fsys disk.Reader, secretFile string) (*x509.Certificate, error) {
	name := path.Join(Dir, certificateFile(secretFile))
	b, err := disk.ReadFile(fsys, name)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	c, err := ParseCertificate(b)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%s is damaged: %w", name, err).
			WithHint("put the file back from a backup of the node's home")
	}
	return c, nil
}

// ParseCertificate reads one certificate in PEM and nothing else; anything
// more, or another thing, is an Input error.
func ParseCertificate(text []byte) (*x509.Certificate, error) {
	block, rest := pem.Decode(text)
	if block == nil || block.Type != pemCertificate || len(block.Headers) > 0 || len(strings.TrimSpace(string(rest))) > 0 {
		return nil, comity.Errorf(comity.Input, "not one certificate in PEM")
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "certificate: %w", err)
	}
	return c, nil
}

// MarshalCertificate returns the certificate in PEM.
func MarshalCertificate(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: c.Raw})
}

func (k *Keys) writeCertificate(secretFile string, der []byte) error {
	return disk.WriteFile(k.fsys, path.Join(Dir, certificateFile(secretFile)), 0o644, func(w io.Writer) error {
		// In one piece: pem.Encode passes over what a failing disk says of some of its own.
		_, err := w.Write(pem.EncodeToMemory(&pem.Block{Type: pemCertificate, Bytes: der}))
		return err
	})
}
