package cms

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"errors"
	"math/big"
	"slices"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
)

var (
	oidExtKeyUsage     = asn1.ObjectIdentifier{2, 5, 29, 37}
	oidDocumentSigning = asn1.ObjectIdentifier{1, 3, 6, 1, 5, 5, 7, 3, 36} // RFC 9336
)

// certificateID is SigningCertificateV2 of RFC 5035 with one certificate.
type certificateID struct {
	Certificates []essID
	Policies     asn1.RawValue `asn1:"optional"`
}

// essID is ESSCertIDv2; an absent algorithm means SHA-256.
type essID struct {
	Algorithm pkix.AlgorithmIdentifier `asn1:"optional"`
	Hash      []byte
	Issuer    essIssuer `asn1:"optional"`
}

type essIssuer struct {
	Names  []asn1.RawValue
	Serial *big.Int
}

// identify names a certificate by its digest, issuer and serial number.
func identify(cert *x509.Certificate) ([]byte, error) {
	sum := sha256.Sum256(cert.Raw)
	name := asn1.RawValue{Class: asn1.ClassContextSpecific, Tag: 4, IsCompound: true, Bytes: cert.RawIssuer}
	type short struct { // without what is left out: encoding/asn1 would write an empty algorithm
		Hash   []byte
		Issuer essIssuer
	}
	return asn1.Marshal(struct{ Certificates []short }{[]short{{sum[:], essIssuer{[]asn1.RawValue{name}, cert.SerialNumber}}}})
}

// named checks that the signature names the certificate that it is checked with, so that no other one of the same key
// can be put in its place.
func (m *message) named(der []byte) error {
	var id certificateID
	if err := unmarshal(m.what, der, &id); err != nil {
		return err
	}
	if len(id.Certificates) == 0 || !id.Certificates[0].is(m.cert) {
		return comity.Errorf(comity.Negative, "%s names another certificate than it brings along", m.what)
	}
	return nil
}

func (id essID) is(cert *x509.Certificate) bool {
	hash := crypto.SHA256
	switch {
	case id.Algorithm.Algorithm == nil || id.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA256):
	case id.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA384):
		hash = crypto.SHA384
	case id.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA512):
		hash = crypto.SHA512
	default:
		return false
	}
	h := hash.New()
	h.Write(cert.Raw)
	return bytes.Equal(h.Sum(nil), id.Hash) && (id.Issuer.Serial == nil || id.Issuer.Serial.Cmp(cert.SerialNumber) == 0)
}

// strong refuses keys that others can make.
func strong(what string, cert *x509.Certificate) error {
	switch key := cert.PublicKey.(type) {
	case *rsa.PublicKey:
		if key.N.BitLen() >= 2048 {
			return nil
		}
	case *ecdsa.PublicKey:
		if key.Curve.Params().BitSize >= 256 {
			return nil
		}
	}
	return comity.Errorf(comity.Negative, "%s is made with a key that is not accepted", what).
		WithHint("accepted are ECDSA on P-256 and above, and RSA of 2048 bits and above")
}

// purpose checks that cert is one for signing documents: no authority's, for digital signatures, and where its extended
// key usage says for what, for mail, documents or anything.
func purpose(what string, cert *x509.Certificate) error {
	ok := !cert.IsCA && cert.KeyUsage&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) != 0
	if len(cert.ExtKeyUsage)+len(cert.UnknownExtKeyUsage) > 0 {
		ok = ok && (slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageEmailProtection) || slices.Contains(cert.ExtKeyUsage, x509.ExtKeyUsageAny) ||
			slices.ContainsFunc(cert.UnknownExtKeyUsage, oidDocumentSigning.Equal))
	}
	if !ok {
		return comity.Errorf(comity.Negative, "%s is made with a certificate that is not for signing documents", what)
	}
	return nil
}

// stamping checks that cert is a timestamp authority's: its extended key usage is critical and says timeStamping and
// nothing else (RFC 3161, 2.3).
func stamping(what string, cert *x509.Certificate) error {
	critical := slices.ContainsFunc(cert.Extensions, func(e pkix.Extension) bool { return e.Id.Equal(oidExtKeyUsage) && e.Critical })
	if !critical || len(cert.UnknownExtKeyUsage) > 0 || !slices.Equal(cert.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}) {
		return comity.Errorf(comity.Negative, "%s is made with a certificate that is not a timestamp authority's", what).
			WithHint("its extended key usage must be critical and timeStamping alone")
	}
	return nil
}

// chain returns the certificates from the signer's to the root to which it leads at a time. That it leads to none which is known is ErrUntrusted.
func (m *message) chain(roots *x509.CertPool, at time.Time, usage x509.ExtKeyUsage) ([]*x509.Certificate, error) {
	if roots == nil { // x509 would ask the machine for its own
		roots = x509.NewCertPool()
	}
	if at.Before(m.cert.NotBefore) || at.After(m.cert.NotAfter) {
		return nil, comity.Errorf(comity.Negative, "%s: its certificate was not valid at %s, only from %s to %s", m.what,
			stamp(at), stamp(m.cert.NotBefore), stamp(m.cert.NotAfter))
	}
	chains, err := m.cert.Verify(x509.VerifyOptions{Roots: roots, Intermediates: m.between(), CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{usage}})
	var unknown x509.UnknownAuthorityError
	switch {
	case errors.As(err, &unknown):
		return nil, comity.Errorf(comity.Negative, "%s: its certificate %w: %s", m.what, ErrUntrusted, err).
			WithHint("pin the root of whoever made it, once you have it by a way that you trust")
	case err != nil:
		return nil, comity.Errorf(comity.Negative, "%s: its certificate does not hold: %w", m.what, err)
	}
	return chains[0], nil
}

// between are the certificates that came along.
func (m *message) between() *x509.CertPool {
	pool := x509.NewCertPool()
	for _, c := range m.p7.Certificates {
		pool.AddCert(c)
	}
	return pool
}

// brought is the root that came along and to which the signer's certificate leads, nil where there is none: it shows
// nothing, but people can compare it.
func (m *message) brought(at time.Time, usage x509.ExtKeyUsage) *x509.Certificate {
	own := x509.NewCertPool()
	for _, c := range m.p7.Certificates {
		if c.IsCA && bytes.Equal(c.RawSubject, c.RawIssuer) {
			own.AddCert(c)
		}
	}
	chain, err := m.chain(own, at, usage)
	if err != nil {
		return nil
	}
	return chain[len(chain)-1]
}
