package casefile

import (
	"context"
	"slices"
	"strings"

	"comity/internal/casefile/catalogue"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/evidence/act"
)

// What can become of a lead.
const (
	Searched = "searched" // premises or devices of the person
	Cleared  = "cleared"  // no longer suspected
	Charged  = "charged"
	Informed = "informed" // another state was told
)

// Outcomes are what can become of a lead, in the order of reports.
func Outcomes() []string { return []string{Searched, Cleared, Charged, Informed} }

// Outcome records what became of a subject, with a reason; state is which other
// state was told, and concerns Informed alone. The subject is one of the latest
// run that has it: a lead may have fallen since. Nothing is learnt from an outcome:
// it stands beside the findings, and Report counts it. It is an assessment, unless
// said is a fact.
func (c *Case) Outcome(ctx context.Context, subject, outcome, state, reason string, said ...Statement) error {
	if err := c.authorise(policy.Outcome); err != nil {
		return err
	}
	if err := mayBecome(outcome, state); err != nil {
		return err
	}
	if outcome == Informed {
		if err := c.authorise(policy.Tell); err != nil {
			return err
		}
	}
	if strings.TrimSpace(reason) == "" {
		return comity.Errorf(comity.Usage, "an outcome needs a reason").WithHint("give --reason")
	}
	if err := comity.MayKeep("the reason", reason); err != nil {
		return err
	}
	as := firstOf(subject, said)
	if err := as.check(); err != nil {
		return err
	}
	return c.write(ctx, func(ctx context.Context) error {
		body := outcomeBody{Item: subject, Outcome: outcome, State: state, Reason: reason, Statement: as.kind(), Source: as.Source}
		if err := c.stood(ctx, &body); err != nil {
			return err
		}
		if err := c.mustCite(ctx, as.Source); err != nil {
			return err
		}
		if outcome == Informed {
			if err := c.mayInform(ctx, &body); err != nil {
				return err
			}
		}
		return c.append(ctx, actOutcome, body)
	})
}

func mayBecome(outcome, state string) error {
	if !slices.Contains(Outcomes(), outcome) {
		return comity.Errorf(comity.Usage, "outcome %.40q is not one of %s", outcome, strings.Join(Outcomes(), ", ")).
			WithHint("comity outcome CASE SUBJECT searched --reason \"…\"; informed takes --state, too")
	}
	if outcome != Informed {
		if state != "" {
			return comity.Errorf(comity.Usage, "--state says which state was told, and goes with %s alone", Informed)
		}
		return nil
	}
	if len(state) != 2 || strings.Trim(state, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return comity.Errorf(comity.Usage, "state %.20q is not two capital letters", state).
			WithHint("say which state was told: give --state as in ISO 3166-1, such as DE")
	}
	return nil
}

// stood notes the latest run in which the lead stood, and its band there.
func (c *Case) stood(ctx context.Context, body *outcomeBody) error {
	if _, err := c.latest(); err != nil {
		return err
	}
	return c.withIndex(ctx, func(cat *catalogue.Catalogue) error {
		seen := map[comity.Digest]bool{}
		for _, check := range slices.Backward(c.state.checks) {
			if seen[check.body.Run] || c.state.gone(check.body.Run) > 0 {
				continue
			}
			seen[check.body.Run] = true
			if there, err := c.stoodIn(ctx, cat, check.body, body); there || err != nil {
				return err
			}
		}
		return comity.Errorf(comity.Negative, "no run of this case has a subject %.80q", body.Item).
			WithHint("`comity show CASE subjects` lists those of the latest")
	})
}

// stoodIn reports whether a run has the subject, and notes its band there.
func (c *Case) stoodIn(ctx context.Context, cat *catalogue.Catalogue, in checkBody, body *outcomeBody) (bool, error) {
	if _, ok, err := cat.Find(ctx, in.Run, kindSubject, body.Item); err != nil {
		return false, err
	} else if !ok {
		return false, c.absent(ctx, in, kindSubject, body.Item)
	}
	f, err := c.finding(ctx, cat, in, kindSubject, body.Item)
	if err != nil {
		return false, err
	}
	body.Run, body.Band = in.Run, f.Subject.Band
	return true, nil
}

// outcomeOf is the outcome that an act holds; ok is false where it holds none.
func outcomeOf(a act.Act) (row OutcomeRow, ok bool, err error) {
	if a.Kind != actOutcome {
		return row, false, nil
	}
	var body outcomeBody
	if err := a.Decode(&body); err != nil {
		return row, false, err
	}
	if !slices.Contains(Outcomes(), body.Outcome) || !slices.Contains(comity.Bands(), body.Band) {
		return row, false, comity.Errorf(comity.Negative, "act %06d holds an outcome or band that is none", a.Seq).WithHint("%s", verifyHint)
	}
	statement, err := statementOf(body.Statement)
	return OutcomeRow{
		Item: body.Item, Act: a.Seq, Time: a.Time.Time(), Actor: a.Actor,
		Outcome: body.Outcome, State: body.State, Run: body.Run, Band: body.Band, Text: body.Reason,
		Statement: statement, Source: body.Source,
	}, err == nil, err
}

// outcomes lists what became of leads, oldest first, from the signed acts; item "": of all.
func (c *Case) outcomes(item string) ([]OutcomeRow, error) {
	rows := []OutcomeRow{}
	for _, a := range c.state.acts {
		row, ok, err := outcomeOf(a)
		if err != nil {
			return nil, err
		}
		if ok && (item == "" || row.Item == item) {
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// Outcomes lists what became of leads, oldest first. The look is logged.
func (c *Case) Outcomes(ctx context.Context) ([]OutcomeRow, error) {
	if err := c.load(ctx); err != nil {
		return nil, err
	}
	if err := c.look("outcomes", ""); err != nil {
		return nil, err
	}
	return c.outcomes("")
}

// Report counts what became of the leads, by the band in which each stood when
// its first outcome was recorded; the last row is of all. It names nobody.
func (c *Case) Report(ctx context.Context) (rep OutcomeReport, err error) {
	if err := c.authorise(policy.Show); err != nil {
		return rep, err
	}
	if err := c.load(ctx); err != nil {
		return rep, err
	}
	body, err := c.latest()
	if err != nil {
		return rep, err
	}
	rows, err := c.outcomes("")
	if err != nil {
		return rep, err
	}
	return reportOf(rows, body.Counts.Bands), nil
}

// became is what became of one lead.
type became struct {
	band      comity.Band
	searched  bool
	informed  bool
	judgement string // cleared or charged, whichever came last
	states    []string
}

func reportOf(rows []OutcomeRow, subjects map[string]int64) OutcomeReport {
	leads := map[string]*became{}
	for _, r := range rows {
		b, ok := leads[r.Item]
		if !ok {
			b = &became{band: r.Band}
			leads[r.Item] = b
		}
		b.add(r)
	}
	rep := OutcomeReport{Bands: []OutcomeBand{}, States: map[string]int64{}}
	all := OutcomeBand{Band: "all"}
	for _, band := range comity.Bands() {
		of := OutcomeBand{Band: string(band), Subjects: subjects[string(band)]}
		for _, b := range leads {
			if b.band == band {
				of.count(b)
				all.count(b)
				for _, s := range b.states {
					rep.States[s]++
				}
			}
		}
		all.Subjects += of.Subjects
		rep.Bands = append(rep.Bands, of.shares())
	}
	rep.Bands = append(rep.Bands, all.shares())
	return rep
}

func (b *became) add(r OutcomeRow) {
	switch r.Outcome {
	case Searched:
		b.searched = true
	case Informed:
		b.informed = true
		if !slices.Contains(b.states, r.State) {
			b.states = append(b.states, r.State)
		}
	default:
		b.judgement = r.Outcome
	}
}

func (o *OutcomeBand) count(b *became) {
	o.Leads++
	for _, c := range []struct {
		is   bool
		into *OutcomeCount
	}{{b.searched, &o.Searched}, {b.judgement == Cleared, &o.Cleared}, {b.judgement == Charged, &o.Charged}, {b.informed, &o.Informed}} {
		if c.is {
			c.into.Leads++
		}
	}
}

// shares fills the shares in, rounded to four digits.
func (o OutcomeBand) shares() OutcomeBand {
	for _, c := range []*OutcomeCount{&o.Searched, &o.Cleared, &o.Charged, &o.Informed} {
		if o.Leads > 0 {
			c.Share = float64((c.Leads*20_000+o.Leads)/(2*o.Leads)) / 10_000
		}
	}
	return o
}
