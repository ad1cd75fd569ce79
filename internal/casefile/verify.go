package casefile

import (
	"context"
	"fmt"
	"os"

	"comity/internal/casefile/look"
	"comity/internal/casefile/policy"
	"comity/internal/evidence/sign"
	"comity/internal/records/record"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// Verify looks at everything the case holds, as package verify does for anybody, and
// at what the node alone has: the index, the log of looks, its keys. It changes nothing.
// With recompute the latest run is computed again.
//
// Damage makes OK false; it is not an error. What a killed command left half
// done is mentioned and is no damage.
func (c *Case) Verify(ctx context.Context, recompute bool) (VerifyReport, error) {
	if err := c.authorise(policy.Verify); err != nil {
		return VerifyReport{}, err
	}
	cfg, err := c.verifier()
	if err != nil {
		return VerifyReport{}, err
	}
	steps := verify.After(verify.Steps(), "acts", verify.Step{Name: "state", Do: c.follow})
	steps = verify.After(steps, "runs", verify.Step{Name: "index", Do: c.verifyIndex})
	steps = verify.After(steps, "log", verify.Step{Name: "looks", Do: c.verifyLooks})
	if recompute {
		steps = append(steps, verify.Recompute())
	}
	rep, err := verify.Case(ctx, cfg, steps)
	if err != nil {
		return rep, fmt.Errorf("case %s: %w", c.dir, err)
	}
	return rep, nil
}

// verifier is a verification with everything at hand that the node has.
func (c *Case) verifier() (cfg verify.Config, err error) {
	n := c.node
	cfg = verify.Config{
		FS: c.fsys, Case: c.id, Log: os.DirFS(n.logPath()), Exhibit: c.keys.Get, Person: n.keys.Actor,
		Unfinished: func(*history.History) (bool, error) { return c.unfinished() },
		Workers:    n.workers(), Progress: n.cfg.Progress,
		Cards: func() (record.Cards, error) {
			key, err := c.keys.Get(tokenKeyID())
			if err != nil {
				return nil, fmt.Errorf("the case's card-token key: %w", err)
			}
			return verify.NewCards(key), nil
		},
	}
	actKey, err := n.keys.Act()
	if err != nil {
		return cfg, err
	}
	logKey, err := n.keys.Log()
	cfg.Keys = verify.Keyring{Act: []sign.PublicKey{actKey}, Log: logKey.String()}
	return cfg, err
}

// follow makes the case know the acts that are sound: what comes after goes by them.
func (c *Case) follow(v *verify.Verification, _ context.Context) error {
	c.state = state{}
	for _, a := range v.History.Acts {
		_ = c.state.add(a) // what is wrong with it has been said
		c.state.acts = append(c.state.acts, a)
	}
	return nil
}

// verifyLooks checks the form of the log of looks: what sealed lines say is the
// officer's to read.
func (c *Case) verifyLooks(v *verify.Verification, _ context.Context) error {
	chain, torn, err := c.walkLooks(nil)
	if err != nil {
		v.Row(false, "looks", "%s", err)
		return nil
	}
	for _, g := range chain.Gaps {
		if g.What == look.Open { // the officer's to judge: nothing is damaged
			continue
		}
		v.Row(false, "looks", "line %d: %s: %s", g.Line, g.What, g.Text)
		return nil
	}
	switch {
	case chain.Lines == 0:
	case torn:
		v.Row(true, "looks", "%d lines chained; the last was not written whole, and what it was for was not shown", chain.Lines)
	default:
		v.Row(true, "looks", "%d lines, %d of them sealed, chained as acts name them", chain.Lines, chain.Sealed)
	}
	return nil
}
