package sign

import (
	"context"
	"crypto/rand"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"math/big"
	"path"
	"slices"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// listFile is the root's list of revoked certificates (RFC 5280, 5), in DER, beside its certificate.
const listFile = "root.crl"

// How long a list holds, and when one that is asked for is made anew although it holds.
const (
	listHolds = 90 * 24 * time.Hour
	listFresh = 24 * time.Hour
)

// keyCompromise is the reason that stands in lists: a key is revoked because another may have had it.
const keyCompromise = 1

// RevocationList makes the root's list of revoked certificates anew, keeps it, and returns it in DER. Certificates that were rotated
// out and not revoked are not on it: what they signed stays good.
func (k *Keys) RevocationList(ctx context.Context) (der []byte, err error) {
	if _, err := k.Certified(ctx); err != nil { // root and certificate are there from here on
		return nil, err
	}
	err = k.locked(Dir, func() error {
		root, err := k.pair(rootFile, k.issueRoot)
		if err == nil {
			der, err = k.makeList(root)
		}
		return err
	})
	return der, err
}

// currentList is the list that is kept, or a new one where it is a day old or says less than the ring. It runs under the lock.
func (k *Keys) currentList(root pair) ([]byte, error) {
	name := path.Join(Dir, listFile)
	der, err := disk.ReadFile(k.fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return k.makeList(root)
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	entries, err := k.revokedEntries()
	if err != nil {
		return nil, err
	}
	l, err := x509.ParseRevocationList(der)
	now := k.now()
	if err != nil || l.CheckSignatureFrom(root.cert) != nil || now.Before(l.ThisUpdate) || now.Sub(l.ThisUpdate) > listFresh || len(entries) != len(l.RevokedCertificateEntries) {
		return k.makeList(root)
	}
	return der, nil
}

// makeList signs a list with the root and puts it in place of the last. Its number is its second, and higher than the last one's.
func (k *Keys) makeList(root pair) ([]byte, error) {
	entries, err := k.revokedEntries()
	if err != nil {
		return nil, err
	}
	now := k.now().UTC().Truncate(time.Second)
	number := big.NewInt(now.Unix())
	name := path.Join(Dir, listFile)
	if b, err := disk.ReadFile(k.fsys, name); err == nil {
		if l, err := x509.ParseRevocationList(b); err == nil && l.Number != nil && l.Number.Cmp(number) >= 0 {
			number = new(big.Int).Add(l.Number, big.NewInt(1))
		}
	}
	der, err := x509.CreateRevocationList(rand.Reader, &x509.RevocationList{
		Number: number, ThisUpdate: now, NextUpdate: now.Add(listHolds), RevokedCertificateEntries: entries,
	}, root.cert, root.key)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "sign the list of revoked certificates: %w", err)
	}
	return der, disk.ReplaceFile(k.fsys, name, 0o644, func(w io.Writer) error { _, err := w.Write(der); return err })
}

// revokedEntries are the revoked certificates of the ring, by serial number. The date of each is that from which another may have had
// the key, not that of the statement: what was signed after it is not to be relied on.
func (k *Keys) revokedEntries() (out []x509.RevocationListEntry, err error) {
	envelopes, err := readEnvelopes(k.fsys)
	if err != nil {
		return nil, err
	}
	for _, e := range envelopes {
		s, err := parseStatement(e)
		if err != nil || s.Kind != Revoke || s.Key != CMSKey {
			continue
		}
		name := path.Join(Dir, formerDir, s.Old+".pem")
		text, err := disk.ReadFile(k.fsys, name)
		if err != nil {
			return nil, comity.Errorf(comity.Negative, "the revoked certificate %s: %w", name, err).WithHint("%s", ringHint)
		}
		c, err := ParseCertificate(text)
		if err != nil || comity.DigestOf(c.Raw).String() != s.Old {
			return nil, comity.Errorf(comity.Negative, "%s is not the certificate that was revoked", name).WithHint("%s", ringHint)
		}
		out = append(out, x509.RevocationListEntry{SerialNumber: c.SerialNumber, RevocationTime: s.Since.Time().UTC().Truncate(time.Second), ReasonCode: keyCompromise})
	}
	slices.SortFunc(out, func(a, b x509.RevocationListEntry) int { return a.SerialNumber.Cmp(b.SerialNumber) })
	return out, nil
}
