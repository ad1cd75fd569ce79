package casefile

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os/user"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"filippo.io/age"
	"github.com/pelletier/go-toml/v2"

	"comity/internal/casefile/look"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/log/cosign"
	"comity/internal/evidence/sign"
	"comity/internal/evidence/sign/token"
)

// nodeFile is the node's settings, below its home.
const nodeFile = "node.toml"

// Node is one authority's installation: its keys, its log, and who acts.
type Node struct {
	cfg         Config
	home        string // absolute
	fsys        disk.FS
	keys        *sign.Keys
	journal     journal
	actor       string
	purpose     string
	dataOfficer age.Recipient // looks are sealed to; nil: nobody
	book        *cosign.Book  // of what partners co-signed; nil: there are none
	witnessed   []string      // verifier keys of the logs that we co-sign
	accept      int           // countries that must have co-signed what is opened here
	subject     sign.Subject  // whom certificates and cards name

	timestamp *timestamping // who vouches for the time of packs; nil: nobody

	officers []Officer // none: whoever runs comity may do everything
	policy   *policy.Policy
}

// settings is node.toml.
type settings struct {
	Name      string `toml:"name" comment:"Name in the node's keys and in its log; fixed once the keys are made."`
	Actor     string `toml:"actor" comment:"Who acts, where --actor does not say; the user's name where empty."`
	Purpose   string `toml:"purpose" comment:"Why, where --purpose does not say."`
	Country   string `toml:"country,omitempty" comment:"Two capital letters, as in ISO 3166-1; named in certificates."`
	Authority string `toml:"authority,omitempty" comment:"Named in certificates."`
	Protect   string `toml:"protect" comment:"How new keys are protected: \"file\" (mode 0600) or \"passphrase\"."`

	Officers []Officer `toml:"officer,omitempty"`

	Witness *witnessing `toml:"witness,omitempty" comment:"Who co-signs the node's log, and whose logs it co-signs."`

	Timestamp *timestamping `toml:"timestamp,omitempty" comment:"The authority that vouches for the time of packs."`

	Token *tokenSettings `toml:"token,omitempty" comment:"The PKCS #11 token in which keys of log and certificates are made; its PIN is asked for, never written here."`

	DataProtection *dataProtection `toml:"data_protection,omitempty" comment:"The data-protection officer, who alone can read the log of looks."`
}

// tokenSettings is the table [token] of node.toml.
type tokenSettings struct {
	Module string `toml:"module"`
	Label  string `toml:"label"`
}

// token opens the token that node.toml names; nil where it names none.
func (n *Node) token(set *tokenSettings) func() (sign.Token, error) {
	if set == nil {
		return nil
	}
	cfg := token.Config{Module: set.Module, Label: set.Label}
	if n.cfg.PIN != nil {
		cfg.PIN = func() (string, error) { b, err := n.cfg.PIN(); return string(b), err }
	}
	return func() (sign.Token, error) { return token.Open(cfg) }
}

// dataProtection is the table [data_protection] of node.toml.
type dataProtection struct {
	Recipient string `toml:"recipient"` // age1…
}

// OpenNode opens the node at cfg.Home. On first use it creates the directory,
// node.toml and the keys, unless cfg.Existing: then it is an Input error that
// there is no node.
func OpenNode(ctx context.Context, cfg Config) (*Node, error) {
	cfg, err := cfg.check()
	if err != nil {
		return nil, err
	}
	n := &Node{cfg: cfg, actor: cfg.Actor, purpose: cfg.Purpose}
	if n.home, err = filepath.Abs(cfg.Home); err != nil {
		return nil, comity.Errorf(comity.Fault, "home of the node: %w", err)
	}
	n.fsys = cfg.FS(n.home)
	if cfg.Existing {
		if err := n.mustExist(); err != nil {
			return nil, err
		}
	}
	if err := makeRoot(n.home, 0o700); err != nil {
		return nil, err
	}
	set, err := n.settings()
	if err != nil {
		return nil, comity.Wrapf("open node %s: %w", n.home, err)
	}
	if set.DataProtection != nil {
		if n.dataOfficer, err = look.Recipient(set.DataProtection.Recipient); err != nil {
			return nil, comity.Wrapf("open node %s: %s: [data_protection]: %w", n.home, nodeFile, err)
		}
	}
	n.subject = sign.Subject{Country: set.Country, Authority: set.Authority}
	n.keys, err = sign.Open(sign.Config{
		FS: n.fsys, Name: set.Name, Rand: cfg.Rand, Passphrase: n.passphrase(), Now: cfg.Now, Subject: n.subject,
		Token: n.token(set.Token),
	})
	if err != nil {
		return nil, comity.Wrapf("open node %s: %w", n.home, err)
	}
	n.officers, n.timestamp = set.Officers, set.Timestamp
	if n.policy, err = n.readPolicy(); err != nil {
		return nil, comity.Wrapf("open node %s: %w", n.home, err)
	}
	n.journal = journal{node: n}
	if err := n.openBook(set.Witness); err != nil {
		return nil, comity.Wrapf("open node %s: %w", n.home, err)
	}
	return n, nil
}

// mustExist wants a node with keys: new ones would fit no case that is there.
func (n *Node) mustExist() error {
	for _, key := range []string{"act.key", "act.pub"} {
		_, err := n.fsys.Stat(path.Join(sign.Dir, key))
		if err == nil {
			return nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return comity.Errorf(comity.Fault, "open node %s: %w", n.home, err)
		}
	}
	return comity.Errorf(comity.Input, "no node at %s", n.home).
		WithHint("give the home of the node that opened the case: --home DIR or COMITY_HOME; `comity init` makes a new one")
}

// Close releases what the node holds.
func (n *Node) Close() error { return n.journal.close() }

// Actor is who acts, as acts and looks record it.
func (n *Node) Actor() string { return n.actor }

// Protected reports whether node.toml at home asks for a passphrase.
func Protected(home string) (bool, error) {
	b, err := disk.ReadFile(disk.OS(home), nodeFile)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, comity.Errorf(disk.Given(err), "read %s: %w", nodeFile, err).WithHint("give the home of the node, a folder: --home DIR or COMITY_HOME")
	}
	var s settings
	if err := toml.Unmarshal(b, &s); err != nil {
		return false, comity.Errorf(comity.Input, "%s: %w", filepath.Join(home, nodeFile), err).WithHint(nodeGrammar)
	}
	return s.Protect == protectPassphrase, nil
}

const nodeGrammar = `each line is a key, = and a value, texts in quotes: country = "IT"`

const (
	protectFile       = "file"
	protectPassphrase = "passphrase"
)

// settings reads node.toml, writing it first where it is missing, and settles
// who acts.
func (n *Node) settings() (settings, error) {
	s := settings{Protect: protectFile}
	if n.cfg.Passphrase != nil {
		s.Protect = protectPassphrase
	}
	b, err := disk.ReadFile(n.fsys, nodeFile)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = n.createSettings(&s)
	}
	if err != nil {
		return s, comity.Errorf(comity.Fault, "%s: %w", nodeFile, err)
	}
	if err := parseSettings(b, &s); err != nil {
		return s, err
	}
	n.actor, n.purpose = first(n.actor, s.Actor, userName()), first(n.purpose, s.Purpose)
	if err := errors.Join(comity.MayKeep("the actor", n.actor), comity.MayKeep("the purpose", n.purpose)); err != nil {
		return s, err
	}
	if n.actor == "" {
		return s, comity.Errorf(comity.Usage, "nobody acts: the user has no name here").
			WithHint("give --actor NAME or write actor in %s", filepath.Join(n.home, nodeFile))
	}
	return s, nil
}

// parseSettings reads node.toml. A key that is not known is an error: one that
// was to bind somebody would bind nobody.
func parseSettings(b []byte, s *settings) error {
	err := toml.NewDecoder(bytes.NewReader(b)).DisallowUnknownFields().Decode(s)
	var strict *toml.StrictMissingError
	if errors.As(err, &strict) && len(strict.Errors) > 0 {
		row, _ := strict.Errors[0].Position()
		return comity.Errorf(comity.Input, "%s:%d: unknown key %q", nodeFile, row, strings.Join(strict.Errors[0].Key(), ".")).
			WithHint("known are name, country, authority, actor, purpose, protect, [token] with module and label, [data_protection] with recipient, [timestamp] with url, roots and policy, [witness] with country, quorum, partner and log, and [[officer]] with name, roles and cases")
	}
	if err != nil {
		return comity.Errorf(comity.Input, "%s: %w", nodeFile, err).WithHint(nodeGrammar)
	}
	if err := checkOfficers(s.Officers); err != nil {
		return comity.Errorf(comity.Input, "%s: %w", nodeFile, err)
	}
	return nil
}

func (n *Node) createSettings(s *settings) ([]byte, error) {
	var id [6]byte
	if _, err := io.ReadFull(n.cfg.Rand, id[:]); err != nil {
		return nil, err
	}
	s.Name = fmt.Sprintf("node-%x", id)
	b, err := toml.Marshal(*s)
	if err != nil {
		return nil, err
	}
	err = disk.WriteFile(n.fsys, nodeFile, 0o600, func(w io.Writer) error { _, err := w.Write(b); return err })
	if errors.Is(err, fs.ErrExist) { // another process was faster
		return disk.ReadFile(n.fsys, nodeFile)
	}
	return b, err
}

// passphrase adapts Config.Passphrase: it is asked for a new one as long as
// there is no key yet.
func (n *Node) passphrase() func() (string, error) {
	if n.cfg.Passphrase == nil {
		return nil
	}
	_, err := n.fsys.Stat(path.Join(sign.Dir, "act.key"))
	create := errors.Is(err, fs.ErrNotExist)
	return func() (string, error) {
		b, err := n.cfg.Passphrase(create)
		return string(b), err
	}
}

func (n *Node) now() time.Time { return n.cfg.Now().UTC() }

func (n *Node) workers() int {
	if n.cfg.Workers > 0 {
		return n.cfg.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func userName() string {
	u, err := user.Current()
	if err != nil {
		return "" // no entry for this user: Actor must be given then
	}
	return u.Username
}

func first(ss ...string) string {
	for _, s := range ss {
		if s != "" {
			return s
		}
	}
	return ""
}
