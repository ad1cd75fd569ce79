package casefile

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"golang.org/x/sync/errgroup"

	"comity/internal/analysis/material"
	"comity/internal/analysis/material/known"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/vault"
	"comity/internal/records/format"
	"comity/internal/records/record"
)

// Sets of known files that are large lie in the case a second time, as an index that says where a digest stands: derived
// from the exhibit, encrypted under a key that follows from its own, made again where it is lost, damaged or stale.
const (
	setDir    = "sets"
	setLabel  = "comity set v1"
	saltSize  = 32
	setMemory = 128 << 20 // for sorting

	// indexedFrom is from how many bytes on an exhibit's index is kept, where Config does not say.
	indexedFrom = 16 << 20
)

// setName is where the index of the description sealName lies.
func setName(sealName string) string {
	return path.Join(setDir, strings.TrimSuffix(path.Base(sealName), ".json")+".set")
}

// heldSet is an index opened for one command.
type heldSet struct {
	*known.Set
	file  io.Closer
	plain *vault.Reader
	taken takenRows
}

// takenRows is what reading the exhibit found.
type takenRows struct {
	Bytes       int64 `json:"bytes"`
	Rows        int64 `json:"rows"`
	Rejects     int64 `json:"rejects"`
	Quarantined int64 `json:"quarantined"`
	Withdrawn   int64 `json:"withdrawn"`
	Aside       int64 `json:"aside"`
}

func (t takenRows) of(src *record.Source) run.Taken {
	return run.Taken{Source: *src, Bytes: t.Bytes, Rows: t.Rows, Rejects: t.Rejects, Quarantined: t.Quarantined, Withdrawn: t.Withdrawn, Aside: t.Aside}
}

// heldSets are those of a case, by reference.
type heldSets map[string]*heldSet

func (h heldSets) close() (err error) {
	for _, s := range h {
		err = errors.Join(err, s.file.Close())
	}
	return err
}

// indexed calls do with every set of known files in force that an index is kept of.
func (c *Case) indexed(do func(v sealed, d description) error) error {
	from := c.node.cfg.IndexedFrom
	if from == 0 {
		from = indexedFrom
	}
	for _, v := range c.state.live(c.state.head()) {
		d, err := c.describe(v)
		if err != nil {
			return err
		}
		_, set := material.SetOf(&d.Source, d.Notes)
		if !set || d.Source.Kind != record.Hashes || from < 0 || d.Bytes < from || !format.Reads(&d.Source) {
			continue
		}
		if err := do(v, d); err != nil {
			return err
		}
	}
	return nil
}

// holdSets opens the indexes of a case's sets, and makes those that are not there, not of the exhibit as it is read now,
// or among distrusted. One that cannot be written is told in notes, and its set is then read whole.
func (c *Case) holdSets(ctx context.Context, in run.Input, distrusted map[string]bool) (held heldSets, notes []string, err error) {
	held = heldSets{}
	err = c.indexed(func(v sealed, d description) error {
		h, err := c.heldSet(ctx, in, v, d, distrusted[d.Source.Ref])
		if errors.As(err, new(unwritten)) && ctx.Err() == nil {
			notes = append(notes, err.Error())
			return nil
		}
		if err == nil {
			held[d.Source.Ref] = h
		}
		return err
	})
	if err != nil {
		return nil, nil, errors.Join(err, held.close())
	}
	return held, notes, nil
}

// unwritten is a failure to keep an index.
type unwritten struct{ error }

func (u unwritten) Unwrap() error { return u.error }

func (c *Case) heldSet(ctx context.Context, in run.Input, v sealed, d description, distrusted bool) (*heldSet, error) {
	made, err := madeOf(&d.Source, in.Withdrawn)
	if err != nil {
		return nil, err
	}
	if !distrusted {
		if h, ok := c.openSet(v, d, made); ok {
			return h, nil
		}
	}
	lock, err := c.fsys.Lock(ctx, lockFile)
	if err != nil {
		return nil, unwritten{err}
	}
	h, err := c.remadeSet(ctx, in, v, d, made, distrusted)
	if err = errors.Join(err, lock.Close()); err != nil && h != nil {
		err = errors.Join(err, h.file.Close())
	}
	return h, err
}

// remadeSet is the index made, unless another command did so while the lock, which is held now, was waited for.
func (c *Case) remadeSet(ctx context.Context, in run.Input, v sealed, d description, made comity.Digest, distrusted bool) (*heldSet, error) {
	if !distrusted {
		if h, ok := c.openSet(v, d, made); ok {
			return h, nil
		}
	}
	if err := c.makeSet(ctx, in, v, d, made); err != nil {
		return nil, err
	}
	h, ok := c.openSet(v, d, made)
	if !ok {
		return nil, unwritten{comity.Errorf(comity.Fault, "exhibit %s: its index cannot be read back", d.Source.Ref)}
	}
	return h, nil
}

// madeOf names what an index follows from: how its exhibit is read, by which version, and without what.
func madeOf(src *record.Source, withdrawn []run.Withdrawn) (comity.Digest, error) {
	var without []run.Withdrawn
	for _, w := range withdrawn {
		if w.Exhibit == src.Exhibit {
			without = append(without, w)
		}
	}
	text, err := json.Marshal(struct {
		Version string
		Source  *record.Source
		Without []run.Withdrawn
	}{run.Version, src, without})
	return comity.DigestOf(text), err
}

// openSet opens an index; false where it is not there, damaged as far as that shows at once, or of something else.
func (c *Case) openSet(v sealed, d description, made comity.Digest) (*heldSet, bool) {
	f, err := c.fsys.Open(setName(v.body.Seal))
	if err != nil {
		return nil, false
	}
	h := &heldSet{file: f}
	if err := h.open(f, c.node.workers(), func(salt []byte) (vault.Key, error) { return c.setKey(d.Source.Exhibit, salt) }); err != nil || h.Info.Made != made {
		_ = f.Close() // what it says is not used
		return nil, false
	}
	return h, true
}

func (h *heldSet) open(f disk.File, workers int, keyOf func([]byte) (vault.Key, error)) error {
	salt := make([]byte, saltSize)
	if _, err := f.ReadAt(salt, 0); err != nil {
		return err
	}
	key, err := keyOf(salt)
	if err != nil {
		return err
	}
	r, err := vault.Decrypt(salted{f}, key)
	if err != nil {
		return err
	}
	h.plain = r
	readers := make([]io.ReaderAt, workers)
	for i := range readers {
		readers[i] = &lastSegment{r: r, n: -1}
	}
	if h.Set, err = known.OpenSet(r.Size(), readers...); err != nil {
		return err
	}
	return json.Unmarshal(h.Info.Taken, &h.taken)
}

// setKey is the key of an index: whoever cannot read the exhibit can neither read nor forge it.
func (c *Case) setKey(exhibit comity.Digest, salt []byte) (vault.Key, error) {
	key, err := c.keys.Get(exhibit)
	if err != nil {
		return key, comity.Wrapf("the key of exhibit %s: %w", exhibit.Short(), err)
	}
	m := hmac.New(sha256.New, key[:])
	m.Write([]byte(setLabel))
	m.Write(salt)
	return vault.Key(m.Sum(nil)), nil
}

// makeSet reads the exhibit and writes its index. The case's lock is held.
func (c *Case) makeSet(ctx context.Context, in run.Input, v sealed, d description, made comity.Digest) (err error) {
	if err := disk.MkdirAll(c.fsys, setDir, 0o755); err != nil {
		return unwritten{err}
	}
	if err := disk.Sweep(c.fsys, setDir); err != nil {
		return unwritten{err}
	}
	salt := make([]byte, saltSize)
	if _, err := io.ReadFull(c.node.cfg.Rand, salt); err != nil {
		return comity.Errorf(comity.Fault, "draw a salt: %w", err)
	}
	key, err := c.setKey(d.Source.Exhibit, salt)
	if err != nil {
		return err
	}
	temp, err := disk.NewTemp(c.fsys, setDir)
	if err != nil {
		return unwritten{err}
	}
	if _, err = temp.Write(salt); err == nil {
		err = c.fillSet(ctx, in, d, made, temp, key)
	} else {
		err = unwritten{err}
	}
	if err != nil {
		return errors.Join(err, temp.Discard())
	}
	if err := temp.Rename(setName(v.body.Seal), 0o444); err != nil {
		return unwritten{err}
	}
	return nil
}

// fillSet writes the index, encrypted, to w.
func (c *Case) fillSet(ctx context.Context, in run.Input, d description, made comity.Digest, w io.Writer, key vault.Key) error {
	var scratch [2]*Spool
	for i := range scratch {
		s, err := c.spool(fmt.Sprintf("%s/%sspool-%d", setDir, disk.TempPrefix, i))
		if err != nil {
			return unwritten{err}
		}
		defer func() { _ = s.Close() }() // what it holds is not needed
		scratch[i] = s
	}
	out, into := io.Pipe()
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error {
		err := vault.Encrypt(ctx, w, out, key)
		out.CloseWithError(err)
		if err != nil && ctx.Err() == nil {
			err = unwritten{err}
		}
		return err
	})
	group.Go(func() error {
		err := c.indexSet(ctx, in, d, made, into, scratch)
		into.CloseWithError(err)
		return err
	})
	return group.Wait()
}

// indexSet reads the exhibit and writes its index as it is before it is encrypted.
func (c *Case) indexSet(ctx context.Context, in run.Input, d description, made comity.Digest, out io.Writer, scratch [2]*Spool) error {
	w, err := known.NewWriter(out, setMemory, scratch[0], scratch[1])
	if err != nil {
		return err
	}
	in.Exhibits = only(in.Exhibits, d.Source.Ref)
	taken, err := run.Take(ctx, in, run.Wanted{Kinds: []record.Kind{record.Hashes}, Row: func(_ *record.Source, r *run.Row) error {
		if r.Hashed == nil {
			return nil
		}
		if err := w.Add(r.Hashed); err != nil {
			return unwritten{err}
		}
		return nil
	}})
	if err != nil {
		return err
	}
	t := takenRows{}
	for _, x := range taken {
		t = takenRows{x.Bytes, x.Rows, x.Rejects, x.Quarantined, x.Withdrawn, x.Aside}
	}
	text, err := json.Marshal(t)
	if err != nil {
		return err
	}
	stage := "index " + d.Source.Ref
	if err := w.Close(ctx, made, text, func(done, total int64) { c.node.cfg.Progress(stage, done, total) }); err != nil {
		return unwritten{err}
	}
	return nil
}

func only(exhibits []run.Exhibit, ref string) (out []run.Exhibit) {
	for _, e := range exhibits {
		if e.Source.Ref == ref {
			out = append(out, e)
		}
	}
	return out
}

// remakeSets makes the indexes again that are missing, stale or damaged anywhere, and removes those of no set in force.
func (c *Case) remakeSets(ctx context.Context) error {
	names, err := c.list(setDir)
	if err != nil {
		return err
	}
	stray := map[string]bool{}
	for _, n := range names {
		stray[path.Join(setDir, n)] = true
	}
	err = c.indexed(func(v sealed, d description) error {
		delete(stray, setName(v.body.Seal))
		in, err := c.input(c.state.head())
		if err != nil {
			return err
		}
		h, err := c.heldSet(ctx, in, v, d, false)
		if err != nil {
			return err
		}
		sound := h.sound(ctx)
		if err := errors.Join(ctx.Err(), h.file.Close()); err != nil || sound {
			return err
		}
		if h, err = c.heldSet(ctx, in, v, d, true); err == nil {
			err = h.file.Close()
		}
		return err
	})
	for name := range stray {
		if err == nil {
			err = c.fsys.Remove(name)
		}
	}
	return err
}

// sound reports whether every byte of the index is as it was written.
func (h *heldSet) sound(ctx context.Context) bool {
	_, err := io.Copy(io.Discard, h.plain.Stream(ctx))
	return err == nil
}

// salted is a file behind its salt.
type salted struct{ disk.File }

// ReadAt implements io.ReaderAt.
func (s salted) ReadAt(p []byte, off int64) (int, error) { return s.File.ReadAt(p, off+saltSize) }

// Stat tells the length behind the salt.
func (s salted) Stat() (fs.FileInfo, error) {
	info, err := s.File.Stat()
	return saltedInfo{info}, err
}

type saltedInfo struct{ fs.FileInfo }

// Size is the length behind the salt.
func (i saltedInfo) Size() int64 { return i.FileInfo.Size() - saltSize }

// lastSegment keeps the segment that was read last: who asks in order has each decrypted once.
type lastSegment struct {
	r     *vault.Reader
	n     int64
	plain []byte
}

// ReadAt implements io.ReaderAt, for one goroutine.
func (l *lastSegment) ReadAt(p []byte, off int64) (n int, err error) {
	for n < len(p) {
		at := off + int64(n)
		if at >= l.r.Size() {
			return n, io.EOF
		}
		if i := at / vault.SegmentSize; i != l.n {
			l.n = -1
			if l.plain, err = l.r.ReadSegment(l.plain[:0], i); err != nil {
				return n, err
			}
			l.n = i
		}
		n += copy(p[n:], l.plain[at%vault.SegmentSize:])
	}
	return n, nil
}
