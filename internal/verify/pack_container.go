package verify

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
)

// container checks form, digests and signatures of the envelope. Where nobody gave a
// root, the pack's own is used: then a signature shows that nothing was altered since,
// and not by whom.
func (p *Packed) container(ctx context.Context) error {
	trust, own := p.cfg.Trust, p.cfg.Trust.Signers == nil
	if own {
		pool, err := p.ownRoots()
		if err != nil {
			return err
		}
		trust.Signers = pool
	}
	rep, err := p.cfg.Sealed(ctx, trust, p.cfg.Now)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return err
	}
	p.Row(true, "container", "%d files, each as it was signed, and no other", len(rep.Entries))
	p.signed = rep.Signatures
	for i, s := range rep.Signatures {
		p.signature(fmt.Sprintf("signature %d", i+1), s, own)
	}
	return nil
}

func (p *Packed) signature(name string, s cms.Signature, own bool) {
	who := s.Signer.Subject.String()
	if p.by == "" && s.Root != nil {
		p.by = s.Signer.Subject.CommonName
	}
	switch {
	case s.Root == nil && s.Unvouched != nil && p.cfg.Trust.Authorities != nil:
		p.Unproven(name, who, "it holds, and is stamped by an authority that you do not trust for time: whose it is was not looked at, since nobody you trust says when it was made; give that authority's root as well, --time-roots")
	case s.Root == nil:
		p.Unproven(name, who, "it holds, by a certificate that leads to no root that you trust (%s): whose it is was not shown", rootOf(s.Brought))
	case own:
		p.Unproven(name, who, "it holds, by a certificate that stands under a root which the pack brings along (SHA-256 %s): whose that root is was not shown; compare it with the one that the sender gave you, or give --roots", comity.DigestOf(s.Root.Raw))
	default:
		p.Row(true, name, "signed by %s, under a root that you trust (SHA-256 %s)", who, comity.DigestOf(s.Root.Raw))
	}
	p.stamped("time of "+name, who, s)
	if s.Root != nil {
		p.revoked("revocation of "+name, s.Root.Subject.String(), s.Standing, own)
	}
}

// revoked says what lists of revoked certificates showed of a signature that holds.
func (p *Packed) revoked(name, issuer string, s cms.Standing, own bool) {
	day := func(t time.Time) string { return t.UTC().Format(time.RFC3339) }
	switch {
	case !s.Revoked.IsZero():
		p.Row(true, name, "the certificate is revoked from %s on; the timestamp shows the signature to be older", day(s.Revoked))
	case s.List == nil && s.Foreign > 0:
		p.Unproven(name, issuer, "whether the certificate was revoked was not shown: of %d lists of revoked certificates none is its issuer's", s.Foreign)
	case s.List == nil:
		p.Unproven(name, issuer, "whether the certificate was revoked was not shown: no list of revoked certificates is here; give one of its issuer, --crl")
	case !s.Current:
		p.Unproven(name, issuer, "the certificate is not on its issuer's list of %s, which ran out on %s; give a newer one, --crl", day(s.List.ThisUpdate), day(s.List.NextUpdate))
	case own:
		p.Unproven(name, issuer, "the certificate is not on the list of revoked ones of %s, by the root which the pack brings along", day(s.List.ThisUpdate))
	default:
		p.Row(true, name, "the certificate is not on its issuer's list of revoked ones of %s, which holds until %s; what was revoked since is on a newer one", day(s.List.ThisUpdate), day(s.List.NextUpdate))
	}
}

// stamped says who vouches for the time of a signature. A root of signers vouches for none.
func (p *Packed) stamped(name, who string, s cms.Signature) {
	switch {
	case s.Unvouched != nil:
		p.Unproven(name, s.Unvouched.Certificate.Subject.String(), "stamped on %s by an authority under a root that is not among those you trust for time (%s)", s.Unvouched.Time.UTC().Format(time.RFC3339), rootOf(s.Unvouched.Root))
	case s.Level == cms.BB:
		p.Unproven(name, who, "signed on %s by its own clock; no authority stamped it", s.Signed.UTC().Format(time.RFC3339))
	case s.Root == nil || !s.Independent():
		p.Unproven(name, s.Authority.Subject.String(), "stamped on %s by an authority under the signer's own root", s.Stamped.UTC().Format(time.RFC3339))
	default:
		p.Row(true, name, "stamped on %s by %s, under another root than the signer's", s.Stamped.UTC().Format(time.RFC3339), s.Authority.Subject.String())
	}
}

// rootOf names a root that came along, by its digest.
func rootOf(root *x509.Certificate) string {
	if root == nil {
		return "-"
	}
	return "SHA-256 " + comity.DigestOf(root.Raw).String()
}

// ownRoots are the roots that the pack names itself.
func (p *Packed) ownRoots() (*x509.CertPool, error) {
	var k packKeys
	if err := p.json("custody/keys.json", &k); err != nil {
		return nil, err
	}
	if len(k.Certificates) == 0 {
		return nil, comity.Errorf(comity.Negative, "custody/keys.json names no certificate").WithHint("give the sender's root: --roots FILE.pem")
	}
	return Roots([]byte(k.Certificates[len(k.Certificates)-1]))
}

// Roots reads certificates in PEM.
func Roots(text []byte) (*x509.CertPool, error) {
	pool, n := x509.NewCertPool(), 0
	for {
		var b *pem.Block
		if b, text = pem.Decode(text); b == nil {
			break
		}
		c, err := x509.ParseCertificate(b.Bytes)
		if b.Type != "CERTIFICATE" || err != nil {
			return nil, comity.Errorf(comity.Input, "a block of the roots is no certificate")
		}
		pool.AddCert(c)
		n++
	}
	if n == 0 {
		return nil, comity.Errorf(comity.Input, "there is no certificate among the roots").WithHint("give a file in PEM: -----BEGIN CERTIFICATE-----")
	}
	return pool, nil
}
