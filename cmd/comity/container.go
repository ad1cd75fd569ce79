package main

import (
	"context"
	"io"

	"comity/internal/casefile"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
)

// container begins one that the node's key signs.
func (a *app) container(ctx context.Context, h *casefile.Handover, w io.Writer, stamper cms.Stamper) (*container.Writer, error) {
	key, err := h.Certified(ctx)
	if err != nil {
		return nil, err
	}
	return container.Create(w, container.Config{Signers: []cms.Signer{{Signer: key.Signer, Chain: key.Chain}}, Stamper: stamper, Now: a.now}), nil
}

// stamper is who vouches for the time of a pack; nil where node.toml names nobody, or nobody is wanted.
func (a *app) stamper(h *casefile.Handover) (cms.Stamper, string, error) {
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
