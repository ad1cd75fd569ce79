package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// atOnce is how many digests `comity known` takes.
const atOnce = 1_000_000

// askProduct holds the digests as a list that is sealed in a case as a set of known files, and asks the command: whole
// processes count, from reading the questions to the last byte of the answer, with the place of each row that was found.
func askProduct(bin string) func(context.Context, string, scene) (side, error) {
	return func(ctx context.Context, dir string, s scene) (r side, err error) {
		r = side{name: "`comity known`", known: s.known, asked: s.asked}
		if strings.ContainsRune(bin, filepath.Separator) {
			if bin, err = filepath.Abs(bin); err != nil {
				return r, err
			}
		}
		dir = filepath.Join(dir, "product")
		defer os.RemoveAll(dir)
		p := product{bin: bin, dir: dir}
		start := time.Now()
		if err := p.seal(ctx, s); err != nil {
			return r, err
		}
		r.built = time.Since(start)
		for _, part := range []string{"vault", "sets"} {
			r.bytes += size(filepath.Join(dir, "case", part))
		}
		for from := int64(0); from < s.asked; from += atOnce {
			if err := p.ask(ctx, s, from, min(from+atOnce, s.asked), &r); err != nil {
				return r, err
			}
		}
		return r, nil
	}
}

// product is a case of one set, and the command.
type product struct{ bin, dir string }

func (p product) run(ctx context.Context, args ...string) ([]byte, time.Duration, error) {
	return p.fed(ctx, "", args...)
}

// fed runs the command with the file name, where there is one, as its input, and tells the processor time that it took.
func (p product) fed(ctx context.Context, name string, args ...string) ([]byte, time.Duration, error) {
	c := command(ctx, p.bin, append([]string{"--home", filepath.Join(p.dir, "home")}, args...)...)
	c.Dir = p.dir
	if name != "" {
		f, err := os.Open(name)
		if err != nil {
			return nil, 0, err
		}
		defer f.Close()
		c.Stdin = f
	}
	var said strings.Builder
	c.Stderr = &said
	out, err := c.Output()
	if err != nil {
		return nil, 0, fmt.Errorf("comity %s: %w: %s", args[0], err, said.String())
	}
	return out, c.ProcessState.UserTime() + c.ProcessState.SystemTime(), nil
}

// seal makes the case, and its index by a first question.
func (p product) seal(ctx context.Context, s scene) error {
	if err := os.Mkdir(p.dir, 0o700); err != nil {
		return err
	}
	list := filepath.Join(p.dir, "list")
	if err := lines(list, 0, s.known, s.digest, ""); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(p.dir, "evidence.toml"), []byte(manifest), 0o600); err != nil {
		return err
	}
	for _, args := range [][]string{
		{"init", "case", "--title", "Known", "--country", "IT", "--authority", "A", "--quiet"}, {"seal", "case", "evidence.toml", "--quiet"},
		{"known", "case", strings.Repeat("0", 2*s.width)},
	} {
		if _, _, err := p.run(ctx, args...); err != nil {
			return err
		}
	}
	return os.Remove(list)
}

func (p product) ask(ctx context.Context, s scene, from, to int64, r *side) error {
	asked := filepath.Join(p.dir, "asked")
	if err := lines(asked, from, to, s.question, ""); err != nil {
		return err
	}
	start := time.Now()
	out, busy, err := p.fed(ctx, asked, "known", "case", "-", "--json")
	r.took += time.Since(start)
	r.busy += busy
	if err != nil {
		return err
	}
	var answer struct{ Known int64 }
	if err := json.Unmarshal(out, &answer); err != nil {
		return err
	}
	r.found += answer.Known
	return nil
}

// size is what lies in a folder, bytes.
func size(dir string) (n int64) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return 0
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && !e.IsDir() {
			n += info.Size()
		} else if e.IsDir() {
			n += size(filepath.Join(dir, e.Name()))
		}
	}
	return n
}

const manifest = `[[basis]]
id = "b"
instrument = "mutual legal assistance"
authority = "A"
reference = "1"
date = 2009-01-01
offence = "board"
data = ["hashes"]
from = 2004-01-01
to = 2010-01-01

[defaults]
basis = "b"
obtained = 2009-09-15T10:00:00Z
handling = ["H1"]

[[exhibit]]
ref = "S/1"
path = "list"
kind = "hashes"
format = "hashlist"
provider = "register"
country = "IT"
notes = "known set, version 1 of 2009-06-27"
`
