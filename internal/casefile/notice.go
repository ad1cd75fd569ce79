package casefile

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"comity/internal/analysis/difference"
	"comity/internal/comity"
	"comity/internal/evidence/disk"
	"comity/internal/evidence/sign"
)

// What is drafted when something is left out, and the types under which it is signed.
const (
	withdrawalDir = outDir + "/withdrawals"
	noticeDir     = outDir + "/notices"

	// WithdrawalType is the payload type of a report on what was left out.
	WithdrawalType = "application/vnd.comity.withdrawal+json"
	// NoticeType is the payload type of a notice.
	NoticeType = "application/vnd.comity.notice+json"
)

func withdrawalName(seq int64) string { return path.Join(withdrawalDir, fmt.Sprintf("%06d.json", seq)) }

func noticeName(seq int64, state string) string {
	return path.Join(noticeDir, fmt.Sprintf("%06d-%s.json", seq, state))
}

// draft writes what an act of leaving out calls for: one notice for each state
// that was told of a lead that rested on the item, then the report. A report that
// is there says that all is written.
func (c *Case) draft(ctx context.Context, x aside) error {
	there, err := c.exists(withdrawalName(x.act.Seq))
	if err != nil || there {
		return err
	}
	if x.body.Run == nil {
		return c.draftUnchecked(ctx, x)
	}
	after, ok := c.state.checkAfter(x.act.Seq)
	if !ok {
		return nil
	}
	if there, err := c.exists(runPath(*x.body.Run, findingsFile)); err != nil || !there {
		return err // erased since, or damaged, which verify names
	}
	rep := x.report()
	if err := c.compare(ctx, x, after.body, &rep); err != nil {
		return err
	}
	return c.writeDraft(x, &rep)
}

// draftUnchecked is draft of a case that had not been checked: no finding rested on the item, but a profile may have, and
// what was said of two names of a board.
func (c *Case) draftUnchecked(ctx context.Context, x aside) error {
	said, err := c.saidOn(ctx, x, nil)
	if err != nil || !slices.ContainsFunc(said, func(s SaidRow) bool { return handsOver(s.Kind) || strings.HasPrefix(s.Item, samePrefix) }) {
		return err
	}
	rep := x.report()
	rep.Said = said
	return c.writeDraft(x, &rep)
}

func (c *Case) writeDraft(x aside, rep *WithdrawReport) error {
	notices := c.noticesOf(x, rep)
	for _, state := range slices.Sorted(maps.Keys(notices)) {
		name := noticeName(x.act.Seq, state)
		if err := c.writeSigned(name, NoticeType, notices[state]); err != nil {
			return err
		}
		rep.Notices = append(rep.Notices, name)
	}
	return c.writeSigned(withdrawalName(x.act.Seq), WithdrawalType, *rep)
}

// checkAfter is the first check after act seq.
func (s *state) checkAfter(seq int64) (checked, bool) {
	i := slices.IndexFunc(s.checks, func(k checked) bool { return k.act.Seq > seq })
	if i < 0 {
		return checked{}, false
	}
	return s.checks[i], true
}

// compare fills in what rested on the item, and what the recomputation changed.
func (c *Case) compare(ctx context.Context, x aside, after checkBody, rep *WithdrawReport) error {
	old, err := c.trace(ctx, checkBody{Run: *x.body.Run}, &x.body)
	if err != nil {
		return err
	}
	now, err := c.trace(ctx, after, &x.body)
	if err != nil {
		return err
	}
	rep.After = &after.Run
	rep.Dependents = dependents(old, now)
	rep.Difference = difference.Compare(&old.side, &now.side, difference.Changes{}).Counts
	rep.Said, err = c.saidOn(ctx, x, rep.Dependents)
	return err
}

// report is what the act alone says.
func (x *aside) report() WithdrawReport {
	return WithdrawReport{
		Act: x.act.Seq, Kind: x.act.Kind, Time: x.act.Time.Time(), Actor: x.act.Actor, Item: x.body.Item, Exhibit: x.body.Exhibit, Refs: x.body.Refs, Cite: x.body.Cite,
		Reason: x.body.Reason, With: x.body.With, Before: x.body.Run, Gone: x.body.Gone, Kept: x.body.Kept,
		Dependents: []Dependent{}, Said: []SaidRow{}, Notices: []string{},
	}
}

// tombstone is the report of an act: as it was drafted, or what the act says.
func (c *Case) tombstone(x aside) (WithdrawReport, error) {
	rep := x.report()
	there, err := c.exists(withdrawalName(x.act.Seq))
	if err != nil || !there {
		return rep, err
	}
	b, err := disk.ReadFile(c.fsys, withdrawalName(x.act.Seq))
	if err != nil {
		return rep, comity.Errorf(comity.Fault, "read %s: %w", withdrawalName(x.act.Seq), err)
	}
	e, err := sign.ParseEnvelope(b)
	if err == nil {
		err = sign.Read(e.Payload, &rep)
	}
	if err != nil {
		return rep, comity.Errorf(comity.Negative, "%s: %w", withdrawalName(x.act.Seq), err)
	}
	return rep, nil
}

func (c *Case) writeSigned(name, typ string, v any) error {
	payload, err := json.Marshal(v)
	if err != nil {
		return comity.Errorf(comity.Fault, "write %s: %w", name, err)
	}
	e, err := c.node.keys.Sign(typ, comity.QuietJSON(payload))
	if err != nil {
		return err
	}
	text, err := e.Marshal()
	if err != nil {
		return err
	}
	return c.place(name, text)
}

// noticesOf drafts one notice for each state that was told of a lead. It names no
// other state, and nothing of what the item said.
func (c *Case) noticesOf(x aside, rep *WithdrawReport) map[string]*Notice {
	became := map[string]string{}
	for _, d := range rep.Dependents {
		became[d.Item] = d.Became
	}
	out := map[string]*Notice{}
	for _, s := range rep.Said {
		if s.State == "" { // nobody was told
			continue
		}
		n, ok := out[s.State]
		if !ok {
			n = &Notice{Case: c.id, From: c.state.open.Authority, Country: c.state.open.Country, To: s.State,
				Act: x.act.Seq, Kind: x.act.Kind, Time: x.act.Time.Time(), Refs: x.body.Refs, Reason: x.body.Reason}
			out[s.State] = n
		}
		n.Leads = append(n.Leads, NoticeLead{Item: s.Item, Act: s.Act, Told: s.Time, Became: became[s.Item]})
	}
	for _, n := range out {
		n.write()
	}
	return out
}

// write puts the notice into sentences.
func (n *Notice) write() {
	what := map[string][2]string{
		actWithdraw: {"has been withdrawn and may not be relied on", "è stato ritirato e non può più essere utilizzato"},
		actRestrict: {"is restricted and may not be used for the time being", "è limitato e per ora non può essere utilizzato"},
		actLift:     {"is no longer restricted", "non è più limitato"},
		actRectify:  {"was found wrong and has been corrected", "è risultato errato ed è stato rettificato"},
		actErase:    {"has been erased", "è stato cancellato"},
	}[n.Kind]
	var items []string
	for _, l := range n.Leads {
		items = append(items, l.Item+" ("+l.Told.UTC().Format("2006-01-02")+")")
	}
	leads := strings.Join(items, ", ")
	n.Text = map[string]string{
		"en": fmt.Sprintf("We told you of these items: %s. They rest on material that %s (%s). Reason: %s. "+
			"Please correct, restrict or erase what you hold of them, tell those to whom you passed it on, and confirm that you have.",
			leads, what[0], strings.Join(n.Refs, ", "), n.Reason),
		"it": fmt.Sprintf("Vi abbiamo segnalato questi elementi: %s. Si fondano su materiale che %s (%s). Motivo: %s. "+
			"Vi preghiamo di rettificare, limitare o cancellare quanto ne conservate, di avvertire coloro ai quali lo avete trasmesso e di darcene conferma.",
			leads, what[1], strings.Join(n.Refs, ", "), n.Reason),
	}
}
