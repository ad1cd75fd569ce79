package casefile

import (
	"crypto/sha256"
	"errors"
	"io"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// outDir is the folder of the case for what leaves it.
const outDir = "out"

// outFile is a file to hand over, in a folder that is there: out/ of the case, or one
// outside the case and the node's home. Elsewhere in them an erasure would not find it.
type outFile struct {
	fsys disk.FS
	path string // absolute
	name string
}

func (c *Case) outFile(name string) (outFile, error) {
	abs, err := filepath.Abs(name)
	if err != nil || filepath.Base(abs) == "/" {
		return outFile{}, comity.Errorf(comity.Usage, "--out %.200q names no file", name)
	}
	in, inCase := below(c.dir, abs)
	_, inHome := below(c.node.home, abs)
	switch {
	case inCase && !strings.HasPrefix(in, outDir+"/"):
		return outFile{}, comity.Errorf(comity.Usage, "--out %.200q lies among the case's own files", name).
			WithHint("name a file in the folder %s of the case, or outside it", outDir)
	case inHome && !inCase:
		return outFile{}, comity.Errorf(comity.Usage, "--out %.200q lies in the node's home, where no erasure looks for it", name).
			WithHint("name a file in the folder %s of the case, or outside the home", outDir)
	}
	return outFile{c.node.cfg.FS(filepath.Dir(abs)), abs, filepath.Base(abs)}, nil
}

// below is the slash-separated way from a folder to a file in it, however links lead there.
func below(dir, file string) (string, bool) {
	rel, err := filepath.Rel(linked(dir), filepath.Join(linked(filepath.Dir(file)), filepath.Base(file)))
	rel = filepath.ToSlash(rel)
	return rel, err == nil && rel != ".." && !strings.HasPrefix(rel, "../")
}

// linked is where a folder is; as it is named, where that cannot be told.
func linked(dir string) string {
	if at, err := filepath.EvalSymlinks(dir); err == nil {
		return at
	}
	return dir
}

// removeCopies removes what lies in out/ of packs and disclosures that rest on an erased
// exhibit: encrypted or not, for the recipients may be ourselves. The list of what was
// handed over stays, and the notices go out. What a killed command had not recorded goes too:
// what is in it cannot be told.
func (c *Case) removeCopies(x *aside) error {
	rest, known, err := c.handedBefore(x)
	if err != nil {
		return err
	}
	return c.eachFile(outDir, func(name string) error {
		if len(known) == 0 && !strings.HasSuffix(name, partSuffix) {
			return nil
		}
		d, err := c.digestOf(name)
		if err != nil {
			return comity.Errorf(comity.Fault, "look for copies: %s: %w", name, err)
		}
		if !rest[d] && (known[d] || !strings.HasSuffix(name, partSuffix)) {
			return nil
		}
		if err := errors.Join(c.fsys.Remove(name), c.fsys.SyncDir(path.Dir(name))); err != nil {
			return comity.Errorf(comity.Fault, "remove the copy %s: %w", name, err)
		}
		return nil
	})
}

// handedBefore are the digests, as encrypted and as signed, of all that was handed over before an act
// of erasing, and of those that show rows of its exhibit or were made of a run that read it.
func (c *Case) handedBefore(x *aside) (rest, known map[comity.Digest]bool, err error) {
	rest, known = map[comity.Digest]bool{}, map[comity.Digest]bool{}
	for _, a := range c.state.acts[:x.act.Seq] {
		var b handoverBody
		if !handsOver(a.Kind) || a.Decode(&b) != nil {
			continue
		}
		files := []comity.Digest{b.File, b.Plain}
		if a.Kind == actProfile {
			files = append(files, b.Page)
		}
		for _, f := range files {
			known[f] = true
		}
		h, err := c.handed(&b)
		if err != nil && comity.KindOf(err) == comity.Fault {
			return nil, nil, err
		}
		if err != nil || h.holds(x.body.Exhibit) || slices.Contains(x.body.Gone, b.Run) { // a list that is gone: any may be in it
			for _, f := range files {
				rest[f] = true
			}
		}
	}
	return rest, known, nil
}

// eachFile calls use with every regular file below a folder of the case.
func (c *Case) eachFile(dir string, use func(name string) error) error {
	entries, err := c.fsys.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return comity.Errorf(comity.Fault, "list %s: %w", dir, err)
	}
	for _, e := range entries {
		name := path.Join(dir, e.Name())
		switch {
		case e.IsDir():
			err = c.eachFile(name, use)
		case e.Type().IsRegular():
			err = use(name)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Case) digestOf(name string) (comity.Digest, error) {
	f, err := c.fsys.Open(name)
	if err != nil {
		return comity.Digest{}, err
	}
	h := sha256.New()
	_, err = io.Copy(h, f)
	return comity.Digest(h.Sum(nil)), errors.Join(err, f.Close())
}
