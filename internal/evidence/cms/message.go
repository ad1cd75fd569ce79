package cms

import (
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
)

// Digest and signature algorithms that are taken: SHA-256 and its longer sisters, with ECDSA or RSA.
var (
	digests = map[string]string{
		pkcs7.OIDDigestAlgorithmSHA256.String(): "SHA-256",
		pkcs7.OIDDigestAlgorithmSHA384.String(): "SHA-384",
		pkcs7.OIDDigestAlgorithmSHA512.String(): "SHA-512",
	}
	signatures = map[string]string{ // the digest that the algorithm goes with; "" leaves it to the digest's own field
		pkcs7.OIDDigestAlgorithmECDSASHA256.String():   "SHA-256",
		pkcs7.OIDDigestAlgorithmECDSASHA384.String():   "SHA-384",
		pkcs7.OIDDigestAlgorithmECDSASHA512.String():   "SHA-512",
		pkcs7.OIDEncryptionAlgorithmRSA.String():       "",
		pkcs7.OIDEncryptionAlgorithmRSASHA256.String(): "SHA-256",
		pkcs7.OIDEncryptionAlgorithmRSASHA384.String(): "SHA-384",
		pkcs7.OIDEncryptionAlgorithmRSASHA512.String(): "SHA-512",
	}
)

// message is a CMS message of one signer, whose form was checked and whose signature was not.
type message struct {
	what     string // for errors
	p7       *pkcs7.PKCS7
	signed   map[string][]byte // the value of each signed attribute, by type
	unsigned map[string][]byte
	value    []byte // the signature
	cert     *x509.Certificate
	time     time.Time // as the signer states it; zero in a token without
	lists    []*x509.RevocationList
}

// parse reads der and asks for: one signer, whose certificate is there; signed attributes, none twice, with the type
// and digest of the content and the digest of the certificate; no digest below SHA-256.
//
// Signed attributes must be there because a signature over attributes is also one over a content that looks like them.
func parse(what string, der []byte, kind asn1.ObjectIdentifier) (*message, error) {
	if err := strict(what, der); err != nil {
		return nil, err
	}
	if err := whole(what, der, kind); err != nil {
		return nil, err
	}
	p7, err := pkcs7.Parse(der)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%s cannot be read: %w", what, err)
	}
	if len(p7.Signers) != 1 {
		return nil, comity.Errorf(comity.Negative, "%s has %d signers in one message; one is expected", what, len(p7.Signers))
	}
	m := &message{what: what, p7: p7, value: p7.Signers[0].EncryptedDigest, cert: p7.GetOnlySigner()}
	if m.cert == nil {
		return nil, comity.Errorf(comity.Negative, "%s does not hold its signer's certificate", what).
			WithHint("ask for it with its certificates: without them nobody can check it later")
	}
	if err := m.readLists(); err != nil {
		return nil, err
	}
	return m, m.readSigner(kind)
}

// contentInfo is CMS's ContentInfo, RFC 5652, 3.
type contentInfo struct {
	Type    asn1.ObjectIdentifier
	Content asn1.RawValue `asn1:"explicit,optional,tag:0"`
}

// whole asks for signed data of the kind wanted, with nothing beside it.
func whole(what string, der []byte, kind asn1.ObjectIdentifier) error {
	var outer contentInfo
	if err := unmarshal(what, der, &outer); err != nil {
		return err
	}
	if !outer.Type.Equal(pkcs7.OIDSignedData) {
		return comity.Errorf(comity.Negative, "%s is a CMS message, but not signed data", what)
	}
	var fields []asn1.RawValue
	if err := unmarshal(what, outer.Content.Bytes, &fields); err != nil || len(fields) < 4 {
		return comity.Errorf(comity.Negative, "%s does not have its form", what)
	}
	var content contentInfo
	if err := unmarshal(what, fields[2].FullBytes, &content); err != nil {
		return err
	}
	if !content.Type.Equal(kind) {
		return comity.Errorf(comity.Negative, "%s holds content of another type", what)
	}
	return nil
}

func (m *message) readSigner(kind asn1.ObjectIdentifier) error {
	si := m.p7.Signers[0]
	m.signed, m.unsigned = map[string][]byte{}, map[string][]byte{}
	for _, a := range si.AuthenticatedAttributes {
		if err := m.add(m.signed, attribute(a)); err != nil {
			return err
		}
	}
	for _, a := range si.UnauthenticatedAttributes {
		if err := m.add(m.unsigned, attribute(a)); err != nil {
			return err
		}
	}
	digest, known := digests[si.DigestAlgorithm.Algorithm.String()]
	with, taken := signatures[si.DigestEncryptionAlgorithm.Algorithm.String()]
	if !known || !taken || with != "" && with != digest {
		return comity.Errorf(comity.Negative, "%s is made with an algorithm that is not accepted", m.what).
			WithHint("accepted are ECDSA and RSA (PKCS #1 v1.5) with SHA-256, SHA-384 or SHA-512")
	}
	return m.readAttributes(kind)
}

// add keeps the only value of an attribute that occurs once.
func (m *message) add(to map[string][]byte, a attribute) error {
	var value asn1.RawValue
	if _, twice := to[a.Type.String()]; twice || unmarshal(m.what, a.Value.Bytes, &value) != nil {
		return comity.Errorf(comity.Negative, "%s has an attribute that is there twice, or has no value or several", m.what)
	}
	to[a.Type.String()] = value.FullBytes
	return nil
}

func (m *message) readAttributes(kind asn1.ObjectIdentifier) error {
	var of asn1.ObjectIdentifier
	if err := unmarshal(m.what, m.signed[pkcs7.OIDAttributeContentType.String()], &of); err != nil || !of.Equal(kind) {
		return comity.Errorf(comity.Negative, "%s does not sign the type of its content", m.what)
	}
	if m.signed[pkcs7.OIDAttributeMessageDigest.String()] == nil {
		return comity.Errorf(comity.Negative, "%s does not sign its content's digest", m.what)
	}
	if at := m.signed[pkcs7.OIDAttributeSigningTime.String()]; at != nil {
		if err := unmarshal(m.what, at, &m.time); err != nil {
			return err
		}
	}
	id := m.signed[oidCertificate.String()]
	if id == nil {
		return comity.Errorf(comity.Negative, "%s does not name its certificate (signing-certificate-v2)", m.what)
	}
	return m.named(id)
}

// verify checks that the signer's key signed the message. Nothing is said of whom the key belongs to.
func (m *message) verify() error {
	if err := strong(m.what, m.cert); err != nil {
		return err
	}
	if !m.time.IsZero() && (m.time.Before(m.cert.NotBefore) || m.time.After(m.cert.NotAfter)) {
		return comity.Errorf(comity.Negative, "%s was signed while its certificate was not valid: %s is not within %s to %s", m.what,
			stamp(m.time), stamp(m.cert.NotBefore), stamp(m.cert.NotAfter))
	}
	var differs *pkcs7.MessageDigestMismatchError
	switch err := m.p7.Verify(); {
	case errors.As(err, &differs):
		return comity.Errorf(comity.Negative, "%s is not over this content: the digests differ", m.what)
	case err != nil:
		return comity.Errorf(comity.Negative, "%s was not made by the key of its certificate, or was altered", m.what)
	}
	return nil
}

func stamp(t time.Time) string { return t.UTC().Format(time.RFC3339) }
