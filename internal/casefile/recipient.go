package casefile

import (
	"comity/internal/comity"
)

// Recipients settles to whom a pack is encrypted: those given, else those of the
// recipient's card.
func (c *Case) Recipients(p *HandoverParams) error {
	if len(p.Recipients) > 0 {
		return nil
	}
	return comity.Errorf(comity.Usage, "nobody is known who could open a pack for %s", p.To).WithHint("give --recipient AGE-RECIPIENT, or pin the partner's card")
}
