package casefile

import (
	"context"
	"io"
	"slices"
	"strings"

	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
)

// Decide records a person's verdict on a subject or hit of the latest run, or on two names of a board (names:SITE:A:B):
// yes, no or unsure, with a reason; as an assessment, unless said is a fact. The last verdict on an item is the one in force.
func (c *Case) Decide(ctx context.Context, id, verdict, reason string, said ...Statement) error {
	if err := c.authorise(policy.Decide); err != nil {
		return err
	}
	if !slices.Contains([]string{"yes", "no", "unsure"}, verdict) {
		return comity.Errorf(comity.Usage, "verdict %.40q is not yes, no or unsure", verdict)
	}
	if strings.TrimSpace(reason) == "" {
		return comity.Errorf(comity.Usage, "a verdict needs a reason").WithHint("give --reason")
	}
	if err := comity.MayKeep("the reason", reason); err != nil {
		return err
	}
	as := firstOf(id, said)
	if err := as.check(); err != nil {
		return err
	}
	codes, err := codesOf(as.Handling)
	if err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		if strings.HasPrefix(id, samePrefix) {
			s, err := parseSameName(id)
			if err != nil {
				return err
			}
			if err := c.mustHaveSpoken(ctx, s); err != nil {
				return err
			}
			id = s.String()
		} else if err := c.mustExist(ctx, id); err != nil {
			return err
		}
		if err := c.mustCite(ctx, as.Source); err != nil {
			return err
		}
		return c.append(ctx, actDecide, decideBody{Item: id, Verdict: verdict, Reason: reason, Statement: as.kind(), Source: as.Source, Handling: codes})
	})
}

// Note records a remark on a subject, hit or claim of the latest run, on an
// exhibit by its reference or id, or on a citation; as an assessment, unless
// said is a fact.
func (c *Case) Note(ctx context.Context, id, text string, said ...Statement) error {
	if err := c.authorise(policy.Note); err != nil {
		return err
	}
	if strings.TrimSpace(text) == "" {
		return comity.Errorf(comity.Usage, "a note needs a text")
	}
	if err := comity.MayKeep("the text", text); err != nil {
		return err
	}
	as := firstOf(id, said)
	if err := as.check(); err != nil {
		return err
	}
	codes, err := codesOf(as.Handling)
	if err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		if err := c.mustBeNotable(ctx, id); err != nil {
			return err
		}
		if err := c.mustCite(ctx, as.Source); err != nil {
			return err
		}
		return c.append(ctx, actNote, noteBody{Item: id, Text: text, Statement: as.kind(), Source: as.Source, Handling: codes})
	})
}

// mustBeNotable wants an item of the case.
func (c *Case) mustBeNotable(ctx context.Context, id string) error {
	if _, ok := c.state.byRef(id); ok {
		return nil
	}
	if d, err := comity.ParseDigest(id); err == nil {
		if _, _, err := c.byCitation(comity.Citation{Exhibit: d}); err == nil {
			return nil
		}
	}
	if cite, err := comity.ParseCitation(id); err == nil {
		_, err := c.copyCited(ctx, cite, io.Discard)
		return err
	}
	if _, _, _, err := claimID(id); err == nil {
		return c.claimExists(ctx, id)
	}
	return c.mustExist(ctx, id)
}

func (c *Case) claimExists(ctx context.Context, id string) error {
	body, err := c.latest()
	if err != nil {
		return err
	}
	return c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		_, err := c.claim(ctx, cat, body, id)
		return err
	})
}

// mustExist wants a subject or a hit of that id in the latest run.
func (c *Case) mustExist(ctx context.Context, id string) error {
	body, err := c.latest()
	if err != nil {
		return err
	}
	return c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		for _, kind := range []string{kindSubject, kindHit} {
			if _, ok, err := cat.Find(ctx, body.Run, kind, id); err != nil || ok {
				return err
			}
		}
		for _, kind := range []string{kindSubject, kindHit} {
			if err := c.absent(ctx, body, kind, id); err != nil {
				return err
			}
		}
		return comity.Errorf(comity.Negative, "run %s has neither subject nor hit %.80q", body.Run.Short(), id).
			WithHint("`comity show CASE subjects` lists the subjects")
	})
}
