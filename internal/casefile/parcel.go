package casefile

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"slices"
	"strings"

	"comity/internal/analysis/run"
	"comity/internal/casefile/policy"
	"comity/internal/comity"
	"comity/internal/records/record"
	"comity/internal/verify"
	"comity/internal/verify/history"
)

// Handover is a survey of a case out of which something is handed over: to a
// state, or to the defence of a subject.
type Handover struct {
	*Survey            // its exhibits and findings bear the names by which others know exhibits
	act     policy.Act // pack, disclose
	to      string     // the recipient's state; of a disclosure our own, in whose courts the defence stands
	sources []record.Source
	tokens  [32]byte                  // key of the tokens by which this recipient knows cards
	inward  *strings.Replacer         // from names to digests
	plain   []comity.Digest           // digests of the exhibits, which stay here
	partly  map[comity.Digest][]aside // by digest: acts that leave rows of an exhibit out
	run     run.Manifest
	spools  int

	recipients []string // as the act names them

	private []*history.Held // of the exhibits' descriptions; nil: it goes whole

	stood []stood // the receipts that History gave, as partners have co-signed them
}

// handover begins one: the latest run says by which readings its exhibits were read. whom
// tells the recipient from all others.
func (c *Case) handover(ctx context.Context, act policy.Act, to, whom string) (*Handover, error) {
	s, err := c.Survey(ctx, string(act))
	if err != nil {
		return nil, err
	}
	h := &Handover{Survey: s, act: act, to: to, partly: map[comity.Digest][]aside{}}
	for _, x := range c.state.leftOut(c.state.head()) { // once: LeftOut is asked of every row
		if !x.whole() {
			h.partly[x.body.Cite.Exhibit] = append(h.partly[x.body.Cite.Exhibit], x)
		}
	}
	if err := c.readManifest(s.body, &h.run); err != nil {
		return nil, err
	}
	for i := range s.exhibits {
		x := &s.exhibits[i]
		h.sources, h.plain = append(h.sources, h.asRead(x.Source)), append(h.plain, x.Source.Exhibit)
		d, err := c.describe(s.live[i])
		if err != nil {
			return nil, err
		}
		if h.private = append(h.private, d.Private); d.Private != nil { // as its description goes out
			x.Source.Scope.Addresses = nil
		}
	}
	h.rename()
	mac := hmac.New(sha256.New, h.key[:])
	mac.Write([]byte("comity card tokens of a recipient v1\x00" + string(act) + "\x00" + whom))
	h.tokens = [32]byte(mac.Sum(nil))
	return h, nil
}

// rename puts the names by which acts know exhibits in the place of their digests:
// whoever held a few rows could hash guesses of the others, and compare. Ids of hits begin
// with those of a digest's digits.
func (h *Handover) rename() {
	var pairs, back []string
	for i := range h.exhibits {
		to := h.live[i].body.Outward()
		h.exhibits[i].Source.Exhibit = to
		pairs = append(pairs, h.plain[i].String(), to.String(), h.plain[i].Short(), to.Short())
		back = append(back, to.String(), h.plain[i].String())
	}
	h.inward = strings.NewReplacer(back...)
	h.outward = strings.NewReplacer(pairs...)
}

// Exhibit is the digest of the i-th exhibit, which is not for others.
func (h *Handover) Exhibit(i int) comity.Digest { return h.plain[i] }

// HeldBack is how many values of the i-th exhibit's description stay here.
func (h *Handover) HeldBack(i int) int {
	if h.private[i] == nil {
		return 0
	}
	return h.private[i].Values
}

func (c *Case) readManifest(body checkBody, m *run.Manifest) error {
	f, err := c.openRunFile(body, run.ManifestFile)
	if err != nil {
		return err
	}
	b, err := io.ReadAll(f)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil && comity.DigestOf(b) != body.Run {
		err = comity.Errorf(comity.Negative, "its manifest is not what was checked")
	}
	if err == nil {
		err = json.Unmarshal(b, m)
	}
	if err != nil {
		return comity.Errorf(comity.KindOf(err), "run %s: %w", body.Run.Short(), err).WithHint("%s", verifyHint)
	}
	return nil
}

// asRead is a source as the run read it, with the readings of its clock that were kept.
func (h *Handover) asRead(src record.Source) record.Source {
	for _, s := range h.run.Sources {
		if s.Ref == src.Ref {
			return s
		}
	}
	return src
}

// Manifest is that of the latest run.
func (h *Handover) Manifest() run.Manifest { return h.run }

// Recipients are those who can open the pack, as its act names them, in order; none: it is not encrypted.
func (h *Handover) Recipients() []string {
	return append([]string{}, slices.Sorted(slices.Values(h.recipients))...)
}

// Run is the name by which others know the latest run.
func (h *Handover) Run() comity.Digest { return h.body.Outward() }

// Case is the case's id, Title and Authority what case.toml says.
func (h *Handover) Case() string { return h.c.id }

// Title of the case.
func (h *Handover) Title() string { return h.c.state.open.Title }

// Authority that holds the case.
func (h *Handover) Authority() string { return h.c.state.open.Authority }

// Purpose of who acts.
func (h *Handover) Purpose() string { return h.c.node.purpose }

// Actor who acts.
func (h *Handover) Actor() string { return h.c.node.actor }

// Places implements pack.Case: the rows of an exhibit as the latest run read it.
func (h *Handover) Places(ctx context.Context, i int, row func(*run.Row), rest func(run.Unread, record.Place)) error {
	x, err := h.c.exhibit(h.live[i])
	if err != nil {
		return err
	}
	x.Source = h.sources[i]
	return run.Places(ctx, x, verify.NewCards(h.key), row, rest)
}

// LeftOut says by which kind of act a place is left out of what is computed.
func (h *Handover) LeftOut(i int, p record.Place) (rule string, out bool) {
	src := &h.exhibits[i].Source
	list := h.partly[h.plain[i]]
	if len(list) == 0 {
		return "", false
	}
	cite := comity.Citation{Exhibit: h.plain[i], Inner: src.Inner(), Offset: p.Offset, Length: int64(p.Length)}
	if p.Length < 0 {
		cite = comity.Citation{Exhibit: h.plain[i], Inner: string(comity.AppendRow([]byte(src.Inner()), p.Offset)), Length: -1}
	}
	for i := range list {
		if run.Touches(*list[i].body.Cite, cite) {
			return pastOf(list[i].act.Kind), true
		}
	}
	return "", false
}

// pastOf names what an act did to something.
func pastOf(kind string) string {
	return map[string]string{actWithdraw: "withdrawn", actRestrict: "restricted", actRectify: "rectified", actErase: "erased"}[kind]
}

// MayHandOver says whether the recipient may be given rows of the i-th exhibit:
// the conditions of whoever gave it, under the act that hands it over.
func (h *Handover) MayHandOver(ctx context.Context, i int) (Permission, error) {
	return h.may(ctx, h.plain[i].String(), h.live[i].body.Ref)
}

// MayTell says the same of a finding.
func (h *Handover) MayTell(ctx context.Context, item string) (Permission, error) {
	return h.may(ctx, item, item)
}

// may judges an item under the conditions of all that it rests on; part is what of it is to go,
// which an act may have left out.
func (h *Handover) may(ctx context.Context, item, part string) (Permission, error) {
	under, err := h.c.under(ctx, item)
	if err != nil {
		return Permission{}, err
	}
	if x, out, err := h.c.leftOutItem(part); out || err != nil {
		return Permission{Rule: ruleLeftOut, Says: comity.Phrasef("act %06d (%s) leaves it out", x.act.Seq, x.act.Kind)}, err
	}
	return h.c.judgeBy(h.act, under, item, h.to), nil
}

// Card names a card for this recipient: equal cards are equal in all that it is handed, and
// nothing that another was handed is like it.
func (h *Handover) Card(number string) (record.Card, bool) {
	c, ok := verify.NewCards(h.key).Card(number)
	if ok && c.Token != ([16]byte{}) {
		mac := hmac.New(sha256.New, h.tokens[:])
		mac.Write(c.Token[:])
		copy(c.Token[:], mac.Sum(nil))
	}
	return c, ok
}

// Cards hands over the citations by which the findings name cards, with the case's tokens.
func (h *Handover) Cards(ctx context.Context, each func(cite string, token [16]byte) error) error {
	return h.c.eachLine(ctx, h.body, cardsFile, func(line []byte) error {
		var row struct {
			Cite  string
			Token string
		}
		err := json.Unmarshal(line, &row)
		raw, herr := hex.DecodeString(row.Token)
		if err != nil || herr != nil || len(raw) != 16 {
			return comity.Errorf(comity.Negative, "run %s: a line of the cards cannot be read", h.body.Run.Short()).WithHint("%s", verifyHint)
		}
		return each(h.outward.Replace(row.Cite), [16]byte(raw))
	})
}

// Lines hands over the findings of the latest run with the bytes of their lines, but for the names of exhibits.
func (h *Handover) Lines(ctx context.Context, each func(line []byte, f run.Finding) error) error {
	return h.c.eachLine(ctx, h.body, findingsFile, func(line []byte) error {
		var f run.Finding
		line = []byte(h.outward.Replace(string(line)))
		if err := json.Unmarshal(line, &f); err != nil {
			return comity.Errorf(comity.Negative, "run %s: a line of the findings cannot be read", h.body.Run.Short()).WithHint("%s", verifyHint)
		}
		return each(line, f)
	})
}
