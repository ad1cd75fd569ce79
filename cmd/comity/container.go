package main

import (
	"archive/zip"
	"context"
	"io"

	"comity/internal/casefile"
)

// sealer is the container that a pack is written into.
type sealer interface {
	Add(name string) (io.Writer, error)
	Close() error
}

type bare struct{ z *zip.Writer }

func (b bare) Add(name string) (io.Writer, error) { return b.z.Create(name) }
func (b bare) Close() error                       { return b.z.Close() }

// container begins one that the node's key signs.
func (a *app) container(_ context.Context, _ *casefile.Handover, w io.Writer) (sealer, error) {
	return bare{zip.NewWriter(w)}, nil
}
