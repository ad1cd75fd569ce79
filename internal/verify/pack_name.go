package verify

import (
	"context"
	"fmt"
	"regexp"
)

// shapes are the names that a pack has; docs/formats/pack.md.
var shapes = regexp.MustCompile(`^(` +
	`exhibits/[0-9]{3,6}/(description\.json|rows\.txt)|findings/(findings\.jsonl|derivation\.json)|` +
	`subrun/(manifest\.json|findings\.jsonl|rejects\.jsonl|duplicates\.jsonl|clocks\.json)|` +
	`custody/(acts/[0-9]{6,}-[0-9a-f]{64}\.json|receipts/[0-9]{6,}\.json|keys\.json)|` +
	`weights\.json|accuracy\.md|withheld\.json|pack\.json|report\.html|report\.pdf|README(\.[a-z]{2})?\.txt|verify\.sh|manifest-sha256\.txt` +
	`)$`)

// IsPackFile reports whether a pack may have a file of this name. Whoever opens a pack asks the same.
func IsPackFile(name string) bool { return shapes.MatchString(name) }

// names wants no file that a pack does not have.
func (p *Packed) names(context.Context) error {
	var strange []string
	for _, n := range p.cfg.Files.Names() {
		if !IsPackFile(n) {
			strange = append(strange, fmt.Sprintf("%.80q", n))
		}
	}
	if len(strange) > 0 {
		p.Row(false, "names", "files that a pack does not have: %s", strange[:min(len(strange), 5)])
	}
	return nil
}
