package casefile

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/casefile/query"
	"comity/internal/comity"
)

// findings looks at the subjects and hits of the latest run, in the run itself
// and not in the index: what is not found is denied, and an index can lack rows.
func (f *finder) findings(ctx context.Context) error {
	body, err := f.c.latest()
	if err != nil {
		return nil //nolint:nilerr // a case that was not checked has none
	}
	cites, err := f.cardCites(ctx, body)
	if err != nil {
		return err
	}
	mark := f.q.Mark()
	return f.c.eachLine(ctx, body, findingsFile, func(line []byte) error {
		if mark != nil && !f.m.Holds(line, mark) {
			return nil
		}
		var v run.Finding
		if err := json.Unmarshal(line, &v); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		switch {
		case v.Hit != nil && f.in(InHits):
			if f.hit(v.Hit) {
				f.add(InHits, hitRow(v.Hit))
			}
		case v.Subject != nil && f.in(InSubjects):
			if text, ok := f.subject(v.Subject, cites); ok {
				f.add(InSubjects, FindRow{Kind: kindSubject, Item: v.Subject.ID, Text: text})
			}
		}
		return nil
	})
}

// cardCites are the places by which findings name the card looked for; nil
// where its token is not known.
func (f *finder) cardCites(ctx context.Context, body checkBody) (map[string]bool, error) {
	token, ok := f.q.Token()
	if !ok {
		return nil, nil
	}
	want, out := hex.EncodeToString(token[:]), map[string]bool{}
	return out, f.c.eachLine(ctx, body, cardsFile, func(line []byte) error {
		var row struct{ Cite, Token string }
		if err := json.Unmarshal(line, &row); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the cards cannot be read", body.Run.Short()).WithHint("%s", verifyHint)
		}
		if row.Token == want {
			out[row.Cite] = true
		}
		return nil
	})
}

// subject reports where a subject says what is looked for. cites, where not nil, are the
// places of the one card that is.
func (f *finder) subject(s *run.Subject, cites map[string]bool) (text string, ok bool) {
	for _, sel := range s.Stated() {
		if f.m.Selector(sel) && (cites == nil || sel.Cite == "" || cites[sel.Cite]) {
			return strings.TrimSpace(string(sel.Type) + " " + sel.Value + " " + sel.Cite), true
		}
	}
	for _, sub := range s.Subscribers {
		if f.subscriber(sub) {
			return "subscriber " + sub.Line(), true
		}
	}
	if f.q.Type != query.Text {
		return "", false
	}
	texts := []string{s.ID}
	for _, a := range append(slices.Clone(s.For), s.Against...) {
		texts = append(texts, a.Text)
	}
	for _, r := range s.Rivals {
		texts = append(texts, r.Kind, r.Text)
		for _, a := range r.Rows {
			texts = append(texts, a.Text)
		}
	}
	for _, t := range texts {
		if _, ok := f.m.In([]byte(t)); ok {
			return f.m.Excerpt([]byte(t)), true
		}
	}
	return "", false
}

func (f *finder) subscriber(s run.Subscriber) bool {
	return f.m.Selector(comity.Selector{Type: query.Subscriber, Value: s.Subscriber}) ||
		f.m.Selector(comity.Selector{Type: query.Subscriber, Value: s.Provider + "/" + s.Subscriber}) ||
		s.Country != "" && f.m.Selector(comity.Selector{Type: query.Subscriber, Value: s.Line()})
}

// hit reports whether a hit says what is looked for.
func (f *finder) hit(h *run.Hit) bool {
	if h.ID == f.q.Value || f.m.Selector(comity.Selector{Type: comity.SelectorIP, Value: h.Addr.String()}) ||
		h.Account != "" && f.m.Selector(comity.Selector{Type: accountType(h), Value: h.Account}) {
		return true
	}
	return slices.ContainsFunc(h.Candidates, func(c run.Candidate) bool { return f.subscriber(c.Subscriber) })
}

// accountType is what the account of a hit is: a payment without one is its card's or e-mail's.
func accountType(h *run.Hit) comity.SelectorType {
	switch {
	case strings.Contains(h.Account, ":"):
		return comity.SelectorAccount
	case strings.Contains(h.Account, "******") && !strings.Contains(h.Account, "@"):
		return comity.SelectorCard
	}
	return comity.SelectorEmail
}

func hitRow(h *run.Hit) FindRow {
	text := fmt.Sprintf("%s %s %s %s", h.Event, h.Account, h.Addr, h.First)
	return FindRow{Kind: kindHit, Item: h.ID, Ref: h.Source, Cite: &h.Cite, Text: strings.Join(strings.Fields(text), " ")}
}
