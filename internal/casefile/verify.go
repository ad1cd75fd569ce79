package casefile

import (
	"context"
	"fmt"
	"os"

	"comity/internal/casefile/look"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
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
	rep, err := verify.Case(ctx, cfg, c.steps(recompute))
	if err != nil {
		return rep, comity.Wrapf("case %s: %w", c.dir, err)
	}
	return rep, nil
}

// verification is one under way, of a case at its node.
type verification struct {
	*verify.Verification
	c *Case
}

func (v *verification) row(ok bool, name, format string, args ...any) {
	v.Row(ok, name, format, args...)
}

// own is a step that needs the case at its node.
func (c *Case) own(name string, do func(*verification, context.Context) error) verify.Step {
	return verify.Step{Name: name, Do: func(v *verify.Verification, ctx context.Context) error { return do(&verification{v, c}, ctx) }}
}

// steps are those of everybody, with what the node alone can look at in its places.
func (c *Case) steps(recompute bool) []verify.Step {
	all := verify.Steps()
	all = verify.After(all, "acts", c.own("state", (*verification).state))
	all = verify.After(all, "runs", c.own("index", (*verification).index))
	all = verify.After(all, "log", c.own("looks", (*verification).looks))
	all = append(all, c.own("notices", (*verification).notices), c.own("packs", (*verification).packs), c.own("keys", (*verification).keys), c.own("witnesses", (*verification).witnesses))
	if recompute {
		all = append(all, verify.Recompute())
	}
	return all
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
				return nil, comity.Wrapf("the case's card-token key: %w", err)
			}
			return verify.NewCards(key), nil
		},
	}
	ring, err := sign.ReadRing(n.fsys)
	if err != nil {
		return cfg, err
	}
	logKey, err := n.keys.Log()
	cfg.Keys = verify.Keyring{Act: ring.ActKeys(), Log: logKey.String()}
	return cfg, err
}

// state makes the case know the acts that are sound: what comes after goes by them.
func (v *verification) state(context.Context) error {
	v.c.state = state{}
	for _, a := range v.History.Acts {
		if err := v.c.state.add(a); err != nil && !v.BadActs {
			v.BadActs = true
			v.row(false, fmt.Sprintf("act %06d", a.Seq), "%s", err)
		}
		v.c.state.acts = append(v.c.state.acts, a)
	}
	return nil
}

// looks checks the form of the log of looks: what sealed lines say is the
// officer's to read.
func (v *verification) looks(context.Context) error {
	chain, torn, err := v.c.walkLooks(nil)
	if err != nil {
		v.row(false, "looks", "%s", err)
		return nil
	}
	for _, g := range chain.Gaps {
		if g.What == look.Open { // the officer's to judge: nothing is damaged
			continue
		}
		v.row(false, "looks", "line %d: %s: %s", g.Line, g.What, g.Text)
		return nil
	}
	switch {
	case chain.Lines == 0:
	case torn:
		v.row(true, "looks", "%d lines chained; the last was not written whole, and what it was for was not shown", chain.Lines)
	default:
		v.row(true, "looks", "%d lines, %d of them sealed, chained as acts name them", chain.Lines, chain.Sealed)
	}
	return nil
}
