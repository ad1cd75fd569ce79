// Package cmstest makes certificates for tests: a root, and under it signers and timestamp authorities, right ones and
// wrong ones. The same names give the same keys and certificates, in every process: what one process of a fuzz target signs,
// another believes. So these keys are no secret.
package cmstest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"testing"
	"time"

	"comity/internal/evidence/cms"
)

// From and To are the days within which every certificate is valid that does not say otherwise; Noon lies between.
var (
	From = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	Noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	To   = time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
)

// Root is a certificate authority.
type Root struct {
	Cert   *x509.Certificate
	key    *ecdsa.PrivateKey
	serial int64
}

// NewRoot makes a root.
func NewRoot(t testing.TB, name string) *Root {
	t.Helper()
	key := newKey(t, name)
	tmpl := template(name, 1)
	tmpl.IsCA, tmpl.BasicConstraintsValid, tmpl.KeyUsage = true, true, x509.KeyUsageCertSign|x509.KeyUsageCRLSign
	return &Root{Cert: certify(t, tmpl, tmpl, key, key), key: key, serial: 1}
}

// Pool holds the root alone.
func (r *Root) Pool() *x509.CertPool {
	p := x509.NewCertPool()
	p.AddCert(r.Cert)
	return p
}

// List is a list of certificates that the root revoked from a time on, as change makes it, in DER.
func (r *Root) List(t testing.TB, change func(*x509.RevocationList), revoked ...x509.RevocationListEntry) []byte {
	t.Helper()
	list := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: Noon, NextUpdate: To, RevokedCertificateEntries: revoked}
	if change != nil {
		change(list)
	}
	der, err := x509.CreateRevocationList(rand.Reader, list, r.Cert, r.key)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// Signer issues a certificate for signing documents, as change makes it.
func (r *Root) Signer(t testing.TB, name string, change func(*x509.Certificate)) cms.Signer {
	t.Helper()
	return r.issue(t, name, func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment
		c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageEmailProtection}
	}, change)
}

// Authority issues a certificate for timestamps, as change makes it.
func (r *Root) Authority(t testing.TB, name string, change func(*x509.Certificate)) cms.Signer {
	t.Helper()
	return r.issue(t, name, func(c *x509.Certificate) {
		c.KeyUsage = x509.KeyUsageDigitalSignature
		c.ExtraExtensions = []pkix.Extension{Usage(t, true, 8)}
	}, change)
}

// Usage is an extended key usage of the purposes id-kp n: 8 is timeStamping, 1 serverAuth.
func Usage(t testing.TB, critical bool, n ...int) pkix.Extension {
	t.Helper()
	var ids []asn1.ObjectIdentifier
	for _, i := range n {
		ids = append(ids, asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, i})
	}
	der, err := asn1.Marshal(ids)
	if err != nil {
		t.Fatal(err)
	}
	return pkix.Extension{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: critical, Value: der}
}

func (r *Root) issue(t testing.TB, name string, changes ...func(*x509.Certificate)) cms.Signer {
	t.Helper()
	r.serial++
	key, tmpl := newKey(t, r.Cert.Subject.CommonName+"/"+name), template(name, r.serial)
	for _, change := range changes {
		if change != nil {
			change(tmpl)
		}
	}
	return cms.Signer{Signer: key, Chain: []*x509.Certificate{certify(t, tmpl, r.Cert, key, r.key), r.Cert}}
}

func template(name string, serial int64) *x509.Certificate {
	return &x509.Certificate{
		SerialNumber: big.NewInt(serial), NotBefore: From, NotAfter: To,
		Subject: pkix.Name{CommonName: name, Organization: []string{"Test office"}, Country: []string{"IT"}},
	}
}

// newKey is the key that belongs to a name.
func newKey(t testing.TB, name string) *ecdsa.PrivateKey {
	t.Helper()
	scalar := sha256.Sum256([]byte(name))
	key, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), scalar[:])
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func certify(t testing.TB, tmpl, parent *x509.Certificate, key, by *ecdsa.PrivateKey) *x509.Certificate {
	t.Helper()
	der, err := x509.CreateCertificate(nil, tmpl, parent, key.Public(), by)
	if err != nil {
		t.Fatal(err)
	}
	cert, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return cert
}
