package history

import (
	"slices"

	"comity/internal/comity"
	"comity/internal/evidence/disk"
)

// Private is what of a description is for the case alone: descriptions are handed over, and free words,
// names of files and the addresses that somebody asked about may name persons of other states. It lies in
// names/<name>.json, and the description holds its name and how many values it has.
type Private struct {
	Path       string   `json:"path,omitempty"`    // as the manifest named the file
	Request    string   `json:"request,omitempty"` // reference of the request that the exhibit answers
	Notes      string   `json:"notes,omitempty"`
	BasisNotes string   `json:"basis_notes,omitempty"`
	Addresses  []string `json:"addresses,omitempty"` // that the legal basis covers
}

// Values counts what is said.
func (p *Private) Values() int {
	n := len(p.Addresses)
	for _, text := range []string{p.Path, p.Request, p.Notes, p.BasisNotes} {
		if text != "" {
			n++
		}
	}
	return n
}

// Same reports whether both say the same.
func (p *Private) Same(o *Private) bool {
	return p.Path == o.Path && p.Request == o.Request && p.Notes == o.Notes && p.BasisNotes == o.BasisNotes && slices.Equal(p.Addresses, o.Addresses)
}

// Held stands in a description for what is private of it.
type Held struct {
	Name   comity.Digest `json:"name"`   // the commitment
	Values int           `json:"values"` // how many
}

// Read is what h stands for. What is lost or another is Negative.
func (h *Held) Read(fsys disk.Reader) (*Private, error) {
	m, err := Mean(fsys, h.Name)
	if err != nil {
		return nil, err
	}
	if m.Private == nil || m.Private.Values() != h.Values {
		return nil, lost(nil, h.Name)
	}
	return m.Private, nil
}
