package sign

import (
	"context"
	"crypto/ed25519"
	"crypto/x509"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// The files of a key that is about to take over, and the folder of certificates
// of keys that no longer sign.
const (
	nextAct   = "act.next.key"
	nextCMS   = "cms.next.key"
	formerDir = "former"
)

// Change is who changes a key, and why.
type Change struct {
	Actor  string
	Reason string
}

func (c Change) statement(k *Keys, key, kind string) (Statement, error) {
	switch {
	case k.now == nil:
		return Statement{}, comity.Errorf(comity.Fault, "sign: Config.Now is missing")
	case c.Actor == "" || strings.TrimSpace(c.Reason) == "":
		return Statement{}, comity.Errorf(comity.Usage, "a key changes by somebody and for a reason").WithHint("give --reason TEXT")
	}
	return Statement{Actor: c.Actor, At: comity.InstantOf(k.now()), Key: key, Kind: kind, Reason: c.Reason}, nil
}

func (key actKey) sign(message []byte) Signature {
	return Signature{KeyID: key.public.ID(), Sig: ed25519.Sign(key.private, message)}
}

// RotateAct draws a new act key in place of the present one, whose secret is
// destroyed; what it signed goes on verifying (ReadRing). It returns the new key.
// Sign refuses afterwards, until the keys are opened anew.
func (k *Keys) RotateAct(ctx context.Context, c Change) (PublicKey, error) {
	s, err := c.statement(k, ActKey, Rotate)
	if err != nil {
		return PublicKey{}, err
	}
	err = k.changing(ctx, func() error {
		old, err := k.readSigner(actFile)
		if err != nil {
			return err
		}
		next, err := k.drawNext(old.public.Name)
		if err != nil {
			return err
		}
		s.Old, s.New = old.public.String(), next.public.String()
		return k.say(s, old, next)
	})
	if err != nil {
		return PublicKey{}, err
	}
	return k.Act()
}

// drawNext makes the key that is to take over, in place of one that a killed rotation left.
func (k *Keys) drawNext(name string) (actKey, error) {
	if err := k.discard(nextAct); err != nil {
		return actKey{}, err
	}
	secret, err := k.newSigner(name)
	if err != nil {
		return actKey{}, err
	}
	if err := k.writeSecret(nextAct, secret); err != nil {
		return actKey{}, err
	}
	return k.readSigner(nextAct)
}

// RotateCMS draws a new key for documents and certifies it under the same root.
// The old certificate is kept, since what it signed refers to it; its key is
// destroyed; it may be lost. A node that had none has one afterwards. What Certified gave
// before stays with whoever has it: open the keys anew.
func (k *Keys) RotateCMS(ctx context.Context, c Change) (*x509.Certificate, error) {
	s, err := c.statement(k, CMSKey, Rotate)
	if err != nil {
		return nil, err
	}
	chain, err := Certificates(k.fsys)
	if err == nil && chain == nil {
		_, err = k.loadCertified()
	}
	if err != nil {
		return nil, err
	}
	err = k.changing(ctx, func() error {
		act, err := k.readSigner(actFile)
		if err != nil {
			return err
		}
		if s.Old, s.New, err = k.certifyNext(); err != nil {
			return err
		}
		return k.say(s, act)
	})
	if err != nil {
		return nil, err
	}
	return readCertificate(k.fsys, cmsFile)
}

// certifyNext makes key and certificate that are to take over, and returns the
// digests of the old certificate and the new.
func (k *Keys) certifyNext() (was, is string, err error) {
	old, err := readCertificate(k.fsys, cmsFile)
	if err != nil {
		return "", "", err
	}
	root, err := k.pair(rootFile, k.issueRoot)
	if err != nil {
		return "", "", err
	}
	for _, f := range []string{nextCMS, certificateFile(nextCMS)} {
		if err := k.discard(f); err != nil {
			return "", "", err
		}
	}
	secret, err := k.newECDSA()
	if err != nil {
		return "", "", err
	}
	if err := k.writeSecret(nextCMS, secret); err != nil {
		return "", "", err
	}
	next, err := k.ecdsaKey(nextCMS)
	if err != nil {
		return "", "", err
	}
	der, err := k.issueLeaf(next, root)
	if err != nil {
		return "", "", err
	}
	return comity.DigestOf(old.Raw).String(), comity.DigestOf(der).String(), k.writeCertificate(nextCMS, der)
}

// Revoke says that a key is not to be relied on from since on: a verifier key of
// acts, or the digest of a certificate. One that still signs is rotated first.
func (k *Keys) Revoke(ctx context.Context, key, old string, since comity.Instant, c Change) error {
	s, err := c.statement(k, key, Revoke)
	if err != nil {
		return err
	}
	if since.Time().After(k.now()) {
		return comity.Errorf(comity.Usage, "a key cannot be revoked from a time to come").WithHint("give --since as the time from which another may have had it")
	}
	s.Old, s.Since = old, since
	return k.changing(ctx, func() error {
		ring, err := ReadRing(k.fsys)
		if err != nil {
			return err
		}
		if err := ring.mayRevoke(key, old); err != nil {
			return err
		}
		act, err := k.readSigner(actFile)
		if err != nil {
			return err
		}
		if err := k.say(s, act); err != nil || key != CMSKey {
			return err
		}
		root, err := k.pair(rootFile, k.issueRoot)
		if err != nil {
			return err
		}
		_, err = k.currentList(root) // a process killed before this: the next that signs makes it
		return err
	})
}

// mayRevoke wants a key that was the node's, signs no more, and was not revoked yet.
func (r Ring) mayRevoke(key, old string) error {
	former := false
	for _, s := range r.Statements {
		if s.Key != key || s.Old != old {
			continue
		}
		if s.Kind == Revoke {
			return comity.Errorf(comity.Usage, "the key was revoked on %s", s.At)
		}
		former = true
	}
	if !former {
		return comity.Errorf(comity.Usage, "that is no former %s key of this node", key).WithHint("`comity key list` names them")
	}
	return nil
}

// changing runs change under the lock, and finishes what it said.
func (k *Keys) changing(ctx context.Context, change func() error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return k.locked(Dir, func() error {
		if err := k.settle(); err != nil {
			return err
		}
		if err := change(); err != nil {
			return err
		}
		return k.settle()
	})
}

// settle makes the files what the statements say, after a process was killed
// between. It needs no passphrase. It runs under the lock.
func (k *Keys) settle() error {
	envelopes, err := readEnvelopes(k.fsys)
	if err != nil || len(envelopes) == 0 {
		return err
	}
	latest := map[string]Statement{}
	for _, e := range envelopes {
		if s, err := parseStatement(e); err == nil && s.Kind == Rotate {
			latest[s.Key] = s
		}
	}
	return errors.Join(k.settleAct(latest[ActKey]), k.settleCMS(latest[CMSKey]))
}

func (k *Keys) settleAct(s Statement) error {
	if s.New == "" {
		return nil
	}
	pub, err := readPublic(k.fsys, actFile)
	if err == nil && pub.String() == s.New {
		return nil // a next key that lies there was never spoken of
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := k.takeOver(nextAct, actFile); err != nil {
		return err
	}
	return disk.ReplaceFile(k.fsys, path.Join(Dir, publicFile(actFile)), 0o644, line(s.New))
}

// settleCMS keeps the old certificate under its digest, then moves key and
// certificate: the certificate last, since it shows that all is done.
func (k *Keys) settleCMS(s Statement) error {
	if s.New == "" {
		return nil
	}
	now, err := readCertificate(k.fsys, cmsFile)
	if err != nil {
		return err
	}
	if comity.DigestOf(now.Raw).String() == s.New {
		return nil
	}
	if err := k.keepFormer(s.Old, now); err != nil {
		return err
	}
	if err := k.takeOver(nextCMS, cmsFile); err != nil {
		return err
	}
	return k.takeOver(certificateFile(nextCMS), certificateFile(cmsFile))
}

func (k *Keys) keepFormer(digest string, c *x509.Certificate) error {
	dir := path.Join(Dir, formerDir)
	if err := disk.MkdirAll(k.fsys, dir, 0o700); err != nil {
		return err
	}
	return disk.ReplaceFile(k.fsys, path.Join(dir, digest+".pem"), 0o644, func(w io.Writer) error {
		_, err := w.Write(MarshalCertificate(c))
		return err
	})
}

// takeOver renames a file of Dir, unless that was done.
func (k *Keys) takeOver(next, file string) error {
	err := k.fsys.Rename(path.Join(Dir, next), path.Join(Dir, file))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return comity.Errorf(comity.Fault, "put %s/%s in place: %w", Dir, file, err)
	}
	return k.fsys.SyncDir(Dir)
}

// discard removes a file of Dir, if it is there.
func (k *Keys) discard(file string) error {
	if err := k.fsys.Remove(path.Join(Dir, file)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return comity.Errorf(comity.Fault, "remove %s/%s: %w", Dir, file, err)
	}
	return k.fsys.SyncDir(Dir)
}
