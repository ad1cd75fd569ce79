package cms

import (
	"bytes"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"slices"
	"time"

	"comity/internal/comity"
)

// Standing is what lists of revoked certificates (RFC 5280, 5) say of a certificate: those that the signature brings along, and
// those that the verifier has.
type Standing struct {
	List    *x509.RevocationList // the newest that its issuer signed; nil: there is none
	Current bool                 // that list is in force at the time at which the certificate is judged
	Revoked time.Time            // from when on it is revoked; zero: it is not. In a verified signature: a timestamp shows it to be older
	Foreign int                  // lists that its issuer did not sign, or that nobody here can read whole: they say nothing
}

// Reasons of a revocation after which nothing that the key made can be told from what a thief made: RFC 5280, 5.3.1.
const (
	reasonNone, reasonKey, reasonCA, reasonAA = 0, 1, 2, 10
	reasonRemoved                             = 8
)

// standing asks lists, and those of the message, about a certificate and its issuer. At is the time judged.
func (m *message) standing(chain []*x509.Certificate, lists []*x509.RevocationList, at time.Time) (s Standing, reason int) {
	if len(chain) < 2 { // pinned itself
		return s, 0
	}
	for _, l := range slices.Concat(m.lists, lists) {
		if !issued(l, chain[1]) {
			s.Foreign++
			continue
		}
		if s.List == nil || l.ThisUpdate.After(s.List.ThisUpdate) {
			s.List = l
		}
		for i := range l.RevokedCertificateEntries {
			e := &l.RevokedCertificateEntries[i]
			if e.SerialNumber.Cmp(chain[0].SerialNumber) != 0 || e.ReasonCode == reasonRemoved {
				continue
			}
			if s.Revoked.IsZero() || e.RevocationTime.Before(s.Revoked) {
				s.Revoked, reason = e.RevocationTime, e.ReasonCode
			}
		}
	}
	s.Current = s.List != nil && !at.After(s.List.NextUpdate) // one made later than what it is asked about knows more
	return s, reason
}

// issued reports whether a list is one of the issuer's, whole and understood: partial and indirect lists bear a critical extension.
func issued(l *x509.RevocationList, issuer *x509.Certificate) bool {
	critical := func(e pkix.Extension) bool { return e.Critical }
	return bytes.Equal(l.RawIssuer, issuer.RawSubject) && l.CheckSignatureFrom(issuer) == nil && !slices.ContainsFunc(l.Extensions, critical) &&
		!slices.ContainsFunc(l.RevokedCertificateEntries, func(e x509.RevocationListEntry) bool { return slices.ContainsFunc(e.Extensions, critical) })
}

// intact refuses a signature of a revoked certificate, unless a timestamp that counts shows it to be older than the revocation.
func (s *Signature) intact() error {
	from := s.Standing.Revoked
	if from.IsZero() || !s.Stamped.IsZero() && s.Stamped.Add(s.Accuracy).Before(from) {
		return nil
	}
	return comity.Errorf(comity.Negative, "the signature: its certificate is revoked from %s on, and no timestamp of an authority that you trust shows it to be older", stamp(from)).
		WithHint("ask the signer to sign again with its present key")
}

// usable refuses timestamps of a revoked authority: all of them where its key may be another's, else those from then on.
func (s *Stamp) usable(reason int) error {
	from := s.Standing.Revoked
	stolen := slices.Contains([]int{reasonNone, reasonKey, reasonCA, reasonAA}, reason)
	if from.IsZero() || !stolen && s.Time.Before(from) {
		return nil
	}
	return comity.Errorf(comity.Negative, "the timestamp: its authority's certificate is revoked from %s on", stamp(from))
}

// readLists reads the lists that a message brings along.
func (m *message) readLists() error {
	for i := range m.p7.CRLs {
		der, err := asn1.Marshal(m.p7.CRLs[i])
		if err != nil {
			return comity.Errorf(comity.Negative, "%s brings a list of revoked certificates that cannot be read", m.what)
		}
		l, err := x509.ParseRevocationList(der)
		if err != nil {
			return comity.Errorf(comity.Negative, "%s brings a list of revoked certificates that cannot be read: %w", m.what, err)
		}
		m.lists = append(m.lists, l)
	}
	return nil
}

// embedded are lists as they go into a message: a set, so in the order of their bytes.
func embedded(lists [][]byte) ([]pkix.CertificateList, error) {
	var out []pkix.CertificateList
	for _, der := range slices.SortedFunc(slices.Values(lists), bytes.Compare) {
		var l pkix.CertificateList
		if rest, err := asn1.Unmarshal(der, &l); err != nil || len(rest) > 0 {
			return nil, comity.Errorf(comity.Fault, "sign: a list of revoked certificates cannot be read")
		}
		out = append(out, l)
	}
	return out, nil
}

const pemList = "X509 CRL"

// ParseLists reads lists of revoked certificates: one in DER, or several in PEM, and nothing else. Whatever else is an Input error.
func ParseLists(text []byte) ([]*x509.RevocationList, error) {
	if len(text) > MaxSize {
		return nil, comity.Errorf(comity.Input, "the list of revoked certificates has more than %d bytes", MaxSize)
	}
	var out []*x509.RevocationList
	block, rest := pem.Decode(text)
	if block == nil {
		block, rest = &pem.Block{Type: pemList, Bytes: text}, nil
	}
	for ; block != nil; block, rest = pem.Decode(rest) {
		l, err := x509.ParseRevocationList(block.Bytes)
		if err != nil || block.Type != pemList {
			return nil, comity.Errorf(comity.Input, "it is no list of revoked certificates (CRL, RFC 5280) in DER or PEM").
				WithHint("`comity key crl --out FILE` of the node whose certificates they are makes one")
		}
		out = append(out, l)
	}
	if len(bytes.TrimSpace(rest)) > 0 {
		return nil, comity.Errorf(comity.Input, "something follows the lists of revoked certificates")
	}
	return out, nil
}
