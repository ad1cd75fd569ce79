package opening

import (
	"context"
	"errors"
	"io"
	"path/filepath"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
	"comity/internal/evidence/disk"
	"comity/internal/verify"
)

// Countersigning says who adds a signature to a pack, and whom to believe of those that it has.
type Countersigning struct {
	Identities []age.Identity
	Recipients []age.Recipient // of what is written; none: it is not encrypted
	Partners   []partner.Partner
	Trust      cms.Trust
	Signer     cms.Signer
	Stamper    cms.Stamper // nil: the signature is B-B
	Now        func() time.Time

	FS func(dir string) disk.FS // nil: disk.OS
	// Judge looks at all of the pack: what does not hold is not countersigned.
	Judge func(context.Context, *container.Reader) (verify.Report, error)
	// Admit is called when all is written and nothing stands under its final name yet; its error stops there.
	Admit func(Countersigned) error
}

// Countersigned is what became of it.
type Countersigned struct {
	File       string         `json:"file"`   // base name of what was countersigned
	Digest     comity.Digest  `json:"digest"` // of its bytes, as they came
	Out        string         `json:"out"`
	Sealed     comity.Digest  `json:"sealed"`    // of the bytes of out
	Container  comity.Digest  `json:"container"` // of the container in it
	Encrypted  bool           `json:"encrypted"`
	From       Party          `json:"from"` // as the pack says
	Case       string         `json:"case"`
	Run        comity.Digest  `json:"run"`
	Subrun     comity.Digest  `json:"subrun"`
	Signatures []Signature    `json:"signatures"` // ours last
	Checks     []verify.Check `json:"checks"`     // of the pack before
}

// Countersign verifies the pack in file, adds a signature over the same entries, and writes it to out, which must not be
// there. Errors are as those of Open; whatever they are, nothing is left behind. A pack that came encrypted does not
// leave in the clear.
func Countersign(ctx context.Context, file, out string, cfg Countersigning) (rep Countersigned, err error) {
	d, err := newDesk(cfg.files(), out, ".countersigning-", "name a file that is to be made")
	if err != nil {
		return rep, err
	}
	defer func() { err = errors.Join(err, d.clear()) }()
	came := Report{File: filepath.Base(file)}
	if err := came.receive(ctx, cfg.files(), file, d, cfg.Identities); err != nil {
		return rep, err
	}
	if came.Encrypted && len(cfg.Recipients) == 0 {
		return rep, comity.Errorf(comity.Usage, "the pack is encrypted, and nobody is named to whom it goes on").
			WithHint("give --to CC, a pinned partner, or --recipient AGE-RECIPIENT")
	}
	rep = Countersigned{File: came.File, Digest: came.Digest, Out: out, Encrypted: len(cfg.Recipients) > 0}
	if err := rep.sign(ctx, d, cfg); err != nil {
		return rep, err
	}
	if cfg.Admit != nil {
		if err := cfg.Admit(rep); err != nil {
			return rep, err
		}
	}
	return rep, d.link(signedFile)
}

// signedFile is what is written before it has its name.
const signedFile = "signed"

func (cfg *Countersigning) files() func(dir string) disk.FS {
	if cfg.FS == nil {
		return disk.OS
	}
	return cfg.FS
}

// sign writes the container with one more signature, encrypted where there are recipients.
func (rep *Countersigned) sign(ctx context.Context, d *desk, cfg Countersigning) (err error) {
	in, size, err := d.open(ContainerFile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	c, err := container.Open(in, size)
	if err != nil {
		return err
	}
	defer func() {
		if bad := c.Failed(); err != nil && bad != nil {
			err = bad // whatever was made of it
		}
	}()
	if err := rep.look(ctx, c, cfg); err != nil {
		return err
	}
	to, err := d.create(signedFile)
	if err != nil {
		return err
	}
	sealed, plain := newSum(), newSum()
	err = put(io.MultiWriter(to, sealed), cfg.Recipients, func(w io.Writer) error {
		return container.Sign(ctx, io.MultiWriter(w, plain), c, cfg.Trust, cfg.Signer, container.Config{Stamper: cfg.Stamper, Now: cfg.Now})
	})
	if err == nil {
		err = to.Chmod(0o400)
	}
	rep.Sealed, rep.Container = sealed.digest(), plain.digest()
	return finish(to, err)
}

// put lets write write, encrypted to the recipients where there are any.
func put(w io.Writer, to []age.Recipient, write func(io.Writer) error) error {
	if len(to) == 0 {
		return write(w)
	}
	e, err := container.Encrypt(w, to)
	if err != nil {
		return err
	}
	if err := write(e); err != nil {
		return err
	}
	return e.Close()
}

// look judges the pack, and says what the signatures will be.
func (rep *Countersigned) look(ctx context.Context, c *container.Reader, cfg Countersigning) error {
	found, err := c.Verify(ctx, cfg.Trust, cfg.Now())
	if err != nil {
		return err
	}
	for i := range found.Signatures {
		rep.Signatures = append(rep.Signatures, signature(&found.Signatures[i], cfg.Partners))
	}
	var i info
	if err := readJSON(c, "pack.json", &i); err != nil {
		return err
	}
	rep.From, rep.Case, rep.Run, rep.Subrun = i.From, i.Case, i.Run, i.Subrun
	got, err := cfg.Judge(ctx, c)
	if err != nil {
		return err
	}
	if rep.Checks = got.Checks; !got.OK {
		return wrong(got.Checks, "nothing was signed; tell the sender")
	}
	return nil
}

// wrong is the first check that does not hold; nil: all do.
func wrong(checks []verify.Check, hint string) error {
	for _, x := range checks {
		if !x.OK {
			return comity.Errorf(comity.Negative, "%s: %s", x.Name, x.Text).WithHint("%s", hint)
		}
	}
	return nil
}
