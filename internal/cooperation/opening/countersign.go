package opening

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"comity/internal/casefile/partner"
	"comity/internal/comity"
	"comity/internal/evidence/cms"
	"comity/internal/evidence/container"
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
	if _, err := os.Lstat(out); !errors.Is(err, os.ErrNotExist) {
		return rep, comity.Errorf(comity.Input, "%s is there already", out).WithHint("name a file that is to be made")
	}
	work, err := os.MkdirTemp(filepath.Dir(out), ".countersigning-")
	if err != nil {
		return rep, comity.Errorf(comity.Input, "make a folder beside %s: %w", out, err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	came := Report{File: filepath.Base(file)}
	before, after := filepath.Join(work, ContainerFile), filepath.Join(work, "signed")
	if err := came.receive(ctx, file, before, cfg.Identities); err != nil {
		return rep, err
	}
	if came.Encrypted && len(cfg.Recipients) == 0 {
		return rep, comity.Errorf(comity.Usage, "the pack is encrypted, and nobody is named to whom it goes on").
			WithHint("give --to CC, a pinned partner, or --recipient AGE-RECIPIENT")
	}
	rep = Countersigned{File: came.File, Digest: came.Digest, Out: out, Encrypted: len(cfg.Recipients) > 0}
	if err := rep.sign(ctx, before, after, cfg); err != nil {
		return rep, err
	}
	if cfg.Admit != nil {
		if err := cfg.Admit(rep); err != nil {
			return rep, err
		}
	}
	if err := os.Link(after, out); err != nil { // never in place of a file that came there meanwhile
		return rep, comity.Errorf(comity.Input, "name the file %s: %w", out, err)
	}
	return rep, syncDir(filepath.Dir(out))
}

// sign writes the container with one more signature, encrypted where there are recipients.
func (rep *Countersigned) sign(ctx context.Context, before, after string, cfg Countersigning) (err error) {
	in, err := os.Open(before)
	if err != nil {
		return comity.Errorf(comity.Fault, "countersign: %w", err)
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	size, err := in.Seek(0, io.SeekEnd)
	if err != nil {
		return comity.Errorf(comity.Fault, "countersign: %w", err)
	}
	c, err := container.Open(in, size)
	if err != nil {
		return err
	}
	if err := rep.look(ctx, c, cfg); err != nil {
		return err
	}
	to, err := os.OpenFile(after, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return comity.Errorf(comity.Fault, "countersign: %w", err)
	}
	sealed, plain := newSum(), newSum()
	err = put(io.MultiWriter(to, sealed), cfg.Recipients, func(w io.Writer) error {
		return container.Sign(ctx, io.MultiWriter(w, plain), c, cfg.Trust, cfg.Signer, container.Config{Stamper: cfg.Stamper, Now: cfg.Now})
	})
	if err == nil {
		err = errors.Join(to.Chmod(0o400), to.Sync())
	}
	rep.Sealed, rep.Container = sealed.digest(), plain.digest()
	return errors.Join(err, to.Close())
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
