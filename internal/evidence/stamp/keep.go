package stamp

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"time"

	"filippo.io/age"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/disk"
)

// The files of an authority, below the folder that Keep is given.
const (
	KeyFile  = "timestamp.key" // PKCS #8 in PEM; an age file of it where there is a passphrase
	CertFile = "timestamp.pem" // its certificate
	RootFile = "root.pem"      // what those who believe it pin
	ListFile = "root.crl"      // the root's list of revoked certificates, in DER: none, for as long as they hold
	lockFile = "lock"
)

// years that the certificates of an authority are valid. The key of its root is not kept, so nothing else can ever be issued under it.
const years = 10

// Home is where an authority's files lie, and what they are made from.
type Home struct {
	FS         disk.FS
	Name       string    // in its certificates
	Now        time.Time // from when they are valid
	Passphrase []byte    // nil: the key file is protected by its mode alone
	WorkFactor int       // scrypt's log2(N) for a new key; 0: age's own
}

// Keep returns the authority whose files lie at home, and makes them durably on first use.
func Keep(ctx context.Context, home Home) (_ cms.Signer, err error) {
	fsys := home.FS
	lock, err := fsys.Lock(ctx, lockFile)
	if err != nil {
		return cms.Signer{}, comity.Errorf(comity.Fault, "lock the timestamp authority's folder: %w", err)
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if _, err := fsys.Stat(CertFile); errors.Is(err, fs.ErrNotExist) {
		if err := found(home); err != nil {
			return cms.Signer{}, err
		}
	}
	return load(fsys, home.Passphrase)
}

// found makes root, key and certificate. The certificate comes last: without it, what lies there is begun anew.
func found(home Home) error {
	root, key, err := pair()
	if err != nil {
		return err
	}
	rootCert, err := certify(template(home.Name+" timestamp root", 1, home.Now, true), nil, root, root)
	if err != nil {
		return err
	}
	cert, err := certify(template(home.Name+" timestamps", 2, home.Now, false), rootCert, key, root)
	if err != nil {
		return err
	}
	list, err := nothingRevoked(rootCert, root)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return comity.Errorf(comity.Fault, "write the timestamp authority's key: %w", err)
	}
	secret, err := home.protect(pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}))
	if err != nil {
		return err
	}
	return errors.Join(
		replace(home.FS, RootFile, 0o644, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootCert.Raw})),
		replace(home.FS, ListFile, 0o644, list),
		replace(home.FS, KeyFile, 0o600, secret),
		replace(home.FS, CertFile, 0o644, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert.Raw})))
}

// nothingRevoked is the only list that the root ever signs, since its key is not kept: with it, a validator that asks for lists
// finds one in each timestamp.
func nothingRevoked(root *x509.Certificate, key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: root.NotBefore, NextUpdate: root.NotAfter}, root, key)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write the timestamp authority's list of revoked certificates: %w", err)
	}
	return der, nil
}

// lists are those to go into timestamps; none at an authority that was made without.
func lists(fsys disk.FS) ([][]byte, error) {
	der, err := disk.ReadFile(fsys, ListFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", ListFile, err)
	}
	if _, err := cms.ParseLists(der); err != nil {
		return nil, comity.Errorf(comity.Negative, "%s: %w", ListFile, err).WithHint("put it back from a copy, or remove it")
	}
	return [][]byte{der}, nil
}

func replace(fsys disk.FS, name string, perm fs.FileMode, b []byte) error {
	return disk.ReplaceFile(fsys, name, perm, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

func pair() (root, key *ecdsa.PrivateKey, err error) {
	if root, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader); err == nil {
		key, err = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	}
	if err != nil {
		return nil, nil, comity.Errorf(comity.Fault, "draw the timestamp authority's keys: %w", err)
	}
	return root, key, nil
}

// template is a certificate. Its extended key usage is written by hand, since crypto/x509 writes it as not critical.
func template(name string, serial int64, now time.Time, ca bool) *x509.Certificate {
	from := now.UTC().Add(-cms.Skew).Truncate(time.Second)
	c := &x509.Certificate{
		SerialNumber: big.NewInt(serial), Subject: pkix.Name{CommonName: name}, NotBefore: from, NotAfter: from.AddDate(years, 0, 0),
		BasicConstraintsValid: true, IsCA: ca, KeyUsage: x509.KeyUsageDigitalSignature,
	}
	if ca {
		c.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
		return c
	}
	// SEQUENCE OF id-kp-timeStamping, 1.3.6.1.5.5.7.3.8
	c.ExtraExtensions = []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: []byte{0x30, 10, 6, 8, 0x2b, 6, 1, 5, 5, 7, 3, 8}}}
	return c
}

func certify(tmpl, parent *x509.Certificate, key, by *ecdsa.PrivateKey) (*x509.Certificate, error) {
	if parent == nil {
		parent = tmpl
	}
	der, err := x509.CreateCertificate(rand.Reader, tmpl, parent, key.Public(), by)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "certify the timestamp authority: %w", err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "certify the timestamp authority: %w", err)
	}
	return cert, nil
}

func (h Home) protect(secret []byte) ([]byte, error) {
	if h.Passphrase == nil {
		return secret, nil
	}
	var b bytes.Buffer
	to, err := age.NewScryptRecipient(string(h.Passphrase))
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "passphrase: %w", err)
	}
	if h.WorkFactor > 0 {
		to.SetWorkFactor(h.WorkFactor)
	}
	w, err := age.Encrypt(&b, to)
	if err == nil {
		_, err = w.Write(secret)
		err = errors.Join(err, w.Close())
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "encrypt the timestamp authority's key: %w", err)
	}
	return b.Bytes(), nil
}

func load(fsys disk.FS, passphrase []byte) (cms.Signer, error) {
	secret, err := disk.ReadFile(fsys, KeyFile)
	if err != nil {
		return cms.Signer{}, comity.Errorf(comity.Fault, "read %s: %w", KeyFile, err)
	}
	if secret, err = reveal(secret, passphrase); err != nil {
		return cms.Signer{}, err
	}
	block, _ := pem.Decode(secret)
	cert, certErr := readCert(fsys, CertFile)
	root, rootErr := readCert(fsys, RootFile)
	if err := errors.Join(certErr, rootErr); err != nil {
		return cms.Signer{}, err
	}
	if block == nil {
		return cms.Signer{}, damagedKey()
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	signer, ok := key.(*ecdsa.PrivateKey)
	if err != nil || !ok || !signer.PublicKey.Equal(cert.PublicKey) {
		return cms.Signer{}, damagedKey()
	}
	along, err := lists(fsys)
	return cms.Signer{Signer: signer, Chain: []*x509.Certificate{cert, root}, Lists: along}, err
}

func reveal(secret, passphrase []byte) ([]byte, error) {
	if !bytes.HasPrefix(secret, []byte("age-encryption.org/")) {
		return secret, nil
	}
	if passphrase == nil {
		return nil, comity.Errorf(comity.Usage, "the timestamp authority's key is protected by a passphrase").WithHint("give --passphrase-file FILE")
	}
	id, err := age.NewScryptIdentity(string(passphrase))
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "passphrase: %w", err)
	}
	r, err := age.Decrypt(bytes.NewReader(secret), id)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "the timestamp authority's key does not open: the passphrase is wrong, or the file damaged")
	}
	return io.ReadAll(io.LimitReader(r, 1<<16))
}

func readCert(fsys disk.FS, name string) (*x509.Certificate, error) {
	b, err := disk.ReadFile(fsys, name)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	if block, _ := pem.Decode(b); block != nil {
		if cert, err := x509.ParseCertificate(block.Bytes); err == nil {
			return cert, nil
		}
	}
	return nil, comity.Errorf(comity.Negative, "%s holds no certificate", name)
}

func damagedKey() error {
	return comity.Errorf(comity.Negative, "%s and %s do not belong together, or are damaged", KeyFile, CertFile).
		WithHint("put them back from a copy, or begin a new authority in an empty folder and let partners pin its root")
}
