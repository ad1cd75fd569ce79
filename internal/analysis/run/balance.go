package run

import (
	"comity/internal/records/format"
	"comity/internal/records/format/bank"
)

// Unbalanced says of an exhibit of bank statements that some do not add up: the opening balance and the entries do
// not make the closing balance, so that entries may lack. Sums are in the currency, with a point.
type Unbalanced struct {
	Ref        string `json:"ref"`
	Statements int64  `json:"statements"` // so many
	Line       int64  `json:"line"`       // at which the first of them begins, in the stream
	Opening    string `json:"opening"`    // of the first
	Entries    string `json:"entries"`    // their sum
	Closing    string `json:"closing"`
	Currency   string `json:"currency"`
}

// balance notes what of source n does not add up. Of one with rows that were withdrawn nothing is said.
func (c *computation) balance(n int, parser format.Rows) {
	b, ok := parser.(format.Balanced)
	if !ok || len(c.withdrawn[n]) > 0 {
		return
	}
	if count, g := b.Unbalanced(); count > 0 {
		written := func(sum int64) string { return bank.Written(sum, g.Currency) }
		c.result.Unbalanced = append(c.result.Unbalanced,
			Unbalanced{c.exhibits[n].Source.Ref, count, g.Line, written(g.Opening), written(g.Entries), written(g.Closing), g.Currency})
	}
}
