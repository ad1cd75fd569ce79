package casefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"comity/internal/evidence/seal"
	"comity/internal/records/format"
	"comity/internal/records/record"
	"comity/internal/records/unpack"
)

// Prune writes the pruned row tree of the i-th exhibit, reading it once. show
// says of each leaf in order what becomes of it.
func (h *Handover) Prune(ctx context.Context, i int, w io.Writer, show func(index, offset int64, leaf []byte) seal.Show) error {
	t, cfg, err := h.tree(ctx, i)
	if err != nil {
		return err
	}
	return h.stream(ctx, i, func(r io.Reader) error { return seal.Prune(ctx, w, r, t, cfg, show) })
}

// stream gives the unpacked bytes of the i-th exhibit to read.
func (h *Handover) stream(ctx context.Context, i int, read func(io.Reader) error) error {
	x, err := h.c.exhibit(h.live[i])
	if err != nil {
		return err
	}
	segments, closer, err := x.Open()
	if err != nil {
		return err
	}
	plain := unpack.NewPlain(ctx, segments)
	if x.Source.Packing == "" {
		err = read(plain)
	} else if r, oerr := unpack.Open(plain, x.Source.Packing, unpack.Config{}); oerr != nil {
		err = oerr
	} else {
		err = read(torn{r})
		r.Close()
	}
	if err = errors.Join(err, closer.Close()); err != nil {
		return fmt.Errorf("exhibit %s: %w", x.Source.Ref, err)
	}
	return nil
}

// torn ends a stream where its packing is damaged: what comes before was read.
type torn struct{ r io.Reader }

func (t torn) Read(p []byte) (int, error) {
	n, err := t.r.Read(p)
	if damage := (*unpack.Damage)(nil); errors.As(err, &damage) {
		err = io.EOF
	}
	return n, err
}

// tree is the row tree of the i-th exhibit, and how its leaves are cut.
func (h *Handover) tree(ctx context.Context, i int) (seal.Tree, seal.Config, error) {
	src := &h.exhibits[i].Source
	cfg := h.leaves(ctx, i)
	cfg.Workers = h.c.node.workers()
	key, err := h.c.keys.Get(src.Exhibit)
	if err != nil {
		return seal.Tree{}, cfg, fmt.Errorf("exhibit %s: %w", src.Ref, err)
	}
	cfg.Key = seal.SaltKey(key, cfg.Rule, cfg.Delimiter, src.Packing)
	if t, ok := h.trees[i]; ok {
		return t, cfg, nil
	}
	var t seal.Tree
	err = h.stream(ctx, i, func(r io.Reader) (err error) {
		t, err = seal.Build(ctx, r, cfg)
		return err
	})
	if err == nil {
		h.trees[i] = t
	}
	return t, cfg, err
}

// leaves says what the leaves of the i-th exhibit are.
func (h *Handover) leaves(ctx context.Context, i int) seal.Config {
	switch src := &h.exhibits[i].Source; {
	case len(format.Of(src.Kind)) == 0, src.Format == record.Workbook, src.Format == "camt", src.Format == format.MySQLDump:
		return seal.Config{Rule: seal.Block}
	case src.Format == format.CSV:
		d := h.delimiter(ctx, i)
		return seal.Config{Rule: seal.Cell, Delimiter: string(d), Cut: cellsOf(d)}
	}
	return seal.Config{Rule: seal.Line}
}

// delimiter is the one that the first line has most of.
func (h *Handover) delimiter(ctx context.Context, i int) byte {
	best, most := byte(','), 0
	head := make([]byte, 64<<10)
	n := 0
	h.stream(ctx, i, func(r io.Reader) error { n, _ = io.ReadFull(r, head); return nil })
	line, _, _ := strings.Cut(string(head[:n]), "\n")
	for _, d := range []byte(",;\t|") {
		if k := strings.Count(line, string(d)); k > most {
			best, most = d, k
		}
	}
	return best
}

// cellsOf cuts behind each delimiter and line end that no quotes enclose.
func cellsOf(delimiter byte) seal.Cut {
	return func(ends []int, data []byte, last bool) []int {
		at := 0
		for at < len(data) && len(ends) < cap(ends) {
			end, whole := cellEnd(data[at:], delimiter)
			if !whole && !last && len(data)-at < seal.Lookahead {
				break
			}
			at += min(end, seal.MaxLeaf)
			ends = append(ends, at)
		}
		return ends
	}
}

func cellEnd(data []byte, delimiter byte) (end int, whole bool) {
	if data[0] == '"' {
		for i := 1; i < len(data); i++ {
			q := bytes.IndexByte(data[i:], '"')
			if q < 0 {
				return len(data), false
			}
			if i += q; i+1 < len(data) && data[i+1] == '"' {
				i++
				continue
			}
			end = i + 1
			break
		}
	}
	for i := end; i < len(data); i++ {
		if data[i] == delimiter || data[i] == '\n' {
			return i + 1, true
		}
	}
	return len(data), false
}
