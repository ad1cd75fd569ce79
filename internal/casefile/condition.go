package casefile

import (
	"slices"

	"comity/internal/casefile/handling"
	"comity/internal/records/record"
)

// materialNotice stands in every report of material.
const materialNotice = "Leads for an analyst, by lists that others supplied. New means absent from the sets named here; ranks identify nobody."

// conditions writes the handling codes of each exhibit into list, and gives those of all exhibits in force of the kinds,
// joined: what their contributors want of whoever passes the report on.
func (c *Case) conditions(list []BoardExhibit, kinds ...record.Kind) ([]string, error) {
	var all *handling.Codes
	of := map[string][]string{}
	for _, v := range c.state.live(c.state.head()) {
		d, err := c.describe(v)
		if err != nil {
			return nil, err
		}
		if !slices.Contains(kinds, d.Source.Kind) {
			continue
		}
		codes, err := handling.Parse(d.Handling)
		if err != nil {
			return nil, err
		}
		of[d.Source.Ref] = codes.List()
		if all == nil {
			all = &codes
			continue
		}
		codes = all.Join(codes)
		all = &codes
	}
	for i := range list {
		list[i].Handling = of[list[i].Ref]
	}
	if all == nil {
		return []string{}, nil
	}
	return all.List(), nil
}
