package cms

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"slices"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
)

// Imprint is what a timestamp is over: a digest and its algorithm.
type Imprint struct {
	Algorithm pkix.AlgorithmIdentifier
	Hash      []byte
}

// Info is what a timestamp token says: TSTInfo of RFC 3161, 2.4.2.
type Info struct {
	Version    int
	Policy     asn1.ObjectIdentifier
	Imprint    Imprint
	Serial     *big.Int
	Time       time.Time        `asn1:"generalized"`
	Accuracy   Accuracy         `asn1:"optional"`
	Ordering   bool             `asn1:"optional,default:false"`
	Nonce      *big.Int         `asn1:"optional"`
	Authority  asn1.RawValue    `asn1:"tag:0,optional"`
	Extensions []pkix.Extension `asn1:"tag:1,optional"`
}

// Accuracy is how far a token's time may be off.
type Accuracy struct {
	Seconds int64 `asn1:"optional"`
	Millis  int64 `asn1:"tag:0,optional"`
	Micros  int64 `asn1:"tag:1,optional"`
}

// Duration is the accuracy as a duration.
func (a Accuracy) Duration() time.Duration {
	return time.Duration(a.Seconds)*time.Second + time.Duration(a.Millis)*time.Millisecond + time.Duration(a.Micros)*time.Microsecond
}

// Stamp is a timestamp that was verified.
type Stamp struct {
	Info
	Certificate *x509.Certificate // the authority's
	Root        *x509.Certificate // to which it leads; with ErrUntrusted, that which it brings along, or nil
	Standing    Standing          // what lists say of the authority's certificate
}

// NewImprint is a SHA-256 digest as an imprint.
func NewImprint(d comity.Digest) Imprint {
	return Imprint{pkix.AlgorithmIdentifier{Algorithm: pkcs7.OIDDigestAlgorithmSHA256, Parameters: asn1.NullRawValue}, d[:]}
}

// is reports whether i is the SHA-256 digest d.
func (i Imprint) is(d comity.Digest) bool {
	return i.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA256) && bytes.Equal(i.Hash, d[:])
}

// VerifyToken checks that an authority under one of roots says that the digest existed at the time it states: signature,
// certificate (there, named by the token, timeStamping alone, valid at that time, leading to a root, not revoked by any of lists or of those it brings along), imprint, form.
// Every failure is a Negative error; with ErrUntrusted, which says that only the root is unknown, the timestamp is returned as well.
func VerifyToken(token []byte, imprint comity.Digest, roots *x509.CertPool, lists ...*x509.RevocationList) (Stamp, error) {
	const what = "the timestamp"
	m, err := parse(what, token, oidTSTInfo)
	if err != nil {
		return Stamp{}, err
	}
	s := Stamp{Certificate: m.cert}
	if err := unmarshal(what, m.p7.Content, &s.Info); err != nil {
		return Stamp{}, err
	}
	if err := s.check(what, imprint); err != nil {
		return Stamp{}, err
	}
	if err := m.verify(); err != nil {
		return Stamp{}, err
	}
	if err := stamping(what, m.cert); err != nil {
		return Stamp{}, err
	}
	chain, err := m.chain(roots, s.Time, x509.ExtKeyUsageTimeStamping)
	if err != nil {
		s.Root = m.brought(s.Time, x509.ExtKeyUsageTimeStamping)
		return s, err
	}
	var reason int
	s.Root = chain[len(chain)-1]
	s.Standing, reason = m.standing(chain, lists, s.Time)
	return s, s.usable(reason)
}

// check judges what the token says, apart from who says it.
func (i Info) check(what string, imprint comity.Digest) error {
	switch {
	case i.Version != 1 || i.Serial == nil || i.Serial.Sign() <= 0 || len(i.Policy) == 0:
		return comity.Errorf(comity.Negative, "%s lacks its version, policy or serial number", what)
	case !i.Imprint.is(imprint):
		return comity.Errorf(comity.Negative, "%s is over something else: the imprints differ", what)
	case i.Time.IsZero() || i.Accuracy.Seconds < 0 || i.Accuracy.Seconds > 3600 || i.Accuracy.Millis|i.Accuracy.Micros < 0:
		return comity.Errorf(comity.Negative, "%s states no usable time", what)
	case slices.ContainsFunc(i.Extensions, func(e pkix.Extension) bool { return e.Critical }):
		return comity.Errorf(comity.Negative, "%s has a critical extension that is not understood", what)
	}
	return nil
}
