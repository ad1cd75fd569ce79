package main

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
	"comity/internal/records/record"
	"comity/internal/verify"
)

// caseFolder verifies a case: with the home of its node everything, without it what its
// files show by themselves.
func (t *tool) caseFolder(ctx context.Context) (verify.Report, error) {
	dir, err := filepath.Abs(t.path)
	if err != nil {
		return verify.Report{}, comity.Errorf(comity.Fault, "%s: %w", t.path, err)
	}
	open, err := verify.Opening(t.on(dir))
	if err != nil {
		return t.broken(err)
	}
	cfg := verify.Config{FS: t.on(dir), Case: open.ID, Words: t.words()}
	if cfg.Keys, err = verify.Asserted(open); err != nil {
		return t.broken(err)
	}
	if t.home != "" {
		if err := t.node(&cfg); err != nil {
			return verify.Report{}, err
		}
	}
	steps := verify.Steps()
	if t.recompute {
		steps = append(steps, verify.Recompute())
	}
	return verify.Case(ctx, cfg, steps)
}

// node gives the verification what lies in the home of the node.
func (t *tool) node(cfg *verify.Config) error {
	home, err := filepath.Abs(t.home)
	if err != nil {
		return comity.Errorf(comity.Fault, "%s: %w", t.home, err)
	}
	fsys := t.on(home)
	ring, err := sign.ReadRing(fsys)
	if err != nil {
		return comity.Errorf(comity.Input, "home %s: %w", t.home, err).WithHint("give the home of the node that opened the case")
	}
	_, logKey, err := sign.Public(fsys)
	if err != nil {
		return err
	}
	cfg.Keys, cfg.Log = verify.Keyring{Act: ring.ActKeys(), Log: logKey.String()}, os.DirFS(filepath.Join(home, "log"))
	if t.dirs != nil {
		if cfg.Log, _, err = t.dirs(filepath.Join(home, "log")); err != nil {
			return err
		}
	}
	if _, err := fsys.Stat(sign.Dir + "/wrap.key"); err != nil {
		return nil // public keys and log alone
	}
	keys, err := sign.View(sign.Config{FS: fsys, Passphrase: t.phrase()})
	if err != nil {
		return err
	}
	store, err := keys.Case(cfg.Case)
	if err != nil {
		return err
	}
	cfg.Exhibit, cfg.Person = store.Get, keys.Actor
	cfg.Cards = func() (record.Cards, error) {
		key, err := store.Get(verify.TokenKey())
		return verify.NewCards(key), err
	}
	return nil
}

// phrase reads the passphrase, where a file of it is named.
func (t *tool) phrase() func() (string, error) {
	name := t.passphrase
	if name == "" {
		name = t.env("COMITY_PASSPHRASE_FILE")
	}
	if name == "" {
		return nil
	}
	return func() (string, error) {
		b, err := os.ReadFile(name)
		if err != nil {
			return "", comity.Errorf(comity.Input, "read the passphrase: %w", errors.Unwrap(err))
		}
		return string(bytes.TrimRight(b, "\r\n")), nil
	}
}
