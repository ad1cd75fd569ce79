package sign

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"filippo.io/age"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// recipientFile lists the age recipients of this node, a line each, as age's
// own recipients files do. The identities lie where a person put them.
const recipientFile = "recipients.txt"

// NewIdentity draws an age identity for what partners send here: hybrid
// (ML-KEM-768 and X25519), or X25519 alone where the tools that are to open it
// know no other. save makes the identity's file durable, which is as age-keygen
// writes it, encrypted where the node has a passphrase; only then does the
// recipient, which is returned, belong to the node.
func (k *Keys) NewIdentity(x25519 bool, save func(text []byte) error) (string, error) {
	secret, recipient, err := drawIdentity(x25519)
	if err != nil {
		return "", comity.Errorf(comity.Fault, "draw an age identity: %w", err)
	}
	text := fmt.Appendf(nil, "# recipient: %s\n%s\n", recipient, secret)
	if k.passphrase != nil {
		var b bytes.Buffer
		if err := k.encrypt(&b, strings.TrimSuffix(string(text), "\n")); err != nil {
			return "", err
		}
		text = b.Bytes()
	}
	if err := save(text); err != nil {
		return "", err
	}
	return recipient, k.locked(Dir, func() error { return k.addRecipient(recipient) })
}

func drawIdentity(x25519 bool) (secret, recipient string, err error) {
	if x25519 {
		i, err := age.GenerateX25519Identity()
		if err != nil {
			return "", "", err
		}
		return i.String(), i.Recipient().String(), nil
	}
	i, err := age.GenerateHybridIdentity()
	if err != nil {
		return "", "", err
	}
	return i.String(), i.Recipient().String(), nil
}

func (k *Keys) addRecipient(recipient string) error {
	all, err := Recipients(k.fsys)
	if err != nil || slices.Contains(all, recipient) {
		return err
	}
	text := strings.Join(append(all, recipient), "\n") + "\n"
	return disk.ReplaceFile(k.fsys, path.Join(Dir, recipientFile), 0o644, func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
}

// Recipients returns the node's age recipients, in the order in which they were
// made. Whoever wants one no more takes its line out of keys/recipients.txt.
func Recipients(fsys disk.Reader) ([]string, error) {
	name := path.Join(Dir, recipientFile)
	b, err := disk.ReadFile(fsys, name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
	}
	var out []string
	for l := range strings.Lines(string(b)) {
		if l = strings.TrimSpace(l); l != "" && !strings.HasPrefix(l, "#") {
			out = append(out, l)
		}
	}
	return out, nil
}

// ReadIdentities reads a file of age identities, as NewIdentity and age-keygen
// write it. passphrase is asked where the file is encrypted; nil refuses it.
// Errors do not quote the file.
func ReadIdentities(text []byte, passphrase func() (string, error)) ([]age.Identity, error) {
	if bytes.HasPrefix(text, []byte(ageMagic)) {
		k := &Keys{passphrase: passphrase, workFactor: DefaultWorkFactor}
		plain, err := k.decrypt("identity file", text)
		if err != nil {
			return nil, err
		}
		text = plain
	}
	ids, err := age.ParseIdentities(bytes.NewReader(text))
	if err != nil {
		return nil, comity.Errorf(comity.Input, "identity file: %w", err).
			WithHint("give the file that `comity key recipient --out FILE` made")
	}
	return ids, nil
}
