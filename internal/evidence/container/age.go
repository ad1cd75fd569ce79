package container

import (
	"context"
	"errors"
	"io"

	"filippo.io/age"

	"comity/internal/comity"
)

// Encrypt encrypts what is written to it to the recipients; all of them post-quantum hybrid, or none. It must be closed,
// which does not close w. Age names no sender: that is what the signatures inside are for.
func Encrypt(w io.Writer, recipients []age.Recipient) (io.WriteCloser, error) {
	if len(recipients) == 0 {
		return nil, comity.Errorf(comity.Usage, "encrypt: nobody is named who could read it")
	}
	to := &writing{Writer: w}
	e, err := age.Encrypt(to, recipients...)
	if to.err != nil {
		return nil, comity.Errorf(comity.Fault, "encrypt: write: %w", to.err)
	}
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "encrypt: %w", err).
			WithHint("recipients of the hybrid kind (age1pq…) and others cannot be mixed")
	}
	return e, nil
}

// writing keeps what a disk answers when it is written to.
type writing struct {
	io.Writer
	err error
}

// Write implements io.Writer.
func (w *writing) Write(p []byte) (int, error) {
	n, err := w.Writer.Write(p)
	if err != nil {
		w.err = err
	}
	return n, err
}

// Decrypt writes the plain bytes of r to a temporary file. That r was cut is known only at its end: what is in the file
// before Decrypt returns nil is worth nothing, and what is in it then is still to be verified before it gets its name.
// A wrong key or damaged file is Negative, a disk that fails a Fault.
func Decrypt(ctx context.Context, r io.Reader, identities []age.Identity, to io.Writer) error {
	if len(identities) == 0 {
		return comity.Errorf(comity.Usage, "decrypt: no key is given")
	}
	src := &source{}
	plain, err := age.Decrypt(reader{ctx, plainFile{io.NopCloser(r), src}}, identities...)
	var none *age.NoIdentityMatchError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case src.failed() != nil:
		return src.failed()
	case errors.As(err, &none):
		return comity.Errorf(comity.Negative, "decrypt: it is encrypted to other keys than the one given")
	case err != nil:
		return comity.Errorf(comity.Negative, "decrypt: it is not a file that age can read: %w", err)
	}
	buf := make([]byte, 1<<20)
	for {
		n, err := plain.Read(buf)
		if _, err := to.Write(buf[:n]); err != nil {
			return comity.Errorf(comity.Fault, "decrypt: write: %w", err)
		}
		switch {
		case err == io.EOF:
			return nil
		case ctx.Err() != nil:
			return ctx.Err()
		case src.failed() != nil:
			return src.failed()
		case err != nil:
			return comity.Errorf(comity.Negative, "decrypt: it was cut or altered: %w", err).
				WithHint("ask for it again; nothing of it may be used")
		}
	}
}
