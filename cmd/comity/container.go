package main

import (
	"context"
	"io"

	"comity/internal/casefile"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
)

// container begins one that the node's key signs.
func (a *app) container(ctx context.Context, h *casefile.Handover, w io.Writer) (*container.Writer, error) {
	key, err := h.Certified(ctx)
	if err != nil {
		return nil, err
	}
	return container.Create(w, container.Config{Signers: []cms.Signer{{Signer: key.Signer, Chain: key.Chain}}, Now: a.now}), nil
}
