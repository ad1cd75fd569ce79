package container

import (
	"context"
	"errors"
	"io"
	"os"

	"filippo.io/age"

	"comity/internal/comity"
)

// Encrypt encrypts what is written to it to the recipients; all of them post-quantum hybrid, or none. It must be closed,
// which does not close w. Age names no sender: that is what the signatures inside are for.
func Encrypt(w io.Writer, recipients []age.Recipient) (io.WriteCloser, error) {
	if len(recipients) == 0 {
		return nil, comity.Errorf(comity.Usage, "encrypt: nobody is named who could read it")
	}
	e, err := age.Encrypt(w, recipients...)
	if err != nil {
		return nil, comity.Errorf(comity.Usage, "encrypt: %w", err).
			WithHint("recipients of the hybrid kind (age1pq…) and others cannot be mixed")
	}
	return e, nil
}

// Decrypt writes the plain bytes of r to a temporary file. That r was cut is known only at its end: what is in the file
// before Decrypt returns nil is worth nothing, and what is in it then is still to be verified before it gets its name.
// A wrong key or damaged file is Negative.
func Decrypt(ctx context.Context, r io.Reader, identities []age.Identity, to *os.File) error {
	if len(identities) == 0 {
		return comity.Errorf(comity.Usage, "decrypt: no key is given")
	}
	plain, err := age.Decrypt(reader{ctx, r}, identities...)
	var none *age.NoIdentityMatchError
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
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
		case err != nil:
			return comity.Errorf(comity.Negative, "decrypt: it was cut or altered: %w", err).
				WithHint("ask for it again; nothing of it may be used")
		}
	}
}
