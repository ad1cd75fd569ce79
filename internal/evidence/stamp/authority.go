package stamp

import (
	"crypto/rand"
	"encoding/asn1"
	"io"
	"math/big"
	"net/http"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// DefaultPolicy is the policy under which the small authority stamps: RFC 3161 wants one, ETSI's baseline policy
// (EN 319 421) is not claimed, so it is one of the arc that is set aside for examples.
var DefaultPolicy = asn1.ObjectIdentifier{2, 999, 3161, 1}

// Authority answers timestamp queries: for tests, and for networks that reach no other. Whoever runs it says what time
// it is; what it stamps is worth as much as they are trusted.
type Authority struct {
	Signer cms.Signer            // its certificate is for timeStamping, critical and alone
	Policy asn1.ObjectIdentifier // nil: DefaultPolicy
	Now    func() time.Time      // nil: time.Now
	Rand   io.Reader             // of serial numbers; nil: crypto/rand
}

// maxQuery is the most bytes of a query that are read; one takes about 70.
const maxQuery = 16 << 10

// ServeHTTP implements http.Handler after RFC 3161, 3.4.
func (a Authority) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost || !is(r.Header, queryType) {
		http.Error(w, "post a "+queryType, http.StatusUnsupportedMediaType)
		return
	}
	query, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxQuery))
	if err != nil {
		http.Error(w, "the query is too long", http.StatusRequestEntityTooLarge)
		return
	}
	answer, err := a.Answer(query)
	if err != nil {
		http.Error(w, "no timestamp could be made", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", replyType)
	_, _ = w.Write(answer) // who asked has gone
}

// Answer returns the answer to a query, which may be that it is refused.
func (a Authority) Answer(query []byte) ([]byte, error) {
	var ask Request
	rest, err := asn1.Unmarshal(query, &ask)
	if err != nil || len(rest) > 0 || ask.Version != 1 {
		return refuse(5)
	}
	if !ask.Imprint.Algorithm.Algorithm.Equal(pkcs7.OIDDigestAlgorithmSHA256) || len(ask.Imprint.Hash) != len(comity.Digest{}) {
		return refuse(0)
	}
	if len(ask.Policy) > 0 && !ask.Policy.Equal(a.policy()) {
		return refuse(15)
	}
	if len(ask.Extensions) > 0 {
		return refuse(16)
	}
	return a.grant(ask)
}

func (a Authority) grant(ask Request) ([]byte, error) {
	serial, err := a.serial()
	if err != nil {
		return nil, err
	}
	now := time.Now
	if a.Now != nil {
		now = a.Now
	}
	at := now().UTC().Truncate(time.Second)
	ask.Imprint.Algorithm.Parameters = asn1.NullRawValue
	info, err := asn1.Marshal(cms.Info{
		Version: 1, Policy: a.policy(), Imprint: ask.Imprint, Serial: serial, Time: at, Accuracy: cms.Accuracy{Seconds: 1}, Nonce: ask.Nonce,
	})
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write timestamp: %w", err)
	}
	token, err := cms.Token(info, a.Signer, at, ask.Certificates)
	if err != nil {
		return nil, err
	}
	return marshal(reply{Token: asn1.RawValue{FullBytes: token}})
}

func (a Authority) policy() asn1.ObjectIdentifier {
	if a.Policy == nil {
		return DefaultPolicy
	}
	return a.Policy
}

// serial is a positive number of 120 random bits: unique without anything kept (RFC 3161 asks for up to 160).
func (a Authority) serial() (*big.Int, error) {
	from := a.Rand
	if from == nil {
		from = rand.Reader
	}
	var b [15]byte
	if _, err := io.ReadFull(from, b[:]); err != nil {
		return nil, comity.Errorf(comity.Fault, "timestamps: no randomness: %w", err)
	}
	b[0] = b[0]&0x7f | 0x40
	return new(big.Int).SetBytes(b[:]), nil
}

// refuse answers with a bit of PKIFailureInfo.
func refuse(bit int) ([]byte, error) {
	b := make([]byte, bit/8+1)
	b[bit/8] = 0x80 >> (bit % 8)
	return marshal(reply{Status: status{Status: 2, Failure: asn1.BitString{Bytes: b, BitLength: bit + 1}}})
}

func marshal(r reply) ([]byte, error) {
	der, err := asn1.Marshal(r)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write timestamp reply: %w", err)
	}
	return der, nil
}
