package witness

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
)

// What lies in a log's folder, which is named by the first 32 hex digits of the
// SHA-256 of its origin.
const (
	latestFile  = "latest"       // the checkpoint co-signed last, with our cosignature
	cosignedDir = "cosigned"     // every one that was co-signed, by its size
	keptDir     = "misbehaviour" // what shows that the log has two histories, or may
	lockFile    = ".lock"
)

// maxKept bounds what is kept of one log's misbehaviour: the first suffice to
// show it, and a log that signs more must not fill the disk.
const maxKept = 256

// state is a log's folder, locked.
type state struct {
	w      *Witness
	origin string
	dir    string
	lock   io.Closer
}

func (w *Witness) folder(origin string) string {
	d := comity.DigestOf([]byte(origin))
	return path.Join(w.cfg.Dir, d.String()[:32])
}

// open makes the folder, locks it and removes what a killed process left.
func (w *Witness) open(ctx context.Context, origin string) (*state, error) {
	s := &state{w: w, origin: origin, dir: w.folder(origin)}
	if _, err := w.cfg.FS.Stat(path.Join(s.dir, keptDir)); errors.Is(err, fs.ErrNotExist) {
		for _, dir := range []string{cosignedDir, keptDir} {
			if err := disk.MkdirAll(w.cfg.FS, path.Join(s.dir, dir), 0o755); err != nil {
				return nil, err
			}
		}
	}
	var err error
	if s.lock, err = w.cfg.FS.Lock(ctx, path.Join(s.dir, lockFile)); err != nil {
		return nil, err
	}
	return s, nil
}

func (s *state) close() error { return s.lock.Close() }

// last is the checkpoint co-signed last; the zero value where there is none.
func (s *state) last() (proof.Checkpoint, error) {
	cp, err := s.read(latestFile)
	if errors.Is(err, fs.ErrNotExist) {
		return proof.Checkpoint{}, nil
	}
	return cp, err
}

// read reads a checkpoint that was checked before it was kept.
func (s *state) read(name string) (proof.Checkpoint, error) {
	b, err := disk.ReadFile(s.w.cfg.FS, path.Join(s.dir, name))
	if err != nil {
		return proof.Checkpoint{}, err
	}
	cp, err := proof.UnverifiedCheckpoint(b)
	if err != nil || cp.Origin != s.origin {
		return cp, comity.Errorf(comity.Negative, "%s is damaged", path.Join(s.dir, name)).
			WithHint("put it back from a backup that is not older: a witness that forgets what it signed is none")
	}
	return cp, nil
}

// cosign signs cp, keeps it durably and returns the line.
func (s *state) cosign(cp proof.Checkpoint) ([]byte, error) {
	text, _, _ := strings.Cut(cp.Text, "\n\n")
	line, err := s.w.cfg.Cosign([]byte(text + "\n"))
	if err != nil {
		return nil, err
	}
	signed := append([]byte(cp.Text), line...)
	err = s.write(sized(cp.Size), signed)
	if errors.Is(err, fs.ErrExist) {
		err = s.sameAsBefore(cp)
	}
	if err != nil {
		return nil, err
	}
	name := path.Join(s.dir, latestFile)
	return line, disk.ReplaceFile(s.w.cfg.FS, name, 0o644, func(w io.Writer) error { _, err := w.Write(signed); return err })
}

// sameAsBefore refuses a second root at a size: the first may have been signed
// by a process that was killed before it could answer.
func (s *state) sameAsBefore(cp proof.Checkpoint) error {
	known, err := s.read(sized(cp.Size))
	if err != nil || known.Root == cp.Root {
		return err
	}
	err = s.keep(Split, cp, known)
	return errors.Join(refuse(Inconsistent, 0, "the log of %d entries had another root when it was signed here", cp.Size), err)
}

func sized(size uint64) string { return path.Join(cosignedDir, fmt.Sprintf("%012d", size)) }

func (s *state) write(name string, b []byte) error {
	return disk.WriteFile(s.w.cfg.FS, path.Join(s.dir, name), 0o444, func(w io.Writer) error { _, err := w.Write(b); return err })
}

// How a signed checkpoint speaks against its log.
const (
	Split    = "split"    // co-signed with another root at the same size: proof by itself
	Rollback = "rollback" // smaller than what was co-signed, and never seen at that size
	Unproven = "unproven" // larger, and not shown to continue what was co-signed
)

// Misbehaviour is a signed checkpoint that was kept, beside the one that it does
// not fit. A split proves itself. A rollback or an unproven one may have an
// innocent reason, which the log's owner can show: a consistency proof.
type Misbehaviour struct {
	Kind     string
	Signed   proof.Checkpoint // what the log signed and we did not
	Cosigned proof.Checkpoint // what it signed before, with our cosignature
}

// keepOlder keeps a checkpoint that is not larger than the last and is not one
// that we know.
func (s *state) keepOlder(cp, last proof.Checkpoint) error {
	if cp.Size > last.Size || last.Text == "" {
		return nil
	}
	known, err := s.read(sized(cp.Size))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return s.keep(Rollback, cp, last)
	case err != nil:
		return err
	case known.Root != cp.Root:
		return s.keep(Split, cp, known)
	}
	return nil // an answer that was lost is asked for again
}

// keep writes down what cp and known say together, once.
func (s *state) keep(kind string, cp, known proof.Checkpoint) error {
	if known.Text == "" {
		return nil // nothing was co-signed yet
	}
	entries, err := s.w.cfg.FS.ReadDir(path.Join(s.dir, keptDir))
	if err != nil {
		return comity.Errorf(comity.Fault, "keep a checkpoint: %w", err)
	}
	if len(entries) >= 2*maxKept {
		return nil
	}
	name := path.Join(keptDir, fmt.Sprintf("%s-%012d-%s", kind, cp.Size, cp.Root.Short()))
	if err := s.write(name+".cosigned", []byte(known.Text)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if err := s.write(name+".signed", []byte(cp.Text)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	if s.w.cfg.Told != nil {
		s.w.cfg.Told(s.origin, Misbehaviour{kind, cp, known})
	}
	return nil
}

// Misbehaviour lists what was kept of a log, by file name.
func (w *Witness) Misbehaviour(origin string) ([]Misbehaviour, error) {
	s := &state{w: w, origin: origin, dir: w.folder(origin)}
	entries, err := w.cfg.FS.ReadDir(path.Join(s.dir, keptDir))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "list what was kept of a log: %w", err)
	}
	var all []Misbehaviour
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".signed")
		if !ok || strings.HasPrefix(name, disk.TempPrefix) {
			continue
		}
		m := Misbehaviour{Kind: strings.Split(name, "-")[0]}
		if m.Signed, err = s.read(path.Join(keptDir, e.Name())); err != nil {
			return nil, err
		}
		if m.Cosigned, err = s.read(path.Join(keptDir, name+".cosigned")); err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	return slices.Clip(all), nil
}
