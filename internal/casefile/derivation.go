package casefile

import (
	"cmp"
	"context"
	"encoding/json"

	"comity/internal/analysis/derivation"
	"comity/internal/analysis/run"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// derivation is what each finding of a run rests on, read from its findings.
func (c *Case) derivation(ctx context.Context, body checkBody) (*derivation.Graph, error) {
	exhibits, err := c.restables()
	if err != nil {
		return nil, err
	}
	g := derivation.New(exhibits)
	return g, c.eachLine(ctx, body, findingsFile, func(line []byte) error {
		var f run.Finding
		if err := json.Unmarshal(line, &f); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		g.Add(f)
		return nil
	})
}

// restables are all exhibits of the case, superseded ones among them: an older
// run may rest on those.
func (c *Case) restables() ([]derivation.Exhibit, error) {
	out := make([]derivation.Exhibit, 0, len(c.state.seals))
	for _, s := range c.state.seals {
		d, err := c.describe(s)
		if err != nil {
			return nil, err
		}
		out = append(out, restable(d.Source.Exhibit, cmp.Or(s.body.Kind, d.Source.Kind), d.Source.Site))
	}
	return out, nil
}

func restable(id comity.Digest, kind record.Kind, site string) derivation.Exhibit {
	return derivation.Exhibit{ID: id, Kind: kind, Site: comity.Site(site)}
}
