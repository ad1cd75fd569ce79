package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/term"

	"comity/internal/casefile"
	"comity/internal/comity"
)

// config is how the flags say the node is to be opened.
func (a *app) config() (casefile.Config, error) {
	home := a.home
	if home == "" {
		var err error
		if home, err = a.dataDir(); err != nil {
			return casefile.Config{}, err
		}
	}
	cfg := casefile.Config{Home: home, Actor: a.actor, Purpose: a.purpose, Now: a.now, Rand: rand.Reader, Subjects: shown}
	if a.json {
		cfg.Subjects = -1 // the report is the result: all of it
	}
	return a.protect(cfg)
}

// protect says where the passphrase comes from: the file given, or else, where
// node.toml says that there is one, the person at the terminal.
func (a *app) protect(cfg casefile.Config) (casefile.Config, error) {
	if a.passphraseFile != "" {
		cfg.Passphrase = func(bool) ([]byte, error) { return readPassphrase(a.passphraseFile) }
		return cfg, nil
	}
	protected, err := casefile.Protected(cfg.Home)
	if protected {
		cfg.Passphrase = a.ask
	}
	return cfg, err
}

// ask asks for the passphrase at the terminal, twice where it is a new one.
func (a *app) ask(create bool) ([]byte, error) {
	stdin := int(os.Stdin.Fd())
	if !a.bars || !term.IsTerminal(stdin) {
		return nil, comity.Errorf(comity.Usage, "the node's keys are protected by a passphrase").
			WithHint("give --passphrase-file FILE or set COMITY_PASSPHRASE_FILE")
	}
	fmt.Fprint(a.err, "passphrase: ")
	b, err := term.ReadPassword(stdin)
	fmt.Fprintln(a.err)
	if err != nil || !create {
		return b, err
	}
	fmt.Fprint(a.err, "again: ")
	again, err := term.ReadPassword(stdin)
	fmt.Fprintln(a.err)
	if err == nil && !bytes.Equal(b, again) {
		err = comity.Errorf(comity.Usage, "the passphrases differ")
	}
	return b, err
}

// dataDir is where the user's own data belongs, by the habit of the system.
func (a *app) dataDir() (string, error) {
	if d := a.env("XDG_DATA_HOME"); filepath.IsAbs(d) {
		return filepath.Join(d, "comity"), nil
	}
	user, err := os.UserHomeDir()
	if err != nil {
		return "", comity.Errorf(comity.Usage, "no home directory for the node: %w", err).
			WithHint("give --home DIR or set COMITY_HOME")
	}
	switch runtime.GOOS {
	case "darwin":
		return filepath.Join(user, "Library", "Application Support", "comity"), nil
	case "windows":
		return filepath.Join(user, "AppData", "Local", "comity"), nil
	}
	return filepath.Join(user, ".local", "share", "comity"), nil
}

// readPassphrase reads the file's content without its last line end.
func readPassphrase(name string) ([]byte, error) {
	b, err := os.ReadFile(name)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "passphrase file: %w", err)
	}
	b = bytes.TrimRight(b, "\r\n")
	if len(b) == 0 {
		return nil, comity.Errorf(comity.Usage, "passphrase file %s is empty", name)
	}
	return b, nil
}

// withNode opens the node, with progress shown where it can be, and closes it after do.
func (a *app) withNode(ctx context.Context, do func(*casefile.Node) error) (err error) {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	return a.withNodeOf(ctx, cfg, do)
}

// withOldNode is withNode for a node that must be there.
func (a *app) withOldNode(ctx context.Context, do func(*casefile.Node) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	cfg.Existing = true
	return a.withNodeOf(ctx, cfg, do)
}

func (a *app) withNodeOf(ctx context.Context, cfg casefile.Config, do func(*casefile.Node) error) (err error) {
	bars := a.progress()
	defer a.still(bars)
	cfg.Progress = bars.show
	n, err := casefile.OpenNode(ctx, cfg)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := n.Close(); err == nil {
			err = cerr
		}
	}()
	err = do(n)
	return err
}

// withCase opens the node and the case in dir, and closes both after do.
// The node must be there: one made now could open no case.
func (a *app) withCase(ctx context.Context, dir string, do func(*casefile.Case) error) error {
	cfg, err := a.config()
	if err != nil {
		return err
	}
	cfg.Existing = true
	return a.withNodeOf(ctx, cfg, func(n *casefile.Node) error {
		return openCase(ctx, n, dir, func(c *casefile.Case) error {
			defer a.remind(c, dir)
			defer a.standing(ctx, c)
			return do(c)
		})
	})
}

func openCase(ctx context.Context, n *casefile.Node, dir string, do func(*casefile.Case) error) (err error) {
	c, err := n.Open(ctx, dir)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := c.Close(); err == nil {
			err = cerr
		}
	}()
	err = do(c)
	return err
}
