package casefile

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/transparency-dev/formats/note"

	"comity/internal/casefile/partner"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// Partner is a node of another country, as somebody here pinned it.
type Partner = partner.Partner

// Partners are the pinned partners, by country.
func (n *Node) Partners(ctx context.Context) ([]Partner, error) {
	return partner.All(ctx, n.fsys)
}

// Partner is the pinned partner of a country; an Input error where none is.
func (n *Node) Partner(country string) (Partner, error) {
	return partner.One(n.fsys, country)
}

// AddPartner pins a card whose fingerprint the partner said by another way;
// without it, and where it is another, it is Refused.
func (n *Node) AddPartner(ctx context.Context, card []byte, fingerprint string, replace bool) (Partner, error) {
	if err := n.authorise(policy.Keys, ""); err != nil {
		return Partner{}, err
	}
	p, err := partner.Parse(card)
	if err != nil {
		return Partner{}, err
	}
	own, err := n.ownKeys()
	if err != nil {
		return Partner{}, err
	}
	pin := partner.Pin{By: n.actor, Purpose: n.purpose, At: comity.InstantOf(n.now()).Time()}
	err = partner.Add(ctx, n.fsys, p, &own, partner.Claim{Pin: pin, Fingerprint: fingerprint, Replace: replace})
	return p, err
}

// RemovePartner takes a partner's card away.
func (n *Node) RemovePartner(ctx context.Context, country string) error {
	if err := n.authorise(policy.Keys, ""); err != nil {
		return err
	}
	return partner.Remove(ctx, n.fsys, country)
}

// CardParams is what the node's card says beyond its keys.
type CardParams struct {
	Country   string // "": node.toml's
	Authority string // "": node.toml's
	X25519    bool   // name the X25519 recipients, not the hybrid ones
}

// Card is the node's own card. It needs the node's root, which is made with it.
func (n *Node) Card(ctx context.Context, p CardParams) (Partner, error) {
	c, err := n.ownKeys()
	if err != nil {
		return Partner{}, err
	}
	c.Format, c.Country, c.Authority = 1, first(p.Country, n.subject.Country), first(p.Authority, n.subject.Authority)
	if c.Country == "" || c.Authority == "" {
		return Partner{}, comity.Errorf(comity.Usage, "a card needs country and authority").
			WithHint("write country and authority in %s, or give --country and --authority", path.Join(n.home, nodeFile))
	}
	certified, err := n.keys.Certified(ctx)
	if err != nil {
		return Partner{}, err
	}
	c.Root = string(sign.MarshalCertificate(certified.Chain[len(certified.Chain)-1]))
	c.Recipients = slices.DeleteFunc(c.Recipients, func(r string) bool { return partner.IsHybrid(r) == p.X25519 })
	return partner.New(c)
}

// ownKeys is what a card says of our keys, as far as there are any.
func (n *Node) ownKeys() (c partner.Card, err error) {
	ring, err := sign.ReadRing(n.fsys)
	if err != nil {
		return c, err
	}
	keys := ring.ActKeys()
	c.Act = keys[0].String()
	for _, k := range keys[1:] {
		c.Former = append(c.Former, k.String())
	}
	logKey, err := n.keys.Log()
	if err != nil {
		return c, err
	}
	c.Log = logKey.String()
	if c.Witness, err = n.witnessKey(); err != nil {
		return c, err
	}
	c.Recipients, err = sign.Recipients(n.fsys)
	return c, err
}

// witnessKey is the key under which the node co-signs partners' logs, where it
// has one: keys/witness.pub as a cosignature key.
func (n *Node) witnessKey() (string, error) {
	name := path.Join(sign.Dir, "witness.pub")
	b, err := disk.ReadFile(n.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	key, err := note.VKeyToCosignatureV1(strings.TrimSuffix(string(b), "\n"))
	if err != nil {
		return "", comity.Errorf(comity.Negative, "%s is damaged: %w", name, err).WithHint("put the file back from a backup of the node's home")
	}
	return key, nil
}

func recipientSort(r string) string {
	if partner.IsHybrid(r) {
		return "ML-KEM-768 + X25519"
	}
	return "X25519"
}
