package act

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"path"
	"strings"
	"time"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// lockFile excludes two processes that append at once.
const lockFile = ".lock"

// Signer signs acts; *sign.Keys is one.
type Signer interface {
	Sign(payloadType string, payload []byte) (sign.Envelope, error)
}

// Config says which chain is opened. Signer and Now are needed to append only.
type Config struct {
	FS     disk.FS
	Dir    string // folder of the acts; Dir where ""
	Case   string // the case's id, which every act carries
	Signer Signer
	Now    func() time.Time
}

// Chain is the history of one case. It is safe for parallel use, also by
// several processes.
type Chain struct{ cfg Config }

// Open returns the chain; nothing is read or written yet.
func Open(cfg Config) (*Chain, error) {
	if cfg.FS == nil || cfg.Case == "" {
		return nil, comity.Errorf(comity.Fault, "act: Config.FS or Config.Case is missing")
	}
	if cfg.Dir == "" {
		cfg.Dir = Dir
	}
	return &Chain{cfg: cfg}, nil
}

// Append signs d as the next act. When it returns without error the act is
// durable; when it is interrupted, at whatever moment, the chain is the old
// one or the new one. Of several appends at once each gets its own place.
// A chain whose head is damaged is a Negative error: nothing is built on it.
func (c *Chain) Append(ctx context.Context, d Draft) (Act, error) {
	if c.cfg.Signer == nil || c.cfg.Now == nil {
		return Act{}, comity.Errorf(comity.Fault, "act: Config.Signer or Config.Now is missing")
	}
	if d.Actor == "" || d.Kind == "" {
		return Act{}, comity.Errorf(comity.Usage, "an act needs an actor and a kind").
			WithHint("say who acts with --actor or in node.toml")
	}
	body, err := sign.Canonical(d.Body)
	if err != nil {
		return Act{}, err
	}
	if err := disk.MkdirAll(c.cfg.FS, c.cfg.Dir, 0o700); err != nil {
		return Act{}, err
	}
	lock, err := c.cfg.FS.Lock(ctx, path.Join(c.cfg.Dir, lockFile))
	if err != nil {
		return Act{}, err
	}
	a := Act{Case: c.cfg.Case, Actor: d.Actor, Purpose: d.Purpose, Kind: d.Kind, Body: body}
	a, err = c.append(a)
	if err = errors.Join(err, lock.Close()); err != nil {
		return Act{}, err
	}
	return a, nil
}

// append runs under the lock.
func (c *Chain) append(a Act) (Act, error) {
	if err := disk.Sweep(c.cfg.FS, c.cfg.Dir); err != nil {
		return a, err
	}
	head, found, err := c.Head()
	if err != nil {
		return a, err
	}
	a.Seq, a.Time = 1, comity.InstantOf(c.cfg.Now())
	if found {
		a.Seq, a.Prev = head.Seq+1, head.Digest
	}
	b, keyID, err := c.seal(a)
	if err != nil {
		return a, err
	}
	a.Digest, a.KeyID = comity.DigestOf(b), keyID
	return a, disk.WriteFile(c.cfg.FS, path.Join(c.cfg.Dir, a.File()), 0o400, func(w io.Writer) error {
		_, err := w.Write(b)
		return err
	})
}

// seal signs a and returns the bytes of its file.
func (c *Chain) seal(a Act) (b []byte, keyID string, err error) {
	p, err := a.marshal()
	if err != nil {
		return nil, "", err
	}
	e, err := c.cfg.Signer.Sign(PayloadType, p)
	if err != nil {
		return nil, "", err
	}
	b, err = e.Marshal()
	return b, e.Signatures[0].KeyID, err
}

// Head returns the newest act; found is false where there is none. It looks at
// the names of all acts but reads only the last.
func (c *Chain) Head() (head Act, found bool, err error) {
	files, damage, err := c.list()
	if err != nil || len(files)+len(damage) == 0 {
		return Act{}, false, err
	}
	if len(damage) > 0 {
		return Act{}, false, damage[0].err(c.cfg.Case)
	}
	last := files[len(files)-1]
	link, bad, err := c.read(last)
	if err == nil && bad != nil {
		err = bad.err(c.cfg.Case)
	}
	return link.act, err == nil, err
}

// All returns the whole chain, oldest first, after checking that it is one:
// names, links and case, not signatures. A Negative error names the first damage.
func (c *Chain) All(ctx context.Context) ([]Act, error) {
	acts, damage, err := c.check(ctx, nil)
	if err == nil && len(damage) > 0 {
		err = damage[0].err(c.cfg.Case)
	}
	if err != nil {
		return nil, err
	}
	return acts, nil
}

// Verify checks everything that can be known from the chain and keys: names,
// links, case and signatures. It returns the acts whose own file is sound,
// oldest first, and all damage, by sequence number. err is for what could not
// be looked at.
func (c *Chain) Verify(ctx context.Context, keys ...sign.PublicKey) ([]Act, []Damage, error) {
	if keys == nil {
		keys = []sign.PublicKey{}
	}
	return c.check(ctx, keys)
}

// entry is a file that is named like an act.
type entry struct {
	seq    int64
	digest comity.Digest
	name   string
}

// list returns the acts' files by sequence number, and as damage whatever in
// the names shows that they are not a chain 1, 2, 3, ….
func (c *Chain) list() ([]entry, []Damage, error) {
	dir, err := c.cfg.FS.ReadDir(c.cfg.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, comity.Errorf(comity.Fault, "list the acts of case %s: %w", c.cfg.Case, err)
	}
	var files []entry
	var damage []Damage
	for _, e := range dir {
		name := e.Name()
		if name == lockFile || strings.HasPrefix(name, disk.TempPrefix) {
			continue
		}
		seq, digest, ok := parseName(name)
		if !ok {
			damage = append(damage, Damage{File: name, Text: "is not an act"})
			continue
		}
		files = append(files, entry{seq, digest, name})
	}
	sortEntries(files)
	return files, append(damage, gaps(files)...), nil
}
