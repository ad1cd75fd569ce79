package partner

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/disk"
)

// listExt ends the name of a partner's latest list of revoked certificates, beside its card.
const listExt = ".crl"

func listFile(country string) string { return path.Join(Dir, country+listExt) }

// Lists are the latest lists of revoked certificates that were seen of partners' roots. One of a root that is no longer
// pinned is left out. An Input error says which file is damaged.
func Lists(fsys disk.Reader, partners []Partner) (out []*x509.RevocationList, err error) {
	for i := range partners {
		l, err := kept(fsys, &partners[i])
		if err != nil {
			return nil, err
		}
		if l != nil {
			out = append(out, l)
		}
	}
	return out, nil
}

// kept is the list of a partner; nil where there is none of its root.
func kept(fsys disk.Reader, p *Partner) (*x509.RevocationList, error) {
	b, err := disk.ReadFile(fsys, listFile(p.Country))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", listFile(p.Country), err)
	}
	all, err := cms.ParseLists(b)
	if err != nil {
		return nil, comity.Errorf(comity.Input, "%s: %w", listFile(p.Country), err).WithHint("ask the partner for its list of today (comity key crl --out FILE), and put it in the place of the file")
	}
	return newest(all, p), nil
}

// newest is the latest of the lists that the partner's root signed; nil: none is.
func newest(lists []*x509.RevocationList, p *Partner) (latest *x509.RevocationList) {
	for _, l := range lists {
		if l.CheckSignatureFrom(p.RootCertificate()) == nil && (latest == nil || later(l, latest)) {
			latest = l
		}
	}
	return latest
}

// later compares lists of one root. Two may be made within a second: their numbers ascend.
func later(a, b *x509.RevocationList) bool {
	if !a.ThisUpdate.Equal(b.ThisUpdate) || a.Number == nil || b.Number == nil {
		return a.ThisUpdate.After(b.ThisUpdate)
	}
	return a.Number.Cmp(b.Number) > 0
}

// Keep remembers, durably, of each partner the latest of the lists, where it is newer than what is kept: what was once known to
// be revoked stays so, whatever a pack brings along or leaves out.
func Keep(ctx context.Context, fsys disk.FS, partners []Partner, lists []*x509.RevocationList) error {
	for i := range partners {
		l := newest(lists, &partners[i])
		if l == nil {
			continue
		}
		err := locked(ctx, fsys, func() error {
			old, err := kept(fsys, &partners[i])
			if err != nil || old != nil && !later(l, old) {
				return err
			}
			return disk.ReplaceFile(fsys, listFile(partners[i].Country), 0o600, func(w io.Writer) error { _, err := w.Write(l.Raw); return err })
		})
		if err != nil {
			return err
		}
	}
	return nil
}
