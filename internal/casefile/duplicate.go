package casefile

import (
	"context"
	"encoding/json"

	"comity/internal/analysis/run"
	"comity/internal/comity"
)

const duplicatesFile = run.DuplicatesFile

// Duplicates calls each for everything that an exhibit of the latest run
// delivered again, in the run's order. Looking at them is logged.
func (c *Case) Duplicates(ctx context.Context, each func(run.Duplicate) error) error {
	body, err := c.lookAtLatest(ctx, "duplicates", "")
	if err != nil {
		return err
	}
	return c.eachDuplicate(ctx, body, each)
}

func (c *Case) eachDuplicate(ctx context.Context, body checkBody, each func(run.Duplicate) error) error {
	return c.eachLine(ctx, body, duplicatesFile, func(line []byte) error {
		var d run.Duplicate
		if err := json.Unmarshal(line, &d); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the duplicates cannot be read: %w", body.Run.Short(), err).
				WithHint("%s", verifyHint)
		}
		return each(d)
	})
}

// addDuplicates finds what else delivered the hit, or a statement that it rests on.
func (c *Case) addDuplicates(ctx context.Context, body checkBody, v *HitView) error {
	of := map[comity.Citation]bool{v.Hit.Cite: true}
	for _, cand := range v.Hit.Candidates {
		of[cand.Assignment] = true
	}
	return c.eachDuplicate(ctx, body, func(d run.Duplicate) error {
		if d.Of != nil && of[*d.Of] {
			v.Duplicates = append(v.Duplicates, d)
		}
		return nil
	})
}
