package verify

import (
	"context"
	"crypto/x509"
	"slices"
	"strings"

	"comity/internal/evidence/cms"
)

// from holds the state that pack.json names as its sender to those who signed under roots that the verifier trusts: of
// several, one could send in another's name, and count its own witnesses as another's.
func (p *Packed) from(context.Context) error {
	said := p.info.From.Country
	if p.cfg.Trust.Signers == nil || len(p.signed) == 0 || p.info.Format == 0 {
		return nil // said by another step
	}
	var states []string
	proven, stated, silent := false, false, false
	for i := range p.signed {
		s := &p.signed[i]
		if s.Root == nil {
			continue
		}
		root, own := p.stateOf(s)
		proven = proven || root == said || root == "" && own == said
		stated = stated || own == said
		silent = silent || root == "" && own == ""
		if root != "" {
			states = append(states, root)
		}
	}
	slices.Sort(states)
	of := strings.Join(slices.Compact(states), ", ")
	switch {
	case proven:
		p.Row(true, "sender", "who signed is of %s, as pack.json says", said)
	case stated:
		p.Unproven("sender", p.by, "that it comes from %s: the certificate says so, under a root of %s", said, of)
	case silent:
		p.Unproven("sender", p.by, "that it comes from %s: no certificate of those who signed names a state; know whose roots you trust", said)
	default:
		p.Row(false, "sender", "pack.json names %.20q as its sender, and who signed is of %s: it was sent in another's name", said, of)
	}
	return nil
}

// stateOf is of which state the root of a signature is, and the certificate under it; "": not known.
func (p *Packed) stateOf(s *cms.Signature) (root, own string) {
	if p.cfg.Of != nil {
		return p.cfg.Of(s.Root), ""
	}
	return country(s.Root), country(s.Signer)
}

func country(c *x509.Certificate) string {
	if len(c.Subject.Country) != 1 {
		return ""
	}
	return c.Subject.Country[0]
}
