package proof

import (
	"bytes"
	"slices"
	"strconv"
	"strings"

	"comity/internal/comity"
)

// Trusted are the witnesses that somebody trusts who reads what others recorded: whose keys, of
// which countries, and how many countries must have co-signed, the log's own not counted.
type Trusted struct {
	Quorum    int // at least 1
	Witnesses []Witness
}

// maxTrusted bounds a file of trusted witnesses, in bytes.
const maxTrusted = 1 << 20

// ParseTrusted reads a file of trusted witnesses (docs/formats/witness.md): a line `quorum N`, and a
// line `CC KEY` for each witness, its key as C2SP tlog-cosignature has it. Empty lines, and lines that
// begin with #, say nothing. Errors are of kind Input and name the line.
func ParseTrusted(text []byte) (t Trusted, err error) {
	if len(text) > maxTrusted {
		return t, comity.Errorf(comity.Input, "witnesses: the file is larger than %d bytes", maxTrusted)
	}
	n := 0
	for line := range bytes.Lines(text) {
		n++
		f := strings.Fields(string(line))
		if len(f) == 0 || strings.HasPrefix(f[0], "#") {
			continue
		}
		if err := t.add(f); err != nil {
			return t, comity.Errorf(comity.Input, "witnesses, line %d: %w", n, err).
				WithHint("a line is `quorum N`, or a country and a key: FR fr.example/witness+…; the partner prints the key: comity witness show")
		}
	}
	if k := len(t.Countries()); t.Quorum < 1 || t.Quorum > k {
		return t, comity.Errorf(comity.Input, "witnesses: a quorum of %d, where witnesses are of %d countries", t.Quorum, k).
			WithHint("say once how many countries must have co-signed: quorum N")
	}
	return t, nil
}

func (t *Trusted) add(f []string) error {
	if len(f) != 2 {
		return comity.Errorf(comity.Input, "it has %d words, not two", len(f))
	}
	if f[0] == "quorum" {
		n, err := strconv.Atoi(f[1])
		if err != nil || n < 1 || t.Quorum != 0 {
			return comity.Errorf(comity.Input, "quorum %.20q is no number from 1, or is there twice", f[1])
		}
		t.Quorum = n
		return nil
	}
	name, _, _ := strings.Cut(f[1], "+")
	w := Witness{Name: name, Country: f[0], Key: f[1]}
	if _, err := w.verifier(); err != nil {
		return err
	}
	switch {
	case !isCountry(w.Country):
		return comity.Errorf(comity.Input, "country %.20q is not two capital letters", w.Country)
	case slices.ContainsFunc(t.Witnesses, func(o Witness) bool { return o.raw() == w.raw() }):
		return comity.Errorf(comity.Input, "the key is another witness's as well")
	}
	t.Witnesses = append(t.Witnesses, w)
	return nil
}

// Countries are those of the witnesses, sorted, each once.
func (t Trusted) Countries() []string { return Policy{Witnesses: t.Witnesses}.foreign() }
