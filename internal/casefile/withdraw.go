package casefile

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
)

// WithdrawParams say what is left out, or taken in again, and why.
type WithdrawParams struct {
	Item   string // reference or id of an exhibit, or a citation of rows
	Reason string
	With   string // rectify: the reference of what corrects it
	Urgent bool   // withdraw, erase: the second signature may follow
}

// Withdraw leaves an exhibit, or rows of one, out of everything that is computed
// from now on, computes anew, names what rested on it and drafts the notices. The
// act stays as a tombstone.
func (c *Case) Withdraw(ctx context.Context, p WithdrawParams) (WithdrawReport, error) {
	return c.putAside(ctx, actWithdraw, p)
}

// Restrict is Withdraw for the time being: Lift ends it.
func (c *Case) Restrict(ctx context.Context, p WithdrawParams) (WithdrawReport, error) {
	return c.putAside(ctx, actRestrict, p)
}

// Lift ends a restriction.
func (c *Case) Lift(ctx context.Context, p WithdrawParams) (WithdrawReport, error) {
	return c.putAside(ctx, actLift, p)
}

// Rectify is Withdraw of what is wrong; p.With names the exhibit that says it right.
func (c *Case) Rectify(ctx context.Context, p WithdrawParams) (WithdrawReport, error) {
	return c.putAside(ctx, actRectify, p)
}

// Erase is Withdraw, and destroys the exhibit's key, its stored bytes, and every
// run that was computed from it.
func (c *Case) Erase(ctx context.Context, p WithdrawParams) (WithdrawReport, error) {
	return c.putAside(ctx, actErase, p)
}

// putAside acts first and does then what the act says: whatever of it a killed
// command left undone, settle does.
func (c *Case) putAside(ctx context.Context, kind string, p WithdrawParams) (rep WithdrawReport, err error) {
	if err := c.authorise(asideAct(kind)); err != nil {
		return rep, err
	}
	if strings.TrimSpace(p.Reason) == "" {
		return rep, comity.Errorf(comity.Usage, "a reason is missing").WithHint("give --reason")
	}
	if err := comity.MayKeep("the reason", p.Reason); err != nil {
		return rep, err
	}
	err = c.write(ctx, func(ctx context.Context) error {
		body, err := c.asideBody(kind, p)
		if err != nil {
			return err
		}
		if err := c.look(kind, p.Item); err != nil {
			return err
		}
		if kind == actWithdraw || kind == actErase {
			ok, err := c.fourEyes(ctx, operation{What: kind, Item: p.Item, Reason: p.Reason, Urgent: p.Urgent})
			if err != nil {
				return err
			}
			body.Approval = &ok
		}
		if err := c.append(ctx, kind, body); err != nil {
			return err
		}
		if err := c.record(ctx); err != nil {
			return err
		}
		x := c.state.asides[len(c.state.asides)-1]
		if err := c.settle(ctx); err != nil {
			return err
		}
		rep, err = c.tombstone(x)
		return err
	})
	return rep, err
}

// asideAct is what the policy is asked for: whoever may restrict may lift.
func asideAct(kind string) policy.Act {
	if kind == actLift {
		return policy.Restrict
	}
	return policy.Act(kind)
}

// asideBody says what exactly is left out.
func (c *Case) asideBody(kind string, p WithdrawParams) (body asideBody, err error) {
	body = asideBody{Item: p.Item, Reason: p.Reason, With: p.With}
	if err := c.resolveItem(&body); err != nil {
		return body, err
	}
	if err := c.mayPutAside(kind, &body); err != nil {
		return body, err
	}
	if len(c.state.checks) > 0 {
		last, err := c.latest()
		if err != nil {
			return body, err
		}
		body.Run = &last.Run
	}
	if kind == actErase {
		return body, c.toBeGone(&body)
	}
	return body, nil
}

// resolveItem finds the exhibit and the references that an item names.
func (c *Case) resolveItem(body *asideBody) error {
	if v, ok := c.state.byRef(body.Item); ok {
		body.Exhibit, body.Refs = v.body.Exhibit, []string{v.body.Ref}
		return nil
	}
	within := func(sealed) (bool, error) { return true, nil }
	id, err := comity.ParseDigest(body.Item)
	if err != nil {
		cite, cerr := comity.ParseCitation(body.Item)
		if cerr != nil {
			return comity.Errorf(comity.Negative, "%.80q is neither an exhibit of this case nor a citation", body.Item).
				WithHint("`comity show CASE exhibits` lists references; `comity show CASE hit ID` has citations")
		}
		cite = c.inward(cite)
		id, body.Cite = cite.Exhibit, &cite
		within = func(v sealed) (bool, error) { return c.leads(v, cite) }
	}
	id = c.known(id)
	body.Exhibit = id
	for _, v := range c.state.seals {
		if v.body.Exhibit != id {
			continue
		}
		in, err := within(v)
		if err != nil {
			return err
		}
		if in {
			body.Refs = append(body.Refs, v.body.Ref)
		}
	}
	if len(body.Refs) == 0 {
		return comity.Errorf(comity.Negative, "no exhibit of this case holds %.120q", body.Item).
			WithHint("`comity show CASE exhibits` lists them")
	}
	slices.Sort(body.Refs)
	return nil
}

// leads reports whether a citation leads into what v reads, and not beyond its end.
func (c *Case) leads(v sealed, cite comity.Citation) (bool, error) {
	d, err := c.describe(v)
	if err != nil {
		return false, err
	}
	if before, sheet, _, ok := cite.Row(); ok {
		return d.Source.Inner() == (&record.Source{Packing: before, Format: record.Workbook, Sheet: sheet}).Inner(), nil
	}
	if cite.Length <= 0 || cite.Inner == "" && cite.Offset+cite.Length > d.Bytes {
		return false, nil
	}
	return d.Source.Inner() == cite.Inner, nil
}

// mayPutAside refuses what has been done, and what cannot be.
func (c *Case) mayPutAside(kind string, body *asideBody) error {
	for _, ref := range body.Refs {
		if seq, erased := c.state.erasedBy(ref); erased {
			return comity.Errorf(comity.Input, "exhibit %q was erased by act %06d", ref, seq)
		}
	}
	restricted := false
	for _, x := range c.state.leftOut(c.state.head()) {
		if !x.body.Same(body) {
			continue
		}
		restricted = restricted || x.act.Kind == actRestrict
		if x.act.Kind == kind || kind == actRestrict {
			return comity.Errorf(comity.Input, "%.120q is left out already, by act %06d (%s)", body.Item, x.act.Seq, x.act.Kind)
		}
	}
	switch {
	case kind == actLift && !restricted:
		return comity.Errorf(comity.Input, "%.120q is not restricted", body.Item).WithHint("name it as the restriction did; `comity show CASE acts --json` has it")
	case kind == actErase && body.Cite != nil:
		return comity.Errorf(comity.Input, "a whole exhibit can be erased, rows cannot: their bytes are part of its seal").
			WithHint("`comity withdraw` or `comity rectify` leaves rows out")
	case kind == actRectify:
		return c.mayCorrect(body)
	}
	return nil
}

// mayCorrect wants another exhibit in force.
func (c *Case) mayCorrect(body *asideBody) error {
	v, ok := c.state.byRef(body.With)
	if !ok {
		return comity.Errorf(comity.Input, "nothing is sealed under %.80q", body.With).
			WithHint("seal what corrects it first, such as a table keyed in from a document; then give --with REFERENCE")
	}
	if slices.Contains(body.Refs, body.With) || v.body.Exhibit == body.Exhibit {
		return comity.Errorf(comity.Input, "exhibit %q cannot correct itself", body.With)
	}
	if x, out := c.state.asideOf(body.With); out {
		return comity.Errorf(comity.Input, "exhibit %q is left out itself, by act %06d", body.With, x.act.Seq)
	}
	return nil
}

// settle finishes what the acts say is to be done and a killed command left: the
// run without what was left out, the notices, the destruction of what is erased.
func (c *Case) settle(ctx context.Context) error {
	if len(c.state.asides) == 0 {
		return nil
	}
	if c.state.unsettled() {
		if err := c.dropIndex(); err != nil {
			return err
		}
		if _, err := c.check(ctx); err != nil {
			return err
		}
		if err := c.record(ctx); err != nil {
			return err
		}
	}
	for i := range c.state.asides {
		if err := c.draft(ctx, c.state.asides[i]); err != nil {
			return err
		}
	}
	for i := range c.state.asides {
		if err := c.destroy(&c.state.asides[i]); err != nil {
			return err
		}
	}
	return nil
}

// exists reports whether something lies at a path of the case.
func (c *Case) exists(name string) (bool, error) {
	_, err := c.fsys.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, comity.Errorf(comity.Fault, "look at %s: %w", name, err)
	}
	return true, nil
}
