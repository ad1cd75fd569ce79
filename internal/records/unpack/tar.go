package unpack

import (
	"archive/tar"
	"errors"
	"io"
)

// tar reads on to the first member of the name, and it. A sparse member's holes
// are zeros and count as expansion.
func (x *Reader) tar(r io.Reader, member string) (io.Reader, error) {
	in := &counter{r: r}
	t := tar.NewReader(in)
	for range maxMembers {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil, &Damage{Reason: Gone}
		}
		if err != nil {
			return nil, err
		}
		if h.Typeflag == tar.TypeReg && cleanName(h.Name) == member {
			return &bounded{r: t, in: func() int64 { return in.n }, ratio: x.cfg.Ratio, total: x.cfg.Total}, nil
		}
	}
	return nil, &Damage{Reason: Bomb}
}
