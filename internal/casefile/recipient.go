package casefile

import (
	"comity/internal/comity"
)

// Recipients settles to whom a pack is encrypted: those given, else those of the
// partner's card that was pinned here.
func (c *Case) Recipients(p *HandoverParams) error {
	if len(p.Recipients) > 0 {
		return nil
	}
	card, err := c.node.Partner(p.To)
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "to whom a pack for %s is encrypted: %w", p.To, err).
			WithHint("pin the partner's card with `comity partner add`, or give --recipient AGE-RECIPIENT")
	}
	p.Recipients = card.Card.Recipients
	return nil
}
