// Package opening opens what a partner sent: decrypts it, verifies all of it, and only then lets
// anything stand under its final name. What was wrong leaves nothing behind. docs/formats/opening.md.
package opening

import (
	"bufio"
	"bytes"
	"context"
	"crypto/x509"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// Names in the folder that is made.
const (
	ContainerFile = "pack.asice" // as it was signed: what comity-verify and a court check
	FilesDir      = "files"      // its files, for people and programs
)

// Config says by which keys, and whom to believe.
type Config struct {
	Identities  []age.Identity
	Partners    []partner.Partner
	Country     string         // this node's, as in ISO 3166-1; empty: not known, and not compared
	For         string         // the state for which the pack is opened; empty: this node's
	Authorities *x509.CertPool // roots of timestamp authorities, which partners' are not; nil: none is known
	Lists       []*x509.RevocationList
	Now         time.Time                // signatures without a timestamp are judged at it
	FS          func(dir string) disk.FS // nil: disk.OS
	// Judge looks at all that the steps of this package do not, before anything is admitted: acts,
	// receipts, cosignatures, findings. A report that is not OK, or its error, stops there. nil: nothing.
	Judge func(context.Context, Judged) (verify.Report, error)
	// Admit is called when all was verified and nothing stands under its final name yet; its error
	// stops there. It is where the look is logged. nil: nothing.
	Admit func(Report) error
}

// Report is what was proven.
type Report struct {
	File       string        `json:"file"`   // base name of what was opened
	Digest     comity.Digest `json:"digest"` // of its bytes, as they came
	Container  comity.Digest `json:"container"`
	Encrypted  bool          `json:"encrypted"`
	Out        string        `json:"out"`
	From       Party         `json:"from"`
	To         string        `json:"to,omitempty"`
	For        string        `json:"for,omitempty"`     // the state that it was opened for, where who opened it said so
	Subject    string        `json:"subject,omitempty"` // of a disclosure
	Case       string        `json:"case"`
	Title      string        `json:"title"`
	Purpose    string        `json:"purpose"`
	Created    time.Time     `json:"created"`
	Run        comity.Digest `json:"run"`
	Subrun     comity.Digest `json:"subrun"`
	Signatures []Signature   `json:"signatures"`
	Exhibits   []Exhibit     `json:"exhibits"`
	Files      int           `json:"files"`
	Withheld   int64         `json:"withheld"` // leaves, of all exhibits of the case
	Missing    int           `json:"missing"`  // subjects of whom evidence is withheld

	// Recipients are those for whom the pack was approved; Another says that none of the keys given here is one of
	// them, so that somebody encrypted it anew.
	Recipients []string `json:"recipients,omitempty"`
	Another    bool     `json:"another_recipient,omitempty"`

	Checks []verify.Check `json:"checks"` // what Judge looked at

	Lists []*x509.RevocationList `json:"-"` // that the signers' roots signed
}

// Judged is a pack that holds as a container, from the partner whose country signed it.
type Judged struct {
	*container.Reader
	Trust  cms.Trust
	Sender partner.Partner
}

// Party is the sender as the pinned card says, not as the pack does.
type Party struct {
	Authority string `json:"authority"`
	Country   string `json:"country"`
}

// Signature is one that holds.
type Signature struct {
	Signer      string    `json:"signer"`
	Country     string    `json:"country"` // whose pinned root it leads to; "": none, and it proves nothing
	Level       string    `json:"level"`   // B-B, B-T
	Signed      time.Time `json:"signed"`  // as the signer states it
	Stamped     time.Time `json:"stamped,omitzero"`
	Authority   string    `json:"authority,omitempty"`
	Independent bool      `json:"independent"`        // whether the timestamp stands under another root
	Unvouched   time.Time `json:"unvouched,omitzero"` // stamped by an authority that is not known here
}

// Exhibit is one whose rows come out at the root that its description names.
type Exhibit struct {
	Number int           `json:"number"`
	Ref    string        `json:"ref"`
	ID     comity.Digest `json:"exhibit"`
	Rule   string        `json:"rule"`
	Leaves int64         `json:"leaves"`
	Shown  int64         `json:"shown"`
	Root   comity.Digest `json:"root"`
}

// Open verifies the pack in file and puts it in the folder out, which must not be there. An Input
// error says that file or out cannot be used, a Negative one what did not verify, a Refused one which
// rule forbids to open it, a Fault that the disk failed, which says nothing about the pack. With any of them nothing
// stands in out, and the same call may be made again.
func Open(ctx context.Context, file, out string, cfg Config) (rep Report, err error) {
	if len(cfg.Partners) == 0 {
		return rep, comity.Errorf(comity.Refused, "refused by rule partners-are-pinned: no partner is pinned, so nobody's signature means anything here").
			WithHint("pin the sender's card: comity partner add FILE")
	}
	d, err := newDesk(cfg.files(), out, ".opening-", "name a folder that is to be made")
	if err != nil {
		return rep, err
	}
	defer func() { err = errors.Join(err, d.clear()) }()
	rep.File, rep.Out = filepath.Base(file), trimmed(out)
	if err := rep.receive(ctx, cfg.files(), file, d, cfg.Identities); err != nil {
		return rep, err
	}
	if err := rep.verify(ctx, d, cfg); err != nil {
		return rep, err
	}
	rep.Another = rep.Encrypted && len(rep.Recipients) > 0 && !slices.ContainsFunc(cfg.Identities, rep.approved)
	if cfg.Admit != nil {
		if err := cfg.Admit(rep); err != nil {
			return rep, err
		}
	}
	return rep, d.name()
}

// approved reports whether the pack was approved for a key.
func (rep *Report) approved(id age.Identity) bool {
	switch id := id.(type) {
	case *age.X25519Identity:
		return slices.Contains(rep.Recipients, history.RecipientName(id.Recipient().String()))
	case *age.HybridIdentity:
		return slices.Contains(rep.Recipients, history.RecipientName(id.Recipient().String()))
	}
	return false
}

func (cfg *Config) files() func(dir string) disk.FS {
	if cfg.FS == nil {
		return disk.OS
	}
	return cfg.FS
}

// magic is how a file of age begins.
const magic = "age-encryption.org/"

// receive copies the container to a file of ours, decrypted where it is encrypted, so that what is
// verified is what is kept whatever happens to the file meanwhile.
func (rep *Report) receive(ctx context.Context, files func(dir string) disk.FS, file string, d *desk, identities []age.Identity) (err error) {
	in, err := files(filepath.Dir(file)).Open(filepath.Base(file))
	if err != nil {
		return comity.Errorf(disk.Given(err), "pack: %w", err).WithHint("name the file that the partner sent, such as for-IT.asice.age")
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	own, err := d.create(ContainerFile)
	if err != nil {
		return err
	}
	src := &sourced{Reader: in}
	err = finish(own, rep.copy(ctx, src, identities, own))
	if src.err != nil {
		err = comity.Errorf(disk.Given(src.err), "read pack: %w", src.err)
	}
	return err
}

// copy copies the plain container.
func (rep *Report) copy(ctx context.Context, in io.Reader, identities []age.Identity, own io.Writer) error {
	sum := newSum()
	r := bufio.NewReaderSize(io.TeeReader(in, sum), 1<<20)
	head, err := r.Peek(len(magic))
	if err != nil && !errors.Is(err, io.EOF) { // a shorter file is no container either
		return err
	}
	if rep.Encrypted = bytes.Equal(head, []byte(magic)); rep.Encrypted {
		err = decrypt(ctx, r, identities, own)
	} else {
		_, err = io.Copy(own, r)
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(io.Discard, r)
	rep.Digest = sum.digest()
	return err
}

func decrypt(ctx context.Context, r io.Reader, identities []age.Identity, to io.Writer) error {
	if len(identities) == 0 {
		return comity.Errorf(comity.Input, "the pack is encrypted, and no key is given").
			WithHint("give --identity KEYFILE: the file that `comity key recipient --out FILE` made")
	}
	return container.Decrypt(ctx, r, identities, to)
}
