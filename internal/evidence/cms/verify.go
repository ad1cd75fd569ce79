package cms

import (
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"time"

	"github.com/digitorus/pkcs7"

	"comity/internal/comity"
)

// Skew is how far the clocks of signer, authority and verifier may disagree.
const Skew = 5 * time.Minute

// ErrUntrusted says that a certificate leads to no root that the verifier knows, and that nothing else is wrong with it.
var ErrUntrusted = errors.New("does not lead to a trusted root")

// Trust is whom a verifier believes, each for one thing: a root of signers vouches for no time, and one of timestamp
// authorities for no signer.
type Trust struct {
	Signers     *x509.CertPool
	Lists       []*x509.RevocationList // lists of revoked certificates, besides those that signatures bring along
	Authorities *x509.CertPool         // nil: none is known, so a timestamp says what its maker says (Signature.Unvouched)
}

// Signature is a signature that was verified.
type Signature struct {
	Level         string            // BB or BT
	Signer        *x509.Certificate // whose key signed
	Root          *x509.Certificate // to which it leads; nil with ErrUntrusted, which may be about its timestamp alone: Unvouched
	Brought       *x509.Certificate // with ErrUntrusted: the root that the signature brings along, if it leads there
	Signed        time.Time         // as the signer states it
	Stamped       time.Time         // as the authority states it; zero at B-B
	Accuracy      time.Duration     // of Stamped
	Authority     *x509.Certificate // nil at B-B
	AuthorityRoot *x509.Certificate // to which it leads
	Standing      Standing          // what lists say of the signer's certificate
	Times         Standing          // and of the authority's
	Unvouched     *Stamp            // a timestamp of an authority that nobody here knows: no proof of when
}

// Independent reports whether the timestamp's authority stands under another root than the signer.
func (s Signature) Independent() bool {
	return s.AuthorityRoot != nil && !s.AuthorityRoot.Equal(s.Root)
}

// Verify checks a detached signature over content: its form, that content was not altered, that the certificate it names
// is for signing documents and led to a trusted root when it signed. When it signed is told by its timestamp; without
// one that counts it is judged at the time at, that is usually now, since nobody but the signer says when. Every failure is
// a Negative error that says what is wrong; with ErrUntrusted the signature is returned as well, since all but whose it is holds.
func Verify(p7s, content []byte, trust Trust, at time.Time) (Signature, error) {
	const what = "the signature"
	m, err := parse(what, p7s, pkcs7.OIDData)
	if err != nil {
		return Signature{}, err
	}
	if len(m.p7.Content) > 0 {
		return Signature{}, comity.Errorf(comity.Negative, "%s brings its own content along; it must be detached", what)
	}
	if m.time.IsZero() {
		return Signature{}, comity.Errorf(comity.Negative, "%s does not state when it was made", what)
	}
	m.p7.Content = content
	if err := m.verify(); err != nil {
		return Signature{}, err
	}
	if err := purpose(what, m.cert); err != nil {
		return Signature{}, err
	}
	return m.judge(trust, at)
}

func (m *message) judge(trust Trust, at time.Time) (Signature, error) {
	s := Signature{Level: BB, Signer: m.cert, Signed: m.time}
	judged := at
	if token := m.unsigned[oidStamp.String()]; token != nil {
		if err := s.stamp(token, m.value, trust); err != nil {
			return s, err
		}
		if s.Unvouched == nil {
			judged = s.Stamped
		}
	}
	if err := s.order(at); err != nil {
		return Signature{}, err
	}
	chain, err := m.chain(trust.Signers, judged, x509.ExtKeyUsageAny)
	if err != nil {
		s.Brought = m.brought(judged, x509.ExtKeyUsageAny)
		return s, err
	}
	s.Root = chain[len(chain)-1]
	s.Standing, _ = m.standing(chain, trust.Lists, judged)
	return s, s.intact()
}

// stamp judges the timestamp. That it is there makes the level; when it was made counts if its authority is known.
func (s *Signature) stamp(token, value []byte, trust Trust) error {
	stamp, err := VerifyToken(token, sha256.Sum256(value), trust.Authorities, trust.Lists...)
	switch {
	case errors.Is(err, ErrUntrusted):
		s.Level, s.Unvouched = BT, &stamp
		if trust.Authorities == nil {
			return nil
		}
		return err
	case err != nil:
		return err
	}
	s.Level, s.Stamped, s.Accuracy, s.Authority = BT, stamp.Time, stamp.Accuracy.Duration(), stamp.Certificate
	s.AuthorityRoot, s.Times = stamp.Root, stamp.Standing
	return nil
}

// order refuses what comes before its own making.
func (s *Signature) order(at time.Time) error {
	switch {
	case !s.Stamped.IsZero() && s.Signed.After(s.Stamped.Add(s.Accuracy+Skew)):
		return comity.Errorf(comity.Negative, "the signature states a time after its timestamp: %s, stamped %s", stamp(s.Signed), stamp(s.Stamped))
	case s.Stamped.After(at.Add(s.Accuracy+Skew)) || s.Signed.After(at.Add(Skew)):
		return comity.Errorf(comity.Negative, "the signature was made after %s, when it was verified", stamp(at)).
			WithHint("look at this computer's clock")
	}
	return nil
}
