package casefile

import (
	"slices"
	"strings"

	"comity/internal/casefile/handling"
	"comity/internal/comity"
)

// codesOf reads the codes that somebody puts on what they say, as acts hold them.
func codesOf(given []string) ([]string, error) {
	codes, err := handling.Parse(given)
	if err != nil || codes.IsZero() {
		return nil, err
	}
	return codes.List(), comity.MayKeep("the handling code", codes.String())
}

// saidUnder collects the verdicts and notes that carry codes.
func (c *Case) saidUnder(g *gate) error {
	rows, err := c.said(func(DecisionRow) bool { return true })
	if err != nil {
		return err
	}
	for i := range rows {
		if len(rows[i].Handling) == 0 {
			continue
		}
		codes, err := handling.Parse(rows[i].Handling)
		g.said = append(g.said, contributed{codes: codes, read: err == nil, said: &rows[i]})
	}
	return nil
}

// contributedBy are the exhibits named, and what was said under a code of the item, of
// something that it rests on, or of these exhibits and their rows.
func (c *Case) contributedBy(item string, exhibits []comity.Digest) (out []contributed) {
	exhibits = slices.Clone(exhibits)
	slices.SortFunc(exhibits, func(a, b comity.Digest) int { return slices.Compare(a[:], b[:]) })
	exhibits = slices.Compact(exhibits)
	for _, d := range exhibits {
		out = append(out, c.gate.exhibits[d]...)
	}
	if len(out) == 0 {
		return nil
	}
	for _, x := range c.gate.said {
		if c.concerns(x.said.Item, item, exhibits) {
			out = append(out, x)
		}
	}
	return out
}

// concerns reports whether what was said of something is carried by an item that
// rests on exhibits.
func (c *Case) concerns(of, item string, exhibits []comity.Digest) bool {
	if of == item || strings.HasPrefix(of, item+"/") { // the item, or an argument of it
		return true
	}
	if c.gate.graph != nil && slices.Contains(c.gate.graph.Hits(item), of) {
		return true
	}
	if v, ok := c.state.byRef(of); ok {
		return slices.Contains(exhibits, v.body.Exhibit)
	}
	if d, err := comity.ParseDigest(of); err == nil {
		return slices.Contains(exhibits, d)
	}
	cite, err := comity.ParseCitation(of)
	return err == nil && slices.Contains(exhibits, cite.Exhibit)
}
