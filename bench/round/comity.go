package round

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"

	"comity/bench/scene"
)

func (r *rounds) path(parts ...string) string {
	return filepath.Join(append([]string{r.work}, parts...)...)
}

// seal puts the scene into a case, once, outside all timing.
func (r *rounds) seal(ctx context.Context) error {
	dir, home := r.path("sealed", "case"), r.path("sealed", "home")
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return err
	}
	if _, _, err := timed(r.command(ctx, home, "init", dir, "--title", "Bench", "--country", "IT", "--authority", "Bench office")); err != nil {
		return fmt.Errorf("comity init: %w", err)
	}
	if _, _, err := timed(r.command(ctx, home, "seal", dir, r.scene.Path(scene.ManifestFile))); err != nil {
		return fmt.Errorf("comity seal: %w", err)
	}
	return nil
}

// check measures one check, from a case that was never checked: each round gets its own copy of case and node, whose
// sealed objects are links.
func (r *rounds) check(ctx context.Context) error {
	if err := removeAll(r.path("checked")); err != nil {
		return err
	}
	if err := clone(r.path("sealed"), r.path("checked")); err != nil {
		return err
	}
	_, m, err := timed(r.command(ctx, r.path("checked", "home"), "check", r.path("checked", "case")))
	if err != nil {
		return fmt.Errorf("comity check: %w", err)
	}
	r.comity = append(r.comity, m)
	return nil
}

func (r *rounds) command(ctx context.Context, home string, args ...string) *exec.Cmd {
	args = append(args, "--home", home, "--actor", "bench", "--purpose", "measuring", "--quiet")
	return exec.CommandContext(ctx, r.cfg.Comity, args...)
}

// clone copies a tree; what is read-only is linked, for nobody writes to it.
func clone(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rest, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		if d.IsDir() {
			return os.MkdirAll(filepath.Join(to, rest), 0o700)
		}
		info, err := d.Info()
		if err != nil || !info.Mode().IsRegular() {
			return err
		}
		if info.Mode().Perm()&0o222 == 0 {
			return os.Link(path, filepath.Join(to, rest))
		}
		return copyFile(path, filepath.Join(to, rest), info.Mode().Perm())
	})
}

func copyFile(from, to string, perm fs.FileMode) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, perm)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}
