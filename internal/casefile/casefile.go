// Package casefile is the case directory and what can be done to it.
//
// A case is a directory; its only truth is its chain of signed acts. Each use
// case follows the same order: authorise, do, make durable, append the act,
// put the salted head of the acts into the node's transparency log. Everything
// that an act speaks of is durable before the act is, so a command that is
// killed at any moment leaves a case that Verify accepts, and running it again
// completes what is missing.
//
// The files of a case are specified in docs/formats/case.md, the manifest of
// what is put in, in docs/formats/manifest.md.
package casefile

import (
	"context"
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/vault"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// What lies in the directory of a case, beside acts and vault.
const (
	caseFile   = history.CaseFile
	lockFile   = ".lock" // held by the command that writes
	sealDir    = "seals"
	treeDir    = history.TreeDir
	runDir     = "runs"
	receiptDir = history.ReceiptDir
)

// Case is an open case. It is for one goroutine.
type Case struct {
	node  *Node
	dir   string // absolute
	fsys  disk.FS
	id    string
	chain *act.Chain
	vault *vault.Vault
	keys  *sign.KeyStore
	state state

	descriptions map[string]description // by path, as far as read
	begun        bool                   // the command that writes has appended an act
	gate         *gate                  // what may be sent; nil: not read since the last act
}

// ID is the case's random pseudonym.
func (c *Case) ID() string { return c.id }

// Close releases what the case holds.
func (c *Case) Close() error { return nil }

// tokenKeyID is the name under which the case's card-token key lies among the
// exhibit keys; no exhibit's bytes are known to hash to it.
func tokenKeyID() comity.Digest { return verify.TokenKey() }

func (n *Node) folder(dir string) (disk.FS, string, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, "", comity.Errorf(comity.Fault, "case %s: %w", dir, err)
	}
	return n.cfg.FS(abs), abs, nil
}

// attach makes a Case of a folder; nothing is read.
func (n *Node) attach(fsys disk.FS, abs, id string) (*Case, error) {
	c := &Case{node: n, dir: abs, fsys: fsys, id: id, descriptions: map[string]description{}}
	var err error
	if c.keys, err = n.keys.Case(id); err != nil {
		return nil, err
	}
	if c.vault, err = vault.New(vault.Config{FS: fsys, Rand: n.cfg.Rand}); err != nil {
		return nil, err
	}
	c.chain, err = act.Open(act.Config{FS: fsys, Case: id, Signer: n.keys, Now: n.cfg.Now})
	return c, err
}

// Open opens the case in dir. A case that is damaged opens all the same:
// Verify tells what is wrong, and every other use reads no further than what
// is sound.
func (n *Node) Open(ctx context.Context, dir string) (*Case, error) {
	fsys, abs, err := n.folder(dir)
	if err != nil {
		return nil, err
	}
	id, err := caseID(fsys)
	if err != nil {
		return nil, comity.Wrapf("open case %s: %w", dir, err)
	}
	if err := n.owns(fsys, dir); err != nil {
		return nil, err
	}
	return n.attach(fsys, abs, id)
}

// owns compares the node's keys with those that act 1 names. An act 1 that is
// damaged says nothing: Verify names it.
func (n *Node) owns(fsys disk.FS, dir string) error {
	entries, err := fsys.ReadDir(act.Dir)
	if err != nil {
		return nil // as far as the case is concerned: caseID has found case.toml
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "000001-") {
			continue
		}
		b, err := disk.ReadFile(fsys, path.Join(act.Dir, e.Name()))
		if err != nil {
			continue
		}
		var o opening
		a, _, err := act.Parse(b)
		if err != nil || a.File() != e.Name() || a.Kind != actInit || a.Decode(&o) != nil || o.Keys == nil {
			continue
		}
		return n.isOpener(*o.Keys, dir)
	}
	return nil
}

func (n *Node) isOpener(ring keyring, dir string) error {
	same, err := n.opened(&ring)
	if same || err != nil {
		return err
	}
	actKey, err := n.keys.Act()
	if err != nil {
		return err
	}
	return comity.Errorf(comity.Usage, "case %s was opened by node %.80q, this is %s", dir, ring.Act, actKey).
		WithHint("give the home of the node that opened it: --home DIR")
}

// opened reports whether the keys that an act 1 names are this node's, or were.
func (n *Node) opened(ring *keyring) (bool, error) {
	own, err := sign.ReadRing(n.fsys)
	if err != nil {
		return false, err
	}
	logKey, err := n.keys.Log()
	if err != nil || ring == nil || ring.Log != logKey.String() {
		return false, err
	}
	return slices.ContainsFunc(own.ActKeys(), func(k sign.PublicKey) bool { return k.String() == ring.Act }), nil
}

// caseID finds the case's id: in the first act that can be read, else in case.toml.
func caseID(fsys disk.FS) (string, error) {
	entries, err := fsys.ReadDir(act.Dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return "", comity.Errorf(comity.Fault, "list the acts: %w", err)
	}
	acts := 0
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), ".") {
			continue
		}
		acts++
		b, err := disk.ReadFile(fsys, path.Join(act.Dir, e.Name()))
		if err != nil {
			continue // Verify names it
		}
		if a, _, err := act.Parse(b); err == nil {
			return a.Case, nil
		}
	}
	if acts == 0 {
		return "", comity.Errorf(comity.Input, "there is no case").WithHint("open one with `comity init`; what a killed init left gives way")
	}
	var o opening
	b, err := disk.ReadFile(fsys, caseFile)
	if err == nil {
		err = toml.Unmarshal(b, &o)
	}
	if err != nil || o.ID == "" {
		return "", comity.Errorf(comity.Negative, "neither the acts nor %s can be read", caseFile).
			WithHint("put them back from a copy of the case")
	}
	return o.ID, nil
}

// load reads the acts and checks links and signatures. Damage among them is a
// Negative error.
func (c *Case) load(ctx context.Context) error {
	ring, err := sign.ReadRing(c.node.fsys)
	if err != nil {
		return err
	}
	acts, damage, err := c.chain.Verify(ctx, ring.ActKeys()...)
	if err != nil {
		return err
	}
	if len(damage) > 0 {
		return comity.Errorf(comity.Negative, "history of case %s: %s", c.id, damage[0]).WithHint("%s", verifyHint)
	}
	for i := range acts { // a meaning that is lost is Verify's to name: what it stood for is not found
		if acts[i], err = history.Resolve(c.fsys, acts[i]); err != nil && comity.KindOf(err) == comity.Fault {
			return err
		}
	}
	if c.state, err = stateOf(acts); err != nil {
		return err
	}
	if err := c.state.signing.ours(ring); err != nil {
		return err
	}
	if len(acts) == 0 {
		return nil
	}
	return verify.SameFile(c.fsys, c.state.open)
}

// write runs a use case that changes the case: alone, on a swept folder, with
// the acts read; afterwards the head of the acts goes into the node's log. It
// goes there also when the use case failed half-way: what was acted is acted.
// What a killed command left unrecorded is recorded before the next begins, so
// that at any moment only the acts of one command can be.
func (c *Case) write(ctx context.Context, do func(context.Context) error) error {
	lock, err := c.fsys.Lock(ctx, lockFile)
	if err != nil {
		return err
	}
	err = c.locked(ctx, do)
	return errors.Join(err, lock.Close())
}

func (c *Case) locked(ctx context.Context, do func(context.Context) error) error {
	if err := c.sweep(); err != nil {
		return err
	}
	if err := c.load(ctx); err != nil {
		return err
	}
	if err := c.mayRecord(); err != nil {
		return err
	}
	if err := c.mayAdd(ctx); err != nil {
		return err
	}
	if err := c.record(ctx); err != nil {
		return err
	}
	if err := c.handOver(ctx); err != nil {
		return err
	}
	c.begun = false
	if err := c.settle(ctx); err != nil {
		return err
	}
	err := do(ctx)
	if ctx.Err() != nil {
		return err // the next command catches up
	}
	return errors.Join(err, c.record(ctx))
}

// sweep removes what killed commands left half written.
func (c *Case) sweep() error {
	if err := c.vault.Sweep(); err != nil {
		return err
	}
	for _, dir := range []string{".", sealDir, treeDir, setDir, history.NameDir, receiptDir, packDir, withdrawalDir, noticeDir} {
		_, err := c.fsys.Stat(dir)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return comity.Errorf(comity.Fault, "look for what killed commands left: %w", err)
		}
		if err := disk.Sweep(c.fsys, dir); err != nil {
			return err
		}
	}
	return c.sweepRuns()
}

// append signs an act and adds it to what is known of the case. No act holds a
// card number.
func (c *Case) append(ctx context.Context, kind string, body any) error {
	if err := mayKeep(kind, body); err != nil {
		return err
	}
	if !c.begun {
		if err := c.witness(ctx, kind); err != nil {
			return err
		}
		c.begun = true
	}
	return c.sign(ctx, kind, body)
}

func (c *Case) sign(ctx context.Context, kind string, body any) error {
	a, err := c.chain.Append(ctx, act.Draft{Actor: c.node.actor, Purpose: c.node.purpose, Kind: kind, Body: body})
	if err != nil {
		return err
	}
	if a, err = history.Resolve(c.fsys, a); err != nil {
		return err
	}
	c.state.acts, c.gate = append(c.state.acts, a), nil
	return c.state.add(a)
}
