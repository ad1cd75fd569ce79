// Package cms makes and verifies detached CMS signatures after CAdES (ETSI EN 319 122-1), at level B-B, or B-T with a
// timestamp over the signature, and verifies RFC 3161 timestamp tokens, which are CMS as well.
//
// The library beneath reads, writes and does the arithmetic. What it leaves open is closed here: its clock and its
// default of SHA-1 are not used when signing; when verifying, everything that the profile in docs/formats/container.md
// asks for is checked, and what the profile does not ask for is refused.
package cms

import (
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/asn1"
	"io"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
)

// MaxSize is the most bytes that a signature or a token may have: chains and a token are some kilobytes each.
const MaxSize = 1 << 20

// The levels of a signature.
const (
	BB = "B-B" // signed; when, the signer alone says
	BT = "B-T" // and an authority says that it existed at a time
)

// Object identifiers of content types and attributes.
var (
	oidTSTInfo     = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}  // RFC 3161, 2.4.2
	oidCertificate = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // signing-certificate-v2, RFC 5035
	oidStamp       = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 14} // signature-time-stamp, RFC 3161, appendix A
)

// Signer is a key that signs and its certificates: its own first, each followed by its issuer's; the root may stand
// at the end or be left out.
type Signer struct {
	Signer crypto.Signer
	Chain  []*x509.Certificate
	Lists  [][]byte // lists of revoked certificates that go along, in DER: of the chain's issuers
}

// Stamper obtains an RFC 3161 token, in DER, over a SHA-256 digest. It has checked the token before it returns it.
type Stamper interface {
	Stamp(ctx context.Context, imprint comity.Digest) (token []byte, err error)
}

// Sign returns a detached signature over content in DER: B-T where a stamper is given, else B-B. At is the time of signing
// as the signer states it, to the second; zero leaves it out, as PDF signatures want it (EN 319 142-1, 6.3).
func Sign(ctx context.Context, content []byte, s Signer, at time.Time, stamper Stamper) ([]byte, error) {
	return build(ctx, draft{content: content, kind: pkcs7.OIDData, version: 1, detached: true}, s, at, stamper)
}

// Token returns a timestamp token over info, the DER of a TSTInfo: what an authority answers with. Certificates says
// whether the chain is put in.
func Token(info []byte, s Signer, at time.Time, certificates bool) ([]byte, error) {
	return build(context.Background(), draft{content: info, kind: oidTSTInfo, version: 3, bare: !certificates}, s, at, nil)
}

// draft is what is to be signed.
type draft struct {
	content  []byte
	kind     asn1.ObjectIdentifier
	version  int
	detached bool // leave the content out
	bare     bool // leave the certificates out
}

func build(ctx context.Context, d draft, s Signer, at time.Time, stamper Stamper) ([]byte, error) {
	if s.Signer == nil || len(s.Chain) == 0 {
		return nil, comity.Errorf(comity.Fault, "sign: no key or no certificate")
	}
	sd, err := d.prepare(s)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "prepare CMS signature: %w", err)
	}
	stated, err := asn1.Marshal(at.UTC().Truncate(time.Second))
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write the time of signing: %w", err)
	}
	if !d.bare {
		if sd.GetSignedData().CRLs, err = embedded(s.Lists); err != nil {
			return nil, err
		}
	}
	si := &sd.GetSignedData().SignerInfos[0]
	attrs := make([]attribute, 0, len(si.AuthenticatedAttributes))
	kept := si.AuthenticatedAttributes[:0]
	for i := range si.AuthenticatedAttributes {
		a := si.AuthenticatedAttributes[i]
		if a.Type.Equal(pkcs7.OIDAttributeSigningTime) {
			if at.IsZero() {
				continue
			}
			a.Value.Bytes = stated
		}
		kept, attrs = append(kept, a), append(attrs, attribute(a))
	}
	si.AuthenticatedAttributes = kept
	if si.EncryptedDigest, err = s.sign(attrs); err != nil {
		return nil, err
	}
	if stamper != nil {
		token, err := stamper.Stamp(ctx, sha256.Sum256(si.EncryptedDigest))
		if err != nil {
			return nil, err
		}
		if err := si.SetUnauthenticatedAttributes([]pkcs7.Attribute{{Type: oidStamp, Value: asn1.RawValue{FullBytes: token}}}); err != nil {
			return nil, comity.Errorf(comity.Fault, "add timestamp: %w", err)
		}
	}
	if d.detached {
		sd.Detach()
	}
	out, err := sd.Finish()
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write CMS signature: %w", err)
	}
	return out, nil
}

// prepare lays out the signed data with a blank in place of the signature: the library would sign attributes that hold
// its own clock's time.
func (d draft) prepare(s Signer) (*pkcs7.SignedData, error) {
	sd, err := pkcs7.NewSignedData(d.content)
	if err != nil {
		return nil, err
	}
	sd.SetDigestAlgorithm(pkcs7.OIDDigestAlgorithmSHA256)
	sd.SetContentType(d.kind)
	sd.GetSignedData().Version = d.version
	id, err := identify(s.Chain[0])
	if err != nil {
		return nil, err
	}
	return sd, sd.AddSignerChain(s.Chain[0], blank{s.Signer}, s.Chain[1:], pkcs7.SignerInfoConfig{
		ExtraSignedAttributes: []pkcs7.Attribute{{Type: oidCertificate, Value: asn1.RawValue{FullBytes: id}}},
		SkipCertificates:      d.bare,
	})
}

// sign signs the DER encoding of the attributes, which is that of a set, sorted.
func (s Signer) sign(attrs []attribute) ([]byte, error) {
	der, err := asn1.MarshalWithParams(attrs, "set")
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "sign: write attributes: %w", err)
	}
	digest := sha256.Sum256(der)
	signature, err := s.Signer.Sign(rand.Reader, digest[:], crypto.SHA256)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "sign: the key refuses: %w", err)
	}
	return signature, nil
}

// blank stands for a key while the library lays out what is signed.
type blank struct{ crypto.Signer }

// Sign returns an empty signature.
func (blank) Sign(io.Reader, []byte, crypto.SignerOpts) ([]byte, error) { return nil, nil }

// attribute is one of CMS's, with its set of values in DER.
type attribute struct {
	Type  asn1.ObjectIdentifier
	Value asn1.RawValue `asn1:"set"`
}
