package main

import (
	"context"
	"io"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/stamp"
)

// container begins one that the node's key signs.
func (a *app) container(ctx context.Context, h *casefile.Handover, w io.Writer, stamper cms.Stamper) (*container.Writer, error) {
	key, err := signer(ctx, h)
	if err != nil {
		return nil, err
	}
	return container.Create(w, container.Config{Signers: []cms.Signer{key}, Stamper: stamper, Now: a.now}), nil
}

// certified has a key for documents: a node, and what it hands over.
type certified interface {
	Certified(ctx context.Context) (sign.Certified, error)
}

// signer is the node's key for documents.
func signer(ctx context.Context, of certified) (cms.Signer, error) {
	key, err := of.Certified(ctx)
	return cms.Signer{Signer: key.Signer, Chain: key.Chain, Lists: key.Lists}, err
}

// stamper is who vouches for the time of a pack; nil where node.toml names nobody, or nobody is wanted.
func (a *app) stamper(h interface {
	Stamper() (*stamp.Client, string, error)
}) (cms.Stamper, string, error) {
	if a.noTimestamp {
		return nil, "", nil
	}
	c, who, err := h.Stamper()
	if c == nil || err != nil {
		return nil, "", err
	}
	return stamping{c}, who, nil
}

// stamping says what to do where no timestamp comes.
type stamping struct{ cms.Stamper }

func (s stamping) Stamp(ctx context.Context, imprint comity.Digest) ([]byte, error) {
	token, err := s.Stamper.Stamp(ctx, imprint)
	if err != nil {
		return nil, comity.Errorf(comity.KindOf(err), "no timestamp, and so no pack: %w", err).
			WithHint("see whether the authority of [timestamp] in node.toml answers, and run the same again; --no-timestamp makes the pack without (B-B), and it says so")
	}
	return token, nil
}
