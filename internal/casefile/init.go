package casefile

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// Init opens a new case in dir, which is created and must be empty. What a
// killed Init left there gives way.
func (n *Node) Init(ctx context.Context, dir string, p InitParams) (*Case, error) {
	if err := p.check(); err != nil {
		return nil, err
	}
	if err := n.authorise(policy.Init, ""); err != nil {
		return nil, err
	}
	fsys, abs, err := n.folder(dir)
	if err != nil {
		return nil, err
	}
	if err := makeRoot(abs, 0o700); err != nil {
		return nil, err
	}
	if err := checkVacant(fsys, dir); err != nil {
		return nil, err
	}
	o, err := n.opening(p)
	if err != nil {
		return nil, err
	}
	c, err := n.attach(fsys, abs, o.ID)
	if err != nil {
		return nil, err
	}
	return c, c.write(ctx, func(ctx context.Context) error { return c.begin(ctx, o) })
}

func (p InitParams) check() error {
	for _, f := range []struct{ name, value string }{{"title", p.Title}, {"authority", p.Authority}} {
		if strings.TrimSpace(f.value) == "" || !utf8.ValidString(f.value) {
			return comity.Errorf(comity.Usage, "a case needs a %s", f.name).WithHint("give --%s", f.name)
		}
		if err := comity.MayKeep("the "+f.name, f.value); err != nil {
			return err
		}
	}
	if len(p.Country) != 2 || strings.ToUpper(p.Country) != p.Country {
		return comity.Errorf(comity.Usage, "country %.20q is not two capital letters", p.Country).
			WithHint("give --country as in ISO 3166-1, such as IT")
	}
	return nil
}

// checkVacant refuses a folder that holds a case or anything else.
func checkVacant(fsys disk.FS, dir string) error {
	entries, err := fsys.ReadDir(".")
	if err != nil {
		return comity.Errorf(comity.Fault, "open %s: %w", dir, err)
	}
	for _, e := range entries {
		switch name := e.Name(); {
		case name == caseFile, name == lockFile, strings.HasPrefix(name, disk.TempPrefix):
		case name == act.Dir:
			acts, err := fsys.ReadDir(act.Dir)
			if err != nil {
				return comity.Errorf(comity.Fault, "open %s: %w", dir, err)
			}
			for _, a := range acts {
				if !strings.HasPrefix(a.Name(), ".") {
					return comity.Errorf(comity.Usage, "%s holds a case already", dir).WithHint("choose another folder")
				}
			}
		default:
			return comity.Errorf(comity.Usage, "%s is not empty", dir).WithHint("choose a new folder for the case")
		}
	}
	return nil
}

// opening draws the case's pseudonym.
func (n *Node) opening(p InitParams) (opening, error) {
	o := opening{Title: p.Title, Authority: p.Authority, Country: p.Country}
	var id [16]byte
	if _, err := io.ReadFull(n.cfg.Rand, id[:]); err != nil {
		return o, comity.Errorf(comity.Fault, "draw a case id: %w", err)
	}
	o.ID, o.Opened = fmt.Sprintf("%x", id), comity.InstantOf(n.now()).Time()
	actKey, logKey, err := sign.Public(n.fsys)
	o.Keys = &keyring{Act: actKey.String(), Log: logKey.String()}
	return o, err
}

// begin writes what a new case consists of. The first act comes last: until it
// is there, the folder holds no case.
func (c *Case) begin(ctx context.Context, o opening) error {
	key, err := c.vault.NewKey()
	if err != nil {
		return err
	}
	if err := c.keys.Put(tokenKeyID(), key); err != nil {
		return err
	}
	text, err := o.Text()
	if err != nil {
		return err
	}
	if err := c.place(caseFile, text); err != nil {
		return err
	}
	return c.append(ctx, actInit, o)
}

// makeRoot makes the folder that a disk.FS begins at, durably.
func makeRoot(abs string, perm fs.FileMode) error {
	there := abs
	if info, err := os.Stat(abs); err == nil && !info.IsDir() {
		return comity.Errorf(comity.Usage, "%s is no folder", abs).WithHint("choose another folder")
	}
	for there != filepath.Dir(there) {
		if _, err := os.Stat(there); !errors.Is(err, fs.ErrNotExist) {
			break
		}
		there = filepath.Dir(there)
	}
	rest, err := filepath.Rel(there, abs)
	if err != nil {
		return comity.Errorf(comity.Fault, "make folder %s: %w", abs, err)
	}
	err = disk.MkdirAll(disk.OS(there), filepath.ToSlash(rest), perm)
	var e *comity.Error
	if errors.As(err, &e) && e.Hint == "" {
		return e.WithHint("choose a folder that you may write in, on a disk with room")
	}
	return err
}
