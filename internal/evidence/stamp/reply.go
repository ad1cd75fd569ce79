package stamp

import (
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"math/big"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// Request is TimeStampReq of RFC 3161, 2.4.1.
type Request struct {
	Version      int
	Imprint      cms.Imprint
	Policy       asn1.ObjectIdentifier `asn1:"optional"`
	Nonce        *big.Int              `asn1:"optional"`
	Certificates bool                  `asn1:"optional,default:false"`
	Extensions   []pkix.Extension      `asn1:"tag:0,optional"`
}

// reply is TimeStampResp, 2.4.2.
type reply struct {
	Status status
	Token  asn1.RawValue `asn1:"optional"`
}

type status struct {
	Status  int
	Text    []asn1.RawValue `asn1:"optional"`
	Failure asn1.BitString  `asn1:"optional"`
}

// failures names the bits of PKIFailureInfo.
var failures = map[int]string{
	0: "it does not take this digest", 2: "it does not allow this", 5: "it does not understand the query", 14: "its clock is not available",
	15: "it does not stamp under the policy asked for", 16: "it does not take an extension", 17: "it does not have what was asked for", 25: "it has failed",
}

// Check returns the token of an answer to ask that was received at about now, after every check. Each failure is a
// Negative error, but that the authority refuses is a Fault.
func Check(answer []byte, ask Request, roots *x509.CertPool, now time.Time) ([]byte, error) {
	token, err := tokenOf(answer)
	if err != nil {
		return nil, err
	}
	var imprint comity.Digest
	if copy(imprint[:], ask.Imprint.Hash) != len(imprint) || len(ask.Imprint.Hash) != len(imprint) {
		return nil, comity.Errorf(comity.Fault, "timestamps: the query is not over a SHA-256 digest")
	}
	s, err := cms.VerifyToken(token, imprint, roots)
	if err != nil {
		return nil, err
	}
	return token, ask.answeredBy(s.Info, now)
}

func (ask Request) answeredBy(i cms.Info, now time.Time) error {
	off := i.Time.Sub(now).Abs()
	switch {
	case ask.Nonce != nil && (i.Nonce == nil || i.Nonce.Cmp(ask.Nonce) != 0):
		return comity.Errorf(comity.Negative, "the timestamp answers another query: its nonce is not the one sent")
	case len(ask.Policy) > 0 && !ask.Policy.Equal(i.Policy):
		return comity.Errorf(comity.Negative, "the timestamp was made under policy %s, not %s", i.Policy, ask.Policy)
	case off > cms.Skew+i.Accuracy.Duration():
		return comity.Errorf(comity.Negative, "the timestamp's time is %s away from this computer's", off.Round(time.Second)).
			WithHint("one of the two clocks is wrong")
	}
	return nil
}

// tokenOf takes the token out of an answer.
func tokenOf(answer []byte) ([]byte, error) {
	var r reply
	rest, err := asn1.Unmarshal(answer, &r)
	if err != nil || len(rest) > 0 {
		return nil, comity.Errorf(comity.Negative, "the timestamp authority's answer does not have its form")
	}
	if r.Status.Status != 0 && r.Status.Status != 1 { // granted, granted with modifications
		why := "it does not say why"
		for bit, text := range failures {
			if r.Status.Failure.At(bit) != 0 {
				why = text
			}
		}
		return nil, comity.Errorf(comity.Fault, "the timestamp authority refuses: %s", why)
	}
	if len(r.Token.FullBytes) == 0 {
		return nil, comity.Errorf(comity.Negative, "the timestamp authority's answer holds no timestamp")
	}
	return r.Token.FullBytes, nil
}
