package cosign

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"

	"github.com/transparency-dev/tessera/client"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/proof"
	"comity/internal/evidence/log/witness"
)

const (
	noteExt  = ".note"
	lockFile = ".lock"
	maxKept  = 64 // checkpoints: the newest, and whichever met the policy last
)

// kept is a checkpoint of our log with the cosignatures that are known.
type kept struct {
	proof.Checkpoint
	standing proof.Standing
}

func noteName(size uint64) string { return path.Join(Dir, fmt.Sprintf("%012d%s", size, noteExt)) }

// all are the kept checkpoints, by size.
func (b *Book) all() ([]kept, error) {
	entries, err := b.cfg.FS.ReadDir(Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "list what partners co-signed: %w", err)
	}
	var out []kept
	for _, e := range entries {
		if !strings.HasSuffix(e.Name(), noteExt) || strings.HasPrefix(e.Name(), disk.TempPrefix) {
			continue
		}
		k, err := b.load(path.Join(Dir, e.Name()))
		if errors.Is(err, fs.ErrNotExist) {
			continue // another process has just dropped it
		}
		if err != nil {
			return nil, err
		}
		out = append(out, k)
	}
	return out, nil
}

// load reads and checks one; what has been checked once is not checked again.
func (b *Book) load(name string) (kept, error) {
	text, err := disk.ReadFile(b.cfg.FS, name)
	if err != nil {
		return kept{}, err
	}
	if k, ok := b.read[name]; ok && k.Text == string(text) {
		return k, nil
	}
	k, err := b.parse(text)
	if err == nil && noteName(k.Size) != name {
		err = comity.Errorf(comity.Negative, "it is of %d entries", k.Size)
	}
	if err != nil {
		return kept{}, comity.Errorf(comity.Negative, "%s: %w", name, err).WithHint("put it back from a backup of the node's home")
	}
	b.read[name] = k
	return k, nil
}

func (b *Book) parse(text []byte) (kept, error) {
	cp, err := proof.ParseCheckpoint(text, b.cfg.LogKey)
	if err != nil {
		return kept{}, err
	}
	s, err := b.policy.Judge(text)
	return kept{cp, s}, err
}

// add keeps cp with the partners' answers, beside what is known already. What is
// no cosignature of the partner who gave it is left out.
func (b *Book) add(ctx context.Context, cp proof.Checkpoint, answers map[string][]byte) (kept, error) {
	var now kept
	err := b.locked(ctx, func() error {
		text := []byte(cp.Text)
		old, err := b.load(noteName(cp.Size))
		switch {
		case err == nil && old.Root == cp.Root:
			text = []byte(old.Text)
		case err == nil:
			return otherHistory(ourselves, cp)
		case !errors.Is(err, fs.ErrNotExist):
			return err
		}
		for _, p := range b.cfg.Partners {
			if signed, err := p.Cosign(text, answers[p.Name]); answers[p.Name] != nil && err == nil {
				text = signed
			}
		}
		if now, err = b.parse(text); err != nil || string(text) == old.Text || len(now.standing.By) == 0 {
			return err
		}
		return b.write(now)
	})
	return now, err
}

func (b *Book) locked(ctx context.Context, do func() error) error {
	if err := disk.MkdirAll(b.cfg.FS, Dir, 0o755); err != nil {
		return err
	}
	lock, err := b.cfg.FS.Lock(ctx, path.Join(Dir, lockFile))
	if err != nil {
		return err
	}
	err = disk.Sweep(b.cfg.FS, Dir)
	if err == nil {
		err = do()
	}
	return errors.Join(err, lock.Close())
}

// write keeps k and drops what is too much.
func (b *Book) write(k kept) error {
	name := noteName(k.Size)
	err := disk.ReplaceFile(b.cfg.FS, name, 0o644, func(w io.Writer) error { _, err := io.WriteString(w, k.Text); return err })
	if err != nil {
		return err
	}
	b.read[name] = k
	return b.prune()
}

func (b *Book) prune() error {
	all, err := b.all()
	if err != nil {
		return err
	}
	met := -1
	for i, k := range all {
		if k.standing.Met {
			met = i
		}
	}
	for i := range max(0, len(all)-maxKept) {
		if i == met {
			continue
		}
		name := noteName(all[i].Size)
		if err := b.cfg.FS.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return comity.Errorf(comity.Fault, "drop %s: %w", name, err)
		}
		delete(b.read, name)
	}
	return nil
}

// Kept are the checkpoints that partners co-signed, or were asked to, by size.
func (b *Book) Kept() ([]proof.Checkpoint, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, err := b.all()
	var out []proof.Checkpoint
	for _, k := range all {
		out = append(out, k.Checkpoint)
	}
	return out, err
}

// Receipt is r under a checkpoint that stands better with the policy, where one
// is kept: the oldest that meets it, or else the one of most countries. r itself
// is returned where none does.
func (b *Book) Receipt(ctx context.Context, r proof.Receipt) (proof.Receipt, proof.Standing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	best, err := b.parse([]byte(r.Checkpoint))
	if err != nil || best.standing.Met {
		return r, best.standing, err
	}
	all, err := b.all()
	if err != nil {
		return r, best.standing, err
	}
	better := false
	for _, k := range all {
		if k.Size > r.Index && !best.standing.Met && (k.standing.Met || len(k.standing.By) > len(best.standing.By)) {
			best, better = k, true
		}
	}
	if !better {
		return r, best.standing, nil
	}
	r, err = b.under(ctx, r.Index, best.Checkpoint)
	return r, best.standing, err
}

// under proves entry index from the log's tiles under a checkpoint.
func (b *Book) under(ctx context.Context, index uint64, cp proof.Checkpoint) (proof.Receipt, error) {
	r := proof.Receipt{Index: index, Size: cp.Size, Root: cp.Root, Checkpoint: cp.Text}
	builder, err := client.NewProofBuilder(ctx, cp.Size, client.FileFetcher{Root: b.cfg.Log}.ReadTile)
	if err != nil {
		return r, unreadable(err)
	}
	hashes, err := builder.InclusionProof(ctx, index)
	if err != nil {
		return r, unreadable(err)
	}
	r.Proof = digests(hashes)
	return r, nil
}

// Request is what the partner called name is to be sent as a file: the published
// checkpoint and the proof that it continues the one that the partner saw last, of
// from entries; as far as we know where from is negative.
func (b *Book) Request(ctx context.Context, name string, from int64) (witness.Request, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.knows(name) {
		return witness.Request{}, comity.Errorf(comity.Usage, "no partner is called %.40q", name).WithHint("partners stand in node.toml, [[witness.partner]]")
	}
	cp, err := b.published()
	if err != nil {
		return witness.Request{}, err
	}
	all, err := b.all()
	if err != nil {
		return witness.Request{}, err
	}
	if err := b.continues(ctx, cp, all); err != nil {
		return witness.Request{}, err
	}
	old := uint64(max(from, 0))
	if from < 0 {
		old = seen(all, name)
	}
	switch {
	case cp.Text == "":
		return witness.Request{}, comity.Errorf(comity.Negative, "the node's log is empty: there is nothing to co-sign yet")
	case old > cp.Size:
		return witness.Request{}, behind(name, old, cp.Size)
	}
	hashes, err := b.consistency(ctx, old, cp.Size)
	if err != nil {
		return witness.Request{}, err
	}
	return witness.Request{Old: old, Proof: hashes, Checkpoint: []byte(cp.Text)}, b.locked(ctx, func() error { return b.expect(cp) })
}

func (b *Book) knows(name string) bool {
	for _, p := range b.cfg.Partners {
		if p.Name == name {
			return true
		}
	}
	return false
}

// expect keeps a checkpoint for which an answer will come.
func (b *Book) expect(cp proof.Checkpoint) error {
	if _, err := b.load(noteName(cp.Size)); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	k, err := b.parse([]byte(cp.Text))
	if err != nil {
		return err
	}
	return b.write(k)
}

// Take keeps a partner's answer to a file: signature lines, under whichever kept
// checkpoint they fit. It returns that checkpoint's standing now, and its size.
func (b *Book) Take(ctx context.Context, answer []byte) (uint64, proof.Standing, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	all, err := b.all()
	if err != nil {
		return 0, proof.Standing{}, err
	}
	for i := len(all) - 1; i >= 0; i-- {
		for _, p := range b.cfg.Partners {
			if _, err := p.Cosign([]byte(all[i].Text), answer); err != nil {
				continue
			}
			now, err := b.add(ctx, all[i].Checkpoint, map[string][]byte{p.Name: answer})
			return now.Size, now.standing, err
		}
	}
	return 0, proof.Standing{}, comity.Errorf(comity.Negative, "the file holds no cosignature of a partner under a checkpoint that was sent out").
		WithHint("ask again: comity witness ask")
}
