package casefile

import (
	"comity/internal/analysis/attribution"
	"comity/internal/analysis/run"
)

// A probability is no part of a run: it is read off curves, which were fitted to scores of one table
// of weights. Off other curves the same claim would get another number, without anything having
// happened to the evidence; and so a run that was recorded by others has none until the next check.

// sameCurves reports whether a run was weighed by this version's table, and recorded by its curves.
func (c *Case) sameCurves(body checkBody) (bool, error) {
	m, err := c.manifest(body)
	return body.Curves == attribution.CurveVersion && m.Weights == attribution.TableDigest(), err
}

// tellProbability fills in how probable a subject's claim is, where that can be told.
func (c *Case) tellProbability(body checkBody, s *run.Subject) error {
	same, err := c.sameCurves(body)
	if same {
		s.Probability = run.Probability(s)
	}
	return err
}
