package sign

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// ringDir is the folder, below Dir, of what the node said about its keys:
// 000001.json, 000002.json, …, each a DSSE envelope that names the one before.
const ringDir = "ring"

func statementFile(n int) string { return path.Join(Dir, ringDir, fmt.Sprintf("%06d.json", n)) }

// ReadRing reads what the node said about its keys and checks every signature,
// without any passphrase. The first act key is where the statements begin: that
// of the first rotation, or act.pub where there was none.
func ReadRing(fsys disk.Reader) (Ring, error) {
	envelopes, err := readEnvelopes(fsys)
	if err != nil {
		return Ring{}, err
	}
	r := Ring{Envelopes: envelopes}
	if r.Current, err = firstAct(fsys, envelopes); err != nil {
		return Ring{}, err
	}
	if r.Current, r.Statements, err = Follow(r.Current, envelopes); err != nil {
		return Ring{}, comity.Errorf(comity.Negative, "%s: %w", statementFile(len(r.Statements)+1), err).WithHint("%s", ringHint)
	}
	return r, nil
}

const ringHint = "put the node's home back from a backup"

func readEnvelopes(fsys disk.Reader) ([]Envelope, error) {
	var out []Envelope
	prev := ""
	for {
		name := statementFile(len(out) + 1)
		b, err := disk.ReadFile(fsys, name)
		if errors.Is(err, fs.ErrNotExist) {
			return out, nil
		}
		if err != nil {
			return nil, comity.Errorf(comity.Fault, "read %s: %w", name, err)
		}
		e, err := ParseEnvelope(b)
		if err != nil {
			return nil, comity.Errorf(comity.Negative, "%s: %w", name, err).WithHint("%s", ringHint)
		}
		s, err := parseStatement(e)
		if err != nil || s.Prev != prev {
			return nil, comity.Errorf(comity.Negative, "%s does not follow on what was said before", name).WithHint("%s", ringHint)
		}
		prev = comity.DigestOf(b).String()
		out = append(out, e)
	}
}

// firstAct is the act key before the first rotation.
func firstAct(fsys disk.Reader, envelopes []Envelope) (PublicKey, error) {
	for _, e := range envelopes {
		if s, err := parseStatement(e); err == nil && s.Key == ActKey && s.Kind == Rotate {
			return ParsePublicKey(s.Old)
		}
	}
	return readPublic(fsys, actFile)
}

// say writes the next statement, signed. It is what makes a rotation happen:
// what is half done before it counts for nothing, and what is missing after it
// is made good by settle. It runs under the lock.
func (k *Keys) say(s Statement, keys ...actKey) error {
	n := 1
	for ; ; n++ {
		b, err := disk.ReadFile(k.fsys, statementFile(n))
		if errors.Is(err, fs.ErrNotExist) {
			break
		}
		if err != nil {
			return comity.Errorf(comity.Fault, "read %s: %w", statementFile(n), err)
		}
		s.Prev = comity.DigestOf(b).String()
	}
	payload, err := Canonical(s)
	if err != nil {
		return err
	}
	e := Envelope{PayloadType: StatementType, Payload: payload}
	for _, key := range keys {
		e.Signatures = append(e.Signatures, key.sign(PAE(e.PayloadType, payload)))
	}
	b, err := e.Marshal()
	if err != nil {
		return err
	}
	if err := disk.MkdirAll(k.fsys, path.Join(Dir, ringDir), 0o700); err != nil {
		return err
	}
	if err := disk.Sweep(k.fsys, path.Join(Dir, ringDir)); err != nil {
		return err
	}
	return disk.WriteFile(k.fsys, statementFile(n), 0o444, func(w io.Writer) error { _, err := w.Write(b); return err })
}
