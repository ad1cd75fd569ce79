package history

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"

	"comity/internal/comity"
	"comity/internal/evidence/act"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// NameDir is the folder of a case that says what the names in acts stand for.
const NameDir = "names"

// Acts that may be handed over name an exhibit and a run by a commitment: whoever holds
// rows of an exhibit could hash guesses of the rest, and compare them with a bare digest.
// A name opens with its salt, which follows from a key; docs/formats/case.md.

// Meaning is what a name in an act of sealing or checking, or in a description, stands for. It lies in
// names/<name>.json, which stays in the case.
type Meaning struct {
	Salt    string        `json:"salt"` // 32 bytes in hex
	Exhibit comity.Digest `json:"exhibit,omitzero"`

	Run   comity.Digest            `json:"run,omitzero"`
	Files map[string]comity.Digest `json:"files,omitempty"` // of the run

	Quarantined map[string]int64 `json:"quarantined,omitempty"` // by the run: reference → rows left unread
	Private     *Private         `json:"private,omitempty"`     // of a description
}

// NameFile is where the meaning of a name lies.
func NameFile(name comity.Digest) string { return path.Join(NameDir, name.String()+".json") }

// NewMeaning is m with the salt that follows from key: of an exhibit its own, of a run the
// case's for card tokens.
func NewMeaning(m Meaning, key [32]byte) (Meaning, comity.Digest, error) {
	text, err := m.said()
	if err != nil {
		return m, comity.Digest{}, err
	}
	h := hmac.New(sha256.New, key[:])
	h.Write([]byte("comity salt of a name v1\x00"))
	h.Write(text)
	m.Salt = hex.EncodeToString(h.Sum(nil))
	name, err := m.Name()
	return m, name, err
}

// said is what is committed to.
func (m Meaning) said() ([]byte, error) {
	m.Salt = ""
	return sign.Canonical(m)
}

// Name is the commitment.
func (m Meaning) Name() (comity.Digest, error) {
	salt, err := hex.DecodeString(m.Salt)
	if err != nil || len(salt) != sha256.Size {
		return comity.Digest{}, comity.Errorf(comity.Negative, "its salt is none")
	}
	text, err := m.said()
	if err != nil {
		return comity.Digest{}, err
	}
	h := hmac.New(sha256.New, salt)
	h.Write([]byte("comity name v1\x00"))
	h.Write(text)
	return comity.Digest(h.Sum(nil)), nil
}

// Text is the content of the file.
func (m Meaning) Text() ([]byte, error) {
	b, err := json.Marshal(m)
	return append(comity.QuietJSON(b), '\n'), err
}

// Mean reads what a name stands for, and holds it to the name.
func Mean(fsys disk.Reader, name comity.Digest) (m Meaning, err error) {
	b, err := disk.ReadWithin(fsys, NameFile(name), MaxFile)
	if err != nil {
		return m, comity.Errorf(disk.Loss(err), "%s cannot be read: %w", NameFile(name), err)
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, comity.Errorf(comity.Negative, "%s: %w", NameFile(name), err)
	}
	got, err := m.Name()
	if err == nil && got != name {
		err = comity.Errorf(comity.Negative, "it does not come out at the name")
	}
	if err != nil {
		return m, comity.Errorf(comity.Negative, "%s is not what an act names: %w", NameFile(name), err)
	}
	return m, nil
}

// Named is the name in an act of sealing or checking; zero: there is none.
func Named(a act.Act) comity.Digest {
	var b struct{ Name comity.Digest }
	if a.Kind == Sealing || a.Kind == Checking {
		_ = json.Unmarshal(a.Body, &b) // what cannot be read names nothing
	}
	return b.Name
}

// Resolve puts what names stand for into the body of an act of sealing or checking;
// other acts it leaves alone. Where the meaning is lost the name stays in its place, and
// the error says so.
func Resolve(fsys disk.Reader, a act.Act) (act.Act, error) {
	switch a.Kind {
	case Sealing:
		var b SealBody
		if a.Decode(&b) != nil || b.Name.IsZero() {
			return a, nil
		}
		m, err := Mean(fsys, b.Name)
		if b.Exhibit = m.Exhibit; err != nil || m.Exhibit.IsZero() {
			b.Exhibit, err = b.Name, lost(err, b.Name)
		}
		return put(a, b, err)
	case Checking:
		var b CheckBody
		if a.Decode(&b) != nil || b.Name.IsZero() {
			return a, nil
		}
		m, err := Mean(fsys, b.Name)
		if m.Quarantined != nil {
			b.Quarantined = m.Quarantined
		}
		if b.Run, b.Files = m.Run, m.Files; err != nil || m.Run.IsZero() {
			b.Run, b.Files, err = b.Name, nil, lost(err, b.Name)
		}
		return put(a, b, err)
	}
	return a, nil
}

func lost(err error, name comity.Digest) error {
	if err == nil {
		err = comity.Errorf(comity.Negative, "%s stands for something else than the act says", NameFile(name))
	}
	return err
}

// put makes body that of the act.
func put(a act.Act, body any, lost error) (act.Act, error) {
	b, err := json.Marshal(body)
	if err != nil {
		return a, err
	}
	a.Body = b
	return a, lost
}
