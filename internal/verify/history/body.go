package history

import (
	"path"
	"strings"
	"time"

	"github.com/pelletier/go-toml/v2"

	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/evidence/seal"
	"comity/internal/records/record"
)

// Opening is case.toml, and the body of act 1.
type Opening struct {
	Title     string    `json:"title" toml:"title"`
	Authority string    `json:"authority" toml:"authority"`
	Country   string    `json:"country" toml:"country"`
	ID        string    `json:"id" toml:"id"` // random pseudonym, 32 hex digits
	Opened    time.Time `json:"opened" toml:"opened"`
	Keys      *Keyring  `json:"keys,omitempty" toml:"-"` // in the act only
}

// Keyring is the public keys of the node that opened the case, as verifier keys.
type Keyring struct {
	Act string `json:"act"`
	Log string `json:"log"`
}

// CaseFile is the file of a case that says in the clear what act 1 says.
const CaseFile = "case.toml"

// Text is the bytes of case.toml.
func (o Opening) Text() ([]byte, error) {
	o.Keys = nil
	b, err := toml.Marshal(o)
	if err != nil {
		return nil, comity.Errorf(comity.Fault, "write %s: %w", CaseFile, err)
	}
	return append([]byte("# Opened by comity. The first act holds the same; `comity verify` compares.\n"), b...), nil
}

// SealBody is what an act of sealing says.
type SealBody struct {
	Name       comity.Digest `json:"name,omitzero"`    // by which acts and packs name the exhibit; zero: an older version sealed it, by its digest
	Exhibit    comity.Digest `json:"exhibit,omitzero"` // SHA-256 of its plain bytes; in the file of an act with a name it is left out
	Ref        string        `json:"ref"`
	Kind       record.Kind   `json:"kind"`
	Seal       string        `json:"seal"`   // path of the description in the case
	Digest     comity.Digest `json:"digest"` // SHA-256 of that file
	Supersedes string        `json:"supersedes,omitempty"`
	Member     string        `json:"member,omitempty"` // which file of the archive is read
	Sheet      string        `json:"sheet,omitempty"`  // which sheet of the workbook is read
	Tree       *seal.Tree    `json:"tree,omitempty"`   // of its rows, as in the description; nil: an older version sealed it
}

// TreeDir is the folder of a case that holds the segments of row trees.
const TreeDir = "trees"

// TreeName is where the segments of the row tree of the description sealName lie.
func TreeName(sealName string) string {
	return path.Join(TreeDir, strings.TrimSuffix(path.Base(sealName), ".json")+".tree")
}

// CheckBody is what an act of checking says.
type CheckBody struct {
	Name        comity.Digest            `json:"name,omitzero"` // by which acts and packs name the run; zero: an older version checked, and names it by its digest
	Run         comity.Digest            `json:"run,omitzero"`  // left out in the file of an act with a name, as are files
	Version     string                   `json:"version"`
	Curves      string                   `json:"curves,omitempty"` // version by which probabilities were told; "": of a version that did not say
	Files       map[string]comity.Digest `json:"files,omitempty"`  // name in the run's folder → SHA-256
	Counts      run.Counts               `json:"counts"`
	Quarantined map[string]int64         `json:"quarantined,omitempty"` // reference → rows left unread; left out in the file of an act with a name, but of older versions
}

// Outward is the name by which others know the exhibit.
func (b *SealBody) Outward() comity.Digest { return outward(b.Name, b.Exhibit) }

// Outward is the name by which others know the run.
func (b *CheckBody) Outward() comity.Digest { return outward(b.Name, b.Run) }

func outward(name, digest comity.Digest) comity.Digest {
	if name.IsZero() {
		return digest
	}
	return name
}

// LooksBody names the last look at personal data.
type LooksBody struct {
	Head comity.Digest `json:"head"` // SHA-256 of the last line of the log of looks
}
