package verify

import (
	"errors"
	"io"

	"comity/internal/comity"
	"comity/internal/evidence/sign"
)

// Bytes that no file of a pack exceeds that is read whole.
const (
	maxJSON       = 16 << 20
	maxDerivation = 256 << 20 // of findings/derivation.json, which grows with the hits
)

func (p *Packed) read(name string) ([]byte, error) {
	limit := int64(maxJSON)
	if name == derivationFile {
		limit = maxDerivation
	}
	if p.cfg.Files.Size(name) > limit {
		return nil, comity.Errorf(comity.Negative, "%s is larger than any pack has it", name)
	}
	f, err := p.cfg.Files.File(name)
	if err != nil {
		return nil, comity.Errorf(comity.Negative, "%s is missing: %w", name, err)
	}
	b, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err = errors.Join(err, f.Close()); err != nil {
		return nil, comity.Errorf(comity.Negative, "%s cannot be read: %w", name, err)
	}
	if int64(len(b)) > limit { // a file of a folder that grows meanwhile
		return nil, comity.Errorf(comity.Negative, "%s is larger than any pack has it", name)
	}
	return b, nil
}

func (p *Packed) json(name string, v any) error {
	b, err := p.read(name)
	if err != nil {
		return err
	}
	if crowded(b) {
		return comity.Errorf(comity.Negative, "%s is not in its form: it is made of next to nothing, many times", name)
	}
	if err := sign.Read(b, v); err != nil {
		return comity.Errorf(comity.Negative, "%s is not in its form: %w", name, err)
	}
	return nil
}

// crowded reports whether JSON holds more objects and arrays, or more values, than what any pack says: a few of its bytes
// would take up many of memory.
func crowded(b []byte) bool {
	const fewest, container, value = 256, 24, 6 // how many are always allowed; bytes to one beyond
	var containers, values int
	for i := 0; i < len(b); i++ {
		switch b[i] {
		case '{', '[':
			containers++
		case ',':
			values++
		case '"':
			for i++; i < len(b) && b[i] != '"'; i++ {
				if b[i] == '\\' {
					i++
				}
			}
		}
	}
	return containers > fewest+len(b)/container || values > fewest+len(b)/value
}
